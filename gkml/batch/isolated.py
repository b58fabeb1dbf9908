"""Single documents in worker processes, for programs that take reports one by one: ``pipeline(x, isolated=True)``."""

from __future__ import annotations

import json
import os
import threading
from functools import lru_cache

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.engine import LocalEngine, open_workers
from gkml.pool.pool import usable_cpus
from gkml.readers.sources import Source
from gkml.records.report import Report
from gkml.settings import Settings

__all__ = ["read_isolated"]

_lock = threading.Lock()


def read_isolated(settings: Settings, source: Source) -> list[Report]:
    """Read what a path was found to hold in a worker, which ``Limits.seconds`` and ``memory_bytes`` bound.

    The workers, which load the pipeline for themselves, are kept for the next call; from any thread.

    Args:
        settings: of the pipeline.
        source: as ``path_to_sources`` gives it.

    Returns:
        At least one report; a failed one (``timeout``, ``out_of_memory``, ``crashed``) where it cost the worker.

    Raises:
        GkmlError: the pipeline cannot be loaded, or no process can be started.
    """
    with _lock:
        engine = _engine(os.getpid(), settings)
        if engine.failed:
            _engine.cache_clear()
            engine = _engine(os.getpid(), settings)
    return [Report.from_dict(json.loads(record.line)) for record in engine.read_source(source).records]


@lru_cache(maxsize=4)
def _engine(process: int, settings: Settings) -> LocalEngine:
    """Kept for this process; a fork of it has its own."""
    return open_workers(WorkerConfiguration(settings, usable_cpus(), exact=True, warm=False))
