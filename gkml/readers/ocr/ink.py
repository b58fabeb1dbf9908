"""Pictures to ink: an even ground, what is darker than it, and specks told from print."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkml.readers.ocr.engine import Grays, load_cv2

__all__ = ["Blobs", "Mask", "blobs_of", "even_ground", "ink_of", "less", "type_size"]

Mask = npt.NDArray[np.uint8]
"""1 where something is, else 0."""

_GROUND = 0.5  # of an inch at 200 dpi; nothing printed is as wide without a gap but areas of colour
_DARKEST, _LIGHTEST = 110, 200  # of 255; between these the threshold of ink may lie on an even ground
_PALE, _BLACK = 190, 70  # of 255; print of a page is darker than the one, and as dark as the other after stretching
_FAINT = 228  # of 255; long straight lines may be as light
_NOISY = 4.0  # mean absolute second difference from which a picture is smoothed before its ink is looked for
_FILLED = 0.15  # share of its box that a character fills; frames of cells fill less
_LOWEST, _HIGHEST = 7, 130  # pixels; blobs of print at any resolution that can be read


@dataclass(frozen=True, slots=True)
class Blobs:
    """Connected ink: ``boxes`` as rows of ``x0, y0, x1, y1`` in pixels, ``areas`` in pixels, ``labels`` in the picture
    (0 is ground, blob n has label n + 1)."""

    boxes: npt.NDArray[np.int32]
    areas: npt.NDArray[np.int32]
    labels: npt.NDArray[np.int32]


def even_ground(picture: Grays) -> Grays:
    """The picture on a white ground, shadows, grey paper and shaded cells divided out, with black print."""
    cv2 = load_cv2()
    high, wide = picture.shape
    small = cv2.resize(picture, (max(1, wide // 4), max(1, high // 4)), interpolation=cv2.INTER_AREA)
    side = int(200 * _GROUND / 4) | 1
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side // 2, side // 2), np.uint8))
    ground = cv2.blur(ground, (side // 2, side // 2))
    ground = cv2.resize(ground, (wide, high), interpolation=cv2.INTER_LINEAR)
    even: Grays = cv2.divide(picture, np.maximum(ground, 1), scale=255)
    # of what is darker than paper by far, most is at least as dark as this
    dark = float(np.percentile(even[even < _PALE], 30)) if (even < _PALE).any() else 0.0
    if dark < _BLACK:
        return even
    stretched = (even.astype(np.float32) - (dark - _BLACK)) * (255 / (255 - (dark - _BLACK)))
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)


def ink_of(even: Grays) -> tuple[Mask, Mask]:
    """Ink, and what may be ink: darker than the threshold that parts the grays best (Otsu 1979), than nearly white."""
    cv2 = load_cv2()
    smooth = even
    if _unevenness(even) > _NOISY:
        smooth = cv2.GaussianBlur(even, (0, 0), 1.0)
    best, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    at = min(max(float(best), _DARKEST), _LIGHTEST)
    return (smooth < at).astype(np.uint8), (smooth < max(at, _FAINT)).astype(np.uint8)


def _unevenness(even: Grays) -> float:
    """How far pixels of the ground lie from the mean of their neighbours, in grays."""
    cv2 = load_cv2()
    ground = even > 200
    if not ground.any():
        return 0.0
    return float(np.abs(even.astype(np.int16) - cv2.blur(even, (3, 3)).astype(np.int16))[ground].mean())


def less(mask: Mask, other: Mask) -> Mask:
    """What is in one mask and not in the other."""
    return np.asarray((mask > 0) & (other == 0), dtype=np.uint8)


def blobs_of(ink: Mask) -> Blobs:
    """All connected ink."""
    cv2 = load_cv2()
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, w, h, areas = stats[1:].T
    return Blobs(np.stack([x, y, x + w, y + h], axis=1), areas, labels)


def type_size(ink: Mask) -> float:
    """The size of most of the print in pixels, from the height of its blobs; 0 where there is none."""
    cv2 = load_cv2()
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))  # strokes of an ideograph to one blob
    blobs = blobs_of(closed)
    boxes = blobs.boxes
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    print_like = (heights >= _LOWEST) & (heights <= _HIGHEST) & (widths <= 2 * heights) & (4 * widths >= heights)
    print_like &= blobs.areas >= _FILLED * widths * heights
    heights = np.sort(heights[print_like])
    if not len(heights):
        return 0.0
    weights = np.cumsum(heights)  # tall blobs are whole characters, low ones parts of them
    return float(heights[np.searchsorted(weights, 0.6 * weights[-1])]) / 0.9  # ink is a tenth lower than its type
