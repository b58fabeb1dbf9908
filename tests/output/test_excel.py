"""The workbook: the printed form, every figure, doubt in colours and comments; never a formula."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.doubts import DoubtCode
from gkml.errors import GkmlError, UsageError
from gkml.messages import sentence
from gkml.output import excel, open_writer
from gkml.output.excel_cells import UNREAD, comment_of, safe_text
from gkml.output.excel_sheets import name_sheets
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, CheckRecord, Notice, Report
from gkml.template import load_templates
from tests.output.made_reports import HOSTILE, IDS, PROVENANCE, reports, to_line, to_record

HERE = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
GRANTED, FEES = "requests.granted.total", "disclosure.fees.amount"


def report(source: str, *cells: CellRecord, **fields: Any) -> Report:
    found = {cell.id: cell for cell in cells or (CellRecord(GRANTED, 3, "3", "number", 0.9),)}
    given = {"agency": "某某局", "year": 2023, "cells": found, **fields}
    return Report(
        source,
        PROVENANCE,
        "00",
        template="2021",
        templates=dict.fromkeys(("disclosure", "requests", "disputes"), "2021"),
        **given,
    )


def write(path: Path, found: Iterable[Report], format: str = "xlsx") -> Path:
    with open_writer(path, format) as writer:
        for one in found:
            writer.write_line(to_line(one))
    return path


def cells_by_id(sheet: Any) -> dict[str, Any]:
    """Figures of the drawn form, found by the labels that stand over and beside them, as a person finds them."""
    at = {cell.value: cell.row for cell in sheet["A"] if isinstance(cell.value, str)}
    found: dict[str, Any] = {}
    form = load_templates().form("2021").table_by_id
    requests = at["三、收到和处理政府信息公开申请情况"] + 4
    for number, row in enumerate(form["requests"].rows):
        for place, column in enumerate(form["requests"].columns):
            found[form["requests"].cell_id(row.id, column.id)] = sheet.cell(requests + number, 9 + place)
    disputes = at["四、政府信息公开行政复议、行政诉讼情况"] + 4
    for place, (name, _, _) in enumerate(form["disputes"].cells()):
        found[name] = sheet.cell(disputes, 1 + place)
    found[FEES] = sheet.cell(at["行政事业性收费"], 7)
    return found


def shown(cell: dict[str, Any] | None) -> object:
    """What openpyxl reads where a cell of a record stands."""
    if cell is None or cell["state"] in ("blank", "absent"):
        return None
    if cell["state"] == "unreadable":
        return UNREAD
    if cell["state"] == "mark":
        return safe_text((cell["text"] or "").strip()) or None
    value = cell["value"]
    if len(str(value).strip("-").replace(".", "")) > 15:
        return str(value)
    return float(value) if isinstance(value, Decimal) else value


@HERE
@given(found=st.lists(reports(), min_size=1, max_size=4))
def test_every_figure_stands_in_its_place_and_nothing_is_a_formula(
    tmp_path_factory: pytest.TempPathFactory, found: list[Report]
) -> None:
    found = [replace(one, templates=dict.fromkeys(("disclosure", "requests", "disputes"), "2021")) for one in found]
    path = write(tmp_path_factory.mktemp("x") / "out.xlsx", found)
    book = openpyxl.load_workbook(path)
    records = [to_record(one) for one in found]
    names = name_sheets(records)
    assert book.sheetnames == ["目录", *filter(None, names)]
    for record, name in zip(records, names, strict=True):
        assert (name is None) == (not record["cells"])
        if name is None:
            continue
        cells = {cell["id"]: cell for cell in record["cells"]}
        drawn = cells_by_id(book[name])
        assert {cell_id: one.value for cell_id, one in drawn.items()} == {one: shown(cells.get(one)) for one in drawn}
        listed = {str(cell.value).partition("：")[0] for cell in book[name]["A"]}
        newest = {cell for table in load_templates().form("2021").tables for cell, _, _ in table.cells()}
        told = {one for one, cell in cells.items() if cell["state"] != "absent" and one not in newest}
        assert {one for one in told if one not in IDS or not one.startswith("statistics.")} <= listed
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


@HERE
@given(found=st.lists(reports(), min_size=1, max_size=5))
def test_one_row_a_report_holds_every_figure(tmp_path_factory: pytest.TempPathFactory, found: list[Report]) -> None:
    path = write(tmp_path_factory.mktemp("x") / "out.xlsx", found, "xlsx-rows")
    book = openpyxl.load_workbook(path)
    sheet, doubts = book["报告"], book["待核"]
    order = list(dict.fromkeys([*_in_newest_order()]))
    records = [to_record(one) for one in found]
    assert sheet.max_row == 3 + len(records)
    for number, record in enumerate(records, 4):
        cells = {cell["id"]: cell for cell in record["cells"]}
        read = [unescaped(sheet.cell(number, 9 + place).value) for place in range(len(order))]
        assert read == [shown(cells.get(name)) for name in order]
    expected = [(cell["id"], shown(cell)) for record in records for cell in record["cells"] if comment_of(cell)]
    assert [(row[6].value, unescaped(row[7].value)) for row in doubts.iter_rows(min_row=2)] == expected
    for one in book:
        assert all(cell.data_type != "f" for row in one.iter_rows() for cell in row)


def unescaped(value: object) -> object:
    """``_x0041_`` is written as ``_x005F_x0041_``; openpyxl takes that back for shared strings alone."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def _in_newest_order() -> Iterable[str]:
    templates = load_templates()
    for table_id in templates.table_ids:
        for table in templates.newest_first(table_id):
            yield from (cell for cell, _, _ in table.cells())


