"""Whatever instant a run is killed at: what the manifest vouches for is there, and the end is that of a quiet run."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.batch import journal
from gkml.batch.folder import RunFolder
from gkml.batch.manifest import Versions, read_entries
from gkml.batch.outcomes import Outcome, Record, Task
from gkml.batch.resuming import Done, Retry, find_done
from gkml.errors import GkmlError, UsageError

VERSIONS = Versions("c", "m", "t", "k")
SHARD = 4

Inputs = Mapping[str, tuple[bytes, ...]]
"""What stands in each input: a record for each of its documents."""


def content(inputs: Inputs, path: str) -> str:
    """What stands for the bytes of an input."""
    return sha256(repr(inputs[path]).encode()).hexdigest()


def events_of(inputs: Inputs, task: Task) -> list[Outcome]:
    """What reading an input comes to; documents that begin with ``{"f`` failed, by running out of time."""
    outcomes: list[Outcome] = []
    digest = content(inputs, task.path)
    for member, line in enumerate(inputs[task.path]):
        failed = line.startswith(b'{"f')
        code = "timeout" if failed else None
        status = "failed" if failed else "ok"
        record = Record(f"{task.path}!{member}", status, code, code, "", line)
        outcomes.append(Outcome(task, member, len(inputs[task.path]), digest, digest, (record,), 0.1))
    return outcomes


def look(folder: Path, inputs: Inputs, retry: Retry | None = None, versions: Versions = VERSIONS) -> Done:
    return find_done(folder, inputs.keys(), versions, retry, lambda path: content(inputs, path))


def events_to_come(run: RunFolder, inputs: Inputs, done: Done, dice: random.Random) -> list[Outcome]:
    """All that is left to be read, inputs in some order, two of them at a time."""
    tasks = list(run.begin(list(inputs), VERSIONS, done))
    waiting = [events_of(inputs, task) for task in tasks]
    dice.shuffle(waiting)
    came: list[Outcome] = []
    while waiting:
        chosen = dice.choice(waiting[:2])
        came.append(chosen.pop(0))
        waiting = [events for events in waiting if events]
    return came


def complete(folder: Path, inputs: Inputs, seed: int = 0, retry: Retry | None = None) -> None:
    """Run to the end."""
    with RunFolder(folder, resume=True, shard=SHARD) as run:
        for event in events_to_come(run, inputs, look(folder, inputs, retry), random.Random(seed)):
            run.add(event)
        run.finish()


def result(folder: Path) -> dict[str, bytes]:
    """All files of a finished run, by name."""
    assert sorted(os.listdir(folder)) == [".lock", "manifest.jsonl", "records"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def records(inputs: Inputs) -> bytes:
    return b"".join(line for lines in inputs.values() for line in lines)


def check(folder: Path, inputs: Inputs) -> None:
    """The records are those of the inputs in order, and the manifest says truly where each of them lies."""
    files = result(folder)
    assert b"".join(files[name] for name in sorted(files) if name.startswith("records/")) == records(inputs)
    entries = list(read_entries(folder / "manifest.jsonl"))
    said = [(entry.input, entry.member, entry.sha256) for entry in entries]
    assert said == [(path, member, content(inputs, path)) for path in inputs for member in range(len(inputs[path]))]
    for entry in entries:
        assert files[entry.records][entry.offset : entry.offset + entry.size] == inputs[entry.input][entry.member]
    assert len(files) == 2 + -(-len(inputs) // SHARD)


LINES = st.sampled_from([b'{"a":1}\n', b'{"bc":2}\n', b'{"def":3}\n', b'{"f":"failed"}\n'])
DOCUMENTS = st.lists(LINES, min_size=1, max_size=3).map(tuple)
NAMES = st.sampled_from([f"{letter}.txt" for letter in "abcdefghijklmn"])
INPUTS = st.dictionaries(NAMES, DOCUMENTS, min_size=1, max_size=12)
_numbers = count()


@pytest.fixture
def _every_document_is_synced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_DOCUMENTS", 2)
    monkeypatch.setattr(journal, "_SEGMENT", 30)


def killed_copy(folder: Path, dice: random.Random) -> Path:
    """What a kill leaves: the files as they are now, and perhaps the beginning of a line that was being written."""
    copy = folder.with_name(f"killed-{next(_numbers)}")
    shutil.copytree(folder, copy)
    manifest = copy / "manifest.jsonl"
    if manifest.exists() and dice.random() < 0.5:
        with manifest.open("ab") as file:
            file.write(b'{"source":"torn'[: dice.randint(1, 15)])
    for work in sorted((copy / "work").iterdir())[-1:]:
        with work.open("ab") as file:
            file.write(b'{"half'[: dice.randint(0, 6)])
    return copy


@pytest.mark.usefixtures("_every_document_is_synced")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(inputs=INPUTS, later=INPUTS, seed=st.integers(0, 10**6))
def test_killed_anywhere_and_resumed_the_result_is_that_of_a_quiet_run(
    tmp_path: Path, inputs: Inputs, later: Inputs, seed: int
) -> None:
    """``later``: by then inputs have changed, come and gone."""
    dice = random.Random(seed)
    quiet = tmp_path / f"quiet-{next(_numbers)}"
    complete(quiet, later)
    check(quiet, later)
    folder = tmp_path / f"run-{next(_numbers)}"
    for present in (inputs, inputs, later):
        with RunFolder(folder, resume=True, shard=SHARD) as run:
            came = events_to_come(run, present, look(folder, present), dice)
            for event in came[: dice.randint(0, len(came))]:
                run.add(event)
            folder_then = folder
            folder = killed_copy(folder, dice)
        assert folder_then != folder
    complete(folder, later, seed)
    check(folder, later)
    assert result(folder) == result(quiet)


@pytest.mark.usefixtures("_every_document_is_synced")
def test_what_is_done_is_not_read_again(tmp_path: Path) -> None:
    inputs: Inputs = {f"{number}.txt": (b'{"n":%d}\n' % number,) for number in range(10)}
    with RunFolder(tmp_path / "run", shard=SHARD) as run:
        for event in events_to_come(run, inputs, {}, random.Random(1))[:12]:  # two events an input
            run.add(event)
    done = look(tmp_path / "run", inputs)
    assert len(done) >= 5
    with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
        left = [task.path for task in run.begin(list(inputs), VERSIONS, done)]
    assert sorted([*left, *done]) == sorted(inputs)


def test_what_was_being_read_at_a_kill_comes_last(tmp_path: Path) -> None:
    inputs: Inputs = {f"{number}.txt": (b'{"n":%d}\n' % number,) for number in range(6)}
    orders = []
    for _ in range(2):
        with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
            tasks = run.begin(list(inputs), VERSIONS, look(tmp_path / "run", inputs))
            first, second, third = (next(tasks) for _ in range(3))
            orders.append([first.path, second.path, third.path])
            for event in events_of(inputs, second):
                run.add(event)
    assert orders == [["0.txt", "1.txt", "2.txt"], ["3.txt", "4.txt", "5.txt"]]
    with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
        left = [task.path for task in run.begin(list(inputs), VERSIONS, look(tmp_path / "run", inputs))]
    assert left == ["0.txt", "2.txt", "3.txt", "5.txt"]
    complete(tmp_path / "run", inputs)
    check(tmp_path / "run", inputs)


def test_changed_versions_and_retries_are_new_work(tmp_path: Path) -> None:
    inputs: Inputs = {"a": (b'{"a":1}\n',), "b": (b'{"f":1}\n',), "c": (b'{"c":1}\n', b'{"f":2}\n')}
    folder = tmp_path / "run"
    complete(folder, inputs)
    for other in (Versions("x", "m", "t", "k"), Versions("c", None, "t", "k"), Versions("c", "m", "x", "k")):
        assert look(folder, inputs, versions=other) == {}
    assert look(folder, inputs, versions=Versions("c", "m", "t", "x")) == {}
    assert set(look(folder, inputs)) == {"a", "b", "c"}
    assert set(look(folder, inputs, "failed")) == {"a"}
    assert set(look(folder, inputs, "timeout")) == {"a"}
    assert look(folder, inputs, "all") == {}
    changed = {**inputs, "a": (b'{"a":2}\n',)}
    assert set(look(folder, changed)) == {"b", "c"}


def test_shards_that_stay_as_they_are_are_not_written_again(tmp_path: Path) -> None:
    inputs: Inputs = {f"{number}": (b'{"n":%d}\n' % number,) for number in range(3 * SHARD)}
    folder = tmp_path / "run"
    complete(folder, inputs)
    before = [(folder / "records" / f"part-0000{number}.jsonl").stat() for number in range(3)]
    changed = {**inputs, "5": (b'{"n":"another"}\n',)}
    complete(folder, changed)
    check(folder, changed)
    after = [(folder / "records" / f"part-0000{number}.jsonl").stat() for number in range(3)]
    assert [(one.st_ino, one.st_mtime_ns) for one in before[::2]] == [
        (one.st_ino, one.st_mtime_ns) for one in after[::2]
    ]


@pytest.mark.parametrize("damage", ["gone", "short"])
def test_records_that_are_not_there_are_made_again(tmp_path: Path, damage: str) -> None:
    inputs: Inputs = {f"{number}": (b'{"n":%d}\n' % number,) for number in range(2 * SHARD)}
    folder = tmp_path / "run"
    complete(folder, inputs)
    shard = folder / "records" / "part-00000.jsonl"
    if damage == "gone":
        shard.unlink()
    else:
        os.truncate(shard, shard.stat().st_size - 3)
    assert len(look(folder, inputs)) == SHARD + (SHARD - 1 if damage == "short" else 0)
    complete(folder, inputs)
    check(folder, inputs)


def test_a_file_system_without_links_does_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    inputs: Inputs = {f"{number}": (b'{"n":%d}\n' % number,) for number in range(10)}
    complete(tmp_path / "run", inputs)
    monkeypatch.setattr(os, "link", refuse)
    fewer = {name: inputs[name] for name in list(inputs)[1:]}
    complete(tmp_path / "run", fewer)
    check(tmp_path / "run", fewer)


def test_a_run_is_not_overwritten_nor_shared(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "run"
    inputs: Inputs = {"a": (b'{"a":1}\n',)}
    with RunFolder(folder) as run:
        run.begin(list(inputs), VERSIONS, {})
        with pytest.raises(GkmlError) as caught, RunFolder(folder, resume=True):
            pass
        assert caught.value.code == "folder_in_use"
    with pytest.raises(UsageError, match="--resume"), RunFolder(folder):
        pass
    complete(folder, inputs)
    check(folder, inputs)


def test_a_folder_that_cannot_be_written_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written"), RunFolder(tmp_path / "file"):
        pass


def test_a_full_disk_is_a_typed_error_from_which_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs: Inputs = {f"{number}": (b'{"n":%d}\n' % number,) for number in range(10)}
    folder = tmp_path / "run"
    failing = [False]
    sync = os.fsync

    def full(descriptor: int) -> None:
        if failing[0]:
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(journal, "_DOCUMENTS", 2)
    with pytest.raises(GkmlError, match="--resume") as caught:
        _read_until_full(folder, inputs, failing)
    assert caught.value.code == "unwritable_output"
    failing[0] = False
    complete(folder, inputs)
    check(folder, inputs)


def _read_until_full(folder: Path, inputs: Inputs, full: list[bool]) -> None:
    with RunFolder(folder, shard=SHARD) as run:
        for number, event in enumerate(events_to_come(run, inputs, {}, random.Random(3))):
            full[0] = number > 5
            run.add(event)


def test_the_manifest_says_what_became_of_a_document(tmp_path: Path) -> None:
    complete(tmp_path / "run", {"a": (b'{"a":1}\n', b'{"f":1}\n')})
    first, second = map(json.loads, (tmp_path / "run" / "manifest.jsonl").read_text().splitlines())
    assert first == {
        "source": "a!0",
        "input": "a",
        "sha256": content({"a": (b'{"a":1}\n', b'{"f":1}\n')}, "a"),
        "member": 0,
        "members": 2,
        "status": "ok",
        "error": None,
        "seconds": 0.1,
        "attempts": 1,
        "records": "records/part-00000.jsonl",
        "offset": 0,
        "size": 8,
        "configuration": "c",
        "model": "m",
        "templates": "t",
        "calibration": "k",
    }
    assert (second["status"], second["error"], second["offset"]) == ("failed", "timeout", 8)


def test_records_come_with_their_seconds(tmp_path: Path) -> None:
    inputs: Inputs = {f"{number}": (b'{"n":%d}\n' % number,) for number in range(6)}
    with RunFolder(tmp_path / "run", shard=SHARD) as run:
        for event in events_to_come(run, inputs, {}, random.Random(0)):
            run.add(event)
        run.finish()
        assert list(run.records()) == [(line, 0.1) for (line,) in inputs.values()]
