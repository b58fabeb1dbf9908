from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.review.decisions import (
    Action,
    Decision,
    DecisionKind,
    DecisionStore,
    in_force,
    latest_by_cell,
    text_to_number,
)

CELL = "requests.granted.total"


def on_cell(value: int | Decimal, cell: str = CELL, part: int = 0) -> Decision:
    return Decision(
        DecisionKind.CELL, "a" * 64, part, "r.txt", cell, Action.EDIT, "number", value, print="41", who="王核"
    )


def test_an_entry_comes_back_as_it_was_made(tmp_path: Path) -> None:
    with DecisionStore(tmp_path / "d.sqlite", lambda: 12.5) as store:
        made = store.add(on_cell(Decimal("12.50")))
    with DecisionStore(tmp_path / "d.sqlite") as store:
        (found,) = store.of_report("a" * 64, 0)
    assert found == made
    assert (found.at, found.who, str(found.value)) == (12.5, "王核", "12.50")


def test_undoing_is_an_entry_and_goes_back_step_by_step(tmp_path: Path) -> None:
    with DecisionStore(tmp_path / "d.sqlite") as store:
        store.add(on_cell(1))
        store.add(on_cell(2))
        undone = [store.undo("a" * 64, 0, "李") for _ in range(3)]
        log = store.all()
    assert [one and one.value for one in undone] == [2, 1, None]
    assert [entry.kind for entry in log] == ["cell", "cell", "undo", "undo"]
    assert in_force(log) == []


def test_what_was_decided_before_holds_again_once_the_later_is_undone(tmp_path: Path) -> None:
    with DecisionStore(tmp_path / "d.sqlite") as store:
        store.add(on_cell(1))
        store.add(on_cell(2))
        store.undo("a" * 64, 0, "李")
        assert latest_by_cell(in_force(store.all()))[CELL].value == 1


def test_undoing_an_undo_brings_the_decision_back() -> None:
    log = [
        Decision(DecisionKind.CELL, "a", cell=CELL, id=1),
        Decision(DecisionKind.UNDO, "a", undoes=1, id=2),
        Decision(DecisionKind.UNDO, "a", undoes=2, id=3),
    ]
    assert [entry.id for entry in in_force(log)] == [1]


def test_parts_of_a_document_have_decisions_of_their_own_and_share_those_on_its_text(tmp_path: Path) -> None:
    with DecisionStore(tmp_path / "d.sqlite") as store:
        store.add(on_cell(1, part=1))
        store.add(on_cell(2, part=2))
        store.add(Decision(DecisionKind.TAG, "a" * 64, 1, start=0, end=2, print="一、", label="section:1"))
        assert [entry.kind for entry in store.of_report("a" * 64, 2)] == ["cell", "tag"]
        undone = store.undo("a" * 64, 2, "李")
        assert undone is not None
        assert undone.kind is DecisionKind.TAG
        assert [entry.value for entry in in_force(store.of_report("a" * 64, 1))] == [1]


def test_nothing_is_changed_or_dropped(tmp_path: Path) -> None:
    with DecisionStore(tmp_path / "d.sqlite") as store:
        store.add(on_cell(1))
    with sqlite3.connect(tmp_path / "d.sqlite") as connection:
        for statement in ("UPDATE decisions SET value = 2", "DELETE FROM decisions"):
            with pytest.raises(sqlite3.DatabaseError, match="only added to"):
                connection.execute(statement)
    connection.close()


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from gkml.review.decisions import *\n"
        "store = DecisionStore(sys.argv[1])\n"
        "store.add(Decision(DecisionKind.DONE, 'a'))\n"
        "print('kept', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "d.sqlite")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent.parent,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"kept\n"
        os.kill(process.pid, signal.SIGKILL)
    with DecisionStore(tmp_path / "d.sqlite") as store:
        assert [entry.kind for entry in store.all()] == ["done"]


def test_two_processes_may_decide_at_once(tmp_path: Path) -> None:
    with DecisionStore(tmp_path / "d.sqlite") as one, DecisionStore(tmp_path / "d.sqlite") as other:
        one.add(on_cell(1))
        other.add(on_cell(2))
        assert [entry.value for entry in one.all()] == [1, 2]


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"x" * 200])
def test_another_file_is_refused_and_stays(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="other"):
        DecisionStore(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(UsageError, match="no file of decisions"):
        DecisionStore(path)


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    DecisionStore(tmp_path / "d.sqlite").close()
    with sqlite3.connect(tmp_path / "d.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UsageError, match="later"):
        DecisionStore(tmp_path / "d.sqlite")


def test_what_is_to_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"d\.sqlite"):
        DecisionStore(tmp_path / "d.sqlite", there=True)
    assert not (tmp_path / "d.sqlite").exists()


def test_the_last_reading_of_a_document_is_kept(tmp_path: Path) -> None:
    with DecisionStore(tmp_path / "d.sqlite") as store:
        store.keep_document("a", "r.txt", "局", b"1")
        store.keep_document("a", "r.txt", "局", b"2")
        assert list(store.documents()) == [("a", "r.txt", "局", b"2")]
        assert store.document("b") is None


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-3", -3), ("0012", 12), ("1.50", Decimal("1.50"))])
def test_figures_keep_their_decimals(text: str, number: object) -> None:
    assert str(text_to_number(text)) == str(number)


@pytest.mark.parametrize("text", ["", "a", "nan", "Infinity", "1e99", "1" * 30])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        text_to_number(text)
