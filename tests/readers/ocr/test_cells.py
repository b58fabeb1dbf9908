"""Cells by places in a picture, and ink in them that is no print."""

from __future__ import annotations

import numpy as np
import pytest

from gkml.readers.ocr.cells import CellMap, inked_cells
from gkml.readers.ocr.ink import Mask, blobs_of
from gkml.readers.pdf.lattice import rulings_to_tables
from gkml.readers.pdf.page import Ruling

pytest.importorskip("cv2", reason="OpenCV is not installed (pip install 'gkml[ocr]')")

UNIT = 0.5
LINES = [Ruling(0, y, 100, y) for y in (0, 30, 60)] + [Ruling(x, 0, x, 60) for x in (0, 50, 100)]


def cells() -> CellMap:
    """Two by two cells of 100 by 60 pixels."""
    return CellMap(rulings_to_tables(LINES), UNIT)


def blank() -> Mask:
    return np.zeros((150, 250), np.uint8)


def test_places_have_the_number_of_their_cell() -> None:
    found = cells().at(np.array([10.0, 110.0, 10.0, 110.0, 240.0]), np.array([10.0, 10.0, 70.0, 70.0, 10.0]))
    assert len(set(found[:4].tolist())) == 4
    assert found[4] == -1
    ink = blank()
    ink[5:15, 5:15] = 1
    ink[70:90, 110:120] = 1
    found = cells()
    assert found.of(blobs_of(ink)).tolist() == [found.at(np.array([10.0]), np.array([10.0]))[0], 3]
    assert found.counted(ink).tolist() == [100, 0, 0, 200]


def test_a_drawing_and_a_seal_are_ink_and_print_is_not() -> None:
    ink, red = blank(), blank()
    ink[10:24, 10:18] = 1  # a figure
    for step in range(90):  # a stroke over a cell
        ink[62 + step // 2 : 68 + step // 2, 105 + step] = 1
    red[10:30, 110:140] = 1
    drawn, coloured = inked_cells(blobs_of(ink), cells(), red, 15.0)
    assert drawn == {3}
    assert coloured == {1}
    assert inked_cells(blobs_of(ink), CellMap([], UNIT), red, 15.0) == (set(), set())
