"""Tables of a .doc file: paragraphs that end cells and rows to tables, their columns from the edges of the cells.

A row says where the edges of its cells are and how they are merged (sprmTDefTable, [MS-DOC], 2.9.321); a table has no
columns of its own, so that they follow from the edges of all its rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gkml.readers.limits import Limits
from gkml.readers.word.blocks import Block, Table, TableCell, TableRow
from gkml.readers.word.merging import MergedCells
from gkml.readers.word.sprms import TABLE_OF_ROW, VERTICAL_MERGE, sprms

__all__ = ["OpenTable", "RowShape", "read_row_shape"]

_TC_BYTES = 20
_SAME_EDGE = 40  # twips; edges of one column drawn by hand differ by less, columns are wider
_MERGED_SIDEWAYS = 0x3
_MERGED_DOWN, _ON_FROM_ABOVE, _FIRST_BELOW = 0x3, 1, 3


@dataclass(frozen=True, slots=True)
class RowShape:
    """How the cells of a row lie.

    Attributes:
        edges: of the cells from left to right in twips, one more than cells.
        sideways: for every cell how it is merged with those beside it; the first of a set differs from the others.
        down: for every cell 0, 1 (goes on from above) or 3 (goes on below).
    """

    edges: tuple[int, ...]
    sideways: tuple[int, ...]
    down: tuple[int, ...]


def read_row_shape(modifiers: bytes, more: bytes = b"") -> RowShape | None:
    """The shape of a row from the modifiers of the paragraph that ends it; None where they do not tell."""
    shape = None
    for code, operand in sprms(modifiers, more):
        if code == TABLE_OF_ROW and operand:
            shape = _definition_to_shape(operand)
        elif code == VERTICAL_MERGE and shape is not None and len(operand) >= 2 and operand[0] < len(shape.down):
            down = list(shape.down)
            down[operand[0]] = operand[1] & _MERGED_DOWN
            shape = RowShape(shape.edges, shape.sideways, tuple(down))
    return shape


def _definition_to_shape(operand: bytes) -> RowShape | None:
    count = operand[0]
    cells_at = 1 + 2 * (count + 1)
    if not count or len(operand) < cells_at:
        return None
    edges = [int.from_bytes(operand[1 + 2 * n : 3 + 2 * n], "little", signed=True) for n in range(count + 1)]
    if any(left > right for left, right in pairwise(edges)):  # damage: cells that lie over one another
        return None
    # cells behind the end of the list are plain
    flags = [int.from_bytes(operand[cells_at + _TC_BYTES * n :][:2], "little") for n in range(count)]
    return RowShape(
        tuple(edges),
        tuple(flag & _MERGED_SIDEWAYS for flag in flags),
        tuple(flag >> 5 & _MERGED_DOWN for flag in flags),
    )


@dataclass(slots=True)
class OpenTable:
    """A table while its paragraphs are read."""

    rows: list[tuple[list[list[Block]], RowShape | None]] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def end_cell(self) -> None:
        """End the cell that is open."""
        self.cells.append(self.blocks)
        self.blocks = []

    def end_row(self, shape: RowShape | None) -> None:
        """End the row that is open."""
        if self.blocks:  # a cell without its mark
            self.end_cell()
        self.rows.append((self.cells, shape))
        self.cells = []

    def to_table(self, limits: Limits) -> Table:
        """The finished table.

        Raises:
            InputError: ``too_many_rows``.
        """
        if self.blocks or self.cells:
            self.end_row(None)
        limits.check_cells(sum(len(cells) for cells, _ in self.rows))
        limits.check_columns(max((len(cells) for cells, _ in self.rows), default=0))
        shapes = [shape for cells, shape in self.rows if shape is not None and len(shape.down) == len(cells)]
        if len(shapes) < len(self.rows):
            return Table(tuple(map(_counted, (cells for cells, _ in self.rows))), is_grid=False)
        return Table(_placed([cells for cells, _ in self.rows], shapes))


def _counted(cells: Sequence[Sequence[Block]]) -> tuple[TableCell, ...]:
    return tuple(TableCell(tuple(blocks), number) for number, blocks in enumerate(cells))


def _placed(rows: Sequence[Sequence[list[Block]]], shapes: Sequence[RowShape]) -> tuple[TableRow, ...]:
    """The cells of all rows on the grid of their edges; covered cells are left out."""
    columns = _edges_to_columns([edge for shape in shapes for edge in shape.edges])
    merged = MergedCells()
    for cells, shape in zip(rows, shapes, strict=True):
        merged.begin_row()
        leader = 0  # what marks the first cell of a set merged sideways
        right = 0  # of the cell before; one narrower than a column takes one nevertheless
        for number, blocks in enumerate(cells):
            left = max(right, bisect_right(columns, shape.edges[number]) - 1)
            span = max(1, bisect_right(columns, shape.edges[number + 1]) - 1 - left)
            right = left + span
            sideways, down = shape.sideways[number], shape.down[number]
            from_left = bool(leader and sideways and sideways != leader)
            leader = leader if from_left else sideways
            if not merged.is_covered(left, span, from_left=from_left, from_above=down == _ON_FROM_ABOVE):
                merged.add(left, span, blocks, goes_on=bool(down))
    return merged.rows()


def _edges_to_columns(edges: Sequence[int]) -> list[int]:
    """The left edges of the columns of a grid: edges that lie close together are one."""
    columns: list[int] = []
    for edge in sorted(set(edges)):
        if not columns or edge - columns[-1] > _SAME_EDGE:
            columns.append(edge)
    return columns
