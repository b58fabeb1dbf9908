"""Runs without engines, into folders of small shards, over inputs that stand in a dictionary; for tests."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path

from gkml.batch.documents import Retry
from gkml.batch.folder import Begun, RunFolder
from gkml.batch.outcomes import Outcome, Record, Task
from tests.batch.faults import FILES

OPTIONS = {"gkml": "1", "tagger": "rules", "limits": {"rows": 5}, "with_text": False, "model": "m", "templates": "t"}
SHARD = 4

EACH = 1
"""What comes of an input with one record."""

Inputs = Mapping[str, tuple[bytes, ...]]
"""What stands in each input: a record for each of its documents."""

_numbers = count()


def content(inputs: Inputs, path: str) -> str:
    """What stands for the bytes of an input."""
    return sha256(repr(inputs[path]).encode()).hexdigest()


def readings_of(inputs: Inputs, task: Task) -> list[Outcome]:
    """What reading an input comes to; documents that begin with ``{"f`` failed, by running out of time."""
    outcomes = []
    path = os.path.relpath(task.path)
    for member, line in enumerate(inputs[path]):
        failed = line.startswith(b'{"f')
        code = "timeout" if failed else None
        record = Record(f"{task.path}!{member}", "failed" if failed else "ok", code, code, line)
        digest = content(inputs, path)
        outcomes.append(Outcome(task, member, len(inputs[path]), digest, digest, (record,), 0.1))
    return outcomes


def begin(
    run: RunFolder, inputs: Inputs, *, retry: Retry | None = None, redo: bool = False, **changed: object
) -> Begun:
    options = {**OPTIONS, **changed}
    return run.begin(list(inputs), options, lambda path: content(inputs, os.path.relpath(path)), retry=retry, redo=redo)


def left(folder: Path, inputs: Inputs, retry: Retry | None = None) -> list[str]:
    """What a run would read, in that order; the folder stays as it was."""
    copy = killed_copy(folder)
    with RunFolder(copy, resume=True, shard=SHARD) as run:
        begin(run, inputs, retry=retry)
        return [task.path for task in run.tasks()]


def readings_to_come(run: RunFolder, inputs: Inputs, dice: random.Random) -> Iterator[Outcome]:
    """All that is left to be read, inputs in some order, two of them at a time."""
    waiting = [readings_of(inputs, task) for task in run.tasks()]
    dice.shuffle(waiting)
    while waiting:
        chosen = dice.choice(waiting[:2])
        yield chosen.pop(0)
        waiting = [readings for readings in waiting if readings]


def complete(
    folder: Path, inputs: Inputs, seed: int = 0, retry: Retry | None = None, *, redo: bool = False, **changed: object
) -> Begun:
    """Run to the end."""
    with RunFolder(folder, resume=True, shard=SHARD) as run:
        begun = begin(run, inputs, retry=retry, redo=redo, **changed)
        for one in readings_to_come(run, inputs, random.Random(seed)):
            run.add(one)
        run.finish()
    return begun


def result(folder: Path) -> dict[str, bytes]:
    """The files of a finished run that others read, by name."""
    assert sorted(os.listdir(folder)) == FILES
    found = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    del found["run.sqlite"]  # the same rows, but not in the same places
    return found


def check(folder: Path, inputs: Inputs) -> None:
    """The records are those of the inputs in order, and the manifest says truly where each of them lies."""
    files = result(folder)
    paths = sorted(inputs)
    shards = [files[name] for name in sorted(files) if name.startswith("records/")]
    assert b"".join(shards) == b"".join(line for path in paths for line in inputs[path])
    assert len(shards) == -(-len(paths) // SHARD)
    entries = [json.loads(line) for line in files["manifest.jsonl"].splitlines()]
    said = [(entry["input"], entry["member"], entry["sha256"]) for entry in entries]
    assert said == [(path, member, content(inputs, path)) for path in paths for member in range(len(inputs[path]))]
    for entry in entries:
        record = files[entry["records"]][entry["offset"] : entry["offset"] + entry["size"]]
        assert record == inputs[entry["input"]][entry["member"]]


def numbered(number: int) -> Inputs:
    return {f"{index:02}.txt": (b'{"n":%d}\n' % index,) for index in range(number)}


def killed_copy(folder: Path, dice: random.Random | None = None) -> Path:
    """What a kill leaves: the files as they are now, and perhaps the beginning of what was being written."""
    copy = folder.with_name(f"killed-{next(_numbers)}")
    shutil.copytree(folder, copy)
    torn = [copy / "manifest.jsonl", copy / "run.sqlite-wal", *sorted(copy.glob("work/*"))[-1:]]
    for path in torn:
        if dice is not None and path.exists() and dice.random() < 0.5:
            with path.open("ab") as file:
                file.write(b'{"source":"torn'[: dice.randint(1, 15)])
    return copy
