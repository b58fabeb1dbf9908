"""The readings that the print of an ambiguous row allows: every way to divide it among the columns.

Digits run together (``640020470`` for seven cells) may be cut in many ways; a number may be cut by a line end or a
space (``31 19``); an empty cell may have left no trace; a letter may stand for a digit (``8O``). Every way has a number
of mishaps that it must suppose; ``ambiguous_row_to_readings`` gives those that suppose the fewest and add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from gkml.figures import MONEY_UNITS, printed
from gkml.records.report import Number, State
from gkml.tables.ambiguous_rows import DOUBLE_DASH, AmbiguousRow, CellReading
from gkml.template import Column

__all__ = ["RowReading", "Sum", "TooManyReadingsError", "ambiguous_row_to_readings", "unharmed_readings"]

_LONGEST = 60  # characters of a figure, with the commas and the unit in it
_MAX_DIGITS = 9  # of one figure in a run; no agency counts a thousand million
_MAX_STEPS = 60_000  # of the search through one row
_NEAR_THE_END = 2  # columns, which are gone through again faster than remembered
_MISHAPS = 2  # that one row may have suffered
_MARKS = "_-/×…"  # each may be a cell of its own among digits run together
_LIST_NUMBER = re.compile(r"\d{1,2}[.．、,，]")  # of the label that follows
_GLUED_NUMBER = re.compile(r"\d{0,2}[.．、,，]")  # the same, its first digits, or all, taken for the last figure


class TooManyReadingsError(ArithmeticError):
    """The print of a row allows more readings than can be gone through."""


@dataclass(frozen=True, slots=True)
class RowReading:
    """One way to read an ambiguous row.

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

    def sign(self, position: int) -> int:
        """How often a position counts on the left, less how often on the right."""
        return self.left.count(position) - self.right.count(position)

    def excess(self, cells: Sequence[CellReading]) -> Number:
        """Left less right, over the cells that are there; empty ones count as nothing."""
        here = len(cells)
        left = sum(cells[i].value or 0 for i in self.left if i < here)
        return left - sum(cells[i].value or 0 for i in self.right if i < here)


def ambiguous_row_to_readings(
    row: AmbiguousRow, sums: Sequence[Sum] = (), mishaps: int = _MISHAPS, *, least: int = 0
) -> list[RowReading]:
    """The readings that suppose the fewest mishaps and satisfy ``sums``, empty cells counted as nothing.

    Where there are readings with up to ``least`` mishaps, all those are given.

    Raises:
        TooManyReadingsError: there are too many ways to go through.
    """
    if row.ways:
        return [RowReading(way, 0) for way in row.ways]
    for allowed in range(least, mishaps + 1):
        search = _Search(row, sums, allowed)
        found = [reading for total in _possible_totals(row, sums, allowed) for reading in search.readings(total)]
        if found:
            return found
    return []


def unharmed_readings(row: AmbiguousRow, most: int) -> list[RowReading]:
    """The first readings that suppose no mishap, whether they add up or not; ``most`` of them at most.

    Raises:
        TooManyReadingsError: they are not found in reasonable time.
    """
    if row.ways:
        return ambiguous_row_to_readings(row)[:most]
    return list(islice(_Search(row, (), 0).readings(), most))


