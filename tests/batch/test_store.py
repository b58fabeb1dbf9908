"""A database that is damaged, lies or is held by another costs no record and no file, and it is said what to do."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from gkml.batch.store import Store, to_blob, to_name
from gkml.errors import GkmlError
from tests.batch.runs import check, complete, numbered

pytestmark = pytest.mark.usefixtures("in_small_steps")


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


def test_a_database_that_another_program_holds_is_a_typed_error(tmp_path: Path) -> None:
    complete(tmp_path / "run", numbered(2))
    base = sqlite3.connect(tmp_path / "run" / "run.sqlite", isolation_level=None)
    base.execute("BEGIN EXCLUSIVE")
    with pytest.raises(GkmlError, match="another program") as caught:
        complete(tmp_path / "run", numbered(2))
    base.close()
    assert caught.value.code == "folder_in_use"


def test_a_transaction_is_done_or_not(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.transaction():
        store.do("INSERT INTO output VALUES ('a', NULL)")
    with pytest.raises(GkmlError), store.transaction():
        store.do("INSERT INTO output VALUES ('b', NULL), ('a', NULL)")
    store.do("INSERT INTO output VALUES ('c', NULL)")  # not committed
    assert [name for (name,) in store.ask("SELECT name FROM output")] == ["a", "c"]
    store.close()
    store = Store(tmp_path)
    assert [name for (name,) in store.ask("SELECT name FROM output")] == ["a"]
    assert store.number("SELECT count(*) FROM output") == 1
    assert store.first("SELECT 1 FROM document") is None
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.sqlite"]


def test_a_full_disk_is_told_with_the_next_step(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.do("INSERT INTO output VALUES ('a', NULL)")
    store.commit()
    list(store.ask("PRAGMA max_page_count = 1"))
    with pytest.raises(GkmlError, match="full; mend that and go on with --resume") as caught, store.transaction():
        store.do("INSERT INTO output VALUES (?, NULL)", "b" * 100_000)
    assert caught.value.code == "unwritable_output"
    assert store.number("SELECT count(*) FROM output") == 1
    store.close()


@pytest.mark.parametrize("name", ["a/b.txt", "年报.txt", os.fsdecode(b"\xff\xc4.txt"), "\ud800"])
def test_names_come_back_as_they_were(name: str) -> None:
    assert to_name(to_blob(name)) == name


def test_of_a_name_that_is_none_comes_what_is_text() -> None:
    assert to_name(b"a\xffb") == "a\ufffdb"
