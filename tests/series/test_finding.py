"""Findings as JSON and as columns of a table."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal

from gkml.series.finding import FIELDS, SeriesCheck, operand
from gkml.series.kept import KeptCell
from tests.series.records import report

CELL = "requests.granted.total"
MADE = report("甲局", 2022, {CELL: 7})


def test_a_figure_is_evidence_with_the_report_it_stands_in() -> None:
    found = operand("left", MADE, CELL)
    assert (found.source, found.agency, found.year, found.value) == (MADE.source, "甲局", 2022, 7)
    assert operand("right", MADE, "disclosure.rules.revised").state == "absent"  # of another form
    kept = operand("left", MADE, CELL, KeptCell(None, "blank"))
    assert (kept.value, kept.state) == (None, "blank")


def test_every_field_goes_into_both_forms() -> None:
    names = {field.name for field in fields(SeriesCheck)} - {"words"} | {"message"}  # words, said in a language
    check = SeriesCheck("a", "year", "fail", "x", Decimal("1.50"), 2, evidence=(operand("left", MADE, CELL),))
    plain = check.to_dict()
    assert set(plain) == set(FIELDS) == names
    assert json.loads(json.dumps(plain, default=str))["evidence"][0]["value"] == 7
