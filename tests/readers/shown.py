"""What a document holds, in a form that tests compare."""

from __future__ import annotations

from gkml.document import Document
from tests.conftest import text_document

__all__ = ["dump_cells", "grid", "lines"]


def lines(document: Document) -> list[str]:
    """The text of each row."""
    return [document.row_text(row) for row in document.rows]


def grid(document: Document) -> list[list[tuple[str, int, int, int]]]:
    """Text, column and size of each cell of each row with a grid."""
    return [
        [(document.cell_text(cell), cell.column, cell.rowspan, cell.colspan) for cell in row.cells]
        for row in document.rows
        if row.kind == "grid"
    ]


def dump_cells(text: str) -> list[list[str]]:
    """The text of each cell of each row of a text dump."""
    dump = text_document(text)
    return [[dump.cell_text(cell) for cell in row.cells] for row in dump.rows]
