"""A worker process for native code: what hangs, eats memory or crashes there ends as a typed error here.

One worker serves one task after another and is replaced when a task kills it, so a document costs two passes through
pipes and no start. Bytes go in; plain data (JSON) and bytes come back.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gkml.pool.messages import Message
from gkml.pool.pool import Pool, PoolConfiguration, can_fork, usable_cpus
from gkml.pool.worker import ISOLATED, Handler, extend_limits, find_function
from gkml.readers.limits import Limits

__all__ = ["Reply", "run_isolated", "start"]

_TASKS = 500  # documents after which a worker is replaced; native libraries leak a little

_lock = threading.Lock()
_pools: dict[int, Pool] = {}  # by process: a fork of this one has its own


@dataclass(frozen=True, slots=True)
class Reply:
    """What a task gives back: plain data that JSON can hold, and bytes beside it."""

    plain: Any
    blob: bytes = b""


def run_isolated(task: str, data: bytes, options: Mapping[str, Any], limits: Limits) -> Reply:
    """Run a task of gkml in a worker process.

    In a process that may be lost (a worker, or one that says so of itself by ``GKML_ISOLATED=1`` in its environment)
    the task runs at once, and what started the process answers for time and memory.

    Args:
        task: ``module:function`` below ``gkml``; the function takes ``data`` and ``options`` and returns a ``Reply``.
        data: the bytes of the file.
        options: plain data for the function.
        limits: ``seconds`` and ``memory_bytes`` bound the worker.

    Raises:
        InputError: ``timeout``, ``out_of_memory`` or ``crashed``, and whatever the task raises.
        GkmlError: ``worker_lost``, no process can be started.
    """
    if os.environ.get(ISOLATED) == "1" or not can_fork():
        extend_limits(limits.seconds, limits.memory_bytes)
        reply: Reply = find_function(task)(data, dict(options))
        return reply
    head = {"task": task, "options": dict(options)}
    plain, blob = _pool().submit(head, data, seconds=limits.seconds, memory=limits.memory_bytes).result()
    return Reply(plain["plain"], blob)


def start(options: Mapping[str, Any], folder: str) -> tuple[dict[str, Any], Handler]:
    """What the workers do: run any task."""

    def run(head: Mapping[str, Any], blob: bytes) -> Message:
        reply: Reply = find_function(head["task"])(blob, head["options"])
        return {"plain": reply.plain}, reply.blob

    return {}, run


def _fresh_lock() -> None:
    """In a fork: another thread may have held it."""
    global _lock
    _lock = threading.Lock()


if can_fork():
    os.register_at_fork(after_in_child=_fresh_lock)


def _pool() -> Pool:
    with _lock:
        pool = _pools.get(os.getpid())
        if pool is None or pool.failed:
            pool = _pools[os.getpid()] = Pool(
                PoolConfiguration("gkml.readers.isolation:start", {}, usable_cpus(), tasks=_TASKS)
            )
        return pool
