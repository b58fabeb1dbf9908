"""The engine: inputs to outcomes, by worker processes of this machine or by this process itself.

Tasks are taken when workers are about to be free, so nothing runs ahead of whoever takes the outcomes. The members of
an archive are tasks of their own, shared among all workers.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from gkml.batch.configuration import LoadedPipeline, WorkerConfiguration
from gkml.batch.ordering import Ordering
from gkml.batch.outcomes import Outcome, Record, Task
from gkml.errors import GkmlError
from gkml.pool.pool import Job, Pool, PoolConfiguration
from gkml.readers.sources import Source, file_hash

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline

__all__ = ["LocalEngine", "failed_record", "open_in_place", "open_workers"]

_SLACK = 800_000_000  # bytes of addresses that the model and the solver take, where workers load them for themselves


class _Submit(Protocol):
    """Does tasks: ``Pool``, or this process."""

    def loaded(self) -> dict[str, Any]: ...

    def submit(self, head: Mapping[str, Any], blob: bytes = b"", *, seconds: float, memory: int) -> Job: ...

    def close(self) -> None: ...


class LocalEngine:
    """Reads inputs; to be used as a context manager, or closed. See ``Engine``.

    Args:
        configuration: of the workers.
        pool: does the tasks.
        ahead: documents that may be on their way at once.
    """

    def __init__(self, configuration: WorkerConfiguration, pool: _Submit, ahead: int) -> None:
        self.configuration = configuration
        self._pool = pool
        self._ahead = ahead
        self._loaded: LoadedPipeline | None = None

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, at once."""
        self._pool.close()

    def loaded(self) -> LoadedPipeline:
        """What the workers have loaded; waits until they have.

        Raises:
            GkmlError: the pipeline cannot be loaded.
        """
        if self._loaded is None:
            self._loaded = LoadedPipeline.from_plain(self._pool.loaded())
        return self._loaded

    def read_source(self, source: Source) -> Outcome:
        """The outcome of one document, as it is; from any thread.

        Raises:
            GkmlError: ``worker_lost``, no worker can be had any more.
        """
        document = _Document.of_source(source)
        found = self._result(document, self._submit(document))
        assert isinstance(found, Outcome)
        return found

    def read(self, tasks: Iterable[Task], *, in_order: bool = True) -> Iterator[Outcome]:
        """The outcomes of tasks, in their order or as they come; see ``Engine``.

        Raises:
            GkmlError: ``worker_lost``, no worker can be had any more.
        """
        reading = _Reading(enumerate(tasks))
        try:
            while True:
                while len(reading.jobs) < self._ahead and (document := reading.next_document()) is not None:
                    job = self._submit(document)
                    reading.jobs[job] = document
                    job.add_done_callback(reading.done.put)  # type: ignore[arg-type]
                if not reading.jobs:
                    return
                job = reading.done.get()
                document = reading.jobs.pop(job)
                found = self._result(document, job)
                if not isinstance(found, Outcome):
                    reading.members.extend(found)
                elif in_order:
                    yield from reading.ordering.put(document.number, found)
                else:
                    yield found
        finally:
            reading.ordering.close()

    def _submit(self, document: _Document) -> Job:
        limits = self.configuration.settings.limits
        return self._pool.submit(document.head, document.blob, seconds=limits.seconds, memory=limits.memory_bytes)

    def _result(self, document: _Document, job: Job) -> Outcome | list[_Document]:
        """What became of a document, or the documents that it holds."""
        try:
            head, blob = job.result()
        except GkmlError as error:
            if error.code == "worker_lost":
                raise
            return self._give_up(document, job, error)
        if "members" in head:
            members = head["members"]
            return [document.holding(number, member, len(members)) for number, member in enumerate(members)]
        document.forget()
        records, at = [], 0
        for told in head["records"]:
            size = told.pop("size")
            records.append(Record(**told, line=blob[at : at + size]))
            at += size
        hashes = (head["sha256"], head["input_sha256"])
        place = (document.task, document.member, document.members)
        return Outcome(*place, *hashes, tuple(records), head["seconds"], job.attempts)

    def _give_up(self, document: _Document, job: Job, error: GkmlError) -> Outcome:
        """The outcome of a document that cost its workers."""
        head = document.head
        if "input_sha256" in head:
            hashes = (head["sha256"], head["input_sha256"])
        elif "path" in head:
            hashes = (file_hash(head["path"], self.configuration.settings.limits),) * 2
        else:
            hashes = (hashlib.sha256(document.blob).hexdigest(),) * 2
        document.forget()
        seconds = time.perf_counter() - document.began
        place = (document.task, document.member, document.members)
        record = failed_record(head["name"], hashes[0], error, self.loaded(), self.configuration)
        return Outcome(*place, *hashes, (record,), seconds, job.attempts)


