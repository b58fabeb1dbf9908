"""What a run came to: a ``RunSummary`` takes records one after another and keeps counts of them, and the first of what
somebody should look at. Its size does not grow with the number of records; ``run_page`` draws it."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gkml.records.schema import shown_number

__all__ = ["CONFIDENCES", "SECONDS", "DoubtfulCell", "FailedReport", "FailingCheck", "RunSummary", "SlowReport"]

_MOST_SLOW = 10
_MOST_LISTED = 200  # of each kind; all are counted
_MOST_MODELS = 20
_MOST_YEARS = 200  # no report tells of more; what a broken record says must not fill the memory
# A look at calibrated confidence needs its upper end: nearly all cells are above 0.99.
CONFIDENCES = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_STEPS = 40  # steps of duration to a decade: a quantile is right to 6 %


class SlowReport(NamedTuple):
    """A report and the seconds that it took; the first of two equally slow ones is the one that came first."""

    seconds: float
    order: int
    source: str


class FailedReport(NamedTuple):
    """A report that could not be read."""

    source: str
    code: str
    message: str


class DoubtfulCell(NamedTuple):
    """A cell that a person should look at; ``printed`` and ``proposal`` as text, empty where there is none."""

    source: str
    id: str
    printed: str
    proposal: str
    reason: str


class FailingCheck(NamedTuple):
    """A check that fails within its report."""

    source: str
    id: str
    message: str


@dataclass(slots=True)
class RunSummary:
    """Counts over the records of a run.

    Attributes:
        statuses: reports by ``ok``, ``partial``, ``failed``.
        failures: failed reports by the code of their error.
        years: reports by year (None: unknown) and status.
        checks: checks by kind and status.
        states: cells by state.
        review: cells that a person should look at.
        confidences: cells that the report has, by interval of their confidence and by whether they are in doubt.
        durations: reports by the step of their duration in seconds, of ``_STEPS`` to a decade.
        duration_bins: the same by the interval that the plot shows.
        seconds: of all reports together, as far as they are known.
        failed: the first reports that failed.
        doubtful: the first cells that a person should look at.
        failing: the first checks that fail.
        models: reports by the model that read them, None for the rules alone.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    years: Counter[tuple[int | None, str]] = field(default_factory=Counter)
    checks: Counter[tuple[str, str]] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    review: int = 0
    confidences: Counter[tuple[int, bool]] = field(default_factory=Counter)
    durations: Counter[int] = field(default_factory=Counter)
    duration_bins: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    failed: list[FailedReport] = field(default_factory=list)
    doubtful: list[DoubtfulCell] = field(default_factory=list)
    failing: list[FailingCheck] = field(default_factory=list)
    models: Counter[str | None] = field(default_factory=Counter)
    _slow: list[tuple[float, int, str]] = field(default_factory=list)

    def add(self, record: Mapping[str, Any], seconds: float | None = None) -> None:
        """Count a record (``gkml.output.records``); ``seconds`` is how long it took to make, where that is known."""
        status = record["status"]
        self.statuses[status] += 1
        year = record.get("year")
        if (year, status) in self.years or len(self.years) < _MOST_YEARS:
            self.years[year, status] += 1
        error = record.get("error")
        if status == "failed":
            code, message = (error or {}).get("code") or "unknown", (error or {}).get("message") or ""
            self.failures[code] += 1
            if len(self.failed) < _MOST_LISTED:
                self.failed.append(FailedReport(record["source"], code, message))
        model = (record.get("provenance") or {}).get("model")
        if model in self.models or len(self.models) < _MOST_MODELS:
            self.models[model] += 1
        self._count_cells(record["source"], record.get("cells") or ())
        for check in record.get("checks") or ():
            self.checks[check.get("kind") or "unknown", check.get("status") or "unknown"] += 1
            if check.get("status") == "fail" and len(self.failing) < _MOST_LISTED:
                told = FailingCheck(record["source"], check.get("id") or "", check.get("message") or "")
                self.failing.append(told)
        if seconds is not None:
            self._count_seconds(record["source"], seconds)

    def _count_cells(self, source: str, cells: Iterable[Mapping[str, Any]]) -> None:
        for cell in cells:
            self.states[cell["state"]] += 1
            doubtful = bool(cell.get("review"))
            self.review += doubtful
            if doubtful and len(self.doubtful) < _MOST_LISTED:
                printed, proposal = cell.get("text") or "", shown_number(cell.get("proposal"))
                self.doubtful.append(DoubtfulCell(source, cell["id"], printed, proposal, cell.get("reason") or ""))
            confidence = cell.get("confidence")
            if confidence is not None and cell["state"] != "absent":
                self.confidences[bisect_right(CONFIDENCES, float(confidence)), doubtful] += 1

    def _count_seconds(self, source: str, seconds: float) -> None:
        self.seconds += seconds
        self.durations[round(_STEPS * math.log10(max(seconds, 1e-6)))] += 1
        self.duration_bins[bisect_right(SECONDS, seconds)] += 1
        push = heapq.heappush if len(self._slow) < _MOST_SLOW else heapq.heappushpop
        push(self._slow, (seconds, -self.statuses.total(), source))

    @property
    def slowest(self) -> list[SlowReport]:
        """The reports that took longest, the slowest first."""
        return [SlowReport(seconds, -order, source) for seconds, order, source in sorted(self._slow, reverse=True)]

    def duration(self, share: float) -> float | None:
        """The seconds in which ``share`` of the reports were done, right to 6 %; None where none was measured."""
        wanted = share * self.durations.total()
        done = 0
        for step, count in sorted(self.durations.items()):
            done += count
            if done >= wanted:
                return float(10 ** (step / _STEPS))
        return None
