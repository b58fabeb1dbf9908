"""``Pipeline.pipe`` with worker processes: paths in, reports out, in the same order and with nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.engine import open_workers
from gkml.batch.outcomes import Task
from gkml.errors import UsageError
from gkml.records.report import Report

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline

__all__ = ["pipe"]


def pipe(pipeline: Pipeline, paths: Iterable[str | Path], workers: int) -> Iterator[Report]:
    """The reports of paths, read by ``workers`` processes that load the same pipeline; see ``Pipeline.pipe``."""
    settings = pipeline.settings
    if workers < 0:
        raise UsageError(f"{workers} workers cannot read; give 0 to read in this process, or more")
    if settings is None:
        raise UsageError(
            "only a pipeline as gkml.load makes it can be loaded by other processes; read with workers=0, or give load "
            "the tagger, templates, limits and model that you want"
        )
    return _reports(pipeline, WorkerConfiguration(settings, workers, exact=True), paths)


def _reports(pipeline: Pipeline, configuration: WorkerConfiguration, paths: Iterable[str | Path]) -> Iterator[Report]:
    with open_workers(configuration) as engine:
        theirs = replace(engine.loaded().provenance, reader=None)
        if theirs != pipeline.provenance:
            raise UsageError(
                "the model or the forms have changed since the pipeline was loaded; load it again "
                f"(here: {pipeline.provenance}; now: {theirs})"
            )
        for outcome in engine.read(Task(index, str(path)) for index, path in enumerate(paths)):
            for record in outcome.records:
                yield Report.from_dict(json.loads(record.line))
