"""What is drawn on a page: lines in every way that they are drawn, areas, and pictures."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from reportlab.pdfgen.canvas import Canvas

from gkml.document import Box
from gkml.readers.pdf.drawing import Drawing, marks_to_rulings, outlines_to_rulings, page_drawing
from gkml.readers.pdf.page import Ruling
from tests.readers.pdf.test_pages import drawn

SQUARE = [(10.0, 10.0), (110.0, 10.0), (110.0, 60.0), (10.0, 60.0), (10.0, 10.0)]


def test_a_stroked_outline_is_a_line_for_each_side() -> None:
    lines = set(outlines_to_rulings([SQUARE], stroked=True))
    assert lines == {Ruling(10, 10, 110, 10), Ruling(110, 10, 110, 60), Ruling(10, 60, 110, 60), Ruling(10, 10, 10, 60)}
    assert list(outlines_to_rulings([SQUARE], stroked=False)) == []
    assert list(outlines_to_rulings([[(0.0, 0.0), (50.0, 20.0)]], stroked=True)) == []  # neither lies nor stands


@pytest.mark.parametrize("stroked", [True, False])
def test_a_thin_area_is_one_line(stroked: bool) -> None:
    thin = [(10.0, 10.0), (110.0, 10.0), (110.0, 11.0), (10.0, 11.0)]
    assert list(outlines_to_rulings([thin], stroked)) == [Ruling(10, 10.5, 110, 10.5)]


def test_a_frame_of_two_outlines_is_drawn_by_the_inner_one() -> None:
    outer = [(9.0, 9.0), (111.0, 9.0), (111.0, 61.0), (9.0, 61.0)]
    lines = list(outlines_to_rulings([outer, SQUARE], stroked=False))
    assert Ruling(10, 10, 110, 10) in lines
    assert len(lines) == 4


def test_dots_in_a_row_are_a_line_and_a_few_are_not() -> None:
    row = [Box(3.0 * n, 10, 3.0 * n + 1, 11) for n in range(20)]
    (line,) = marks_to_rulings(row)
    assert (line.x0, line.x1, line.horizontal) == (0, 58, True)
    column = [Box(box.y0, box.x0, box.y1, box.x1) for box in row]
    (line,) = marks_to_rulings(column)
    assert (line.y0, line.y1, line.horizontal) == (0, 58, False)
    assert list(marks_to_rulings(row[:5])) == []
    assert list(marks_to_rulings([Box(30.0 * n, 10, 30.0 * n + 1, 11) for n in range(20)])) == []


def drawing_of(draw: Callable[[Canvas], object]) -> Drawing:
    """Of a page of 595 by 842 points, its places from the top left."""
    document = pdfium.PdfDocument(drawn(draw))
    page = document[0]
    found = page_drawing(page, lambda point: (point[0], 842 - point[1]), (595.0, 842.0), lambda **spent: None, pdfium_c)
    document.close()
    return found


def test_lines_that_are_white_are_seen_on_dark_ground_alone() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(50, 600, 200, 100, stroke=0, fill=1)
        canvas.setStrokeGray(1)
        canvas.line(60, 650, 240, 650)
        canvas.line(60, 400, 240, 400)
        canvas.setStrokeGray(0)
        canvas.line(60, 300, 240, 300)

    found = drawing_of(draw)
    assert sorted(round(line.y0) for line in found.rulings) == [842 - 650, 842 - 300]
    assert found.is_filled(100, 842 - 650)
    assert not found.is_filled(100, 842 - 300)


def test_limits_are_told_of_what_is_drawn() -> None:
    spent: dict[str, int] = {}

    def spend(**more: int) -> None:
        for name, number in more.items():
            spent[name] = spent.get(name, 0) + number

    document = pdfium.PdfDocument(drawn(lambda canvas: canvas.grid([50, 150, 250], [600, 700, 800])))
    page_drawing(document[0], lambda point: point, (595.0, 842.0), spend, pdfium_c)
    document.close()
    assert spent["elements"] >= 1
    assert spent["rulings"] >= 6
