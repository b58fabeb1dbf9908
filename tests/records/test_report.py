"""The record of a report: to plain data and back, also of what older and newer versions wrote."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import Box
from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, CheckRecord, Heading, Notice, Part, Provenance, Report

TEXT = st.text(max_size=8)
NAME = st.one_of(st.none(), TEXT)
NUMBER = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.decimals(min_value=-(10**7), max_value=10**7, places=2, allow_nan=False),
)
OFFSET = st.one_of(st.none(), st.integers(0, 10**6))
POINTS = st.floats(0, 1000).map(lambda value: round(value, 2))
CELLS = st.builds(
    CellRecord,
    TEXT,
    NUMBER,
    NAME,
    st.sampled_from(["number", "blank", "mark", "absent", "unreadable"]),
    st.floats(0, 1),
    st.sampled_from(["model", "rules", "both"]),
    st.booleans(),
    st.sampled_from([None, "reading", "source", "ambiguous"]),
    NUMBER,
    NAME,
    OFFSET,
    OFFSET,
    OFFSET,
    st.one_of(st.none(), st.lists(st.builds(Box, POINTS, POINTS, POINTS, POINTS), max_size=2).map(tuple)),
    st.lists(NUMBER.filter(lambda value: value is not None), max_size=2).map(tuple),
    st.builds(
        Evidence,
        st.sampled_from([None, "exact", "damaged", "order"]),
        st.sampled_from([None, "exact", "damaged", "order"]),
        st.sampled_from([None, "seen", "doubtful"]),
        st.sampled_from([None, "supported", "contradicted"]),
    ),
    st.lists(st.sampled_from(DoubtCode), max_size=2).map(tuple),
)
CHECKS = st.builds(
    CheckRecord,
    TEXT,
    st.sampled_from(["row_sum", "balance", "text"]),
    st.sampled_from(["pass", "fail", "undetermined"]),
    NUMBER,
    NUMBER,
    NUMBER,
    st.lists(TEXT, max_size=2).map(tuple),
    TEXT,
    OFFSET,
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=2).map(tuple),
)
HEADINGS = st.lists(
    st.builds(Heading, OFFSET, st.integers(1, 3), TEXT, st.integers(0, 9), st.integers(0, 9)), max_size=2
)
REPORTS = st.builds(
    Report,
    TEXT,
    st.builds(Provenance, TEXT, NAME, TEXT, TEXT, NAME),
    NAME,
    st.sampled_from(["ok", "partial", "failed"]),
    st.one_of(st.none(), st.builds(InputError, TEXT, code=st.sampled_from(["timeout", "no_report"]))),
    NAME,
    st.dictionaries(TEXT, NAME, max_size=3),
    NAME,
    st.one_of(st.none(), st.integers(2008, 2030)),
    NAME,
    HEADINGS.map(tuple),
    HEADINGS.map(tuple),
    st.lists(CELLS, max_size=3).map(lambda cells: {cell.id: cell for cell in cells}),
    st.lists(CHECKS, max_size=3).map(tuple),
    st.lists(st.builds(Notice, TEXT, TEXT), max_size=2).map(tuple),
    NAME,
    st.one_of(st.none(), st.builds(Part, st.integers(1, 9), st.integers(1, 9), NAME)),
)


@given(REPORTS)
def test_exact_plain_data_gives_the_report_back(report: Report) -> None:
    plain = json.loads(json.dumps(report.to_dict(with_text=True, exact=True)))
    found = Report.from_dict(plain)
    assert replace(found, error=None) == replace(report, error=None)
    for mine, other in zip(report.cells.values(), found.cells.values(), strict=True):
        assert (str(mine.value), type(mine.value)) == (str(other.value), type(other.value))  # 3.50 is not 3.5
    assert (found.error is None) == (report.error is None)
    if report.error is not None and found.error is not None:
        assert (found.error.code, found.error.message) == (report.error.code, report.error.message)


@given(REPORTS, st.booleans())
def test_a_record_read_back_and_written_again_is_the_same_record(report: Report, with_text: bool) -> None:
    record = report.to_dict(with_text=with_text)
    line = json.dumps(record)
    for floats in (float, Decimal):
        again = Report.from_dict(json.loads(line, parse_float=floats)).to_dict(with_text=with_text)
        assert json.dumps(again) == line


OLD: dict[str, Any] = {  # as the first version wrote it: without evidence, doubts and part
    "source": "a.txt",
    "sha256": None,
    "status": "ok",
    "error": None,
    "template": "2021",
    "templates": {"requests": "2021"},
    "agency": None,
    "year": 2023,
    "title": None,
    "headings": [],
    "cells": [{"id": "requests.granted.total", "value": 3, "state": "number", "confidence": 1, "alternatives": []}],
    "checks": [],
    "warnings": [],
    "provenance": {"gkml": "0.1.0", "model": None, "template_hash": "x", "tagger": "rules", "reader": "text"},
}


def test_a_record_of_an_older_version_is_read_with_nothing_said_of_what_it_lacks() -> None:
    report = Report.from_dict(OLD)
    cell = report.cells["requests.granted.total"]
    assert (cell.value, cell.evidence, cell.doubts, report.part) == (3, Evidence(), (), None)
    written = report.to_dict()
    assert written["part"] is None
    assert written["cells"][0]["evidence"] == dict.fromkeys(("row", "column", "sight", "sums", "model"))
    assert written["cells"][0]["doubts"] == []


def test_what_a_newer_version_adds_is_left_out() -> None:
    cell = {**OLD["cells"][0], "weather": "fine", "doubts": ["faint", "not-yet-thought-of"]}
    report = Report.from_dict({**OLD, "weather": "fine", "cells": [cell]})
    assert report.cells[cell["id"]].doubts == (DoubtCode.FAINT,)


def test_plain_data_is_plain() -> None:
    """No enum and no named tuple: other writers of JSON, and comparisons by type, know plain values only."""
    cell = CellRecord("a.b.c", doubts=(DoubtCode.FAINT,), boxes=(Box(1, 2, 3, 4),)).to_dict()
    assert type(cell["doubts"][0]) is str
    assert type(cell["boxes"][0]) is list


@pytest.mark.parametrize("lacking", ["source", "provenance"])
def test_what_is_no_record_raises(lacking: str) -> None:
    record = {key: value for key, value in OLD.items() if key != lacking}
    with pytest.raises((KeyError, TypeError, ValueError)):
        Report.from_dict(record)


@given(REPORTS)
def test_a_report_is_shown_in_one_line(report: Report) -> None:
    shown = repr(report)
    assert len(shown.splitlines()) == 1
    assert repr(report.source) in shown
    assert report.status in shown


def test_a_cell_of_a_record_cannot_be_changed() -> None:
    cell = CellRecord("requests.granted.total", 7, "7", "number")
    with pytest.raises(FrozenInstanceError):
        cell.value = 8  # type: ignore[misc]
