"""``gkml select``: sources of records, the most worth first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.select import select
from tests.conftest import ROOT

NAMES = ("linxi_2023_pipes.txt", "jinshui_2023_contradiction.txt", "qinghe_2020_cells.txt")

assert callable(select)


@pytest.fixture
def records(work: Path, capsys: pytest.CaptureFixture[str]) -> str:
    paths = [str(ROOT / "examples" / name) for name in NAMES]
    assert main(["extract", *paths, "--tagger", "rules", "-o", "out.jsonl", "--workers", "0", "-q"]) == 0
    capsys.readouterr()
    return "out.jsonl"


def test_the_contradicted_report_comes_first(records: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["select", records, "-n", "2"]) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2
    assert told.out.splitlines()[0].endswith("jinshui_2023_contradiction.txt")
    assert "2 of 3 documents" in told.err


def test_the_reasons_are_told_on_request_and_a_file_is_written(records: str, work: Path) -> None:
    assert main(["select", records, "-n", "9", "--format", "jsonl", "-o", "chosen.jsonl", "-q"]) == 0
    plain = [json.loads(line) for line in (work / "chosen.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(plain) == 3
    assert "checks:fail" in plain[0]["open"]
    assert plain[0]["gain"] >= plain[-1]["gain"]


def test_lines_that_are_no_records_are_told_and_the_rest_is_chosen_from(
    records: str, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (work / records).open("a") as file:
        file.write("{\n")
    assert main(["select", records]) == 2
    told = capsys.readouterr()
    assert "out.jsonl:4" in told.err
    assert len(told.out.splitlines()) == 3


def test_an_output_that_is_an_input_is_refused(records: str, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (work / records).read_bytes()
    assert main(["select", records, "-o", records]) == 1
    assert (work / records).read_bytes() == before
    capsys.readouterr()


def test_an_output_that_cannot_be_is_told_before_records_are_read(
    records: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["select", records, "-o", "none/x.txt"]) == 1
    assert "create it first" in capsys.readouterr().err
