"""Reports on the terminal: what is drawn, what is wrong usage, and how it ends."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from gkml.cli import main
from gkml.commands.arguments import build_parser
from gkml.commands.reports import explain, show
from gkml.errors import UsageError
from gkml.records.report import Provenance

PROVENANCE = asdict(Provenance("0.1.0", None, "abc", "rules", "text"))


def record(source: str, **fields: Any) -> str:
    cell = {"id": "requests.granted.total", "value": 12, "text": "12", "state": "number", "review": True}
    forms = {"requests": "2021"}
    plain = {"source": source, "provenance": PROVENANCE, "template": "2021", "templates": forms, "cells": [cell]}
    return json.dumps({**plain, "status": "ok", **fields}) + "\n"


BAD = {"status": "failed", "cells": [], "error": {"code": "unreadable_path", "message": "it cannot be read"}}


@pytest.fixture
def records(work: Path) -> Path:
    path = work / "out.jsonl"
    path.write_text(record("a.txt") + record("bad.txt", **BAD), encoding="utf-8")
    return path


def shown(*arguments: str) -> int:
    return show(build_parser("show").parse_args(["show", *arguments]))


def explained(*arguments: str) -> int:
    return explain(build_parser("explain").parse_args(["explain", *arguments]))


def test_every_report_is_drawn_and_counted(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown("out.jsonl", "--no-color") == 2
    streams = capsys.readouterr()
    assert "a.txt" in streams.out
    assert "12!" in streams.out
    assert "unreadable_path: it cannot be read" in streams.out
    assert "\x1b" not in streams.out
    assert streams.err == "gkml: 2 reports: 1 ok, 0 partial, 1 failed\n"
    assert shown("out.jsonl#1") == 0
    assert shown("out.jsonl#2") == 3


def test_one_cell_of_one_report_is_explained(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explained("out.jsonl#1", "granted.total") == 0
    assert "12" in capsys.readouterr().out
    assert explained("out.jsonl#2", "granted.total") == 3
    assert "bad.txt: unreadable_path" in capsys.readouterr().err
    with pytest.raises(UsageError, match=r"out\.jsonl#1 \(a\.txt\), out\.jsonl#2 \(bad\.txt\)"):
        explained("out.jsonl", "granted.total")


def test_of_many_reports_only_some_are_named(records: Path) -> None:
    records.write_text("".join(record(f"{number}.txt") for number in range(20)), encoding="utf-8")
    with pytest.raises(UsageError, match=r"8\+.*#8 \(7\.txt\) …"):
        explained("out.jsonl", "granted.total")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["out.jsonl", "--page", "2"], "--page-image"),
        (["out.jsonl", "out.jsonl", "--page-image", "x.png"], "2"),
        (["out.jsonl", "--page-image", "x.txt"], "x.txt"),
        (["out.jsonl", "--page-image", "out.jsonl"], "is an input as well"),
        (["out.jsonl#1", "--page-image", "x.png"], "record"),  # which does not hold the page
        (["none.txt"], "does not exist"),
        (["out.jsonl", "--templates", "none"], "none"),
    ],
)
def test_wrong_usage_writes_nothing(arguments: list[str], words: str, records: Path) -> None:
    with pytest.raises(UsageError) as caught:
        shown(*arguments)
    assert words in caught.value.message
    assert list(records.parent.iterdir()) == [records]


@pytest.mark.parametrize("command", [["show", "out.jsonl"], ["explain", "out.jsonl#1", "granted.total"], ["cells"]])
def test_a_closed_stdout_is_told(
    command: list[str], records: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(command) == 1
    assert "stdout is closed" in capsys.readouterr().err
