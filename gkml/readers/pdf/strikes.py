"""Lines that strike out figures: drawn ones, those of annotations, dashes and slashes set over digits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from gkml.readers.pdf.characters import Glyph
from gkml.readers.pdf.page import Point

__all__ = ["Line", "sign_to_line", "struck"]

Line = tuple[Point, Point]

_FLAT = frozenset("-−–—―─━一_\u0335\u0336")
_RISING = frozenset("/／╱\u0337\u0338")

_ZONE = 0.2  # of the height of the ink of a glyph; a line nearer to its top or foot may be drawn above or below it
_ACROSS = 0.6  # of its width that a line has to cross
_FOR_LINE = 0.4  # of the length of a line that lies on glyphs, from which it was drawn to strike them out
_SEVERAL = 3  # a line through so many glyphs strikes them out, however long it is
_STEEP = 3.0  # a line so much steeper than long stands


def sign_to_line(glyph: Glyph) -> Line | None:
    """The line that a dash or a slash draws; None for other characters."""
    ink = glyph.ink
    if glyph.character.text in _FLAT:
        middle = (ink.y0 + ink.y1) / 2
        return (ink.x0, middle), (ink.x1, middle)
    if glyph.character.text in _RISING:
        return (ink.x0, ink.y1), (ink.x1, ink.y0)
    return None


def struck(glyphs: Sequence[Glyph], lines: Iterable[Line]) -> tuple[set[int], set[Line], set[int]]:
    """The glyphs that lines strike out, these lines, and glyphs that long lines cross, which may be struck out.

    Args:
        glyphs: of a page.
        lines: straight ones in any direction.
    """
    middles = sorted((_middle(glyph), number) for number, glyph in enumerate(glyphs))
    places = [place for place, _ in middles]
    tallest = max((glyph.ink.y1 - glyph.ink.y0 for glyph in glyphs), default=0.0)
    numbers: set[int] = set()
    strikes: set[Line] = set()
    touched: set[int] = set()
    for line in lines:
        (x0, y0), (x1, y1) = line
        if abs(y1 - y0) > _STEEP * abs(x1 - x0):
            continue
        low, high = min(y0, y1) - tallest, max(y0, y1) + tallest
        near = (number for _, number in middles[bisect_left(places, low) : bisect_right(places, high)])
        crossed = [number for number in near if _crosses(line, glyphs[number])]
        if crossed and (len(crossed) >= _SEVERAL or _on_glyphs(line, [glyphs[n] for n in crossed])):
            numbers.update(crossed)
            strikes.add(line)
        else:
            touched.update(crossed)
    return numbers, strikes, touched - numbers


def _middle(glyph: Glyph) -> float:
    return (glyph.ink.y0 + glyph.ink.y1) / 2


def _crosses(line: Line, glyph: Glyph) -> bool:
    """Whether a line passes through the middle of a glyph."""
    (x0, y0), (x1, y1) = line if line[0][0] <= line[1][0] else (line[1], line[0])
    ink = glyph.ink
    wide, high = ink.x1 - ink.x0, ink.y1 - ink.y0
    left, right = max(x0, ink.x0), min(x1, ink.x1)
    if high <= 0 or right - left < _ACROSS * wide or x1 <= x0:
        return False
    middle = (left + right) / 2
    y = y0 + (y1 - y0) * (middle - x0) / (x1 - x0)
    return ink.y0 + _ZONE * high <= y <= ink.y1 - _ZONE * high


def _on_glyphs(line: Line, glyphs: Sequence[Glyph]) -> bool:
    """Whether most of a line lies on the glyphs that it crosses."""
    length = abs(line[1][0] - line[0][0])
    covered = sum(glyph.character.x1 - glyph.character.x0 for glyph in glyphs)
    return covered >= _FOR_LINE * length
