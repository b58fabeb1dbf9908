"""Whatever instant a run is killed at, whatever is named next: what is done stays, and the end is a quiet run's."""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.batch import folder as folder_module
from gkml.batch.folder import RunFolder
from gkml.batch.store import DATABASE
from gkml.errors import GkmlError, UsageError
from tests.batch.runs import (
    EACH,
    SHARD,
    Inputs,
    begin,
    check,
    complete,
    killed_copy,
    left,
    numbered,
    readings_of,
    readings_to_come,
    result,
)

pytestmark = pytest.mark.usefixtures("in_small_steps")

LINES = st.sampled_from([b'{"a":1}\n', b'{"bc":2}\n', b'{"def":3}\n', b'{"f":"failed"}\n'])
DOCUMENTS = st.lists(LINES, min_size=1, max_size=3).map(tuple)
NAMES = st.sampled_from([f"{letter}.txt" for letter in "abcdefghijklmn"])
INPUTS = st.dictionaries(NAMES, DOCUMENTS, min_size=1, max_size=12)
_numbers = count()


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
            came = list(readings_to_come(run, present, dice))
            for one in came[: dice.randint(0, len(came))]:
                run.add(one)
            folder = killed_copy(folder, dice)
    complete(folder, everything, seed)
    check(folder, everything)
    assert result(folder) == result(quiet)


def test_what_is_done_is_not_read_again(tmp_path: Path) -> None:
    inputs = numbered(10)
    with RunFolder(tmp_path / "run", shard=SHARD) as run:
        begin(run, inputs)
        for number, one in enumerate(readings_to_come(run, inputs, random.Random(1))):
            if number < 6 * EACH:
                run.add(one)
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
            for one in readings_of(inputs, second):
                run.add(one)
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


def test_what_was_to_be_read_again_is_read_when_a_kill_came_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "_DOCUMENTS", 1)
    inputs = numbered(6)
    complete(tmp_path / "run", inputs)
    with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
        begin(run, inputs, retry="all")
        for one in readings_of(inputs, next(run.tasks())):
            run.add(one)
        killed = killed_copy(tmp_path / "run")
    assert left(killed, inputs) == [f"0{number}.txt" for number in range(1, 6)]


def test_what_is_not_named_stays_and_what_is_new_is_added(tmp_path: Path) -> None:
    first, second = {"b": (b'{"b":1}\n',), "d": (b'{"d":1}\n',)}, {"a": (b'{"a":1}\n',), "d": (b'{"d":1}\n',)}
    complete(tmp_path / "run", first)
    begun = complete(tmp_path / "run", second)
    assert (begun.left, begun.done.total()) == (1, 2)
    check(tmp_path / "run", {**first, **second})
    complete(tmp_path / "at once", {**first, **second})
    assert result(tmp_path / "run") == result(tmp_path / "at once")


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


def test_a_run_that_does_not_begin_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "new", tmp_path / "there"):
        with pytest.raises(KeyError), RunFolder(folder):
            raise KeyError
    assert not (tmp_path / "new").exists()
    assert not list((tmp_path / "there").iterdir())


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
        for number, one in enumerate(readings_to_come(run, inputs, random.Random(1))):
            if number == 4 * EACH - 1:
                raise end
            run.add(one)


def _read_until_full(folder: Path, inputs: Inputs, full: list[bool]) -> None:
    with RunFolder(folder, shard=SHARD) as run:
        begin(run, inputs)
        for number, one in enumerate(readings_to_come(run, inputs, random.Random(3))):
            full[0] = number > 5 * EACH
            run.add(one)


@pytest.mark.parametrize("left", ["", "the tables"])
def test_a_database_that_knows_nothing_of_records_does_not_drop_them(left: str, tmp_path: Path) -> None:
    complete(tmp_path / "run", {"a.txt": (b'{"a":1}\n',)})
    if left:
        with contextlib.closing(sqlite3.connect(tmp_path / "run" / DATABASE)) as base, base:
            base.executescript("DELETE FROM record; DELETE FROM document")
    else:
        (tmp_path / "run" / DATABASE).write_bytes(b"")
    before = (tmp_path / "run" / "records" / "part-00000.jsonl").read_bytes()
    with pytest.raises(GkmlError) as caught, RunFolder(tmp_path / "run", resume=True):
        pass
    assert caught.value.code == "damaged_run"
    assert (tmp_path / "run" / "records" / "part-00000.jsonl").read_bytes() == before
