"""Boxes around cells on pictures of their pages."""

from __future__ import annotations

import pytest
from PIL import Image

from gkml.document import Box
from gkml.errors import UsageError
from gkml.output.page_image import COLOURS, PageImage, cell_colour, draw_cells, pages_with_cells, report_to_image
from gkml.readers.pdf.rendering import PagePicture
from gkml.records.report import CellRecord, Report
from tests.output.made_reports import PROVENANCE

CELL = CellRecord("requests.granted.total", 3, "3", "number", page=2, boxes=(Box(10, 20, 40, 30),))
OTHER = CellRecord(
    "requests.granted.natural_person", None, "x", "unreadable", review=True, page=3, boxes=(Box(0, 0, 9, 9),)
)
REPORT = Report("a.pdf", PROVENANCE, cells={cell.id: cell for cell in (CELL, OTHER)})


def blank(width: int = 60, height: int = 50) -> PageImage:
    return PageImage(Image.new("RGB", (width, height), "white"), 1.0)


def test_only_cells_of_the_page_are_drawn_each_in_its_colour() -> None:
    drawn = draw_cells(blank(), REPORT.cells.values(), 2)
    assert drawn.width > 60
    assert drawn.height > 50
    page = drawn.crop((drawn.width - 60, drawn.height - 50, drawn.width, drawn.height))
    assert page.getpixel((25, 18)) == COLOURS["number"]  # the upper edge, with some room around the print
    assert page.getpixel((25, 25)) != COLOURS["number"]
    assert COLOURS["unreadable"] not in [colour for _, colour in page.getcolors(10_000)]


def test_doubt_goes_before_the_state_and_what_was_not_read_before_doubt() -> None:
    assert cell_colour(CELL) == COLOURS["number"]
    assert cell_colour(CellRecord("a", 3, "3", "number", review=True)) == COLOURS["review"]
    assert cell_colour(OTHER) == COLOURS["unreadable"]
    assert cell_colour(CellRecord("a")) == COLOURS["blank"]


def test_pages_with_cells_stand_below_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def picture(data: bytes, name: str, number: int, limits: object) -> PagePicture:
        asked.append(number)
        return PagePicture(40, 30, bytes([255]) * 3600, 1.0)

    monkeypatch.setattr("gkml.readers.page_pictures.page_picture", picture)
    assert pages_with_cells(REPORT) == [2, 3]
    both = report_to_image(REPORT, b"")
    one = report_to_image(REPORT, b"", page=3)
    assert (asked, both.height, both.width) == ([2, 3, 3], 2 * one.height, one.width)
    monkeypatch.setattr("gkml.output.page_image._MOST_PIXELS", 10)
    with pytest.raises(UsageError, match="2, 3"):
        report_to_image(REPORT, b"")
