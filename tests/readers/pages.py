"""Pages with one cell that matters, and what a reader makes of it."""

from __future__ import annotations

from gkml.document import Cell, Document
from gkml.readers.html import read_html

__all__ = ["cell_of", "page_with"]


def page_with(cell: str, sheet: str = "") -> str:
    """A page with a table in which ``cell`` is the source of the cell beside 行政许可."""
    return (
        f"<html><head><style>{sheet}</style></head><body><table><tr><td>信息内容</td><td>本年处理决定数量</td></tr>"
        f"<tr><td>行政许可</td><td>{cell}</td></tr><tr><td>行政处罚</td><td>5</td></tr></table></body></html>"
    )


def cell_of(cell: str, sheet: str = "") -> tuple[Document, Cell]:
    """The document, and that cell in it."""
    document = read_html(page_with(cell, sheet))
    row = next(row for row in document.rows if document.row_text(row).startswith("行政许可"))
    return document, row.cells[1]
