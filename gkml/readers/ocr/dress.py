"""Figures in pictures that are struck out, and notes that stand raised or lowered beside figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gkml.doubts import DoubtCode
from gkml.readers.ocr.engine import Engine, Grays
from gkml.readers.ocr.figures import ReadPrint, read_prints
from gkml.readers.ocr.ink import Mask
from gkml.readers.ocr.prints import PixelBox, Print

__all__ = ["DressReader"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_KNOWN = 0.8  # certainty from which a piece with ideographs is words
_NOTE = re.compile(r"[\[(（【]?[\dlIoO]{1,3}[\])）】]?")
_STRIKE = 0.75  # of the type size; no stroke of one digit lies as long in the middle of its height
_ONE = 0.45  # of the type size; a strike through one digit is as long
_ZONE = (0.3, 0.72)  # of the height of a piece, in which strikes lie
_BARRED = frozenset("4A+十")  # of which the bars may meet those of their neighbours
_BARE = 0.12  # of the type size; of a strike as much lies between digits, where strokes that touch leave no room
_SAME = 0.6  # of the length of a strike that every row of it covers
_THICK = 0.2  # of the type size; a strike is thinner
_BRIDGED = 2  # pixels without ink in a strike
_REST = 0.2  # of the type size; what is left beside a strike is print if it is wider
_MAIN = 0.8  # of the height of the highest ink of a piece, from which ink is that of its figure
_PART = 0.4  # of that height; lower ink is a point, a comma or a dash
_RAISED, _LOWERED = 0.2, 0.15  # of that height between the feet of a note and of its figure
_OVER = 0.3  # of the width of ink that lies over or under other ink, and is a part of the same digit


class DressReader:
    """Reads pieces of print again where something in them is struck out, or a note stands at them.

    Args:
        picture: what is read, ruled lines painted over.
        ink: of the picture, with its lines.
        size: of the type in pixels.
        engine: what reads.
    """

    def __init__(self, picture: Grays, ink: Mask, size: float, engine: Engine) -> None:
        self._picture, self._ink, self._size, self._engine = picture, ink, size, engine

    def read(self, one: ReadPrint, boxes: np.ndarray) -> tuple[list[ReadPrint], DoubtCode | None]:
        """What is left of a piece, and why something was left out.

        Args:
            one: a piece as it was read.
            boxes: of the ink in it.
        """
        if any(_HAN.match(letter.text) and letter.certainty >= _KNOWN for letter in one.reading.letters):
            return [one], None
        strike = strike_of(self._ink, one.piece.box, self._size)
        if strike is not None and not _is_bar(one, strike):
            return self._read(self._beside(one.piece.box, boxes, strike)), DoubtCode.STRUCK
        found = note_of(boxes, self._size)
        if found is None:
            return [one], None
        figure, note, code = found
        (said,) = self._read([note])
        if not _NOTE.fullmatch(said.reading.text):
            return [one], None
        return self._read([figure]), code

    def _read(self, pieces: Sequence[Print]) -> list[ReadPrint]:
        return read_prints(pieces, self._picture, self._size, self._engine) if pieces else []

    def _beside(self, box: PixelBox, boxes: np.ndarray, strike: tuple[int, int]) -> list[Print]:
        """The parts of a piece at both sides of a strike."""
        x0, _, x1, _ = box
        parts = []
        for left, right in ((x0, strike[0]), (strike[1], x1)):
            columns = np.nonzero(self._ink[box[1] : box[3], left:right].any(axis=0))[0]
            if right - left >= _REST * self._size and len(columns):
                begin, end = left + int(columns[0]), left + int(columns[-1]) + 1
                parts.append(Print((begin, box[1], end, box[3]), max(1, _shapes(boxes, begin, end))))
        return parts


def _is_bar(one: ReadPrint, strike: tuple[int, int]) -> bool:
    """Whether a line may be the bar of a character that meets the stroke of its neighbour."""
    x0, _, x1, _ = one.piece.box
    crossed = [letter.text for letter in one.reading.letters if strike[0] <= x0 + letter.at * (x1 - x0) <= strike[1]]
    barred = sum(letter in _BARRED for letter in crossed)
    return barred > 0 and len(crossed) - barred < 2


def _shapes(boxes: np.ndarray, begin: int, end: int) -> int:
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    return int(((middles >= begin) & (middles < end)).sum())


def strike_of(ink: Mask, box: PixelBox, size: float) -> tuple[int, int] | None:
    """Where a line begins and ends that runs through the middle of a piece; None without one."""
    x0, y0, x1, y1 = box
    high = y1 - y0
    if high < _PART * size:
        return None
    first, last = y0 + round(_ZONE[0] * high), y0 + round(_ZONE[1] * high)
    runs = {y: run for y in range(first, last + 1) if (run := _longest_run(ink[y, x0:x1])) is not None}
    long = {y: (begin, end) for y, (begin, end) in runs.items() if end - begin >= _ONE * size}
    if not long:
        return None
    begin, end = (x0 + edge for edge in max(long.values(), key=lambda run: run[1] - run[0]))
    lines = [y for y, run in long.items() if min(end, x0 + run[1]) - max(begin, x0 + run[0]) >= _SAME * (end - begin)]
    first, last = min(lines), max(lines)
    if last - first >= max(4, _THICK * size):
        return None
    beside = ink[y0 : max(y0, first - 1), begin:end].any(axis=0) | ink[last + 2 : y1, begin:end].any(axis=0)
    bare = np.asarray(ink[first : last + 1, begin:end].any(axis=0) & ~beside)
    if end - begin < _STRIKE * size:  # one digit, beyond both sides of which a strike reaches
        return (begin, end) if bare[0] and bare[-1] else None
    return (begin, end) if int(bare.sum()) >= max(3, _BARE * size) else None


def _longest_run(row: np.ndarray) -> tuple[int, int] | None:
    places = row.nonzero()[0]
    if not len(places):
        return None
    breaks = np.nonzero(np.diff(places) > _BRIDGED + 1)[0]
    begins = places[np.concatenate([[0], breaks + 1])]
    ends = places[np.concatenate([breaks, [len(places) - 1]])] + 1
    longest = int((ends - begins).argmax())
    return int(begins[longest]), int(ends[longest])


def note_of(boxes: np.ndarray, size: float) -> tuple[Print, Print, DoubtCode] | None:
    """A figure and the note at one of its ends; None where all of a piece stands on one line."""
    heights = boxes[:, 3] - boxes[:, 1]
    if len(boxes) < 2 or (highest := int(heights.max())) < _PART * size:
        return None
    main = heights >= _MAIN * highest
    foot = float(np.median(boxes[main, 3]))
    off = boxes[:, 3] - foot
    aside = (heights >= _PART * highest) & ((off <= -_RAISED * highest) | (off >= _LOWERED * highest))
    main &= ~aside
    if not aside.any() or not main.any():
        return None
    left, right = int(boxes[main, 0].min()), int(boxes[main, 2].max())
    notes = [number for number in np.nonzero(aside)[0].tolist() if not _lies_over(boxes, number)]
    behind = [number for number in notes if boxes[number, 0] >= right - _OVER * (boxes[number, 2] - boxes[number, 0])]
    ahead = [number for number in notes if boxes[number, 2] <= left + _OVER * (boxes[number, 2] - boxes[number, 0])]
    chosen = behind or ahead
    if not chosen:
        return None
    rest = np.array([number not in chosen for number in range(len(boxes))])
    code = DoubtCode.RAISED if off[chosen[0]] < 0 else DoubtCode.LOWERED
    return _print(boxes[rest]), _print(boxes[~rest]), code


def _lies_over(boxes: np.ndarray, number: int) -> bool:
    """Whether other ink lies over or under some, as the parts of a broken digit do."""
    x0, _, x1, _ = boxes[number].tolist()
    shared = np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)
    shared[number] = 0
    return bool((shared > _OVER * (x1 - x0)).any())


def _print(boxes: np.ndarray) -> Print:
    x0, y0 = boxes[:, :2].min(axis=0).tolist()
    x1, y1 = boxes[:, 2:].max(axis=0).tolist()
    return replace(Print((x0, y0, x1, y1), 0), shapes=1)
