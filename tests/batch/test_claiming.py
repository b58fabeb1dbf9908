"""A run writes nothing where something is that no run has written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gkml.batch.claiming import Outputs, check_folder
from gkml.batch.folder import RunFolder
from gkml.batch.store import Store
from gkml.errors import GkmlError, UsageError
from tests.batch.runs import complete, numbered

pytestmark = pytest.mark.usefixtures("in_small_steps")


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


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    for name in (".lock", "_gkml.json"):
        folder = tmp_path / name.strip("._")
        folder.mkdir()
        os.mkfifo(folder / name)
        with pytest.raises(UsageError, match=name):
            check_folder(folder, ())


def test_an_output_is_ours_as_long_as_it_is_what_was_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    outputs = Outputs(tmp_path, store)
    (tmp_path / "theirs.csv").write_text("theirs")
    with pytest.raises(UsageError, match=r"theirs.csv' is in the way"):
        outputs.check(["ours.csv", "theirs.csv"])
    with outputs.writing("ours.csv"):
        (tmp_path / "ours.csv").write_text("one")
    outputs.check(["ours.csv"])
    assert outputs.kept() == ["ours.csv"]
    (tmp_path / "ours.csv").write_text("two")
    with pytest.raises(UsageError, match="changed since"):
        outputs.check(["ours.csv"])
    assert outputs.kept() == []
    (tmp_path / "ours.csv").unlink()
    outputs.check(["ours.csv"])
    store.close()


def test_an_output_that_a_kill_cut_off_is_ours_and_one_that_failed_is_not(tmp_path: Path) -> None:
    store = Store(tmp_path)
    outputs = Outputs(tmp_path, store)
    with pytest.raises(KeyError), outputs.writing("failed.csv"):
        raise KeyError
    (tmp_path / "failed.csv").write_text("put there by the user")
    with pytest.raises(UsageError, match=r"failed.csv"):
        outputs.check(["failed.csv"])
    writing = outputs.writing("killed.csv")
    writing.__enter__()
    (tmp_path / "killed.csv").write_text("as far as it came")
    store.close()
    store = Store(tmp_path)
    Outputs(tmp_path, store).check(["killed.csv"])
    store.close()
