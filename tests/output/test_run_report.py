"""The page on a run: right counts, nothing of a report as markup, nothing from elsewhere, memory that does not grow."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gkml.output.run_page import summary_to_html
from gkml.output.run_report import RunSummary


def record(source: str = "a", status: str = "ok", **fields: Any) -> dict[str, Any]:
    return {"source": source, "status": status, "cells": [], **fields}


def cell(state: str = "number", confidence: str = "0.9995", review: bool = False) -> dict[str, Any]:
    return {"id": "a.b.c", "state": state, "confidence": Decimal(confidence), "review": review}


def test_everything_is_counted() -> None:
    summary = RunSummary()
    check = {"kind": "row_sum", "status": "fail"}
    summary.add(record("a", year=2023, cells=[cell(), cell(confidence="0.3", review=True), cell("absent")]), 0.25)
    summary.add(record("b", "partial", year=2023, checks=[check, {**check, "status": "pass"}]), 2.5)
    summary.add(record("c", "failed", year=None, error={"code": "timeout", "message": "too long"}), None)
    assert summary.statuses == {"ok": 1, "partial": 1, "failed": 1}
    assert summary.failures == {"timeout": 1}
    assert summary.years == {(2023, "ok"): 1, (2023, "partial"): 1, (None, "failed"): 1}
    assert summary.checks == {("row_sum", "fail"): 1, ("row_sum", "pass"): 1}
    assert (summary.states["number"], summary.states["absent"], summary.review) == (2, 1, 1)
    assert sum(summary.confidences.values()) == 2
    assert [slow.source for slow in summary.slowest] == ["b", "a"]
    assert summary.seconds == 2.75
    assert [failed.code for failed in summary.failed] == ["timeout"]


def test_what_is_kept_does_not_grow_with_the_run() -> None:
    summary = RunSummary()
    for number in range(3000):
        summary.add(record(f"{number}", "failed", year=number, error={"code": "timeout", "message": ""}), number / 100)
    assert len(summary.slowest) == 10
    assert summary.slowest[0].source == "2999"
    assert len(summary.failed) == 200
    assert len(summary.years) <= 200
    assert summary.failures["timeout"] == 3000
    assert "and 2,800 more" in summary_to_html(summary)


def test_quantiles_are_right_to_six_percent() -> None:
    summary = RunSummary()
    for number in range(1, 1001):
        summary.add(record(), number / 100)
    for share in (0.5, 0.95, 0.99):
        assert summary.duration(share) == pytest.approx(10 * share, rel=0.06)
    assert RunSummary().duration(0.5) is None
