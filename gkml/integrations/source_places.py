"""Where what stands in the canonical text of a dump stands in the dump itself."""

from __future__ import annotations

import unicodedata
from array import array
from itertools import pairwise

from gkml.document import Cell, Document

__all__ = ["SourcePlaces"]

_NOWHERE = -1
_BETWEEN_CELLS = "\t\n "


class SourcePlaces:
    """Offsets into a dump, by offsets into the canonical text that was made of it.

    Each character is compared with the dump. From the first that is another in its cell, the cell has no places: never
    a wrong one.

    Args:
        document: what a reader made of the dump.
        dump: the decoded file.
    """

    def __init__(self, document: Document, dump: str) -> None:
        self._text = document.text
        self._places = array("q", [_NOWHERE]) * len(document.text)
        for row in document.rows:
            for cell in row.cells:
                self._follow(cell, dump)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where ``start`` to ``end`` stands in the dump; None where that is not certain."""
        printed = []
        for at in range(start, end):
            if self._places[at] != _NOWHERE:
                printed.append(self._places[at])
            elif self._text[at] not in _BETWEEN_CELLS or at in (start, end - 1):
                return None
        if not printed or any(before >= after for before, after in pairwise(printed)):
            return None
        return printed[0], printed[-1] + 1

    def _follow(self, cell: Cell, dump: str) -> None:
        """Walk along a cell and the dump side by side; blanks that the dump has more are stepped over."""
        if cell.source is None:
            return
        at = cell.source
        for offset in range(cell.start, cell.end):
            character = self._text[offset]
            while at < len(dump) and not _is_same(character, dump[at]) and _is_nothing(dump[at]):
                at += 1
            if at >= len(dump) or not _is_same(character, dump[at]):
                return
            self._places[offset] = at
            at += 1


def _is_same(canonical: str, printed: str) -> bool:
    return canonical == printed or (canonical == " " and printed.isspace())


def _is_nothing(printed: str) -> bool:
    """A blank, or a character that nobody sees."""
    return printed.isspace() or unicodedata.category(printed) == "Cf"
