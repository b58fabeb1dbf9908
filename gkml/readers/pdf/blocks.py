"""A page to its blocks in order of reading: ruled tables with what stands in their cells, and lines of print."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from gkml.document import Box, Sight
from gkml.doubts import DoubtCode
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.pdf.gutters import Span, find_unruled_tables, join_wrapped_figures, with_empty_cells
from gkml.readers.pdf.lattice import LatticeTable, rulings_to_tables
from gkml.readers.pdf.lines import (
    FIGURE,
    Bar,
    Piece,
    PrintedLine,
    characters_to_lines,
    joined_text,
    line_to_piece,
    line_to_pieces,
)
from gkml.readers.pdf.marks import judged, marked_pieces, marks_by_cell
from gkml.readers.pdf.notes import small_alone
from gkml.readers.pdf.page import Character, PageContent

__all__ = ["LineBlock", "TableBlock", "TableCell", "page_to_blocks"]

_DIGITS = re.compile(r"[+\-]?[\d.,]+")
_SIDES = 12.0  # points; what cells keep free at their two sides (Word 10.8)
_TIGHT = 0.15  # type sizes between digits of one figure at most
_RUN_OVER = 0.5  # certainty at most of figures of which digits may stand in the next cell
_FRAME_COLUMNS = 1  # a table of one column is a frame around text


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a ruled table.

    Attributes:
        row, column, rowspan, colspan: its place in the grid.
        pieces: its lines with their boxes.
        page: where these stand.
        more: its lines on the page after that, where a page break cuts it.
        full: whether no other digit had room in its lines, so that a figure may go on in the next.
        sight: whether its text is what a person sees there; None where that is not known.
        doubts: why it may not be.
        unread: whether it holds something that was not read.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    pieces: tuple[Piece, ...]
    page: int = 1
    more: tuple[Piece, ...] = ()
    full: bool = False
    sight: Sight | None = None
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False

    @property
    def certainty(self) -> float:
        """That of its least certain character; 1 where it is empty."""
        return min((piece.certainty for piece in (*self.pieces, *self.more)), default=1.0)

    @property
    def text(self) -> str:
        """Its lines in one."""
        lines = [piece.text for piece in (*self.pieces, *self.more)]
        wrapped = bool(lines) and all(map(_DIGITS.fullmatch, lines)) and len(set(map(len, lines[:-1]))) < 2
        if self.full and wrapped and len(lines[-1]) <= len(lines[0]):
            return "".join(lines)
        return joined_text(lines)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A ruled table, or the part of one that stands on a page."""

    page: int
    lattice: LatticeTable
    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True, slots=True)
