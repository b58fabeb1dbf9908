"""Ink to pieces of print, each a picture of one line that can be read: in the cells of ruled tables, and outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gkml.readers.ocr.ink import Blobs, Mask

__all__ = ["PixelBox", "Print", "beside_lines", "cell_prints", "free_prints", "is_print", "without_dirt"]

PixelBox = tuple[int, int, int, int]
"""Left, upper, right and lower edge in pixels."""

# all in type sizes
SPECK = 0.2  # blobs smaller than this along both sides are specks: they make no cell a filled one
_LARGE = 3.0  # blobs larger than this are drawings
_ROW, _LINE = 1.6, 20.0  # but not characters that touch: as high as one, and as long as many
_SAME_LINE = 0.12  # bands of ink this near stand in one line
_FLAT = 0.45  # a band lower than this is a dash or a comma, of the line it stands in
_TALL = 1.75  # bands higher than this are several lines that touch
_LEADING = 1.3  # from line to line
_GAP = 1.6  # print on both sides of a gap this wide is read by itself
_SPOT = 0.35  # pieces of a line that are smaller than this are dirt, if there is print beside them
_THIN = 0.25  # a 1 is as thin, a dash is thinner
_TOUCH = 2  # pixels between a line and a rest of it
_NEAR = 0.6  # blobs this near belong together where no line was found


@dataclass(frozen=True, slots=True)
class Print:
    """A piece of a line.

    Attributes:
        box: around its ink, in pixels.
        shapes: as high as figures, that stand side by side in it.
        at_line: whether it is thin and touches a ruled line, of which it may be a rest.
    """

    box: PixelBox
    shapes: int
    at_line: bool = False


def beside_lines(pieces: Iterable[Print], on_lines: Mask, size: float) -> list[Print]:
    """The pieces, those marked that may be rests of ruled lines."""
    marked = []
    for piece in pieces:
        x0, y0, x1, y1 = piece.box
        if min(x1 - x0, y1 - y0) <= _THIN * size:
            near = on_lines[max(0, y0 - _TOUCH) : y1 + _TOUCH, max(0, x0 - _TOUCH) : x1 + _TOUCH]
            piece = replace(piece, at_line=bool(near.any()))
        marked.append(piece)
    return marked


def is_print(blobs: Blobs, size: float) -> npt.NDArray[np.bool_]:
    """For each blob, whether it is neither a speck nor a drawing; characters that touch one another are long."""
    sides = _sides(blobs)
    longer, shorter = sides.max(axis=1), sides.min(axis=1)
    row = (shorter >= _FLAT * size) & (shorter <= _ROW * size) & (longer <= _LINE * size)
    return np.asarray((longer >= SPECK * size) & (row | (longer <= _LARGE * size)), dtype=np.bool_)


def _sides(blobs: Blobs) -> np.ndarray:
    return blobs.boxes[:, 2:] - blobs.boxes[:, :2]


def cell_prints(boxes: np.ndarray, size: float) -> list[Print]:
    """The print of a cell, line by line; ``boxes`` are those of its ink."""
    return [piece for line in _lines(boxes, size) for piece in _pieces(line, size)]


def without_dirt(pieces: list[Print], size: float) -> list[Print]:
    """The pieces of a cell without spots that stand by themselves; one that is all there is stays."""
    print_like = [piece for piece in pieces if max(_size(piece.box)) > _SPOT * size]
    return print_like or pieces


def _size(box: PixelBox) -> tuple[int, int]:
    return box[2] - box[0], box[3] - box[1]


def _lines(boxes: np.ndarray, size: float) -> list[np.ndarray]:
    bands: list[list[int]] = []  # top, bottom
    for _, y0, _, y1 in boxes[np.argsort(boxes[:, 1], kind="stable")].tolist():
        if bands and y0 - bands[-1][1] <= _SAME_LINE * size:
            bands[-1][1] = max(bands[-1][1], y1)
        else:
            bands.append([y0, y1])
    bands = _with_flat_ones(bands, size)
    cut = [part for band in bands for part in _untouched(band, boxes, size)]
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    lines = []
    for number, (top, bottom) in enumerate(cut):
        last = number == len(cut) - 1
        inside = (middles >= top) & ((middles < bottom) | last) if number else (middles < bottom) | last
        if inside.any():
            lines.append(boxes[inside])
    return lines


def _with_flat_ones(bands: list[list[int]], size: float) -> list[list[int]]:
    """Bands, each flat one joined to the nearer of its neighbours, if it is near."""
    joined: list[list[int]] = []
    for band in bands:
        if joined:
            flat = min(band[1] - band[0], joined[-1][1] - joined[-1][0]) < _FLAT * size
            if flat and band[1] - joined[-1][0] <= _LEADING * size:
                joined[-1][1] = band[1]
                continue
        joined.append(list(band))
    return joined


def _untouched(band: Sequence[int], boxes: np.ndarray, size: float) -> Iterable[tuple[int, int]]:
    """A band that holds several lines, cut where the least ink stands."""
    top, bottom = band
    count = round((bottom - top + (_LEADING - 1) * size) / (_LEADING * size))
    if bottom - top <= _TALL * size or count < 2:
        return [(top, bottom)]
    filled = np.zeros(bottom - top + 1)
    for x0, y0, x1, y1 in boxes.tolist():
        if y1 > top and y0 < bottom and y1 - y0 < _TALL * size:
            filled[max(y0, top) - top : min(y1, bottom) - top] += x1 - x0
    edges = [top]
    for number in range(1, count):
        middle = (bottom - top) * number / count
        reach = 0.4 * size
        first = max(1, int(middle - reach))
        window = filled[first : int(middle + reach) + 1]
        edges.append(top + first + int(window.argmin()))
    return list(zip(edges, [*edges[1:], bottom], strict=True))


def _pieces(line: np.ndarray, size: float) -> list[Print]:
    """A line parted where gaps are wide."""
    pieces: list[list[list[int]]] = []
    right = 0
    for box in line[np.argsort(line[:, 0], kind="stable")].tolist():
        if pieces and box[0] - right <= _GAP * size:
            pieces[-1].append(box)
            right = max(right, box[2])
        else:
            pieces.append([box])
            right = box[2]
    return [_print(piece, size) for piece in pieces]


def _print(boxes: Sequence[Sequence[int]], size: float) -> Print:
    shapes, right = 0, -1
    for x0, y0, x1, y1 in boxes:
        if y1 - y0 < _FLAT * size:
            continue  # a point, a dash, a comma
        if x0 >= right - 0.15 * (x1 - x0):
            shapes += 1
        right = max(right, x1)
    edges = np.array(boxes)
    x0, y0 = edges[:, :2].min(axis=0).tolist()
    x1, y1 = edges[:, 2:].max(axis=0).tolist()
    return Print((x0, y0, x1, y1), shapes)


def free_prints(found: Sequence[PixelBox], boxes: np.ndarray, size: float) -> list[Print]:
    """Print outside tables: in the lines that were found, parted at wide gaps, and what stands beside all of these.

    Args:
        found: boxes of lines.
        boxes: of the ink outside tables.
        size: of the type.
    """
    prints: list[Print] = []
    left = np.ones(len(boxes), bool)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    for x0, y0, x1, y1 in found:
        inside = left & (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
        if inside.any():
            left &= ~inside
            mine = boxes[inside]
            high = float(mine[:, 3].max() - mine[:, 1].min())  # headings are set in larger type
            prints.extend(_pieces(mine, max(size, 0.9 * high)))
    rest = boxes[left]
    high = (rest[:, 3] - rest[:, 1] >= _FLAT * size) & (rest[:, 3] - rest[:, 1] <= 2 * size)
    for line in _clusters(rest[high], size):
        prints.extend(_pieces(line, size))
    return prints


def _clusters(boxes: np.ndarray, size: float) -> list[np.ndarray]:
    """Boxes that stand side by side."""
    lines: list[list[list[int]]] = []
    for box in boxes[np.argsort(boxes[:, 0], kind="stable")].tolist():
        for line in lines:
            last = line[-1]
            overlap = min(last[3], box[3]) - max(last[1], box[1])
            if box[0] - last[2] <= _NEAR * size and 2 * overlap >= min(last[3] - last[1], box[3] - box[1]):
                line.append(box)
                break
        else:
            lines.append([box])
    return [np.array(line) for line in lines]
