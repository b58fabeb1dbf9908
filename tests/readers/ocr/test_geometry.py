from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gkml.document import Box
from gkml.readers.ocr.ink import even_ground, ink_of, type_size
from gkml.readers.ocr.picture import Picture
from gkml.readers.ocr.rulings import rulings_of
from gkml.readers.ocr.upright import skew_of
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


def test_grey_ground_is_made_white() -> None:
    image = np.asarray(drawn_table(ROWS)).astype(np.float64)
    ground = np.add.outer(np.linspace(0.5, 1.0, image.shape[0]), np.linspace(-0.1, 0.0, image.shape[1]))
    even = even_ground((image * ground).clip(0, 255).astype(np.uint8))
    assert np.median(even) > 245
    assert shape(Image.fromarray((image * ground).clip(0, 255).astype(np.uint8))) == [(3, 4)]


def test_size_of_type() -> None:
    ink, _ = ink_of(even_ground(np.asarray(drawn_table([["835", "906"], ["417", "22"]]))))
    assert 0.6 * TYPE <= type_size(ink) <= 1.2 * TYPE
    assert type_size(np.zeros((50, 50), np.uint8)) == 0.0


@settings(max_examples=20, deadline=None)
@given(st.floats(-3.0, 3.0))
def test_skew_is_found(angle: float) -> None:
    turned = drawn_table(ROWS).rotate(-angle, Image.Resampling.BICUBIC, fillcolor=255)
    found = skew_of(ink_of(even_ground(np.asarray(turned)))[0])
    assert found == pytest.approx(angle, abs=0.08)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-4, 4),
    st.floats(0.4, 3.0),
    st.floats(0, 199),
    st.floats(0, 119),
)
def test_places_find_back(turn: int, angle: float, factor: float, x: float, y: float) -> None:
    """A dot in the first picture and its place in the last one belong together."""
    pixels = np.full((300, 400), 255, np.uint8)
    left, top = 100 + int(x), 90 + int(y)
    pixels[top : top + 9, left : left + 9] = 0
    picture = Picture.of(pixels, 0.5).turned(turn).scaled(factor).levelled(angle)
    ys, xs = np.nonzero(picture.grays < 128)
    frame = picture.frame(2.0)
    box = frame.box(Box(2 * xs.min(), 2 * ys.min(), 2 * xs.max() + 2, 2 * ys.max() + 2))
    assert (box.x0 + box.x1) / 2 == pytest.approx((left + 4.5) / 2, abs=1.5)
    assert (box.y0 + box.y1) / 2 == pytest.approx((top + 4.5) / 2, abs=1.5)
