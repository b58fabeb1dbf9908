"""``gkml convert``: records to other formats, from files and from the folder of a run."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import polars as pl
import pytest

from gkml.cli import main
from gkml.commands.arguments import build_parser
from gkml.commands.convert import convert
from gkml.errors import UsageError
from gkml.output import FORMATS
from gkml.output.folders import RUN, mark_folder


def record(source: str, value: int = 3) -> str:
    cell = {"id": "requests.granted.total", "value": value, "text": str(value), "state": "number"}
    return json.dumps({"source": source, "status": "ok", "agency": "某局", "year": 2023, "cells": [cell]}) + "\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "records.jsonl"
    path.parent.mkdir()
    path.write_text(record("a") + record("b"), encoding="utf-8")
    return path


def sources_in_csv(path: Path) -> list[str]:
    return [row["source"] for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())]


def test_the_suffix_decides(records: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(records), "-o", str(tmp_path / "out.parquet")]) == 0
    assert pl.read_parquet(tmp_path / "out.parquet" / "cells")["value"].to_list() == [3, 3]
    assert main(["convert", str(records), "-o", str(tmp_path / "out.csv")]) == 0
    assert sources_in_csv(tmp_path / "out.csv") == ["a", "b"]
    assert capfd.readouterr().err == "gkml: 2 records\n" * 2


def test_stdout_gets_the_lines_as_they_are(records: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(records)]) == 0
    assert capfd.readouterr().out == records.read_text(encoding="utf-8")


def test_several_formats_go_into_a_folder_and_again(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        assert main(["convert", str(records), "-o", str(out), "--format", ",".join(FORMATS)]) == 0
    assert sorted(os.listdir(out)) == sorted(known.in_folder for known in FORMATS.values())
    before = (out / "records.jsonl").read_bytes()
    assert main(["convert", str(out), str(records), "-o", str(out), "--format", "jsonl,csv"]) == 1
    assert (out / "records.jsonl").read_bytes() == before
    assert main(["convert", str(out), "-o", str(out), "--format", "csv,xlsx"]) == 0
    assert sources_in_csv(out / "cells.csv") == ["a", "b"]


def test_the_folder_of_a_run_is_its_records(tmp_path: Path) -> None:
    run = tmp_path / "run"
    (run / "records").mkdir(parents=True)
    mark_folder(run, RUN)
    (run / "manifest.jsonl").write_text('{"no": "record"}\n', encoding="utf-8")
    for number in range(3):
        (run / "records" / f"part-0000{number}.jsonl").write_text(record(str(number)), encoding="utf-8")
    assert main(["convert", str(run), "-o", f"{run}/", "--format", "csv"]) == 0
    assert sources_in_csv(run / "cells.csv") == ["0", "1", "2"]


def test_lines_that_are_no_records_are_told_and_passed_over(
    records: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    records.write_text(record("a") + "{\n" + record("b"), encoding="utf-8")
    assert main(["convert", str(records), "-o", str(tmp_path / "out.csv")]) == 2
    assert sources_in_csv(tmp_path / "out.csv") == ["a", "b"]
    told = capfd.readouterr().err
    assert f"{records}:2: bad_json" in told
    assert "2 records; unreadable: 1" in told
    records.write_text("{\n", encoding="utf-8")
    assert main(["convert", str(records), "-o", str(tmp_path / "none.csv")]) == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "csv,parquet"], "name it with -o"),
        (["--format", "xlsx"], "stdout"),
        (["--format", "xls"], "known are"),
        (["-o", "out.xls"], "known are"),
        (["-o", "in/records.jsonl"], "is an input as well"),
    ],
)
def test_wrong_usage_is_told(records: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str) -> None:
    monkeypatch.chdir(records.parent.parent)
    with pytest.raises(UsageError) as caught:
        convert(build_parser("convert").parse_args(["convert", "in/records.jsonl", *arguments]))
    assert told in caught.value.message
    assert os.listdir() == ["in"]
