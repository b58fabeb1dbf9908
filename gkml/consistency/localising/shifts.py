"""Figures that may all have moved by one place: along a row by a column, or along a column by a row.

A shift is one mishap however many figures it moves, so it is supposed as one. Only shifts that make sums hold which
fail as printed are worth supposing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from gkml.consistency.localising.exact import System
from gkml.consistency.localising.problem import Shift
from gkml.template import Table

__all__ = ["plausible_shifts"]

_ABOVE_ONE_CELL = 1.0  # nats by which a shift is rarer than one wrong figure
_LOST = 1.5  # the same, again, where it also lost a figure
_FEW_GAPS = 3  # rows with a blank, among rows without
_UNSEEN = 2  # rows in or beside a run that do not show it, as they have other faults
_MAX_SHIFTS = 16  # of one table: sets of three of them are supposed at once

Values = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class _Candidate:
    cells: tuple[str, ...]
    values: tuple[int | None, ...]
    reason: str


def plausible_shifts(
    table: Table, system: System, printed: Mapping[str, int | None], weights: Mapping[str, float]
) -> tuple[Shift, ...]:
    """The shifts by which more sums hold than without, those that mend most first.

    Args:
        table: for the order of rows and columns.
        system: the equations concerned; cells that stand in none of them do not move.
        printed: figures of the cells that may move; a cell that is not there keeps its place and so does its row.
        weights: what a wrong cell costs.
    """
    state = _State(system, printed)
    found: dict[tuple[tuple[str, int | None], ...], tuple[int, Shift]] = {}
    rows = list(_rows(table, system, printed))
    gaps = sum(any(printed[cell] is None for cell in line) for line in rows)
    for line in rows:
        # where few rows have a blank, it is suspect by itself, though other faults may hide what a shift would mend
        suspect = gaps <= _FEW_GAPS and any(printed[cell] is None for cell in line)
        for candidate in _along_row(line, [printed[cell] for cell in line]):
            _keep(state, candidate, weights, found, least=0 if suspect else 1)
    for line in _columns(table, system, printed):
        for candidate in _along_column(line, [printed[cell] for cell in line], state):
            _keep(state, candidate, weights, found, least=2)
    best = sorted(found.values(), key=lambda item: (-item[0], item[1].cost))  # stable: ties as generated
    return tuple(shift for _, shift in best[:_MAX_SHIFTS])


class _State:
    """Which equations hold as printed."""

    def __init__(self, system: System, printed: Mapping[str, int | None]) -> None:
        self.system = system
        self.printed = printed
        self.residuals = [self._residual(number, {}) for number in range(len(system.rows))]

    def _residual(self, number: int, moved: Mapping[str, int | None]) -> int | None:
        """Of an equation with some figures moved; None where a figure is missing."""
        whole = 0
        row = self.system.rows[number]
        for cell, factor in row.terms.items():
            value = moved[cell] if cell in moved else self.printed.get(cell)
            if value is None:
                return None
            whole += factor * value
        return whole - row.constant

    def _changed(self, number: int, residual: int, moved: Mapping[str, int | None]) -> int | None:
        """The residual of an equation whose figures are all printed, with these instead of some of them."""
        terms = self.system.rows[number].terms
        for cell, value in moved.items():
            if cell in terms:
                if value is None:
                    return None
                residual += terms[cell] * (value - (self.printed[cell] or 0))
        return residual

    def gain(self, moved: Mapping[str, int | None]) -> int:
        """How many more equations hold with these figures than as printed."""
        gain = 0
        for number in sorted({number for cell in moved for number in self.system.rows_of[cell]}):
            before = self.residuals[number]
            after = self._residual(number, moved) if before is None else self._changed(number, before, moved)
            gain += (before not in (0, None) and after == 0) - (before == 0 and after not in (0, None))
        return gain


def _keep(
    state: _State,
    candidate: _Candidate,
    weights: Mapping[str, float],
    found: dict[tuple[tuple[str, int | None], ...], tuple[int, Shift]],
    least: int,
) -> None:
    moved = {
        cell: value
        for cell, value in zip(candidate.cells, candidate.values, strict=True)
        if value != state.printed[cell]
    }
    key = tuple(moved.items())
    if len(moved) < 2 or key in found:
        return
    gain = state.gain(moved)
    lost = sum(value is None and state.printed[cell] is not None for cell, value in moved.items())
    emptied = sum(value is not None and state.printed[cell] is None for cell, value in moved.items())
    if gain < least or (not gain and not emptied):
        return
    cost = median_low([weights[cell] for cell in moved if cell in weights]) + _ABOVE_ONE_CELL
    cost += _LOST * max(0, lost - emptied)
    found[key] = (gain, Shift(tuple(moved), tuple(moved.values()), cost, candidate.reason))


def _rows(table: Table, system: System, printed: Mapping[str, int | None]) -> Iterator[list[str]]:
    for row in table.rows:
        line = [table.cell_id(row.id, column) for column in row.columns]
        if len(line) > 1 and all(cell in system.rows_of and cell in printed for cell in line):
            yield line


def _columns(table: Table, system: System, printed: Mapping[str, int | None]) -> Iterator[list[str]]:
    for column in table.columns:
        cells = [table.cell_id(row.id, column.id) for row in table.rows if column.id in row.columns]
        line = [cell for cell in cells if cell in system.rows_of and cell in printed]
        if len(line) > 2:
            yield line


def _along_row(line: Sequence[str], values: Values) -> Iterator[_Candidate]:
    """Two neighbours exchanged; all figures between an empty place and another moved by one place."""
    reason = "row_shifted"
    size = len(line)
    for at in range(size - 1):
        left, right = values[at : at + 2]
        if left != right and left is not None and right is not None:
            yield _Candidate(tuple(line[at : at + 2]), (right, left), reason)
    for empty in (at for at, value in enumerate(values) if not value):
        for place in range(size):
            if place == empty or (abs(place - empty) == 1 and values[empty] is not None):
                continue  # neighbours exchanged are there already
            yield _Candidate(tuple(line), _moved(values, empty, place, values[empty]), reason)
            if values[empty] is not None and place in (0, size - 1):
                # the figure at the end was pushed out, and its place taken by the zero
                yield _Candidate(tuple(line), _moved(values, empty, place, None), reason)


def _moved(values: Values, empty: int, place: int, filled: int | None) -> tuple[int | None, ...]:
    """The empty place taken out and opened again elsewhere."""
    rest = [value for at, value in enumerate(values) if at != empty]
    return (*rest[:place], filled, *rest[place:])


def _along_column(line: Sequence[str], values: Values, state: _State) -> Iterator[_Candidate]:
    """Two neighbours exchanged; runs of rows that all hold with the figure of the row below, or of the row above."""
    reason = "column_shifted"
    for at in range(len(line) - 1):
        upper, lower = values[at : at + 2]
        if upper != lower and upper is not None and lower is not None:
            yield _Candidate(tuple(line[at : at + 2]), (lower, upper), reason)
    inside = set(line)
    crossing = [
        [number for number in state.system.rows_of[cell] if not inside.issuperset(state.system.rows[number].terms)]
        for cell in line
    ]
    size = len(line)
    for step in (1, -1):
        fits = [
            0 <= at + step < size and _row_fits(state, line[at], values[at], values[at + step], crossing[at])
            for at in range(size)
        ]
        moved = [0 <= at + step < size and values[at] != values[at + step] for at in range(size)]
        for first, last in _runs(fits, moved):
            for low, high, end in _ends(values, first, last, step):
                figures = [values[at + step] for at in range(low, high + 1)]
                for lost in (0, None):
                    together = [*figures, lost] if step == 1 else [lost, *figures]
                    start = min(low, end)
                    yield _Candidate(tuple(line[start : start + len(together)]), tuple(together), reason)


def _ends(values: Values, first: int, last: int, step: int) -> Iterator[tuple[int, int, int]]:
    """How far a run of moved figures may go: its first and last row, and the row whose figure is gone.

    It begins with an empty place. Rows at its ends may have other faults, so it may go some rows further than it shows.
    """
    size = len(values)
    for opened in range(_UNSEEN + 1):
        for closed in range(_UNSEEN + 1):
            low, high = (first - opened, last + closed) if step == 1 else (first - closed, last + opened)
            empty, end = (low, high + 1) if step == 1 else (high, low - 1)
            if low >= 0 and high < size and 0 <= end < size and not values[empty]:
                yield low, high, end


def _row_fits(state: _State, cell: str, value: int | None, other: int | None, crossing: Sequence[int]) -> bool:
    """Whether the equations across hold with the other figure, as far as they can be told."""
    if value is None or other is None:
        return value is None and other is not None
    for number in crossing:
        residual = state.residuals[number]
        if residual is None or residual + state.system.rows[number].terms[cell] * (other - value):
            return False
    return True


def _runs(fits: Sequence[bool], moved: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last of the rows that tell of one move, few rows with other faults among them."""
    telling = [at for at, fit in enumerate(fits) if fit and moved[at]]
    run: list[int] = []
    for at in telling:
        if run and sum(not fit for fit in fits[run[-1] : at]) > _UNSEEN:
            if len(run) > 1:
                yield run[0], run[-1]
            run = []
        run.append(at)
    if len(run) > 1:
        yield run[0], run[-1]
