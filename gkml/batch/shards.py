"""Where records lie: in work files as they come, then in shards, some hundred documents each, in order.

records/part-00000.jsonl ...    shards; all else is derived from them
work/000001.jsonl ...           records whose shard is not complete; they go when it is

The database speaks of a shard when the file has its name, and work files go when it does. So what a shard holds depends
on its documents alone, not on the order in which workers finish, nor on kills in between.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Container, Iterable, Iterator
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from gkml.batch.store import Store, store_errors

__all__ = ["RECORDS", "WORK", "Shards", "file_name", "open_in_place", "replace_file"]

RECORDS, WORK = "records", "work"

_SEGMENT = 256_000_000  # bytes of a work file, after which the next one is begun
_IN_PLACE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # no link to elsewhere, no pipe that waits
_OURS = re.compile(r"(?:part-)?(\d{5,12})\.jsonl")
_ORDERED = "SELECT {} FROM document d JOIN record r ON r.document = d.id {} ORDER BY d.key, r.member"


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
        with store_errors(folder):
            for name in (RECORDS, WORK):
                (folder / name).mkdir(exist_ok=True)
            self._current = min([0, *self._numbers(WORK)])  # number of the work file that is written

    # --- as they come ---

    def append(self, record: bytes) -> tuple[int, int]:
        """Add a record to the work files; the number of the file, and where in it."""
        with store_errors(self._folder):
            if self._writer is None or self._writer.tell() > _SEGMENT:
                self.close()
                self._current -= 1
                self._writer = (self._folder / file_name(self._current)).open("xb")
            offset = self._writer.tell()
            self._writer.write(record)
            return self._current, offset

    def commit(self) -> None:
        """What was appended is safe, then what the database says of it."""
        if self._writer is not None:
            with store_errors(self._folder):
                self._writer.flush()
                os.fsync(self._writer.fileno())
        self._store.commit()

    def close(self) -> None:
        """Leave the files."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with store_errors(self._folder), writer:
                writer.flush()
                os.fsync(writer.fileno())

    # --- shards ---

    def place(self, shard: int) -> None:
        """Put a shard together from wherever its records lie, if it is not there already."""
        columns = "r.file, r.offset, r.size, r.document, r.member"
        wanted = _ORDERED.format(columns, "WHERE d.shard = ?")
        if self._is_placed(shard, rows := list(self._store.ask(wanted, shard))):
            return
        self.commit()
        lying = list(self._store.ask(f"SELECT {columns} FROM record r WHERE r.file = ?", shard))
        if lying:  # it is needed until the database knows of the new shard, and perhaps in others after that
            with store_errors(self._folder):
                places = [self.append(record) for record in self._read(lying)]
            self._say((*place, *row[3:]) for place, row in zip(places, lying, strict=True))
            self.commit()
            rows = list(self._store.ask(wanted, shard))
        replace_file(self._folder, file_name(shard), self._read(rows))
        ends = accumulate((row[2] for row in rows), initial=0)
        self._say((shard, end, *row[3:]) for end, row in zip(ends, rows, strict=False))
        self.commit()

    def _is_placed(self, shard: int, rows: Iterable[tuple[int, ...]]) -> bool:
        end = 0
        for file, offset, size, *_ in rows:
            if (file, offset) != (shard, end):
                return False
            end += size
        with contextlib.suppress(OSError):
            return (self._folder / file_name(shard)).lstat().st_size == end
        return False

    def _say(self, places: Iterable[tuple[int, ...]]) -> None:
        self._store.do_each("UPDATE record SET file = ?, offset = ? WHERE document = ? AND member = ?", places)

    def drop_unused(self, place: str, spared: Container[int] = ()) -> None:
        """Delete the files of a folder in which no record lies that the database knows of, but for some."""
        for number in self._numbers(place):
            used = self._store.first("SELECT 1 FROM record WHERE file = ?", number)
            if not used and number not in spared and (self._writer is None or number != self._current):
                with store_errors(self._folder):
                    (self._folder / file_name(number)).unlink(missing_ok=True)

    def _numbers(self, place: str) -> list[int]:
        names = (_OURS.fullmatch(name) for name in os.listdir(self._folder / place))
        numbers = [int(name[1]) * (1 if place == RECORDS else -1) for name in names if name is not None]
        return [number for number in numbers if os.path.lexists(self._folder / file_name(number))]

    # --- reading ---

    def find_damaged(self) -> set[int]:
        """The documents with a record that is not what its hash says, or is not there."""
        damaged: set[int] = set()
        query = "SELECT file, offset, size, digest, document FROM record ORDER BY file, offset"
        with _Reader(self._folder) as reader:
            for file, offset, size, digest, document in self._store.ask(query):
                record = b""
                with contextlib.suppress(OSError):
                    record = reader.read(file, offset, size)
                if sha256(record).digest() != digest:
                    damaged.add(document)
        return damaged

    def records(self) -> Iterator[tuple[bytes, float]]:
        """Every record in order, and the seconds that reading took."""
        with store_errors(self._folder), _Reader(self._folder) as reader:
            for seconds, *place in self._store.ask(_ORDERED.format("r.seconds, r.file, r.offset, r.size", "")):
                yield reader.read(*place), seconds

    def _read(self, rows: Iterable[tuple[int, ...]]) -> Iterator[bytes]:
        with _Reader(self._folder) as reader:
            for file, offset, size, *_ in rows:
                yield reader.read(file, offset, size)


class _Reader:
    """Reads records; one file is open at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number: int | None = None
        self._file: BinaryIO | None = None

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def read(self, number: int, offset: int, size: int) -> bytes:
        """The bytes of a record; none where the file is shorter."""
        if self._file is None or number != self._number:
            self.__exit__()
            self._file, self._number = open_in_place(self._folder / file_name(number)), number
        if offset < 0 or size < 0 or offset + size > os.fstat(self._file.fileno()).st_size:
            return b""
        self._file.seek(offset)
        return self._file.read(size)


def open_in_place(path: Path) -> BinaryIO:
    """A file to read that is a file: no link, no pipe; raises ``OSError``."""
    descriptor = os.open(path, os.O_RDONLY | _IN_PLACE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path} is no regular file")
    return os.fdopen(descriptor, "rb")


def replace_file(folder: Path, name: str, parts: Iterable[bytes]) -> None:
    """A file in a run folder, whole or as it was; links are replaced and not followed."""
    part = folder / WORK / "part"
    with store_errors(folder):
        part.unlink(missing_ok=True)
        with part.open("xb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, folder / name)
        if os.name == "posix":  # elsewhere the system makes names safe by itself
            descriptor = os.open((folder / name).parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
