"""Where on its line a piece of print stands: above or below which figure of its table.

Heads that are broken over lines leave pieces such as ``结果`` that only their place tells apart. A piece is therefore
given the number of the figure that it stands over (or else under) and the count of figures in that row, and where no
figures are near, its place in tenths of the table's width. Known for columns made with spaces and for true grids.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkml.document import Cell, Document, Row
from gkml.figures import figure_spans

__all__ = ["COLUMN_KINDS", "ColumnPlaces"]

_MIN_FIGURES = 3  # of a row that other rows are measured by
_MAX_FIGURES = 16  # the widest statutory table has 15
_REACH = 0.75  # of the way to the second figure, by which heads may lie left of the first
_NEAR = 12  # rows; a head that is set upright is so high
_PARTS = 32  # of the width of a table without figures
_WORD = re.compile(r"[^\s\u3000\u00a0]+")

_FIRST_OF = {
    count: 1 + sum(other + 1 for other in range(_MIN_FIGURES, count)) for count in range(_MIN_FIGURES, _MAX_FIGURES + 1)
}
_FIRST_PART = 1 + sum(count + 1 for count in range(_MIN_FIGURES, _MAX_FIGURES + 1))

COLUMN_KINDS = _FIRST_PART + _PARTS
"""How many different places there are; 0 is an unknown one."""


@dataclass(frozen=True, slots=True)
class _Ruler:
    """A row whose figures others are measured by: their middles, and how far left the first column reaches; doubled."""

    middles: tuple[int, ...]
    begins: float

    def place(self, middle: int) -> int:
        """Number of the place of a piece whose middle is given."""
        if middle < self.begins:
            return _FIRST_OF[len(self.middles)]
        at = bisect_left(self.middles, middle)
        if at == len(self.middles) or (at and middle - self.middles[at - 1] <= self.middles[at] - middle):
            at -= 1
        return _FIRST_OF[len(self.middles)] + 1 + at


class ColumnPlaces:
    """The places of the print of one document."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        extents = [_extent(row) for row in document.rows]
        rulers = [_ruler(document, row) if extent else None for row, extent in zip(document.rows, extents, strict=True)]
        ahead = _nearest(rulers[::-1])[::-1]
        behind = _nearest(rulers)
        self._rulers = [below or above for below, above in zip(ahead, behind, strict=True)]
        self._widths = _widths(extents)

    def words(self, row: Row, cell: Cell) -> Iterator[tuple[int, int]]:
        """For each word of a cell its end, as an offset into the cell, and its place; nothing where none is known."""
        width = self._widths[row.index]
        across = _across(row, cell)
        if across is None or not width:
            return
        ruler = self._rulers[row.index]
        spans = [(0, cell.end - cell.start)]
        if row.kind != "grid":
            spans = [match.span() for match in _WORD.finditer(self._text[cell.start : cell.end])]
        for start, end in spans:
            middle = across[0] + across[1] if row.kind == "grid" else 2 * across[0] + start + end
            if ruler is not None:
                yield end, ruler.place(middle)
            else:
                yield end, _FIRST_PART + min(_PARTS - 1, middle * _PARTS // (2 * width))


def _across(row: Row, cell: Cell) -> tuple[int, int] | None:
    """First and last column of a cell on its line or in its grid."""
    if row.kind == "grid":
        return cell.column, cell.column + cell.colspan
    return cell.x


def _extent(row: Row) -> int:
    """The column at which a row with columns ends; 0 for others."""
    if row.kind not in ("aligned", "grid") or not row.cells:
        return 0
    across = _across(row, row.cells[-1])
    return across[1] if across else 0


def _ruler(document: Document, row: Row) -> _Ruler | None:
    middles: list[int] = []
    for cell in row.cells:
        across = _across(row, cell)
        if across is None or not figure_spans(document.cell_text(cell)):
            continue
        middles.append(across[0] + across[1])
    if not _MIN_FIGURES <= len(middles) <= _MAX_FIGURES:
        return None
    return _Ruler(tuple(middles), middles[0] - _REACH * (middles[1] - middles[0]))


def _nearest(rulers: Sequence[_Ruler | None]) -> list[_Ruler | None]:
    """For each row the last ruler at or before it, if it is near."""
    found: list[_Ruler | None] = []
    last, age = None, 0
    for ruler in rulers:
        last, age = (ruler, 0) if ruler else (last, age + 1)
        found.append(last if age <= _NEAR else None)
    return found


def _widths(extents: Sequence[int]) -> list[int]:
    """For each row the widest extent of the rows with columns near it; 0 where there are none."""
    return [max(extents[max(0, at - _NEAR) : at + _NEAR + 1]) for at in range(len(extents))]
