"""A story of a .doc file, its body or its text boxes: characters and their properties to paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gkml.errors import InputError
from gkml.readers.limits import Limits
from gkml.readers.word.binary_tables import OpenTable, read_row_shape
from gkml.readers.word.blocks import Block, Paragraph
from gkml.readers.word.formatting import FormattedRun, FormattedRuns
from gkml.readers.word.numbering import Counter, NumberedList
from gkml.readers.word.pieces import PieceTable
from gkml.readers.word.sprms import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    INNER_CELL_END,
    INNER_ROW_END,
    IS_DATA,
    LEVEL,
    LIST,
    ROW_END,
    SPECIAL,
    STYLE,
    SYMBOL,
    TABLE_DEPTH,
    number_of,
    sprms,
)
from gkml.readers.word.stylesheet import StyleSheet

__all__ = ["Story"]

_PARAGRAPH_END = re.compile("[\r\x07\x0c]")
_CELL_END = "\x07"
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_FIELD_EDGE = re.compile("[\x13\x15]")
_PICTURE, _SYMBOL = "\x01", "("
_SHOWN = {"\x0b": "\n", "\x0e": "\n", "\t": "\t", "\x1e": "-", "\xa0": "\xa0"}
_AS_STYLE = 0x80  # a switch that says: as in the style
_DEEPEST = 64  # tables in tables


@dataclass(frozen=True, slots=True)
class _Run:
    """What is known of the characters of a run."""

    gone: bool = False
    special: bool = False
    data: bool = False
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands: depth of tables, and what its end ends."""

    depth: int
    ends_cell: bool
    ends_row: bool


