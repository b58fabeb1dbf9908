"""The worker: does one task after another, and may be lost with any of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import IO, Any

from gkml.errors import GkmlError, InputError, UsageError, in_words, lacks_memory
from gkml.pool.messages import Message, read_message, write_message
from gkml.pool.processes import held_memory, limit_memory

__all__ = ["FAULT", "ISOLATED", "NO_MEMORY", "Handler", "error_to_plain", "extend_limits", "find_function", "work"]

Handler = Callable[[Mapping[str, Any], bytes], Message]
"""Does a task: plain data and bytes in, plain data and bytes out."""

ISOLATED = "GKML_ISOLATED"
"""Environment variable, set to 1 where the process may be lost: in workers, and by runners of such processes."""

NO_MEMORY = 77
"""Exit code of a worker that ran out of memory."""

FAULT = 70
"""Exit code after a fault of ours; EX_SOFTWARE of sysexits.h."""

_server: IO[bytes] | None = None  # in a worker: where replies go
_slack = 0  # in a worker: bytes of addresses beside the limit, for what is loaded only when it is needed


def find_function(name: str) -> Callable[..., Any]:
    """The function of the name ``module:function``."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def work(handler: Handler, source: IO[bytes], sink: IO[bytes], slack: int) -> None:
    """Do the tasks that come from ``source`` until it ends."""
    global _server, _slack
    _server, _slack = sink, slack
    os.environ[ISOLATED] = "1"
    while (message := read_message(source)) is not None:
        head, blob = message
        limit_memory(head["memory"] + slack)
        try:
            plain, data = handler(head["task"], blob)
            reply: dict[str, Any] = {"reply": plain, "memory": held_memory()}
        except Exception as error:
            if lacks_memory(error):
                os._exit(NO_MEMORY)  # it could go on, but who knows what is broken in it now
            reply, data = {"error": error_to_plain(error), "memory": held_memory()}, b""
        write_message(sink, reply, data)


def extend_limits(seconds: float, memory: int) -> None:
    """In a worker: what is done of the task from now on has limits of its own."""
    if _server is not None:
        limit_memory(memory + _slack)
        write_message(_server, {"extend": seconds, "allowed": memory})


def error_to_plain(error: Exception) -> dict[str, Any]:
    """An error as it travels."""
    if isinstance(error, GkmlError):
        kinds = {"input": isinstance(error, InputError), "usage": isinstance(error, UsageError)}
        return {"code": error.code, "message": error.message, **kinds}
    message = f"gkml failed on this input ({type(error).__name__}: {in_words(error)}); please report it"
    return {"code": "internal_error", "message": message, "input": False, "usage": False}
