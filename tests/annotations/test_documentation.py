"""The page on annotations says what is: every command runs, every fault has its row."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from gkml.annotations.lines import from_line, known_labels
from gkml.cli import main
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "annotations.md").read_text(encoding="utf-8")
EXAMPLES = ("linxi_2023_pipes.txt", "jinshui_2023_contradiction.txt", "huayan_2022.html")
EXCHANGE = {"no_structure", "text_changed", "no_such_offset", "other_print", "token_not_in_text", "surrogate"}
EXCHANGE |= {"no_text", "not_annotated", "no_span", "no_offsets"}
REFUSALS = {"placed", "unreadable", "no_tasks", "json_min", "label_studio_conll", "other_columns", "unknown_format"}
REFUSALS |= {"no_format_of_suffix", "own_annotations", "no_lines"}


def test_every_command_runs_in_the_order_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = re.findall(r"^    (gkml .*)$", PAGE, re.MULTILINE)
    assert {shlex.split(command)[2] for command in commands if command.startswith("gkml annotations")} == {
        "pre-annotate", "export", "import", "check", "labels"
    }  # fmt: skip
    (tmp_path / "reports").mkdir()
    for name in EXAMPLES:
        shutil.copy(ROOT / "examples" / name, tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    for command in commands:
        assert main([*shlex.split(command)[1:], "--lang", "en"]) == 0, (command, capsys.readouterr().err)
    assert len((tmp_path / "chosen.txt").read_text(encoding="utf-8").splitlines()) == len(EXAMPLES)


def test_every_fault_of_a_check_has_its_row() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (×?) ?\|", PAGE, re.MULTILINE))
    sentences = tomllib.loads((ROOT / "gkml" / "messages" / "annotations.en.toml").read_text(encoding="utf-8"))
    assert set(told) == set(sentences) - EXCHANGE - REFUSALS


def test_the_document_in_the_page_is_sound() -> None:
    (line,) = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)
    parsed = from_line(line, known_labels())
    assert parsed.faults == ()
    assert parsed.annotated is not None
    assert json.loads(line)["text"] == parsed.annotated.document.text


def test_every_label_in_the_guidelines_is_one_of_the_forms() -> None:
    named = set(re.findall(r"`((?:row|column|group):[\w.]+)[`/]", PAGE)) - {"row:table.", "row:"}
    assert named
    assert {label for label in named if not label.endswith(".")} <= known_labels()
