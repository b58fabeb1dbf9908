"""Lines lie or stand."""

from __future__ import annotations

from gkml.readers.pdf.page import Ruling


def test_a_line_lies_where_both_ends_are_as_high() -> None:
    assert Ruling(0, 5, 10, 5).horizontal
    assert not Ruling(5, 0, 5, 10).horizontal
