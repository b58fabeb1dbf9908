"""Workbooks: figures as they are shown, merged cells in their columns, lines apart from tables."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.pipeline import Pipeline
from gkml.readers import Limits, read
from gkml.readers.spreadsheet import read_xlsx
from tests.conftest import EXAMPLES
from tests.readers.printed import PrintedReport, PrintedTable, example_to_print, grid_positions, wrong_cells
from tests.readers.shown import grid, lines

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(*sheets: str, strings: str = "", styles: str = "", states: tuple[str, ...] = (), main: str = MAIN) -> bytes:
    """A workbook; every sheet is what stands in its worksheet element, or only its rows."""
    names = [
        f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}" {state}/>'
        for n, state in enumerate(states or [""] * len(sheets))
    ]
    relations = [
        f'<Relationship Id="r{n}" Type="{RELATED}/worksheet" Target="sheets/{n}.xml"/>' for n in range(len(sheets))
    ]
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATED}"><sheets>{"".join(names)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(relations)}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>',
    }
    for number, sheet in enumerate(sheets):
        inside = sheet if "<sheetData>" in sheet else f"<sheetData>{sheet}</sheetData>"
        parts[f"xl/sheets/{number}.xml"] = f'<worksheet xmlns="{main}">{inside}</worksheet>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def text(value: str, reference: str = "", style: int = 0) -> str:
    place = f'r="{reference}"' if reference else ""
    return f'<c {place} t="inlineStr" s="{style}"><is><t>{value}</t></is></c>'


def figure(value: str, reference: str = "", style: int = 0) -> str:
    place = f'r="{reference}"' if reference else ""
    return f'<c {place} s="{style}"><v>{value}</v></c>'


def row(*cells: str, number: int | None = None, more: str = "") -> str:
    place = f'r="{number}"' if number else ""
    return f"<row {place} {more}>{''.join(cells)}</row>"


def lines_of(*sheets: str, **parts: Any) -> list[str]:
    return lines(read_xlsx(xlsx(*sheets, **parts)))


def failure(data: bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, "a.xlsx", limits or Limits())
    return caught.value


# --- whole reports ---------------------------------------------------------------------------------------------------


def report_to_xlsx(printed: PrintedReport, *, framed: bool) -> bytes:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.cell(1, 1, printed.title)
    sheet.merge_cells("A1:J1")
    at = 2
    for heading, contents in printed.sections:
        sheet.cell(at, 1, heading)
        at += 1
        for content in contents:
            if isinstance(content, str):
                sheet.cell(at, 1, content)
                at += 1
            else:
                add_table(sheet, at, content, framed=framed)
                at += len(content)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def add_table(sheet: Any, at: int, printed: PrintedTable, *, framed: bool) -> None:
    from openpyxl.styles import Border, Side

    border = Border(*[Side(style="thin")] * 4)
    for number, positions in grid_positions(printed):
        for column, begun in positions:
            if begun is None:
                continue
            top, left = at + number, column + 1
            bottom, right = top + begun.rowspan - 1, left + begun.colspan - 1
            value = begun.text
            sheet.cell(
                top,
                left,
                (float(value) if "." in value else int(value))
                if value[:1].isdigit() and value[-1:].isdigit()
                else value or None,
            )
            if framed:
                for cells in sheet.iter_rows(top, bottom, left, right):
                    for cell in cells:
                        cell.border = border
            if (top, left) != (bottom, right):
                sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)


@pytest.mark.parametrize("framed", [True, False], ids=["framed", "bare"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_cell_and_heading_of_a_report_comes_back(path: Path, framed: bool, rules: Pipeline) -> None:
    printed = example_to_print(path)
    report = rules.reconcile(read(report_to_xlsx(printed, framed=framed), "a.xlsx"), "a")
    assert wrong_cells(report, printed) == {}
    assert [heading.text for heading in report.headings] == printed.gold["headings"]
    assert (report.year, report.status) == (printed.gold["year"], "ok")


# --- values ----------------------------------------------------------------------------------------------------------

STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.000_ "/><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m"/>'
    '<numFmt numFmtId="166" formatCode="#,##0.00;[Red]-#,##0.00"/><numFmt numFmtId="167" formatCode="0&quot;件&quot;"/>'
    '</numFmts><borders><border/><border><left style="thin"/></border></borders><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="1"/><xf numFmtId="2"/><xf numFmtId="9"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="167"/><xf borderId="1"/><xf numFmtId="49"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        ("12", 0, "12"),
        ("-3", 0, "-3"),
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("1234.5600000000001", 0, "1234.56"),
        ("0.30000000000000004", 0, "0.3"),
        ("2.1350459999999999E4", 0, "21350.46"),
        ("1E+15", 0, "1000000000000000"),
        ("1E-4", 0, "0.0001"),
        ("1e999999", 0, "1e999999"),
        ("nan", 0, "nan"),
        ("x", 0, "x"),
        ("12.5", 1, "13"),
        ("12", 2, "12.00"),
        ("0.125", 3, "13%"),
        ("45658", 4, "2025-01-01"),
        ("1E+9", 4, "1000000000"),
        ("2.5", 5, "2.500"),
        ("45658", 6, "2025-01-01"),
        ("1234.5", 7, "1,234.50"),
        ("12", 8, "12件"),
        ("12", 10, "12"),
        ("12", 77, "12"),
    ],
)
def test_figures_are_written_as_they_are_shown(value: str, style: int, shown: str) -> None:
    assert lines_of(row(text("收费"), figure(value, style=style)), styles=STYLES) == [f"收费\t{shown}"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c t="s"><v>1</v></c>', "乙丙"),
        ('<c t="s"><v>7</v></c>', ""),
        ('<c t="s"><v>-1</v></c>', ""),
        ('<c t="str"><f>A1</f><v>件</v></c>', "件"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ("<c><f>SUM(A1:A2)</f><v>7</v></c>", "7"),
        ("<c><f>SUM(A1:A2)</f></c>", ""),
    ],
)
def test_values_of_every_kind(cell: str, shown: str) -> None:
    strings = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r><rPh><t>bing</t></rPh></si>"
    assert lines_of(row(text("规章"), cell, figure("3")), strings=strings) == [f"规章\t{shown}\t3"]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_merged_cells_keep_their_columns_and_missing_ones_are_empty() -> None:
    rows = (
        row(text("甲", "B2"), text("乙", "C2"), text("", "D2"), number=2),
        row(figure("1", "C3"), number=3),
        row(figure("9", "B4"), figure("3", "C4"), figure("4", "D4"), number=4),
    )
    merged = '<mergeCells><mergeCell ref="B2:B4"/><mergeCell ref="C2:D2"/></mergeCells>'
    document = read(xlsx(f"<sheetData>{''.join(rows)}</sheetData>{merged}"), "a.xlsx")
    assert grid(document) == [
        [("甲", 0, 3, 1), ("乙", 1, 1, 2)],
        [("1", 1, 1, 1), ("", 2, 1, 1)],
        [("3", 1, 1, 1), ("4", 2, 1, 1)],
    ]


def test_an_empty_row_parts_tables_and_an_empty_cell_does_not() -> None:
    rows = row(text("甲", "A1"), figure("1", "B1"), number=1) + row(text("乙", "A3"), figure("2", "C3"), number=3)
    rows += row(text("", "A4"), number=4) + row(text("丙", "A5"), figure("3", "B5"), number=5)
    document = read(xlsx(rows), "a.xlsx")
    assert lines(document) == ["甲\t1", "乙\t\t2", "丙\t3"]
    assert [row.table for row in document.rows] == [0, 1, 2]


def test_titles_and_headings_are_lines() -> None:
    rows = row(text("某局2023年报告")) + row(text("一、总体情况")) + row(text("规章"), figure("3"))
    document = read(xlsx(rows), "a.xlsx")
    assert [row.kind for row in document.rows] == ["line", "line", "grid"]
    prose = row(text("第一段\n第二段"))
    assert lines_of(prose) == ["第一段", "第二段"]


def test_in_a_framed_table_a_heading_has_no_frame() -> None:
    rows = row(text("二、情况"), text(""), text("")) + row(
        text("规章", style=9), figure("3", style=9), text("", style=9)
    )
    rows += row(text("文件", style=9), text("", style=9), text("", style=9))
    document = read(xlsx(rows, styles=STYLES), "a.xlsx")
    assert [row.kind for row in document.rows] == ["line", "grid", "grid"]
    assert lines(document) == ["二、情况", "规章\t3\t", "文件\t\t"]


def test_sheets_come_in_order_and_hidden_ones_not() -> None:
    sheets = [row(text(name), figure("1")) for name in "甲乙丙"]
    assert lines_of(*sheets, states=("", 'state="hidden"', 'state="visible"')) == ["甲\t1", "丙\t1"]


def test_hidden_rows_and_columns_are_left_out() -> None:
    rows = row(text("甲"), figure("1"), figure("2")) + row(text("乙"), figure("3"), figure("4"), more='hidden="1"')
    sheet = f'<cols><col min="2" max="2" hidden="1"/></cols><sheetData>{rows}</sheetData>'
    document = read(xlsx(sheet), "a.xlsx")
    assert [row[0][0] for row in grid(document)] == ["甲"]
    assert [cell[0] for cell in grid(document)[0] if cell[0]] == ["甲", "2"]


def test_rows_and_columns_without_size_are_left_out() -> None:
    rows = row(text("甲"), figure("1"), figure("2")) + row(text("乙"), figure("3"), figure("4"), more='ht="0"')
    sheet = f'<cols><col min="2" max="2" width="0.0"/></cols><sheetData>{rows}</sheetData>'
    assert [[cell[0] for cell in cells if cell[0]] for cells in grid(read(xlsx(sheet), "a.xlsx"))] == [["甲", "2"]]


def test_rows_too_low_to_be_read_are_doubted() -> None:
    rows = row(text("甲"), figure("5"), more='ht="1.5" customHeight="1"') + row(text("乙"), figure("6"), more='ht="12"')
    document = read(xlsx(rows), "a.xlsx")

    assert [each.cells[1].doubts for each in document.rows] == [(DoubtCode.CLIPPED,), ()]


def test_strict_workbooks_are_read() -> None:
    assert lines_of(row(text("甲"), figure("1")), main=STRICT) == ["甲\t1"]


# --- limits and damage -----------------------------------------------------------------------------------------------


def test_limits_hold() -> None:
    rows = "".join(row(text("甲"), figure("1")) for _ in range(30))
    assert failure(xlsx(rows), Limits(cells=50)).code == "too_many_rows"
    assert failure(xlsx(rows), Limits(rows=20)).code == "too_many_rows"
    assert failure(xlsx(row(text("甲", "A1"), figure("1", "XFD1"), number=1))).code == "too_many_rows"
    assert failure(xlsx(row(text("甲" * 60), figure("1"))), Limits(line_characters=50)).code == "line_too_long"
    merged = f"<sheetData>{rows}</sheetData><mergeCells><mergeCell ref='A1:B9999999'/></mergeCells>"
    assert failure(xlsx(merged)).code == "too_many_rows"
    assert failure(xlsx(rows), Limits(inflated_bytes=500)).code == "archive_too_large"


def test_sparse_rows_far_apart_cost_nothing() -> None:
    rows = row(text("甲", "A1"), figure("1", "B1"), number=1) + row(
        text("乙", "A1048576"), figure("2", "B1048576"), number=1048576
    )
    merged = '<mergeCells><mergeCell ref="B3:A2"/><mergeCell ref="x"/></mergeCells>'
    assert lines_of(f"<sheetData>{rows}</sheetData>{merged}") == ["甲\t1", "乙\t2"]


@pytest.mark.parametrize(
    "change", [{"xl/workbook.xml": None}, {"xl/workbook.xml": "<"}, {"xl/sheets/0.xml": "<!DOCTYPE x><x/>"}]
)
def test_damaged_workbooks_are_told(change: dict[str, str | None]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as whole, zipfile.ZipFile(buffer, "w") as archive:
        for name in whole.namelist():
            content = change.get(name, whole.read(name).decode())
            if content is not None:
                archive.writestr(name, content)
    assert failure(buffer.getvalue()).code == "damaged_file"


WHOLE = xlsx(row(text("甲"), figure("1")), styles=STYLES)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_anywhere_ends_in_a_document_or_a_typed_failure(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    told = None
    try:
        document = read(bytes(data), "a.xlsx", Limits(inflated_bytes=100_000))
        assert document.text.count("\n") == len(document.rows)
    except InputError as error:
        told = error.code
    assert told != "bad_input"


SHEET = st.text(alphabet='<>/="rctvs ABZ109', max_size=80)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(SHEET, st.sampled_from(["A1", "ZZZZZ1", "A99999999999", "1", "$B$2", "甲"]), SHEET), max_size=4)
)
def test_cells_with_any_reference_and_value_are_read_or_refused(cells: list[tuple[str, str, str]]) -> None:
    from xml.sax.saxutils import escape

    content = row(*[f'<c r="{place}"><v>{escape(value)}</v></c>{text(escape(more))}' for value, place, more in cells])
    told = None
    try:
        read(xlsx(content), "a.xlsx")
    except InputError as error:
        told = error.code
    assert told in (None, "too_many_rows")
