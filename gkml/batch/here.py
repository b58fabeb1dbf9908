"""Reading in this process: what the crew does, without a crew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from gkml.batch.gate import Gate
from gkml.batch.outcomes import Event, Finished, Outcome, Task, report_in_short
from gkml.batch.plan import Introduction
from gkml.batch.worker import introduction, report_to_payload
from gkml.readers.sources import file_hash
from gkml.records.report import Report

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline

__all__ = ["Here"]


class Here:
    """Reads paths one after another in this process; stands where a ``Crew`` may stand.

    Args:
        load: makes the pipeline, when it is first needed.
        with_text: whether the lines of records hold the canonical text.
    """

    def __init__(self, load: Callable[[], Pipeline], *, with_text: bool = False) -> None:
        self._load = load
        self._payload = report_to_payload(exact=False, with_text=with_text)
        self._pipeline: Pipeline | None = None

    def __enter__(self) -> Here:
        self._pipeline = self._load()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipeline = None

    def introduction(self) -> Introduction:
        """What is loaded."""
        assert self._pipeline is not None
        return Introduction.from_plain(introduction(self._pipeline))

    def read(self, tasks: Iterable[Task], gate: Gate) -> Iterator[Event]:
        """The outcomes of tasks, one task after another; nothing runs ahead, so the gate has nothing to do."""
        assert self._pipeline is not None
        begun: list[Task] = []
        last: Report | None = None
        number = 0

        def paths() -> Iterator[str]:
            for task in tasks:
                begun.append(task)
                yield task.path

        began = time.perf_counter()
        for report in self._pipeline.pipe(paths()):
            if len(begun) > 1:  # the pipeline has gone on
                yield _finished(begun.pop(0), number, last)
                number = 0
            seconds = time.perf_counter() - began
            yield _outcome(begun[0], number, report, seconds, self._payload(report))
            number, last = number + 1, report
            began = time.perf_counter()
        if begun:
            yield _finished(begun[0], number, last)


def _outcome(task: Task, number: int, report: Report, seconds: float, payload: bytes) -> Outcome:
    code, message = (None, None) if report.error is None else (report.error.code, report.error.message)
    short = report_in_short(report)
    return Outcome(task, number, report.source, report.status, code, message, short, seconds, 1, payload)


def _finished(task: Task, number: int, last: Report | None) -> Finished:
    alone = last is not None and last.source == task.path
    return Finished(task, last.sha256 if last is not None and alone else file_hash(task.path), number)
