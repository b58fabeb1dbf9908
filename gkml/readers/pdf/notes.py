"""Raised and lowered digits beside figures: numbers of notes, whatever the size of their type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gkml.doubts import DoubtCode
from gkml.readers.pdf.page import Character

__all__ = ["FIGURE", "has_notes", "is_beside", "small_alone", "without_notes"]

FIGURE = re.compile(r"[+\-－＋]?[\d０-９][\d０-９,.，]*(?:万元|元)?|[/／—\-_]")
"""A figure or a mark as cells hold it."""

_OFF_LINE = 0.12  # of the type size; what stands so much above or below the line of a figure is no part of it
_SMALL = 0.75  # of the type size; nor, perhaps, are digits that are smaller than this on the line itself
_OVERLAP = 0.3  # of the smaller type size; so much of their heights share a note and its figure, not lines set solid
_SMALL_ALONE = 0.7  # of the usual size of a table; figures that are squeezed into their cells are larger
_ENOUGH = 3  # cells with figures, for what is usual among them
_BESIDE = 0.35  # of the type size; a note stands no farther from its figure


def without_notes(characters: Sequence[Character]) -> tuple[Sequence[Character], tuple[DoubtCode, ...]]:
    """The characters of a figure without the notes that stand at it, and what was left out.

    Args:
        characters: of one piece of a line, from left to right.
    """
    digits = [character for character in characters if character.text.isdecimal()]
    if not digits or any(character.base is None for character in characters):
        return characters, ()
    base, size = _main_line(digits)
    kept, doubts = [], set()
    for character in characters:
        assert character.base is not None
        off = character.base - base
        if abs(off) < _OFF_LINE * size:
            kept.append(character)
            if character.text.isdecimal() and character.size < _SMALL * size:
                doubts.add(DoubtCode.LOWERED)
        else:
            doubts.add(DoubtCode.RAISED if off < 0 else DoubtCode.LOWERED)
    if not doubts or not FIGURE.fullmatch("".join(character.text for character in kept)):
        return characters, ()
    return kept, tuple(sorted(doubts))


def _main_line(digits: Sequence[Character]) -> tuple[float, float]:
    """The line on which most of the largest digits stand, and the size of these."""
    size = max(digit.size for digit in digits)
    weights: list[tuple[float, float]] = []  # height of a line, and the room that its digits take
    for digit in digits:
        assert digit.base is not None
        for number, (base, weight) in enumerate(weights):
            if abs(base - digit.base) < _OFF_LINE * size:
                weights[number] = base, weight + digit.size
                break
        else:
            weights.append((digit.base, digit.size))
    base = max(weights, key=lambda line: line[1])[0]  # of two alike the first
    return base, max(d.size for d in digits if d.base is not None and abs(d.base - base) < _OFF_LINE * size)


def small_alone(cells: Sequence[Sequence[Character]]) -> set[int]:
    """Cells of a table whose digits are so much smaller than those of the others that they are notes, or may be.

    Args:
        cells: the characters of each.
    """
    digits = [[one.size for one in cell] for cell in cells if cell and all(one.text.isdecimal() for one in cell)]
    if len(digits) < _ENOUGH:
        return set()
    usual = median(max(sizes) for sizes in digits)
    return {
        number
        for number, cell in enumerate(cells)
        if cell and all(one.text.isdecimal() and one.size < _SMALL_ALONE * usual for one in cell)
    }


def has_notes(line: Sequence[Character]) -> bool:
    """Whether digits that touch stand on different lines."""
    return any(
        a.base is not None
        and b.base is not None
        and abs(a.base - b.base) >= _OFF_LINE * max(a.size, b.size)
        and b.x0 - a.x1 <= _BESIDE * a.size
        and a.text.isdecimal()
        and b.text.isdecimal()
        for a, b in pairwise(line)
    )


def is_beside(note: Character, figure: Character) -> bool:
    """Whether a digit stands at the side of another, above or below its line."""
    overlap = min(note.y1, figure.y1) - max(note.y0, figure.y0)
    if note.base is None or figure.base is None or overlap < _OVERLAP * min(note.size, figure.size):
        return False
    gap = max(note.x0 - figure.x1, figure.x0 - note.x1)
    return abs(gap) <= _BESIDE * figure.size and note.size <= 1.05 * figure.size
