"""The words of the command line itself: languages, and what was meant."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.arguments import COMMANDS, build_parser
from gkml.commands.parsing import Parser
from gkml.messages.wrapping import text_width


def answer(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    """Exit status, stdout, stderr of what argparse answers itself."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    streams = capsys.readouterr()
    return caught.value.code, streams.out, streams.err


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["extract", "a", "--formt", "x"], "--format"),
        (["extrat", "a"], "extract"),
        (["extract", "a", "--tagger", "rule"], "rules"),
        (["check", "a", "--output=x", "--arreas=y"], "--areas"),
    ],
)
def test_what_was_meant_is_asked(arguments: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = answer(arguments, capsys)
    assert (status, out) == (1, "")
    assert err.endswith(f"; did you mean {meant}?\n")


def test_what_is_not_known_is_answered_with_what_is_though_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = Parser(prog="x")
    parser.add_argument("--format")
    assert parser.options() == ["-h", "--help", "--format"]
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as caught:
        parser.parse_args(["--fromat", "csv"])
    assert caught.value.code == 1


@pytest.mark.parametrize("command", [None, *COMMANDS])
@pytest.mark.parametrize("width", [60, 80])
def test_help_is_in_one_language_and_fits(
    command: str | None, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    named = [command] if command else []
    _, english, _ = answer([*named, "--help"], capsys)
    _, chinese, _ = answer([*named, "--lang", "zh", "--help"], capsys)
    for text in (english, chinese):
        assert max(map(text_width, text.splitlines())) <= width
    for word in ("usage", "options", "show this", "positional"):
        assert word in english or word == "positional"
        assert word not in chinese
    assert vars(argparse)["_"]("usage: ") == "usage: "  # argparse speaks as before


def test_the_locale_decides_where_nothing_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["show", str(tmp_path / "none.txt")]) == 1
    assert "不存在" in capsys.readouterr().err
    assert main(["--lang", "en", "show", str(tmp_path / "none.txt")]) == 1
    assert "does not exist" in capsys.readouterr().err
    assert answer(["extract"], capsys)[2].splitlines()[-1] == "gkml extract: 缺少：PATH"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--templates", "a.yaml", "a.txt"], True),
        (["--templates", "a.yaml", "--", "a.txt"], None),
        (["a.txt", "--templates", "a.yaml"], None),
        ([], False),
    ],
)
def test_an_option_that_takes_all_names_is_named_where_none_is_left(
    arguments: list[str], told: bool | None, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = build_parser("show")
    if told is None:
        found = parser.parse_args(["show", *arguments])
        assert (found.paths, found.templates) == (["a.txt"], ["a.yaml"])
        return
    with pytest.raises(SystemExit):
        parser.parse_args(["show", *arguments])
    assert ("--templates takes all names" in capsys.readouterr().err) is told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("arguments", "redirections"),
    [
        ("--help", ["> /dev/full", ">&-", "| head -c 1"]),
        ("cells", ["> /dev/full", ">&-", "| head -c 1", "< /dev/null >&-"]),
        ("extract none.txt", ["2> /dev/full", "2>&-"]),
        ("extract --workers x a", ["2> /dev/full", "2>&-"]),
        ("show pyproject.toml", ["> /dev/full"]),
    ],
)
def test_no_traceback_whatever_the_streams_are(arguments: str, redirections: list[str]) -> None:
    for redirection in redirections:
        _check_streams(arguments, redirection)


def _check_streams(arguments: str, redirection: str) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m gkml {arguments} {redirection}"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        errors="replace",  # a pipe may cut a character
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode in (0, 1, 3)
