"""A story of a .doc file, its body or its text boxes: characters and their properties to paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.readers.dress import Dress
from gkml.readers.limits import Limits
from gkml.readers.sight import left_out, unread
from gkml.readers.word.binary_run_format import read_modifiers
from gkml.readers.word.binary_tables import OpenTable, read_row_shape
from gkml.readers.word.blocks import Block, Paragraph
from gkml.readers.word.fields import OpenFields
from gkml.readers.word.formatting import FormattedRun, FormattedRuns
from gkml.readers.word.numbering import Counter, NumberedList
from gkml.readers.word.pieces import PieceTable
from gkml.readers.word.run_format import Ground, format_to_dress, laid_over
from gkml.readers.word.sprms import (
    DELETED,
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
_CONTROL = re.compile("[\0-\x1f\x7f]")
_FIELD_EDGE = re.compile("[\x13\x15]")
_FIELD_SIGNS = frozenset((_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END))
_PICTURE, _DRAWN, _SYMBOL = "\x01", "\x08", "("
_SHOWN = {"\x0b": "\n", "\x0e": "\n", "\t": "\t", "\x1e": "-", "\xa0": "\xa0"}
_CELL_SHADINGS = (0xD609, 0xD612)  # sprmTDefTableShd80, sprmTDefTableShd: which cells, is not followed
_DEEPEST = 64  # tables in tables


@dataclass(frozen=True, slots=True)
class _Run:
    """What is known of the characters of a run."""

    dress: Dress
    deleted: bool = False
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
        self._read: dict[tuple[bytes, int | None], _Run] = {}  # runs of the same modifiers are many
        self._count = 0
        self._fields = OpenFields()
        self._ground = Ground(None) if any(map(paragraphs.mention, _CELL_SHADINGS)) else Ground()
        self._unmatched: set[int] = set()

    def blocks(self, start: int, end: int) -> Iterator[Block]:
        """Paragraphs and tables between two positions of the text."""
        end = min(end, len(self._text))
        self._fields, self._unmatched = OpenFields(), _fields_without_end(self._text, start, end)
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
        """The text of a paragraph as it is seen, with marks, and whether its mark is."""
        parts: list[str] = []
        ended = True
        for start, end, run in self._stretches(first, last + 1, properties.style):
            if end > last:
                ended = not (run.deleted or run.dress.hidden)
                end = last
            parts.append(self._shown(start, end, run))
        text = "".join(parts)
        # halves of characters outside the BMP become one again
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), ended

    def _stretches(self, start: int, end: int, style: int | None) -> Iterator[tuple[int, int, _Run]]:
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
            if (modifiers, style) not in self._read:
                self._read[modifiers, style] = self._read_run(modifiers, style)
            yield start, stop, self._read[modifiers, style]
            start = stop

    def _read_run(self, modifiers: bytes, style: int | None) -> _Run:
        said = dict(sprms(modifiers))
        levels = [self._styles.run_format(style)]
        if STYLE in said:
            levels.append(self._styles.run_format(number_of(said[STYLE])))
        styled = laid_over(levels[0], levels[-1], styles=True) if STYLE in said else levels[0]
        return _Run(
            dress=format_to_dress(levels, read_modifiers(modifiers, styled), self._ground),
            deleted=bool(number_of(said.get(DELETED, b""))),
            special=bool(number_of(said.get(SPECIAL, b""))),
            data=bool(number_of(said.get(IS_DATA, b""))),
            symbol=_symbol(said[SYMBOL]) if SYMBOL in said else "",
        )

    def _shown(self, start: int, end: int, run: _Run) -> str:
        """What is seen of a stretch of text; signs of fields are followed also where they are hidden."""
        if self._fields.are_shown and not _CONTROL.search(self._text, start, end) and not run.special:
            return self._dressed([self._text[start:end]], run)
        shown: list[str] = []
        letters: list[str] = []  # that are dressed together
        for position, sign in enumerate(self._text[start:end], start):
            if sign in _FIELD_SIGNS:
                shown.append(self._dressed(letters, run))
                letters.clear()
                shown.append(self._turn_field(position, sign))
            elif self._fields.are_shown:
                letters.append(self._seen(sign, run))
            else:
                self._fields.instruct(sign)
        shown.append(self._dressed(letters, run))
        return "".join(shown)

    def _turn_field(self, position: int, sign: str) -> str:
        if sign == _FIELD_BEGIN and position not in self._unmatched:
            self._fields.begin()
        elif sign == _FIELD_RESULT:
            self._fields.separate()
        elif sign == _FIELD_END:
            return self._fields.end()
        return ""

    def _seen(self, sign: str, run: _Run) -> str:
        """What a character is seen as."""
        if sign >= " " and sign != "\x7f":
            return run.symbol if run.special and sign == _SYMBOL else sign
        if run.deleted or run.dress.missing() is not None:
            return ""
        if run.special and (sign == _DRAWN or (sign == _PICTURE and not run.data)):
            self.pictures += sign == _PICTURE
            return unread(DoubtCode.PICTURE)
        return _SHOWN.get(sign, "")

    def _dressed(self, letters: list[str], run: _Run) -> str:
        text = "".join(letters)
        if run.deleted:
            return left_out(text, DoubtCode.STRUCK)
        text = run.dress.mark(text) if text.strip() or run.dress.missing() is None else ""
        self._fields.show(text)
        return text

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
    if 0xE000 <= code <= 0xF8FF or not 0x20 <= code < 0xD800:
        return "□" + unread(DoubtCode.UNREAD_INK)
    return chr(code)
