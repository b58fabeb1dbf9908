"""What reads the inputs of a command: worker processes, this process where there can be none, or Ray."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from gkml.commands.messages import code_text, tell

if TYPE_CHECKING:
    from gkml.batch.engine import LocalEngine
    from gkml.batch.outcomes import Engine
    from gkml.readers.limits import Limits
    from gkml.settings import Settings

__all__ = ["choose_engine", "open_reader", "options_to_settings"]

_FEW = 8  # inputs that are read sooner than workers have loaded all that they may need
_ARCHIVES = (".zip", ".gz", ".tgz", ".tar")  # one of them may hold any number of reports

E = TypeVar("E", bound="Engine")


def choose_engine(
    options: argparse.Namespace, sources: Sequence[str]
) -> tuple[Callable[[], AbstractContextManager[Engine]], bool]:
    """What opens the engine that a user asked for, and whether there is enough to read that progress is worth telling.

    Opened, it says on stderr what is amiss with its pipeline.
    """
    from gkml.batch.configuration import WorkerConfiguration

    many = len(sources) > _FEW or any(source.lower().endswith(_ARCHIVES) for source in sources)
    workers: int | None = options.workers
    configuration = WorkerConfiguration(options_to_settings(options), workers or 0, options.with_text)
    if options.engine == "ray":
        from gkml.batch.ray_engine import RayEngine

        return partial(_telling, partial(RayEngine, configuration, options.address)), True
    from gkml.batch.engine import open_in_place, open_workers
    from gkml.pool.pool import can_fork, usable_cpus

    if workers is None:
        workers = min(usable_cpus(), len(sources) if not many else usable_cpus()) if can_fork() else 0
    if not workers:
        return partial(_telling, partial(open_in_place, configuration)), False
    # what is loaded only when it is needed must not count where memory is short
    warm = many or options.memory is not None
    return partial(_telling, partial(open_workers, replace(configuration, workers=workers, warm=warm))), many


def open_reader(options: argparse.Namespace) -> AbstractContextManager[LocalEngine]:
    """What reads one report after another; its records are exact."""
    from gkml.batch.configuration import WorkerConfiguration
    from gkml.batch.engine import open_in_place, open_workers
    from gkml.pool.pool import can_fork

    configuration = WorkerConfiguration(options_to_settings(options), 1, exact=True, warm=False)
    return _telling(partial(open_workers if can_fork() else open_in_place, configuration))


def options_to_settings(options: argparse.Namespace) -> Settings:
    """The settings of the pipeline that the user asked for."""
    from gkml.settings import Settings

    settings = options.settings or Settings()
    return replace(
        settings,
        tagger=options.tagger or settings.tagger,
        templates=tuple(options.templates),
        model=options.model,
        limits=_limits(options, settings.limits),
    )


def _limits(options: argparse.Namespace, limits: Limits) -> Limits:
    seconds: float | None = getattr(options, "timeout", None)
    memory: int | None = getattr(options, "memory", None)
    if seconds is not None:  # all that a report may take, whatever it is
        conversion = min(limits.conversion_seconds, max(1, int(seconds)))
        limits = replace(limits, seconds=seconds, conversion_seconds=conversion, ocr_seconds=0.0)
    return limits if memory is None else replace(limits, memory_bytes=memory, ocr_memory_bytes=memory)


@contextlib.contextmanager
def _telling(open_engine: Callable[[], AbstractContextManager[E]]) -> Iterator[E]:
    with open_engine() as engine:
        for notice in engine.loaded().notices:
            tell(code_text(notice.code, notice.message))
        yield engine
