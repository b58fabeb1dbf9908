"""What of a text is shown: all of it, or of a long one what stands around the places that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["MOST_WEIGHT", "kept_ranges"]

Range = tuple[int, int]
"""Start and end."""

MOST_WEIGHT = 240_000
"""Of what is shown, a character weighing 1 and a line ``_LINE``: a browser lays that out in a fraction of a second."""

_LINE = 30  # a line is an element
_HEAD = 4_000  # characters shown at the beginning of a long text
_REACH = 400  # shown on both sides of a place
_SNAP = 200  # from the end of a line up to which the line is shown whole


def kept_ranges(text: str, places: Iterable[Range], most: int = MOST_WEIGHT) -> list[Range]:
    """The ranges of a text that are shown, in order.

    Args:
        text: the text.
        places: what should be among them.
        most: weight of all that is shown.
    """
    if _weight(text, 0, len(text)) <= most:
        return [(0, len(text))]
    wanted = [(0, _HEAD), *((start - _REACH, end + _REACH) for start, end in places)]
    return list(_affordable(text, _merged(_snapped(text, one) for one in wanted), most))


def _weight(text: str, start: int, end: int) -> int:
    return end - start + _LINE * text.count("\n", start, end)


def _snapped(text: str, wanted: Range) -> Range:
    """A range that begins and ends with lines, where their ends are near."""
    start, end = max(0, wanted[0]), min(len(text), wanted[1])
    begin = text.rfind("\n", max(0, start - _SNAP), start) + 1
    finish = text.find("\n", end, end + _SNAP)
    return begin or (start if start > _SNAP else 0), finish + 1 if finish >= 0 else end


def _merged(ranges: Iterable[Range]) -> Iterator[Range]:
    last: Range | None = None
    for start, end in sorted(ranges):
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _affordable(text: str, ranges: Iterable[Range], most: int) -> Iterator[Range]:
    """The first ranges, as many as weigh no more; the last may be a part of one."""
    for start, end in ranges:
        weight = _weight(text, start, end)
        if weight > most:
            yield start, _cut(text, start, most)
            return
        most -= weight
        yield start, end


def _cut(text: str, start: int, most: int) -> int:
    """Where a range ends that weighs no more: behind a line, or in the first one."""
    at = start
    while (line := text.find("\n", at) + 1) and _weight(text, start, line) <= most:
        at = line
    if at > start:
        return at
    return min(start + most, text.find("\n", start) if line else len(text))
