"""Error localisation: which cells of a table are the likeliest to be wrong where its sums contradict one another.

The least that has to be wrong is found exactly, and everything that is about as likely is found with it: where several
explanations remain, the outcome is ``ambiguous`` and says what they share. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from math import log
from typing import Literal

from gkml.consistency.localising.contradictions import failing_checks
from gkml.consistency.localising.edits import one_edit
from gkml.consistency.localising.exact import System, table_system
from gkml.consistency.localising.explaining import Ending, explain
from gkml.consistency.localising.problem import Problem
from gkml.consistency.localising.ranking import Explanation, rank
from gkml.consistency.localising.shifts import plausible_shifts
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["Change", "Localisation", "Outcome", "Solution", "localise", "printed_counts", "readable_system"]

Outcome = Literal["consistent", "located", "ambiguous", "timeout", "unsolved"]

SECONDS = 4.0  # of the processor, for one table; counts of nodes end nearly every search long before, on every machine
_SLACK = 3.0  # nats; explanations that cost more than the cheapest by this cannot catch up by their edits
_ANY_FIGURE = 4.0  # nats; what a wrong figure costs besides the doubt in it, as it could have been any other
_LEAST_DOUBT, _MOST_DOUBT = 0.5, 4.6  # log odds, of confidences of 0.62 and 0.99; beyond them none is calibrated
_MOST_COUNT = 10**10  # more than there are people: digits run together, and too much for floating point
_MAX_SOLUTIONS = 24  # that are listed; cells and values are told of all


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that would have to be different.

    Attributes:
        cell: its id.
        printed: what is read there; None for a cell that a shift leaves without a figure.
        implied: what would stand there, None where several figures would do.
        edit: the kind of the one edit between them, see ``EDITS``; None where there is none.
        shift: the kind of the shift that moves it; None where it is wrong by itself.
    """

    cell: str
    printed: int | None
    implied: int | None
    edit: str | None = None
    shift: str | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """One explanation: changes that together make every sum of the table hold.

    Attributes:
        changes: the cells that would be different, in the order of the form.
        filled: what would then stand in cells without a figure, as far as it is implied.
        cost: in nats; only differences mean anything.
    """

    changes: tuple[Change, ...] = ()
    filled: Mapping[str, int] = field(default_factory=dict)
    cost: float = 0.0

    @property
    def cells(self) -> tuple[str, ...]:
        """Ids of the cells that would be different."""
        return tuple(change.cell for change in self.changes)


@dataclass(frozen=True, slots=True)
class Localisation:
    """What is wrong in a table.

    Attributes:
        outcome: ``consistent``; ``located``: one explanation stands; ``ambiguous``: several do; ``timeout`` and
            ``unsolved``: there is no answer for some of the failing checks.
        solutions: the explanations, likeliest first; at most 24.
        shared: cells that every explanation changes.
        unshared: cells that some do.
        implied: figures on which all explanations agree: of shared cells, and of cells without a figure.
        failing: ids of the checks that cannot hold with what is printed.
        unexplained: those of them without an answer.
    """

    outcome: Outcome
    solutions: tuple[Solution, ...] = ()
    shared: tuple[str, ...] = ()
    unshared: tuple[str, ...] = ()
    implied: Mapping[str, int] = field(default_factory=dict)
    failing: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()


def localise(table: Table, cells: Mapping[str, TableCell], *, seconds: float = SECONDS) -> Localisation:
    """Find the cells that are likeliest to be wrong.

    Args:
        table: the form's table.
        cells: its records by id, in any order; cells without a figure can have any.
        seconds: of processor time, so that other work on the machine changes nothing.
    """
    system = readable_system(table, cells)
    printed = printed_counts(system, cells)
    known = {cell: value for cell, value in printed.items() if value is not None}
    if len(known) == len(printed) and not any(row.residual(known) for row in system.rows):
        return Localisation("consistent")
    oversized = {cell: value for cell, value in known.items() if abs(value) > _MOST_COUNT}
    printed |= dict.fromkeys(oversized)
    whole = Localisation("consistent", (Solution(),))
    for whole_part in _parts(table_system(table)):
        part = replace(whole_part, signed=system.signed.intersection(whole_part.cells))
        figures = {cell: printed[cell] for cell in part.cells}
        huge = {cell: value for cell, value in oversized.items() if cell in part.rows_of}
        failing = failing_checks(part, figures | huge)
        if failing:
            outcome, solutions = _explained(table, part, figures, huge, cells, seconds)
            whole = _merged(whole, outcome, solutions, failing)
    return whole


def _explained(
    table: Table,
    part: System,
    figures: Mapping[str, int | None],
    huge: Mapping[str, int],
    cells: Mapping[str, TableCell],
    seconds: float,
) -> tuple[Outcome, list[Solution]]:
    """The outcome of one part whose checks fail, and its explanations; none where there is no answer."""
    weights = {cell: _weight(cells[cell]) for cell, value in figures.items() if value is not None}
    alternatives = {cell: [v for v in cells[cell].alternatives if isinstance(v, int)] for cell in figures}
    problem = Problem(part, figures, weights, plausible_shifts(table, part, figures, weights))
    explained = explain(problem, _SLACK, seconds)
    solutions: list[Solution] = []
    if explained.ending in ("complete", "capped"):
        solutions = [_solution(problem, one, huge) for one in rank(problem, explained.ways, alternatives)]
    return _outcome(explained.ending, solutions), solutions


