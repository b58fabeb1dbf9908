"""Struck figures and notes in pictures; figures of which strokes touch are not struck."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gkml.doubts import DoubtCode
from gkml.readers.limits import Limits
from gkml.readers.ocr.dress import note_of, strike_of
from gkml.readers.ocr.page import picture_to_page
from gkml.readers.ocr.picture import Picture
from gkml.readers.pdf.reader import pages_to_document
from tests.readers.ocr.sheets import TYPE, cell_box, drawn_table


def drawn(text: str, strike: float | None = None) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """The ink of a figure, and the box of what stands there; a line at a share of its height."""
    image = Image.new("L", (200, 60), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(TYPE)
    draw.text((20, 10), text, fill=0, font=font)
    ink = (np.asarray(image) < 150).astype(np.uint8)
    ys, xs = np.nonzero(ink)
    if strike is not None:
        y = ys.min() + strike * (ys.max() - ys.min())
        draw.line((xs.min() - 2, y, xs.max() + 2, y), fill=0, width=2)
        ink = (np.asarray(image) < 150).astype(np.uint8)
        ys, xs = np.nonzero(ink)
    return ink, (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)


@pytest.mark.parametrize("text", ["17", "305", "98", "6", "1860"])
@pytest.mark.parametrize("strike", [0.45, 0.55, 0.65])
def test_a_line_through_a_figure_is_found(text: str, strike: float) -> None:
    ink, box = drawn(text, strike)
    found = strike_of(ink, box, 29.0)
    assert found is not None
    assert found[0] - box[0] <= 3
    assert box[2] - found[1] <= 3


@pytest.mark.parametrize("text", ["0123", "9809", "5678", "9", "1", "35", "2023"])
def test_figures_are_not_struck_by_their_own_strokes(text: str) -> None:
    assert strike_of(*drawn(text), 29.0) is None


FIGURE = [[0, 10, 14, 30], [16, 10, 30, 30], [32, 10, 46, 30]]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ([[48, 6, 55, 18]], DoubtCode.RAISED),
        ([[48, 6, 62, 26]], DoubtCode.RAISED),  # as large as the figure
        ([[48, 22, 55, 36]], DoubtCode.LOWERED),
        ([[48, 27, 51, 34]], None),  # a comma
        ([[48, 18, 58, 20]], None),  # a dash
        ([], None),
    ],
)
def test_notes_stand_off_the_line(more: list[list[int]], code: DoubtCode | None) -> None:
    found = note_of(np.array([*FIGURE, *more]), 22.0)
    assert (found and found[2]) == code
    if found:
        assert found[0].box == (0, 10, 46, 30)


def test_parts_of_a_broken_digit_are_no_notes() -> None:
    assert note_of(np.array([*FIGURE, [48, 10, 60, 20], [48, 22, 60, 30]]), 22.0) is None


def test_struck_figures_of_a_scan_are_left_out(engine: Any) -> None:
    image = drawn_table([["12", "305"], ["3", "408"], ["7", "96"]])
    x0, y0, x1, y1 = cell_box(1, 1)
    ImageDraw.Draw(image).line((x0 + 25, (y0 + y1) / 2 + 1, x1 - 25, (y0 + y1) / 2 + 1), fill=0, width=2)
    page, _ = picture_to_page(Picture.of(np.asarray(image), 72 / 200), 1, engine, Limits())
    document = pages_to_document([page], Limits())
    cells = {(r, c): cell for r, row in enumerate(document.rows) for c, cell in enumerate(row.cells)}
    assert document.cell_text(cells[1, 1]) == ""
    assert (cells[1, 1].sight, cells[1, 1].doubts) == ("doubtful", (DoubtCode.STRUCK,))
    assert {cell.sight for place, cell in cells.items() if place != (1, 1)} == {"seen"}
    assert document.cell_text(cells[0, 1]) == "305"
