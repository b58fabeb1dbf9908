"""Exact arithmetic of equations between whole numbers: what they fix, and whether anything satisfies them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd

from gkml.equations import table_equations
from gkml.template import Table

__all__ = ["LinearRow", "Settled", "System", "eliminate", "settle", "table_system"]

_MAX_ROUNDS = 60  # of propagating bounds; what is not fixed by then counts as not fixed


@dataclass(frozen=True, slots=True)
class LinearRow:
    """One equation: the terms (coefficient times cell) add up to the constant."""

    terms: Mapping[str, int]
    constant: int = 0

    def residual(self, values: Mapping[str, int]) -> int:
        """By how much the terms exceed the constant; every cell must have a value."""
        total = -self.constant
        for cell, factor in self.terms.items():
            total += factor * values[cell]
        return total


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """The equations of a table between counts.

    Attributes:
        ids: ids of the checks.
        rows: their equations, in the same order; every constant is 0.
        cells: the cells that stand in them, in the order of the form.
        signed: those of them that may be negative.
        rows_of: for each cell the numbers of its rows.
    """

    ids: tuple[str, ...]
    rows: tuple[LinearRow, ...]
    cells: tuple[str, ...]
    signed: frozenset[str]
    rows_of: Mapping[str, tuple[int, ...]]


@lru_cache(maxsize=512)  # tables are few and never change
def table_system(table: Table) -> System:
    """All equations of a table but those with amounts of money, which are rounded and no whole numbers."""
    columns = {cell: column for cell, _, column in table.cells()}
    ids, rows = [], []
    for equation in table_equations(table):
        if any(columns[cell].unit == "money" for cell in equation.cells):
            continue
        terms: dict[str, int] = {}
        for side, sign in ((equation.left, 1), (equation.right, -1)):
            for cell in side:
                terms[cell] = terms.get(cell, 0) + sign
        ids.append(equation.id)
        rows.append(LinearRow({cell: factor for cell, factor in terms.items() if factor}))
    cells = tuple(cell for cell in columns if any(cell in row.terms for row in rows))
    rows_of = {cell: tuple(number for number, row in enumerate(rows) if cell in row.terms) for cell in cells}
    signed = frozenset(cell for cell in cells if columns[cell].signed)
    return System(tuple(ids), tuple(rows), cells, signed, rows_of)


def eliminate(rows: Iterable[LinearRow], unknown: Collection[str]) -> tuple[dict[str, LinearRow], list[LinearRow]]:
    """Solve for as many unknowns as there are independent equations for them (Gauss-Jordan, whole numbers).

    Returns:
        For each unknown that could be solved for its row, in which none of the others solved for stands; and the rows
        without any unknown that remain, those that say nothing left out.
    """
    solved: dict[str, LinearRow] = {}
    rest: list[LinearRow] = []
    for row in rows:
        reduced = row
        for cell in [cell for cell in row.terms if cell in solved]:
            reduced = _without(reduced, cell, solved[cell])
        pivot = _pivot(reduced, unknown)
        if pivot is None:
            if reduced.terms or reduced.constant:
                rest.append(reduced)
            continue
        for cell, other in list(solved.items()):
            if pivot in other.terms:
                solved[cell] = _without(other, pivot, reduced)
        solved[pivot] = reduced
    return solved, rest


def _pivot(row: LinearRow, unknown: Collection[str]) -> str | None:
    """An unknown of the row, one with the smallest factor: ones keep everything whole."""
    found = [cell for cell in row.terms if cell in unknown]
    return min(found, key=lambda cell: abs(row.terms[cell]), default=None)


def _without(row: LinearRow, cell: str, by: LinearRow) -> LinearRow:
    """The row with a cell eliminated by another row that has it."""
    mine, its = row.terms[cell], by.terms[cell]
    common = gcd(mine, its)
    factor, other = abs(its) // common, mine // common * (1 if its > 0 else -1)
    terms = {key: value * factor for key, value in row.terms.items()} if factor != 1 else dict(row.terms)
    for key, value in by.terms.items():
        left = terms.get(key, 0) - other * value
        if left:
            terms[key] = left
        else:
            terms.pop(key, None)
    constant = row.constant * factor - other * by.constant
    shared = gcd(constant, *terms.values())
    if shared > 1:
        terms, constant = {key: value // shared for key, value in terms.items()}, constant // shared
    return LinearRow(terms, constant)


@dataclass(frozen=True, slots=True)
class Settled:
    """What equations say about their unknowns.

    Attributes:
        possible: False where no whole numbers satisfy them. True only says that no contradiction was found, unless
            every unknown is in ``implied``.
        implied: unknowns that can have one value only.
    """

    possible: bool
    implied: Mapping[str, int]


def settle(rows: Sequence[LinearRow], values: Mapping[str, int | None], signed: Collection[str] = ()) -> Settled:
    """What the rows imply for the cells without a value; none of them is negative, unless it is ``signed``.

    Rank says which unknowns the equations fix; bounds say more: where several counts add up to 0, all are 0.
    """
    unsolved: list[LinearRow] = []
    for row in rows:
        terms = {cell: factor for cell, factor in row.terms.items() if values[cell] is None}
        constant = row.constant - sum(
            factor * value for cell, factor in row.terms.items() if (value := values[cell]) is not None
        )
        if terms:
            unsolved.append(LinearRow(terms, constant))
        elif constant:
            return Settled(False, {})
    low: dict[str, int | None] = {cell: None if cell in signed else 0 for row in unsolved for cell in row.terms}
    high: dict[str, int | None] = dict.fromkeys(low)
    fixed: dict[str, int] = {}
    while unsolved:
        solved, rest = eliminate(unsolved, low)
        if rest or not _narrow([*unsolved, *solved.values()], low, high):
            return Settled(False, {})
        news = {cell: value for cell, value in low.items() if value is not None and value == high[cell]}
        if not news:
            break
        fixed.update(news)
        for cell in news:
            del low[cell], high[cell]
        unsolved = [filled for row in unsolved if (filled := _filled(row, news)).terms or filled.constant]
        if any(not row.terms for row in unsolved):
            return Settled(False, {})
    return Settled(True, fixed)


def _filled(row: LinearRow, values: Mapping[str, int]) -> LinearRow:
    known = sum(factor * values[cell] for cell, factor in row.terms.items() if cell in values)
    return LinearRow({cell: factor for cell, factor in row.terms.items() if cell not in values}, row.constant - known)


def _narrow(rows: Sequence[LinearRow], low: dict[str, int | None], high: dict[str, int | None]) -> bool:
    """Narrow the bounds as far as single rows allow; False where nothing is left between them."""
    for _ in range(_MAX_ROUNDS):
        changed = False
        for row in rows:
            least = [_end(factor, low[cell], high[cell]) for cell, factor in row.terms.items()]
            most = [_end(factor, high[cell], low[cell]) for cell, factor in row.terms.items()]
            tops, bottoms = _left_for_each(row.constant, least), _left_for_each(row.constant, most)
            for (cell, factor), top, bottom in zip(row.terms.items(), tops, bottoms, strict=True):
                new_low, new_high = (bottom, top) if factor > 0 else (top, bottom)
                now_low, now_high = low[cell], high[cell]
                if new_low is not None:
                    new_low = -(-new_low // factor)  # rounded up
                    if now_low is None or new_low > now_low:
                        low[cell] = now_low = new_low
                        changed = True
                if new_high is not None:
                    new_high = new_high // factor
                    if now_high is None or new_high < now_high:
                        high[cell] = now_high = new_high
                        changed = True
                if now_low is not None and now_high is not None and now_low > now_high:
                    return False
        if not changed:
            return True
    return True


def _end(factor: int, for_positive: int | None, for_negative: int | None) -> int | None:
    """The least (or the most) that a term can be, from the bounds of its cell."""
    bound = for_positive if factor > 0 else for_negative
    return None if bound is None else factor * bound


def _left_for_each(constant: int, ends: Sequence[int | None]) -> list[int | None]:
    """What the other terms at their ends leave of the constant for each term; None where another has no end."""
    endless = ends.count(None)
    whole = sum(end for end in ends if end is not None)
    return [constant - whole + (end or 0) if endless == (1 if end is None else 0) else None for end in ends]
