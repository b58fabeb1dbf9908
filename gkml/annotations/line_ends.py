"""Texts with CRLF as readers make them: with newlines alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.lines import text_rows
from gkml.document import Row, Sheet

__all__ = ["with_newlines"]


def with_newlines(annotated: AnnotatedDocument) -> AnnotatedDocument:
    """The document with one character a line end, and all offsets moved."""
    document = annotated.document
    before, text = document.text, document.text.replace("\r\n", "\n")
    dropped = accumulate((before.startswith("\r\n", at) for at in range(len(before))), initial=0)
    places = [at - count for at, count in enumerate(dropped)]

    def moved(row: Row) -> Row:
        cells = tuple(replace(cell, start=places[cell.start], end=places[cell.end]) for cell in row.cells)
        return replace(row, start=places[row.start], end=places[row.end], cells=cells)

    made = document.rows == tuple(text_rows(before))
    rows = tuple(text_rows(text)) if made else tuple(map(moved, document.rows))
    sheets = tuple(Sheet(places[sheet.start], sheet.name) for sheet in document.sheets)
    tags = tuple(replace(tag, start=places[tag.start], end=places[tag.end]) for tag in annotated.tags)
    doubts = tuple(replace(one, start=places[one.start], end=places[one.end]) for one in annotated.doubts)
    new = replace(document, text=text, rows=rows, sheets=sheets)
    return replace(annotated, document=new, tags=tags, doubts=doubts)
