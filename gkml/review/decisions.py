"""What a person decided: who, when, what, in a log that is only ever added to.

A decision belongs to a document (the hash of its bytes), a part of it and a cell, and keeps what was printed when it
was made: read again otherwise, it is shown once more and not applied. It is on the disk before it is answered.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from gkml.errors import UsageError
from gkml.messages import Sentence
from gkml.records.report import Number, State

__all__ = ["Action", "Decision", "DecisionKind", "DecisionStore", "in_force", "latest_by_cell", "text_to_number"]

_FORMAT = 1  # of the file, as its ``user_version``
_APPLICATION = 0x676B6D6C  # "gkml", as its ``application_id``
_WAIT = 10.0  # seconds for another process that writes


class DecisionKind(StrEnum):
    """What a decision is about; codes may be added, never renamed or dropped."""

    CELL = "cell"  # what a cell says
    TAG = "tag"  # what a stretch of the text is
    DONE = "done"  # nothing is left to be looked at in the report
    UNDO = "undo"  # an earlier decision is taken back


class Action(StrEnum):
    """How a person came to what a cell says."""

    CONFIRM = "confirm"  # it was read rightly
    EDIT = "edit"  # typed
    PROPOSAL = "proposal"  # what the sums imply was taken
    ALTERNATIVE = "alternative"  # another reading of the print was taken
    REFUSE = "refuse"  # what the sums imply is not printed there: it stays as it was read
    SETTLE = "settle"  # it was still open when the report was said to be done, and stays as it was read


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log.

    Attributes:
        kind: what it is about.
        sha256: of the bytes of the document.
        part: which of the reports in it, 0 where it holds one.
        source: what the record called it, for a person who reads the log.
        cell: id of the cell (``cell``).
        action: how the person came to it (``cell``).
        state, value: what the cell says (``cell``).
        print: what was printed when it was made: of the cell (``cell``), or the stretch (``tag``); None where nothing
            was.
        start, end: the stretch of the text (``tag``); where the figure stands, if a person pointed at it (``cell``).
        label: what the stretch is; None for nothing that is tagged (``tag``).
        undoes: the entry that is taken back (``undo``).
        who: name of the person.
        at: when, in seconds since 1970.
        id: number of the entry, from 1; 0 while it is in no log.
    """

    kind: DecisionKind
    sha256: str
    part: int = 0
    source: str = ""
    cell: str | None = None
    action: Action | None = None
    state: State | None = None
    value: Number | None = None
    print: str | None = None
    start: int | None = None
    end: int | None = None
    label: str | None = None
    undoes: int | None = None
    who: str = ""
    at: float = 0.0
    id: int = 0


