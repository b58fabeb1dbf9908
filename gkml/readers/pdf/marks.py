"""Marks of a page to the cells and pieces that they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gkml.document import Box, Sight
from gkml.doubts import DoubtCode
from gkml.readers.pdf.lattice import LatticeCell, LatticeTable
from gkml.readers.pdf.lines import Piece
from gkml.readers.pdf.page import Mark, PageContent, Ruling

__all__ = ["judged", "marked_pieces", "marks_by_cell"]

_OVER = 3.0  # points by which what was left out may reach over the border of its cell
_BORDER = 2.0  # points from the border of a cell; ink this near may be of the border
_LEAST_INK = 4  # pixels; less are specks
_MUCH_INK = 30  # pixels; a digit of 10 points has twice as many
_STROKE = 40.0  # points; a line within a cell that is no longer may be a dash or a digit
_UNDER = 4.0  # points below print at which it is underlined
_SIDE = 1.0  # type sizes beside a piece in which what was left out belongs to it


def marks_by_cell(page: PageContent, table: LatticeTable) -> Mapping[int, Sequence[Mark]]:
    """The marks that lie in each cell of a table, by its index."""
    found: dict[int, list[Mark]] = {}
    for mark in (*page.marks, *_strokes(page.rulings, table)):
        x, y = (mark.box.x0 + mark.box.x1) / 2, (mark.box.y0 + mark.box.y1) / 2
        number = table.cell_at(x, y)
        if number is not None and _lies_in(mark, table.cells[number]):
            found.setdefault(number, []).append(mark)
    return found


def _lies_in(mark: Mark, cell: LatticeCell) -> bool:
    x0, y0, x1, y1 = mark.box
    if mark.ink:  # of blocks of ink those that lie inside
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return cell.x0 + _BORDER < x < cell.x1 - _BORDER and cell.y0 + _BORDER < y < cell.y1 - _BORDER
    inside = cell.x0 - _OVER <= x0 and x1 <= cell.x1 + _OVER
    return inside and cell.y0 - _OVER <= y0 and y1 <= cell.y1 + _OVER


def _strokes(rulings: Iterable[Ruling], table: LatticeTable) -> Iterable[Mark]:
    """Short lines that stand by themselves in a cell."""
    for ruling in rulings:
        length = max(ruling.x1 - ruling.x0, ruling.y1 - ruling.y0)
        if length > _STROKE:
            continue
        number = table.cell_at((ruling.x0 + ruling.x1) / 2, (ruling.y0 + ruling.y1) / 2)
        if number is None:
            continue
        cell = table.cells[number]
        left, right = min(ruling.x0 - cell.x0, ruling.y0 - cell.y0), min(cell.x1 - ruling.x1, cell.y1 - ruling.y1)
        if min(left, right) > _BORDER:
            yield Mark(Box(*_edges(ruling)), DoubtCode.UNREAD_INK, round(length))


def _edges(ruling: Ruling) -> tuple[float, float, float, float]:
    return ruling.x0, ruling.y0, ruling.x1, ruling.y1


def judged(
    sight: Sight | None, pieces: Sequence[Piece], marks: Sequence[Mark]
) -> tuple[Sight | None, tuple[DoubtCode, ...], bool]:
    """The sight of a cell, its doubts, and whether something in it was not read.

    Args:
        sight: of what no mark speaks of.
        pieces: of the cell.
        marks: that lie in it.
    """
    left_out = [mark.code for mark in marks if not mark.ink]
    unread = [mark for mark in marks if mark.ink and not any(_underlines(mark.box, piece.box) for piece in pieces)]
    ink = sum(mark.ink for mark in unread)
    if ink < _LEAST_INK:
        unread = []
    codes = [code for piece in pieces for code in piece.doubts] + left_out + [mark.code for mark in unread]
    if not codes:
        return sight, (), False
    return "doubtful", tuple(dict.fromkeys(codes)), bool(unread) and (not pieces or ink >= _MUCH_INK)


def _underlines(box: Box, piece: Box) -> bool:
    beside = box.x1 < piece.x0 or piece.x1 < box.x0
    return not beside and box.y1 - box.y0 < 1.0 and -1.0 <= box.y0 - piece.y1 + _UNDER / 2 <= _UNDER


def marked_pieces(pieces: Sequence[Piece], marks: Sequence[Mark]) -> list[Piece]:
    """Pieces of a line outside tables with what marks say of them."""
    if not marks:
        return list(pieces)
    return [_marked(piece, marks) for piece in pieces]


def _marked(piece: Piece, marks: Iterable[Mark]) -> Piece:
    x0, y0, x1, y1 = piece.box
    side = _SIDE * (y1 - y0)
    mine = [
        mark
        for mark in marks
        if x0 - side <= (mark.box.x0 + mark.box.x1) / 2 <= x1 + side
        and y0 <= (mark.box.y0 + mark.box.y1) / 2 <= y1
        and mark.box.x1 - mark.box.x0 <= x1 - x0 + 2 * side
    ]
    if not mine:
        return piece
    _, codes, unread = judged(None, (piece,) if piece.text else (), mine)
    return replace(piece, doubts=codes, unread=unread)
