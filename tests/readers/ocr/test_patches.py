"""Pages of text with figures and tables that are pictures."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from gkml.doubts import DoubtCode
from gkml.pipeline import Pipeline
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.ocr.patches import with_patches
from gkml.readers.ocr.picture import Picture
from gkml.readers.pdf.page import PageContent
from gkml.readers.pdf.reader import read_pdf_here
from tests.readers.ocr.sheets import drawn_table
from tests.readers.pdf.dresses import CELL, DRESSES, dressed_report
from tests.readers.pdf.sheets import FONT
from tests.readers.pdf.test_pages import PROSE


@pytest.mark.parametrize("name", ["outlines", "picture_over_figure", "half_text_half_outlines", "in_a_drawn_font"])
def test_figures_that_are_pictures_are_recognised(engine: Any, rules: Pipeline, name: str) -> None:
    data, dress = dressed_report("48213", "17", DRESSES[name])
    record = rules.reconcile(read_pdf_here(data, DEFAULT_LIMITS, recognise=True), name).cells[CELL]
    assert record.review
    if name != "in_a_drawn_font":  # which draws the same box for every digit
        assert str(record.value) == dress.shown
        assert DoubtCode.RECOGNITION in record.doubts


def test_a_picture_of_a_table_among_text_is_read_where_it_stands(engine: Any) -> None:
    image = drawn_table([["12", "305"], ["3", "408"]]).crop((100, 120, 360, 300))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, 10)
    for y in (800, 780, 400, 380):
        canvas.drawString(50, y, PROSE)
    canvas.drawImage(ImageReader(image), 60, 500, 260, 180)
    canvas.save()
    document = read_pdf_here(stream.getvalue(), DEFAULT_LIMITS, recognise=True)
    texts = [[document.cell_text(cell) for cell in row.cells] for row in document.rows]
    assert texts == [[PROSE], [PROSE], ["12", "305"], ["3", "408"], [PROSE], [PROSE]]
    assert "ocr" in dict(document.notes)
    for row in document.rows[2:4]:
        for cell in row.cells:
            assert 60 <= cell.boxes[0].x0 <= cell.boxes[0].x1 <= 320
            assert 162 <= cell.boxes[0].y0 <= cell.boxes[0].y1 <= 342


def test_cells_that_the_page_is_cropped_at_have_no_picture(engine: Any) -> None:
    data, _ = dressed_report("48213", "17", DRESSES["outlines"])
    for box in (b"[300 0 595 842]", b"[0 0 300 842]"):
        cropped = data.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 595 842] /CropBox " + box)
        assert read_pdf_here(cropped, DEFAULT_LIMITS, recognise=True).rows


def test_a_page_without_pictures_stays_as_it_is(engine: Any) -> None:
    page = PageContent(1, 100, 100, (), (), 0.0)
    picture = Picture.of(np.full((100, 100), 255, np.uint8), 1.0)
    assert with_patches(page, picture, engine, DEFAULT_LIMITS, tables=True) == page