def _possible_totals(row: AmbiguousRow, sums: Sequence[Sum], allowed: int) -> Sequence[int | None]:
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
    """Goes through the ways to divide the print of a row, from the first column to the last.

    What was read of the columns so far is handed on as ``balance``, left less right of each sum, and ``said``, the
    total of all figures.
    """

    def __init__(self, row: AmbiguousRow, sums: Sequence[Sum], allowed: int) -> None:
        self.row = row
        self.total: int | None = None  # of all columns but the last, where it is known
        self.pieces = row.pieces
        self.allowed = allowed
        self.steps = 0
        self.cells: list[CellReading] = []
        places = range(len(row.cells))
        self.terms = [tuple((n, each.sign(at)) for n, each in enumerate(sums) if each.sign(at)) for at in places]
        self.due = [tuple(n for n, each in enumerate(sums) if each.last == at) for at in places]
        self.balanced = (0,) * len(sums)
        self.dead: set[tuple[int, int, int, int, Balance]] = set()  # from where nothing can be read
        self.figures: dict[tuple[int, int, str, bool], list[_Figure]] = {}
        # how many columns the pieces from each on can fill at most
        self.room = [0] * (len(self.pieces) + 1)
        for number in range(len(self.pieces) - 1, -1, -1):
            piece = self.pieces[number]
            self.room[number] = self.room[number + 1] + max(1, len(piece.text))

    def readings(self, total: int | None = None) -> Iterator[RowReading]:
        """All readings; with ``total`` those whose last column says so, and all of whose print is digits."""
        self.total = total
        self.dead.clear()
        yield from self._from(0, 0, _NO_MISHAPS, self.balanced, 0)

    def _from(self, piece: int, at: int, mishaps: int, balance: Balance, said: Number) -> Iterator[RowReading]:
        """Readings of what stands from character ``at`` of a piece on."""
        column = len(self.cells)
        if len(self.row.cells) - column <= _NEAR_THE_END:
            yield from self._columns(piece, at, mishaps, balance, said)
            return
        place = (column, piece, at, mishaps, balance)
        if place not in self.dead:
            self.dead.add(place)
            for reading in self._columns(piece, at, mishaps, balance, said):
                self.dead.discard(place)
                yield reading

    def _columns(self, piece: int, at: int, mishaps: int, balance: Balance, said: Number) -> Iterator[RowReading]:
        if self.total is not None and not self._may_reach(self.total - said, self.room[piece] - at):
            return
        self.steps += 1
        if self.steps > _MAX_STEPS:
            raise TooManyReadingsError(f"{len(self.pieces)} pieces for {len(self.row.cells)} cells")
        column = len(self.cells)
        left = len(self.row.cells) - column
        if not left:
            if at and _GLUED_NUMBER.fullmatch(self.pieces[piece].text, at):
                piece, at, mishaps = piece + 1, 0, _and(mishaps, _STRAY)
            if at == 0 and (after := self._without_rest(piece, mishaps)) is not None:
                yield RowReading(tuple(self.cells), _count(after), bool(after & _GAP))
            return
        if not mishaps & _GAP and _count(mishaps) == self.allowed and self.room[piece] - at < left:
            return  # too little print, and no empty cell may be supposed
        for cell, next_piece, next_at, kinds in self._figures(piece, at, self.row.columns[column]):
            after, value = _and(mishaps, kinds), cell.value or 0
            if _count(after) <= self.allowed and (moved := self._moved(balance, column, value)) is not None:
                self.cells.append(cell)
                yield from self._from(next_piece, next_at, after, moved, said + value)
                self.cells.pop()
        if at == 0 or self.pieces[piece].run:
            after = _and(mishaps, _GAP)
            if _count(after) <= self.allowed and (moved := self._moved(balance, column, 0)) is not None:
                self.cells.append(_EMPTY)
                yield from self._from(piece, at, after, moved, said)
                self.cells.pop()
        if at == 0 and piece < len(self.pieces) and self.pieces[piece].blank:
            yield from self._from(piece + 1, 0, mishaps, balance, said)  # an empty cell that is no column

    def _moved(self, balance: Balance, column: int, value: Number) -> Balance | None:
        """The balance with a figure in a column; None where a sum is complete then and does not add up."""
        if value and self.terms[column]:
            moved = list(balance)
            for number, sign in self.terms[column]:
                moved[number] += sign * value
            balance = tuple(moved)
        return None if any(balance[number] for number in self.due[column]) else balance

    def _may_reach(self, rest: Number, digits: int) -> bool:
        """Whether the columns still open can fill up the rest with the digits still there, none of them left over."""
        missing = len(self.row.cells) - 1 - len(self.cells)
        if missing < 0:
            return True
        if missing == 0 or rest < 0:
            return rest == 0
        digits -= len(str(self.total))
        if self.allowed:  # cells may be empty, that of the total among them
            return digits <= missing * len(str(rest)) and rest < 10 ** (digits + (not self.total))
        # the most that so many digits can say in so many figures: all but one of them have one digit
        most = 10 ** (digits - missing + 1) - 1 + 9 * (missing - 1)
        return missing <= digits <= missing * len(str(rest)) and rest <= most

    def _without_rest(self, piece: int, mishaps: int) -> int | None:
        """The mishaps, where the print behind the last column belongs to no column; None where that is too much."""
        for each in self.pieces[piece:]:
            if each.blank:
                continue
            if mishaps & _GAP or (each.run and not _LIST_NUMBER.fullmatch(each.text)):
                return None
            mishaps = _and(mishaps, _STRAY)
        return mishaps if _count(mishaps) <= self.allowed else None

    def _figures(self, number: int, at: int, column: Column) -> list[_Figure]:
        """Figures that can begin here, the longest first."""
        place = (number, at, column.unit, column.signed)
        if place not in self.figures:
            self.figures[place] = list(self._read_figures(number, at, column))
        return self.figures[place]

    def _read_figures(self, number: int, at: int, column: Column) -> Iterator[_Figure]:
        if number >= len(self.pieces):
            return
        piece = self.pieces[number]
        if piece.blank:
            yield _EMPTY, number + 1, 0, 0
            return
        text = piece.text
        for end in range(min(len(text), at + _LONGEST), at, -1):
            whole = at == 0 and end == len(text)
            part = text[at:end]
            kinds = _SMUDGE if piece.smudged else 0
            read = _read(part, column)
            if read is None and whole and not piece.run and part.isdecimal():
                read, kinds = (int(part), "number"), kinds | _PADDING
            if read is None:
                continue
            value, state = read
            if state == "mark" and not whole and (not piece.run or part == "."):
                continue  # a point behind the digits belongs to the number of the next label
            if end < len(text) and not piece.run and not _begins_with_zeros(text):
                kinds |= _SPLIT
            after = (number + 1, 0) if end == len(text) else (number, end)
            yield CellReading(value, state, piece.start + at, piece.start + end), *after, kinds
        # a number that a space or a line end has cut
        if at == 0 and number + 1 < len(self.pieces) and len(text) <= _LONGEST:
            following = self.pieces[number + 1]
            both = text + following.text
            joined = _read(both, column) if not following.blank and both.isdecimal() else None
            if joined is not None:
                yield CellReading(joined[0], "number", piece.start, following.end), number + 2, 0, _JOIN


