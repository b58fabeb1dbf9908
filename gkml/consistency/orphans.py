"""Figures printed apart from their row: they return to the one empty cell that needs exactly this figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gkml.doubts import DoubtCode, doubt
from gkml.equations import Equation, table_equations
from gkml.tables.placed import PlacedTable
from gkml.tables.table_cell import TableCell

__all__ = ["return_orphans"]

_FEWEST = 2  # equations, a row and a column, that must ask for the figure; one alone may do so by chance
_CONFIDENCE = 0.9  # that such a figure is where it belongs


def return_orphans(placed: PlacedTable) -> PlacedTable:
    """The table with its orphan figures in the empty cells that the sums of row and column ask for.

    A figure is returned where one cell only needs it, and no other orphan figure would do.
    """
    if not placed.orphans:
        return placed
    wanted = dict(_wanted(placed))
    cells = dict(placed.cells)
    left = []
    for orphan in placed.orphans:
        fitting = [cell_id for cell_id, value in wanted.items() if value == orphan.value]
        alike = [other for other in placed.orphans if other.value == orphan.value]
        if len(fitting) != 1 or len(alike) != 1:
            left.append(orphan)
            continue
        cells[fitting[0]] = replace(
            cells[fitting[0]].doubted(doubt(DoubtCode.ORPHAN_RETURNED, text=orphan.text)),
            value=orphan.value,
            text=orphan.text,
            state="number",
            confidence=_CONFIDENCE,
            start=orphan.start,
            end=orphan.start + len(orphan.text),
        )
    return replace(placed, cells=cells, orphans=tuple(left))


def _wanted(placed: PlacedTable) -> Iterator[tuple[str, int]]:
    """Empty cells, and the one value that all equations they stand in as the only unknown ask for."""
    for cell_id, cell in placed.cells.items():
        if cell.state != "blank":
            continue
        asked = [
            _missing_value(equation, cell_id, placed.cells)
            for equation in table_equations(placed.table)
            if cell_id in equation.cells
            and all(placed.cells[other].value is not None for other in equation.cells if other != cell_id)
        ]
        if len(asked) >= _FEWEST and len(set(asked)) == 1 and asked[0] >= 0:
            yield cell_id, asked[0]


def _missing_value(equation: Equation, missing: str, cells: Mapping[str, TableCell]) -> int:
    left = sum(int(cells[cell].value or 0) for cell in equation.left)
    right = sum(int(cells[cell].value or 0) for cell in equation.right)
    return right - left if missing in equation.left else left - right
