"""Which engine reads, and how it is set up, by what is asked for and how much there is to read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gkml import cli
from gkml.batch import engine as engines
from gkml.batch.configuration import WorkerConfiguration
from gkml.commands.engines import choose_engine, open_reader, options_to_settings
from gkml.pool import pool
from gkml.readers.limits import DEFAULT_LIMITS
from gkml.records.report import Notice
from tests.conftest import EXAMPLES


def options(**given: Any) -> argparse.Namespace:
    usual = {"workers": None, "with_text": False, "engine": "local", "address": None, "tagger": "rules"}
    none = dict.fromkeys(("model", "timeout", "memory", "settings"))
    return argparse.Namespace(**{**usual, **none, "templates": [], **given})


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, WorkerConfiguration]]:
    """What is opened, instead of opening it; four cores."""
    found: list[tuple[str, WorkerConfiguration]] = []

    def opens(name: str) -> Any:
        @contextmanager
        def open_it(configuration: WorkerConfiguration, *_: object) -> Iterator[object]:
            found.append((name, configuration))
            yield SimpleNamespace(loaded=lambda: SimpleNamespace(notices=[Notice("no_model", "no model")]))

        return open_it

    monkeypatch.setattr(engines, "open_workers", opens("workers"))
    monkeypatch.setattr(engines, "open_in_place", opens("here"))
    monkeypatch.setattr(pool, "usable_cpus", lambda: 4)
    monkeypatch.setattr(pool, "can_fork", lambda: True)
    return found


def chosen(opened: list[tuple[str, WorkerConfiguration]], given: argparse.Namespace, sources: Sequence[str]) -> Any:
    """Kind of engine, how many workers, whether they are warmed, and whether progress is told."""
    open_engine, many = choose_engine(given, sources)
    with open_engine():
        kind, configuration = opened.pop()
    return kind, configuration.workers, configuration.warm, many


def test_workers_are_as_many_as_inputs_and_cores_allow(opened: list[tuple[str, WorkerConfiguration]]) -> None:
    assert chosen(opened, options(), ["a", "b"]) == ("workers", 2, False, False)
    assert chosen(opened, options(), ["a"] * 9) == ("workers", 4, True, True)
    assert chosen(opened, options(), ["A.ZIP"]) == ("workers", 4, True, True)
    assert chosen(opened, options(workers=7), ["a"]) == ("workers", 7, False, False)
    assert chosen(opened, options(memory=10**9), ["a"]) == ("workers", 1, True, False)


def test_this_process_reads_where_there_are_no_workers(
    opened: list[tuple[str, WorkerConfiguration]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chosen(opened, options(workers=0), ["a"] * 9)[0] == "here"
    monkeypatch.setattr(pool, "can_fork", lambda: False)
    assert chosen(opened, options(), ["a"] * 9)[0] == "here"
    with open_reader(options()):
        assert opened.pop()[0] == "here"


def test_a_reader_of_single_reports_loses_nothing(
    opened: list[tuple[str, WorkerConfiguration]], capsys: pytest.CaptureFixture[str]
) -> None:
    reader: AbstractContextManager[object] = open_reader(options())
    with reader:
        ((kind, configuration),) = opened
    assert (kind, configuration.exact, configuration.workers) == ("workers", True, 1)
    assert capsys.readouterr().err.startswith("gkml: ")  # what is amiss with the pipeline


def test_limits_are_those_that_were_asked_for() -> None:
    assert options_to_settings(options()).limits == DEFAULT_LIMITS
    limits = options_to_settings(options(timeout=5.5, memory=10**9)).limits
    assert (limits.seconds, limits.conversion_seconds, limits.memory_bytes) == (5.5, 5, 10**9)
    assert options_to_settings(options(timeout=0.2)).limits.conversion_seconds == 1
    assert options_to_settings(options(timeout=9999.0)).limits.conversion_seconds == DEFAULT_LIMITS.conversion_seconds


@pytest.mark.parametrize(("language", "words"), [("en", "the rules alone set the tags"), ("zh", "只用规则")])
def test_what_goes_on_otherwise_than_meant_is_told_in_one_line(
    language: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gkml.tagging.model.model_folder", lambda: tmp_path)  # of the model that comes with gkml
    arguments = ["extract", "--workers", "0", "--lang", language, "-q", str(EXAMPLES[0])]
    assert cli.main(arguments) == 0
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith("gkml: ")
    assert words in told[0]


def test_a_limit_that_the_user_sets_is_all_that_a_document_may_take() -> None:
    limits = options_to_settings(options(timeout=10.0, memory=500_000_000)).limits
    assert limits.for_recognition(40).seconds == limits.seconds == 10.0
    assert limits.for_recognition(40).memory_bytes == limits.memory_bytes == 500_000_000
