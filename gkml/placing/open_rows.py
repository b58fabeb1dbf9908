"""Rows whose print leaves open which figure stands in which column, and the readings that the print allows.

Digits run together (``640020470`` for seven cells) may be cut in many ways; a number may be cut by a line end or a
space (``31 19``); an empty cell may have left no trace; a letter may stand for a digit (``8O``). Every way has a number
of mishaps that it must suppose; ``open_row_to_readings`` gives those that suppose the fewest and add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkml.document import Document
from gkml.placing.records import Slot
from gkml.report import Number, State
from gkml.tagging.figures import MONEY_UNITS, narrow, printed, smudge_to_digits
from gkml.template import Column

__all__ = [
    "CellReading",
    "OpenRow",
    "Piece",
    "Reading",
    "Sum",
    "TooManyReadingsError",
    "open_row",
    "open_row_to_readings",
]

_MAX_DIGITS = 9  # of one figure in a run; no agency counts a thousand million
_MAX_STEPS = 150_000  # of the search through one row
_MISHAPS = 2  # that one row may have suffered
_SEPARATED = re.compile(r"[^\s\u3000;；、|&║]+")
_LISTED = re.compile(r"(?<=\d)[,，/](?=\d)")  # between figures, where they are not one number with thousands
_SIGN = re.compile(r"(?=[+\-])")
_MARKS = "_-/×…"  # each may be a cell of its own among digits run together
_DOUBLE_DASH = "--"  # made half-width; typed ``——`` it is one mark in Chinese
_PAGE_NUMBER = re.compile(r"[-—]\s*\d{1,3}\s*[-—]")
_LIST_NUMBER = re.compile(r"\d{1,2}[.．、,，]")  # of the label that follows


class TooManyReadingsError(ArithmeticError):
    """The print of a row allows more readings than can be gone through."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in an open row without a separator in it.

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
class OpenRow:
    """Cells in order, and the print that must be divided among them.

    Attributes:
        cells: ids.
        columns: the column of each.
        pieces: the print in order.
        reason: why it is open, in Chinese.
        text, start: all of the print, from the first figure to the last, and its offset.
        ways: the readings, where they were gone through already.
    """

    cells: tuple[str, ...]
    columns: tuple[Column, ...]
    pieces: tuple[Piece, ...]
    reason: str
    text: str
    start: int
    ways: tuple[tuple[CellReading, ...], ...] = ()

    @property
    def has_doubtful_marks(self) -> bool:
        """Whether dashes stand among digits run together: ``——`` may be one mark or two."""
        return any(piece.run and _DOUBLE_DASH in piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an open row; ``mishaps`` is what it supposes to have gone wrong with the print."""

    cells: tuple[CellReading, ...]
    mishaps: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Positions in the row whose figures add up to the same."""

    left: tuple[int, ...]
    right: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last position that it needs."""
        return max(*self.left, *self.right)


def open_row(
    document: Document, cells: Sequence[tuple[str, Column]], slots: Sequence[Slot], reason: str
) -> OpenRow | None:
    """The open row of some slots; None where nothing is printed in them."""
    pieces: list[Piece] = []
    for slot in slots:
        item = slot.item
        text = document.text[item.start : item.end]
        if slot.blank:
            pieces.append(Piece("", item.start, item.end, blank=True))
        elif not _PAGE_NUMBER.fullmatch(document.cell_text(item.cell).strip()):
            pieces.extend(_print_to_pieces(text, item.start, item.tag is not None and item.tag.run))
    inked = [piece for piece in pieces if not piece.blank]
    if not inked:
        return None
    start, end = inked[0].start, inked[-1].end
    ids, columns = zip(*cells, strict=True)
    return OpenRow(ids, columns, tuple(pieces), reason, document.text[start:end], start)


def _print_to_pieces(text: str, start: int, run: bool) -> Iterator[Piece]:
    for match in _SEPARATED.finditer(text):
        at = start + match.start()
        parts = [match[0]] if printed(match[0]).kind == "number" else _split(match[0], _LISTED)
        for part in parts:
            for signed in _split(part, _SIGN):
                digits = smudge_to_digits(signed)
                yield Piece(digits or narrow(signed), at, at + len(signed), run, smudged=digits is not None)
                at += len(signed)
            at += 1  # the separator


def _split(text: str, at: re.Pattern[str]) -> list[str]:
    return [part for part in at.split(text) if part]


def open_row_to_readings(row: OpenRow, sums: Sequence[Sum] = (), mishaps: int = _MISHAPS) -> list[Reading]:
    """The readings that suppose the fewest mishaps and satisfy ``sums``, empty cells counted as nothing.

    Raises:
        TooManyReadingsError: there are too many ways to go through.
    """
    if row.ways:
        return [Reading(way, 0) for way in row.ways]
    for allowed in range(mishaps + 1):
        found = list(_Search(row, sums, allowed).readings())
        if found:
            return found
    return []


class _Search:
    """Goes through the ways to divide the print of a row, from the first column to the last."""

    def __init__(self, row: OpenRow, sums: Sequence[Sum], allowed: int) -> None:
        self.row = row
        self.pieces = row.pieces
        self.allowed = allowed
        self.steps = 0
        self.due: dict[int, list[Sum]] = {}
        for each in sums:
            self.due.setdefault(each.last, []).append(each)
        self.cells: list[CellReading] = []
        # how many columns the pieces from each on can fill at most
        self.room = [0] * (len(self.pieces) + 1)
        for number in range(len(self.pieces) - 1, -1, -1):
            piece = self.pieces[number]
            self.room[number] = self.room[number + 1] + max(1, len(piece.text))

    def readings(self) -> Iterator[Reading]:
        yield from self._from(0, 0, _NO_MISHAPS)

    def _from(self, piece: int, at: int, mishaps: _Mishaps) -> Iterator[Reading]:
        """Readings of what stands from character ``at`` of a piece on."""
        self.steps += 1
        if self.steps > _MAX_STEPS:
            raise TooManyReadingsError(f"{len(self.pieces)} pieces for {len(self.row.cells)} cells")
        column = len(self.cells)
        left = len(self.row.cells) - column
        if not left:
            if at == 0 and (after := self._without_rest(piece, mishaps)) is not None:
                yield Reading(tuple(self.cells), after.count)
            return
        if "gap" not in mishaps.kinds and mishaps.count == self.allowed and self.room[piece] - at < left:
            return  # too little print, and no empty cell may be supposed
        for cell, next_piece, next_at, kinds in self._figures(piece, at, self.row.columns[column]):
            yield from self._with(cell, next_piece, next_at, mishaps.and_(*kinds))
        if at == 0:
            yield from self._with(CellReading(None, "blank"), piece, 0, mishaps.and_("gap"))
            if piece < len(self.pieces) and self.pieces[piece].blank:
                yield from self._from(piece + 1, 0, mishaps)  # an empty cell that is no column

    def _without_rest(self, piece: int, mishaps: _Mishaps) -> _Mishaps | None:
        """The mishaps, where the print behind the last column belongs to no column; None where that is too much."""
        for each in self.pieces[piece:]:
            if each.blank:
                continue
            if "gap" in mishaps.kinds or (each.run and not _LIST_NUMBER.fullmatch(each.text)):
                return None
            mishaps = mishaps.and_("stray")
        return mishaps if mishaps.count <= self.allowed else None

    def _with(self, cell: CellReading, piece: int, at: int, mishaps: _Mishaps) -> Iterator[Reading]:
        if mishaps.count > self.allowed:
            return
        self.cells.append(cell)
        if all(self._holds(each) for each in self.due.get(len(self.cells) - 1, ())):
            yield from self._from(piece, at, mishaps)
        self.cells.pop()

    def _holds(self, each: Sum) -> bool:
        return sum(self.cells[i].value or 0 for i in each.left) == sum(self.cells[i].value or 0 for i in each.right)

    def _figures(self, number: int, at: int, column: Column) -> Iterator[tuple[CellReading, int, int, tuple[str, ...]]]:
        """Figures that can begin here: the cell, the piece and character behind it, the mishaps supposed."""
        if number >= len(self.pieces):
            return
        piece = self.pieces[number]
        if piece.blank:
            yield CellReading(None, "blank"), number + 1, 0, ()
            return
        text = piece.text
        for end in range(len(text), at, -1):
            whole = at == 0 and end == len(text)
            part = text[at:end]
            kinds = ("smudge",) if piece.smudged else ()
            read = _read(part, column)
            if read is None and whole and not piece.run and part.isdigit():
                read, kinds = (int(part), "number"), (*kinds, "padding")
            if read is None:
                continue
            value, state = read
            if state == "mark" and not whole and not piece.run:
                continue
            if end < len(text) and not piece.run and not _begins_with_zeros(text):
                kinds = (*kinds, "split")
            after = (number + 1, 0) if end == len(text) else (number, end)
            yield CellReading(value, state, piece.start + at, piece.start + end), *after, kinds
        if at == 0 and number + 1 < len(self.pieces):  # a number that a space or a line end has cut
            following = self.pieces[number + 1]
            both = text + following.text
            joined = _read(both, column) if not following.blank and both.isdigit() else None
            if joined is not None:
                yield CellReading(joined[0], "number", piece.start, following.end), number + 2, 0, ("join",)


@dataclass(frozen=True, slots=True)
class _Mishaps:
    """What a reading supposes: each split, join and stray counts, other kinds happen to a row as a whole."""

    kinds: frozenset[str]
    count: int

    def and_(self, *kinds: str) -> _Mishaps:
        """With more of them."""
        if not kinds:
            return self
        new = [kind for kind in kinds if kind in _EACH_COUNTS or kind not in self.kinds]
        return _Mishaps(self.kinds.union(kinds), self.count + len(new))


_EACH_COUNTS = frozenset({"split", "join", "stray"})
_NO_MISHAPS = _Mishaps(frozenset(), 0)


def _begins_with_zeros(text: str) -> bool:
    """No figure begins with a zero, so this must be several."""
    return len(text) > 1 and text.startswith("0") and text.isdigit()


def _read(text: str, column: Column) -> tuple[Number | None, State] | None:
    """Value and state of a part of the print as a figure of the column; None where it cannot be one."""
    if text.isdigit() and column.unit == "count":
        if len(text) > _MAX_DIGITS or (len(text) > 1 and text[0] == "0"):
            return None
        return int(text), "number"
    if text in (*_MARKS, _DOUBLE_DASH):
        return None, "mark"
    figure = printed(text)
    if figure.kind == "mark":
        return None, "mark"
    digits = text.lstrip("+-")
    if text.startswith("-") and not column.signed:
        return None
    if figure.kind != "number" or figure.value is None or (digits[:1] == "0" and digits[1:2].isdigit()):
        return None
    if column.unit == "money":
        amount = figure.in_wan_yuan()
        return None if amount is None or (figure.unit and figure.unit not in MONEY_UNITS) else (amount, "number")
    if figure.unit in MONEY_UNITS or figure.value != figure.value.to_integral_value():
        return None
    return int(figure.value), "number"
