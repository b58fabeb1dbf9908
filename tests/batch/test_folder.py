"""Whatever instant a run is killed at, whatever is named next: what is done stays, and the end is a quiet run's."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.batch import folder as folder_module
from gkml.batch import shards
from gkml.batch.documents import Retry
from gkml.batch.folder import Begun, RunFolder
from gkml.batch.outcomes import Event, Finished, Outcome, Task
from gkml.errors import GkmlError, UsageError
from tests.batch.faults import FILES

OPTIONS = {"gkml": "1", "tagger": "rules", "limits": {"rows": 5}, "with_text": False, "model": "m", "templates": "t"}
SHARD = 4

Inputs = Mapping[str, tuple[bytes, ...]]
"""What stands in each input: a record for each of its documents."""


@pytest.fixture(autouse=True)
def _in_a_folder_and_safe_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(folder_module, "_DOCUMENTS", 2)
    monkeypatch.setattr(shards, "_SEGMENT", 30)


def content(inputs: Inputs, path: str) -> str:
    """What stands for the bytes of an input."""
    return sha256(repr(inputs[path]).encode()).hexdigest()


def events_of(inputs: Inputs, task: Task) -> list[Event]:
    """What reading an input comes to; documents that begin with ``{"f`` failed, by running out of time."""
    outcomes: list[Event] = []
    path = os.path.relpath(task.path)
    for member, line in enumerate(inputs[path]):
        failed = line.startswith(b'{"f')
        code = "timeout" if failed else None
        status = "failed" if failed else "ok"
        outcomes.append(Outcome(task, member, f"{task.path}!{member}", status, code, code, "", 0.1, 1, line))
    return [*outcomes, Finished(task, content(inputs, path), len(outcomes))]


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


def events_to_come(run: RunFolder, inputs: Inputs, dice: random.Random) -> Iterator[Event]:
    """All that is left to be read, inputs in some order, two of them at a time."""
    waiting = [events_of(inputs, task) for task in run.tasks()]
    dice.shuffle(waiting)
    while waiting:
        chosen = dice.choice(waiting[:2])
        yield chosen.pop(0)
        waiting = [events for events in waiting if events]


def complete(
    folder: Path, inputs: Inputs, seed: int = 0, retry: Retry | None = None, *, redo: bool = False, **changed: object
) -> Begun:
    """Run to the end."""
    with RunFolder(folder, resume=True, shard=SHARD) as run:
        begun = begin(run, inputs, retry=retry, redo=redo, **changed)
        for event in events_to_come(run, inputs, random.Random(seed)):
            run.add(event)
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


LINES = st.sampled_from([b'{"a":1}\n', b'{"bc":2}\n', b'{"def":3}\n', b'{"f":"failed"}\n'])
DOCUMENTS = st.lists(LINES, min_size=1, max_size=3).map(tuple)
NAMES = st.sampled_from([f"{letter}.txt" for letter in "abcdefghijklmn"])
INPUTS = st.dictionaries(NAMES, DOCUMENTS, min_size=1, max_size=12)
_numbers = count()


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


# --- killed ---


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(inputs=INPUTS, later=INPUTS, seed=st.integers(0, 10**6))
def test_killed_anywhere_and_resumed_the_result_is_that_of_a_quiet_run(
    tmp_path: Path, inputs: Inputs, later: Inputs, seed: int
) -> None:
    """``later``: by then inputs have changed, come and gone; at last all are named."""
    dice = random.Random(seed)
    everything = {**inputs, **later}
    quiet = tmp_path / f"quiet-{next(_numbers)}"
    complete(quiet, everything)
    check(quiet, everything)
    folder = tmp_path / f"run-{next(_numbers)}"
    for present in (inputs, inputs, later):
        with RunFolder(folder, resume=True, shard=SHARD) as run:
            begin(run, present)
            came = list(events_to_come(run, present, dice))
            for event in came[: dice.randint(0, len(came))]:
                run.add(event)
            folder = killed_copy(folder, dice)
    complete(folder, everything, seed)
    check(folder, everything)
    assert result(folder) == result(quiet)


def test_killed_while_a_shard_takes_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards move aside for others: an input that comes first shifts all of them."""
    inputs, more = numbered(12), {"-.txt": (b'{"first":1}\n',), **numbered(12)}
    complete(tmp_path / "run", inputs)
    rename, kills = os.replace, []

    def kill(old: Path, new: Path) -> None:
        kills.append(killed_copy(tmp_path / "run"))
        rename(old, new)
        kills.append(killed_copy(tmp_path / "run"))

    monkeypatch.setattr(os, "replace", kill)
    complete(tmp_path / "run", more)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    check(tmp_path / "run", more)
    assert len(kills) >= 12
    for killed in kills:
        begun = complete(killed, more)
        assert not begun.notes, "nothing that was done is lost"
        assert result(killed) == result(tmp_path / "run")


def test_what_is_done_is_not_read_again(tmp_path: Path) -> None:
    inputs = numbered(10)
    with RunFolder(tmp_path / "run", shard=SHARD) as run:
        begin(run, inputs)
        for number, event in enumerate(events_to_come(run, inputs, random.Random(1))):
            if number < 12:  # two events an input
                run.add(event)
        killed = killed_copy(tmp_path / "run")
    for folder in (tmp_path / "run", killed):
        assert 4 <= len(left(folder, inputs)) <= 6


def test_what_was_being_read_at_a_kill_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "_DOCUMENTS", 1)
    inputs: Inputs = {f"{number}.txt": (b'{"n":%d}\n' % number,) for number in range(6)}
    orders, folder = [], tmp_path / "run"
    for _ in range(2):
        with RunFolder(folder, resume=True, shard=SHARD) as run:
            begin(run, inputs)
            tasks = run.tasks()
            first, second, third = (next(tasks) for _ in range(3))
            orders.append([first.path, second.path, third.path])
            for event in events_of(inputs, second):
                run.add(event)
            folder = killed_copy(folder)
    assert orders == [["0.txt", "1.txt", "2.txt"], ["3.txt", "4.txt", "5.txt"]]
    assert left(folder, inputs) == ["0.txt", "2.txt", "3.txt", "5.txt"]
    complete(folder, inputs)
    check(folder, inputs)


def test_an_orderly_end_leaves_a_manifest_of_what_is_done(tmp_path: Path) -> None:
    inputs = numbered(6)
    with pytest.raises(KeyboardInterrupt):
        _read_until(tmp_path / "run", inputs, KeyboardInterrupt())
    entries = [json.loads(line) for line in (tmp_path / "run" / "manifest.jsonl").read_text().splitlines()]
    assert len(entries) == 6 - len(left(tmp_path / "run", inputs)) >= 2
    for entry in entries:
        data = (tmp_path / "run" / entry["records"]).read_bytes()
        assert data[entry["offset"] : entry["offset"] + entry["size"]] == inputs[entry["input"]][0]


# --- a folder adds ---


def test_what_is_not_named_stays_and_what_is_new_is_added(tmp_path: Path) -> None:
    first, second = {"b": (b'{"b":1}\n',), "d": (b'{"d":1}\n',)}, {"a": (b'{"a":1}\n',), "d": (b'{"d":1}\n',)}
    complete(tmp_path / "run", first)
    begun = complete(tmp_path / "run", second)
    assert (begun.left, begun.done.total()) == (1, 2)
    check(tmp_path / "run", {**first, **second})
    complete(tmp_path / "at once", {**first, **second})
    assert result(tmp_path / "run") == result(tmp_path / "at once")


def test_inputs_are_the_same_from_wherever_they_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = numbered(6)
    complete(tmp_path / "run", inputs)
    before = result(tmp_path / "run")
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    for place, prefix in (("deep", ".."), (".", "link"), (".", str(tmp_path))):
        monkeypatch.chdir(tmp_path / place)
        with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
            paths = [os.path.join(prefix, name) for name in inputs]
            begun = run.begin(paths, OPTIONS, lambda path: content(inputs, os.path.basename(path)))
            run.finish()
        assert (begun.left, begun.done.total()) == (0, 6)
    assert result(tmp_path / "run") == before


def test_two_inputs_of_one_name_from_two_places_have_two_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        monkeypatch.chdir(tmp_path / place)
        complete(tmp_path / "run", {"a.txt": (b'{"a":1}\n',)})
    entries = [json.loads(line) for line in (tmp_path / "run" / "manifest.jsonl").read_text().splitlines()]
    assert [entry["input"] for entry in entries] == ["a.txt", str(tmp_path / "two" / "a.txt")]


@pytest.mark.parametrize("names", [("a.txt", "a.txt#2"), ("a.zip", "a.zip!/b.txt"), ("a.txt#2", "a.txt")])
def test_no_input_is_called_as_a_record_of_another_may_be(tmp_path: Path, names: tuple[str, str]) -> None:
    with RunFolder(tmp_path / "run") as run:
        run.begin(names, OPTIONS, lambda _: None)
        called = [task.path for task in run.tasks()]
    assert sorted(called) == sorted([names[0], os.path.realpath(names[1])])
    (tmp_path / "a.txt#notes").touch()
    with RunFolder(tmp_path / "other") as run:
        run.begin(["a.txt", "a.txt#notes"], OPTIONS, lambda _: None)
        assert sorted(task.path for task in run.tasks()) == ["a.txt", "a.txt#notes"]


def test_names_that_are_no_text_are_kept(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xc4.txt")
    complete(tmp_path / "run", {name: (b'{"a":1}\n',)})
    check(tmp_path / "run", {name: (b'{"a":1}\n',)})


def test_changed_inputs_and_retries_are_new_work(tmp_path: Path) -> None:
    inputs: Inputs = {"a": (b'{"a":1}\n',), "b": (b'{"f":1}\n',), "c": (b'{"c":1}\n', b'{"f":2}\n')}
    folder = tmp_path / "run"
    complete(folder, inputs)
    assert left(folder, inputs) == []
    assert left(folder, inputs, "failed") == ["b", "c"]
    assert left(folder, inputs, "timeout") == ["b", "c"]
    assert left(folder, inputs, "all") == ["a", "b", "c"]
    changed = {**inputs, "a": (b'{"a":2}\n',)}
    assert left(folder, changed) == ["a"]
    complete(folder, changed)
    check(folder, changed)


def test_what_was_to_be_read_again_is_read_when_a_kill_came_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "_DOCUMENTS", 1)
    inputs = numbered(6)
    complete(tmp_path / "run", inputs)
    with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
        begin(run, inputs, retry="all")
        for event in events_of(inputs, next(run.tasks())):
            run.add(event)
        killed = killed_copy(tmp_path / "run")
    assert left(killed, inputs) == [f"0{number}.txt" for number in range(1, 6)]


def test_an_input_that_cannot_be_read_now_keeps_its_record(tmp_path: Path) -> None:
    inputs = numbered(3)
    complete(tmp_path / "run", inputs)
    with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
        begun = run.begin([*inputs], OPTIONS, lambda path: None if path == "01.txt" else content(inputs, path))
        run.finish()
    assert begun.left == 0
    assert begun.notes == ("inputs that cannot be read now and keep the records they have: 1",)
    check(tmp_path / "run", inputs)


def test_other_options_are_refused_by_name_unless_all_is_to_be_done_again(tmp_path: Path) -> None:
    inputs, folder = numbered(6), tmp_path / "run"
    complete(folder, inputs)
    before = result(folder)
    for changed, words in (
        ({"tagger": "combined"}, "--tagger: rules then, combined now"),
        ({"model": None}, "model: m then, none now"),
        ({"templates": "x"}, r"forms .*: t then, x now"),
        ({"limits": {"rows": 6}}, "limit rows: 5 then, 6 now"),
        ({"with_text": True}, "--with-text: no then, yes now"),
    ):
        with pytest.raises(UsageError, match=f"{words}.*--redo"):
            complete(folder, inputs, **changed)
        with pytest.raises(UsageError, match="--redo"):
            complete(folder, inputs, retry="all", **changed)
    assert result(folder) == before
    fewer = numbered(4)
    begun = complete(folder, fewer, redo=True, model="other")
    assert (begun.left, begun.done.total()) == (4, 2)
    assert begun.notes == ("inputs that are not named and keep records made with other options: 2",)
    check(folder, inputs)
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    assert [entry["model"] for entry in entries] == ["other"] * 4 + ["m"] * 2
    with RunFolder(folder, resume=True, shard=SHARD) as run:
        assert begin(run, inputs, model="other").left == 2  # what is named now is read with these options
    with pytest.raises(UsageError, match="other then, m now"):
        complete(folder, inputs)


def test_shards_that_stay_as_they_are_are_not_written_again(tmp_path: Path) -> None:
    inputs, folder = numbered(3 * SHARD), tmp_path / "run"
    complete(folder, inputs)
    before = [(folder / "records" / f"part-0000{number}.jsonl").stat() for number in range(3)]
    changed = {**inputs, "05.txt": (b'{"n":"another"}\n',)}
    complete(folder, changed)
    check(folder, changed)
    after = [(folder / "records" / f"part-0000{number}.jsonl").stat() for number in range(3)]
    assert [(one.st_ino, one.st_mtime_ns) for one in before[::2]] == [
        (one.st_ino, one.st_mtime_ns) for one in after[::2]
    ]


# --- what is in the way, what is damaged, who else is there ---


@pytest.mark.parametrize("name", ["records", "work", "manifest.jsonl", "run.sqlite", "cells.csv", "_gkml.json"])
def test_what_is_in_the_way_is_refused_by_name_and_stays(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "project"
    (folder / "notes").mkdir(parents=True)
    (folder / name).write_text("mine")
    before = sorted(folder.rglob("*"))
    with pytest.raises(UsageError, match=name), RunFolder(folder, resume=True, outputs=["cells.csv"]):
        pass
    assert sorted(folder.rglob("*")) == before
    assert (folder / name).read_text() == "mine"
    (folder / name).rename(tmp_path / "elsewhere")
    complete(folder, numbered(2))  # what is not in the way stays beside the run
    assert (folder / "notes").is_dir()


def test_a_run_that_does_not_begin_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "new", tmp_path / "there"):
        with pytest.raises(KeyError), RunFolder(folder):
            raise KeyError
    assert not (tmp_path / "new").exists()
    assert not list((tmp_path / "there").iterdir())


@pytest.mark.parametrize("damage", ["gone", "short", "flipped", "linked", "a folder"])
def test_records_that_are_not_what_they_were_are_made_again_and_it_is_said(tmp_path: Path, damage: str) -> None:
    inputs, folder = numbered(2 * SHARD), tmp_path / "run"
    complete(folder, inputs)
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * 400)
    shard = folder / "records" / "part-00000.jsonl"
    data = bytearray(shard.read_bytes())
    if damage == "short":
        os.truncate(shard, len(data) - 3)
    elif damage == "flipped":
        data[3] ^= 1
        shard.write_bytes(data)
    else:
        shard.unlink()
    if damage == "linked":
        shard.symlink_to(secret)
    named = {path: inputs[path] for path in list(inputs)[:2]}  # what is damaged is made again, named or not
    number = 1 if damage in ("short", "flipped") else SHARD
    with RunFolder(folder, resume=True, shard=SHARD) as run:
        begun = begin(run, named)
        assert (begun.left, len(begun.notes)) == (number, 1)
        assert begun.notes[0] == f"inputs whose records are damaged or missing and are read again: {number}"
        for event in events_to_come(run, inputs, random.Random(0)):
            run.add(event)
        run.finish()
    shards = sorted((folder / "records").iterdir())
    assert b"".join(path.read_bytes() for path in shards) == b"".join(line for (line,) in inputs.values())
    assert not any(path.is_symlink() for path in shards)
    assert secret.read_bytes() == b"x" * 400


@pytest.mark.parametrize("name", ["records", "work", "run.sqlite", "run.sqlite-wal", "manifest.jsonl", ".lock"])
def test_links_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    inputs, folder, outside = numbered(6), tmp_path / "run", tmp_path / "outside"
    complete(folder, inputs)
    there = folder / name
    if name in ("records", "work"):
        if there.exists():
            there.rename(outside)
        else:
            outside.mkdir()
        (outside / "000001.jsonl").write_text("precious")
    elif there.exists():
        there.rename(outside)
    else:
        outside.write_text("precious")
    there.symlink_to(outside)
    before = {path: path.read_bytes() for path in [outside, *outside.rglob("*")] if path.is_file()}
    with pytest.raises(GkmlError, match=name) as caught:
        complete(folder, {"-": (b"{}\n",)})
    assert caught.value.code == "damaged_run"
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("statement", [
    "UPDATE record SET file = 7",
    "UPDATE record SET offset = -5",
    "UPDATE record SET size = 9000000000000",
    "UPDATE record SET file = -3, digest = x'00'",
    "UPDATE document SET shard = 9, todo = 3",
])  # fmt: skip
def test_a_database_that_lies_costs_no_file_outside_and_no_record(tmp_path: Path, statement: str) -> None:
    inputs, folder = numbered(6), tmp_path / "run"
    complete(folder, inputs)
    with sqlite3.connect(folder / "run.sqlite") as base:
        base.execute(statement)
    base.close()
    complete(folder, inputs)
    check(folder, inputs)


@pytest.mark.parametrize("damage", ["no database", "flipped", "a trigger", "gone"])
def test_a_damaged_database_is_a_typed_error_with_a_way_out(tmp_path: Path, damage: str) -> None:
    inputs, folder = numbered(60), tmp_path / "run"
    complete(folder, inputs)
    path = folder / "run.sqlite"
    if damage == "no database":
        path.write_bytes(b"nothing of the kind" * 99)
    elif damage == "flipped":
        data = bytearray(path.read_bytes())
        data[4096 : len(data) - 4096] = bytes(len(data) - 8192)
        path.write_bytes(data)
    elif damage == "a trigger":
        with sqlite3.connect(path) as base:
            base.execute("CREATE TRIGGER evil AFTER INSERT ON output BEGIN DELETE FROM record; END")
        base.close()
    else:
        path.unlink()
    before = {path: path.read_bytes() for path in sorted((folder / "records").iterdir())}
    with pytest.raises(GkmlError, match="begin anew") as caught:
        complete(folder, inputs)
    assert caught.value.code == "damaged_run"
    assert {path: path.read_bytes() for path in before} == before


def test_a_run_is_not_overwritten_nor_shared(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "run"
    inputs: Inputs = {"a": (b'{"a":1}\n',)}
    with RunFolder(folder) as run:
        begin(run, inputs)
        with pytest.raises(GkmlError) as caught, RunFolder(folder, resume=True):
            pass
        assert caught.value.code == "folder_in_use"
    with pytest.raises(UsageError, match="--resume"), RunFolder(folder):
        pass
    complete(folder, inputs)
    check(folder, inputs)


def test_a_database_that_another_program_holds_is_a_typed_error(tmp_path: Path) -> None:
    complete(tmp_path / "run", numbered(2))
    base = sqlite3.connect(tmp_path / "run" / "run.sqlite", isolation_level=None)
    base.execute("BEGIN EXCLUSIVE")
    with pytest.raises(GkmlError, match="another program") as caught:
        complete(tmp_path / "run", numbered(2))
    base.close()
    assert caught.value.code == "folder_in_use"


def test_a_folder_that_cannot_be_written_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(UsageError, match="cannot be written"), RunFolder(place):
            pass

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UsageError, match="Permission denied"), RunFolder(tmp_path / "run"):
        pass


def test_a_full_disk_is_a_typed_error_from_which_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, folder = numbered(10), tmp_path / "run"
    failing = [False]
    sync = os.fsync

    def full(descriptor: int) -> None:
        if failing[0]:
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GkmlError, match="--resume") as caught:
        _read_until_full(folder, inputs, failing)
    assert caught.value.code == "unwritable_output"
    failing[0] = False
    complete(folder, inputs)
    check(folder, inputs)


def _read_until(folder: Path, inputs: Inputs, end: BaseException) -> None:
    with RunFolder(folder, shard=SHARD) as run:
        begin(run, inputs)
        for number, event in enumerate(events_to_come(run, inputs, random.Random(1))):
            if number == 7:
                raise end
            run.add(event)


def _read_until_full(folder: Path, inputs: Inputs, full: list[bool]) -> None:
    with RunFolder(folder, shard=SHARD) as run:
        begin(run, inputs)
        for number, event in enumerate(events_to_come(run, inputs, random.Random(3))):
            full[0] = number > 10
            run.add(event)


# --- what is left ---


def test_the_manifest_says_what_became_of_a_document(tmp_path: Path) -> None:
    inputs: Inputs = {"a": (b'{"a":1}\n', b'{"f":1}\n')}
    complete(tmp_path / "run", inputs)
    first, second = map(json.loads, (tmp_path / "run" / "manifest.jsonl").read_text().splitlines())
    assert len(first.pop("configuration")) == 16
    assert first == {
        "source": "a!0",
        "input": "a",
        "sha256": content(inputs, "a"),
        "member": 0,
        "members": 2,
        "status": "ok",
        "error": None,
        "seconds": 0.1,
        "attempts": 1,
        "records": "records/part-00000.jsonl",
        "offset": 0,
        "size": 8,
        "model": "m",
        "templates": "t",
        "calibration": None,
    }
    assert (second["status"], second["error"], second["offset"]) == ("failed", "timeout", 8)


def test_records_come_with_their_seconds(tmp_path: Path) -> None:
    inputs = numbered(6)
    with RunFolder(tmp_path / "run", shard=SHARD) as run:
        begin(run, inputs)
        for event in events_to_come(run, inputs, random.Random(0)):
            run.add(event)
        run.finish()
        assert list(run.records()) == [(line, 0.1) for (line,) in inputs.values()]
