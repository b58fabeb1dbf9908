"""Text for a terminal, and figures with every digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.output.printable import printable, shown_number


@given(st.text())
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) == len(text)
    assert printable(shown) == shown


def test_white_space_stays_room_and_the_rest_is_seen() -> None:
    assert printable("某局\t3\n\x1b[2J\u202e") == "某局 3 �[2J�"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (10**20, "1" + "0" * 20), (Decimal("0.50"), "0.50"), (Decimal("1E+2"), "100")],
)
def test_every_digit_is_shown(value: int | Decimal | None, text: str) -> None:
    assert shown_number(value) == text
