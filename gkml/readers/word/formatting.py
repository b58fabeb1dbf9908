"""Formatted disk pages of a .doc file: for every place in its stream the properties of paragraph and run there.

[MS-DOC], 2.8.5 (PlcBteChpx), 2.8.6 (PlcBtePapx), 2.9.33 (ChpxFkp), 2.9.175 (PapxFkp).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gkml.readers.limits import Limits

__all__ = ["FormattedRun", "FormattedRuns", "read_formatting"]

_PAGE_BYTES = 512
_PAGE_NUMBER = 0x3FFFFF  # the bits of a page number that count
_PAPX_PLACE_BYTES = 13


@dataclass(frozen=True, slots=True)
class FormattedRun:
    """Bytes ``[start, end)`` of the stream that share their properties: a list of modifiers, and a style."""

    start: int
    end: int
    modifiers: bytes
    style: int | None = None


class FormattedRuns:
    """Runs by their place in the stream."""

    def __init__(self, runs: Iterable[FormattedRun]) -> None:
        self._runs = sorted(runs, key=lambda run: (run.start, run.end))
        self._starts = [run.start for run in self._runs]

    def at(self, offset: int) -> FormattedRun | None:
        """The run that a byte belongs to."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or offset >= self._runs[number].end:
            return None
        return self._runs[number]

    def mention(self, code: int) -> bool:
        """Whether a modifier stands in any of the runs, as far as its two bytes tell."""
        return any(code.to_bytes(2, "little") in run.modifiers for run in self._runs)

    def between(self, start: int, end: int) -> Iterator[FormattedRun]:
        """The runs that share bytes with ``[start, end)``."""
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self._runs)):
            if self._starts[number] >= end:
                return
            if self._runs[number].end > start:
                yield self._runs[number]


def read_formatting(stream: bytes, pages: bytes, kind: Literal["paragraph", "run"], limits: Limits) -> FormattedRuns:
    """Read all pages that a table of pages names.

    Args:
        stream: the stream WordDocument.
        pages: the structure PlcBtePapx or PlcBteChpx.
        kind: which of the two.
        limits: how many runs there may be.

    Raises:
        InputError: ``too_many_rows``.
    """
    runs: list[FormattedRun] = []
    for page in _pages(stream, pages):
        runs += _paragraph_runs(page) if kind == "paragraph" else _character_runs(page)
        limits.check_elements(len(runs))
    return FormattedRuns(runs)


def _pages(stream: bytes, pages: bytes) -> Iterator[bytes]:
    count = max(0, (len(pages) - 4) // 8)
    numbers = struct.unpack_from(f"<{count}I", pages, 4 * (count + 1)) if count else ()
    for number in dict.fromkeys(number & _PAGE_NUMBER for number in numbers):
        page = stream[number * _PAGE_BYTES : (number + 1) * _PAGE_BYTES]
        if len(page) == _PAGE_BYTES:
            yield page


def _bounds(page: bytes, place_bytes: int) -> tuple[int, ...]:
    """Where the runs of a page begin and the last one ends; empty where its count cannot be."""
    count = page[-1]
    if not count or 4 * (count + 1) + place_bytes * count >= _PAGE_BYTES:
        return ()
    return struct.unpack_from(f"<{count + 1}I", page)


def _paragraph_runs(page: bytes) -> Iterator[FormattedRun]:
    bounds = _bounds(page, _PAPX_PLACE_BYTES)
    for number, (start, end) in enumerate(pairwise(bounds)):
        at = 2 * page[4 * len(bounds) + _PAPX_PLACE_BYTES * number]
        if not at:
            yield FormattedRun(start, end, b"", 0)
            continue
        size = 2 * page[at] - 1
        if size < 0:  # the length did not fit, and stands in the next byte
            at += 1
            size = 2 * page[at]
        properties = page[at + 1 : at + 1 + size]
        yield FormattedRun(start, end, properties[2:], int.from_bytes(properties[:2], "little"))


def _character_runs(page: bytes) -> Iterator[FormattedRun]:
    bounds = _bounds(page, 1)
    for number, (start, end) in enumerate(pairwise(bounds)):
        at = 2 * page[4 * len(bounds) + number]
        yield FormattedRun(start, end, page[at + 1 : at + 1 + page[at]] if at else b"")
