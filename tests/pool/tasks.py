"""Tasks for the pools of these tests, and how a pool is opened and asked."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from gkml.errors import InputError, UsageError
from gkml.pool import server
from gkml.pool.messages import Message
from gkml.pool.pool import Pool, PoolConfiguration
from gkml.pool.worker import Handler

_met: list[int] = []


def start(options: Mapping[str, Any], folder: str) -> tuple[dict[str, Any], Handler]:
    """What the workers of these tests do."""
    if options.get("refuse"):
        raise UsageError("not like this")
    if options.get("thread"):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    if options.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if options.get("no forks"):  # in the fork server, which alone runs this
        os.fork = refuse
        server._FORK_SECONDS = 0.5
    return {"pid": os.getpid(), "folder": folder}, do


def environment(options: Mapping[str, Any], folder: str) -> tuple[dict[str, Any], Handler]:
    """Workers that say what variables they were started with."""
    return dict(os.environ), do


def refuse() -> int:
    raise BlockingIOError("too many processes")


def do(head: Mapping[str, Any], blob: bytes) -> Message:
    """One task."""
    what = head["what"]
    if what == "sleep":
        time.sleep(head["seconds"])
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "bomb":
        return {"sizes": [len(bytes(20_000_000)) for _ in [bytes(20_000_000) for _ in range(100)]]}, b""
    if what == "bad_alloc":
        raise RuntimeError("std::bad_alloc")
    if what == "typed":
        raise InputError("too bad", code="damaged_file")
    if what == "kill server":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    _met.append(1)
    return {"pid": os.getpid(), "parent": os.getppid(), "tasks": len(_met)}, blob[::-1]


def opened(workers: int = 2, **options: Any) -> Pool:
    more = {name: options.pop(name) for name in ("tasks", "growth", "grace") if name in options}
    return Pool(PoolConfiguration(f"{__name__}:start", options, workers, **more))


def submit(pool: Pool, what: str = "", limit: float = 30.0, blob: bytes = b"", seconds: float = 60.0) -> Any:
    return pool.submit({"what": what, "seconds": seconds}, blob, seconds=limit, memory=300_000_000)


def in_fork(work: Callable[[], int]) -> int:
    """What a function returns in a fork of this process, which may be limited and threaded as it likes."""
    if not (child := os.fork()):
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