_COLUMNS = tuple(field.name for field in fields(Decision))
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    part INTEGER NOT NULL,
    source TEXT NOT NULL,
    cell TEXT,
    action TEXT,
    state TEXT,
    value TEXT,
    print TEXT,
    "start" INTEGER,
    "end" INTEGER,
    label TEXT,
    undoes INTEGER REFERENCES decisions(id)
);
CREATE INDEX IF NOT EXISTS decisions_by_document ON decisions(sha256, part);
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER IF NOT EXISTS decisions_last BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TABLE IF NOT EXISTS documents (
    sha256 TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    agency TEXT NOT NULL,
    content BLOB NOT NULL
);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_FORMAT};
"""


class DecisionStore:
    """The log in a SQLite file, made where there is none.

    Args:
        path: of the file.
        clock: tells the time.
        there: it is to be there already.

    Raises:
        UsageError: the file is something else, or of a later version, or cannot be written.
    """

    def __init__(self, path: Path | str, clock: Callable[[], float] = time.time, *, there: bool = False) -> None:
        self.path = Path(path)
        if there and not self.path.is_file():
            raise UsageError(Sentence("review", "store_missing", path=path))
        self._clock = clock
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(self.path, _WAIT, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise UsageError(Sentence("review", "store_unusable", path=path, reason=error)) from None
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._connection.close()
            raise UsageError(Sentence("review", "store_unusable", path=path, reason=error)) from None
        except UsageError:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        ask = self._connection.execute
        (tables,) = ask("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = ask("PRAGMA application_id").fetchone()
        (version,) = ask("PRAGMA user_version").fetchone()
        if tables and application != _APPLICATION:
            raise UsageError(Sentence("review", "no_store", path=self.path))
        if version > _FORMAT:
            raise UsageError(Sentence("review", "store_of_later_version", path=self.path, version=version))
        ask("PRAGMA journal_mode = WAL")
        ask("PRAGMA synchronous = FULL")  # an answer means: on the disk, whatever happens to the machine
        if not tables:
            self._connection.executescript(f"BEGIN;{_SCHEMA}COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def add(self, decision: Decision) -> Decision:
        """Append an entry; as it stands in the log, with its number and time."""
        new = replace(decision, at=self._clock(), id=0)
        names = [name for name in _COLUMNS if name != "id"]
        places = ", ".join("?" * len(names))
        quoted = ", ".join(f'"{name}"' for name in names)
        values = [_to_column(getattr(new, name)) for name in names]
        with self._lock:
            made = self._connection.execute(f"INSERT INTO decisions ({quoted}) VALUES ({places})", values).lastrowid
        return replace(new, id=made or 0)

    def undo(self, sha256: str, part: int, who: str) -> Decision | None:
        """Take back the latest decision in force on a report, as an entry of its own; None where there is none.

        That a report is done is taken back together with what was settled by it.

        Returns:
            The decision that is in force no more.
        """
        standing = in_force(self.of_report(sha256, part))
        if not standing:
            return None
        last = standing.pop()
        undone = [last]
        while last.kind is DecisionKind.DONE and standing and standing[-1].action is Action.SETTLE:
            undone.append(standing.pop())
        for one in undone:
            self.add(Decision(DecisionKind.UNDO, sha256, part, last.source, undoes=one.id, who=who))
        return last

    def of_report(self, sha256: str, part: int) -> list[Decision]:
        """All entries on a report in their order, those on the text of its document among them."""
        return self._select(
            "WHERE sha256 = ? AND (part = ? OR kind = 'tag' OR undoes IN "
            "(SELECT id FROM decisions WHERE sha256 = ? AND kind = 'tag'))",
            (sha256, part, sha256),
        )

    def of_document(self, sha256: str) -> list[Decision]:
        """All entries on the reports of a document in their order."""
        return self._select("WHERE sha256 = ?", (sha256,))

    def all(self) -> list[Decision]:
        """All entries in their order."""
        return self._select("", ())

    def _select(self, where: str, values: Iterable[object]) -> list[Decision]:
        quoted = ", ".join(f'"{name}"' for name in _COLUMNS)
        with self._lock:
            rows = self._connection.execute(f"SELECT {quoted} FROM decisions {where} ORDER BY id", tuple(values))
            return [_from_row(row) for row in rows]

    def keep_document(self, sha256: str, source: str, agency: str, content: bytes) -> None:
        """Keep what a document was read as last, so that decisions can be learnt from without its file."""
        known = self.document(sha256)
        if known == (sha256, source, agency, content):
            return
        with self._lock:
            self._connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET "
                "source = excluded.source, agency = excluded.agency, content = excluded.content",
                (sha256, source, agency, content),
            )

    def documents(self) -> Iterator[tuple[str, str, str, bytes]]:
        """Hash, source, agency and content of each document that was kept, in the order of their first decisions."""
        with self._lock:
            names = [name for (name,) in self._connection.execute("SELECT sha256 FROM documents ORDER BY rowid")]
        for name in names:
            if (found := self.document(name)) is not None:
                yield found

    def document(self, sha256: str) -> tuple[str, str, str, bytes] | None:
        """One document that was kept."""
        with self._lock, closing(self._connection.cursor()) as cursor:
            found: tuple[str, str, str, bytes] | None = cursor.execute(
                "SELECT sha256, source, agency, content FROM documents WHERE sha256 = ?", (sha256,)
            ).fetchone()
        return found


def _to_column(value: object) -> object:
    """Figures keep their digits; codes are text."""
    if isinstance(value, StrEnum):
        return str(value)
    return str(value) if isinstance(value, Decimal) else value


def _from_row(row: Iterable[Any]) -> Decision:
    found = dict(zip(_COLUMNS, row, strict=True))
    found["kind"] = DecisionKind(found["kind"])
    if found["action"] is not None:
        found["action"] = Action(found["action"])
    if found["value"] is not None:
        found["value"] = text_to_number(str(found["value"]))
    return Decision(**found)


def text_to_number(text: str) -> Number:
    """A figure from its digits: whole ones are ``int``.

    Raises:
        ValueError: it is none.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        raise ValueError(text)
    return number if "." in text or "e" in text.lower() else int(number)


_DIGITS = 15  # of a figure, before and behind the point; no report prints more


def in_force(entries: Iterable[Decision]) -> list[Decision]:
    """The decisions that no later entry in force takes back, in their order; undoing is none of them."""
    standing: list[Decision] = []
    undone: set[int] = set()
    for entry in sorted(entries, key=lambda entry: -entry.id):
        if entry.id in undone:
            continue
        if entry.kind is DecisionKind.UNDO:
            if entry.undoes is not None:
                undone.add(entry.undoes)
        else:
            standing.append(entry)
    return standing[::-1]


def latest_by_cell(standing: Iterable[Decision]) -> dict[str, Decision]:
    """Of the decisions in force the last on each cell."""
    return {entry.cell: entry for entry in standing if entry.kind is DecisionKind.CELL and entry.cell is not None}
