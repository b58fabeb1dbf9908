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
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO

from gkml.batch.claiming import LOCK, MANIFEST, Outputs, check_folder, is_run_folder, lock_folder, mark_run
from gkml.batch.documents import Documents, Placed, Retry
from gkml.batch.manifest import Options, manifest_lines, name_differences
from gkml.batch.outcomes import Event, Outcome, Task
from gkml.batch.progress import Tally
from gkml.batch.shards import WORK, Shards, sync_folder
from gkml.batch.store import DATABASE, Store, store_errors
from gkml.errors import GkmlError, UsageError
from gkml.output.folders import MARK

__all__ = ["SHARD", "Begun", "RunFolder"]

SHARD = 500
"""Documents of a shard; of records of 100 kB it has 50 MB."""

_SYNC = 1.0  # seconds after which what was done is made safe from a loss of power; a sync takes some milliseconds


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
        self._options = 0  # number of the options of this run; 0 before it begins
        self._unfinished: dict[int, list[Placed]] = {}  # what is there of documents that are being read
        self._manifest: BinaryIO | None = None
        self._synced = time.monotonic()
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
                mark_run(self.path)
        self._store = Store(self.path)
        try:
            if not self._resume and self._store.first("SELECT 1 FROM document"):
                raise UsageError(
                    f"{str(self.path)!r} holds a run already; go on with it by --resume or --retry, or name another "
                    "folder"
                )
            self._documents = Documents(self._store, self._shard)
            self.outputs = Outputs(self.path, self._store)
            self.outputs.check(self._names)
        except BaseException:
            self._store.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._options and not isinstance(error, GkmlError):  # after an interrupt what is done stays done
                self._leave()
        finally:
            with contextlib.suppress(GkmlError) if error else contextlib.nullcontext():
                self._store.close()
            if not self._options and self._fresh:
                self._unmake()
            self._lock.close()

    def _leave(self) -> None:
        if self._manifest is not None:
            self._close_manifest()
            self._write_manifest()
        self._shards.sync()
        self._shards.close()

    def _unmake(self) -> None:
        """Nothing was begun in a folder that was not ours before."""
        for name in (MARK, DATABASE, LOCK):
            (self.path / name).unlink(missing_ok=True)
        if self._made:
            with contextlib.suppress(OSError):
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
        documents = self._documents
        with self._store.transaction():
            if not number:
                number = self._store.do("INSERT INTO options (plain) VALUES (?)", json.dumps(options, sort_keys=True))
            again = documents.forget_records(damaged)
            documents.name(chain(paths, again), number, "all" if redo else retry, file_hash)
            self._shards.check_way()
        self._options = number
        self._shards.drop_unused()
        self._write_manifest()
        self._manifest = (self.path / MANIFEST).open("ab")
        return Begun(documents.left(), documents.done(), tuple(self._notes(damaged)))

    def _number_of(self, options: Options, *, redo: bool) -> int:
        """The number of options in the database; 0 where they are new."""
        row = self._store.first("SELECT id, plain FROM options ORDER BY id DESC LIMIT 1")
        if row is None:
            return 0
        differences = name_differences(json.loads(row[1]), options)
        if differences and not redo:
            raise UsageError(
                f"{str(self.path)!r} was made with other options ({'; '.join(differences)}); read with those, name "
                "another folder, or have its documents read again with --redo"
            )
        return 0 if differences else int(row[0])

    def _notes(self, damaged: Collection[int]) -> Iterator[str]:
        if damaged:
            yield f"records of {len(damaged):,} inputs are damaged or missing; these inputs are read again"
        if self._documents.unreadable:
            yield f"{self._documents.unreadable:,} inputs cannot be read now; their records stay as they are"
        others = self._documents.made_otherwise(self._options)
        if others:
            yield f"{others:,} inputs that are not named stay as they were read with other options"

    def tasks(self) -> Iterator[Task]:
        """What is left to be read; the index of a task is the number of its document."""
        return self._documents.tasks()

    def add(self, event: Event) -> None:
        """Take what was read; a document is safe from a kill when its ``Finished`` is in."""
        number = event.task.index
        if isinstance(event, Outcome):
            file, offset = self._shards.append(event.payload)
            digest = sha256(event.payload).digest()
            placed = Placed(replace(event, payload=b""), file, offset, len(event.payload), digest)
            self._unfinished.setdefault(number, []).append(placed)
            return
        complete = self._documents.put(event, self._options, self._unfinished.pop(number, []))
        with store_errors(self.path):
            assert self._manifest is not None
            self._manifest.writelines(manifest_lines(self._store, number))
            self._manifest.flush()
        if complete is not None:
            self._shards.place(complete)
        if time.monotonic() - self._synced >= _SYNC:
            self._shards.sync()
            self._store.sync()
            self._synced = time.monotonic()

    def finish(self) -> None:
        """All tasks are done: leave the shards and one line of the manifest for each document."""
        for shard in range(self._documents.shards()):
            self._shards.place(shard)
        self._close_manifest()
        self._write_manifest()
        self._shards.remove_work()

    def records(self) -> Iterator[tuple[bytes, float]]:
        """After ``finish``: every record as a line, in order, and the seconds that reading took."""
        return self._shards.records()

    def _write_manifest(self) -> None:
        """From the database, in place of the one that is there."""
        part = self.path / WORK / f"{MANIFEST}.part"
        with store_errors(self.path):
            part.unlink(missing_ok=True)
            with part.open("xb") as file:
                file.writelines(manifest_lines(self._store))
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self.path / MANIFEST)
            sync_folder(self.path)

    def _close_manifest(self) -> None:
        manifest, self._manifest = self._manifest, None
        if manifest is not None:
            with store_errors(self.path):
                manifest.close()
