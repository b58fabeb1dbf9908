"""Child processes of this Python: how they are started, spoken with, bounded and ended.

A child runs one function of a module and speaks with its parent through two pipes. A message is plain data (JSON) and
bytes beside it, so nothing that a child sends can run code in its parent. Children are plain subprocesses, which
threads and daemonic processes may start as well.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import IO, Any

from gkml.errors import UsageError

__all__ = [
    "Child",
    "DiedError",
    "Message",
    "Peer",
    "end_in_words",
    "find_function",
    "kill_group",
    "limit_memory",
    "open_parent",
    "own_memory",
    "read_message",
    "write_message",
]

Message = tuple[dict[str, Any], bytes]
"""Plain data, and bytes beside it."""

_HEAD = struct.Struct(">QQ")  # sizes of the JSON and of the bytes that follow it
_CHUNK = 1 << 20  # bytes read at once
# -I keeps the modules of the working folder away until the path of the parent is there
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from gkml.children import find_function; "
    "find_function(sys.argv[2])()"
)


class DiedError(Exception):
    """A child is gone: ``expired`` where we ended it, else the code it left and the most memory it held."""

    def __init__(self, expired: bool, code: int | None, memory: int) -> None:
        super().__init__(code)
        self.expired = expired
        self.code = code
        self.memory = memory

    def lacked_memory(self, limit: int) -> bool:
        """Whether a child that was allowed ``limit`` bytes ended for want of memory, as far as can be told.

        Native code ends itself where it gets none; the kernel ends with SIGKILL what takes too much of the machine's.
        """
        return self.code == -signal.SIGKILL or (self.memory > limit // 2 and self.memory > own_memory())


class Peer(ABC):
    """Another process and the pipes to it; used by one thread at a time, but for ``kill``."""

    sink: IO[bytes]
    source: IO[bytes]

    def ask(self, head: Mapping[str, Any], blob: bytes, seconds: float) -> Message:
        """Send a message and wait for the answer.

        Raises:
            DiedError: the process is gone, by itself or because the time was over.
        """
        return self._within(seconds, lambda: write_message(self.sink, head, blob))

    def receive(self, seconds: float) -> Message:
        """Wait for a further message; raises as ``ask`` does."""
        return self._within(seconds, lambda: None)

    @abstractmethod
    def kill(self) -> None:
        """End the process and what it started; from any thread. ``close`` collects it."""

    @abstractmethod
    def close(self) -> tuple[int | None, int]:
        """End the process; its exit code and the most bytes of memory that it held, as far as known."""

    def _within(self, seconds: float, send: Callable[[], None]) -> Message:
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        answer = None
        try:
            send()
            answer = read_message(self.source)
        except (OSError, ValueError):
            pass  # the pipe broke, or half an answer came
        finally:
            timer.cancel()
            timer.join()
        if answer is None or expired.is_set():
            raise DiedError(expired.is_set(), *self.close())
        return answer


class Child(Peer):
    """A child of this process.

    Args:
        entry: ``module:function`` that the child runs; the function calls ``open_parent``.
        grouped: the child leads a process group, which ends with it, along with what its children started.
        environment: variables of the child beside those of this process.
        files: descriptors that the child gets, under their numbers.

    Raises:
        UsageError: this Python does not know its own program.
    """

    def __init__(
        self,
        entry: str,
        *,
        grouped: bool = False,
        environment: Mapping[str, str] | None = None,
        files: Sequence[int] = (),
    ) -> None:
        if not sys.executable:
            raise UsageError("this Python does not know its own program, which is to run again as a child")
        path = json.dumps([place for place in sys.path if isinstance(place, str)])
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, path, entry],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=None if environment is None else {**os.environ, **environment},
            pass_fds=files,
            process_group=0 if grouped and hasattr(os, "setpgid") else None,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.sink, self.source = self.process.stdin, self.process.stdout
        self._grouped = grouped

    def kill(self) -> None:
        """End the child and what it started; from any thread. ``close`` collects it."""
        if not self._grouped or not hasattr(os, "killpg"):
            self.process.kill()
        elif self.process.returncode is None:  # else its number may be another's by now
            kill_group(self.process.pid)

    def close(self) -> tuple[int | None, int]:
        """End the child; its exit code and the most bytes of memory that it held, as far as known."""
        self.sink.close()
        self.source.close()
        process = self.process
        if process.returncode is not None or not hasattr(os, "wait4"):  # Windows has no wait4
            process.kill()
            return process.wait(), 0
        memory = 0
        try:
            # Not process.kill(), which may collect the exit code first. One that has ended keeps its code.
            if self._grouped:
                self.kill()
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


def kill_group(pid: int) -> None:
    """End a process, its group, and what it started that has left the group."""
    for stray in _strays(pid):
        with contextlib.suppress(OSError):
            os.kill(stray, signal.SIGKILL)
    for end in (os.killpg, os.kill):  # the group may not be there yet
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def _strays(pid: int) -> Iterator[int]:
    """Descendants of a process that left its group, as programs do that get a session of their own; Linux only."""
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        for child in _children(parent):
            waiting.append(child)
            try:
                strayed = os.getpgid(child) != pid
            except ProcessLookupError:
                continue
            if strayed:
                yield child


def _children(pid: int) -> Iterator[int]:
    """Processes that the threads of a process started; none where the system does not tell."""
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                yield from map(int, file.read().split())


def end_in_words(code: int | None) -> str:
    """How a process ended: ``exit code 3``, ``SIGSEGV``."""
    if code is None or code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"


def own_memory() -> int:
    """Bytes that this process has had at most; a child is counted to have had as many before it was a program."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# ---------------------------------------------------------------------------------------------------------------------
# In the child


def open_parent() -> tuple[IO[bytes], IO[bytes]]:
    """In the child: where messages of the parent come from, and where answers go."""
    source, sink = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)  # what native code prints must not end up in an answer
    os.close(nothing)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    return source, sink


def limit_memory(memory: int) -> None:
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


def find_function(name: str) -> Callable[..., Any]:
    """The function of the name ``module:function``."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Messages


def write_message(sink: IO[bytes], head: Mapping[str, Any], blob: bytes = b"") -> None:
    """Send plain data and bytes."""
    plain = json.dumps(head, separators=(",", ":")).encode()
    for part in (_HEAD.pack(len(plain), len(blob)) + plain, blob):
        rest = memoryview(part)
        while rest:
            rest = rest[sink.write(rest) :]


def read_message(source: IO[bytes]) -> Message | None:
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
