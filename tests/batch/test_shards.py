"""Records lie where the database says, whole, in order, and in no other file."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from gkml.batch.folder import RunFolder
from gkml.batch.shards import file_name
from tests.batch.runs import SHARD, begin, check, complete, killed_copy, numbered, readings_to_come, result

pytestmark = pytest.mark.usefixtures("in_small_steps")


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


@pytest.mark.parametrize("damage", ["gone", "short", "flipped", "linked", "a pipe"])
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
    if damage == "a pipe":
        os.mkfifo(shard)
    named = {path: inputs[path] for path in list(inputs)[:2]}  # what is damaged is made again, named or not
    number = 1 if damage in ("short", "flipped") else SHARD
    with RunFolder(folder, resume=True, shard=SHARD) as run:
        begun = begin(run, named)
        assert (begun.left, len(begun.notes)) == (number, 1)
        assert begun.notes[0] == f"inputs whose records are damaged or missing and are read again: {number}"
        for one in readings_to_come(run, inputs, random.Random(0)):
            run.add(one)
        run.finish()
    shards = sorted((folder / "records").iterdir())
    assert b"".join(path.read_bytes() for path in shards) == b"".join(line for (line,) in inputs.values())
    assert not any(path.is_symlink() for path in shards)
    assert secret.read_bytes() == b"x" * 400


def test_records_come_with_their_seconds(tmp_path: Path) -> None:
    inputs = numbered(6)
    with RunFolder(tmp_path / "run", shard=SHARD) as run:
        begin(run, inputs)
        for one in readings_to_come(run, inputs, random.Random(0)):
            run.add(one)
        run.finish()
        assert list(run.records()) == [(line, 0.1) for (line,) in inputs.values()]


def test_files_of_others_stay(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    complete(folder, numbered(6))
    (folder / "work").mkdir()
    theirs = [folder / "records" / "notes.txt", folder / "records" / "part.jsonl", folder / "work" / "thesis.docx"]
    for path in theirs:
        path.write_text("mine")
    complete(folder, numbered(9))
    assert [path.read_text() for path in theirs] == ["mine"] * 3


def test_files_have_numbers() -> None:
    assert [file_name(number) for number in (0, 12, 123456, -1)] == [
        "records/part-00000.jsonl",
        "records/part-00012.jsonl",
        "records/part-123456.jsonl",
        "work/000001.jsonl",
    ]
