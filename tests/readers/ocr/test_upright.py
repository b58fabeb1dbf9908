"""Pictures set upright: by small angles told from their ink, by right angles told by what can be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gkml.readers.ocr.engine import Letter, LineReading
from gkml.readers.ocr.ink import even_ground, ink_of
from gkml.readers.ocr.upright import right_angle, skew_of
from tests.readers.ocr.sheets import drawn_table
from tests.readers.ocr.test_rulings import ROWS

pytest.importorskip("cv2", reason="OpenCV is not installed (pip install 'gkml[ocr]')")


@settings(max_examples=8, deadline=None)
@given(st.floats(-3.0, 3.0))
def test_skew_is_found(angle: float) -> None:
    turned = drawn_table(ROWS).rotate(-angle, Image.Resampling.BICUBIC, fillcolor=255)
    found = skew_of(ink_of(even_ground(np.asarray(turned)))[0])
    assert found == pytest.approx(angle, abs=0.08)


def test_a_picture_without_ink_is_level() -> None:
    assert skew_of(np.zeros((50, 50), np.uint8)) == 0.0


class Reads:
    """An engine that reads words in lines whose first pixel is dark, and nothing certain in others."""

    def read_lines(self, lines: Sequence[np.ndarray]) -> list[LineReading]:
        sure, unsure = [Letter(one, 0.5, 0.99) for one in "年度报告"], [Letter("o", 0.5, 0.3)]
        return [LineReading(tuple(sure if line[0, 0] == 0 else unsure)) for line in lines]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_side_is_up_from_which_words_can_be_read(turn: int) -> None:
    line = np.full((20, 200), 255, np.uint8)
    line[0, 0] = 0
    page = np.full((300, 300), 255, np.uint8)
    for y in (20, 80, 140):
        page[y : y + 20, 40:240] = line
    lain = np.ascontiguousarray(np.rot90(page, turn // 90))  # turned the other way, as the paper lay
    boxes = []
    for y in (20, 80, 140):
        mask = np.zeros_like(page)
        mask[y : y + 20, 40:240] = 1
        ys, xs = np.nonzero(np.rot90(mask, turn // 90))
        boxes.append((int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1))
    assert right_angle(lain, boxes, Reads()) == turn  # type: ignore[arg-type]
    assert right_angle(lain, [], Reads()) == 0  # type: ignore[arg-type]
