"""Ruled lines in pictures: broken, bent, and strokes of characters that are none."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gkml.readers.ocr.ink import even_ground, ink_of
from gkml.readers.ocr.rulings import rulings_of
from gkml.readers.pdf.lattice import rulings_to_tables
from gkml.readers.pdf.page import Ruling
from tests.readers.ocr.sheets import TYPE, drawn_table

pytest.importorskip("cv2", reason="OpenCV is not installed (pip install 'gkml[ocr]')")


def rulings_in(image: Image.Image) -> list[Ruling]:
    ink, faint = ink_of(even_ground(np.asarray(image)))
    lines, _ = rulings_of(ink, faint, TYPE)
    return [
        Ruling(one.begin, one.at, one.end, one.at) if one.horizontal else Ruling(one.at, one.begin, one.at, one.end)
        for one in lines
    ]


def shape(image: Image.Image) -> list[tuple[int, int]]:
    return [(len(table.ys) - 1, len(table.xs) - 1) for table in rulings_to_tables(rulings_in(image))]


ROWS = [["0", "12", "", "7"], ["305", "0", "1", "0"], ["8", "0", "44", "0"]]


@pytest.mark.parametrize("line", [1, 2, 4])
def test_lines_of_a_table(line: int) -> None:
    assert shape(drawn_table(ROWS, line=line)) == [(3, 4)]


def test_broken_lines_are_closed() -> None:
    image = drawn_table(ROWS)
    draw = ImageDraw.Draw(image)
    for x in range(0, 1100, 37):
        draw.line((x, 0, x, 900), fill=255, width=3)
    assert shape(image) == [(3, 4)]


def test_strokes_side_by_side_are_no_line() -> None:
    image = drawn_table([["", "0"], ["", "0"]])
    draw = ImageDraw.Draw(image)
    for number in range(3):  # three strokes of characters as wide as a cell, with others above and below
        x = 122 + 36 * number
        draw.rectangle((x, 176, x + 32, 178), fill=0)
        for y in (168, 182, 190):
            draw.line((x + 3, y, x + 29, y + 4), fill=0, width=3)
    assert shape(image) == [(2, 2)]


def test_bold_characters_that_touch_are_no_line() -> None:
    image = drawn_table([["", "0"], ["", "0"]])
    draw = ImageDraw.Draw(image)
    for y in (172, 177, 182):  # strokes so near above one another that their blurred edges meet
        draw.rectangle((122, y, 238, y + 2), fill=0)
    assert shape(image) == [(2, 2)]
