"""PDF to ``Document``: every page to its blocks, the parts of tables joined over pages, cells with their boxes."""

from __future__ import annotations

from collections.abc import Sequence

from gkml.document import Document, DocumentBuilder, NewCell
from gkml.readers.limits import Limits
from gkml.readers.pdf.blocks import LineBlock, TableCell, page_to_blocks
from gkml.readers.pdf.page import read_pages
from gkml.readers.pdf.stitching import StitchedTable, stitch

__all__ = ["read_pdf"]

_PICTURE = 0.3  # share of a page that a picture covers from which the page may be a scan


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Read a PDF with a text layer.

    Raises:
        InputError: ``encrypted``, ``damaged_file``, ``too_many_pages``, ``no_text_layer``.
    """
    pages = read_pages(data, limits)
    builder = DocumentBuilder("pdf")
    tables = 0
    for block in stitch([page_to_blocks(page) for page in pages]):
        limits.check_rows(len(builder))
        if isinstance(block, StitchedTable):
            _add_table(builder, block, tables)
            tables += 1
        else:
            _add_line(builder, block)
    pictures = sum(page.pictures >= _PICTURE for page in pages)
    return builder.build(pictures=pictures)


def _add_line(builder: DocumentBuilder, block: LineBlock) -> None:
    cells = [
        NewCell(
            piece.text,
            x=(round(piece.box.x0 / block.unit), round(piece.box.x1 / block.unit)),
            page=block.page,
            boxes=(piece.box,),
        )
        for piece in block.pieces
    ]
    builder.add_row(cells, kind="aligned" if len(cells) > 1 else "line", page=block.page)


def _add_table(builder: DocumentBuilder, table: StitchedTable, number: int) -> None:
    for page, row in table.rows:
        if row:
            builder.add_row(_new_cells(row, page), kind="grid", table=number, page=page)


def _new_cells(row: Sequence[TableCell], page: int) -> list[NewCell]:
    return [
        NewCell(
            cell.text,
            cell.column,
            cell.rowspan,
            cell.colspan,
            page=page,
            boxes=tuple(piece.box for piece in cell.pieces),
        )
        for cell in row
    ]
