"""A child process for native code: what hangs, eats memory or crashes there ends as a typed error here.

One child serves one task after another and is replaced when a task kills it, so a document costs two passes through a
pipe and no start. Bytes go in; plain data (JSON) and bytes come back: nothing that a child sends can run code here.
Children are plain subprocesses, which threads and daemonic processes may start as well.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import IO, Any, NoReturn

from gkml.errors import GkmlError, InputError, UsageError
from gkml.readers.limits import Limits

__all__ = ["Reply", "close_workers", "run_isolated", "serve"]


_INSIDE = "GKML_ISOLATED"  # set to 1 where the process may be lost: in our children, and by runners of such processes
_HEAD = struct.Struct(">QQ")  # sizes of the JSON and of the bytes that follow it
_TASKS = 500  # documents a child reads before it is replaced; native libraries leak a little
_CHUNK = 1 << 20  # bytes read at once
_GRACE = 10  # seconds after which a child ends itself where nobody is left to end it
# -I keeps the modules of the working folder away until the path of the parent is there
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from gkml.readers.isolation import serve; serve()"


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
        return _function(task)(data, dict(options))
    request = {"task": task, "options": dict(options), "seconds": limits.seconds, "memory": limits.memory_bytes}
    while True:
        worker = _pool.take()
        fresh = not worker.tasks
        try:
            head, blob = worker.ask(request, data, limits.seconds)
        except _DiedError as death:
            if death.expired or fresh:
                _raise_death(death, limits)
            continue  # an earlier document may have left the child damaged; a fresh one tells
        except BaseException:
            worker.close()
            raise
        if head.get("code") == "out_of_memory":
            worker.close()
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


class _DiedError(Exception):
    """A child is gone: ``expired`` where we ended it, else the code it left and the most memory it held."""

    def __init__(self, expired: bool, code: int | None, memory: int) -> None:
        super().__init__(code)
        self.expired = expired
        self.code = code
        self.memory = memory


def _own_memory() -> int:
    """Bytes that this process has had at most; a child is counted to have had as many before it was a program."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _raise_death(death: _DiedError, limits: Limits) -> NoReturn:
    if death.expired:
        raise InputError(
            f"reading took longer than the limit of {limits.seconds:g} s; split the file or raise Limits.seconds",
            code="timeout",
        )
    # native code ends itself where it gets no memory; the kernel ends with SIGKILL what takes too much of the machine's
    if death.code == -signal.SIGKILL or (death.memory > limits.memory_bytes // 2 and death.memory > _own_memory()):
        raise InputError(_memory_message(limits.memory_bytes), code="out_of_memory")
    how = f"exit code {death.code}"
    if death.code is not None and death.code < 0:
        how = signal.Signals(-death.code).name if -death.code in set(signal.Signals) else f"signal {-death.code}"
    raise InputError(
        f"the library that reads the file crashed on it ({how}); save the file again with another program",
        code="crashed",
    )


def _memory_message(memory: int) -> str:
    return f"reading needs more memory than the limit of {memory:,} bytes; split the file or raise Limits.memory_bytes"


class _Worker:
    """A child and the pipes to it; used by one thread at a time."""

    def __init__(self) -> None:
        if not sys.executable:
            raise UsageError(f"this Python does not know its own program, which reads for it; set {_INSIDE}=1")
        path = json.dumps([entry for entry in sys.path if isinstance(entry, str)])
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.sink, self.source = self.process.stdin, self.process.stdout
        self.tasks = 0

    def ask(self, request: Mapping[str, Any], data: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send a task and wait for its answer.

        Raises:
            _DiedError: where the child is gone, by itself or because the time is over.
        """
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self.process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        answer = None
        try:
            _write(self.sink, request, data)
            answer = _read(self.source)
        except (OSError, ValueError):
            pass  # the pipe broke, or half an answer came
        finally:
            timer.cancel()
            timer.join()
        self.tasks += 1
        if answer is None or expired.is_set():
            raise _DiedError(expired.is_set(), *self.close())
        return answer

    def close(self) -> tuple[int | None, int]:
        """End the child; its exit code and the most bytes of memory that it held, as far as known."""
        self.sink.close()
        self.source.close()
        _pool.forget(self)
        process = self.process
        if process.returncode is not None or not hasattr(os, "wait4"):  # Windows has no wait4
            process.kill()
            return process.wait(), 0
        memory = 0
        try:
            # Not process.kill(), which may collect the exit code first. One that has ended keeps its code.
            os.kill(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        except (ChildProcessError, ProcessLookupError):
            process.wait()  # collected by someone else, who keeps the code
        return process.returncode, memory

    def abandon(self) -> None:
        """Let go of a child that belongs to the process that this one is a fork of."""
        self.sink.close()
        self.source.close()
        self.process.returncode = 0  # or Popen would wait for it


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
        worker.close()

    def forget(self, worker: _Worker) -> None:
        with self.lock:
            self.living.discard(worker)

    def close(self) -> None:
        with self.lock:
            idle, self.idle = self.idle, []
        for worker in idle:
            worker.close()

    def abandon(self) -> None:
        self.lock = threading.Lock()  # another thread may have held it when the process was forked
        for worker in self.living:
            worker.abandon()
        self.idle, self.living = [], set()


_pool = _Pool()


def serve() -> None:
    """The child: answer tasks until the parent is gone."""
    os.environ[_INSIDE] = "1"
    source, sink = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)  # what native code prints must not end up in an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    while (request := _read(source)) is not None:
        head, data = request
        answer, blob = _answer(head, data)
        try:
            _write(sink, answer, blob)
        except OSError:
            return


def _answer(request: Mapping[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """The reply to a task, or the error it ends with, as plain data."""
    try:
        _limit_memory(request["memory"])
        if hasattr(signal, "alarm"):
            signal.alarm(int(request["seconds"]) + _GRACE)
        try:
            reply = _function(request["task"])(data, request["options"])
        finally:
            if hasattr(signal, "alarm"):
                signal.alarm(0)
        return {"plain": reply.plain}, reply.blob
    except GkmlError as error:
        return {"code": error.code, "message": error.message, "input": isinstance(error, InputError)}, b""
    except MemoryError:
        return {"code": "out_of_memory", "message": _memory_message(request["memory"]), "input": True}, b""
    except Exception as error:
        message = f"gkml failed on this input ({type(error).__name__}: {error}); please report it"
        return {"code": "internal_error", "message": message, "input": False}, b""


def _limit_memory(memory: int) -> None:
    """Let this process take ``memory`` bytes more than it has; only Linux says how many it has."""
    try:
        import resource

        with open("/proc/self/statm", "rb") as file:
            held = int(file.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = held + memory
    resource.setrlimit(resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _function(task: str) -> Callable[[bytes, dict[str, Any]], Reply]:
    module, _, name = task.partition(":")
    function: Callable[[bytes, dict[str, Any]], Reply] = getattr(import_module(module), name)
    return function


def _write(sink: IO[bytes], head: Mapping[str, Any], blob: bytes) -> None:
    plain = json.dumps(head, separators=(",", ":")).encode()
    for part in (_HEAD.pack(len(plain), len(blob)) + plain, blob):
        rest = memoryview(part)
        while rest:
            rest = rest[sink.write(rest) :]


def _read(source: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next message; None where the other side is gone."""
    head = _read_exactly(source, _HEAD.size)
    if head is None:
        return None
    sizes = _HEAD.unpack(head)
    plain = _read_exactly(source, sizes[0])
    blob = _read_exactly(source, sizes[1])
    return None if plain is None or blob is None else (json.loads(plain), blob)


def _read_exactly(source: IO[bytes], size: int) -> bytes | None:
    read = bytearray()
    while len(read) < size:
        part = source.read(min(size - len(read), _CHUNK))
        if not part:
            return None
        read += part
    return bytes(read)
