"""Text for a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gkml.output.printable import printable


@given(st.text())
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) == len(text)
    assert printable(shown) == shown


def test_white_space_stays_room_and_the_rest_is_seen() -> None:
    assert printable("某局\t3\n\x1b[2J\u202e") == "某局 3 �[2J�"
