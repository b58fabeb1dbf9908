"""What reading a path comes to: one outcome a report, then the end of the path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gkml.records.report import Report, Status

__all__ = ["Event", "Finished", "Outcome", "Task", "report_in_short"]


@dataclass(frozen=True, slots=True)
class Task:
    """A path to read; ``index`` is its place among the inputs of a run, counted from 0."""

    index: int
    path: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One report was read, or given up.

    Attributes:
        task: the path it was found at.
        member: its number among the reports of the path; 0 but in archives.
        source: its name, as in the record.
        status: as in the record.
        code, message: of the error in the record; None where there is none.
        short: what the record holds, in a few words.
        seconds: that reading took, in the attempt that made the record.
        attempts: how often it was read; 2 where the first attempt cost a worker.
        payload: the record as a line of JSON with its newline, or what else the crew was asked for.
    """

    task: Task
    member: int
    source: str
    status: Status
    code: str | None
    message: str | None
    short: str
    seconds: float
    attempts: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more comes from a path.

    Attributes:
        task: the path.
        sha256: of the file; None where it could not be read.
        documents: how many outcomes there were.
    """

    task: Task
    sha256: str | None
    documents: int


Event = Outcome | Finished


def report_in_short(report: Report) -> str:
    """What a record holds, in a few words."""
    return ", ".join(_words(report))


def _words(report: Report) -> Iterator[str]:
    yield report.status
    yield report.agency or "agency unknown"
    yield str(report.year or "year unknown")
    yield f"form {report.template}"
    yield f"{sum(cell.state == 'number' for cell in report.cells.values())} figures"
    yield f"{sum(cell.review for cell in report.cells.values())} to review"
    yield f"checks failed: {sum(check.status == 'fail' for check in report.checks)}"
