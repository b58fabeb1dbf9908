"""Pictures to ink: an even ground, blobs, and the size of type."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from gkml.readers.ocr.ink import blobs_of, even_ground, ink_of, less, type_size
from tests.readers.ocr.sheets import TYPE, drawn_table
from tests.readers.ocr.test_rulings import ROWS, shape

pytest.importorskip("cv2", reason="OpenCV is not installed (pip install 'gkml[ocr]')")


def test_grey_ground_is_made_white() -> None:
    image = np.asarray(drawn_table(ROWS)).astype(np.float64)
    ground = np.add.outer(np.linspace(0.5, 1.0, image.shape[0]), np.linspace(-0.1, 0.0, image.shape[1]))
    even = even_ground((image * ground).clip(0, 255).astype(np.uint8))
    assert np.median(even) > 245
    assert shape(Image.fromarray((image * ground).clip(0, 255).astype(np.uint8))) == [(3, 4)]


def test_size_of_type() -> None:
    ink, _ = ink_of(even_ground(np.asarray(drawn_table([["835", "906"], ["417", "22"]]))))
    assert 0.6 * TYPE <= type_size(ink) <= 1.2 * TYPE
    assert type_size(np.zeros((50, 50), np.uint8)) == 0.0


def test_connected_ink_is_one_blob() -> None:
    ink = np.zeros((20, 30), np.uint8)
    ink[2:6, 3:9] = 1
    ink[6, 9] = 1  # touches at a corner
    ink[12:15, 20:22] = 1
    blobs = blobs_of(ink)
    assert blobs.boxes.tolist() == [[3, 2, 10, 7], [20, 12, 22, 15]]
    assert blobs.areas.tolist() == [25, 6]
    assert (blobs.labels[13, 21], blobs.labels[0, 0]) == (2, 0)


def test_what_is_in_one_mask_alone() -> None:
    one, other = np.array([[1, 1, 0]], np.uint8), np.array([[0, 1, 1]], np.uint8)
    assert less(one, other).tolist() == [[1, 0, 0]]
