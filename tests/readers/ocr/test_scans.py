"""Whole reports as scans: drawn ones where a Chinese font is at hand, and the shared ones."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from gkml.document import Box, DocumentBuilder, NewCell
from gkml.pipeline import Pipeline
from gkml.readers.limits import Limits
from gkml.readers.ocr.picture import Frame
from gkml.readers.ocr.scans import beside, needs_patches, needs_recognition
from gkml.readers.pdf.exchange import document_to_plain, plain_to_document
from gkml.readers.pdf.page import PageContent, Ruling
from gkml.records.report import Report
from tests.readers.ocr.scanned import Scan, scanned, system_fonts, to_pdf
from tests.readers.pdf.reports import made_up
from tests.readers.pdf.sheets import Style


def test_certainty_goes_with_the_document() -> None:
    builder = DocumentBuilder("pdf")
    builder.add_row([NewCell("7", page=1, boxes=(Box(0, 0, 1, 1),), certainty=0.25), "8"], kind="grid", table=0)
    document = builder.build()
    assert [cell.certainty for cell in document.rows[0].cells] == [0.25, 1.0]
    assert plain_to_document(document_to_plain(document)) == document


def report_with(certainty: float, rules: Pipeline) -> Report:
    """A report of which one figure, and one empty cell, were recognised with some certainty."""
    builder = DocumentBuilder("pdf")
    for line in ("某某局2023年政府信息公开工作年度报告", "一、总体情况", "二、主动公开政府信息情况"):
        builder.add_row([line])
    builder.add_row(["第二十条第（一）项"], kind="grid", table=0)
    builder.add_row(["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], kind="grid", table=0)
    builder.add_row(["规章", NewCell("3", certainty=certainty), "0", "5"], kind="grid", table=0)
    builder.add_row(["行政规范性文件", "2", NewCell("", certainty=certainty), "6"], kind="grid", table=0)
    return rules.reconcile(builder.build(), "made")


def test_an_uncertain_figure_is_for_a_person_to_look_at(rules: Pipeline) -> None:
    cells = report_with(0.4, rules).cells
    doubtful = cells["disclosure.rules.issued"]
    assert (doubtful.value, doubtful.review) == (3, True)
    assert doubtful.doubts == ("recognition",)
    assert cells["disclosure.normative_documents.repealed"].review
    assert not cells["disclosure.rules.in_force"].review
    assert doubtful.confidence < cells["disclosure.rules.in_force"].confidence
    sure = report_with(0.99, rules).cells
    assert not sure["disclosure.rules.issued"].review
    assert not sure["disclosure.normative_documents.repealed"].review


@pytest.mark.parametrize(
    ("seed", "scan", "style"),
    [
        (
            1,
            Scan(resolution=200, skew=0.6, stamp=True, turn=180, quality=70, shift=10),
            Style(cut_rows=True, size=9.0, heads=3),
        ),
        (2, Scan(resolution=150, noise=14, specks=80, ground=215, quality=55), Style(pen="double")),
    ],
)
def test_drawn_reports(engine: Any, combined: Pipeline, seed: int, scan: Scan, style: Style) -> None:
    fonts = system_fonts()
    if not fonts:
        pytest.skip("no Chinese font on this machine (apt install fonts-wqy-zenhei, or name one in GKML_FONTS)")
    made = made_up(seed)
    pages = scanned(made.to_drawer(style), scan, fonts[0], seed=seed)
    report = combined.read(to_pdf(pages, scan.resolution), "scan.pdf")
    wrong = made.wrong_cells(report)
    assert len(wrong) <= 2
    assert all(report.cells[cell].review for cell in wrong)
    assert report.agency == combined.read(made.to_pdf(style), "set.pdf").agency
    assert report.year == made.figures.year


def as_scan(path: Path, resolution: int, skew: float, quality: int) -> bytes:
    pages = [page.render(scale=resolution / 72).to_pil().convert("RGB") for page in pdfium.PdfDocument(path)]
    turned = [page.rotate(-skew, Image.Resampling.BICUBIC, fillcolor="white") for page in pages]
    return to_pdf(turned, resolution, quality)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hongze_2023", "huaian_2024"])
@pytest.mark.parametrize(("resolution", "skew", "quality", "least"), [(200, 0.0, 0, 0.99), (150, 0.7, 60, 0.97)])
def test_shared_reports(
    engine: Any, combined: Pipeline, shared: Path, name: str, resolution: int, skew: float, quality: int, least: float
) -> None:
    data = as_scan(shared / "reports" / f"{name}.pdf", resolution, skew, quality)
    gold = json.loads((shared / "reports" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    report = combined.read(data, f"{name}.pdf")
    read = {cell: report.cells[cell].value for cell in gold["cells"]}
    wrong = [cell for cell, value in gold["cells"].items() if _figure(read[cell]) != _figure(value)]
    assert len(wrong) <= (1 - least) * len(gold["cells"])
    assert all(report.cells[cell].review for cell in wrong)
    assert report.agency in gold["agency"]
    assert report.year == gold["year"]
    assert len(report.headings) == len(gold["headings"])
    for cell in report.cells.values():
        assert cell.boxes is None or all(-5 <= edge <= 900 for box in cell.boxes for edge in box)


def _figure(value: Any) -> float | None:
    return None if value is None else float(value)


def test_mixed_pages(engine: Any) -> None:
    """A page with text and one that is a picture."""
    from tests.readers.ocr.sheets import drawn_table

    scan = pdfium.PdfDocument(to_pdf([drawn_table([["12", "0"], ["3", "408"]])], 200))
    text = pdfium.PdfDocument(made_up(1).to_pdf(Style()))
    text.import_pages(scan, index=1)
    stream = io.BytesIO()
    text.save(stream)
    from gkml.readers.pdf.reader import read_pdf

    document = read_pdf(stream.getvalue(), Limits())
    assert "pages 2 " in dict(document.notes)["ocr"]
    second = [document.cell_text(cell) for row in document.rows if row.page == 2 for cell in row.cells]
    assert second == ["12", "0", "3", "408"]
    first = [cell for row in document.rows if row.page == 1 for cell in row.cells]
    assert first
    assert all(cell.certainty == 1.0 for cell in first)


def content(layer: str = "text", x: float = 50.0, width: float = 300.0, **fields: Any) -> PageContent:
    """A page with a table of two columns."""
    rulings = [Ruling(x, y, x + width, y) for y in (100, 130, 160)]
    rulings += [Ruling(at, 100, at, 160) for at in (x, x + width / 2, x + width)]
    return PageContent(1, 595, 842, (), tuple(rulings), 0.0, layer, **fields)  # type: ignore[arg-type]


def test_pages_whose_characters_do_not_say_what_they_show_are_recognised() -> None:
    assert [needs_recognition(content(layer)) for layer in ("none", "broken", "recognised", "text", "ocr")] == [
        *[True] * 3,
        *[False] * 2,
    ]
    assert not needs_recognition(content("none", damaged=True))
    pictured = content(pictured=(Box(0, 0, 9, 9),))
    assert [needs_patches(pictured, tables=tables) for tables in (True, False)] == [True, False]
    assert not needs_patches(content("none", pictured=(Box(0, 0, 9, 9),)), tables=True)


def test_a_page_that_lay_beside_the_one_before_is_moved_so_that_its_table_goes_on() -> None:
    frame = Frame(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    _, _, table = beside(content(), frame, None)
    assert table == (50.0, 350.0)
    moved, back, _ = beside(content(x=56.0, width=303.0), frame, table)
    ends = [line.x0 for line in moved.rulings if not line.horizontal]
    assert (min(ends), max(ends)) == (pytest.approx(50), pytest.approx(350))
    assert back.box(Box(50, 100, 350, 160)) == Box(56.0, 100.0, 359.0, 160.0)
    far, same, _ = beside(content(x=200.0, width=100.0), frame, table)
    assert far.rulings == content(x=200.0, width=100.0).rulings
    assert same is frame
