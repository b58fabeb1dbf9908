"""Blocks of a Word document to the rows of a ``Document``.

Paragraphs are lines. Those that lay out a table with tabs or gaps are cut as lines of a text dump are. A row of a table
whose cells hold tables of their own is layout, and what stands in it is read block by block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gkml.document import Document, DocumentBuilder, NewCell
from gkml.readers.html_tables import HtmlCell, Span, is_listing, is_prose
from gkml.readers.limits import Limits
from gkml.readers.sight import settle, unmarked
from gkml.readers.text import read_text
from gkml.readers.word.blocks import Block, Paragraph, Table, TableCell, TableRow

__all__ = ["blocks_to_document"]

_SPACE = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
# Signs without width, which strip() does not take for blanks.
_BLANK = (
    "\t\n\v\f\r \x85\xa0\xad\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
    "\u200e\u200f\u2028\u2029\u202f\u2060\u3000\ufeff"
)
_LAID_OUT = re.compile(r"\S[ \u3000\xa0]{2,}\S|\S *\t *\S|[|｜│].*[|｜│]")
_DUMPED_LINES = 8  # lines with gaps or pipes between two tables; fewer are titles and signatures, spaced by hand


def blocks_to_document(
    blocks: Iterable[Block],
    reader: str,
    limits: Limits,
    *,
    pictures: int = 0,
    notes: Iterable[tuple[str, str]] = (),
) -> Document:
    """Lay out the blocks of a document.

    Raises:
        InputError: ``line_too_long`` or ``too_many_rows``.
    """
    builder = DocumentBuilder(reader)
    layout = _Layout(builder, limits)
    layout.add(blocks)
    return builder.build(pictures=pictures, notes=tuple(notes))


class _Layout:
    def __init__(self, builder: DocumentBuilder, limits: Limits) -> None:
        self._builder = builder
        self._limits = limits
        self._tables = 0
        self._cells = 0  # of paragraphs that lay out a table; the readers count those of tables

    def add(self, blocks: Iterable[Block]) -> None:
        """Add blocks in their order."""
        lines: list[str] = []
        for block in blocks:
            if isinstance(block, Paragraph):
                lines += map(unmarked, block.lines)
                continue
            self._add_lines(lines)
            lines = []
            self._add_table(block)
        self._add_lines(lines)

    def _add_lines(self, lines: Sequence[str]) -> None:
        """Add lines that stand between two tables."""
        for line in lines:
            self._limits.check_line(len(line))
        if sum(map(_is_laid_out, lines)) >= _DUMPED_LINES:
            self._add_dump(lines)
            return
        tabbed: list[str] = []
        for line in lines:
            line = line.strip(_BLANK)
            if "\t" in line:
                tabbed.append(line)
                continue
            self._add_dump(tabbed)
            tabbed = []
            if line:
                self._builder.add_row([_SPACE.sub(" ", line)])
                self._limits.check_rows(len(self._builder))
        self._add_dump(tabbed)

    def _add_dump(self, lines: Sequence[str]) -> None:
        """Add lines as those of a text dump."""
        if not lines:
            return
        document = read_text("\n".join(lines), self._limits)
        for row in document.rows:
            self._cells += len(row.cells)
            self._limits.check_cells(self._cells)
            cells = [NewCell(document.cell_text(cell), cell.column, x=cell.x) for cell in row.cells]
            self._builder.add_row(cells, kind=row.kind, gap=row.gap)
            self._limits.check_rows(len(self._builder))

    def _add_table(self, table: Table) -> None:
        """Add the rows of a table; rows that hold tables part it."""
        part: list[TableRow] = []
        for row in table.rows:
            row = tuple(_without_framing(cell) for cell in row)
            if any(isinstance(block, Table) for cell in row for block in cell.blocks):
                self._add_rows(part, is_grid=table.is_grid)
                part = []
                for cell in row:
                    self.add(cell.blocks)
            else:
                part.append(row)
        self._add_rows(part, is_grid=table.is_grid)

    def _add_rows(self, rows: Sequence[TableRow], *, is_grid: bool) -> None:
        cells = [[_settled(cell) for cell in row] for row in rows]
        listing = is_listing(cells)
        kept = [bool(row) and not listing and not is_prose(row) for row in cells]
        kept_before = [0]
        for keep in kept:
            kept_before.append(kept_before[-1] + keep)
        for number, row in enumerate(rows):
            if not kept[number]:
                self._add_lines([line for cell in cells[number] for line in cell.lines])
                continue
            placed = []
            for cell, read in zip(row, cells[number], strict=True):
                bottom = min(number + cell.rowspan, len(rows))
                rowspan = kept_before[bottom] - kept_before[number]
                self._limits.check_line(len(read.text))
                placed.append(
                    NewCell(
                        read.text,
                        cell.column,
                        rowspan,
                        cell.colspan,
                        sight="doubtful" if read.doubts else "seen",
                        doubts=read.doubts,
                        unread=read.unread,
                    )
                )
            self._builder.add_row(placed, kind="grid" if is_grid else "cells", table=self._tables)
            self._limits.check_rows(len(self._builder))
        self._tables += any(kept)


def _without_framing(cell: TableCell) -> TableCell:
    """A cell with the tables in it that only frame one text taken apart."""
    blocks: list[Block] = []
    for block in cell.blocks:
        framed = None if isinstance(block, Paragraph) else _framed(block)
        blocks += [block] if framed is None else framed
    return TableCell(tuple(blocks), cell.column, cell.rowspan, cell.colspan)


def _framed(table: Table) -> list[Block] | None:
    """What stands in the only filled cell of a table; None for one that is a table indeed."""
    cells = [_without_framing(cell).blocks for row in table.rows for cell in row]
    filled = [blocks for blocks in cells if any(map(_is_filled, blocks))]
    if len(filled) > 1 or any(isinstance(block, Table) for blocks in filled for block in blocks):
        return None
    return [block for blocks in filled for block in blocks]


def _is_laid_out(line: str) -> bool:
    return _LAID_OUT.search(line) is not None


def _is_filled(block: Block) -> bool:
    return isinstance(block, Table) or any(line.strip(_BLANK) for line in block.lines)


def _settled(cell: TableCell) -> HtmlCell:
    lines, doubts, is_unread = settle(_cell_lines(cell))
    return HtmlCell(lines, Span(cell.rowspan, cell.colspan), doubts, is_unread)


def _cell_lines(cell: TableCell) -> Iterator[str]:
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            for line in block.lines:
                if text := _SPACE.sub(" ", line).strip(_BLANK):
                    yield text
