"""How workers come to be: each loads its pipeline for itself, or all are forks of one process that has loaded it.

A fork is ready in milliseconds and shares the memory of what is loaded, so a report that costs its worker costs little
else. It takes Linux, and a process without threads: where the loaded one has any, workers load for themselves.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import sys
import tempfile
import threading
from dataclasses import dataclass
from typing import Any, Final, Protocol

from gkml.batch.plan import Introduction, Plan
from gkml.batch.worker import Loaded, end_with_parent, load, read_paths
from gkml.children import Child, DiedError, Peer, end_in_words, kill_group, open_parent
from gkml.errors import GkmlError, UsageError

__all__ = ["Nursery", "Separate", "Starter", "serve_nursery"]

_START_SECONDS = 600.0  # to load a pipeline; some seconds on an idle machine, far more where others swap
# One worker a core: threads of native code would only stand in one another's way, and forbid forks. onnxruntime from
# 1.31 on has one that sends what it is used for to its makers.
_ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}


class Starter(Protocol):
    """Starts workers."""

    def start(self, folder: str) -> tuple[Peer, Introduction]:
        """A worker that has loaded its pipeline and keeps its temporary files in ``folder``.

        Raises:
            GkmlError: it cannot be loaded.
        """


class Separate:
    """Workers that load their pipelines for themselves."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def start(self, folder: str) -> tuple[Peer, Introduction]:
        """See ``Starter``. Linux ends the worker with the thread that calls this."""
        child = Child("gkml.batch.worker:serve", grouped=True, environment={**_ENVIRONMENT, "TMPDIR": folder})
        return child, _introduce(child, self._plan)


def _introduce(child: Child, plan: Plan, **more: Any) -> Introduction:
    """Let a child load the pipeline of a plan; it ends where it cannot."""
    settings = plan.settings.to_plain()
    order = {"settings": settings, "load": plan.load, "with_text": plan.with_text, "exact": plan.exact, **more}
    try:
        head, _ = child.ask(order, b"", _START_SECONDS)
    except DiedError as death:
        raise GkmlError(
            f"a worker process ended before it was ready ({end_in_words(death.code)}); check the installation and the "
            "free memory, or read in this process (--workers 0)",
            code="worker_lost",
        ) from None
    except BaseException:
        child.close()
        raise
    if "failed" in head:
        child.close()
        kind = UsageError if head["usage"] else GkmlError
        raise kind(head["message"], code=head["failed"])
    return Introduction.from_plain(head)


class Nursery:
    """Workers that are forks of one process, which loads the pipeline when the first one is wanted.

    Linux ends that process, and with it the workers, with the thread that calls ``open``.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._separate = Separate(plan)
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._control: socket.socket | None = None
        self._opened = threading.Event()
        self._found: Introduction | GkmlError | None = None

    @staticmethod
    def is_possible() -> bool:
        """Whether this system can do it."""
        return sys.platform == "linux" and hasattr(os, "pidfd_open")

    def open(self) -> None:
        """Load the pipeline; what goes wrong is raised where a worker is wanted."""
        try:
            ours, theirs = socket.socketpair()
            with theirs:
                self._control = ours
                child = Child(
                    "gkml.batch.starting:serve_nursery", grouped=True, environment=_ENVIRONMENT, files=[theirs.fileno()]
                )
                self._child = child
                self._found = _introduce(child, self._plan, control=theirs.fileno())
            if self._found.threads != 1:
                self.close()  # a fork would have one of them, and perhaps wait for what the others hold
        except GkmlError as error:
            self._found = error
        except OSError as error:
            self._found = GkmlError(f"no worker process can be started: {error.strerror}", code="worker_lost")
        finally:
            self._opened.set()

    def start(self, folder: str) -> tuple[Peer, Introduction]:
        """See ``Starter``; from any thread."""
        self._opened.wait()
        if isinstance(self._found, GkmlError):
            raise self._found
        assert self._found is not None
        fork = self._fork(folder)
        return (fork, self._found) if fork is not None else self._separate.start(folder)

    def _fork(self, folder: str) -> Peer | None:
        """A fork; None where there is no nursery, or no longer."""
        with self._lock, contextlib.ExitStack() as theirs:
            if self._control is None:
                return None
            (tasks, sink), (source, answers), (status, ends) = os.pipe(), os.pipe(), os.pipe()
            for descriptor in (tasks, answers, ends):
                theirs.callback(os.close, descriptor)
            fork = _Fork(sink, source, status)
            try:
                socket.send_fds(self._control, [folder.encode()], [tasks, answers, ends])
                theirs.close()
                fork.meet()
            except (OSError, EOFError):
                fork.close()
                return None
            return fork

    def kill(self) -> None:
        """End the process that forks; from any thread."""
        child = self._child
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End the process that forks; workers end with it."""
        with self._lock:
            if self._control is not None:
                self._control.close()
                self._control = None
            child, self._child = self._child, None
        if child is not None:
            child.close()


