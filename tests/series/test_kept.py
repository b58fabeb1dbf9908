"""Records of JSON to what is kept of them, and what is no record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.output.jsonl import report_to_line
from gkml.records.report import CellRecord, CheckRecord, Provenance, Report
from gkml.series.intake import Fault, read_lines
from gkml.series.kept import KeptCell, KeptReport, pack, unpack

CELL = CellRecord(
    "requests.granted.total", 12, "12", "number", review=True, cause="reading", proposal=21, start=3, end=5
)
FEES = CellRecord("disclosure.fees.amount", Decimal("3.40"), "3.40", "number", alternatives=(Decimal("34.0"),))
BLANK = CellRecord("requests.granted.natural_person", state="blank")
REPORT = Report(
    "a.txt",
    Provenance("0.1.0", None, "abc", "rules", "text"),
    sha256="00",
    templates={"disclosure": "2021", "requests": "2021", "disputes": None},
    agency="岚溪市教育局",
    year=2023,
    cells={cell.id: cell for cell in (CELL, FEES, BLANK)},
    checks=(
        CheckRecord("requests.row_sum.granted", "row_sum", "fail", cells=(CELL.id, BLANK.id)),
        CheckRecord("x", "balance", "pass", cells=(FEES.id,)),
    ),
)


def lines(*records: object) -> list[bytes]:
    return [json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records]


def read(*data: bytes) -> list[KeptReport | Fault]:
    return list(read_lines("x.jsonl", data))


def test_a_record_as_it_is_written_is_kept_with_its_doubts() -> None:
    (kept,) = read(report_to_line(REPORT).encode())
    assert isinstance(kept, KeptReport)
    assert (kept.source, kept.sha256, kept.status, kept.agency, kept.year) == (
        "a.txt",
        "00",
        "ok",
        "岚溪市教育局",
        2023,
    )
    assert kept.found == {"disclosure", "requests"}
    assert kept.cells[CELL.id] == KeptCell(12, "number", True, "reading", True, 21, (), 3, 5)
    assert kept.cells[BLANK.id] == KeptCell(None, "blank", failed=True)
    assert kept.quality == (0, 1, 1, -2)


def test_money_keeps_the_places_that_are_printed() -> None:
    (kept,) = read(report_to_line(REPORT).encode())
    assert isinstance(kept, KeptReport)
    assert str(kept.cells[FEES.id].value) == "3.40"
    assert not kept.cells[FEES.id].failed


def test_a_print_of_another_unit_is_no_figure() -> None:
    record = REPORT.to_dict()
    record["cells"][1] |= {"value": 7380.28959, "text": "73802895.90元"}
    (kept,) = read(*lines(record))
    assert isinstance(kept, KeptReport)
    assert kept.cells[FEES.id].value == Decimal("7380.28959")


amounts = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4)
numbers = st.none() | st.integers(-(10**20), 10**20) | amounts
cells = st.builds(
    KeptCell,
    numbers,
    st.sampled_from(["number", "blank", "mark", "absent", "unreadable"]),
    st.booleans(),
    st.sampled_from([None, "reading", "source", "ambiguous"]),
    st.booleans(),
    numbers,
    st.lists(numbers.filter(lambda number: number is not None), max_size=2).map(tuple),
    st.none() | st.integers(0, 10**7),
    st.none() | st.integers(0, 10**7),
)
reports = st.builds(
    KeptReport,
    st.text(),
    st.none() | st.text(),
    st.sampled_from(["ok", "partial", "failed"]),
    st.none() | st.text(),
    st.none() | st.integers(1900, 2199),
    st.frozensets(st.text(max_size=4), max_size=3),
    st.integers(0, 50),
    st.dictionaries(st.text(max_size=6), cells, max_size=6),
)


@given(reports)
def test_packing_loses_nothing(report: KeptReport) -> None:
    again = unpack(pack(report))
    assert again == report
    assert [str(cell.value) for cell in again.cells.values()] == [str(cell.value) for cell in report.cells.values()]


def broken() -> Iterator[tuple[str, Any]]:
    """Records with one thing wrong."""
    for field in ("source", "status", "cells"):
        record = REPORT.to_dict()
        del record[field]
        yield f"without {field}", record
    for field, value in (
        ("source", 3),
        ("status", "good"),
        ("year", "2023"),
        ("year", True),
        ("year", 10**30),
        ("agency", []),
        ("cells", {}),
        ("checks", "none"),
        ("templates", []),
    ):
        yield f"{field} {value}", {**REPORT.to_dict(), field: value}
    for change in (
        {"id": 3},
        {"state": "printed"},
        {"state": "blank"},
        {"value": None},
        {"value": "12"},
        {"value": True},
        {"value": 10**40},
        {"proposal": "x"},
        {"alternatives": 3},
        {"id": FEES.id},
    ):
        record = REPORT.to_dict()
        record["cells"][0] |= change
        yield f"cell {change}", record
    yield from (("list", [1]), ("null", None), ("text", "x"))


@pytest.mark.parametrize("record", [record for _, record in broken()], ids=[name for name, _ in broken()])
def test_what_is_no_record_is_a_fault_with_its_line_and_the_run_goes_on(record: Any) -> None:
    first, second = read(*lines(record, REPORT.to_dict()))
    assert isinstance(first, Fault)
    assert (first.file, first.line, first.code) == ("x.jsonl", 1, "bad_record")
    assert "记录" in first.message
    assert isinstance(second, KeptReport)
