"""The run folder: records, a database that knows what is done, and what is derived from both.

_gkml.json                      tells that the folder is ours, see ``claiming``
run.sqlite                      what is done, with which options, see ``store`` and ``documents``
records/, work/                 the records, see ``shards``
manifest.jsonl                  a line a document, for others to read, see ``manifest``
cells.csv, parquet/, ...        other formats, written from the records when all of them are there
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from gkml.batch.claiming import LOCK, MANIFEST, Outputs, check_folder, lock_folder
from gkml.batch.documents import Documents, Retry
from gkml.batch.manifest import Options, load_options, manifest_lines, name_differences
from gkml.batch.outcomes import Outcome, Record, Task
from gkml.batch.progress import Tally
from gkml.batch.shards import RECORDS, WORK, Shards, open_in_place, replace_file
from gkml.batch.store import DATABASE, Store, damaged_run, store_errors, to_blob
from gkml.errors import GkmlError, UsageError
from gkml.output.earlier import records_of_run
from gkml.output.folders import MARK, RUN, is_run_folder, mark_folder

__all__ = ["SHARD", "Begun", "RunFolder"]

SHARD = 500
"""Documents of a shard; of records of 100 kB it has 50 MB."""

_SECONDS = 1.0  # at most so long a document waits to be safe; a sync takes some milliseconds
_DOCUMENTS = 200
_BEGUN = f"{WORK}/begun.txt"


@dataclass(frozen=True, slots=True)
class Begun:
    """How a run begins.

    Attributes:
        left: how many inputs are to be read.
        done: the documents that need no reading.
        notes: what the user should know of, as sentences.
    """

    left: int
    done: Tally
    notes: tuple[str, ...]


class RunFolder:
    """A run folder, held by one run at a time; to be used as a context manager.

    Args:
        path: the folder; one that does not exist is made.
        resume: whether to go on with a run that it holds.
        outputs: what else the run will write into it, by name.
        shard: documents of a shard.

    Raises:
        UsageError: it holds a run that is not to be resumed, or something that we did not write where the run would
            write, or it cannot be written.
        GkmlError: ``folder_in_use``, ``damaged_run``; and from its methods ``unwritable_output``, for instance where
            the disk is full.
    """

    def __init__(self, path: Path, *, resume: bool = False, outputs: Sequence[str] = (), shard: int = SHARD) -> None:
        self.path = path
        self._resume, self._names, self._shard = resume, outputs, shard
        self._fresh = False  # whether it is we who made it a run folder
        self._made = False  # whether there was no such folder before
        self._begun = self._finished = False
        self._unfinished: dict[int, dict[int, list[tuple[Any, ...]]]] = {}  # records of inputs, by member
        self._added: list[int] = []  # documents that are not committed
        self._committed = time.monotonic()
        self._lock: IO[bytes]
        self._store: Store
        self._shards: Shards
        self._documents: Documents
        self.outputs: Outputs

    def __enter__(self) -> RunFolder:
        check_folder(self.path, self._names)
        self._made = not self.path.exists()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = lock_folder(self.path)
        except OSError as error:
            what = f"the run folder {str(self.path)!r} cannot be written: {error.strerror or error}"
            raise UsageError(f"{what}; mend that, or name another folder") from None
        try:
            self._open()
        except BaseException:
            self._lock.close()
            raise
        return self

    def _open(self) -> None:
        self._fresh = not is_run_folder(self.path)
        with store_errors(self.path):
            if self._fresh:
                mark_folder(self.path, RUN)
        self._store = Store(self.path)
        try:
            if not self._resume and self._store.first("SELECT 1 FROM document"):
                raise UsageError(
                    f"{str(self.path)!r} holds a run already; go on with it by --resume or --retry, or name another "
                    "folder"
                )
            if not self._store.first("SELECT 1 FROM document") and any(map(os.path.getsize, records_of_run(self.path))):
                raise damaged_run(self.path, f"its database {DATABASE} knows nothing of the records that it holds")
            self.outputs = Outputs(self.path, self._store)
            self.outputs.check(self._names)
        except BaseException:
            self._store.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock, contextlib.suppress(GkmlError) if error else contextlib.nullcontext():
            try:
                if self._begun and not isinstance(error, GkmlError):  # after an interrupt what is done stays done
                    self._leave()
            finally:
                self._store.close()
            if self._fresh and not self._begun:
                self._unmake()

    def _leave(self) -> None:
        self._shards.commit()
        self._shards.close()
        if not self._finished:
            replace_file(self.path, MANIFEST, manifest_lines(self._store))

    def _unmake(self) -> None:
        """Nothing was begun in a folder that was not ours before."""
        with contextlib.suppress(OSError):
            for name in (DATABASE, LOCK, MARK):
                (self.path / name).unlink(missing_ok=True)
            if self._made:
                self.path.rmdir()

    def begin(
        self,
        paths: Iterable[str],
        options: Options,
        file_hash: Callable[[str], str | None],
        *,
        retry: Retry | None = None,
        redo: bool = False,
    ) -> Begun:
        """Prepare for a run over ``paths``; what the folder holds of other inputs stays as it is.

        Args:
            paths: the inputs.
            options: that records are made with.
            file_hash: of the file at a path as it is now.
            retry: what to read again although it is done.
            redo: read all inputs again, also with other options than those the folder was made with.

        Raises:
            UsageError: the folder was made with other options; nothing is touched.
        """
        number = self._number_of(options, redo=redo)
        self._shards = Shards(self.path, self._store)
        damaged = self._shards.find_damaged()
        with self._store.transaction():
            if not number:
                number = self._store.do("INSERT INTO options (plain) VALUES (?)", json.dumps(options, sort_keys=True))
            documents = self._documents = Documents(self._store, number)
            documents.postpone(self._read_begun())
            again = documents.forget_records(damaged)
            documents.name(chain(paths, again), "all" if redo else retry, file_hash)
            documents.share_out(self._shard)
        self._begun = True
        self._shards.drop_unused(RECORDS)
        self._shards.drop_unused(WORK)
        replace_file(self.path, _BEGUN, ())
        replace_file(self.path, MANIFEST, manifest_lines(self._store))
        return Begun(documents.left(), documents.done(), tuple(self._notes(len(damaged))))

    def _number_of(self, options: Options, *, redo: bool) -> int:
        """The number of options in the database; 0 where they are new."""
        row = self._store.first("SELECT id, plain FROM options ORDER BY id DESC LIMIT 1")
        if row is None:
            return 0
        differences = name_differences(load_options(row[1]), options)
        if differences and not redo:
            raise UsageError(
                f"{str(self.path)!r} was made with other options ({'; '.join(differences)}); read with those, name "
                "another folder, or have its documents read again with --redo"
            )
        return 0 if differences else int(row[0])

    def _notes(self, damaged: int) -> Iterator[str]:
        if damaged:
            yield f"inputs whose records are damaged or missing and are read again: {damaged:,}"
        if unreadable := self._documents.unreadable:
            yield f"inputs that cannot be read now and keep the records they have: {unreadable:,}"
        if others := self._documents.made_otherwise():
            yield f"inputs that are not named and keep records made with other options: {others:,}"

    def tasks(self) -> Iterator[Task]:
        """What is left to be read, each noted when it is taken; the index of a task is the number of its document.

        What was being read when an earlier run was killed comes last: it may be what had the run killed, and what
        takes long would otherwise be all that runs ever come to that are killed often.
        """
        with store_errors(self.path), (self.path / _BEGUN).open("a") as file:
            for task in self._documents.tasks():
                file.write(f"{task.index}\n")
                file.flush()
                yield task

    def _read_begun(self) -> Iterator[int]:
        with contextlib.suppress(OSError, ValueError), open_in_place(self.path / _BEGUN) as file:
            yield from map(int, file)

    def add(self, outcome: Outcome) -> None:
        """Take what was read; it is safe a second later at most, or when the folder is left."""
        number = outcome.task.index
        members = self._unfinished.setdefault(number, {})
        members[outcome.member] = [self._to_row(outcome, record) for record in outcome.records]
        if len(members) < outcome.members:
            return
        del self._unfinished[number]
        rows = [row for member in sorted(members) for row in members[member]]
        complete = self._documents.put(number, outcome.input_sha256, rows)
        self._added.append(number)
        if complete is not None:
            self._shards.place(complete)
            waiting = (row for known in self._unfinished.values() for rows in known.values() for row in rows)
            self._shards.drop_unused(WORK, {file for *_, file, _, _ in waiting})
        if len(self._added) >= _DOCUMENTS or time.monotonic() - self._committed >= _SECONDS:
            self._commit()

    def _to_row(self, outcome: Outcome, record: Record) -> tuple[Any, ...]:
        place = (*self._shards.append(record.line), len(record.line))
        told = (to_blob(record.source), record.status, record.code, round(outcome.seconds, 3), outcome.attempts)
        return (*told, sha256(record.line).digest(), *place)

    def _commit(self) -> None:
        self._shards.commit()
        with store_errors(self.path), (self.path / MANIFEST).open("ab") as file:
            file.writelines(manifest_lines(self._store, self._added))
        self._added.clear()
        self._committed = time.monotonic()

    def finish(self) -> None:
        """All tasks are done: leave the shards and one line of the manifest for each document."""
        for shard in range(self._documents.shards()):
            self._shards.place(shard)
        replace_file(self.path, MANIFEST, manifest_lines(self._store))
        self._finished = True
        self._shards.close()
        for place in (RECORDS, WORK):
            self._shards.drop_unused(place)
        (self.path / _BEGUN).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self.path / WORK).rmdir()

    def records(self) -> Iterator[tuple[bytes, float]]:
        """After ``finish``: every record as a line, in order, and the seconds that reading took."""
        return self._shards.records()
