"""The run folder: records in shards, and a manifest from which a run that was killed goes on.

manifest.jsonl                  what became of each document, see ``manifest``
records/part-00000.jsonl ...    the records, in the order of the inputs; all else is derived from them
work/                           records whose shard is not complete; gone when the run is
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO

from gkml.batch.journal import Journal
from gkml.batch.manifest import Placed, Versions, outcomes_to_entries, read_entries
from gkml.batch.outcomes import Outcome, Task
from gkml.batch.resuming import Done
from gkml.batch.shards import Layout, compact_manifest, lay_out, write_shard
from gkml.errors import GkmlError, UsageError

__all__ = ["SHARD", "RunFolder"]

SHARD = 500
"""Inputs of a shard; of records of 100 kB it has 50 MB."""

_BEGUN = "work/begun.txt"


class RunFolder:
    """A run folder, held by one run at a time; to be used as a context manager.

    Args:
        path: the folder; made where it does not exist.
        resume: whether to go on with a run that it holds.
        shard: inputs of a shard.

    Raises:
        UsageError: it holds a run that is not to be resumed, or cannot be written.
        GkmlError: ``folder_in_use``; and from its methods ``unwritable_output``, for instance where the disk is full.
    """

    def __init__(self, path: Path, *, resume: bool = False, shard: int = SHARD) -> None:
        self.path = path
        self._resume, self._shard = resume, shard
        self._lock: IO[bytes] | None = None
        self._journal: Journal | None = None
        self._versions: Versions | None = None
        self._paths: Sequence[str] = ()
        self._layout = Layout()
        self._unfinished: dict[int, dict[int, list[Placed]]] = {}  # what is there of paths that are being read
        self._index: dict[str, int] = {}  # of paths that the manifest does not name yet

    def __enter__(self) -> RunFolder:
        try:
            for place in (self.path, self.path / "records", self.path / "work"):
                place.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self.path)
        except OSError as error:
            raise UsageError(f"the run folder {str(self.path)!r} cannot be written: {error.strerror}") from None
        if not self._resume and (self.path / "manifest.jsonl").exists():
            self._lock.close()
            raise UsageError(
                f"{str(self.path)!r} holds a run already; go on with it by --resume or --retry, or name another folder"
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._journal is not None:
                if not isinstance(error, GkmlError):  # after an interrupt what is done stays done
                    self._commit()
                self._journal.close()
        finally:
            if self._lock is not None:
                self._lock.close()

    def begin(self, paths: Sequence[str], versions: Versions, done: Done) -> Iterator[Task]:
        """Prepare for a run over ``paths``, each of which stands there once; the tasks that are left.

        What was being read when an earlier run was killed comes last: it may be what had the run killed, and what
        takes long would otherwise be all that runs ever come to that are killed often.

        Args:
            paths: all inputs, in order.
            versions: of the pipeline that reads them.
            done: what needs no reading, of ``find_done``; all else that the folder holds is forgotten.
        """
        self._paths, self._versions = paths, versions
        suspects = self._begun_paths().difference(done)
        with _output_errors():
            self._layout = lay_out(self.path, paths, done, self._shard)
            open_shards = self._layout.open
            waiting = [entry for found in open_shards.values() for entries in found.values() for entry in entries]
            self._journal = Journal(self.path, Counter(entry.records for entry in waiting))
            for number in [*open_shards]:
                self._complete(number)
        left = [Task(index, path) for index, path in enumerate(paths) if path not in done]
        return self._noted(sorted(left, key=lambda task: task.path in suspects))

    def _noted(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """The tasks, each noted when it is taken; the note need not outlive the machine, so nothing is synced."""
        with (self.path / _BEGUN).open("a", encoding="utf-8") as file:
            for task in tasks:
                with _output_errors():
                    file.write(json.dumps(task.path) + "\n")
                    file.flush()
                yield task

    def _begun_paths(self) -> set[str]:
        """Paths that an earlier run took to read."""
        found: set[str] = set()
        with contextlib.suppress(OSError, ValueError), (self.path / _BEGUN).open(encoding="utf-8") as file:
            for line in file:
                found.add(json.loads(line))
        return found

    def add(self, outcome: Outcome) -> None:
        """Take what was read; it is safe a second later at most, or after ``sync``."""
        assert self._journal is not None
        assert self._versions is not None
        index = outcome.task.index
        with _output_errors():
            documents = self._unfinished.setdefault(index, {})
            known = replace(outcome, records=())
            documents[outcome.member] = [
                (known, replace(record, line=b""), *self._journal.put(record.line), len(record.line))
                for record in outcome.records
            ]
            if len(documents) == outcome.members:
                del self._unfinished[index]
                self._index[outcome.task.path] = index
                placed = [one for member in sorted(documents) for one in documents[member]]
                self._journal.tell(outcomes_to_entries(placed, self._versions))
            if self._journal.due:
                self._commit()

    def finish(self) -> None:
        """All tasks are done: leave the shards and one line of the manifest for each document."""
        assert self._journal is not None
        self._commit()
        with _output_errors():
            self._journal.close()
            self._journal = None
            blocks = self._layout.blocks
            assert len(blocks) * self._shard >= len(self._paths)
            compact_manifest(self.path, [blocks[number] for number in sorted(blocks)])
            for path in (self.path / "work").iterdir():
                path.unlink()
            (self.path / "work").rmdir()

    def records(self) -> Iterator[tuple[bytes, float]]:
        """After ``finish``: every record as a line, in order, and the seconds that reading took."""
        with contextlib.ExitStack() as stack:
            name, file = "", None
            for entry in read_entries(self.path / "manifest.jsonl"):
                if file is None or entry.records != name:
                    stack.close()
                    name, file = entry.records, stack.enter_context((self.path / entry.records).open("rb"))
                yield file.read(entry.size), entry.seconds

    def _commit(self) -> None:
        """Make safe what was added, and put together the shards that are complete now."""
        assert self._journal is not None
        with _output_errors():
            numbers: set[int] = set()
            for entry in self._journal.sync():
                index = self._index[entry.input]
                number = index // self._shard
                self._layout.open.setdefault(number, {}).setdefault(index, []).append(entry)
                numbers.add(number)
            self._index.clear()
            for number in sorted(numbers):
                self._complete(number)

    def _complete(self, number: int) -> None:
        """Put a shard together if all its inputs are done."""
        assert self._journal is not None
        found = self._layout.open[number]
        if len(found) < len(self._paths[number * self._shard : (number + 1) * self._shard]):
            return
        entries = [entry for index in sorted(found) for entry in found[index]]
        placed = write_shard(self.path, number, entries)
        self._layout.blocks[number] = self._journal.append(placed)
        del self._layout.open[number]
        self._journal.drop([entry.records for entry in entries])


def _lock(folder: Path) -> IO[bytes]:
    """Hold the folder as long as the file is open; the system lets go of it when the process ends, however it ends.

    Raises:
        GkmlError: ``folder_in_use``.
    """
    file = (folder / ".lock").open("ab")
    try:
        import fcntl
    except ImportError:  # Windows
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise GkmlError(
            f"another run is writing to {str(folder)!r}; wait for it, or name another folder", code="folder_in_use"
        ) from None
    except OSError:
        pass  # a file system that knows no locks
    return file


@contextlib.contextmanager
def _output_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GkmlError(
            f"the run folder cannot be written: {error.strerror or error}; mend that and go on with --resume",
            code="unwritable_output",
        ) from error
