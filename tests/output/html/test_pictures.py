"""Pages of a report as pictures that stand in its page."""

from __future__ import annotations

import base64
import io
import random

import pytest
from PIL import Image

from gkml.document import Box
from gkml.errors import InputError
from gkml.output.html.pictures import PageView, pages_to_markup, pages_to_views
from gkml.output.page_image import PageImage
from gkml.records.report import CellRecord, Report
from tests.output.made_reports import PROVENANCE

CELLS = [
    CellRecord(f"a.b.c{page}", 1, "1", "number", page=page, boxes=(Box(0, 0, 1, 1),)) for page in (3, *range(10, 30))
]
REPORT = Report("a.pdf", PROVENANCE, cells={cell.id: cell for cell in CELLS})


def test_pages_with_figures_are_drawn_and_no_more_than_a_page_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def load(data: bytes, name: str, number: int, limits: object) -> PageImage:
        asked.append(number)
        return PageImage(Image.new("RGB", (1190, 1684), "white"), 2.0)

    monkeypatch.setattr("gkml.output.page_image.load_page", load)
    views = pages_to_views(REPORT, b"")
    assert asked == [view.number for view in views] == [3, *range(10, 21)]
    assert (views[0].width, views[0].height) == (595, 842)
    kind, _, data = views[0].address.partition(";base64,")
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert (kind, picture.width) == (f"data:image/{picture.format.lower()}", 1_000)


def test_a_photograph_is_kept_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = random.Random(1).randbytes(300 * 200 * 3)
    monkeypatch.setattr(
        "gkml.output.page_image.load_page",
        lambda *_: PageImage(Image.frombytes("RGB", (300, 200), noise).resize((900, 600)), 2.0),
    )
    assert pages_to_views(REPORT, b"")[0].address.startswith("data:image/jpeg")


def test_a_page_that_cannot_be_drawn_takes_none_of_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise InputError("damaged", code="damaged_file")

    monkeypatch.setattr("gkml.output.page_image.load_page", fail)
    assert pages_to_views(REPORT, b"") == []
    monkeypatch.setattr("gkml.output.html.pictures.find_spec", lambda name: None)
    assert pages_to_views(REPORT, b"") == []


def test_without_pages_there_is_nothing_to_draw() -> None:
    assert pages_to_markup([], REPORT.cells, {}) is None
    made = pages_to_markup([PageView(3, "data:,", 10, 20)], REPORT.cells, {"a.b.c3": "x"})
    assert made is not None
    assert made.count("<rect") == 1
    assert 'class="box number failed"' in made
