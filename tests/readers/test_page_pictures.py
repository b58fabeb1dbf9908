"""Pages of inputs as pictures: of PDFs and of pictures, and of nothing else."""

from __future__ import annotations

import pytest

from gkml.errors import UsageError
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.page_pictures import decode_page_task, page_picture
from gkml.readers.pdf import rendering
from gkml.readers.pdf.rendering import PagePicture
from tests.readers.ocr.sheets import drawn_table
from tests.readers.test_images import png

OPTIONS = {"limits": {}, "name": "a.png"}


def test_a_picture_is_its_own_page() -> None:
    image = drawn_table([["1", "2"]])
    reply = decode_page_task(png(image), {**OPTIONS, "number": 1})
    assert (reply.plain["width"], reply.plain["height"]) == image.size
    assert reply.plain["scale"] == pytest.approx(200 / 72, rel=0.01)  # pixels for a point
    assert reply.blob == image.convert("RGB").tobytes()
    assert decode_page_task(png(image), {**OPTIONS, "number": 2}).plain == {}


def test_what_has_no_pages_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"a\.txt has no pages"):
        page_picture(b"text", "a.txt", 1, DEFAULT_LIMITS)


def test_a_pdf_is_drawn_by_its_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = PagePicture(1, 1, b"abc", 2.0)
    monkeypatch.setattr("gkml.readers.page_pictures.render_page", lambda data, number, limits: drawn)
    assert page_picture(b"%PDF-1.7\n", "a.pdf", 3, DEFAULT_LIMITS) is drawn
    assert rendering.render_page is not None