_Figure = tuple[CellReading, int, int, int]
"""A cell, the piece and the character behind it, and the kinds of mishap that it supposes."""
Balance = tuple[Number, ...]

# What a reading supposes is one number: the kinds of mishap in its lowest bits, above them how many there are. Each
# split, join and stray counts, other kinds happen to a row as a whole.
_GAP, _SMUDGE, _PADDING, _SPLIT, _JOIN, _STRAY = (1 << bit for bit in range(6))
_KIND_BITS = 6
_EACH_COUNTS = _SPLIT | _JOIN | _STRAY
_NO_MISHAPS = 0
_EMPTY = CellReading(None, "blank")


def _and(mishaps: int, kinds: int) -> int:
    """With more mishaps, of kinds that differ from one another."""
    new = kinds & (_EACH_COUNTS | ~mishaps)
    return (mishaps | kinds) + (new.bit_count() << _KIND_BITS)


def _count(mishaps: int) -> int:
    return mishaps >> _KIND_BITS


def _begins_with_zeros(text: str) -> bool:
    """No figure begins with a zero, so this must be several."""
    return len(text) > 1 and text.startswith("0") and text.isdecimal()


def _read(text: str, column: Column) -> tuple[Number | None, State] | None:
    """Value and state of a part of the print as a figure of the column; None where it cannot be one."""
    if text.isdecimal() and column.unit == "count":
        if len(text) > _MAX_DIGITS or (len(text) > 1 and text[0] == "0"):
            return None
        return int(text), "number"
    if text in (*_MARKS, DOUBLE_DASH):
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
