"""Where documents are cut."""

from __future__ import annotations

import io
from typing import Any

import pytest

from gkml.document import Document
from gkml.parts.cutting import DocumentPart, document_to_parts
from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.conftest import EXAMPLES
from tests.parts.made import appended, joined, printed, read_all, side_by_side, tables, to_markdown, wrong
from tests.readers.printed import PrintedReport
from tests.readers.test_spreadsheet import add_table

FIRST = printed("beihu_2024")
SECOND = printed("jinshui_2023")


def cut(document: Document, rules: Pipeline) -> list[DocumentPart]:
    return document_to_parts(document, rules.tagger(document), rules.templates)


def parts_of(report: PrintedReport, rules: Pipeline) -> list[DocumentPart]:
    return cut(read(to_markdown(report).encode(), "a.md"), rules)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_not_cut(path: Any, rules: Pipeline) -> None:
    assert cut(read(path.read_bytes(), path.name), rules) == []


def test_published_reports_are_not_cut(shared: Any, rules: Pipeline) -> None:
    paths = [path for path in (shared / "reports").iterdir() if path.suffix in (".txt", ".html", ".pdf")]
    assert [path.name for path in paths if cut(read(path.read_bytes(), path.name), rules)] == []


def test_parts_take_every_row_once(rules: Pipeline) -> None:
    for report in (joined(FIRST, SECOND), appended(FIRST, "附表", *tables(SECOND)), side_by_side(FIRST, SECOND)):
        document = read(to_markdown(report).encode(), "a.md")
        parts = cut(document, rules)
        assert len(parts) == 2
        assert sorted(row for part in parts for row in part.rows) == list(range(len(document.rows)))


def test_a_part_begins_with_the_line_that_heads_it(rules: Pipeline) -> None:
    for report, kind, line in (
        (joined(FIRST, SECOND), "title", SECOND.title),
        (appended(FIRST, "附：2022年统计表", *tables(SECOND, "requests")), "appendix", "## 附：2022年统计表"),
        (appended(FIRST, "2022年统计表", *tables(SECOND, "requests")), "caption", "## 2022年统计表"),
    ):
        _, part = parts_of(report, rules)
        assert (part.kind, part.told.line.lstrip("# ")) == (kind, line.lstrip("# "))
        assert part.excerpt.document.row_text(part.excerpt.document.rows[0]).lstrip("# ") == line.lstrip("# ")


def test_sections_behind_a_second_table_stay_with_the_first_report(rules: Pipeline) -> None:
    first, second = parts_of(side_by_side(FIRST, SECOND, "2024年", "2023年"), rules)
    assert FIRST.sections[5][0] in first.excerpt.document.text
    assert FIRST.sections[5][0] not in second.excerpt.document.text


# --- workbooks -------------------------------------------------------------------------------------------------------


def workbook(*sheets: tuple[str, PrintedReport]) -> bytes:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, report in sheets:
        sheet = book.create_sheet(name)
        at = 1
        for table in tables(report):
            add_table(sheet, at, table, framed=True)  # type: ignore[arg-type]
            at += len(table) + 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_a_year(rules: Pipeline) -> None:
    got = read_all(rules, workbook(("2023年", FIRST), ("2022年", SECOND)), "a.xlsx")
    assert [wrong(report, made.gold) for report, made in zip(got, (FIRST, SECOND), strict=True)] == [[], []]
    assert [report.year for report in got] == [2023, 2022]
    assert [report.part and report.part.title for report in got] == ["2023年", "2022年"]


def test_sheets_without_names_are_two_reports_where_all_tables_come_again(rules: Pipeline) -> None:
    got = read_all(rules, workbook(("Sheet1", FIRST), ("Sheet2", SECOND)), "a.xlsx")
    assert [wrong(report, made.gold) for report, made in zip(got, (FIRST, SECOND), strict=True)] == [[], []]
