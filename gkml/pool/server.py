"""The fork server: loads once, forks workers, gives them tasks, and ends those that take too long or too much.

Messages of the parent: one order with what to load, then ``{id, task, seconds, spent, memory, fresh}`` for each task.
Answers: ``folder`` and ``ready``, or ``failed`` where no worker can be; then for each task ``reply``, ``error`` or
``lost``.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import shutil
import signal
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from typing import IO, Any

from gkml.pool.messages import Message, read_message, write_message
from gkml.pool.processes import end_in_words, end_with_parent, held_memory, is_threaded, kill_group
from gkml.pool.worker import FAULT, NO_MEMORY, Handler, error_to_plain, find_function, work

__all__ = ["serve"]

_FORK_AGAIN = 0.2  # seconds after which a fork that failed is tried again
_FORK_SECONDS = 5.0  # for which it is
_NEVER = float("inf")
_LOAD_SECONDS = 300.0  # that a worker may take that has to load for itself


def serve() -> None:
    """Serve until the parent is gone; nothing that was started stays."""
    source, sink = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)  # what native code prints must not end up in an answer
    os.close(nothing)
    if (message := read_message(source)) is None:
        return
    server = _Server(message[0], source, sink)
    try:
        server.run()
    except OSError:
        pass  # the parent is gone
    finally:
        server.close()


@dataclass(slots=True, eq=False)
class _Worker:
    """A worker process, and the task it has."""

    pid: int
    sink: IO[bytes]
    source: IO[bytes]
    folder: str
    held: int  # bytes of memory that it was forked with
    task: int | None = None
    tasks: int = 0
    began: float = 0.0  # its task, with the time of earlier attempts before it
    deadline: float = _NEVER
    seconds: float = 0.0
    memory: int = 0
    expired: bool = False
    loading: bool = False


class _Server:
    def __init__(self, order: dict[str, Any], source: IO[bytes], sink: IO[bytes]) -> None:
        self._order, self._source, self._sink = order, source, sink
        self._folder = order["folder"] or tempfile.mkdtemp(prefix="gkml-")
        os.makedirs(self._folder, mode=0o700, exist_ok=True)  # one before this one may have removed it
        self._handler: Handler | None = None
        self._workers: set[_Worker] = set()
        self._waiting: deque[Message] = deque()
        self._selector = selectors.DefaultSelector()
        self._selector.register(source, selectors.EVENT_READ)
        self._failing: float | None = None  # since when forks fail
        self._introduced = False

    def run(self) -> None:
        write_message(self._sink, {"folder": self._folder})
        if self._order["preload"] and not self._load():
            return
        while True:
            if not self._assign():
                return
            for key, _ in self._selector.select(self._patience()):
                if key.data is not None:
                    self._hear(key.data)
                elif (message := read_message(self._source)) is not None:
                    self._waiting.append(message)
                else:
                    return
            self._enforce()

    def close(self) -> None:
        """End everything."""
        for worker in [*self._workers]:
            self._collect(worker)
        shutil.rmtree(self._folder, ignore_errors=True)

    # -----------------------------------------------------------------------------------------------------------------
    # Loading

    def _load(self) -> bool:
        """Load what workers need, once for all; whether they can be forked then."""
        head, self._handler = _start(self._order, self._folder)
        if self._handler is not None and is_threaded():
            head = {"threaded": True}  # a fork would lack the threads, and perhaps wait for what they hold
        gc.collect()
        gc.freeze()  # what is loaded stays; the collector need not look at it again
        self._introduced = True
        write_message(self._sink, head)
        return "ready" in head

    # -----------------------------------------------------------------------------------------------------------------
    # Tasks

    def _assign(self) -> bool:
        """Give out tasks that wait; False where no worker can be had."""
        if not self._introduced and not self._workers and not self._fork():
            return self._may_try_again()
        while self._waiting:
            worker = self._free(fresh=self._waiting[0][0]["fresh"])
            if worker is None:
                return self._may_try_again()
            head, blob = self._waiting.popleft()
            worker.task, worker.tasks = head["id"], worker.tasks + 1
            worker.began = time.monotonic() - head["spent"]
            self._allow(worker, head["seconds"], head["memory"])
            with contextlib.suppress(OSError):  # it has ended, which is heard
                write_message(worker.sink, {"task": head["task"], "memory": head["memory"]}, blob)
        return True

    def _free(self, *, fresh: bool) -> _Worker | None:
        """A worker without a task, ``fresh`` or not; None where all are busy, or none can be forked."""
        idle = [worker for worker in self._workers if worker.task is None and not worker.loading]
        fitting = [worker for worker in idle if not (fresh and worker.tasks)]
        if fitting:
            return fitting[0]
        if len(self._workers) >= self._order["workers"]:
            if not idle:
                return None
            self._collect(idle[0])
        worker = self._fork()
        return None if worker is None or worker.loading else worker

    def _allow(self, worker: _Worker, seconds: float, memory: int) -> None:
        worker.seconds, worker.memory = seconds, memory
        worker.deadline = worker.began + seconds + self._order["grace"]

    def _may_try_again(self) -> bool:
        """False where forks have failed for too long and nothing else goes on."""
        if self._failing is None or self._workers or time.monotonic() - self._failing < _FORK_SECONDS:
            return True
        message = "no worker process can be forked; check the limits of processes and memory (ulimit -u)"
        write_message(self._sink, {"failed": {"code": "worker_lost", "message": message}})
        return False

    def _hear(self, worker: _Worker) -> None:
        """What a worker says: what it has loaded, a reply, a wish for more; or that it has ended."""
        message = None
        with contextlib.suppress(ValueError):  # of a message that is none
            message = read_message(worker.source)
        if message is None:
            self._remove(worker)
            return
        head, blob = message
        if "extend" in head:
            self._allow(worker, head["extend"], head["allowed"])
        elif worker.loading:
            worker.loading, worker.deadline = False, _NEVER
            if not self._introduced or "failed" in head:
                self._introduced = True
                write_message(self._sink, head)
        else:
            head["id"], worker.task, worker.deadline = worker.task, None, _NEVER
            grown = head.pop("memory") - worker.held > self._order["growth"]
            write_message(self._sink, head, blob)
            if grown or worker.tasks >= self._order["tasks"]:
                self._collect(worker)

    def _enforce(self) -> None:
        """End what takes too long."""
        now = time.monotonic()
        for worker in [worker for worker in self._workers if worker.deadline < now]:
            worker.expired = True
            self._remove(worker)

    def _patience(self) -> float | None:
        """Seconds until something is to be looked at that nobody tells."""
        if self._failing is not None and (self._waiting or not self._introduced):
            return _FORK_AGAIN
        first = min((worker.deadline for worker in self._workers), default=_NEVER)
        return None if first == _NEVER else max(0.0, first - time.monotonic()) + 0.001

    # -----------------------------------------------------------------------------------------------------------------
    # Workers

    def _fork(self) -> _Worker | None:
        """A new worker; None where there is none to be had now."""
        with contextlib.ExitStack() as undo:
            try:
                folder = tempfile.mkdtemp(dir=self._folder)
                undo.callback(os.rmdir, folder)
                ends = [*os.pipe(), *os.pipe()]
                for descriptor in ends:
                    undo.callback(os.close, descriptor)
                pid = os.fork()
            except OSError:
                self._failing = self._failing or time.monotonic()
                return None
            undo.pop_all()
        tasks, sink, source, replies = ends
        if not pid:
            self._live(tasks, replies, folder)
        os.close(tasks)
        os.close(replies)
        self._failing = None
        worker = _Worker(pid, os.fdopen(sink, "wb", 0), os.fdopen(source, "rb", 0), folder, held_memory())
        if self._handler is None:
            worker.loading, worker.deadline = True, time.monotonic() + _LOAD_SECONDS
        self._workers.add(worker)
        self._selector.register(worker.source, selectors.EVENT_READ, worker)
        return worker

    def _live(self, tasks: int, replies: int, folder: str) -> None:
        """The life of a worker; it does not come back."""
        code = FAULT
        try:
            end_with_parent()
            os.setpgid(0, 0)
            self._selector.close()
            for file in (self._source, self._sink, *(end for one in self._workers for end in (one.sink, one.source))):
                file.close()
            os.environ["TMPDIR"], tempfile.tempdir = folder, None
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            with os.fdopen(tasks, "rb", 0) as source, os.fdopen(replies, "wb", 0) as sink:
                handler = self._handler
                if handler is None:
                    head, handler = _start(self._order, self._folder)
                    write_message(sink, head)
                if handler is not None:
                    work(handler, source, sink, self._order["slack"])
            code = 0
        finally:
            os._exit(code)

    def _remove(self, worker: _Worker) -> None:
        """Collect a worker that was lost, and tell what with it."""
        code, most = self._collect(worker)
        if worker.loading and not self._introduced:
            message = f"a worker process ended before it was ready ({end_in_words(code)}); check the installation"
            self._introduced = True
            write_message(self._sink, {"failed": {"code": "worker_lost", "message": message}})
        if worker.task is None:
            return
        # Native code ends itself where it gets no memory; the kernel ends with SIGKILL what takes too much of it.
        starved = code in (NO_MEMORY, -signal.SIGKILL) or most - worker.held > worker.memory // 2
        reason = "timeout" if worker.expired else ("out_of_memory" if starved else "crashed")
        limits = {"seconds": worker.seconds, "memory": worker.memory}
        certain = worker.expired or (code == NO_MEMORY and worker.tasks == 1)  # another worker would end as this one
        told = {"lost": reason, "end": end_in_words(code), "certain": certain, "spent": time.monotonic() - worker.began}
        write_message(self._sink, {"id": worker.task, **told, **limits})

    def _collect(self, worker: _Worker) -> tuple[int, int]:
        """End a worker and what it started; its exit code, and the most bytes of memory that it held."""
        self._workers.discard(worker)
        self._selector.unregister(worker.source)
        kill_group(worker.pid)  # what has ended keeps its code
        _, status, usage = os.wait4(worker.pid, 0)
        worker.sink.close()
        worker.source.close()
        shutil.rmtree(worker.folder, ignore_errors=True)
        scale = 1 if os.uname().sysname == "Darwin" else 1024
        return os.waitstatus_to_exitcode(status), usage.ru_maxrss * scale


def _start(order: dict[str, Any], folder: str) -> tuple[dict[str, Any], Handler | None]:
    """Load what workers need: what they have loaded, or why nothing, and what does tasks."""
    try:
        loaded, handler = find_function(order["start"])(order["options"], folder)
    except Exception as error:
        plain = error_to_plain(error)
        if plain["code"] == "internal_error":
            plain["message"] = f"a worker process cannot load ({type(error).__name__}: {error}); check the installation"
        return {"failed": plain}, None
    return {"ready": loaded}, handler
