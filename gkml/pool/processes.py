"""What the system knows of processes: their memory, their descendants, their ends."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = [
    "end_in_words",
    "end_with_parent",
    "held_memory",
    "is_threaded",
    "kill_group",
    "limit_memory",
]

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)


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
            with contextlib.suppress(ProcessLookupError):
                if os.getpgid(child) != pid:
                    yield child


def _children(pid: int) -> Iterator[int]:
    """Processes that the threads of a process started; none where the system does not tell."""
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                yield from map(int, Path(f"/proc/{pid}/task/{thread}/children").read_bytes().split())


def end_in_words(code: int) -> str:
    """How a process ended: ``exit code 3``, ``SIGSEGV``."""
    if code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"


def end_with_parent() -> None:
    """Ask Linux to end this process when its parent is gone; elsewhere the broken pipe does."""
    if sys.platform != "linux":
        return
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it went while we asked


def is_threaded() -> bool:
    """Whether this process has more threads than one, or the system does not tell."""
    try:
        return len(os.listdir("/proc/self/task")) > 1
    except OSError:
        return True


def limit_memory(memory: int) -> None:
    """Let this process take ``memory`` bytes more of addresses than it has; only Linux says how many it has."""
    import resource

    if (pages := _pages()) is None:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = pages[0] * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def held_memory() -> int:
    """Bytes of memory that this process holds now; where the system does not tell, the most that it held."""
    import resource

    if (pages := _pages()) is not None:
        return pages[1] * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _pages() -> tuple[int, int] | None:
    """Pages that this process has in all, and in memory, of statm, proc(5)."""
    try:
        size, resident, *_ = Path("/proc/self/statm").read_bytes().split()
    except OSError:
        return None
    return int(size), int(resident)
