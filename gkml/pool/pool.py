"""The pool: tasks in, futures out; the fork server and the workers behind it may be lost at any time."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import threading
import weakref
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from gkml.errors import GkmlError, InputError, UsageError
from gkml.pool.launching import ServerProcess
from gkml.pool.messages import Message, read_message, write_message

__all__ = ["Job", "Pool", "PoolConfiguration", "can_fork", "plain_to_error", "usable_cpus"]

_LOSSES = 3  # fork servers that may be lost one after another without a task being done
_LOAD_SECONDS = 600.0  # to load a pipeline; some seconds on an idle machine, far more where others swap


def usable_cpus() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether this system has what a pool needs."""
    return hasattr(os, "fork") and bool(sys.executable)


@dataclass(frozen=True, slots=True)
class PoolConfiguration:
    """How a pool works.

    Attributes:
        start: ``module:function`` from ``options`` and a folder for files, which ends with the pool, to what is loaded
            in short (see ``Pool.loaded``) and to a ``Handler``, which does the tasks.
        options: plain data.
        workers: how many processes at most; each is forked when there is a task for it.
        tasks: after which a worker is replaced.
        growth: bytes of memory that a worker may keep beside what it was forked with, before it is replaced.
        grace: seconds beside the limit of a task after which its worker is ended.
        slack: bytes that a worker may take beside the limit of its task, for what is loaded only when it is needed.
    """

    start: str
    options: Mapping[str, Any]
    workers: int
    tasks: int = 2000
    growth: int = 400_000_000
    grace: float = 0.0
    slack: int = 0


class Job(Future[Message]):
    """A task that was given to a pool, and what becomes of it; ``attempts`` tells how often it was begun."""

    def __init__(self, head: Mapping[str, Any], blob: bytes, seconds: float, memory: int) -> None:
        super().__init__()
        self.head, self.blob = head, blob
        self.seconds, self.memory = seconds, memory
        self.attempts = 1
        self.spent = 0.0  # seconds of earlier attempts
        self.first: Mapping[str, Any] | None = None  # what became of the first attempt
        self.losses = 0  # of the fork server while it was there

    def to_message(self, number: int) -> Message:
        """As the fork server takes it."""
        limits = {"seconds": self.seconds, "spent": self.spent, "memory": self.memory, "fresh": self.attempts > 1}
        return {"id": number, "task": self.head, **limits}, self.blob

    def may_be_repeated(self, head: Mapping[str, Any]) -> bool:
        """Whether it gets another attempt after it was lost, in the time that is left of its limit; it takes note."""
        if self.attempts > 1 or head.get("certain", True) or head["spent"] >= self.seconds:
            return False
        self.attempts, self.spent, self.first = 2, head["spent"], head
        return True

    def settle(self, head: Mapping[str, Any], blob: bytes) -> None:
        """What became of it, as the fork server tells."""
        if "reply" in head:
            self.set_result((head["reply"], blob))
        elif "error" in head:
            self.set_exception(plain_to_error(head["error"]))
        else:  # a second attempt that had no time left says less than the first
            self.set_exception(_lost_error(**(self.first if self.first and head["lost"] == "timeout" else head)))


