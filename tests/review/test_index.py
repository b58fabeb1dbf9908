from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.output.folders import RUN, mark_folder
from gkml.output.jsonl import report_to_line
from gkml.records.report import Part, Report
from gkml.review.index import RecordIndex, records_of, summarise


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_a_record_is_read_from_where_it_stands(tmp_path: Path, contradiction: Report) -> None:
    others = [replace(contradiction, source=f"县{number}.txt") for number in range(3)]
    first = write(tmp_path / "a.jsonl", ["\ufeff", report_to_line(others[0]), "\n", report_to_line(others[1])])
    second = write(tmp_path / "b.jsonl", [report_to_line(others[2])])
    index = RecordIndex([first, second])
    index.scan()
    assert index.share_seen == 1.0
    assert [summary.source for summary in index.summaries] == ["县0.txt", "县1.txt", "县2.txt"]
    assert [index.report(number).source for number in (3, 1, 2)] == ["县2.txt", "县0.txt", "县1.txt"]
    with pytest.raises(UsageError, match="report 4"):
        index.report(4)
    with pytest.raises(UsageError, match="report 0"):
        index.report(0)


def test_lines_that_are_no_records_are_counted_and_left_out(tmp_path: Path, contradiction: Report) -> None:
    bad = ["{\n", "[1]\n", '{"source": "x"}\n', '{"source": 1, "status": "ok", "cells": [3]}\n', "null\n"]
    index = RecordIndex([write(tmp_path / "a.jsonl", [*bad, report_to_line(contradiction)])])
    index.scan()
    assert index.faulty == len(bad)
    assert index.report(1).sha256 == contradiction.sha256


def test_a_file_that_has_changed_is_told(tmp_path: Path, contradiction: Report) -> None:
    index = RecordIndex([write(tmp_path / "a.jsonl", [report_to_line(contradiction)])])
    index.scan()
    write(tmp_path / "a.jsonl", ["{}\n" * 9])
    with pytest.raises(UsageError, match="record 1"):
        index.report(1)


def test_looking_can_be_stopped(tmp_path: Path, contradiction: Report) -> None:
    index = RecordIndex([write(tmp_path / "a.jsonl", [report_to_line(contradiction)] * 3)])
    assert index.share_seen == 0.0
    index.stop()
    index.scan()
    assert index.summaries == []
    assert index.stopped


def test_a_summary_keeps_what_the_queue_needs(contradiction: Report) -> None:
    report = replace(contradiction, part=Part(2, 3))
    summary = summarise(json.loads(report_to_line(report)), 7)
    assert (summary.number, summary.part, summary.year, summary.agency) == (7, 2, report.year, report.agency)
    assert {cell.id for cell in summary.open} == {cell.id for cell in report.cells.values() if cell.review}
    assert summary.failed == sum(check.status == "fail" for check in report.checks)
    worst = next(cell for cell in summary.open if cell.id == "requests.granted.total")
    assert (worst.table, worst.print) == ("requests", "41")
    assert worst.worth > 8


def test_records_are_a_file_or_a_run(tmp_path: Path, contradiction: Report) -> None:
    file = write(tmp_path / "a.jsonl", [report_to_line(contradiction)])
    assert records_of(str(file)) == [str(file)]
    run = tmp_path / "run"
    (run / "records").mkdir(parents=True)
    mark_folder(run, RUN)
    with pytest.raises(UsageError, match="run"):
        records_of(str(run))
    shard = write(run / "records" / "part-00000.jsonl", [report_to_line(contradiction)])
    assert records_of(str(run)) == [str(shard)]


@pytest.mark.parametrize("name", ["missing.jsonl", "page.html", "."])
def test_what_holds_no_records_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "page.html").write_text("<p>no records</p>", encoding="utf-8")
    with pytest.raises(UsageError, match="no records"):
        records_of(str(tmp_path / name))
