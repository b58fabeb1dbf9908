"""Tables drawn with filled areas alone: areas that lie side by side and below one another to the lines between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from gkml.document import Box
from gkml.readers.pdf.page import Ruling

__all__ = ["areas_to_rulings"]

_GAP = 3.0  # points of white between two cells; a lattice takes lines this near for one
_OFF = 1.0  # points by which the ends of neighbours may differ
_LEAST_SIDE = 6.0  # points; print needs as much
_FEWEST = 6  # areas; fewer are grounds of heads or marked words
_MOST = 5_000  # areas of a page that are compared with one another


def areas_to_rulings(areas: Iterable[Box], rulings: Sequence[Ruling]) -> Iterator[Ruling]:
    """The sides of areas that make a table, where no lines are drawn.

    Args:
        areas: filled ones in another colour than white.
        rulings: lines of the page; an area that one touches is the ground of a ruled cell.
    """
    free = [box for box in dict.fromkeys(areas) if min(box.x1 - box.x0, box.y1 - box.y0) >= _LEAST_SIDE]
    if not _FEWEST <= len(free) <= _MOST:
        return
    free = _without_ruled(free, rulings)
    for group in _neighbours(free):
        columns = {round(box.x0 / _GAP) for box in group}
        rows = {round(box.y0 / _GAP) for box in group}
        if len(group) >= _FEWEST and len(columns) > 1 and len(rows) > 1:
            for box in group:
                yield Ruling(box.x0, box.y0, box.x1, box.y0)
                yield Ruling(box.x0, box.y1, box.x1, box.y1)
                yield Ruling(box.x0, box.y0, box.x0, box.y1)
                yield Ruling(box.x1, box.y0, box.x1, box.y1)


def _without_ruled(areas: Sequence[Box], rulings: Sequence[Ruling]) -> list[Box]:
    long = sorted(
        ((r.y0, r.x0, r.x1, r.y1) for r in rulings if max(r.x1 - r.x0, r.y1 - r.y0) >= _LEAST_SIDE),
        key=lambda line: line[0],
    )
    if not long:
        return list(areas)
    tallest = max(y1 - y0 for y0, _, _, y1 in long)
    tops = [line[0] for line in long]

    def touched(box: Box) -> bool:
        begin = bisect_left(tops, box.y0 - _GAP - tallest)
        end = bisect_left(tops, box.y1 + _GAP)
        return any(
            x0 <= box.x1 + _GAP and x1 >= box.x0 - _GAP and y1 >= box.y0 - _GAP for _, x0, x1, y1 in long[begin:end]
        )

    return [box for box in areas if not touched(box)]


def _neighbours(areas: Sequence[Box]) -> Iterator[list[Box]]:
    """Areas of which each has another beside it, above or below, with sides in one line."""
    parent = list(range(len(areas)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for at, end in ((0, 2), (1, 3)):  # beside, below
        begins = sorted(range(len(areas)), key=lambda number: areas[number][at])
        places = [areas[number][at] for number in begins]
        for number, box in enumerate(areas):
            for other in begins[bisect_left(places, box[end] - _OFF) : bisect_left(places, box[end] + _GAP)]:
                a, b = areas[other][1 - at], areas[other][3 - at]  # its sides across
                inside = box[1 - at] - _OFF <= a and b <= box[3 - at] + _OFF
                around = a - _OFF <= box[1 - at] and box[3 - at] <= b + _OFF
                if other != number and (inside or around):
                    parent[root(number)] = root(other)
    groups: dict[int, list[Box]] = {}
    for number, box in enumerate(areas):
        groups.setdefault(root(number), []).append(box)
    yield from groups.values()