@pytest.mark.parametrize("format", ["xlsx", "xlsx-rows"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula_or_a_link_out(tmp_path: Path, text: str, format: str) -> None:
    cell = CellRecord(GRANTED, None, text, "mark", 0.4, review=True, reason=text)
    check = CheckRecord("x", "row_sum", "fail", message=text)
    path = write(
        tmp_path / "out.xlsx",
        [report(text, cell, agency=text, title=text, checks=(check,), warnings=(Notice("code", text),))] * 2,
        format,
    )
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for one in row:
                assert one.data_type != "f"
                assert one.hyperlink is None or (one.hyperlink.target is None and one.hyperlink.location)
    with zipfile.ZipFile(path) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels", ".vml")))
    assert not re.search(rb"<f[ >]|TargetMode=.External|ddeLink|externalLink", content)
    if format == "xlsx-rows":
        assert (unescaped(book["报告"].cell(4, 1).value) or "") == safe_text(text)


def test_the_comment_names_witnesses_that_say_less_and_further_doubts(tmp_path: Path) -> None:
    doubts = (DoubtCode.RAISED, DoubtCode.TINY)
    raised, tiny = (sentence("doubts", code, "zh") for code in doubts)
    evidence = Evidence("exact", "order", "doubtful", "supported")
    cell = CellRecord(GRANTED, 7, "7", "number", review=True, reason=raised, evidence=evidence, doubts=doubts)
    drawn = openpyxl.load_workbook(write(tmp_path / "out.xlsx", [report("a", cell)]))
    lines = cells_by_id(drawn["2023 某某局"])[GRANTED].comment.text.split("\n")
    assert lines[0] == f"待核：{raised}"
    assert lines[-3:] == [
        f"疑点：{tiny}",
        "列名：没有可辨认的列名，只由各列的次序推断",
        "所见：读出的可能不是人在此处所见的",
    ]
    rows = openpyxl.load_workbook(write(tmp_path / "rows.xlsx", [report("a", cell)], "xlsx-rows"))["待核"]
    told = [one.value for one in rows[2]]
    assert [one.value for one in rows[1]][-6:] == ["行名", "列名", "所见", "勾稽", "模型", "疑点"]
    assert told[-6:] == ["exact", "order", "doubtful", "supported", None, "raised tiny"]


def test_blank_mark_zero_and_unread_stay_apart(tmp_path: Path) -> None:
    requests = [name for name in IDS if name.startswith("requests.granted.")][:6]
    states = [
        CellRecord(requests[0], 0, "0", "number"),
        CellRecord(requests[1], None, "", "blank"),
        CellRecord(requests[2], None, "/", "mark"),
        CellRecord(requests[3], None, "2134", "unreadable", review=True, reason="数字连在一起", alternatives=(21, 34)),
        CellRecord(requests[4], None, None, "absent"),
        CellRecord(requests[5], 7, "7", "number", 0.41, review=True, cause="source", proposal=8, reason="不符"),
    ]
    money = CellRecord(FEES, Decimal("218.4"), "218.40", "number")
    book = openpyxl.load_workbook(write(tmp_path / "out.xlsx", [report("a", *states, money)]))
    drawn = cells_by_id(book["2023 某某局"])
    zero, blank, mark, unread, absent, doubtful = (drawn[name] for name in requests)
    assert [one.value for one in (zero, blank, mark, unread, absent, doubtful)] == [0, None, "/", UNREAD, None, 7]
    fills = [
        one.fill.fgColor.rgb if one.fill.fill_type else None for one in (zero, mark, blank, unread, absent, doubtful)
    ]
    assert fills[:3] == [None] * 3
    assert len(set(fills[3:])) == 3
    assert None not in fills[3:]
    assert zero.comment is None
    assert "数字连在一起" in unread.comment.text
    assert "21、34" in unread.comment.text
    assert "原文：2134" in unread.comment.text
    assert [part in doubtful.comment.text for part in ("不符", "应为：8", "报告本身有误", "0.41")] == [True] * 4
    assert drawn[FEES].value == 218.4
    assert drawn[FEES].number_format == "0.00"


def test_a_figure_that_a_spreadsheet_would_round_is_text(tmp_path: Path) -> None:
    cell = CellRecord(GRANTED, 2**53 + 1, str(2**53 + 1), "number")
    book = openpyxl.load_workbook(write(tmp_path / "out.xlsx", [report("a", cell)]))
    assert cells_by_id(book["2023 某某局"])[GRANTED].value == "9007199254740993"


def test_the_list_counts_and_leads_to_the_sheets(tmp_path: Path) -> None:
    failing = CheckRecord("x", "row_sum", "fail", message="相差1")
    found = [
        report("a.txt", agency="O'Brien's 局", checks=(failing,)),
        report("b.txt", agency="O'Brien's 局"),
        Report("c.txt", PROVENANCE, status="failed", error=GkmlError("no text", code="no_report")),
    ]
    book = openpyxl.load_workbook(write(tmp_path / "out.xlsx", found))
    index = book["目录"]
    rows = [[cell.value for cell in row] for row in index.iter_rows(min_row=2)]
    assert [row[1:4] for row in rows] == [
        ["O'Brien's 局", 2023, "完整"],
        ["O'Brien's 局", 2023, "完整"],
        ["（机关名称未能读出）", None, "未能读取"],
    ]
    assert [row[5:8] for row in rows] == [[1, 0, 1], [1, 0, 0], [0, 0, 0]]
    assert rows[2][9] == "no_report: no text"
    for row, name in zip(index.iter_rows(min_row=2, max_row=3), book.sheetnames[1:], strict=True):
        quoted = name.replace("'", "''")
        assert row[1].hyperlink.location == f"'{quoted}'!A1"
    assert any(cell.value == "相差1" for cell in book.worksheets[1]["A"])


def test_names_of_sheets_are_allowed_and_differ() -> None:
    records: list[dict[str, Any]] = [
        {"cells": [1], "agency": agency, "year": None} for agency in [*HOSTILE, *HOSTILE, "History", "ABC", "abc"]
    ]
    names = [name or "" for name in name_sheets(records)]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() not in ("history", "目录")


def test_more_reports_than_sheets_become_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_SHEETS", 2)
    few = openpyxl.load_workbook(write(tmp_path / "few.xlsx", [report("a"), report("b")]))
    many = openpyxl.load_workbook(write(tmp_path / "many.xlsx", [report("a"), report("b"), report("c")]))
    assert len(few.sheetnames) == 3
    assert many.sheetnames == ["报告", "待核"]
    assert [cell.value for cell in many["报告"]["G"]][3:] == ["a", "b", "c"]


def test_rows_go_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.output.excel_rows._LAST_ROW", 5)
    book = openpyxl.load_workbook(write(tmp_path / "out.xlsx", [report(str(n)) for n in range(5)], "xlsx-rows"))
    assert book.sheetnames == ["报告", "待核", "报告2", "报告3"]
    assert [book[name].cell(4, 7).value for name in ("报告", "报告2", "报告3")] == ["0", "2", "4"]


@pytest.mark.parametrize("format", ["xlsx", "xlsx-rows"])
def test_the_same_records_make_the_same_bytes(tmp_path: Path, format: str) -> None:
    doubtful = CellRecord(GRANTED, 3, "3", "number", review=True)
    one, two = (write(tmp_path / name, [report("a"), report("b", doubtful)], format) for name in ("1.xlsx", "2.xlsx"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("format", ["xlsx", "xlsx-rows"])
def test_a_failure_keeps_the_old_file_and_nothing_else(tmp_path: Path, format: str) -> None:
    def fail() -> None:
        with open_writer(path, format) as writer:
            writer.write(report("a"))
            raise ZeroDivisionError

    path = tmp_path / "out.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out.xlsx"]


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    with pytest.raises(GkmlError, match="No space left") as caught, open_writer(tmp_path / "out.xlsx") as writer:
        writer.write(report("a"))
    assert caught.value.code == "unwritable_output"
    assert os.listdir(tmp_path) == []


def test_stdout_takes_no_workbook() -> None:
    with pytest.raises(UsageError, match="stdout"):
        open_writer(None, "xlsx")
