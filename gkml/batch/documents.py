"""The documents of a run folder: known by the path that they resolve to and by their content, read once, kept."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from gkml.batch.outcomes import Task
from gkml.batch.progress import Tally
from gkml.batch.store import Store, to_blob, to_name
from gkml.errors import UsageError
from gkml.readers.archive import INSIDE
from gkml.readers.remote import is_remote

__all__ = ["Documents", "Retry"]

Retry = Literal["failed", "timeout", "all"]
"""What to read again although it is done: what failed, what took too long, or everything."""

_RETRIED = {None: "0", "failed": "status = 'failed'", "timeout": "error = 'timeout'", "all": "1"}
_AHEAD = 100  # tasks that are looked up at a time
_NUMBERED = r"#\d+\Z"  # ends the name of the second report of a file, and of what archives hold twice
_MEMBER = re.compile(rf"{INSIDE}.*|{_NUMBERED}", re.DOTALL)  # what names of records have behind that of their input


class Documents:
    """The documents in the database of a run.

    Args:
        store: the database.
        options: number of the options that records are made with.

    Attributes:
        unreadable: inputs that were read once and cannot be read now; their records stay.
    """

    def __init__(self, store: Store, options: int) -> None:
        self._store, self._options = store, options
        self.unreadable = 0

    # --- what is to be read ---

    def name(self, paths: Iterable[str], retry: Retry | None, file_hash: Callable[[str], str | None]) -> None:
        """Take the inputs of a run in: new ones are to be read, and those whose records no longer hold.

        What is not named stays as it is; what is not named and was never read is forgotten.
        """
        run = self._store.number("SELECT max(run) FROM document") + 1
        known = (
            "SELECT d.id, d.run, d.sha256, d.todo OR d.options IS NOT ? OR r.member IS NULL OR EXISTS"
            f" (SELECT 1 FROM record WHERE document = d.id AND {_RETRIED[retry]}) FROM document d"
            " LEFT JOIN record r ON r.document = d.id AND r.member = 0 WHERE d.key = ?"
        )
        for path in paths:
            key = to_blob(_resolve(path)).replace(b"/", b"\0")  # what is in a folder stands together
            number, named, digest, to_read = self._store.first(known, self._options, key) or (0, 0, None, True)
            if named == run:
                continue
            if not number:
                number = self._store.do("INSERT INTO document VALUES (NULL, ?, ?, NULL, 0, 1, 0, 0)", key, key)
            if to_read or self._is_changed(path, digest, file_hash):
                called = to_blob(self._distinct_name(path, number))
                self._store.do("UPDATE document SET todo = max(todo, 1), input = ? WHERE id = ?", called, number)
            self._store.do("UPDATE document SET run = ? WHERE id = ?", run, number)
        self._store.do("UPDATE document SET todo = 0 WHERE todo > 0 AND run != ?", run)
        self._store.do("DELETE FROM document WHERE run != ? AND id NOT IN (SELECT document FROM record)", run)

    def _is_changed(self, path: str, digest: str | None, file_hash: Callable[[str], str | None]) -> bool:
        now = file_hash(path)
        if now is None and digest is not None:
            self.unreadable += 1
            return False
        return now != digest

    def _distinct_name(self, path: str, number: int) -> str:
        """How an input is called, so that no two records of a folder have one name; it can be opened by it."""
        head, tail = os.path.split(path)
        for name in (path, _resolve(path), os.path.join(head, ".", tail)):
            if not self._is_taken(name, number):
                return name
        raise UsageError(f"two inputs are called {path!r}; name them by other paths")

    def _is_taken(self, name: str, number: int) -> bool:
        """Whether a record of another input has the name, or could have: ``a.txt#2``, ``a.zip!/b.txt``."""
        blob = to_blob(name)
        bases = [blob, *(to_blob(name[: found.start()]) for found in re.finditer(f"{INSIDE}|{_NUMBERED}", name))]
        same = ", ".join("?" for _ in bases)
        query = (
            f"SELECT input FROM document WHERE id != ? AND (input IN ({same}) OR (input > ? AND input < ?)"
            " OR (input > ? AND input < ?))"
        )
        beginnings = (blob + b"#", blob + b"$", blob + b"!/", blob + b"!0")
        others = self._store.ask(query, number, *bases, *beginnings)
        return any(len(other) <= len(blob) or _MEMBER.fullmatch(to_name(other)[len(name) :]) for (other,) in others)

    def forget_records(self, documents: Iterable[int]) -> list[str]:
        """Their records are damaged: they are to be read again; the paths that they are found at."""
        paths = []
        for number in documents:
            self._store.do("DELETE FROM record WHERE document = ?", number)
            paths += [key for (key,) in self._store.ask("SELECT key FROM document WHERE id = ?", number)]
        return [to_name(key.replace(b"\0", b"/")) for key in sorted(paths)]

    def share_out(self, size: int) -> None:
        """Give each document its shard."""
        self._store.do(
            "UPDATE document SET shard = place.shard FROM (SELECT id, (row_number() OVER (ORDER BY key) - 1) / ?"
            " AS shard FROM document) AS place WHERE document.id = place.id AND document.shard != place.shard",
            size,
        )

    def postpone(self, documents: Iterable[int]) -> None:
        """They are to be read last."""
        rows = [(number,) for number in documents]
        self._store.do_each("UPDATE document SET todo = 2 WHERE id = ? AND todo > 0", rows)

    def tasks(self) -> Iterator[Task]:
        """What is to be read, in order."""
        query = (
            "SELECT id, input, todo, key FROM document WHERE todo > 0 AND (todo, key) > (?, ?) ORDER BY todo, key"
            f" LIMIT {_AHEAD}"
        )
        turn: tuple[Any, ...] = (1, b"")
        while rows := list(self._store.ask(query, *turn)):
            yield from (Task(number, to_name(name)) for number, name, *_ in rows)
            turn = rows[-1][2:]

    # --- what was read ---

    def put(self, number: int, digest: str | None, records: Sequence[tuple[Any, ...]]) -> int | None:
        """Take in what became of a document; its shard, where nothing of that is left to be read.

        Args:
            number: of the document.
            digest: SHA-256 of the file.
            records: rows of the database behind the number of the document and of the record.
        """
        store = self._store
        store.do("DELETE FROM record WHERE document = ?", number)
        rows = [(number, member, *record) for member, record in enumerate(records)]
        store.do_each("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        done = "UPDATE document SET todo = 0, sha256 = ?, options = ? WHERE id = ?"
        store.do(done, digest, self._options, number)
        complete = store.first(
            "SELECT shard FROM document one WHERE id = ? AND NOT EXISTS"
            " (SELECT 1 FROM document other WHERE other.shard = one.shard AND other.todo > 0)",
            number,
        )
        return None if complete is None else int(complete[0])

    # --- how many ---

    def left(self) -> int:
        """Inputs that are to be read."""
        return self._store.number("SELECT count(*) FROM document WHERE todo > 0")

    def shards(self) -> int:
        """Shards there are."""
        return self._store.number("SELECT max(shard) + 1 FROM document")

    def made_otherwise(self) -> int:
        """Documents that need no reading and were read with other options."""
        return self._store.number("SELECT count(*) FROM document WHERE todo = 0 AND options != ?", self._options)

    def done(self) -> Tally:
        """The reports that need no reading."""
        tally = Tally()
        query = (
            "SELECT status, error, count(*) FROM record JOIN document ON document.id = record.document"
            " WHERE todo = 0 GROUP BY status, error"
        )
        for status, error, number in self._store.ask(query):
            tally.add(status, error, number)
        return tally


def _resolve(path: str) -> str:
    """What an input is known by, whatever folder it is named from."""
    return path if is_remote(path) else os.path.realpath(path)
