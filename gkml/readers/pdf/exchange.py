"""A document as plain data, the form in which a child process sends it."""

from __future__ import annotations

from typing import Any

from gkml.document import Box, Cell, Document, Row
from gkml.doubts import DoubtCode

__all__ = ["document_to_plain", "plain_to_document"]


def document_to_plain(document: Document) -> dict[str, Any]:
    """Everything that JSON can hold, as it is; boxes as four numbers, one after another."""
    return {
        "text": document.text,
        "reader": document.reader,
        "title": document.title,
        "pictures": document.pictures,
        "notes": [list(note) for note in document.notes],
        "rows": [_row_to_plain(row) for row in document.rows],
    }


def plain_to_document(plain: dict[str, Any]) -> Document:
    """The document again."""
    rows = tuple(_plain_to_row(index, row) for index, row in enumerate(plain["rows"]))
    notes = tuple((code, message) for code, message in plain["notes"])
    return Document(plain["text"], rows, plain["reader"], plain["title"], plain["pictures"], notes)


def _row_to_plain(row: Row) -> list[Any]:
    return [row.start, row.end, row.kind, row.gap, row.table, row.page, [_cell_to_plain(cell) for cell in row.cells]]


def _plain_to_row(index: int, plain: list[Any]) -> Row:
    start, end, kind, gap, table, page, cells = plain
    return Row(index, start, end, tuple(_plain_to_cell(cell) for cell in cells), kind, gap, table, page)


def _cell_to_plain(cell: Cell) -> list[Any]:
    boxes = [number for box in cell.boxes for number in box]
    place = [cell.column, cell.rowspan, cell.colspan, cell.x, cell.page]
    sight = [cell.sight, list(cell.doubts), cell.unread]
    return [cell.start, cell.end, *place, boxes, cell.source, cell.certainty, *sight]


def _plain_to_cell(plain: list[Any]) -> Cell:
    start, end, column, rowspan, colspan, x, page, numbers, source, certainty, sight, codes, unread = plain
    boxes = tuple(Box(*numbers[at : at + 4]) for at in range(0, len(numbers), 4))
    columns = None if x is None else (x[0], x[1])
    doubts = tuple(map(DoubtCode, codes))
    return Cell(start, end, column, rowspan, colspan, columns, page, boxes, source, certainty, sight, doubts, unread)