class _Fork(Peer):
    """A grandchild: how it ended is told by the process that forked it."""

    def __init__(self, sink: int, source: int, status: int) -> None:
        self.sink, self.source = os.fdopen(sink, "wb", 0), os.fdopen(source, "rb", 0)
        self._status = os.fdopen(status, "rb", 0)
        self._pid = 0
        self._closing = threading.Lock()
        self._end: tuple[int | None, int] | None = None

    def meet(self) -> None:
        """Learn its number; raises ``EOFError`` where there is none."""
        line = self._status.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        self._pid = int(line)

    def kill(self) -> None:
        with self._closing:  # after its end is told the number may be another's
            if self._pid and self._end is None:
                kill_group(self._pid)

    def close(self) -> tuple[int | None, int]:
        self.kill()
        self.sink.close()
        self.source.close()
        with self._closing:
            if self._end is None:
                self._end = (None, 0)
                with contextlib.suppress(ValueError):  # the nursery is gone, and nobody knows
                    plain = json.loads(self._status.readline())
                    self._end = (plain["code"], plain["memory"])
                self._status.close()
        return self._end


# ---------------------------------------------------------------------------------------------------------------------
# In the nursery


@dataclass(slots=True)
class _Born:
    """A worker: its number, and where its end is told."""

    pid: int
    ends: int


def serve_nursery() -> None:
    """Load the pipeline, then fork a worker whenever the parent asks for one, until it is gone."""
    source, sink = open_parent()
    end_with_parent()
    loaded, order = load(source, sink)
    if loaded is None:
        return
    control = socket.socket(fileno=order["control"])
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.data is not None:
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    _bury(key.data)
                    continue
                folder, descriptors, *_ = socket.recv_fds(control, 4096, 3)
                if len(descriptors) != 3:
                    return  # the parent is gone
                tasks, answers, ends = descriptors
                pid = os.fork()
                if not pid:
                    others = [key.fd for key in selector.get_map().values()]
                    others += [key.data.ends for key in selector.get_map().values() if key.data is not None]
                    _live(loaded, tasks, answers, folder.decode(), [*others, ends, source.fileno(), sink.fileno()])
                os.close(tasks)
                os.close(answers)
                with contextlib.suppress(OSError):
                    os.write(ends, b"%d\n" % pid)
                selector.register(os.pidfd_open(pid), selectors.EVENT_READ, _Born(pid, ends))


def _bury(born: _Born) -> None:
    """Collect a worker that has ended, and tell how."""
    _, status, usage = os.wait4(born.pid, 0)
    plain = {"code": os.waitstatus_to_exitcode(status), "memory": usage.ru_maxrss * 1024}
    with contextlib.suppress(OSError):
        os.write(born.ends, json.dumps(plain).encode() + b"\n")
    os.close(born.ends)


def _live(loaded: Loaded, tasks: int, answers: int, folder: str, others: list[int]) -> None:
    """The life of a worker; it does not come back."""
    code = 1
    try:
        end_with_parent()
        os.setpgid(0, 0)
        for descriptor in others:
            os.close(descriptor)
        os.environ["TMPDIR"], tempfile.tempdir = folder, None
        with os.fdopen(tasks, "rb", 0) as source, os.fdopen(answers, "wb", 0) as sink:
            read_paths(loaded, source, sink)
        code = 0
    finally:
        os._exit(code)
