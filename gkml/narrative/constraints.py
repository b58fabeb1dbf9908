"""What the narrative says of cells whose figures are not read yet: which of several readings it allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gkml.narrative.cell_sums import agrees_with, sum_cells
from gkml.narrative.statements import Statement
from gkml.records.report import Number

__all__ = ["Constraints"]

Values = Mapping[str, Number | None]
"""The figure of each cell, None where it has none."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """Statements beside the figures that were read.

    Attributes:
        statements: of the narrative; those whose scope is not sure say nothing.
        values: of the cells of all tables.
    """

    statements: Sequence[Statement]
    values: Values

    def about(self, cells: Collection[str]) -> bool:
        """Whether a statement is made of one of some cells."""
        return any(self._touches(statement, cells) for statement in self.statements)

    def allow(self, cells: Collection[str], values: Values) -> bool:
        """Whether no statement about one of some cells says something else.

        Where another figure of a quantity is missing nothing is said of it.

        Args:
            cells: ids of the cells in question.
            values: their figures, and those of other cells that are known by now.
        """
        known = {**self.values, **values}
        return not any(
            self._touches(statement, cells) and _contradicts(statement, known) for statement in self.statements
        )

    def _touches(self, statement: Statement, cells: Collection[str]) -> bool:
        sums = (sum_cells(reading, self.values) for reading in statement.quantity.readings)
        return statement.sure and any(found and not set(found.cells).isdisjoint(cells) for found in sums)


def _contradicts(statement: Statement, values: Values) -> bool:
    sums = [found for reading in statement.quantity.readings if (found := sum_cells(reading, values)) is not None]
    if any(found.total is None for found in sums):
        return False
    return not any(agrees_with(statement, found, values) for found in sums)
