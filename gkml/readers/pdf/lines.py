"""Characters to lines of print, and lines to pieces with wide gaps between them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple, Protocol

from gkml.document import Box
from gkml.doubts import DoubtCode
from gkml.readers.html_tables import WIDE
from gkml.readers.pdf.notes import FIGURE, is_beside, without_notes
from gkml.readers.pdf.page import Character

__all__ = [
    "FIGURE",
    "Bar",
    "Parting",
    "Piece",
    "PrintedLine",
    "characters_to_lines",
    "joined_text",
    "line_to_piece",
    "line_to_pieces",
    "line_to_text",
]

_OVERLAP = 0.5  # share of the lower of two characters by which they stand in one line
_SPACE = 0.25  # of the type size; a gap this wide between letters or figures is a space
_HEAD_GAP = 0.25  # of the type size; so does one this wide between heads that stand over a gutter
_GAP = 1.3  # of the type size; a gap this wide parts columns
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 0.75  # of the size of the character before; the number of a footnote is smaller
_LIFT = 0.15  # of that size; and its foot stands this much higher
_WIDE = re.compile(f"[{WIDE}]")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Characters of one line from left to right."""

    characters: tuple[Character, ...]

    @property
    def box(self) -> Box:
        """The box around it."""
        return _box(self.characters)

    @property
    def certainty(self) -> float:
        """That of its least certain character."""
        return min(character.certainty for character in self.characters)

    @property
    def size(self) -> float:
        """The size of most of its type in points."""
        return median_low(character.size for character in self.characters)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: its text and its box; ``certainty`` is that of its least certain character.

    ``doubts``: what was left out of it, or stands there unread; ``unread``: whether its text is not all that is there.
    """

    text: str
    box: Box
    certainty: float = 1.0
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False


class Bar(NamedTuple):
    """A line that stands between columns."""

    x: float
    y0: float
    y1: float


def characters_to_lines(characters: Iterable[Character]) -> list[PrintedLine]:
    """Lines from top to bottom; characters that stand beside one another make a line, whatever the file's order."""
    lines: list[list[Character]] = []
    bands: list[tuple[float, float]] = []
    for character in sorted(characters, key=lambda c: ((c.y0 + c.y1) / 2, c.x0)):
        middle = (character.y0 + character.y1) / 2
        if bands and _same_line(bands[-1], character, middle):
            lines[-1].append(character)
            top, bottom = bands[-1]
            weight = len(lines[-1])
            bands[-1] = top + (character.y0 - top) / weight, bottom + (character.y1 - bottom) / weight
        else:
            lines.append([character])
            bands.append((character.y0, character.y1))
    _move_raised(lines)
    return [PrintedLine(tuple(_without_doubles(sorted(line, key=lambda c: c.x0)))) for line in lines if line]


def _move_raised(lines: Sequence[list[Character]]) -> None:
    """Put numbers of footnotes, which stand higher, into the line of what they belong to."""
    for upper, lower in pairwise(lines):
        full = [character for character in lower if character.text.strip()]
        largest = max((character.size for character in full), default=0.0)
        small = [character for character in upper if character.size < _SMALL * largest]
        for character in sorted(small, key=lambda c: c.x0):
            if any(_is_raised(character, base) for base in full):
                upper.remove(character)
                lower.append(character)
                full.append(replace(character, size=character.size / _SMALL))  # a second digit stands beside it
        for mine, other in ((upper, lower), (lower, upper)):
            _move_beside(mine, other)


def _move_beside(line: list[Character], figures: list[Character]) -> None:
    """Put digits that stand above or below the line of figures beside which they stand into that line."""
    digits = [character for character in line if character.text.isdecimal()]
    others = [character for character in figures if character.text.isdecimal()]
    if len(digits) > len(others):
        return  # those are the notes
    for character in sorted(digits, key=lambda c: c.x0):
        if any(is_beside(character, figure) for figure in others):
            line.remove(character)
            figures.append(character)
            others.append(character)


