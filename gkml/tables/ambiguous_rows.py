"""Rows whose print leaves open which figure stands in which column: their cells, and the pieces of their print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gkml.document import Document
from gkml.doubts import Doubt
from gkml.figures import narrow, printed, smudge_to_digits
from gkml.records.report import Number, State
from gkml.tables.records import Slot
from gkml.template import Column

__all__ = ["DOUBLE_DASH", "AmbiguousRow", "CellReading", "Segment", "ambiguous_row"]

DOUBLE_DASH = "--"
"""Made half-width; typed ``——`` it is one mark in Chinese."""
_SEPARATED = re.compile(r"[^\s\u3000;；、|&║]+(?:、$)?")
_LISTED = re.compile(r"(?<=\d)[,，/](?=\d)")  # between figures, where they are not one number with thousands
_SIGN = re.compile(r"(?=[+\-])")
_PAGE_NUMBER = re.compile(r"[-—]\s*\d{1,3}\s*[-—]")


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands in an ambiguous row without a separator in it.

    Attributes:
        text: as printed.
        start, end: offsets into the canonical text.
        run: it may hold several figures; that is no mishap.
        blank: an empty cell.
        smudged: letters were printed for some of its digits; ``text`` has the digits.
    """

    text: str
    start: int
    end: int
    run: bool = False
    blank: bool = False
    smudged: bool = False


@dataclass(frozen=True, slots=True)
class CellReading:
    """What one cell says under one reading of its row; ``start`` and ``end`` are None where it prints nothing."""

    value: Number | None
    state: State
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class AmbiguousRow:
    """Cells in order, and the print that must be divided among them.

    Attributes:
        cells: ids.
        columns: the column of each.
        pieces: the print in order.
        reason: why it is open.
        text, start: all of the print, from the first figure to the last, and its offset.
        ways: the readings, where they were gone through already.
        confidence: that the print is that of these cells.
        scale: what a figure without a unit is multiplied by: its unit stands apart from it.
    """

    cells: tuple[str, ...]
    columns: tuple[Column, ...]
    pieces: tuple[Segment, ...]
    reason: Doubt
    text: str
    start: int
    ways: tuple[tuple[CellReading, ...], ...] = ()
    confidence: float = 1.0
    scale: Decimal = Decimal(1)

    @property
    def has_doubtful_marks(self) -> bool:
        """Whether dashes stand among digits run together: ``——`` may be one mark or two."""
        return any(piece.run and DOUBLE_DASH in piece.text for piece in self.pieces)


def ambiguous_row(
    document: Document,
    cells: Sequence[tuple[str, Column]],
    slots: Sequence[Slot],
    reason: Doubt,
    confidence: float = 1.0,
    scale: Decimal = Decimal(1),
) -> AmbiguousRow | None:
    """The ambiguous row of some slots; None where nothing is printed in them, or something that was not read."""
    if any(slot.item.cell.unread for slot in slots):
        return None  # no reading of the print tells what was not read
    pieces: list[Segment] = []
    for slot in slots:
        item = slot.item
        text = document.text[item.start : item.end]
        if slot.blank and not (len(slots) == len(cells) and printed(text).kind == "unclear"):
            pieces.append(Segment("", item.start, item.end, blank=True))
        elif not _PAGE_NUMBER.fullmatch(document.cell_text(item.cell).strip()):
            pieces.extend(_print_to_pieces(text, item.start, item.tag is not None and item.tag.run))
    nonempty = [piece for piece in pieces if not piece.blank]
    if not nonempty:
        return None
    start, end = nonempty[0].start, nonempty[-1].end
    ids, columns = zip(*cells, strict=True)
    text = document.text[start:end]
    return AmbiguousRow(ids, columns, tuple(pieces), reason, text, start, confidence=confidence, scale=scale)


def _print_to_pieces(text: str, start: int, run: bool) -> Iterator[Segment]:
    for match in _SEPARATED.finditer(text):
        at = start + match.start()
        parts = [match[0]] if printed(match[0]).kind == "number" else _split(match[0], _LISTED)
        for part in parts:
            for signed in _split(part, _SIGN):
                digits = smudge_to_digits(signed)
                yield Segment(digits or narrow(signed), at, at + len(signed), run, smudged=digits is not None)
                at += len(signed)
            at += 1  # the separator


def _split(text: str, at: re.Pattern[str]) -> list[str]:
    return [part for part in at.split(text) if part]
