"""Pieces of print to characters with the certainty of their reading; figures are read twice, and must come out alike.

A word that is misread a little is still known by its label. A figure is not: so every figure is read from two pictures
of it, cut differently; where these differ, or shapes stand in the picture that the reading has no digits for, it is in
doubt. What cannot be read at all stays as U+FFFD: ink is never taken for an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gkml.readers.encoding import REPLACEMENT
from gkml.readers.ocr.engine import LOOKALIKES, Engine, Grays, Letter, LineReading
from gkml.readers.ocr.prints import Print

__all__ = ["ReadPrint", "read_prints"]

_SAME = str.maketrans({alike: sign for sign, others in LOOKALIKES.items() for alike in others})
_FARTHER = str.maketrans(
    {"D": "0", "Q": "0", "a": "0", "。": "0", "i": "1", "|": "1", "!": "1", "b": "6", "q": "9", "g": "9"}
)
"""What a recogniser takes a damaged figure for at times, and other things as well."""

_FIGURE = re.compile(r"[+\-]?\d[\d.,]*|[/—\-]+")
_UNIT = re.compile(r"(?:万元|元|件|万)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FIRST_ROOM, _SECOND_ROOM = 0.15, 0.5  # of the height of a piece; room around it in its two pictures
_FLAT = 0.5  # of the type size; a lower piece is a dash, its pictures are as high as type
_HIGH = 0.8  # of the type size; as high as these
_UNLIKE = 0.3  # certainty of a figure whose two readings differ
_GUESSED = 0.5  # of one that was read as a letter which stands for other things, too
_LOST = 0.2  # of one with more shapes than digits, or that may be the rest of a ruled line


@dataclass(frozen=True, slots=True)
class ReadPrint:
    """A piece of print with what stands in it."""

    piece: Print
    reading: LineReading


def read_prints(prints: Sequence[Print], picture: Grays, size: float, engine: Engine) -> list[ReadPrint]:
    """Read pieces of print.

    Args:
        prints: where they stand.
        picture: on a white ground, ruled lines painted over.
        size: of the type in pixels.
        engine: what reads.
    """
    first = engine.read_lines([_cut(picture, piece, size, _FIRST_ROOM) for piece in prints])
    doubtful = [number for number, reading in enumerate(first) if _may_be_figure(reading)]
    again = [_cut(picture, prints[number], size, _SECOND_ROOM) for number in doubtful]
    second = dict(zip(doubtful, engine.read_lines(again), strict=True))
    read = []
    for number, (piece, reading) in enumerate(zip(prints, first, strict=True)):
        if number in second:
            reading = _agreed(reading, second[number], piece)
        elif not reading.letters:
            reading = _unread()
        read.append(ReadPrint(piece, reading))
    return read


def _unread() -> LineReading:
    return LineReading((Letter(REPLACEMENT, 0.5, 0.0),))


def _may_be_figure(reading: LineReading) -> bool:
    """Whether print is short and has no words."""
    text = _UNIT.sub("", reading.text)
    return not _HAN.search(text.translate(_SAME))


def _agreed(first: LineReading, second: LineReading, piece: Print) -> LineReading:
    """One reading out of two, with the certainty that they leave."""
    a, b = _as_figure(first), _as_figure(second)
    if not a.letters or not b.letters:
        kept = a if a.letters else b
        return _with_certainty(kept, 0.0) if _FIGURE.fullmatch(kept.text) else _unread()
    certainty = min(a.certainty, b.certainty)
    chosen = a
    if a.text != b.text:
        figures = [bool(_FIGURE.fullmatch(one.text)) for one in (a, b)]
        chosen = (a if a.certainty >= b.certainty else b) if figures[0] == figures[1] else (a if figures[0] else b)
        certainty = min(certainty, _UNLIKE)
    digits = sum(letter.text.isdigit() for letter in chosen.letters)
    if _FIGURE.fullmatch(chosen.text) and (piece.shapes > digits or piece.at_line):
        certainty = min(certainty, _LOST)
    return _with_certainty(chosen, certainty)


def _as_figure(reading: LineReading) -> LineReading:
    """The reading as that of a figure, where it is one, or looks like one."""
    text = _UNIT.sub("", reading.text)
    if text != reading.text:
        return reading
    figures = LineReading(reading.figures)
    if _FIGURE.fullmatch(text.translate(_SAME)):
        if text.translate(_SAME) == figures.text:
            return figures
        return _with_certainty(figures, _UNLIKE) if _FIGURE.fullmatch(figures.text) else reading
    guessed = text.translate(_FARTHER).translate(_SAME)
    if _FIGURE.fullmatch(guessed) and len(guessed) == len(reading.letters):
        letters = tuple(replace(old, text=new) for old, new in zip(reading.letters, guessed, strict=True))
        return _with_certainty(LineReading(letters), min(_GUESSED, reading.certainty))
    return reading


def _with_certainty(reading: LineReading, certainty: float) -> LineReading:
    return LineReading(tuple(replace(letter, certainty=min(1.0, certainty)) for letter in reading.letters))


def _cut(picture: Grays, piece: Print, size: float, room: float) -> Grays:
    """The picture of a piece with some room around it."""
    x0, y0, x1, y1 = piece.box
    high = y1 - y0
    if high < _FLAT * size:
        middle, half = (y0 + y1) / 2, _HIGH * size / 2
        y0, y1 = round(middle - half), round(middle + half)
        high = y1 - y0
    around = max(1, round(room * high))
    return picture[max(0, y0 - around) : y1 + around, max(0, x0 - around) : x1 + around]