@dataclass(slots=True, eq=False)
class _Document:
    """An input, or a member of one that is an archive, on its way."""

    number: int  # of its task among those that were begun
    task: Task
    head: dict[str, Any]
    blob: bytes = b""
    member: int = 0
    members: int = 1
    began: float = field(default_factory=time.perf_counter)

    @classmethod
    def of(cls, number: int, task: Task) -> _Document:
        """The document of a task."""
        if task.data is None:
            return cls(number, task, {"name": task.path, "path": task.path})
        if isinstance(task.data, bytes):
            return cls(number, task, {"name": task.path}, task.data)
        return replace(cls.of_source(Source(task.path, b"", None, None, task.data)), number=number, task=task)

    @classmethod
    def of_source(cls, source: Source) -> _Document:
        """What is not to be opened any more."""
        head: dict[str, Any] = {"name": source.name, "sha256": source.sha256, "input_sha256": source.file_sha256}
        if source.error is not None:
            head["error"] = {"code": source.error.code, "message": source.error.message}
        return cls(0, Task(0, source.name), head, source.data)

    def holding(self, number: int, head: dict[str, Any], members: int) -> _Document:
        """A member of it."""
        return _Document(self.number, self.task, head, member=number, members=members)

    def forget(self) -> None:
        """The file of a member is needed no more; the folder goes with the last one."""
        if "input_sha256" in self.head and "path" in self.head:
            with contextlib.suppress(OSError):
                os.unlink(self.head["path"])
                os.rmdir(os.path.dirname(self.head["path"]))


@dataclass(slots=True)
class _Reading:
    """How far reading has come."""

    tasks: Iterator[tuple[int, Task]]
    members: deque[_Document] = field(default_factory=deque)
    jobs: dict[Job, _Document] = field(default_factory=dict)
    done: queue.SimpleQueue[Job] = field(default_factory=queue.SimpleQueue)
    ordering: Ordering = field(default_factory=Ordering)

    def next_document(self) -> _Document | None:
        """What is to be read next; None where there is nothing, or nothing new may be begun."""
        if self.members:
            return self.members.popleft()
        if not self.ordering.has_room or (taken := next(self.tasks, None)) is None:
            return None
        return _Document.of(*taken)


def failed_record(
    source: str, sha256: str | None, error: GkmlError, loaded: LoadedPipeline, configuration: WorkerConfiguration
) -> Record:
    """The record of an input that cannot be read, or that costs its workers."""
    from gkml.batch.worker import report_to_payload, report_to_plain
    from gkml.failures import failed_report

    known = (loaded.provenance, loaded.tables, loaded.notices)
    report = failed_report(source, sha256, error, *known)
    payload = report_to_payload(exact=configuration.exact, with_text=configuration.with_text)(report)
    return Record(**report_to_plain(report), line=payload)


def open_workers(configuration: WorkerConfiguration) -> LocalEngine:
    """An engine with worker processes; they load while this process goes on.

    Raises:
        UsageError: this system has no such processes.
        GkmlError: ``worker_lost``, none can be started.
    """
    pool = PoolConfiguration(
        start="gkml.batch.worker:start",
        options=configuration.to_plain(),
        workers=configuration.workers,
        tasks=configuration.documents,
        growth=configuration.growth,
        grace=configuration.grace,
        slack=0 if configuration.warm else _SLACK,
    )
    # one waits for each worker, and one for the time that it takes to hear and send
    return LocalEngine(configuration, Pool(pool), 2 * configuration.workers + 2)


def open_in_place(configuration: WorkerConfiguration, load: Callable[[], Pipeline] | None = None) -> LocalEngine:
    """An engine that reads in this process, without limits of time and memory.

    Args:
        configuration: what it reads and writes.
        load: makes the pipeline, where it is not the one of the settings.
    """
    return LocalEngine(configuration, _InPlace(configuration, load), 1)


class _InPlace:
    """Does tasks at once; stands where a ``Pool`` may stand."""

    def __init__(self, configuration: WorkerConfiguration, load: Callable[[], Pipeline] | None) -> None:
        from gkml.batch.worker import describe_pipeline, read_tasks
        from gkml.pipeline import load_pipeline

        pipeline = load() if load is not None else load_pipeline(configuration.settings)
        self._folder = tempfile.mkdtemp(prefix="gkml-")
        self._handler = read_tasks(configuration, pipeline, self._folder)
        self._loaded = describe_pipeline(pipeline).to_plain()

    def loaded(self) -> dict[str, Any]:
        return self._loaded

    def submit(self, head: Mapping[str, Any], blob: bytes = b"", *, seconds: float, memory: int) -> Job:
        job = Job(head, blob, seconds, memory)
        job.set_result(self._handler(head, blob))
        return job

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