def readable_system(table: Table, cells: Mapping[str, TableCell]) -> System:
    """The equations of the table, in which nothing is known of cells that could not be read, not even their sign."""
    system = table_system(table)
    unread = frozenset(cell for cell in system.cells if cells[cell].state == "unreadable")
    return replace(system, signed=system.signed | unread) if unread else system


def printed_counts(system: System, cells: Mapping[str, TableCell]) -> dict[str, int | None]:
    """The figure of each cell of the system, None where it has none; in the order of the form."""
    return {cell: _count(cells[cell]) for cell in system.cells}


def _count(cell: TableCell) -> int | None:
    value = cell.value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else None
    return value


def _weight(cell: TableCell) -> float:
    """What it costs to call the figure wrong: the log odds that it is right, and that it could be any other."""
    doubt = min(max(cell.confidence, 0.001), 0.999)
    return _ANY_FIGURE + min(_MOST_DOUBT, max(_LEAST_DOUBT, log(doubt / (1 - doubt))))


@lru_cache(maxsize=64)  # tables are few
def _parts(system: System) -> tuple[System, ...]:
    """The independent parts of a system: no equation has cells of two of them."""
    groups: list[set[str]] = []
    for row in system.rows:
        together = set(row.terms)
        for group in [group for group in groups if not group.isdisjoint(together)]:
            groups.remove(group)
            together |= group
        groups.append(together)
    place = {cell: number for number, cell in enumerate(system.cells)}
    parts = []
    for group in sorted(groups, key=lambda group: min(place[cell] for cell in group)):
        numbers = [number for number, row in enumerate(system.rows) if not group.isdisjoint(row.terms)]
        new = {number: at for at, number in enumerate(numbers)}
        cells = tuple(cell for cell in system.cells if cell in group)
        parts.append(
            System(
                tuple(system.ids[number] for number in numbers),
                tuple(system.rows[number] for number in numbers),
                cells,
                system.signed & group,
                {cell: tuple(new[number] for number in system.rows_of[cell]) for cell in cells},
            )
        )
    return tuple(parts)


_ORDER: tuple[Outcome, ...] = ("consistent", "located", "ambiguous", "unsolved", "timeout")


def _outcome(ending: Ending, solutions: Sequence[Solution]) -> Outcome:
    if ending == "timeout" or ending == "unsolved":
        return ending
    if len(solutions) > 1 or ending == "capped":
        return "ambiguous"
    return "located" if solutions[0].changes else "consistent"


def _solution(problem: Problem, one: Explanation, oversized: Mapping[str, int]) -> Solution:
    reasons = {
        cell: problem.shifts[number].reason for number in one.support.shifts for cell in problem.shifts[number].cells
    }
    changes = []
    named = {*one.changed, *oversized}
    for cell in (cell for cell in problem.system.cells if cell in named):
        printed, implied = oversized.get(cell, problem.printed[cell]), one.figures.get(cell)
        by_itself = cell in one.support.changed or cell in oversized
        edit = one_edit(printed, implied) if by_itself and printed is not None and implied is not None else None
        changes.append(Change(cell, printed, implied, edit, None if by_itself else reasons.get(cell)))
    filled = {
        cell: value
        for cell, value in one.figures.items()
        if value is not None and cell not in named and problem.printed[cell] is None
    }
    return Solution(tuple(changes), filled, one.cost)


def _merged(
    whole: Localisation,
    outcome: Outcome,
    solutions: Sequence[Solution],
    failing: tuple[str, ...],
) -> Localisation:
    """The localisation with one more part. Parts are independent: any explanations of them go together."""
    unexplained = () if solutions else failing
    solutions = solutions or [Solution()]
    named = _in_all(solution.cells for solution in solutions)
    some = dict.fromkeys(cell for solution in solutions for cell in solution.cells if cell not in named)
    figures = [
        {change.cell: change.implied for change in solution.changes} | dict(solution.filled) for solution in solutions
    ]
    implied = {
        cell: value
        for cell, value in figures[0].items()
        if value is not None and all(other.get(cell) == value for other in figures)
    }
    combined = sorted(
        (_joined(first, second) for first in whole.solutions for second in solutions), key=lambda one: one.cost
    )
    return Localisation(
        max(whole.outcome, outcome, key=_ORDER.index),
        tuple(combined[:_MAX_SOLUTIONS]),
        (*whole.shared, *(cell for cell in solutions[0].cells if cell in named)),
        (*whole.unshared, *some),
        {**whole.implied, **implied},
        (*whole.failing, *(() if outcome == "consistent" else failing)),
        (*whole.unexplained, *unexplained),
    )


def _in_all(groups: Iterable[Sequence[str]]) -> set[str]:
    sets = [set(group) for group in groups]
    return set.intersection(*sets) if sets else set()


def _joined(first: Solution, second: Solution) -> Solution:
    return Solution((*first.changes, *second.changes), {**first.filled, **second.filled}, first.cost + second.cost)
