"""Marks of a page to the cells and pieces that they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gkml.document import Box, Cell, Document, Sight
from gkml.doubts import DoubtCode
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.pdf.lattice import LatticeCell, LatticeTable, rulings_to_tables
from gkml.readers.pdf.lines import Piece
from gkml.readers.pdf.page import Mark, PageContent, Ruling

__all__ = ["judged", "marked_pieces", "marks_by_cell", "unread_cells", "with_sight"]

_OVER = 3.0  # points by which what was left out may reach over the border of its cell
_BORDER = 2.0  # points from the border of a cell; ink this near may be of the border
_LEAST_INK = 4  # pixels; less are specks
_MUCH_INK = 30  # pixels; a digit of 10 points has twice as many
_STROKE = 14.0  # points; a line within a cell that is no longer may be a dash or a digit, and no border
_MEETING = 2.0  # points; lines that end as near as this meet
_UNDER = 4.0  # points below print at which it is underlined
_UNSURE = 0.8  # certainty of recognised characters, below which they are doubtful
_SIDE = 1.0  # type sizes beside a piece in which what was left out belongs to it


def marks_by_cell(page: PageContent, table: LatticeTable) -> Mapping[int, Sequence[Mark]]:
    """The marks that lie in each cell of a table, by its index."""
    found: dict[int, list[Mark]] = {}
    for mark in (*page.marks, *_strokes(page.rulings, table)):
        x, y = (mark.box.x0 + mark.box.x1) / 2, (mark.box.y0 + mark.box.y1) / 2
        number = table.cell_at(x, y)
        if number is not None and _lies_in(mark, table.cells[number]):
            found.setdefault(number, []).append(mark)
    for number, cell in enumerate(table.cells):
        if _leaves_page(page, cell):
            found.setdefault(number, []).append(Mark(Box(cell.x0, cell.y0, cell.x1, cell.y1), DoubtCode.CLIPPED))
    return found


def _leaves_page(page: PageContent, cell: LatticeCell) -> bool:
    """Whether a part of a cell lies where the page is cropped."""
    return (
        min(cell.x0, cell.y0) < -_OVER or cell.x1 > page.width + _OVER or cell.y1 > page.height + _OVER
    )  # what stands there nobody sees


def _lies_in(mark: Mark, cell: LatticeCell) -> bool:
    x0, y0, x1, y1 = mark.box
    if mark.ink:  # of blocks of ink those that lie inside
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return cell.x0 + _BORDER < x < cell.x1 - _BORDER and cell.y0 + _BORDER < y < cell.y1 - _BORDER
    inside = cell.x0 - _OVER <= x0 and x1 <= cell.x1 + _OVER
    return inside and cell.y0 - _OVER <= y0 and y1 <= cell.y1 + _OVER


def _strokes(rulings: Sequence[Ruling], table: LatticeTable) -> Iterator[Mark]:
    """Short lines in a cell that meet none outside of it: a dash, a digit."""
    inner = [ruling for ruling in rulings if _is_inside(ruling, table)]
    if not inner:
        return
    ends: dict[tuple[int, int], set[Ruling]] = {}
    for ruling in set(rulings):
        for end in ((ruling.x0, ruling.y0), (ruling.x1, ruling.y1)):
            ends.setdefault(_block(*end), set()).add(ruling)
    for ruling in dict.fromkeys(inner):
        if all(other in inner for other in _meeting(ruling, ends)):
            box = Box(ruling.x0, ruling.y0, ruling.x1, ruling.y1)
            yield Mark(box, DoubtCode.UNREAD_INK, round(max(box.x1 - box.x0, box.y1 - box.y0)))


def _is_inside(ruling: Ruling, table: LatticeTable) -> bool:
    x0, y0, x1, y1 = ruling.x0, ruling.y0, ruling.x1, ruling.y1
    number = table.cell_at((x0 + x1) / 2, (y0 + y1) / 2) if max(x1 - x0, y1 - y0) <= _STROKE else None
    if number is None:
        return False
    cell = table.cells[number]
    return min(x0 - cell.x0, y0 - cell.y0, cell.x1 - x1, cell.y1 - y1) > _BORDER


def _block(x: float, y: float) -> tuple[int, int]:
    return int(x / _MEETING), int(y / _MEETING)


def _meeting(ruling: Ruling, ends: Mapping[tuple[int, int], set[Ruling]]) -> Iterator[Ruling]:
    """The lines that end where this one does, and those that end where these do."""
    met = {ruling}
    open_ends = [(ruling.x0, ruling.y0), (ruling.x1, ruling.y1)]
    while open_ends:
        x, y = _block(*open_ends.pop())
        for place in ((x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            for other in ends.get(place, set()) - met:
                met.add(other)
                yield other
                open_ends += [(other.x0, other.y0), (other.x1, other.y1)]


def unread_cells(page: PageContent) -> Iterator[Box]:
    """The boxes of cells of ruled tables that hold ink, or characters, of which nothing says what they are."""
    unknown = [c for c in page.characters if c.text == REPLACEMENT]
    if not page.marks and not page.rulings and not unknown:
        return
    for table in rulings_to_tables(page.rulings):
        numbers = {n for n, m in marks_by_cell(page, table).items() if sum(mark.ink for mark in m) >= _LEAST_INK}
        numbers |= {n for c in unknown if (n := table.cell_at((c.x0 + c.x1) / 2, (c.y0 + c.y1) / 2)) is not None}
        for number in sorted(numbers):
            cell = table.cells[number]
            yield Box(cell.x0, cell.y0, cell.x1, cell.y1)


def judged(
    page: PageContent, pieces: Sequence[Piece], marks: Sequence[Mark]
) -> tuple[Sight | None, tuple[DoubtCode, ...], bool]:
    """The sight of a cell, its doubts, and whether something in it was not read.

    Args:
        page: on which it stands.
        pieces: of the cell.
        marks: that lie in it.
    """
    left_out = [mark.code for mark in marks if not mark.ink]
    unread = [mark for mark in marks if mark.ink and not any(_underlines(mark.box, piece.box) for piece in pieces)]
    ink = sum(mark.ink for mark in unread)
    if ink < _LEAST_INK:
        unread = []
    noted = [code for piece in pieces for code in piece.doubts]
    codes = [*noted, *left_out, *(mark.code for mark in unread), *page.doubts]
    recognised = page.layer == "ocr" or page.patched
    if any(REPLACEMENT in piece.text or (recognised and piece.certainty < _UNSURE) for piece in pieces):
        codes.append(DoubtCode.RECOGNITION)
    if not codes:
        return page.sight, (), False
    return "doubtful", tuple(dict.fromkeys(codes)), bool(unread) and (not pieces or ink >= _MUCH_INK)


def _underlines(box: Box, piece: Box) -> bool:
    beside = box.x1 < piece.x0 or piece.x1 < box.x0
    return not beside and box.y1 - box.y0 < 1.0 and -1.0 <= box.y0 - piece.y1 + _UNDER / 2 <= _UNDER


def with_sight(document: Document, pages: Iterable[PageContent]) -> Document:
    """The document of pages that were typed, its cells with what the marks of their pages say of them."""
    by_number = {page.number: page for page in pages}
    rows = []
    for row in document.rows:
        cells = tuple(_seen(document.cell_text(cell), cell, by_number.get(cell.page or 0)) for cell in row.cells)
        rows.append(replace(row, cells=cells))
    return replace(document, rows=tuple(rows))


def _seen(text: str, cell: Cell, page: PageContent | None) -> Cell:
    if page is None or not cell.boxes:
        return cell
    marked = [_marked(page, Piece(text, box)) for box in cell.boxes]
    doubts = tuple(dict.fromkeys(code for piece in marked for code in piece.doubts))
    sight = "doubtful" if doubts else page.sight
    return replace(cell, sight=sight, doubts=doubts, unread=any(piece.unread for piece in marked))


def marked_pieces(page: PageContent, pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces of a line outside tables with what marks say of them."""
    if not page.marks and not page.doubts:
        return list(pieces)
    return [_marked(page, piece) for piece in pieces]


def _marked(page: PageContent, piece: Piece) -> Piece:
    x0, y0, x1, y1 = piece.box
    side = _SIDE * (y1 - y0)
    mine = [
        mark
        for mark in page.marks
        if x0 - side <= (mark.box.x0 + mark.box.x1) / 2 <= x1 + side
        and y0 <= (mark.box.y0 + mark.box.y1) / 2 <= y1
        and mark.box.x1 - mark.box.x0 <= x1 - x0 + 2 * side
    ]
    _, codes, unread = judged(page, (piece,) if piece.text else (), mine)
    return replace(piece, doubts=codes, unread=unread)
