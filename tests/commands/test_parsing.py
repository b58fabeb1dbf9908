"""The words of the command line itself: languages, what was meant, completion."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gkml.cli import main
from gkml.commands.arguments import COMMANDS, SHELLS
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


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_learns_commands_and_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "extract" in script
    assert "page-image" in script


def test_the_completion_of_bash_is_a_script_that_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "gkml.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "redirection", ["> /dev/full", ">&-", "2> /dev/full", "2>&-", "| head -c 1", "< /dev/null >&-"]
)
@pytest.mark.parametrize(
    "arguments", ["--help", "cells", "extract none.txt", "extract --workers x a", "show pyproject.toml"]
)
def test_no_traceback_whatever_the_streams_are(redirection: str, arguments: str) -> None:
    if arguments.startswith("show") and redirection != "> /dev/full":
        pytest.skip("one is enough of what loads a pipeline")
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
