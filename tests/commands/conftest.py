"""A folder to work in, and a report that the rules read quickly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gkml.commands.messages import speak
from tests.conftest import ROOT

REPORT = ROOT / "examples" / "linxi_2023_pipes.txt"


@pytest.fixture(autouse=True)
def _english() -> None:
    """Functions that are called without ``main`` speak as the last command of this process did."""
    speak("en")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def report(work: Path) -> Path:
    """A report in it, ``a.txt``."""
    path = work / "a.txt"
    path.write_bytes(REPORT.read_bytes())
    return path


@pytest.fixture(autouse=True)
def _speak_as_before() -> Iterator[None]:
    """What a command was told of language and quiet is not said to the next test."""
    yield
    speak("en")
