from __future__ import annotations

import pytest

from gkml.document import Box
from gkml.errors import InputError
from gkml.readers.pdf.rendering import PagePicture
from gkml.readers.sources import data_to_source
from gkml.records.report import CellRecord, Report
from gkml.review.pictures import Pictures
from tests.output.made_reports import PROVENANCE

SOURCE = data_to_source(b"%PDF", "a.pdf")
CELLS = [CellRecord(f"t.r.{page}", page=page, boxes=(Box(1, 2, 3, 4),)) for page in (2, 5)]
REPORT = Report("a.pdf", PROVENANCE, cells={cell.id: cell for cell in CELLS})


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    asked: list[int] = []

    def picture(data: bytes, name: str, number: int, limits: object) -> PagePicture:
        asked.append(number)
        if number > 5:
            raise InputError("no such page", code="damaged_file")
        return PagePicture(40, 30, bytes([255]) * 3600, 2.0)

    monkeypatch.setattr("gkml.readers.page_pictures.page_picture", picture)
    return asked


def test_pages_with_figures_are_drawn_once(drawn: list[int]) -> None:
    pictures = Pictures()
    for _ in range(2):
        found = pictures.of_report(REPORT, SOURCE)
        assert sorted(found) == [2, 5]
        assert (found[2].width, found[2].height) == (20, 15)
        assert found[2].png.startswith(b"\x89PNG")
    assert drawn == [2, 5]


def test_a_page_that_cannot_be_drawn_is_left_out(drawn: list[int]) -> None:
    assert Pictures().page(SOURCE, 6) is None


def test_no_more_are_kept_than_are_looked_at(drawn: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.review.pictures._KEPT", 1)
    pictures = Pictures()
    for number in (2, 5, 2):
        pictures.page(SOURCE, number)
    assert drawn == [2, 5, 2]
