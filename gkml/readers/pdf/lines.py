"""Characters to lines of print, and lines to pieces with wide gaps between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from gkml.document import Box
from gkml.readers.html_tables import WIDE
from gkml.readers.pdf.page import Character

__all__ = ["Piece", "PrintedLine", "characters_to_lines", "joined_text", "line_to_pieces", "line_to_text"]

_OVERLAP = 0.5  # share of the lower of two characters by which they stand in one line
_SPACE = 0.25  # of the type size; a gap this wide between letters or figures is a space
_GAP = 1.3  # of the type size; a gap this wide parts columns
_WIDE = re.compile(f"[{WIDE}]")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Characters of one line from left to right."""

    characters: tuple[Character, ...]

    @property
    def box(self) -> Box:
        """The box around it."""
        return _box(self.characters)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: its text and its box."""

    text: str
    box: Box


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
    return [PrintedLine(tuple(_without_doubles(sorted(line, key=lambda c: c.x0)))) for line in lines]


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


def line_to_pieces(line: PrintedLine) -> list[Piece]:
    """Parts of a line that wide gaps stand between, spaces put where the print has them."""
    size = median(character.size for character in line.characters)
    parts: list[list[Character]] = []
    for character in line.characters:
        if parts and character.x0 - parts[-1][-1].x1 < _GAP * size:
            parts[-1].append(character)
        else:
            parts.append([character])
    return [Piece(_text(part), _box(part)) for part in parts]


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
    for number, character in enumerate(characters):
        if number:
            gap = character.x0 - characters[number - 1].x1
            if gap > _SPACE * character.size and not (_WIDE.match(text[-1]) and _WIDE.match(character.text[0])):
                text += " "
        text += character.text
    return text


def _box(characters: Sequence[Character]) -> Box:
    return Box(
        min(c.x0 for c in characters),
        min(c.y0 for c in characters),
        max(c.x1 for c in characters),
        max(c.y1 for c in characters),
    )
