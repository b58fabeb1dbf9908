"""The page on retraining: its cheap commands run, and the others are understood by the programs that they name."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from gkml.cli import main as gkml
from gkml.commands.arguments import build_parser
from gkml.tagging.model import model_folder
from tests.conftest import ROOT
from training.run_folder import CONFIGURATION, CURVES, PACKAGES, RUN
from training.verdict import FEWEST

PAGE = (ROOT / "docs" / "retraining.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    ((?:python -m training\.|gkml ).*)$", PAGE, re.MULTILINE)
QUICK = {
    "gkml annotations check": [],
    "gkml extract examples/": [],
    "python -m training.evaluate": [],
    "python -m training.compare": ["--reports", "1", "--rounds", "20"],
}
"""Commands that are run, with what makes them quick; the others have tests of their own in small."""

pytestmark = pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")


class _ParsedError(Exception):
    """A command line was understood."""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the repository, into which commands may write."""
    for name in ("annotations", "configs", "examples", "models"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "runs" / "update").mkdir(parents=True)
    (tmp_path / "runs" / "update" / "model").symlink_to(model_folder())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(command: str, *more: str) -> int:
    words = [*shlex.split(command), *more]
    if words[0] == "gkml":
        return gkml(words[1:])
    return int(importlib.import_module(words[2]).main(words[3:]))


def _quick(command: str) -> list[str] | None:
    return next((more for begin, more in QUICK.items() if command.startswith(begin)), None)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("command", [command for command in COMMANDS if _quick(command) is not None])
def test_quick_commands_run(command: str) -> None:
    kept = "training.compare" in command  # a model is no better than itself
    assert _run(command, *(_quick(command) or ())) == (3 if kept else 0)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("command", [command for command in COMMANDS if _quick(command) is None])
def test_long_commands_are_understood(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if command.startswith("gkml "):
        build_parser(None).parse_args(shlex.split(command)[1:])
        return
    original = argparse.ArgumentParser.parse_args

    def parsed(self: argparse.ArgumentParser, *given: Any) -> Any:
        original(self, *given)
        raise _ParsedError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parsed)
    with pytest.raises(_ParsedError):
        _run(command)


def test_what_the_page_names_is_there() -> None:
    assert len(COMMANDS) >= 10
    for path in re.findall(r"\b(?:configs|annotations|benchmarks|models)/[\w./-]*\w", PAGE):
        assert (ROOT / path).exists(), path
    record = PAGE.split("`run/` in the folder of a model")[1]
    for name in (RUN, CONFIGURATION, PACKAGES, CURVES):
        assert f"`{name}`" in record
    assert FEWEST == 8
    assert "fewer than eight documents" in PAGE
