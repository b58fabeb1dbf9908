"""``gkml config``: what is in force and where it comes from."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.cli import main
from gkml.commands.arguments import build_parser
from gkml.commands.config import config, to_toml
from gkml.commands.configuration import FILE_NAME, load_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_says_where_each_comes_from(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / FILE_NAME).write_text("workers = 2\n", encoding="utf-8")
    monkeypatch.setenv("GKML_LIMITS_PAGES", "9")
    assert main(["config", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["workers"] == {"value": 2, "origin": str(folder / FILE_NAME)}
    assert told["limits.pages"] == {"value": 9, "origin": "GKML_LIMITS_PAGES"}
    assert told["limits.rows"]["origin"] == "default"
    assert main(["config", "--changed"]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["workers", "2"],
        ["limits.pages", "9"],
    ]


def test_its_toml_is_a_file_to_begin_with(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert config(build_parser("config").parse_args(["config", "--format", "toml"])) == 0
    text = capsys.readouterr().out
    assert not {key: value for key, value in tomllib.loads(text).items() if value}
    uncommented = "\n".join(line.removeprefix("# ") for line in text.splitlines() if not line.endswith('= ""'))
    (folder / FILE_NAME).write_text(uncommented, encoding="utf-8")
    usual = load_settings({}, folder.parent)
    assert {name: each.value for name, each in load_settings({}, folder).items()} == {
        name: each.value for name, each in usual.items()
    }


def test_every_command_refuses_a_file_that_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / FILE_NAME).write_text("tager = 'rules'\n", encoding="utf-8")
    for command in (["config"], ["cells"], ["extract", "a.txt"]):
        assert main(command) == 1
        assert "did you mean tagger?" in capsys.readouterr().err
    assert main(["config", "--lang", "zh"]) == 1
    assert "是否指 tagger" in capsys.readouterr().err


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(),
        lambda below: st.lists(below) | st.dictionaries(st.from_regex(r"\A[a-z_]{1,9}\Z"), below),
        max_leaves=9,
    )
)
def test_values_are_what_toml_reads(value: object) -> None:
    assert tomllib.loads(f"value = {to_toml(value)}")["value"] == value
