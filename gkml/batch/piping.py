"""``Pipeline.pipe`` with worker processes: paths in, reports out, in the same order and with nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.batch.crew import Crew
from gkml.batch.gate import Gate
from gkml.batch.ordering import AHEAD, in_order
from gkml.batch.outcomes import Outcome, Task
from gkml.batch.plan import Plan
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
    return _reports(pipeline, Plan(settings, workers, exact=True), paths)


def _reports(pipeline: Pipeline, plan: Plan, paths: Iterable[str | Path]) -> Iterator[Report]:
    gate = Gate(AHEAD)
    tasks = (Task(index, str(path)) for index, path in enumerate(paths))
    with Crew(plan) as crew:
        theirs = replace(crew.introduction().provenance, reader=None)
        if theirs != pipeline.provenance:
            raise UsageError(
                "the model or the forms have changed since the pipeline was loaded; load it again "
                f"(here: {pipeline.provenance}; now: {theirs})"
            )
        for event in in_order(crew.read(tasks, gate), gate):
            if isinstance(event, Outcome):
                yield Report.from_dict(json.loads(event.payload))
