"""Sheets have names that Excel takes, each once."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gkml.output.excel_sheets import name_sheets
from tests.output.made_reports import HOSTILE


def record(agency: str | None, year: int | None = 2023, cells: bool = True) -> dict[str, Any]:
    return {"agency": agency, "year": year, "cells": [{"id": "a"}] if cells else []}


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=40), max_size=12))
def test_names_are_short_without_signs_that_excel_refuses_and_each_once(agencies: list[str]) -> None:
    names = name_sheets([record(agency) for agency in agencies])
    assert all(names)
    folded = [name.casefold() for name in names if name]
    assert len(set(folded)) == len(folded)
    for name in filter(None, names):
        assert len(name.encode("utf-16-le")) <= 62
        assert not set("[]:*?/\\") & set(name)
        assert name == name.strip("'")
        assert name.casefold() not in ("history", "目录")


def test_year_and_agency_name_a_sheet_and_a_report_without_cells_has_none() -> None:
    names = name_sheets([record("某局"), record("某局"), record(None, None), record("某局", cells=False)])
    assert names == ["2023 某局", "2023 某局 (2)", "报告", None]