class Pool:
    """Worker processes for tasks of one kind; from any thread, until it is closed.

    A worker that a task ends, or that takes too long or too much memory, is replaced, and the others go on. The task is
    done once more in a fresh worker, in the time that is left of its limit, from which the answer counts; one that took
    too long, or too much of a fresh worker, is not. Where the fork server is lost, another one goes on with what was
    not done, one task after another until it is known that none of them is to blame.

    Raises:
        UsageError: this system cannot fork.
        GkmlError: ``worker_lost``, no process can be started.
    """

    def __init__(self, configuration: PoolConfiguration) -> None:
        if not can_fork():
            raise UsageError("worker processes need a system that can fork; read in this process (--workers 0)")
        self.configuration = configuration
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._sent: dict[int, Job] = {}
        self._suspects: set[Job] = set()  # that were there when a fork server was lost
        self._number = self._losses = 0
        self._preload, self._ready, self._closed = True, False, False
        self._failure: GkmlError | None = None
        self._loaded: Future[dict[str, Any]] = Future()
        self._folder = ""
        self._server = ServerProcess.start(self._order())
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._send, self._receive)]
        for thread in self._threads:
            thread.start()
        _open.add(self)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def loaded(self) -> dict[str, Any]:
        """What is loaded; waits until it is.

        Raises:
            GkmlError: it cannot be loaded, or no worker can be had.
        """
        try:
            return self._loaded.result(_LOAD_SECONDS)
        except TimeoutError:
            raise GkmlError(f"no worker process was ready in {_LOAD_SECONDS:g} s", code="worker_lost") from None

    def submit(self, head: Mapping[str, Any], blob: bytes = b"", *, seconds: float, memory: int) -> Job:
        """Have a task done.

        Args:
            head, blob: what the handler gets.
            seconds: that it may take, all attempts together.
            memory: bytes that it may take beside what it has.

        Returns:
            A future with what the handler returns. It raises ``InputError`` with the code ``timeout``,
            ``out_of_memory`` or ``crashed``, or the ``GkmlError`` of the handler, or ``worker_lost``.
        """
        job = Job(head, blob, seconds, memory)
        with self._changed:
            failure = _CLOSED if self._closed else self._failure
            if failure is None:
                self._waiting.append(job)
                self._changed.notify_all()
        if failure is not None:
            job.set_exception(failure)
        return job

    @property
    def failed(self) -> bool:
        """Whether it does no tasks any more."""
        return self._closed or self._failure is not None

    def close(self) -> None:
        """End all processes, at once; what was not done fails."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            server = self._server
            self._changed.notify_all()
        if not self._ready:  # it would end only when it has loaded
            server.kill()
        sender, receiver = self._threads
        sender.join()
        server.end()
        receiver.join()
        self._server.end()  # it may be another one by now
        self._server.source.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._fail(_CLOSED)

    def abandon(self) -> None:
        """In a fork of the process that the pool belongs to: use it no more."""
        _open.discard(self)
        self._closed = True
        self._server.abandon()

    # -----------------------------------------------------------------------------------------------------------------
    # Threads: one sends, one receives, so that neither side waits for the other with full pipes

    def _send(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._may_send())
                if self._closed:
                    return
                job, server = self._waiting.popleft(), self._server
                self._number += 1
                self._sent[self._number] = job
                message = job.to_message(self._number)
            with contextlib.suppress(OSError, ValueError):  # the server is lost, which is heard
                write_message(server.sink, *message)

    def _may_send(self) -> bool:
        """Whether a task may go: as many as there are workers wait with the fork server; suspects go one at a time."""
        room = 1 if self._suspects else 2 * self.configuration.workers
        return self._ready and bool(self._waiting) and len(self._sent) < room

    def _receive(self) -> None:
        while True:
            message = None
            with contextlib.suppress(OSError, ValueError):
                message = read_message(self._server.source)
            if message is not None:
                self._take(*message)
            elif not self._go_on():
                return

    def _take(self, head: dict[str, Any], blob: bytes) -> None:
        """What the fork server says."""
        if "id" in head:
            self._settle(head, blob)
        elif "folder" in head:
            self._folder = head["folder"]
        elif "failed" in head:
            self._fail(plain_to_error(head["failed"]))
        elif "threaded" in head:
            self._preload = False  # the next server lets each worker load for itself
        else:
            with self._changed:
                self._ready = True
                self._changed.notify_all()
            if not self._loaded.done():
                self._loaded.set_result(head["ready"])

    def _settle(self, head: dict[str, Any], blob: bytes) -> None:
        """What became of a task."""
        with self._changed:
            job = self._sent.pop(head["id"])
            again = job.may_be_repeated(head)
            if again:
                self._waiting.appendleft(job)
            else:
                self._suspects.discard(job)
                self._losses = 0
            self._changed.notify_all()
        if not again:
            job.settle(head, blob)

    def _go_on(self) -> bool:
        """Have another fork server, as one was lost; False where there is to be none."""
        lost = self._server
        lost.process.wait()
        with self._changed:
            if self._closed:
                return False
            self._ready = False
            self._losses += self._preload or bool(self._sent) or self._loaded.done()
            sent = [*self._sent.values()]
            self._sent.clear()
            for job in sent:
                job.losses, job.attempts = job.losses + 1, 2
            guilty = sent[0] if len(sent) == 1 and sent[0].losses > 1 else None
            if guilty is None:
                self._waiting.extendleft(reversed(sent))
                self._suspects.update(sent)
            else:
                self._suspects.discard(guilty)
                self._losses = 0
        if guilty is not None:
            guilty.set_exception(_lost_error("crashed", "it ended the process that starts workers"))
        lost.source.close()
        with contextlib.suppress(OSError):
            lost.sink.close()
        if self._losses > _LOSSES:
            self._fail(GkmlError(_NO_SERVER.format(self._losses), code="worker_lost"))
        return self._failure is None and self._start_again()

    def _start_again(self) -> bool:
        try:
            server = ServerProcess.start(self._order())
        except GkmlError as error:
            self._fail(error)
            return False
        with self._changed:
            self._server = server
            if self._closed:
                server.kill()  # whoever closes the pool waits for it
        return True

    def _order(self) -> dict[str, Any]:
        return {**asdict(self.configuration), "folder": self._folder, "preload": self._preload}

    def _fail(self, error: GkmlError) -> None:
        """Nothing more will be done."""
        with self._changed:
            self._failure = self._failure or error
            jobs = [*self._sent.values(), *self._waiting]
            self._sent.clear()
            self._waiting.clear()
        if not self._loaded.done():
            self._loaded.set_exception(error)
        for job in jobs:
            job.set_exception(error)


_CLOSED = GkmlError("the worker pool was closed", code="worker_lost")
_NO_SERVER = (
    "the process that starts workers was ended {} times; check the free memory, take fewer workers, or read in this "
    "process (--workers 0)"
)
_open: weakref.WeakSet[Pool] = weakref.WeakSet()


def plain_to_error(plain: Mapping[str, Any]) -> GkmlError:
    """The inverse of ``worker.error_to_plain``."""
    kind = UsageError if plain.get("usage") else InputError if plain.get("input") else GkmlError
    return kind(plain["message"], code=plain["code"])


def _lost_error(lost: str, end: str, seconds: float = 0.0, memory: int = 0, **_: Any) -> InputError:
    """What a record says of an input that cost its workers."""
    if lost == "timeout":
        message = (
            f"reading took longer than the limit of {seconds:g} s; split the file or raise Limits.seconds (--timeout)"
        )
    elif lost == "out_of_memory":
        message = (
            f"reading needs more memory than the limit of {memory:,} bytes; split the file or raise "
            "Limits.memory_bytes (--memory)"
        )
    else:
        message = f"reading ended its process ({end}); save the file in another format"
    return InputError(message, code=lost)


def _close_all() -> None:
    for pool in [*_open]:
        pool.close()


def _abandon_all() -> None:
    for pool in [*_open]:
        pool.abandon()


atexit.register(_close_all)
if can_fork():
    os.register_at_fork(after_in_child=_abandon_all)