def _is_raised(character: Character, base: Character) -> bool:
    """Whether a character stands raised at the right of another."""
    beside = -0.2 * base.size <= character.x0 - base.x1 <= 0.5 * character.size
    return beside and character.size < _SMALL * base.size + 0.01 and character.y1 > base.y0 and base.y1 > character.y0


def _same_line(band: tuple[float, float], character: Character, middle: float) -> bool:
    top, bottom = band
    shared = min(bottom, character.y1) - max(top, character.y0)
    return top <= middle <= bottom and shared >= _OVERLAP * min(bottom - top, character.y1 - character.y0)


def _without_doubles(line: Sequence[Character]) -> list[Character]:
    """Bold type that is made by printing a character twice, a little apart, is one character."""
    kept: list[Character] = []
    for character in line:
        before = kept[-1] if kept else None
        if before and before.text == character.text and character.x0 - before.x0 < 0.2 * max(1.0, character.size):
            continue
        kept.append(character)
    return kept


class Parting(Protocol):
    """What knows where small gaps part columns."""

    def part(self, y: float, x0: float, x1: float) -> bool:
        """Whether a gap at some height does."""


def line_to_pieces(line: PrintedLine, bars: Iterable[Bar] = (), partings: Sequence[Parting] = ()) -> list[Piece]:
    """Parts of a line that wide gaps, bars or gutters stand between, spaces put where the print has them."""
    size = line.size
    y = (line.box.y0 + line.box.y1) / 2
    places = sorted(bar.x for bar in bars if bar.y0 <= y <= bar.y1)
    parts: list[list[Character]] = []
    for character in line.characters:
        if parts and not _parted(parts[-1][-1], character, size, places, y, partings):
            parts[-1].append(character)
        else:
            parts.append([character])
    return [_piece(part) for part in parts]


def line_to_piece(line: PrintedLine) -> Piece:
    """A line as one piece, gaps as spaces."""
    return _piece(line.characters)


def _piece(characters: Sequence[Character]) -> Piece:
    figure, doubts = without_notes(characters)
    return Piece(_text(figure), _box(figure), min(c.certainty for c in figure), doubts)


def _parted(
    before: Character, after: Character, size: float, places: Sequence[float], y: float, partings: Sequence[Parting]
) -> bool:
    gap = after.x0 - before.x1
    if gap >= _GAP * size:
        return True
    if gap >= _HEAD_GAP * size and any(parting.part(y, before.x1, after.x0) for parting in partings):
        return True
    left, right = (before.x0 + before.x1) / 2, (after.x0 + after.x1) / 2
    return bisect_right(places, left) < bisect_left(places, right)


def line_to_text(line: PrintedLine) -> str:
    """A line with the spaces that the print has."""
    return _text(line.characters)


def joined_text(lines: Iterable[str]) -> str:
    """Lines of one cell in one; ideographs meet, other characters keep a space between them."""
    joined = ""
    for line in lines:
        if joined and line and not (_WIDE.match(joined[-1]) and _WIDE.match(line[0])):
            joined += " "
        joined += line
    return joined


def _text(characters: Sequence[Character]) -> str:
    text = ""
    base = characters[0]  # the last character of full size
    for number, character in enumerate(characters):
        if number:
            gap = character.x0 - characters[number - 1].x1
            if gap > _SPACE * character.size and not (_WIDE.match(text[-1]) and _WIDE.match(character.text[0])):
                text += " "
        if character.size < _SMALL * base.size and character.y1 < base.y1 - _LIFT * base.size:
            text += character.text.translate(_RAISED)  # or 35 with its footnote 1 would be 351
            continue
        text += character.text
        base = character
    return text


def _box(characters: Sequence[Character]) -> Box:
    return Box(
        min(c.x0 for c in characters),
        min(c.y0 for c in characters),
        max(c.x1 for c in characters),
        max(c.y1 for c in characters),
    )
