"""Checks across reports on the terminal: all counted, those shown that somebody should look at."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from gkml.output.series_table import SeriesTable
from gkml.series.finding import SeriesCheck
from gkml.series.wording import clauses

FAIL = SeriesCheck(
    "a", "year", "fail", "x", words=clauses(["相差2"]), agency="岚溪市教育局", left_years=(2022,), right_years=(2023,)
)
PASS = SeriesCheck("b", "year", "pass", "x", words=clauses(["相符"]), agency="岚溪市教育局")


def drawn(*checks: SeriesCheck, broken: bool = False) -> str:
    file = io.StringIO()
    with SeriesTable(Console(file=file, width=100)) as table:
        for check in checks:
            table.write(check)
        if broken:
            raise ValueError("lost")
    return file.getvalue()


def test_failures_are_shown_and_what_passes_is_counted() -> None:
    text = drawn(FAIL, PASS, PASS)
    assert "相差2" in text
    assert "相符" not in text
    assert "2022–2023" in text
    assert text.count("岚溪市教育局") == 1


def test_undecided_findings_are_shown_where_somebody_has_to_decide() -> None:
    open_ = SeriesCheck("c", "duplicate", "undetermined", "versions", words=clauses(["两份"]))
    figures = SeriesCheck("d", "year", "undetermined", "x", words=clauses(["不可比"]))
    text = drawn(open_, figures)
    assert "两份" in text
    assert "不可比" not in text


def test_of_very_many_the_rest_is_counted() -> None:
    text = drawn(*[FAIL] * 230)
    assert text.count("相差2") == 200
    assert "30" in text


def test_nothing_of_a_report_steers_the_terminal_and_an_error_draws_nothing() -> None:
    hostile = SeriesCheck("e", "input", "fail", "x", words=clauses(["\x1b[2J"]))
    assert "\x1b[2J" not in drawn(hostile)
    with pytest.raises(ValueError, match="lost"):
        drawn(FAIL, broken=True)
