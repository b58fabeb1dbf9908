"""Quantities of the narrative in the tables: the cells that add up to them, and whether a stated figure agrees."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase

from gkml.form import StatedSum
from gkml.narrative.statements import Statement
from gkml.numerals import half_unit
from gkml.records.report import Number

__all__ = ["CellSum", "agrees_with", "sum_cells"]


@dataclass(frozen=True, slots=True)
class CellSum:
    """A reading in this report.

    Attributes:
        words: what it is.
        cells: its cells.
        total: what they add up to; None where a figure is missing.
        known: what those that are there add up to.
        more, less: a missing figure could make it more, or less; counts are never negative.
    """

    words: str
    cells: tuple[str, ...]
    total: Number | None
    known: Number
    more: bool
    less: bool

    def allows(self, value: Number) -> bool:
        """Whether the missing figures could make it ``value``."""
        return (self.more or value <= self.known) and (self.less or value >= self.known)


def sum_cells(reading: StatedSum, values: Mapping[str, Number | None]) -> CellSum | None:
    """The cells of a reading; None where the tables of this report have none for a part of it."""
    plus, minus = ([_matching(pattern, values) for pattern in patterns] for patterns in (reading.plus, reading.minus))
    if not all(plus) or not all(minus):
        return None
    added = tuple(cell for group in plus for cell in group)
    taken = tuple(cell for group in minus for cell in group)
    known: Number = 0
    for cell in added:
        known = known + (values[cell] or 0)
    for cell in taken:
        known = known - (values[cell] or 0)
    missing = [cell for cell in (*added, *taken) if values[cell] is None]
    more = any(cell in missing for cell in added)
    less = any(cell in missing for cell in taken)
    return CellSum(reading.words, (*added, *taken), None if missing else known, known, more, less)


def _matching(pattern: str, cells: Collection[str]) -> list[str]:
    """Ids of the cells that a pattern names."""
    if "*" not in pattern:
        return [pattern] if pattern in cells else []
    beginning = pattern.partition("*")[0]
    return [cell for cell in cells if cell.startswith(beginning) and fnmatchcase(cell, pattern)]


def agrees_with(statement: Statement, found: CellSum, values: Mapping[str, Number | None]) -> bool:
    """Whether the cells add up to what is stated, money within what its printed places leave open."""
    if found.total is None:
        return False
    amounts = (value for cell in found.cells if isinstance(value := values[cell], Decimal))
    tolerance = sum(map(half_unit, amounts), statement.half_unit)
    difference = statement.value - found.total
    return max(difference, -difference) <= tolerance
