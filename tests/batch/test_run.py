"""Runs into files and folders, whatever becomes of documents, workers and the run itself."""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gkml.batch.configuration import LoadedPipeline
from gkml.batch.folder import RunFolder
from gkml.batch.outcomes import Outcome, Record, Task
from gkml.batch.run import derive, formats_to_files, known_formats, read_into_writer
from gkml.errors import UsageError
from gkml.output import open_writer
from gkml.records.report import Provenance
from tests.batch.faults import Way, check, finish, kill_at_random, write_corpus
from tests.batch.poison import harmless

LINES = {
    "a.txt": (b'{"source": "a.txt", "status": "ok", "cells": [], "checks": []}\n',),
    "b.zip": (
        b'{"source": "b.zip!/1", "status": "ok", "cells": [], "checks": []}\n',
        b'{"source": "b.zip!/2", "status": "failed", "cells": [], "checks": []}\n',
    ),
}


class Fixed:
    """An engine that has read everything already."""

    def loaded(self) -> LoadedPipeline:
        return LoadedPipeline(Provenance("1", "m", "t", "rules", None))

    def read(self, tasks: Iterable[Task], *, in_order: bool = True) -> Iterator[Outcome]:
        for task in tasks:
            records = tuple(Record(json.loads(line)["source"], "ok", None, None, line) for line in LINES[task.path])
            yield Outcome(task, 0, 1, "x", "x", records, 0.5)


class Seen:
    """A summary that remembers what it is told."""

    def __init__(self) -> None:
        self.sources: list[str] = []

    def add(self, record: dict[str, Any], seconds: float) -> None:
        self.sources.append(record["source"])


SOURCES = ["b.zip!/1", "b.zip!/2", "a.txt"]


def test_records_of_each_input_are_written_in_order_and_told_of(tmp_path: Path) -> None:
    seen: list[str] = []
    summary = Seen()
    with open_writer(tmp_path / "out.jsonl") as writer:
        read_into_writer(Fixed(), ["b.zip", "a.txt"], writer, lambda outcome: seen.append(outcome.task.path), summary)
    assert (tmp_path / "out.jsonl").read_bytes() == b"".join([*LINES["b.zip"], *LINES["a.txt"]])
    assert (seen, summary.sources) == (["b.zip", "a.txt"], SOURCES)


def test_formats_that_a_folder_has_are_made_anew_with_those_that_are_asked_for(tmp_path: Path) -> None:
    for paths, formats, resume in ((["b.zip"], ["csv"], False), (["b.zip", "a.txt"], [], True)):
        with RunFolder(tmp_path / "run", resume=resume, outputs=["cells.csv"]) as folder:
            folder.begin(paths, {}, lambda path: path)
            for outcome in Fixed().read(folder.tasks()):
                folder.add(outcome)
            folder.finish()
            summary = Seen()
            derive(folder, formats, summary)
    assert summary.sources == sorted(SOURCES)  # a folder has its inputs in the order of their names
    with (tmp_path / "run" / "cells.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["source"] for row in csv.DictReader(file)] == sorted(SOURCES)


def test_formats_have_names_and_files() -> None:
    names = known_formats(["jsonl", " csv"])
    assert (names, formats_to_files(names)) == (["jsonl", "csv"], ["cells.csv"])
    with pytest.raises(UsageError, match="xls"):
        known_formats(["xls"])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_is_lost_doubled_or_changed_by_poison_and_kills_while_inputs_are_added(tmp_path: Path) -> None:
    """Hangs, crashes, bombs and garbage among the documents, and kills in between.

    ``python benchmarks/faults.py`` does the same with 2,000 documents and 20 kills.
    """
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    poisoned = write_corpus(inputs, 40, 0.15, harmless)
    assert len(poisoned) == 6
    paths = sorted(map(str, inputs.iterdir()))
    way = Way("tests.batch.poison:load_light", seconds=1.0, grace=0.5)
    quiet, folder = tmp_path / "quiet", tmp_path / "run"
    seconds = finish(paths, quiet, way)
    check(quiet, quiet, paths, poisoned)
    dice = random.Random(5)
    for number in (25, 40):
        kill_at_random(dice.sample(paths, number), folder, way, dice, seconds / 2)
    finish(paths, folder, way)
    check(folder, quiet, paths, poisoned)
