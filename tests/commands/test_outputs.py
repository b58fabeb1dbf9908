"""Outputs that are inputs or one another, and outputs that cannot be, before anything is touched."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.outputs import probe, refuse_clashes
from gkml.errors import UsageError
from tests.conftest import ROOT


def test_an_output_is_no_input_by_whatever_name(work: Path) -> None:
    Path("a.txt").write_text("x", encoding="utf-8")
    os.symlink("a.txt", "link.txt")
    os.link("a.txt", "twin.txt")
    for output in ("a.txt", "./a.txt", "link.txt", "twin.txt", str(work / "a.txt")):
        with pytest.raises(UsageError, match="is an input as well"):
            refuse_clashes({"-o": output}, ["a.txt"])
    refuse_clashes({"-o": "b.txt", "--report": None}, ["a.txt", "s3://bucket/b.txt"])


def test_two_outputs_are_two_files_and_none_is_a_file_of_another_option(work: Path) -> None:
    with pytest.raises(UsageError, match="--report and -o"):
        refuse_clashes({"-o": "x.html", "--report": "./x.html"})
    Path("forms").mkdir()
    Path("forms/f.yaml").touch()
    with pytest.raises(UsageError, match="--templates"):
        refuse_clashes({"-o": "forms/f.yaml"}, (), {"--templates": ["forms"]})


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", "a.txt", "-o", "o.jsonl", "--report", "o.jsonl"],
        ["extract", "a.txt", "-o", "forms/2021.yaml", "--format", "jsonl", "--templates", "forms"],
        ["extract", "a.txt", "-o", "o.jsonl", "--report", "a.txt"],
        ["extract", ".", "-o", "a.txt", "--format", "jsonl"],
        ["check", "r.jsonl", "--areas", "areas.csv", "-o", "areas.csv"],
        ["convert", "r.jsonl", "-o", "r.jsonl"],
        ["convert", "records.jsonl", "-o", "./", "--format", "csv,jsonl"],
        ["show", "a.txt", "--page-image", "a.txt"],
    ],
)
def test_commands_refuse_them_and_leave_everything_as_it_was(
    arguments: list[str], report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "configs" / "templates", "forms")
    for name in ("o.jsonl", "r.jsonl", "records.jsonl", "areas.csv"):
        Path(name).write_text('{"mine": 1}\n', encoding="utf-8")
    before = {path: path.read_bytes() for path in Path(".").rglob("*") if path.is_file()}
    assert main(arguments) == 1
    told = capsys.readouterr().err
    assert "name another output" in told or "are the same file" in told
    assert {path: path.read_bytes() for path in Path(".").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("target", ["folder", "none/x.html"])
def test_a_page_that_cannot_be_written_is_known_before_the_first_report_is_read(
    target: str, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder").mkdir()
    assert main(["extract", "a.txt", "-o", "o.jsonl", "--report", target]) == 1
    assert capsys.readouterr().err.startswith("gkml: the ")
    assert not Path("o.jsonl").exists()


@pytest.mark.parametrize("output", ["run/", "o.xlsx"])
def test_a_missing_extra_is_known_before_anything_is_touched(
    output: str, report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["extract", "a.txt", "-o", output, "--format", "xlsx"]) == 1
    assert "pip install 'gkml[excel]'" in capsys.readouterr().err
    assert os.listdir(".") == ["a.txt"]


def test_a_probe_leaves_nothing_behind(work: Path) -> None:
    probe("x.html")
    probe(None)
    assert os.listdir(".") == []