class Story:
    """Reads stretches of the text of a file, in order.

    Attributes:
        pictures: how many pictures were met.
    """

    def __init__(
        self,
        *,
        stream: bytes,
        more: bytes,
        pieces: PieceTable,
        runs: FormattedRuns,
        paragraphs: FormattedRuns,
        styles: StyleSheet,
        lists: dict[int, NumberedList],
        limits: Limits,
    ) -> None:
        self.pictures = 0
        self._text = pieces.text(stream)
        self._more = more
        self._pieces = pieces
        self._runs = runs
        self._paragraphs = paragraphs
        self._styles = styles
        self._lists = lists
        self._limits = limits
        self._counter = Counter()
        self._numbers: dict[bytes, dict[int, int]] = {}
        self._read: dict[tuple[bytes, bool], _Run] = {}  # runs of the same modifiers are many
        self._count = 0
        self._fields: list[bool] = []  # for every open field, whether its result has begun
        self._unmatched: set[int] = set()

    def blocks(self, start: int, end: int) -> Iterator[Block]:
        """Paragraphs and tables between two positions of the text."""
        end = min(end, len(self._text))
        self._fields, self._unmatched = [], _fields_without_end(self._text, start, end)
        tables: list[OpenTable] = []
        carried = ""  # text of paragraphs whose end is deleted
        for first, last in self._split(start, end):
            self._count += 1
            self._limits.check_cells(self._count)
            properties = self._properties(last)
            place = self._place(first, last, properties)
            text, ended = self._visible(first, last, properties)
            carried += text
            if not ended and not place.ends_cell and not place.ends_row:
                continue
            while len(tables) > place.depth:
                table = tables.pop().to_table(self._limits)
                if tables:
                    tables[-1].blocks.append(table)
                else:
                    yield table
            while len(tables) < place.depth:
                tables.append(OpenTable())
            if place.ends_row:
                tables[-1].end_row(read_row_shape(properties.modifiers, self._more))
                carried = ""
                continue
            found = list(self._paragraph(properties, carried))
            carried = ""
            if tables:
                tables[-1].blocks += found
                if place.ends_cell:
                    tables[-1].end_cell()
            else:
                yield from found
        while tables:
            table = tables.pop().to_table(self._limits)
            if tables:
                tables[-1].blocks.append(table)
            else:
                yield table

    def _split(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Paragraphs: their first position, and that of their mark."""
        for mark in _PARAGRAPH_END.finditer(self._text, start, end):
            yield start, mark.start()
            start = mark.end()
        if start < end:
            yield start, end - 1  # a last paragraph without its mark loses one character: no writer leaves it out

    def _properties(self, position: int) -> FormattedRun:
        found = self._pieces.at(position)
        if found is None:
            return FormattedRun(0, 0, b"", 0)
        piece, offset = found
        run = self._paragraphs.at(offset) or FormattedRun(0, 0, b"", 0)
        return replace(run, modifiers=run.modifiers + piece.modifiers) if piece.modifiers else run

    def _said(self, properties: FormattedRun) -> Mapping[int, int]:
        """What the modifiers of a paragraph say, as numbers; those of the cells of a table are the same."""
        key = properties.modifiers
        if key not in self._numbers:
            self._numbers[key] = {code: number_of(operand) for code, operand in sprms(key, self._more)}
        return self._numbers[key]

    def _place(self, first: int, last: int, properties: FormattedRun) -> _Place:
        mark = self._text[last]
        said = self._said(properties)
        depth = said.get(TABLE_DEPTH, 1 if said.get(IN_TABLE) or mark == _CELL_END else 0)
        if depth > _DEEPEST:
            raise InputError(f"tables stand in tables, {depth:,} deep; save the file again", code="too_deeply_nested")
        ends_row = bool(said.get(ROW_END) if depth == 1 else said.get(INNER_ROW_END)) and depth > 0
        if mark == _CELL_END and IN_TABLE not in said:  # without properties, a second mark ends the row
            ends_row = first == last and self._text[max(0, first - 1)] == _CELL_END
        ends_cell = mark == _CELL_END if depth == 1 else bool(said.get(INNER_CELL_END)) and depth > 0
        return _Place(depth, ends_cell and not ends_row, ends_row)

    def _visible(self, first: int, last: int, properties: FormattedRun) -> tuple[str, bool]:
        """The text of a paragraph as it is shown, and whether its mark is."""
        hidden = self._styles.hides(properties.style)
        parts: list[str] = []
        ended = True
        for start, end, run in self._stretches(first, last + 1, hidden=hidden):
            if end > last:
                ended = not run.gone
                end = last
            parts.append(self._shown(start, end, run))
        text = "".join(parts)
        # halves of characters outside the BMP become one again
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), ended

    def _stretches(self, start: int, end: int, *, hidden: bool) -> Iterator[tuple[int, int, _Run]]:
        """Positions ``[start, end)`` cut where pieces or runs end."""
        while start < end:
            found = self._pieces.at(start)
            if found is None:
                return
            piece, offset = found
            stop = min(end, piece.end)
            run = self._runs.at(offset)
            if run is not None:
                stop = min(stop, start + max(1, -(-(run.end - offset) // piece.width)))
            modifiers = (run.modifiers if run else b"") + piece.modifiers
            if (modifiers, hidden) not in self._read:
                self._read[modifiers, hidden] = self._read_run(modifiers, hidden=hidden)
            yield start, stop, self._read[modifiers, hidden]
            start = stop

    def _read_run(self, modifiers: bytes, *, hidden: bool) -> _Run:
        if not modifiers:
            return _Run(gone=hidden)
        said = dict(sprms(modifiers))
        if STYLE in said:
            hidden = hidden or self._styles.hides(number_of(said[STYLE]))
        if HIDDEN in said:
            switch = number_of(said[HIDDEN])
            hidden = hidden != bool(switch & 1) if switch & _AS_STYLE else bool(switch)
        return _Run(
            gone=hidden or bool(number_of(said.get(DELETED, b""))),
            special=bool(number_of(said.get(SPECIAL, b""))),
            data=bool(number_of(said.get(IS_DATA, b""))),
            symbol=_symbol(said[SYMBOL]) if SYMBOL in said else "",
        )

    def _shown(self, start: int, end: int, run: _Run) -> str:
        """What is seen of a stretch of text; signs of fields are followed also where they are hidden."""
        shown: list[str] = []
        for position, sign in enumerate(self._text[start:end], start):
            if sign == _FIELD_BEGIN and position not in self._unmatched:
                self._fields.append(False)
            elif sign == _FIELD_RESULT and self._fields:
                self._fields[-1] = True
            elif sign == _FIELD_END and self._fields:
                self._fields.pop()
            elif run.gone or not all(self._fields):
                continue
            elif sign >= " " and sign != "\x7f":
                shown.append(run.symbol if run.special and sign == _SYMBOL else sign)
            elif sign == _PICTURE and run.special and not run.data:
                self.pictures += 1
            else:
                shown.append(_SHOWN.get(sign, ""))
        return "".join(shown)

    def _paragraph(self, properties: FormattedRun, text: str) -> Iterator[Block]:
        if self._styles.is_contents(properties.style):
            return
        number = self._number(properties)
        yield Paragraph(tuple((number + text.lstrip() if number else text).split("\n")))

    def _number(self, properties: FormattedRun) -> str:
        said = self._said(properties)
        list_number, depth = self._styles.numbering(properties.style)
        list_number, depth = said.get(LIST, list_number), said.get(LEVEL, depth)
        numbered = self._lists.get(list_number)
        return "" if numbered is None else self._counter.count(str(list_number), numbered, depth)


def _fields_without_end(text: str, start: int, end: int) -> set[int]:
    """Beginnings of fields that damage left open; they would hide all that follows."""
    opened: list[int] = []
    for sign in _FIELD_EDGE.finditer(text, start, end):
        if sign[0] == _FIELD_BEGIN:
            opened.append(sign.start())
        elif opened:
            opened.pop()
    return set(opened)


def _symbol(operand: bytes) -> str:
    """A sign of a font of signs: its code; those in the private range cannot be told without the font."""
    code = int.from_bytes(operand[2:4], "little")
    return "□" if 0xE000 <= code <= 0xF8FF or not 0x20 <= code < 0xD800 else chr(code)
