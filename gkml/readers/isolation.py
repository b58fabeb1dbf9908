"""A child process for native code: what hangs, eats memory or crashes there ends as a typed error here.

One child serves one task after another and is replaced when a task kills it, so a document costs two passes through a
pipe and no start. Bytes go in; plain data (JSON) and bytes come back (``gkml.children``).
"""

from __future__ import annotations

import atexit
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from gkml.children import (
    Child,
    DiedError,
    Message,
    end_in_words,
    find_function,
    limit_memory,
    open_parent,
    read_message,
    write_message,
)
from gkml.errors import GkmlError, InputError, UsageError, in_words, lacks_memory
from gkml.readers.limits import Limits

__all__ = ["Reply", "close_workers", "run_isolated", "serve"]


_INSIDE = "GKML_ISOLATED"  # set to 1 where the process may be lost: in our children, and by runners of such processes
_TASKS = 500  # documents a child reads before it is replaced; native libraries leak a little
_GRACE = 10  # seconds after which a child ends itself where nobody is left to end it


@dataclass(frozen=True, slots=True)
class Reply:
    """What a task gives back: plain data that JSON can hold, and bytes beside it."""

    plain: Any
    blob: bytes = b""


def run_isolated(task: str, data: bytes, options: Mapping[str, Any], limits: Limits) -> Reply:
    """Run a task of gkml in a child process.

    In a process that says of itself that it may be lost (``GKML_ISOLATED=1`` in the environment) the task runs at
    once, and what started the process answers for time and memory.

    Args:
        task: ``module:function`` below ``gkml``; the function takes ``data`` and ``options`` and returns a ``Reply``.
        data: the bytes of the file.
        options: plain data for the function.
        limits: ``seconds`` and ``memory_bytes`` bound the child.

    Raises:
        InputError: ``timeout``, ``out_of_memory`` or ``crashed``, and whatever the task raises.
    """
    if os.environ.get(_INSIDE) == "1":
        reply: Reply = find_function(task)(data, dict(options))
        return reply
    request = {"task": task, "options": dict(options), "seconds": limits.seconds, "memory": limits.memory_bytes}
    while True:
        worker = _pool.take()
        fresh = not worker.tasks
        try:
            head, blob = worker.ask(request, data, limits.seconds)
        except DiedError as death:
            if death.expired or fresh:
                _raise_death(death, limits)
            continue  # an earlier document may have left the child damaged; a fresh one tells
        except BaseException:
            _pool.end(worker)
            raise
        if head.get("code") == "out_of_memory":
            _pool.end(worker)
            if not fresh:
                continue
        else:
            _pool.give(worker)
        if "code" in head:
            kind = InputError if head["input"] else GkmlError
            raise kind(head["message"], code=head["code"])
        return Reply(head["plain"], blob)


def close_workers() -> None:
    """End all children that wait for a task."""
    _pool.close()


def _raise_death(death: DiedError, limits: Limits) -> NoReturn:
    if death.expired:
        raise InputError(
            f"reading took longer than the limit of {limits.seconds:g} s; split the file or raise Limits.seconds",
            code="timeout",
        )
    if death.lacked_memory(limits.memory_bytes):
        raise InputError(_memory_message(limits.memory_bytes), code="out_of_memory")
    raise InputError(
        f"the library that reads the file crashed on it ({end_in_words(death.code)}); save the file again with "
        "another program",
        code="crashed",
    )


def _memory_message(memory: int) -> str:
    return f"reading needs more memory than the limit of {memory:,} bytes; split the file or raise Limits.memory_bytes"


class _Worker:
    """A child that reads, and how many tasks it had; used by one thread at a time."""

    def __init__(self) -> None:
        try:
            self.child = Child("gkml.readers.isolation:serve")
        except UsageError as error:
            raise UsageError(f"{error.message}; set {_INSIDE}=1") from None
        self.tasks = 0

    def ask(self, request: Mapping[str, Any], data: bytes, seconds: float) -> Message:
        """Send a task and wait for its answer; raises ``DiedError``."""
        self.tasks += 1
        try:
            return self.child.ask(request, data, seconds)
        except DiedError:
            _pool.forget(self)
            raise


@dataclass(slots=True)
class _Pool:
    """Children that wait for a task, and all that live."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    idle: list[_Worker] = field(default_factory=list)
    living: set[_Worker] = field(default_factory=set)
    watched: bool = False

    def take(self) -> _Worker:
        with self.lock:
            if not self.watched:
                self.watched = True
                atexit.register(self.close)
                if hasattr(os, "register_at_fork"):
                    os.register_at_fork(after_in_child=self.abandon)
            if self.idle:
                return self.idle.pop()
        worker = _Worker()
        with self.lock:
            self.living.add(worker)
        return worker

    def give(self, worker: _Worker) -> None:
        with self.lock:
            if worker.tasks < _TASKS and len(self.idle) < (os.cpu_count() or 1):
                self.idle.append(worker)
                return
        self.end(worker)

    def end(self, worker: _Worker) -> None:
        self.forget(worker)
        worker.child.close()

    def forget(self, worker: _Worker) -> None:
        with self.lock:
            self.living.discard(worker)

    def close(self) -> None:
        with self.lock:
            idle, self.idle = self.idle, []
        for worker in idle:
            self.end(worker)

    def abandon(self) -> None:
        self.lock = threading.Lock()  # another thread may have held it when the process was forked
        for worker in self.living:
            worker.child.abandon()
        self.idle, self.living = [], set()


_pool = _Pool()


def serve() -> None:
    """The child: answer tasks until the parent is gone."""
    os.environ[_INSIDE] = "1"
    source, sink = open_parent()
    while (request := read_message(source)) is not None:
        head, data = request
        answer, blob = _answer(head, data)
        try:
            write_message(sink, answer, blob)
        except OSError:
            return


def _answer(request: Mapping[str, Any], data: bytes) -> Message:
    """The reply to a task, or the error it ends with, as plain data."""
    try:
        limit_memory(request["memory"])
        if hasattr(signal, "alarm"):
            signal.alarm(int(request["seconds"]) + _GRACE)
        try:
            reply = find_function(request["task"])(data, request["options"])
        finally:
            if hasattr(signal, "alarm"):
                signal.alarm(0)
        return {"plain": reply.plain}, reply.blob
    except GkmlError as error:
        return {"code": error.code, "message": error.message, "input": isinstance(error, InputError)}, b""
    except Exception as error:
        if lacks_memory(error):
            return {"code": "out_of_memory", "message": _memory_message(request["memory"]), "input": True}, b""
        message = f"gkml failed on this input ({type(error).__name__}: {in_words(error)}); please report it"
        return {"code": "internal_error", "message": message, "input": False}, b""
