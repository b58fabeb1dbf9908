"""Ray: joined where it runs, else started on this machine for one run, quietly and without a network.

What was started here is stopped here; a cluster that was joined, or a Ray that the program had already started, stays.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from gkml.errors import GkmlError, MissingExtraError
from gkml.pool.pool import usable_cpus

__all__ = ["import_ray", "quiet_data", "ray_session"]

_STORE_BYTES = 500_000_000  # shared memory for files and records on their way; some thousands of each
_ANSWER_SECONDS = 20.0  # in which a cluster has to take a connection
_REFUSED = "AuthenticationError"  # of ``ray.exceptions``, as errors tell of one that they come from
_TOKEN = (  # which Ray looks for by itself at the address auto alone
    ", and took none from here; set RAY_AUTH_MODE=token, with the token in ~/.ray/auth_token or RAY_AUTH_TOKEN "
    "('ray get-auth-token' prints it where the cluster runs), or name --address auto on a machine of the cluster"
)
_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",  # it would send reports on its use
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",  # gkml has one of its own
    "RAY_BACKEND_LOG_LEVEL": "fatal",  # the C++ part writes to stderr past all loggers
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # or it warns of this change to come
}


def import_ray() -> ModuleType:
    """Ray, told to be quiet before it looks at its environment.

    Raises:
        MissingExtraError: it is not installed.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError:
        raise MissingExtraError("ray[data]", "ray") from None
    return ray  # type: ignore[no-any-return,unused-ignore]


@contextlib.contextmanager
def ray_session(address: str | None = None, *, cpus: int | None = None) -> Iterator[ModuleType]:
    """Ray, ready to work.

    Args:
        address: of a cluster, as ``ray.init`` takes it; None for the one that ``RAY_ADDRESS`` names, and without it
            for one of its own on this machine.
        cpus: of a cluster of its own; None for those that this process may use. Two at least: one for reading.

    Raises:
        MissingExtraError: Ray is not installed.
        GkmlError: ``no_cluster``, it does not start or nobody answers at the address.
    """
    ray = import_ray()
    if ray.is_initialized():
        yield ray
        return
    chosen = address or os.environ.get("RAY_ADDRESS") or "local"
    options: dict[str, Any] = {"address": chosen, "log_to_driver": False, "logging_level": logging.ERROR}
    if chosen == "local":
        options |= {
            "num_cpus": max(2, cpus or usable_cpus()),
            "include_dashboard": False,
            "object_store_memory": _STORE_BYTES,
            "_node_ip_address": "127.0.0.1",  # else it looks for the way to the internet
        }
    try:
        _check_answer(chosen)
        with _without_stderr(), _same_signals():
            ray.init(**options)
    except Exception as error:  # it raises what its parts raise
        parts = (str(error).strip().partition("\n")[0], str(error.__cause__ or "").strip().rpartition("\n")[2])
        reason = ": ".join(filter(None, parts)) or type(error).__name__
        where = "Ray does not start on this machine" if chosen == "local" else f"no Ray cluster answers at {chosen}"
        message = f"{where}: {reason}; check --address, or use --engine local"
        if _REFUSED in str(error) + repr(error.__cause__):
            message = f"the Ray cluster at {chosen} asks for a token{_TOKEN}"
        raise GkmlError(message, code="no_cluster") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _check_answer(address: str) -> None:
    """Raises ``OSError`` where nobody listens at ``host:port``, which Ray would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS).close()


@contextlib.contextmanager
def _without_stderr() -> Iterator[None]:
    """The C++ part says there, past Python, that it was told to be quiet."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


@contextlib.contextmanager
def _same_signals() -> Iterator[None]:
    """Ray takes SIGTERM for itself, below Python, and would end with a dump of its stack where a run is to be kept."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    handlers = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            for number, handler in handlers.items():
                if handler is not None:  # else it was not set by Python, and cannot be set again
                    signal.signal(number, handler)


@contextlib.contextmanager
def quiet_data(ray: ModuleType, *, errored: int, block_bytes: int) -> Iterator[None]:
    """Ray Data as gkml uses it: in order, without a word, and not ended by a few lost blocks.

    Args:
        ray: as imported.
        errored: blocks that may be lost before a run is ended.
        block_bytes: size above which a block is split.
    """
    context = ray.data.DataContext.get_current()
    execution = context.execution_options
    wanted = {
        "enable_progress_bars": False,
        "print_on_execution_start": False,
        "log_internal_stack_trace": False,
        "max_errored_blocks": errored,
        "target_max_block_size": block_bytes,
    }
    before = {name: getattr(context, name) for name in wanted if hasattr(context, name)}
    in_order = execution.preserve_order
    logger = logging.getLogger("ray.data")
    level = logger.level
    try:
        for name in before:
            setattr(context, name, wanted[name])
        execution.preserve_order = True
        logger.setLevel(logging.CRITICAL)  # what is lost is told in records
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*ray_remote_args")  # of 2.64, which pyproject leaves out
            yield
    finally:
        logger.setLevel(level)
        execution.preserve_order = in_order
        for name, value in before.items():
            setattr(context, name, value)
