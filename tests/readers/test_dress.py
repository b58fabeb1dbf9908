from __future__ import annotations

from dataclasses import replace

from gkml.doubts import DoubtCode
from gkml.readers.dress import PLAIN, WHITE, Dress
from gkml.readers.sight import settle


def test_plain_text_is_not_marked() -> None:
    assert PLAIN.mark("5") == "5"
    assert PLAIN.missing() is None


def test_white_text_is_missing_on_white_and_seen_on_a_colour() -> None:
    white = Dress(colour=WHITE)

    assert white.missing() is DoubtCode.FAINT
    assert replace(white, ground=(0.0, 0.2, 0.6, 1.0)).missing() is None
    assert settle([replace(white, ground=None).mark("5")]) == (("5",), (DoubtCode.FAINT,), False)


def test_yellow_text_is_kept_and_doubted() -> None:
    assert settle([Dress(colour=(1.0, 1.0, 0.0, 1.0)).mark("5")]) == (("5",), (DoubtCode.FAINT,), False)


def test_text_of_the_colour_of_its_ground_is_missing() -> None:
    grey = (0.5, 0.5, 0.5, 1.0)

    assert Dress(colour=grey, ground=grey).missing() is DoubtCode.FAINT


def test_tiny_text_is_missing_and_small_text_doubted() -> None:
    assert Dress(size=1.0).missing() is DoubtCode.TINY
    assert settle([Dress(size=4.0).mark("5")]).doubts == (DoubtCode.TINY,)


def test_what_is_left_out_keeps_its_room_where_lines_are_kept() -> None:
    assert settle(["a" + Dress(hidden=True).mark("1 2", keeps_width=True) + "b"]).lines == ("a   b",)