class LineBlock:
    """A line of print outside tables; ``unit`` is half the size of its type, the width of a digit, in points.

    ``sight``: of its pieces without doubts.
    """

    page: int
    pieces: tuple[Piece, ...]
    unit: float
    sight: Sight | None = None

    @property
    def text(self) -> str:
        """Its pieces with a space between them."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def box(self) -> Box:
        """The box around it."""
        boxes = [piece.box for piece in self.pieces]
        return Box(boxes[0].x0, min(b.y0 for b in boxes), boxes[-1].x1, max(b.y1 for b in boxes))


def page_to_blocks(
    page: PageContent, limits: Limits = DEFAULT_LIMITS, columns: Sequence[Span] = ()
) -> tuple[list[LineBlock | TableBlock], tuple[Span, ...]]:
    """All blocks of a page from top to bottom, and the columns of the table without rulings that it ends with.

    Args:
        page: the page.
        limits: what its tables may hold.
        columns: those of the page before.
    """
    tables = [table for table in rulings_to_tables(page.rulings, limits) if len(table.xs) - 1 > _FRAME_COLUMNS]
    inside: list[list[list[Character]]] = [[[] for _ in table.cells] for table in tables]
    outside: list[Character] = []
    by_size = sorted(range(len(tables)), key=lambda number: tables[number].area)  # a table in a table comes first
    for character in page.characters:
        x, y = (character.x0 + character.x1) / 2, (character.y0 + character.y1) / 2
        for number in by_size:
            if (cell := tables[number].cell_at(x, y)) is not None:
                inside[number][cell].append(character)
                break
        else:
            outside.append(character)
    bars = [Bar(ruling.x0, ruling.y0, ruling.y1) for ruling in page.rulings if not ruling.horizontal]
    placed: list[tuple[float, float, LineBlock | TableBlock]] = []
    for table, cells in zip(tables, inside, strict=True):
        if not any(cells) and not page.marks:
            continue
        lines = [characters_to_lines(characters) for characters in cells]
        block = _table_block(page, table, lines, _run_over(table, cells), small_alone(cells))
        if _holds_rows_in_rows(block) or any(_holds_columns(line) for cell in lines for line in cell):
            outside.extend(character for cell in cells for character in cell)
        else:
            placed.append((table.ys[0], table.xs[0], block))
    free = characters_to_lines(outside)
    unruled = list(find_unruled_tables(free, columns))
    parted = join_wrapped_figures([line_to_pieces(line, bars, unruled) for line in free])
    for line, pieces in zip(free, parted, strict=True):
        if pieces:
            whole = marked_pieces(page, with_empty_cells(pieces, line.box, unruled))
            printed = LineBlock(page.number, tuple(whole), max(1.0, line.size / 2), page.sight)
            placed.append((line.box.y0, line.box.x0, printed))
    blocks = [block for _, _, block in sorted(placed, key=lambda one: one[:2])]
    return blocks, unruled[-1].columns if unruled else ()


def _holds_rows_in_rows(block: TableBlock) -> bool:
    """Whether no lines are drawn between some rows, so that figures stand under one another in one field."""
    for row in block.rows:
        lines = [[bool(FIGURE.fullmatch(piece.text.strip())) for piece in cell.pieces] for cell in row]
        stacks = [sum(figures) for figures in lines if sum(figures) > 1]
        # a figure that its column has no room for goes on in a second line as well, but not in most columns
        most = 2 * len(stacks) > sum(any(figures) for figures in lines)
        if most and (sum(figures > 2 for figures in stacks) > 1 or len(stacks) > 3):
            return True
        if sum(figures[-1] and not all(figures) for figures in lines if figures) > 3:  # heads and figures
            return True
    return False


def _holds_columns(line: PrintedLine) -> bool:
    """Whether no lines are drawn between some columns, so that figures stand far apart in one field."""
    return sum(bool(FIGURE.fullmatch(piece.text.strip())) for piece in line_to_pieces(line)) > 2


def _run_over(table: LatticeTable, cells: Sequence[Sequence[Character]]) -> set[int]:
    """Cells of which a figure may run on over the border: digits at both sides of it stand as near as in one figure."""
    ends: list[tuple[int, Character]] = []
    begins: list[tuple[int, Character]] = []
    for number, (cell, characters) in enumerate(zip(table.cells, cells, strict=True)):
        for one in characters:
            if one.text.isdecimal():
                if one.x1 > cell.x1 - _TIGHT * one.size:
                    ends.append((number, one))
                if one.x0 < cell.x0 + _TIGHT * one.size:
                    begins.append((number, one))
    return {
        number
        for left, end in ends
        for right, begin in begins
        if left != right
        and abs(begin.x0 - end.x1) < _TIGHT * end.size
        and abs((begin.y0 + begin.y1) - (end.y0 + end.y1)) < end.size
        for number in (left, right)
    }


def _table_block(
    page: PageContent,
    table: LatticeTable,
    cells: Sequence[Sequence[PrintedLine]],
    doubtful: Collection[int],
    small: Collection[int],
) -> TableBlock:
    rows: list[list[TableCell]] = [[] for _ in table.ys[1:]]
    marks = marks_by_cell(page, table)
    for number, (cell, lines) in enumerate(zip(table.cells, cells, strict=True)):
        pieces = tuple(line_to_piece(line) for line in lines)
        if number in doubtful:
            pieces = tuple(replace(piece, certainty=min(piece.certainty, _RUN_OVER)) for piece in pieces)
        if number in small:
            pieces = tuple(replace(piece, doubts=(*piece.doubts, DoubtCode.TINY)) for piece in pieces)
        full = any(_is_full(line, cell.x1 - cell.x0) for line in lines)
        place = cell.row, cell.column, cell.rowspan, cell.colspan
        made = TableCell(*place, pieces, page.number, (), full, *judged(page, pieces, marks.get(number, ())))
        rows[cell.row].append(made)
    return TableBlock(page.number, table, tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows))


def _is_full(line: PrintedLine, width: float) -> bool:
    """Whether a line leaves no room in its cell for another character as wide as its own."""
    used = line.characters[-1].x1 - line.characters[0].x0
    return width - used - _SIDES < used / len(line.characters)
