"""Pages drawn with and without some of what is on them: what leaves ink, where, and whose ink it is."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gkml.document import Box

__all__ = ["Inking", "Pixels", "address", "apart", "boxes_mask"]

_T = TypeVar("_T", bound=np.generic)

Pixels = npt.NDArray[np.uint8]
"""Grays, rows by columns, 0 is black."""

_SCALE = 1.5  # pixels for a point: the strokes of type of 5 points are half a pixel wide
_MOST_PIXELS = 6_000_000  # of a drawn page; a larger one is drawn with fewer
_LEAST_SCALE = 0.8  # below this, small type leaves too little ink


@dataclass(frozen=True, slots=True)
class Inking:
    """A page that can be drawn.

    Attributes:
        page: of PDFium.
        turn: degrees clockwise by which it is turned for its text to run to the right.
        scale: pixels for a point.
        pdfium_c: the library.
    """

    page: Any
    turn: int
    scale: float
    pdfium_c: Any

    @staticmethod
    def of(page: Any, turn: int, size: tuple[float, float], pdfium_c: Any) -> Inking | None:
        """The page; None where it is too large to be drawn finely enough."""
        scale = min(_SCALE, (_MOST_PIXELS / max(1.0, size[0] * size[1])) ** 0.5)
        return Inking(page, turn, scale, pdfium_c) if scale >= _LEAST_SCALE else None

    def drawn(self, without: Iterable[Any] = ()) -> Pixels:
        """The page as a picture without some objects."""
        with self._left_out(without):
            bitmap = self.page.render(
                scale=self.scale, rotation=self.turn, grayscale=True, may_draw_forms=False, draw_annots=False
            )
            pixels: Pixels = np.array(bitmap.to_numpy())
            bitmap.close()
        return pixels.reshape(pixels.shape[:2])

    def cut(self, pixels: npt.NDArray[_T], box: Box, inner: float = 0.0) -> npt.NDArray[_T]:
        """What lies in a box; ``inner``: share of its sides that is left off at each end, where it has room for it."""
        high, wide = pixels.shape
        x0, y0, x1, y1 = (edge * self.scale for edge in box)
        across, down = inner * (x1 - x0), inner * (y1 - y0)
        left, right = max(0, int(x0 + across)), min(wide, int(x1 - across) + 1)
        top, bottom = max(0, int(y0 + down)), min(high, int(y1 - down) + 1)
        return pixels[top:bottom, left:right]

    @contextmanager
    def _left_out(self, items: Iterable[Any]) -> Iterator[None]:
        items = list(items)
        for item in items:
            self.pdfium_c.FPDFPageObj_SetIsActive(item, False)
        try:
            yield
        finally:
            for item in items:
                self.pdfium_c.FPDFPageObj_SetIsActive(item, True)


def address(item: Any) -> int:
    """What tells an object of PDFium from others."""
    return ctypes.addressof(item.contents) if item else 0


def apart(one: Pixels, other: Pixels) -> Pixels:
    """How far two pictures differ at each place."""
    return np.maximum(one, other) - np.minimum(one, other)


def boxes_mask(boxes: Sequence[Box], scale: float, shape: tuple[int, int], room: int = 1) -> npt.NDArray[np.bool_]:
    """The places that boxes cover, with some pixels around them."""
    mask = np.zeros(shape, np.bool_)
    for x0, y0, x1, y1 in boxes:
        top, left = max(0, int(y0 * scale) - room), max(0, int(x0 * scale) - room)
        mask[top : int(y1 * scale) + 1 + room, left : int(x1 * scale) + 1 + room] = True
    return mask
