from __future__ import annotations

import numpy as np

from gkml.readers.ocr.ink import Blobs
from gkml.readers.ocr.prints import Print, beside_lines, cell_prints, free_prints, is_print, without_dirt

SIZE = 30.0


def letters(x: int, y: int, count: int, wide: int = 26, high: int = 28, step: int = 30) -> list[list[int]]:
    return [[x + step * n, y, x + step * n + wide, y + high] for n in range(count)]


def boxes(pieces: list[Print]) -> list[tuple[int, int, int, int]]:
    return [piece.box for piece in pieces]


def test_lines_of_a_cell_are_parted() -> None:
    pieces = cell_prints(np.array([*letters(10, 100, 5), *letters(10, 140, 3)]), SIZE)
    assert boxes(pieces) == [(10, 100, 156, 128), (10, 140, 96, 168)]


def test_lines_that_touch_are_cut() -> None:
    tall = [[10, 100, 36, 131], [40, 100, 66, 128], [70, 100, 96, 128], [10, 131, 36, 160], [40, 132, 66, 160]]
    pieces = cell_prints(np.array(tall), SIZE)
    assert len(pieces) == 2


def test_flat_parts_belong_to_their_line() -> None:
    # the two strokes of a 二 and the point of a comma stand above and below one another
    pieces = cell_prints(np.array([[12, 100, 34, 103], [10, 122, 36, 126], [40, 118, 46, 128]]), SIZE)
    assert boxes(pieces) == [(10, 100, 46, 128)]


def test_wide_gaps_part_a_line() -> None:
    pieces = cell_prints(np.array([*letters(10, 100, 2), *letters(200, 100, 1)]), SIZE)
    assert boxes(pieces) == [(10, 100, 66, 128), (200, 100, 226, 128)]


def test_shapes_are_counted_without_points() -> None:
    (piece,) = cell_prints(
        np.array([*letters(10, 100, 3, 14, 22, 17), [60, 118, 64, 122], *letters(70, 100, 2, 14, 22, 17)]), SIZE
    )
    assert piece.shapes == 5


def test_spots_beside_print_are_dirt_but_not_alone() -> None:
    spot = Print((200, 100, 207, 106), 0)
    word = Print((10, 100, 60, 128), 2)
    assert without_dirt([word, spot], SIZE) == [word]
    assert without_dirt([spot], SIZE) == [spot]


def test_specks_and_drawings_are_no_print() -> None:
    sides = [(3, 3), (4, 28), (26, 28), (200, 28), (150, 150), (12, 2)]
    found = Blobs(np.array([[0, 0, w, h] for w, h in sides]), np.array([w * h for w, h in sides]), np.zeros((1, 1)))
    assert is_print(found, SIZE).tolist() == [False, True, True, True, False, True]


def test_thin_print_at_a_line_may_be_its_rest() -> None:
    lines = np.zeros((100, 100), np.uint8)
    lines[:, 50:53] = 1
    near, far = Print((54, 10, 57, 32), 1), Print((70, 10, 73, 32), 1)
    assert [piece.at_line for piece in beside_lines([near, far], lines, SIZE)] == [True, False]


def test_print_that_no_line_was_found_for_is_kept() -> None:
    lone = [300, 100, 314, 122]
    pieces = free_prints([(0, 90, 200, 140)], np.array([*letters(10, 100, 4), lone]), SIZE)
    assert boxes(pieces) == [(10, 100, 126, 128), tuple(lone)]
