"""Rows whose print leaves open which figure stands in which column, and the readings that the print allows.

Digits run together (``640020470`` for seven cells) may be cut in many ways; a number may be cut by a line end or a
space (``31 19``); an empty cell may have left no trace; a letter may stand for a digit (``8O``). Every way has a number
of mishaps that it must suppose; ``open_row_to_readings`` gives those that suppose the fewest and add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

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
    "unharmed_readings",
]

_MAX_DIGITS = 9  # of one figure in a run; no agency counts a thousand million
_MAX_STEPS = 60_000  # of the search through one row
_NEAR_THE_END = 2  # columns, which are gone through again faster than remembered
_MISHAPS = 2  # that one row may have suffered
_SEPARATED = re.compile(r"[^\s\u3000;；、|&║]+(?:、$)?")
_LISTED = re.compile(r"(?<=\d)[,，/](?=\d)")  # between figures, where they are not one number with thousands
_SIGN = re.compile(r"(?=[+\-])")
_MARKS = "_-/×…"  # each may be a cell of its own among digits run together
_DOUBLE_DASH = "--"  # made half-width; typed ``——`` it is one mark in Chinese
_PAGE_NUMBER = re.compile(r"[-—]\s*\d{1,3}\s*[-—]")
_LIST_NUMBER = re.compile(r"\d{1,2}[.．、,，]")  # of the label that follows
_GLUED_NUMBER = re.compile(r"\d{0,2}[.．、,，]")  # the same, its first digits, or all, taken for the last figure


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
        confidence: that the print is that of these cells.
    """

    cells: tuple[str, ...]
    columns: tuple[Column, ...]
    pieces: tuple[Piece, ...]
    reason: str
    text: str
    start: int
    ways: tuple[tuple[CellReading, ...], ...] = ()
    confidence: float = 1.0

    @property
    def has_doubtful_marks(self) -> bool:
        """Whether dashes stand among digits run together: ``——`` may be one mark or two."""
        return any(piece.run and _DOUBLE_DASH in piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an open row.

    Attributes:
        cells: what each cell says.
        mishaps: how many things it supposes to have gone wrong with the print.
        lost: one of them is that empty cells have left no trace.
    """

    cells: tuple[CellReading, ...]
    mishaps: int
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """Positions in the row whose figures add up to the same."""

    left: tuple[int, ...]
    right: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last position that it needs."""
        return max(*self.left, *self.right)

    def excess(self, cells: Sequence[CellReading]) -> Number:
        """Left less right, over the cells that are there; empty ones count as nothing."""
        here = len(cells)
        left = sum(cells[i].value or 0 for i in self.left if i < here)
        return left - sum(cells[i].value or 0 for i in self.right if i < here)


def open_row(
    document: Document,
    cells: Sequence[tuple[str, Column]],
    slots: Sequence[Slot],
    reason: str,
    confidence: float = 1.0,
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
    return OpenRow(ids, columns, tuple(pieces), reason, document.text[start:end], start, confidence=confidence)


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


def open_row_to_readings(
    row: OpenRow, sums: Sequence[Sum] = (), mishaps: int = _MISHAPS, *, least: int = 0
) -> list[Reading]:
    """The readings that suppose the fewest mishaps and satisfy ``sums``, empty cells counted as nothing.

    Where there are readings with up to ``least`` mishaps, all those are given.

    Raises:
        TooManyReadingsError: there are too many ways to go through.
    """
    if row.ways:
        return [Reading(way, 0) for way in row.ways]
    for allowed in range(least, mishaps + 1):
        search = _Search(row, sums, allowed)
        found = [reading for total in _possible_totals(row, sums, allowed) for reading in search.readings(total)]
        if found:
            return found
    return []


def unharmed_readings(row: OpenRow, most: int) -> list[Reading]:
    """The first readings that suppose no mishap, whether they add up or not; ``most`` of them at most.

    Raises:
        TooManyReadingsError: they are not found in reasonable time.
    """
    if row.ways:
        return open_row_to_readings(row)[:most]
    return list(islice(_Search(row, (), 0).readings(), most))


def _possible_totals(row: OpenRow, sums: Sequence[Sum], allowed: int) -> Sequence[int | None]:
    """What the last column can say where it is the sum of all others: to know it first cuts the search short.

    ``[None]`` where the row is not made so, or holds more than digits run together, all of which belong to a figure.
    """
    last = len(row.cells) - 1
    plain = all(piece.run and piece.text.isdecimal() for piece in row.pieces)
    counts = all(column.unit == "count" for column in row.columns)
    if not (plain and counts and any(each.left == tuple(range(last)) and each.right == (last,) for each in sums)):
        return [None]
    text = row.pieces[-1].text
    ends = [text[-length:] for length in range(1, min(_MAX_DIGITS, len(text)) + 1)]
    if allowed:  # the last cell may be empty, or its figure cut in two
        ends += ["0", *("".join(piece.text for piece in pair) for pair in pairwise(row.pieces[-2:]))]
    return sorted({int(end) for end in ends if end == "0" or end[0] != "0"})


class _Search:
    """Goes through the ways to divide the print of a row, from the first column to the last."""

    def __init__(self, row: OpenRow, sums: Sequence[Sum], allowed: int) -> None:
        self.row = row
        self.total: int | None = None  # of all columns but the last, where it is known
        self.pieces = row.pieces
        self.allowed = allowed
        self.steps = 0
        self.due: dict[int, list[Sum]] = {}
        for each in sums:
            self.due.setdefault(each.last, []).append(each)
        self.cells: list[CellReading] = []
        self.sums = sums
        self.dead: set[tuple[int, int, int, _Mishaps, tuple[Number, ...]]] = set()  # from where nothing can be read
        # how many columns the pieces from each on can fill at most
        self.room = [0] * (len(self.pieces) + 1)
        for number in range(len(self.pieces) - 1, -1, -1):
            piece = self.pieces[number]
            self.room[number] = self.room[number + 1] + max(1, len(piece.text))

    def readings(self, total: int | None = None) -> Iterator[Reading]:
        """All readings; with ``total`` those whose last column says so, and all of whose print is digits."""
        self.total = total
        self.dead.clear()
        yield from self._from(0, 0, _NO_MISHAPS)

    def _from(self, piece: int, at: int, mishaps: _Mishaps) -> Iterator[Reading]:
        """Readings of what stands from character ``at`` of a piece on."""
        column = len(self.cells)
        if len(self.row.cells) - column <= _NEAR_THE_END:
            yield from self._columns(piece, at, mishaps)
            return
        place = (
            column,
            piece,
            at,
            mishaps,
            tuple(each.excess(self.cells) for each in self.sums if each.last >= column),
        )
        if place not in self.dead:
            self.dead.add(place)
            for reading in self._columns(piece, at, mishaps):
                self.dead.discard(place)
                yield reading

    def _columns(self, piece: int, at: int, mishaps: _Mishaps) -> Iterator[Reading]:
        if self.total is not None and not self._may_reach(self.total, self.room[piece] - at):
            return
        self.steps += 1
        if self.steps > _MAX_STEPS:
            raise TooManyReadingsError(f"{len(self.pieces)} pieces for {len(self.row.cells)} cells")
        column = len(self.cells)
        left = len(self.row.cells) - column
        if not left:
            if at and _GLUED_NUMBER.fullmatch(self.pieces[piece].text, at):
                piece, at, mishaps = piece + 1, 0, mishaps.and_("stray")
            if at == 0 and (after := self._without_rest(piece, mishaps)) is not None:
                yield Reading(tuple(self.cells), after.count, "gap" in after.kinds)
            return
        if "gap" not in mishaps.kinds and mishaps.count == self.allowed and self.room[piece] - at < left:
            return  # too little print, and no empty cell may be supposed
        for cell, next_piece, next_at, kinds in self._figures(piece, at, self.row.columns[column]):
            yield from self._with(cell, next_piece, next_at, mishaps.and_(*kinds))
        if at == 0 or self.pieces[piece].run:
            yield from self._with(CellReading(None, "blank"), piece, at, mishaps.and_("gap"))
        if at == 0 and piece < len(self.pieces) and self.pieces[piece].blank:
            yield from self._from(piece + 1, 0, mishaps)  # an empty cell that is no column

    def _may_reach(self, total: int, digits: int) -> bool:
        """Whether the columns still open can fill up the total with the digits still there, none of them left over."""
        missing = len(self.row.cells) - 1 - len(self.cells)
        if missing < 0:
            return True
        rest = total - sum(cell.value or 0 for cell in self.cells)
        if missing == 0 or rest < 0:
            return rest == 0
        digits -= len(str(total))
        if self.allowed:  # cells may be empty, that of the total among them
            return digits <= missing * len(str(rest)) and rest < 10 ** (digits + (not total))
        # the most that so many digits can say in so many figures: all but one of them have one digit
        most = 10 ** (digits - missing + 1) - 1 + 9 * (missing - 1)
        return missing <= digits <= missing * len(str(rest)) and rest <= most

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
        if not any(each.excess(self.cells) for each in self.due.get(len(self.cells) - 1, ())):
            yield from self._from(piece, at, mishaps)
        self.cells.pop()

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
            if read is None and whole and not piece.run and part.isdecimal():
                read, kinds = (int(part), "number"), (*kinds, "padding")
            if read is None:
                continue
            value, state = read
            if state == "mark" and not whole and (not piece.run or part == "."):
                continue  # a point behind the digits belongs to the number of the next label
            if end < len(text) and not piece.run and not _begins_with_zeros(text):
                kinds = (*kinds, "split")
            after = (number + 1, 0) if end == len(text) else (number, end)
            yield CellReading(value, state, piece.start + at, piece.start + end), *after, kinds
        if at == 0 and number + 1 < len(self.pieces):  # a number that a space or a line end has cut
            following = self.pieces[number + 1]
            both = text + following.text
            joined = _read(both, column) if not following.blank and both.isdecimal() else None
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
    return len(text) > 1 and text.startswith("0") and text.isdecimal()


def _read(text: str, column: Column) -> tuple[Number | None, State] | None:
    """Value and state of a part of the print as a figure of the column; None where it cannot be one."""
    if text.isdecimal() and column.unit == "count":
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
    if figure.kind != "number" or figure.value is None or (digits[:1] == "0" and digits[1:2].isdecimal()):
        return None
    if column.unit == "money":
        amount = figure.in_wan_yuan()
        return None if amount is None or (figure.unit and figure.unit not in MONEY_UNITS) else (amount, "number")
    if figure.unit in MONEY_UNITS or figure.value != figure.value.to_integral_value():
        return None
    return int(figure.value), "number"
