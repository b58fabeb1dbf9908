"""Document: one canonical text, and the cells, rows and tables that stand in it.

Every reader makes the same thing: a text in which a tab parts cells and a newline ends a row, and beside it the
structure. All offsets are Unicode code points into that text, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gkml.doubts import DoubtCode
from gkml.values import value

__all__ = ["Box", "Cell", "Document", "DocumentBuilder", "NewCell", "Row", "RowKind", "Sheet", "Sight"]

Sight = Literal["seen", "doubtful"]
"""Whether what was read is what a person sees there; None, beside these, where a format cannot tell."""

RowKind = Literal["line", "cells", "aligned", "grid"]
"""How much a row says about its cells.

``line``: running text or one cell alone. ``cells``: cells parted by tabs or pipes; an empty cell is seen, a merged
one may be lost or doubled. ``aligned``: columns made with spaces; an empty cell leaves only its room. ``grid``: a
table with true row and column spans.
"""


class Box(NamedTuple):
    """A rectangle on a page, in points, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@value
class Cell:
    """One cell of one row.

    Attributes:
        start, end: offsets into ``Document.text``; equal where the cell is empty.
        column: grid column of the left edge, counted from 0.
        rowspan, colspan: size in the grid, 1 where it is not known.
        x: columns ``[x0, x1)`` on the line, for aligned rows and lines of text dumps (of a line, ``x1`` counts the
            spaces at its end); else None. Columns are characters, or those of a screen in dumps that count an
            ideograph twice.
        page: page number from 1; None without pages.
        boxes: line boxes on the page; empty without pages.
        source: offset of the cell in the decoded file, for text dumps; else None.
        certainty: 0 to 1, how likely its text is what is printed; less than 1 where it was recognised in a picture, or
            may run on in the next cell.
        sight: see ``Sight``; text that a person does not see, or sees struck or raised as a note, is not in the text,
            and where that was not certain the cell is ``doubtful``.
        doubts: why it is doubtful or unread.
        unread: it holds something that was not read (a picture, a formula without a result), so that its text is not
            all that a person sees there; an empty cell that is unread is not blank.
    """

    start: int
    end: int
    column: int = 0
    rowspan: int = 1
    colspan: int = 1
    x: tuple[int, int] | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    source: int | None = None
    certainty: float = 1.0
    sight: Sight | None = None
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False


@value
class Row:
    """One row or line.

    Attributes:
        index: position in ``Document.rows``.
        start, end: offsets of the row without its newline.
        cells: left to right; a line has one.
        kind: see ``RowKind``.
        gap: empty lines between this row and the one before.
        table: number of the table the reader found it in; None outside tables.
        page: page number from 1; None without pages.
    """

    index: int
    start: int
    end: int
    cells: tuple[Cell, ...]
    kind: RowKind = "line"
    gap: int = 0
    table: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: the offset at which it begins, and what it is called."""

    start: int
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of one file.

    Attributes:
        text: the canonical text.
        rows: all rows in order of reading; they cover the text.
        reader: name of the reader that made it.
        title: the title that the file carries beside its text (HTML ``<title>``), or None.
        pictures: number of pictures met where the text stands; tables may be hidden in them.
        notes: what the reader wants said, as ``(code, message)``.
        sheets: of a workbook, those that hold anything, in order; empty without sheets.
    """

    text: str
    rows: tuple[Row, ...]
    reader: str
    title: str | None = None
    pictures: int = 0
    notes: tuple[tuple[str, str], ...] = ()
    sheets: tuple[Sheet, ...] = ()

    def cell_text(self, cell: Cell) -> str:
        """The printed text of a cell."""
        return self.text[cell.start : cell.end]

    def row_text(self, row: Row) -> str:
        """The printed text of a row, tabs between its cells."""
        return self.text[row.start : row.end]


@value
class NewCell:
    """A cell on its way into a ``DocumentBuilder``: text, and what is known of its place."""

    text: str
    column: int | None = None
    rowspan: int = 1
    colspan: int = 1
    x: tuple[int, int] | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    source: int | None = None
    certainty: float = 1.0
    sight: Sight | None = None
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False


_SEPARATORS = re.compile("[\t-\r\x85\u2028]")


class DocumentBuilder:
    """Lays rows one under another and keeps their offsets."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self._parts: list[str] = []
        self._rows: list[Row] = []
        self._length = 0
        self._sheets: list[Sheet] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add_row(
        self,
        cells: Iterable[NewCell | str],
        *,
        kind: RowKind = "line",
        gap: int = 0,
        table: int | None = None,
        page: int | None = None,
    ) -> Row:
        """Append one row; separators inside a cell become spaces, so that a tab or newline always parts cells."""
        start = at = self._length
        placed: list[Cell] = []
        column = 0
        for new in cells:
            if isinstance(new, str):
                new = NewCell(new)
            if placed:
                self._parts.append("\t")
                at += 1
            text = new.text if new.text.isprintable() else _SEPARATORS.sub(" ", new.text)
            self._parts.append(text)
            column = column if new.column is None else new.column
            placed.append(
                Cell(
                    at,
                    at := at + len(text),
                    column,
                    new.rowspan,
                    new.colspan,
                    new.x,
                    new.page or page,
                    tuple(new.boxes),
                    new.source,
                    new.certainty,
                    new.sight,
                    new.doubts,
                    new.unread,
                )
            )
            column += new.colspan
        row = Row(len(self._rows), start, at, tuple(placed), kind, gap, table, page)
        self._rows.append(row)
        self._parts.append("\n")
        self._length = at + 1
        return row

    def begin_sheet(self, name: str) -> None:
        """The rows from here on stand on another sheet."""
        if self._sheets and self._sheets[-1].start == self._length:
            self._sheets.pop()
        self._sheets.append(Sheet(self._length, name))

    def build(self, *, title: str | None = None, pictures: int = 0, notes: Sequence[tuple[str, str]] = ()) -> Document:
        """The finished document."""
        sheets = tuple(sheet for sheet in self._sheets if sheet.start < self._length)
        return Document("".join(self._parts), tuple(self._rows), self.reader, title, pictures, tuple(notes), sheets)
