"""Reports to annotated documents: what the sums settle, what a person should see."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.annotations.checking import examine
from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.lines import from_line, known_labels, to_line
from gkml.annotations.pre_annotation import NO_CELL, NotAnnotated, pre_annotate
from gkml.pipeline import Pipeline
from gkml.readers.sources import data_to_source
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"


def made(pipeline: Pipeline, data: bytes, name: str = "a.txt") -> AnnotatedDocument:
    (found,) = pre_annotate(pipeline, [data_to_source(data, name)])
    assert isinstance(found, AnnotatedDocument)
    parsed = from_line(to_line(found), known_labels())
    assert (parsed.annotated, parsed.faults) == (found, ())
    return found


def texts(document: AnnotatedDocument, label: str) -> list[str]:
    return [document.document.text[tag.start : tag.end] for tag in document.tags if tag.label == label]


@pytest.mark.parametrize("name", ["linxi_2023_pipes.txt", "qinghe_2020_cells.txt", "huayan_2022.html"])
def test_a_document_whose_sums_all_hold_needs_no_hand(combined: Pipeline, name: str) -> None:
    document = made(combined, (EXAMPLES / name).read_bytes(), name)
    assert (document.checked, document.voucher, document.doubts) == (True, "sums", ())
    assert document.agency
    assert examine(from_line(to_line(document), known_labels())).faults == ()


def test_where_a_sum_fails_a_person_is_shown_the_figures(combined: Pipeline) -> None:
    document = made(combined, (EXAMPLES / "jinshui_2023_contradiction.txt").read_bytes())
    assert (document.checked, document.voucher) == (False, None)
    doubtful = {document.document.text[one.start : one.end] for one in document.doubts}
    assert doubtful
    assert all(one.codes for one in document.doubts)
    spans = {(tag.start, tag.end) for tag in document.tags}
    assert {(one.start, one.end) for one in document.doubts} <= spans


def test_figures_are_those_of_the_cells_and_labels_those_of_the_tags(rules: Pipeline) -> None:
    data = (EXAMPLES / "beihu_2024_layout.txt").read_bytes()
    document = made(rules, data)
    report = rules.read(data, "a.txt")
    printed = [cell for cell in report.cells.values() if cell.start is not None and cell.text]
    assert len(texts(document, "figure")) == len(printed) > 180
    assert texts(document, "agency") == ["北瑚市人民政府"]
    assert texts(document, "year") == ["2024"]
    assert {"head", "tail"} <= {tag.part for tag in document.tags if tag.role in ("row", "column", "group")}


def test_a_figure_that_no_cell_took_is_doubtful_and_a_mark_none(rules: Pipeline) -> None:
    text = (EXAMPLES / "linxi_2023_pipes.txt").read_text(encoding="utf-8")
    at = text.index("本年新收")
    line = text.rindex("\n", 0, at) + 1
    document = made(rules, f"{text[:line]}| 小计 | 77 | 78 | — |\n{text[line:]}".encode())
    codes = {document.document.text[one.start : one.end]: one.codes for one in document.doubts}
    assert codes == {"77": (NO_CELL,), "78": (NO_CELL,)}
    before = [tag for tag in document.tags if document.document.text[tag.start : tag.end] == "78"]
    following = next(tag for tag in document.tags if tag.start > before[-1].start)
    assert following.role == "row"
    assert not document.checked


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(rules: Pipeline, tmp_path: Path) -> None:
    data = (EXAMPLES / "qinghe_2020_cells.txt").read_bytes()
    failed, good = pre_annotate(rules, [data_to_source(b" ", "empty.txt"), data_to_source(data, "b.txt")])
    assert isinstance(failed, NotAnnotated)
    assert (failed.source, failed.error.code) == ("empty.txt", "empty_file")
    assert isinstance(good, AnnotatedDocument)
    assert good.id.startswith("b-")
