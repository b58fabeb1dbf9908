"""A folder is complete or not there, and nothing of others is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.output.folders import MARK, RUN, AtomicFolder, is_marked, is_run_folder, mark_folder


def ours(path: Path) -> bool:
    return path.suffix == ".dat"


def write(path: Path, name: str = "a.dat", text: str = "new") -> None:
    folder = AtomicFolder(path, "kind", ours)
    try:
        (folder.path / name).write_text(text)
        folder.commit()
    finally:
        folder.close()


def test_it_appears_when_it_is_complete_and_takes_the_place_of_an_old_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, "old.dat")
    folder = AtomicFolder(out, "kind", ours)
    (folder.path / "a.dat").write_text("new")
    assert sorted(os.listdir(out)) == [MARK, "old.dat"]
    folder.commit()
    assert sorted(os.listdir(out)) == [MARK, "a.dat"]
    folder.close()
    assert os.listdir(tmp_path) == ["out"]


def test_what_is_not_committed_leaves_nothing_or_is_kept_beside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    AtomicFolder(out, "kind", ours).close()
    assert os.listdir(tmp_path) == []
    folder = AtomicFolder(out, "kind", ours)
    (folder.path / "a.dat").touch()
    assert folder.turn_to_partial() == str(out) + ".partial"
    folder.commit()
    assert os.listdir(tmp_path) == ["out.partial"]


@pytest.mark.parametrize("name", ["mine.txt", "sub/mine.txt"])
def test_what_others_put_there_is_not_touched(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out)
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine")
    with pytest.raises(UsageError, match="name another output"):
        write(out)
    assert (out / name).read_text() == "mine"


def test_a_file_a_folder_of_another_kind_and_no_place_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.dat").touch()  # looks like ours, and is not marked
    for name in ("file", "other", "none/out"):
        with pytest.raises(UsageError):
            AtomicFolder(tmp_path / name, "kind", ours)


def test_marks_tell_what_made_a_folder(tmp_path: Path) -> None:
    assert not is_run_folder(tmp_path)
    mark_folder(tmp_path, RUN)
    assert is_run_folder(tmp_path)
    assert not is_marked(tmp_path, "parquet")
    for broken in ("", "[]", '{"kind": 3}'):
        (tmp_path / MARK).write_text(broken)
        assert not is_run_folder(tmp_path)
