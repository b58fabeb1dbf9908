"""What the program of a scanner read in a page against what was recognised in it here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gkml.document import Cell, Document
from gkml.doubts import DoubtCode
from gkml.readers.pdf.notes import FIGURE
from gkml.readers.pdf.page import Character

__all__ = ["compared"]

_ROOM = 2.0  # points around print in which its hidden text may lie
_AGREED = 0.99  # certainty at least of a figure that both read alike
_NO_DIGIT = re.compile(r"[^\d]")


def compared(document: Document, hidden: Mapping[int, Sequence[Character]]) -> Document:
    """The document, figures marked that its scanner read otherwise.

    Args:
        document: with its boxes on the pages as they are shown.
        hidden: the characters under each page that was recognised.
    """
    if not hidden:
        return document
    rows = []
    for row in document.rows:
        cells = tuple(_compared(document.cell_text(cell), cell, hidden.get(cell.page or 0, ())) for cell in row.cells)
        rows.append(replace(row, cells=cells))
    return replace(document, rows=tuple(rows))


def _compared(text: str, cell: Cell, hidden: Sequence[Character]) -> Cell:
    if not cell.boxes or not FIGURE.fullmatch(text.strip()):
        return cell
    there = [character for character in hidden if _lies_in(character, cell)]
    said = _NO_DIGIT.sub("", "".join(c.text for c in sorted(there, key=lambda c: (round(c.y0 / c.size), c.x0))))
    if not said:
        return cell
    if said == _NO_DIGIT.sub("", text):
        return replace(cell, certainty=max(cell.certainty, _AGREED)) if cell.sight == "seen" else cell
    doubts = tuple(dict.fromkeys((*cell.doubts, DoubtCode.TEXT_UNDER_SCAN)))
    return replace(cell, sight="doubtful", doubts=doubts)


def _lies_in(character: Character, cell: Cell) -> bool:
    x, y = (character.x0 + character.x1) / 2, (character.y0 + character.y1) / 2
    return any(box.x0 - _ROOM <= x <= box.x1 + _ROOM and box.y0 - _ROOM <= y <= box.y1 + _ROOM for box in cell.boxes)
