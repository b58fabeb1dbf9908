import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.output.csv import COLUMNS, HEAD, record_to_lines
from gkml.records.evidence import Evidence
from gkml.records.report import CellRecord, Provenance, Report

PROVENANCE = Provenance("0.1.0", None, "abc", "rules", "text")
REPORT = Report("a.txt", PROVENANCE, "00", template="2021", agency="某某局", year=2023)
NUMERIC = {"year", "value", "confidence", "proposal", "start", "end", "page"}


def rows(report):
    cells = [{**cell.to_dict(), "value": cell.value, "proposal": cell.proposal} for cell in report.cells.values()]
    text = HEAD.removeprefix("\ufeff") + record_to_lines({**report.to_dict(), "cells": cells})
    return list(csv.DictReader(io.StringIO(text, newline="")))


def row(**fields):
    cell = CellRecord("requests.refused.state_secret.total", **fields)
    (only,) = rows(replace(REPORT, cells={cell.id: cell}))
    return only


def test_the_head_names_the_long_form_and_begins_with_a_byte_order_mark():
    assert HEAD.startswith("\ufeff")
    assert tuple(rows(replace(REPORT, cells={"a.b.c": CellRecord("a.b.c")}))[0]) == COLUMNS


def test_one_line_a_cell():
    cells = {
        cell.id: cell for cell in (CellRecord("disputes.reconsideration.upheld", 3, "3", "number"), CellRecord("a.b.c"))
    }
    first, second = rows(replace(REPORT, cells=cells))
    assert (first["table"], first["row"], first["column"]) == ("disputes", "reconsideration", "upheld")
    assert (first["source"], first["agency"], first["year"], first["template"]) == ("a.txt", "某某局", "2023", "2021")
    assert (first["value"], first["status"], first["error"]) == ("3", "ok", "")
    assert second["id"] == "a.b.c"


def test_evidence_and_doubts_stand_in_columns_of_their_own():
    told = row(evidence=Evidence("exact", "damaged", None, "supported"), doubts=(DoubtCode.FAINT, DoubtCode.TINY))
    assert {name: told[name] for name in COLUMNS if name.startswith("evidence_")} == {
        "evidence_row": "exact",
        "evidence_column": "damaged",
        "evidence_sight": "",
        "evidence_sums": "supported",
        "evidence_model": "",
    }
    assert told["doubts"] == "faint tiny"


def test_a_report_without_cells_keeps_a_line_with_its_error():
    error = InputError("the file is empty", code="empty_file")
    (only,) = rows(replace(REPORT, status="failed", error=error, template=None))
    assert only["source"] == "a.txt"
    assert only["status"] == "failed"
    assert only["error"] == "empty_file: the file is empty"
    assert only["id"] == only["value"] == only["template"] == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-67, "-67"),
        (Decimal("218.40"), "218.40"),
        (Decimal("-0.10"), "-0.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12345678901234567890.123456789"), "12345678901234567890.123456789"),
        (None, ""),
    ],
)
def test_figures_are_exact_and_stay_figures(value, written):
    only = row(value=value, state="number", proposal=value)
    assert only["value"] == written
    assert only["proposal"] == written


def test_a_blank_is_no_zero_and_a_truth_value_is_named():
    only = row(state="blank", text="", review=True, confidence=0.87654)
    assert (only["value"], only["text"], only["review"], only["confidence"]) == ("", "", "true", "0.8765")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-67", "@x", "\tx", "\r=1", "\n=1", "＝1", "－"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(text):
    assert row(text=text)["text"] == f"'{text}"


@pytest.mark.parametrize("text", ["67", "/", "—", "无", "a=1", "'=1", ' x,"y"\r\nz'])
def test_other_text_is_verbatim(text):
    assert row(text=text)["text"] == text


@settings(deadline=None)
@given(
    source=st.text(),
    agency=st.none() | st.text(),
    message=st.text(),
    text=st.none() | st.text() | st.text("=+-@\t\r", min_size=1),
    reason=st.none() | st.text("=+-@\t\r1", min_size=1),
    value=st.none() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=6),
)
def test_no_text_begins_a_formula_and_every_figure_comes_back(source, agency, message, text, reason, value):
    cell = CellRecord("requests.granted.total", value, text, "number", reason=reason)
    error = InputError(message, code="no_report")
    (only,) = rows(replace(REPORT, source=source, agency=agency, error=error, cells={cell.id: cell}))
    for name, field in only.items():
        if name not in NUMERIC:
            assert not field.startswith(tuple("=+-@\t\r"))
    assert only["text"].removeprefix("'") == (text or "").removeprefix("'")
    assert (None if only["value"] == "" else Decimal(only["value"])) == value
