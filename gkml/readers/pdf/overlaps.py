"""Glyphs that stand on one another: the same one printed twice (bold type, shadows), and different ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gkml.readers.pdf.characters import Glyph
from gkml.readers.pdf.page import Character

__all__ = ["doubles", "overlaps"]

_BLOCK = 12.0  # points; glyphs whose middles are farther apart do not touch one another
_SHARED = 0.35  # of the width of the narrower of two; from here on they stand on one another
_SHADOW = 0.5  # of the type size; a shadow lies no farther below or above
_NEAR = 0.3  # of the type size between the middles of two; those of neighbours in the narrowest type lie as near
_INKED = 0.15  # of the sides of the smaller one of two inks that lie on one another
_CROWD = 40  # glyphs in a block that are compared with one another


def doubles(glyphs: Sequence[Glyph], order: Mapping[int, int]) -> dict[int, float]:
    """Glyphs that are printed again, a little apart, and how far apart in type sizes.

    Args:
        glyphs: of a page.
        order: for each text object when it is painted; of two glyphs that which is painted first is the double.
    """
    pairs = []
    for a, b in _neighbours(glyphs):
        one, other = glyphs[a].character, glyphs[b].character
        if one.text == other.text and _shared(one, other) >= _SHARED:
            size = max(one.size, other.size)
            down = abs(one.y0 - other.y0) / size
            if down <= _SHADOW and min(one.size, other.size) > 0.7 * size:
                pairs.append((max(abs(one.x0 - other.x0) / size, down), a, b))
    dropped: dict[int, float] = {}
    for distance, a, b in sorted(pairs):
        if a not in dropped and b not in dropped:
            first = min((a, b), key=lambda number: (order.get(glyphs[number].item, -1), number))
            dropped[first] = distance
    return dropped


def overlaps(glyphs: Sequence[Glyph], among: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Different glyphs that stand on one another, one of them of a figure at least.

    Args:
        glyphs: of a page.
        among: the numbers of those that are compared.
    """
    chosen = [glyphs[number] for number in among]
    for a, b in _neighbours(chosen):
        one, other = chosen[a].character, chosen[b].character
        if not (one.text.isdecimal() or other.text.isdecimal()):
            continue
        near = abs(one.x0 + one.x1 - other.x0 - other.x1) / 2 < _NEAR * max(one.size, other.size)
        if near and _shared(one, other) >= _SHARED and _on_ink(chosen[a], chosen[b]):
            yield among[a], among[b]


def _neighbours(glyphs: Sequence[Glyph]) -> Iterator[tuple[int, int]]:
    """Pairs of glyphs whose middles lie near one another, each once."""
    blocks: dict[tuple[int, int], list[int]] = {}
    for number, glyph in enumerate(glyphs):
        one = glyph.character
        key = int((one.x0 + one.x1) / 2 / _BLOCK), int((one.y0 + one.y1) / 2 / _BLOCK)
        mine = blocks.setdefault(key, [])
        if len(mine) < _CROWD:
            mine.append(number)
    for (x, y), mine in blocks.items():
        for at, a in enumerate(mine):
            for b in mine[at + 1 :]:
                yield (a, b)
        for step in ((1, 0), (-1, 1), (0, 1), (1, 1)):
            for b in blocks.get((x + step[0], y + step[1]), ()):
                for a in mine:
                    yield (a, b)


def _shared(one: Character, other: Character) -> float:
    """The share of the width of the narrower of two that lies over the other."""
    width = min(one.x1 - one.x0, other.x1 - other.x0)
    return (min(one.x1, other.x1) - max(one.x0, other.x0)) / width if width > 0 else 0.0


def _on_ink(one: Glyph, other: Glyph) -> bool:
    a, b = one.ink, other.ink
    across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    wide, high = min(a.x1 - a.x0, b.x1 - b.x0), min(a.y1 - a.y0, b.y1 - b.y0)
    return across > _INKED * wide and down > _INKED * high
