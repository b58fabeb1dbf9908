"""Pictures set upright: turned by right angles until print runs to the right, and by small ones until it is level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gkml.readers.ocr.engine import Engine, Grays, Letter
from gkml.readers.ocr.ink import Mask

__all__ = ["right_angle", "skew_of"]

_FARTHEST = 5.0  # degrees; paper that lies more askew was not scanned but photographed
_STEPS = (0.5, 0.1, 0.02)  # degrees, coarse to fine; 0.02 is half a pixel over the width of a page
_POINTS = 60_000  # pixels of ink that tell the skew
_LONG = 2.5  # a line is so many times as long as high; a lone figure is not
_SAMPLE = 8  # lines that tell which side is up
_UPRIGHT = 0.85  # mean certainty of their characters from which they are read as they stand
_SEEN = 3  # ideographs that they must have together
_FIGURES = 10  # characters without ideographs that tell as much
_BETTER, _MUCH_BETTER = 0.02, 0.15  # certainty by which the other side is better, where it has words and where not


def skew_of(ink: Mask) -> float:
    """By how many degrees lines fall to the right, between -5 and 5.

    The rows of a level page are the fullest and the emptiest: the angle is sought for which the squares of the ink in
    each row add up to most (projection profile, Postl 1986).
    """
    ys, xs = np.nonzero(ink)
    if len(xs) < 100:
        return 0.0
    step = max(1, len(xs) // _POINTS)
    x, y = xs[::step].astype(np.float64) - ink.shape[1] / 2, ys[::step].astype(np.float64)

    def level(angle: float) -> float:
        rows = np.rint(y - x * np.tan(np.radians(angle))).astype(np.int64)
        counts = np.bincount(rows - rows.min())
        return float(np.square(counts, dtype=np.float64).sum())

    best, reach = 0.0, _FARTHEST
    for step_size in _STEPS:
        around = best + np.arange(-round(reach / step_size), round(reach / step_size) + 1) * step_size
        scores = [level(float(angle)) for angle in around]
        top = max(scores)
        # of angles as good as one another the one nearest to none
        best = float(min((a for a, s in zip(around, scores, strict=True) if s >= 0.9999 * top), key=abs))
        reach = 2 * step_size
    return best


Box = tuple[int, int, int, int]


def right_angle(picture: Grays, boxes: Sequence[Box], engine: Engine) -> int:
    """By how many degrees clockwise a picture has to be turned for its print to run to the right: 0, 90, 180 or 270.

    Args:
        picture: as it was scanned.
        boxes: of its print.
        engine: what reads some of it.
    """
    sides = {box: (box[2] - box[0], box[3] - box[1]) for box in boxes}
    horizontal = sum(wide for wide, high in sides.values() if wide >= _LONG * high)
    vertical = sum(high for wide, high in sides.values() if high >= _LONG * wide)
    usual, other = (0, 180) if horizontal >= vertical else (90, 270)
    long = sorted(boxes, key=lambda box: -sides[box][usual == 90])[:_SAMPLE]
    if not long:
        return 0
    first = _letters(picture, long, usual, engine)
    if _certainty(first) >= _UPRIGHT and _words(first) >= _SEEN:
        return usual
    second = _letters(picture, long, other, engine)
    better = _certainty(second) - _certainty(first)
    # figures upside down may be figures; words are not words
    told = _words(second) >= _SEEN or len(second) >= _FIGURES
    if told and better > (_BETTER if _words(second) > _words(first) else _MUCH_BETTER):
        return other
    return usual


def _letters(picture: Grays, boxes: Sequence[Box], angle: int, engine: Engine) -> list[Letter]:
    lines = [np.ascontiguousarray(np.rot90(picture[y0:y1, x0:x1], -angle // 90)) for x0, y0, x1, y1 in boxes]
    return [letter for reading in engine.read_lines(lines) for letter in reading.letters]


def _certainty(letters: Sequence[Letter]) -> float:
    return sum(letter.certainty for letter in letters) / max(1, len(letters))


def _words(letters: Sequence[Letter]) -> int:
    """How many ideographs are among letters that were read with certainty."""
    return sum("\u3400" <= letter.text <= "\u9fff" and letter.certainty >= _UPRIGHT for letter in letters)
