"""A page to its blocks in order of reading: ruled tables with what stands in their cells, and lines of print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gkml.document import Box
from gkml.readers.pdf.lattice import LatticeTable, rulings_to_tables
from gkml.readers.pdf.lines import Piece, PrintedLine, characters_to_lines, joined_text, line_to_pieces, line_to_text
from gkml.readers.pdf.page import Character, PageContent

__all__ = ["LineBlock", "TableBlock", "TableCell", "page_to_blocks"]

_INSIDE = 1.0  # points by which the middle of a character may stand outside its cell
_FRAME_COLUMNS = 1  # a table of one column is a frame around text


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a ruled table; ``pieces`` are its lines with their boxes."""

    row: int
    column: int
    rowspan: int
    colspan: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Its lines in one."""
        return joined_text(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A ruled table, or the part of one that stands on a page."""

    page: int
    lattice: LatticeTable
    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True, slots=True)
class LineBlock:
    """A line of print outside tables; ``unit`` is half the size of its type, the width of a digit, in points."""

    page: int
    pieces: tuple[Piece, ...]
    unit: float

    @property
    def box(self) -> Box:
        """The box around it."""
        boxes = [piece.box for piece in self.pieces]
        return Box(boxes[0].x0, min(b.y0 for b in boxes), boxes[-1].x1, max(b.y1 for b in boxes))


def page_to_blocks(page: PageContent) -> list[LineBlock | TableBlock]:
    """All blocks of a page from top to bottom."""
    tables = [table for table in rulings_to_tables(page.rulings) if len(table.xs) - 1 > _FRAME_COLUMNS]
    inside: list[list[list[Character]]] = [[[] for _ in table.cells] for table in tables]
    outside: list[Character] = []
    for character in page.characters:
        place = _cell_of(character, tables)
        if place is None:
            outside.append(character)
        else:
            inside[place[0]][place[1]].append(character)
    placed: list[tuple[float, LineBlock | TableBlock]] = []
    for table, cells in zip(tables, inside, strict=True):
        if any(cells):
            placed.append((table.ys[0], _table_block(page.number, table, cells)))
    for line in characters_to_lines(outside):
        placed.append((line.box.y0, _line_block(page.number, line)))
    return [block for _, block in sorted(placed, key=lambda pair: pair[0])]


def _cell_of(character: Character, tables: Sequence[LatticeTable]) -> tuple[int, int] | None:
    x, y = (character.x0 + character.x1) / 2, (character.y0 + character.y1) / 2
    for number, table in enumerate(tables):
        if not (table.xs[0] - _INSIDE <= x <= table.xs[-1] + _INSIDE and table.ys[0] <= y <= table.ys[-1]):
            continue
        for index, cell in enumerate(table.cells):
            if cell.x0 - _INSIDE <= x <= cell.x1 + _INSIDE and cell.y0 <= y <= cell.y1:
                return number, index
    return None


def _table_block(page: int, table: LatticeTable, cells: Sequence[Sequence[Character]]) -> TableBlock:
    rows: list[list[TableCell]] = [[] for _ in table.ys[1:]]
    for cell, characters in zip(table.cells, cells, strict=True):
        pieces = tuple(Piece(line_to_text(line), line.box) for line in characters_to_lines(characters))
        rows[cell.row].append(TableCell(cell.row, cell.column, cell.rowspan, cell.colspan, pieces))
    return TableBlock(page, table, tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows))


def _line_block(page: int, line: PrintedLine) -> LineBlock:
    sizes = sorted(character.size for character in line.characters)
    return LineBlock(page, tuple(line_to_pieces(line)), max(1.0, sizes[len(sizes) // 2] / 2))
