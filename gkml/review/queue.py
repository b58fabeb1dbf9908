"""Which report comes next: those with most that is worth a look first, as far as they are not decided yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gkml.review.decisions import Decision, DecisionKind, in_force, latest_by_cell
from gkml.review.index import OpenCell, Summary, worth_of

__all__ = ["Choices", "Entry", "Filters", "Progress", "Reviewed", "choices", "entries", "progress", "reviewed"]

Show = str
"""``open``, ``done`` or ``all``."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed down to; None for all. ``agency`` is a part of its name."""

    agency: str | None = None
    year: int | None = None
    table: str | None = None
    doubt: str | None = None
    show: Show = "open"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is decided of a report.

    Attributes:
        cells: that were decided, with the print that they had then.
        done: nothing is left to be looked at, as a person said.
        open: cells that are to be looked at with the decisions on top of the record; None while that is not known.
    """

    cells: Mapping[str, str | None]
    done: bool
    open: tuple[OpenCell, ...] | None = None

    def leaves_open(self, cell: OpenCell) -> bool:
        """Whether a cell is still to be looked at: not decided, or printed otherwise since."""
        return cell.id not in self.cells or self.cells[cell.id] != cell.print


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in the queue.

    Attributes:
        summary: of its record.
        open: cells that nobody decided yet.
        decided: how many cells somebody has decided.
        done: nothing is left to be looked at, as a person said.
        worth: how much it is worth a look.
    """

    summary: Summary
    open: tuple[OpenCell, ...]
    decided: int
    done: bool
    worth: float


@dataclass(frozen=True, slots=True)
class Choices:
    """What filters can be set to, each with its number of reports."""

    agencies: tuple[tuple[str, int], ...]
    years: tuple[tuple[int, int], ...]
    tables: tuple[tuple[str, int], ...]
    doubts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review is: reports that ask for a look and those that are settled, cells alike."""

    reports: int
    reports_left: int
    cells: int
    cells_left: int


Decided = Mapping[tuple[str, int], Reviewed]


def reviewed(log: Iterable[Decision]) -> dict[tuple[str, int], Reviewed]:
    """What is decided, by document and part."""
    by_report: defaultdict[tuple[str, int], list[Decision]] = defaultdict(list)
    for decision in in_force(log):
        by_report[decision.sha256, decision.part].append(decision)
    return {
        key: Reviewed(
            {name: one.print for name, one in latest_by_cell(standing).items()},
            any(one.kind is DecisionKind.DONE for one in standing),
        )
        for key, standing in by_report.items()
    }


def _entry(summary: Summary, decided: Decided) -> Entry:
    mine = decided.get((summary.sha256 or "", summary.part))
    if mine is None:  # the usual case, ten thousand times
        return Entry(summary, summary.open, 0, False, summary.worth)
    left = mine.open if mine.open is not None else tuple(cell for cell in summary.open if mine.leaves_open(cell))
    return Entry(summary, left, len(mine.cells), mine.done, worth_of(left))


def entries(summaries: Iterable[Summary], decided: Decided, filters: Filters) -> list[Entry]:
    """The queue: what is worth most first, then in order of reading."""
    found = [_entry(summary, decided) for summary in summaries if _passes(summary, filters)]
    if filters.show == "open":
        found = [entry for entry in found if entry.open and not entry.done and _has_open(entry.open, filters)]
    elif filters.show == "done":
        found = [entry for entry in found if entry.done or (entry.decided and not entry.open)]
    return sorted(found, key=lambda entry: (-entry.worth, entry.summary.number))


def _passes(summary: Summary, filters: Filters) -> bool:
    if filters.agency is not None and filters.agency not in summary.agency:
        return False
    if filters.year is not None and summary.year != filters.year:
        return False
    return _has_open(summary.open, filters)


def _has_open(cells: Iterable[OpenCell], filters: Filters) -> bool:
    """Whether a cell is of the table and has the doubt that is asked for."""
    if filters.table is None and filters.doubt is None:
        return True
    return any(
        filters.table in (None, cell.table) and (filters.doubt is None or filters.doubt in cell.doubts)
        for cell in cells
    )


def choices(summaries: Iterable[Summary]) -> Choices:
    """What filters can be set to: by name, years by number, doubts by how frequent they are."""
    agencies: Counter[str] = Counter()
    years: Counter[int] = Counter()
    tables: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    for summary in summaries:
        agencies[summary.agency] += 1
        if summary.year is not None:
            years[summary.year] += 1
        tables.update({cell.table for cell in summary.open})
        doubts.update({code for cell in summary.open for code in cell.doubts})
    return Choices(
        tuple(sorted(agencies.items())),
        tuple(sorted(years.items())),
        tuple(sorted(tables.items())),
        tuple(doubts.most_common()),
    )


def progress(summaries: Iterable[Summary], decided: Decided) -> Progress:
    """How far the review is."""
    asked = [_entry(summary, decided) for summary in summaries if summary.open]
    left = [entry for entry in asked if entry.open and not entry.done]
    cells = sum(max(len(one.summary.open), len(one.open)) for one in asked)
    return Progress(len(asked), len(left), cells, sum(len(one.open) for one in left))
