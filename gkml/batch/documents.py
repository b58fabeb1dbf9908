"""The documents of a run folder: known by the path that they resolve to and by their content, read once, kept."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gkml.batch.outcomes import Finished, Outcome, Task
from gkml.batch.progress import Tally
from gkml.batch.store import Row, Store, to_blob, to_name
from gkml.errors import UsageError
from gkml.readers.archive import INSIDE
from gkml.readers.remote import is_remote

__all__ = ["Documents", "Placed", "Retry", "resolve"]

Retry = Literal["failed", "timeout", "all"]
"""What to read again although it is done: what failed, what took too long, or everything."""

_RETRIED = {"failed": "status = 'failed'", "timeout": "error = 'timeout'", "all": "1"}
_NUMBERED = r"#\d+\Z"  # ends the name of the second report of a file, and of what archives hold twice
_MEMBER = re.compile(rf"{INSIDE}.*|{_NUMBERED}", re.DOTALL)  # what names of records have behind that of their input


def resolve(path: str) -> str:
    """What an input is known by, whatever folder it is named from."""
    return path if is_remote(path) else os.path.realpath(path)


@dataclass(frozen=True, slots=True)
class Placed:
    """An outcome without its payload, and where that lies: number of the file, offset, bytes; SHA-256 of it."""

    outcome: Outcome
    file: int
    offset: int
    size: int
    digest: bytes

    def to_row(self, document: int) -> Row:
        """As the database has it."""
        one = self.outcome
        told = (to_blob(one.source), one.status, one.code, round(one.seconds, 3), one.attempts)
        return (document, one.member, *told, self.digest, self.file, self.offset, self.size)


@dataclass(slots=True)
class Documents:
    """The documents in the database of a run.

    Attributes:
        store: the database.
        shard: documents of a shard.
        unreadable: inputs that were read once and cannot be read now, as ``name`` found; their records stay.
    """

    store: Store
    shard: int
    unreadable: int = 0

    # --- what is to be read ---

    def name(
        self, paths: Iterable[str], options: int, retry: Retry | None, file_hash: Callable[[str], str | None]
    ) -> None:
        """Take the inputs of a run in: new ones are to be read, and those whose records no longer hold.

        What is not named stays as it is; what is not named and was never read is forgotten.

        Args:
            paths: the inputs of the run.
            options: number of the options that records are to be made with.
            retry: what to read again.
            file_hash: of the file at a path as it is now.
        """
        store = self.store
        store.do("CREATE TEMP TABLE IF NOT EXISTS named (id INTEGER PRIMARY KEY)")
        store.do("DELETE FROM named")
        retried = "0" if retry is None else _RETRIED[retry]
        known = (
            "SELECT d.id, d.input, d.todo, d.sha256, d.options IS NOT ?, r.member IS NULL, EXISTS"
            f" (SELECT 1 FROM record WHERE document = d.id AND {retried}) FROM document d"
            " LEFT JOIN record r ON r.document = d.id AND r.member = 0 WHERE d.key = ?"
        )
        for path in paths:
            key = _to_key(resolve(path))
            row = store.first(known, options, key)
            if row is not None and store.first("SELECT 1 FROM named WHERE id = ?", row[0]):
                continue
            if row is None:
                name = to_blob(self._distinct_name(path, 0))
                number = store.do("INSERT INTO document (key, input, todo) VALUES (?, ?, 1)", key, name)
            else:
                number = int(row[0])
                if self._is_to_read(row, path, file_hash):
                    name = to_blob(self._distinct_name(path, number))
                    turn = 2 if row[2] > 1 else 1
                    store.do("UPDATE document SET todo = ?, input = ? WHERE id = ?", turn, name, number)
            store.do("INSERT OR IGNORE INTO named VALUES (?)", number)
        store.do("UPDATE document SET todo = 0 WHERE todo > 0 AND id NOT IN named")
        store.do("DELETE FROM document WHERE id NOT IN named AND id NOT IN (SELECT document FROM record)")
        store.do(
            "UPDATE document SET shard = place.shard FROM (SELECT id, (row_number() OVER (ORDER BY key) - 1) / ?"
            " AS shard FROM document) AS place WHERE document.id = place.id AND document.shard IS NOT place.shard",
            self.shard,
        )

    def _is_to_read(self, row: Row, path: str, file_hash: Callable[[str], str | None]) -> bool:
        _, _, todo, digest, other_options, no_record, retried = row
        if todo or other_options or no_record or retried:
            return True
        now = file_hash(path)
        if now is None and digest is not None:
            self.unreadable += 1
            return False
        return bool(now != digest)

    def _distinct_name(self, path: str, number: int) -> str:
        """How an input is called, so that no two records of a folder have one name; it can be opened by it."""
        head, tail = os.path.split(path)
        for name in (path, resolve(path), os.path.join(head, ".", tail)):
            if not self._is_taken(name, number):
                return name
        raise UsageError(f"two inputs are called {path!r}; name them by other paths")

    def _is_taken(self, name: str, number: int) -> bool:
        """Whether a record of another input has the name, or could have: ``a.txt#2``, ``a.zip!/b.txt``."""
        bases = [name[: found.start()] for found in re.finditer(f"{INSIDE}|{_NUMBERED}", name)]
        same = ", ".join("?" for _ in (name, *bases))
        query = (
            f"SELECT input FROM document WHERE id != ? AND (input IN ({same})"
            " OR (input > ? AND input < ?) OR (input > ? AND input < ?))"
        )
        blob = to_blob(name)
        begin_with = (blob + b"#", blob + b"$", blob + b"!/", blob + b"!0")
        found = self.store.ask(query, number, blob, *map(to_blob, bases), *begin_with)
        return any(len(other) <= len(blob) or _MEMBER.fullmatch(to_name(other)[len(name) :]) for (other,) in found)

    def forget_records(self, documents: Iterable[int]) -> list[str]:
        """Their records are damaged: they are to be read again; the paths that they are found at."""
        found = []
        for number in sorted(documents):
            self.store.do("DELETE FROM record WHERE document = ?", number)
            for (key,) in list(self.store.ask("SELECT key FROM document WHERE id = ?", number)):
                found.append(_to_path(key))
        return found

    def left(self) -> int:
        """How many inputs are to be read."""
        (number,) = self.store.first("SELECT count(*) FROM document WHERE todo > 0") or (0,)
        return int(number)

    def shards(self) -> int:
        """How many shards there are."""
        (number,) = self.store.first("SELECT coalesce(max(shard), -1) + 1 FROM document") or (0,)
        return int(number)

    def made_otherwise(self, options: int) -> int:
        """How many documents need no reading and were read with other options."""
        query = "SELECT count(*) FROM document WHERE todo = 0 AND options IS NOT ?"
        (number,) = self.store.first(query, options) or (0,)
        return int(number)

    def done(self) -> Tally:
        """The documents that need no reading."""
        tally = Tally()
        query = (
            "SELECT status, error, count(*) FROM record JOIN document ON document.id = record.document"
            " WHERE todo = 0 GROUP BY status, error"
        )
        for status, error, number in self.store.ask(query):
            tally.add(status, error, number)
        return tally

    def tasks(self) -> Iterator[Task]:
        """What is to be read, each noted when it is taken.

        What was being read when an earlier run was killed comes last: it may be what had the run killed, and what
        takes long would otherwise be all that runs ever come to that are killed often.
        """
        query = "SELECT id, input FROM document WHERE todo > 0 AND todo < 3 ORDER BY todo, key LIMIT 1"
        while True:
            with self.store.transaction():
                row = self.store.first(query)
                if row is None:
                    return
                self.store.do("UPDATE document SET todo = 3 WHERE id = ?", row[0])
            yield Task(row[0], to_name(row[1]))

    # --- what was read ---

    def put(self, finished: Finished, options: int, placed: Sequence[Placed]) -> int | None:
        """Take in what became of a document; its shard, where nothing of that is left to be read.

        Args:
            finished: the end of it.
            options: number of the options that it was read with.
            placed: its records; they take the place of those that it had.
        """
        number = finished.task.index
        store = self.store
        with store.transaction():
            store.do("DELETE FROM record WHERE document = ?", number)
            marks = ", ".join("?" * 11)
            store.do_each(f"INSERT INTO record VALUES ({marks})", [one.to_row(number) for one in placed])
            done = "UPDATE document SET todo = 0, sha256 = ?, options = ? WHERE id = ?"
            store.do(done, finished.sha256, options, number)
        complete = store.first(
            "SELECT shard FROM document WHERE id = ? AND NOT EXISTS"
            " (SELECT 1 FROM document other WHERE other.shard = document.shard AND other.todo > 0)",
            number,
        )
        return None if complete is None else int(complete[0])


def _to_key(path: str) -> bytes:
    """Sorts as the parts of paths do: what is in a folder stands together."""
    return to_blob(path).replace(b"/", b"\0")


def _to_path(key: bytes) -> str:
    return to_name(key.replace(b"\0", b"/"))
