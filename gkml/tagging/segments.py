"""Tokens to segments: what a table model reads as one thing, and where each stands.

A segment is a cell, or a piece of one: cells are parted where a space parts figures, where digits begin or end, where
the column on the line changes, and after so many characters. What a segment says is in its characters; where it
stands is in its place: cell, cells left in the row, column, what parts it from the segment before, row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkml.tagging.encoding import CUT, MAX_PLACE, SPACE, SPECIALS, Encoding, Window

__all__ = ["OPENERS", "PLACES", "Segmenter", "Segments", "cell_offsets", "segment_windows"]

PLACES = ("cell", "cells_left", "column", "opener", "row")
"""The columns of ``Segments.places``."""
OPENERS = len(SPECIALS)
"""Kinds of openers: the number of the separator in front of a segment; ``_PIECE`` for one that goes on in its cell."""
_PIECE = SPACE  # a separator is never a space
_LONGEST = 24  # characters of a segment; the longest labels have more and are read in pieces
_CUT_ROWS = 4  # rows that a cut counts for
_JOINS = ".．,，、-−—:：%％"  # signs that belong to the digits beside them

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Segments:
    """The segments of an encoding.

    Attributes:
        numbers: ``(n,)``, the segment of each token; of a separator that of the segment behind it.
        starts: ``(m,)``, the first token of each segment.
        places: ``(m, 5)``, see ``PLACES``.
    """

    numbers: Ints
    starts: Ints
    places: Ints

    def __len__(self) -> int:
        return len(self.starts)

    def tokens(self, start: int, end: int) -> slice:
        """The tokens of the segments from ``start`` to before ``end``, with the separators in front of each."""
        low, high = np.searchsorted(self.numbers, (start, end))
        return slice(int(low), int(high))


class Segmenter:
    """Parts encodings of one vocabulary."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        size = max(vocabulary.values()) + 1
        self.digit = np.zeros(size, np.bool_)
        self._joins = np.zeros(size, np.bool_)
        for token, number in vocabulary.items():
            self.digit[number] = token.isdigit()
            self._joins[number] = token in _JOINS

    def __call__(self, encoding: Encoding) -> Segments:
        """The segments of an encoding; an encoding without cells has none."""
        cells, ids = encoding.cells, encoding.ids
        inside = cells >= 0
        starts = inside & (np.diff(cells, prepend=-2) != 0)
        starts |= inside & ((ids == SPACE) | (np.diff(encoding.columns, prepend=0) != 0)) & ~starts
        digit, joins = self.digit[ids], self._joins[ids]
        before = np.roll(digit, 1)
        border = (digit & ~before & ~np.roll(joins | (ids == SPACE), 1)) | (~digit & before & ~joins)
        starts |= inside & border
        numbers = np.cumsum(starts) - 1
        first = np.flatnonzero(starts)
        if not len(first):
            return Segments(np.zeros(len(ids), np.int64), np.zeros(0, np.int64), np.zeros((0, len(PLACES)), np.int64))
        depth = np.arange(len(ids)) - first[np.maximum(numbers, 0)]
        starts |= inside & (depth > 0) & (depth % _LONGEST == 0)
        numbers = np.cumsum(starts) - 1
        first = np.flatnonzero(starts)
        ahead = numbers + ~inside  # a separator goes with what it opens
        return Segments(np.minimum(ahead, len(first) - 1).astype(np.int64), first, self._places(encoding, first))

    def _places(self, encoding: Encoding, first: Ints) -> Ints:
        opener = encoding.ids[np.maximum(first - 1, 0)].astype(np.int64)
        opener[(encoding.cells[first - 1] >= 0) | (first == 0)] = _PIECE
        new_row = np.diff(encoding.rows, prepend=encoding.rows[0]) != 0
        steps = np.where(encoding.ids == CUT, _CUT_ROWS - 1, 0) + new_row
        boxes = encoding.boxes[first]
        left, right = boxes[:, 0], np.clip(boxes[:, 2] - boxes[:, 0], 0, MAX_PLACE)
        columns = encoding.columns[first]
        return np.stack([left, right, columns, opener, np.cumsum(steps)[first]], axis=1).astype(np.int64)


def cell_offsets(encoding: Encoding) -> Ints:
    """``(n, 2)``: how many characters stand before and behind each in its cell."""
    boxes = encoding.boxes.astype(np.int64)
    return np.stack([boxes[:, 1], boxes[:, 3] - boxes[:, 1]], axis=1)


def segment_windows(segments: Segments, size: int, margin: int) -> Iterator[Window]:
    """Windows of at most ``size`` segments that overlap by twice ``margin``, in numbers of segments."""
    count = len(segments)
    start = kept = 0
    while kept < count:
        end = min(start + size, count)
        keep_end = count if end == count else end - margin
        yield Window(start, end, kept, keep_end)
        kept, start = keep_end, keep_end - margin
