"""A picture on its way to a page: its grays, and where its pixels stood before it was turned and scaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gkml.document import Box
from gkml.readers.ocr.engine import Grays, load_cv2

__all__ = ["Frame", "Picture", "grays_of"]

_COLOURED = 24  # of 255; difference of channels from which a pixel has a colour


@dataclass(frozen=True, slots=True)
class Frame:
    """The way back: a matrix of 2 by 3 that takes a place on the picture to the page it is of, both in points."""

    matrix: npt.NDArray[np.float64]

    def box(self, box: Box) -> Box:
        """The box around a box after it was turned back."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1.0], [x1, y0, 1.0], [x0, y1, 1.0], [x1, y1, 1.0]]) @ self.matrix.T
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return Box(*(round(float(edge), 2) for edge in (left, top, right, bottom)))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page.

    Attributes:
        grays: what is dark on it.
        plain: the same without what is red, as stamps are; the same array where nothing is.
        unit: points that a pixel was wide before anything was done to it.
        back: matrix of 3 by 3 that takes pixels to those of the first picture.
    """

    grays: Grays
    plain: Grays
    unit: float
    back: npt.NDArray[np.float64]

    @staticmethod
    def of(pixels: npt.NDArray[np.uint8], unit: float) -> Picture:
        """A picture of grays, or of red, green and blue."""
        grays, plain = grays_of(pixels)
        return Picture(grays, plain, unit, np.eye(3))

    def scaled(self, factor: float) -> Picture:
        """The picture with that many times as many pixels along a side."""
        if abs(factor - 1) < 0.02:
            return self
        cv2 = load_cv2()
        high, wide = self.grays.shape
        size = max(1, round(wide * factor)), max(1, round(high * factor))
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        shrink = np.diag([wide / size[0], high / size[1], 1.0])
        return self._changed(lambda grays: cv2.resize(grays, size, interpolation=how), shrink)

    def turned(self, angle: int) -> Picture:
        """The picture turned clockwise by right angles."""
        if angle % 360 == 0:
            return self
        high, wide = self.grays.shape
        matrices = {
            90: [[0, 1, 0], [-1, 0, high], [0, 0, 1]],
            180: [[-1, 0, wide], [0, -1, high], [0, 0, 1]],
            270: [[0, -1, wide], [1, 0, 0], [0, 0, 1]],
        }
        turn = np.array(matrices[angle % 360], dtype=np.float64)
        return self._changed(lambda grays: np.ascontiguousarray(np.rot90(grays, -(angle // 90))), turn)

    def levelled(self, angle: float) -> Picture:
        """The picture turned so that lines that fall to the right by an angle lie level."""
        if abs(angle) < 0.02:
            return self
        cv2 = load_cv2()
        high, wide = self.grays.shape
        matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
        whole = np.vstack([matrix, [0.0, 0.0, 1.0]])

        def level(grays: Grays) -> Grays:
            white = int(np.percentile(grays[::8, ::8], 90))
            done: Grays = cv2.warpAffine(grays, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=white)
            return done

        return self._changed(level, np.linalg.inv(whole))

    def frame(self, unit: float) -> Frame:
        """The way from points of this picture, a pixel being ``unit`` of them, to points of the page."""
        points = np.diag([self.unit, self.unit, 1.0]) @ self.back @ np.diag([1 / unit, 1 / unit, 1.0])
        return Frame(points[:2])

    def _changed(self, change: Callable[[Grays], Grays], back: npt.NDArray[np.float64]) -> Picture:
        grays = change(self.grays)
        plain = grays if self.plain is self.grays else change(self.plain)
        return replace(self, grays=grays, plain=plain, back=self.back @ back)


def grays_of(pixels: npt.NDArray[np.uint8]) -> tuple[Grays, Grays]:
    """What is dark, and what is dark and not red."""
    if pixels.ndim == 2:
        return pixels, pixels
    cv2 = load_cv2()
    grays: Grays = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    red, others = pixels[..., 0], pixels[..., 1:].max(axis=2)
    stamped = red > np.minimum(others, 255 - _COLOURED) + _COLOURED
    if not stamped.any():
        return grays, grays
    # in red light a seal is as light as paper
    light = np.clip(red.astype(np.float32) * (255 / max(1.0, float(np.median(red[stamped])))), 0, 255).astype(np.uint8)
    stamped = cv2.dilate(stamped.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return grays, np.where(stamped, np.maximum(grays, light), grays)
