"""The cells of a Word table, row by row: a cell that goes on from the left or from above is a part of that one."""

from __future__ import annotations

from dataclasses import dataclass

from gkml.readers.word.blocks import Block, TableCell, TableRow

__all__ = ["MergedCells", "OpenCell"]


@dataclass(slots=True)
class OpenCell:
    """A cell while others may still be a part of it."""

    column: int
    colspan: int
    blocks: list[Block]
    rowspan: int = 1


class MergedCells:
    """The cells of a table; a row is begun, and its cells are told from left to right."""

    def __init__(self) -> None:
        self._rows: list[list[OpenCell]] = []
        self._above: dict[int, OpenCell] = {}  # cells that stand in the row above and may go on, by column
        self._here: dict[int, OpenCell] = {}
        self._last: OpenCell | None = None

    def begin_row(self) -> list[OpenCell]:
        """Begin a row; its cells, as they will be."""
        self._above, self._here, self._last = self._here, {}, None
        self._rows.append([])
        return self._rows[-1]

    def is_covered(self, column: int, span: int, *, from_left: bool, from_above: bool) -> bool:
        """Whether a cell is a part of one that has begun; that one then covers its place as well.

        Args:
            column, span: its place on the grid.
            from_left, from_above: whether it says so.
        """
        over = self._above.get(column)
        if from_left and self._last is not None:
            self._last.colspan += span
        elif from_above and over is not None and over.colspan == span:
            over.rowspan += 1
            self._here[column] = self._last = over
        else:
            return False
        return True

    def add(self, column: int, span: int, blocks: list[Block], *, goes_on: bool) -> None:
        """A cell that begins here; ``goes_on``: one below may be a part of it."""
        self._last = OpenCell(column, span, blocks)
        self._rows[-1].append(self._last)
        if goes_on:
            self._here[column] = self._last

    def rows(self) -> tuple[TableRow, ...]:
        """All rows with the cells that begin in them."""
        return tuple(
            tuple(TableCell(tuple(cell.blocks), cell.column, cell.rowspan, cell.colspan) for cell in row)
            for row in self._rows
        )
