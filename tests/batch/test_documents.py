"""Documents are known by what their paths resolve to and by their content, and no two of them share a name."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gkml.batch import documents
from gkml.batch.folder import RunFolder
from tests.batch.runs import (
    OPTIONS,
    SHARD,
    Inputs,
    begin,
    check,
    complete,
    content,
    left,
    numbered,
    readings_of,
    result,
)

pytestmark = pytest.mark.usefixtures("in_small_steps")


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


def test_an_input_that_cannot_be_read_now_keeps_its_record(tmp_path: Path) -> None:
    inputs = numbered(3)
    complete(tmp_path / "run", inputs)
    with RunFolder(tmp_path / "run", resume=True, shard=SHARD) as run:
        begun = run.begin([*inputs], OPTIONS, lambda path: None if path == "01.txt" else content(inputs, path))
        run.finish()
    assert begun.left == 0
    assert begun.notes == ("inputs that cannot be read now and keep the records they have: 1",)
    check(tmp_path / "run", inputs)


def test_more_tasks_than_are_looked_up_at_a_time_come_once_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_AHEAD", 2)
    inputs = numbered(7)
    with RunFolder(tmp_path / "run", shard=SHARD) as run:
        begin(run, inputs)
        taken = []
        for task in run.tasks():
            taken.append(task.path)
            for one in readings_of(inputs, task):
                run.add(one)
    assert taken == list(inputs)
