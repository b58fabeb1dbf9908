"""A picture to a page: what it holds, and how large it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.ocr.engine import Letter, LineReading
from gkml.readers.ocr.figures import ReadPrint
from gkml.readers.ocr.page import holds_table, picture_to_page, picture_unit, print_to_characters
from gkml.readers.ocr.picture import Picture
from gkml.readers.ocr.prints import Print
from tests.readers.ocr.sheets import drawn_table

pytest.importorskip("cv2", reason="OpenCV is not installed (pip install 'gkml[ocr]')")

UNIT = 72 / 200


def picture(*rows: list[str], head: str = "") -> Picture:
    return Picture.of(np.asarray(drawn_table(rows, head=head)), UNIT)


def test_a_table_is_told_without_reading_it() -> None:
    assert holds_table(picture(["12", "0"], ["3", "45"]))
    assert not holds_table(picture(head="Annual report of the district office 2023"))
    assert not holds_table(Picture.of(np.full((300, 300), 255, np.uint8), UNIT))


def test_a_pixel_is_as_wide_as_the_file_says_whatever_was_done_to_it() -> None:
    made = picture(["12", "0"])
    assert picture_unit(made) == pytest.approx(UNIT)
    assert picture_unit(made.scaled(2.0)) == pytest.approx(UNIT / 2)
    assert picture_unit(made.turned(90)) == pytest.approx(UNIT)


def test_an_empty_picture_is_an_empty_page(engine: Any) -> None:
    page, frame = picture_to_page(Picture.of(np.full((400, 300), 255, np.uint8), UNIT), 3, engine, DEFAULT_LIMITS)
    assert (page.number, page.layer, page.characters, page.rulings) == (3, "ocr", (), ())
    assert (page.width, page.height) == (pytest.approx(108), pytest.approx(144))
    assert frame.matrix.shape == (2, 3)


def test_characters_meet_unless_there_is_room_for_another_between_them() -> None:
    letters = (Letter("1", 0.05, 0.9), Letter("2", 0.1, 0.9), Letter("3", 0.9, 0.999999))
    one = ReadPrint(Print((0, 0, 400, 30), 3), LineReading(letters))
    first, second, third = print_to_characters(one, 30.0, 0.5)
    assert first.x1 == second.x0
    assert second.x1 < third.x0
    assert all(0 <= each.x0 <= each.x1 <= 200 for each in (first, second, third))
    assert third.certainty < 0.999999  # what was recognised is never as certain as what was set
