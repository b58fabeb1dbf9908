"""Checks across reports as JSON lines, CSV and a table."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from gkml.errors import UsageError
from gkml.messages import LANGUAGES
from gkml.output.series import CHECK_FORMATS, open_check_writer
from gkml.output.series_table import _MOST_ROWS, SeriesTable
from gkml.series.finding import FIELDS, Operand, SeriesCheck
from gkml.series.wording import clauses, said

CHECK = SeriesCheck(
    "岚溪市教育局/2022-2023/requests.year.carried_forward.total",
    "year",
    "fail",
    "carried_forward",
    left=5,
    right=3,
    difference=2,
    cells=("requests.carried_forward.total", "requests.received_carried_over.total"),
    words=clauses(["“总计”：相差2"]),
    evidence=(
        Operand("left", "a.txt", "岚溪市教育局", 2022, "requests.carried_forward.total", 5, "number", start=7, end=8),
        Operand("right", "b.txt", "教育局", 2023, "requests.received_carried_over.total", None, "blank", review=True),
    ),
    agency="岚溪市教育局",
    left_years=(2022,),
    right_years=(2023,),
    left_sources=("a.txt", "c.txt"),
    right_sources=("b.txt",),
    suspect="b.txt",
)
FAULT = SeriesCheck("x.jsonl:3", "input", "fail", "bad_json", words=clauses(["不是JSON"]), file="x.jsonl", line=3)


def written(path: Path, *checks: SeriesCheck) -> str:
    with open_check_writer(path) as writer:
        for check in checks:
            writer.write(check)
    return path.read_bytes().decode("utf-8")


def test_json_lines_hold_the_fields_of_a_check_and_both_sides(tmp_path: Path) -> None:
    first, second = map(json.loads, written(tmp_path / "checks.jsonl", CHECK, FAULT).splitlines())
    contract = ["id", "kind", "status", "left", "right", "difference", "cells", "message", "evidence"]
    assert list(first)[: len(contract)] == contract
    assert set(first) == set(FIELDS)
    assert (first["left_years"], first["left_sources"], first["suspect"]) == ([2022], ["a.txt", "c.txt"], "b.txt")
    assert first["evidence"][0] == {
        **{"side": "left", "source": "a.txt", "agency": "岚溪市教育局", "year": 2022},
        **{"cell": "requests.carried_forward.total", "value": 5, "state": "number"},
        **{"review": False, "cause": None, "start": 7, "end": 8, "proposal": None},
    }
    assert (second["file"], second["line"], second["left"]) == ("x.jsonl", 3, None)


def test_csv_has_one_line_a_check(tmp_path: Path) -> None:
    text = written(tmp_path / "checks.csv", CHECK, FAULT)
    assert text.startswith("\ufeffid,kind,status,")
    first, second = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(first) == FIELDS
    assert (first["left"], first["difference"], first["left_years"]) == ("5", "2", "2022")
    assert first["left_sources"] == "a.txt; c.txt"
    assert first["evidence"] == (
        "a.txt#requests.carried_forward.total=5@7-8; b.txt#requests.received_carried_over.total=blank"
    )
    assert (second["left"], second["agency"], second["line"]) == ("", "", "3")


def test_csv_keeps_amounts_exactly_and_differences_negative(tmp_path: Path) -> None:
    check = SeriesCheck(
        "x", "hierarchy", "fail", "c", left=Decimal("1.50"), right=Decimal("2"), difference=Decimal("-0.50")
    )
    (row,) = csv.DictReader(io.StringIO(written(tmp_path / "c.csv", check), newline=""))
    assert (row["left"], row["difference"]) == ("1.50", "-0.50")


def test_a_format_that_is_not_known_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="known are jsonl"):
        open_check_writer(tmp_path / "x.xls")
    assert list(CHECK_FORMATS) == ["jsonl", "csv"]


def drawn(*checks: SeriesCheck, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    with SeriesTable(console) as table:
        for check in checks:
            table.write(check)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_table_counts_all_and_shows_what_somebody_should_look_at() -> None:
    passed = SeriesCheck("a", "year", "pass", "c", words=clauses(["两年相符"]))
    vague = SeriesCheck("b", "hierarchy", "undetermined", "c", words=clauses(["没有数字"]))
    unsure = SeriesCheck("d", "agency", "undetermined", "ambiguous", words=clauses(["无从判断"]), agency="榆岭区")
    shown = drawn(CHECK, passed, passed, vague, unsure, FAULT)
    assert [line.split() for line in shown.splitlines() if line.startswith("  From year to year")] == [
        ["From", "year", "to", "year", "2", "1"]
    ]
    assert "“总计”：相差2" in shown
    assert "2022–2023" in shown
    assert "无从判断" in shown
    assert "不是JSON" in shown
    assert "两年相符" not in shown
    assert "没有数字" not in shown


def test_the_table_is_not_drawn_when_something_goes_wrong() -> None:
    console = Console(file=io.StringIO())
    table = SeriesTable(console)
    table.write(CHECK)
    with pytest.raises(ZeroDivisionError), table:
        raise ZeroDivisionError
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == ""


def test_more_than_a_screen_can_hold_is_counted() -> None:
    shown = drawn(*[CHECK] * (_MOST_ROWS + 7))
    assert "and 7 more" in shown
    assert shown.count("相差2") == _MOST_ROWS


def test_text_of_reports_is_no_markup_and_steers_no_terminal() -> None:
    shown = drawn(SeriesCheck("x", "agency", "fail", "c", words=clauses(["[red]甲[/red]\x1b[2J"]), agency="[b]乙"))
    assert "[red]甲[/red]�[2J" in shown
    assert "[b]乙" in shown
    assert "\x1b" not in shown


def test_a_small_screen_loses_no_character() -> None:
    shown = drawn(SeriesCheck("x", "year", "fail", "c", words=clauses(["数" * 120]), agency="岚" * 30), width=50)
    assert shown.count("数") == 120
    assert shown.count("岚") == 30


def test_findings_are_said_in_either_language(tmp_path: Path) -> None:
    words = said("in_place", place="总计", what=said("differs_by", figure="2"))
    check = SeriesCheck("a", "year", "fail", "c", words=words)
    spoken = {}
    for language in LANGUAGES:
        for name in ("a.jsonl", "a.csv"):
            with open_check_writer(tmp_path / name, language=language) as writer:
                writer.write(check)
        texts = [(tmp_path / name).read_text(encoding="utf-8") for name in ("a.jsonl", "a.csv")]
        console = Console(file=io.StringIO(), width=100)
        with SeriesTable(console, language) as table:
            table.write(check)
        assert isinstance(console.file, io.StringIO)
        spoken[language] = [*texts, console.file.getvalue()]
    assert all("“总计”：相差2" in text for text in spoken["zh"])
    assert all("“总计”: they differ by 2" in text for text in spoken["en"])
