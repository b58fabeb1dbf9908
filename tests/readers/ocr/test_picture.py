"""Pictures that are turned and scaled know where their pixels stood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import Box
from gkml.readers.ocr.picture import Picture, grays_of

pytest.importorskip("cv2", reason="OpenCV is not installed (pip install 'gkml[ocr]')")


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-4, 4),
    st.floats(0.4, 3.0),
    st.floats(0, 199),
    st.floats(0, 119),
)
def test_places_find_back(turn: int, angle: float, factor: float, x: float, y: float) -> None:
    """A dot in the first picture and its place in the last one belong together."""
    pixels = np.full((300, 400), 255, np.uint8)
    left, top = 100 + int(x), 90 + int(y)
    pixels[top : top + 9, left : left + 9] = 0
    picture = Picture.of(pixels, 0.5).turned(turn).scaled(factor).levelled(angle)
    ys, xs = np.nonzero(picture.grays < 128)
    frame = picture.frame(2.0)
    box = frame.box(Box(2 * xs.min(), 2 * ys.min(), 2 * xs.max() + 2, 2 * ys.max() + 2))
    assert (box.x0 + box.x1) / 2 == pytest.approx((left + 4.5) / 2, abs=1.5)
    assert (box.y0 + box.y1) / 2 == pytest.approx((top + 4.5) / 2, abs=1.5)


def test_what_is_red_is_light_where_seals_are_looked_through() -> None:
    pixels = np.full((10, 10, 3), 255, np.uint8)
    pixels[2:4] = (220, 40, 40)
    pixels[6:8] = 0
    grays, plain = grays_of(pixels)
    assert grays[3].max() < 130
    assert plain[3].min() > 200
    assert plain[7].max() == 0
    without, same = grays_of(pixels[5:])
    assert without is same
    flat = np.full((4, 4), 9, np.uint8)
    assert grays_of(flat) == (flat, flat) or grays_of(flat)[0] is flat


def test_a_change_too_small_to_see_is_none() -> None:
    picture = Picture.of(np.full((10, 10), 255, np.uint8), 0.5)
    assert picture.turned(360) is picture.scaled(1.001) is picture.levelled(0.001) is picture
