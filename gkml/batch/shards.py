"""Where records lie: in work files as they come, then in shards, some hundred documents each, in order.

records/part-00000.jsonl ...    shards; all else is derived from them
work/000001.jsonl ...           records whose shard is not complete

A shard is put together in a work file, which takes the name of the shard when the database knows of it. So its content
depends on the documents alone, not on the order in which workers finish, nor on kills in between.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from gkml.batch.store import Row, Store, store_errors
from gkml.errors import UsageError

__all__ = ["RECORDS", "WORK", "Shards", "file_name", "sync_folder"]

RECORDS, WORK = "records", "work"

_SEGMENT = 256_000_000  # bytes of a work file, after which the next one is begun
_IN_PLACE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # no link to elsewhere, no pipe that waits


def file_name(number: int) -> str:
    """The file of a number below the run folder: from 0 on a shard, below 0 a work file."""
    return f"{RECORDS}/part-{number:05}.jsonl" if number >= 0 else f"{WORK}/{-number:06}.jsonl"


class Shards:
    """The files of a run folder that hold records.

    Args:
        folder: of the run, which the caller holds.
        store: its database.

    Raises:
        GkmlError: ``unwritable_output``; so do its methods.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._writer: BinaryIO | None = None
        self._current = 0  # number of the work file that is written, 0 where there is none
        with store_errors(folder):
            for name in (RECORDS, WORK):
                (folder / name).mkdir(exist_ok=True)
        self._finish_moves()

    def path(self, number: int) -> Path:
        """The file of a number."""
        return self._folder / file_name(number)

    # --- as records come ---

    def append(self, record: bytes) -> tuple[int, int]:
        """Add a record to the work files; the number of the file, and where in it."""
        with store_errors(self._folder):
            if self._writer is None or self._writer.tell() > _SEGMENT:
                self.sync()
                self._close_writer()
                self._current, self._writer = self._new_file()
            offset = self._writer.tell()
            self._writer.write(record)
            self._writer.flush()
            return self._current, offset

    def sync(self) -> None:
        """What was appended is safe from a loss of power."""
        if self._writer is not None:
            with store_errors(self._folder):
                self._writer.flush()
                os.fsync(self._writer.fileno())

    def close(self) -> None:
        """Leave the files."""
        self._close_writer()

    def _close_writer(self) -> None:
        writer, self._writer, self._current = self._writer, None, 0
        if writer is not None:
            with store_errors(self._folder):
                writer.close()

    def _new_file(self) -> tuple[int, BinaryIO]:
        """A new work file; the database knows of it first, so that it is ours whatever happens."""
        (least,) = self._store.first("SELECT min(0, coalesce(min(number), 0)) FROM file") or (0,)
        number = int(least) - 1
        while os.path.lexists(self.path(number)):
            number -= 1
        self._store.do("INSERT INTO file VALUES (?)", number)
        return number, self.path(number).open("xb")

    # --- shards ---

    def place(self, shard: int) -> None:
        """Put a shard together from wherever its records lie, if it is not there already."""
        rows = list(
            self._store.ask(
                "SELECT r.file, r.offset, r.size, r.document, r.member FROM document d JOIN record r"
                " ON r.document = d.id WHERE d.shard = ? ORDER BY d.key, r.member",
                shard,
            )
        )
        if self._is_placed(shard, rows):
            return
        number = self._put_together(rows)
        if self._store.first("SELECT 1 FROM record WHERE file = ?", shard):  # other shards need what lies there
            aside, file = self._new_file()
            file.close()
            self._move(shard, aside)
        self._move(number, shard)
        self.drop_unused()

    def _is_placed(self, shard: int, rows: Sequence[Row]) -> bool:
        end = 0
        for file, offset, size, *_ in rows:
            if (file, offset) != (shard, end):
                return False
            end += size
        with contextlib.suppress(OSError):
            return self.path(shard).lstat().st_size == end
        return False

    def _put_together(self, rows: Sequence[Row]) -> int:
        """Copy records behind one another into a new work file; its number."""
        with store_errors(self._folder), contextlib.ExitStack() as stack:
            number, target = self._new_file()
            stack.enter_context(target)
            sources: dict[int, BinaryIO] = {}
            placed = []
            for file, offset, size, document, member in rows:
                if file not in sources:
                    sources[file] = stack.enter_context(self._open(file))
                sources[file].seek(offset)
                placed.append((number, target.tell(), document, member))
                target.write(sources[file].read(size))
            target.flush()
            os.fsync(target.fileno())
        with self._store.transaction():
            self._store.do_each("UPDATE record SET file = ?, offset = ? WHERE document = ? AND member = ?", placed)
        return number

    def _move(self, old: int, new: int) -> None:
        """Rename a file; a kill in between is mended when the folder is opened next."""
        with self._store.transaction():
            self._store.do("UPDATE record SET file = ? WHERE file = ?", new, old)
            self._store.do("INSERT INTO move VALUES (?, ?)", old, new)
            self._store.do("INSERT OR IGNORE INTO file VALUES (?)", new)
            self._store.do("DELETE FROM file WHERE number = ?", old)
        self._finish_moves()

    def _finish_moves(self) -> None:
        for old, new in list(self._store.ask("SELECT old, new FROM move ORDER BY rowid")):
            with store_errors(self._folder):
                if os.path.lexists(self.path(old)):
                    os.replace(self.path(old), self.path(new))
                for name in (RECORDS, WORK):
                    sync_folder(self._folder / name)
            self._store.do("DELETE FROM move WHERE old = ? AND new = ?", old, new)

    def check_way(self) -> None:
        """Raise ``UsageError`` where a file that we did not write has the name of a shard."""
        (last,) = self._store.first("SELECT coalesce(max(shard), -1) FROM document") or (-1,)
        for number in range(last + 1):
            if os.path.lexists(self.path(number)) and not self._knows(number):
                raise UsageError(
                    f"{str(self.path(number))!r} is in the way, which gkml did not write; move it elsewhere"
                )

    def _knows(self, number: int) -> bool:
        return self._store.first("SELECT 1 FROM file WHERE number = ?", number) is not None

    def drop_unused(self) -> None:
        """Delete the files of ours that hold no record that is needed."""
        unused = "SELECT number FROM file WHERE number != ? AND NOT EXISTS (SELECT 1 FROM record WHERE file = number)"
        for (number,) in list(self._store.ask(unused, self._current)):
            with store_errors(self._folder):
                self.path(number).unlink(missing_ok=True)
            self._store.do("DELETE FROM file WHERE number = ?", number)

    def remove_work(self) -> None:
        """All shards are there: the work files go, and their folder if nothing else is in it."""
        self._close_writer()
        self.drop_unused()
        with contextlib.suppress(OSError):
            (self._folder / WORK).rmdir()

    # --- reading ---

    def find_damaged(self) -> set[int]:
        """The documents with a record that is not what its hash says, or is not there."""
        damaged: set[int] = set()
        with contextlib.ExitStack() as stack:
            number, file = None, None
            query = "SELECT file, offset, size, digest, document FROM record ORDER BY file, offset"
            for wanted, offset, size, digest, document in self._store.ask(query):
                if wanted != number:
                    stack.close()
                    number, file = wanted, None
                    with contextlib.suppress(OSError):
                        file = stack.enter_context(self._open(wanted))
                if file is None or _read(file, offset, size, digest) is None:
                    damaged.add(document)
        return damaged

    def records(self) -> Iterator[tuple[bytes, float]]:
        """Every record in order, and the seconds that reading took; all of them lie in shards."""
        query = (
            "SELECT r.file, r.offset, r.size, r.seconds FROM document d JOIN record r ON r.document = d.id"
            " ORDER BY d.key, r.member"
        )
        with contextlib.ExitStack() as stack, store_errors(self._folder):
            number, file = None, None
            for wanted, offset, size, seconds in self._store.ask(query):
                if file is None or wanted != number:
                    stack.close()
                    number, file = wanted, stack.enter_context(self._open(wanted))
                file.seek(offset)
                yield file.read(size), seconds

    def _open(self, number: int) -> BinaryIO:
        """A file to read, in place: no link, no pipe."""
        descriptor = os.open(self.path(number), os.O_RDONLY | _IN_PLACE)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(0, f"{str(self.path(number))!r} is no regular file")
        return os.fdopen(descriptor, "rb")


def _read(file: BinaryIO, offset: int, size: int, digest: bytes) -> bytes | None:
    """A record, if it is what its hash says."""
    if offset < 0 or size < 0 or offset + size > os.fstat(file.fileno()).st_size:
        return None
    file.seek(offset)
    record = file.read(size)
    return record if sha256(record).digest() == digest else None


def sync_folder(folder: Path) -> None:
    """Make names in a folder safe; where folders cannot be synced, the system does it by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
