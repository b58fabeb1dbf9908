"""Lines through figures, and lines near them."""

from __future__ import annotations

import pytest

from gkml.document import Box
from gkml.readers.pdf.characters import Glyph
from gkml.readers.pdf.page import Character
from gkml.readers.pdf.strikes import Line, sign_to_line, struck


def glyphs(text: str, x: float = 0.0, y: float = 0.0) -> list[Glyph]:
    """Digits 5 points wide and 7 high."""
    return [
        Glyph(Character(c, x + 5 * n, y - 1, x + 5 * n + 5, y + 9, 10), Box(x + 5 * n + 0.5, y, x + 5 * n + 4.5, y + 7))
        for n, c in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        (((0, 3.5), (10, 3.5)), {0, 1}),
        (((10, 3.5), (0, 3.5)), {0, 1}),
        (((-3, 2.5), (12, 2.5)), {0, 1}),
        (((5, 3.5), (10, 3.5)), {1}),
        (((0, 7), (10, 0)), {0, 1}),
        (((0, 7.6), (10, 7.6)), set()),  # underlined
        (((0, 0.2), (10, 0.2)), set()),
        (((-200, 3.5), (200, 3.5)), set()),  # a border of a table through two digits
        (((5, -20), (5, 20)), set()),
    ],
)
def test_lines(line: Line, numbers: set[int]) -> None:
    found, strikes, _ = struck(glyphs("17"), [line])
    assert found == numbers
    assert strikes == ({line} if numbers else set())


def test_digits_that_a_border_crosses_may_be_struck_out() -> None:
    assert struck(glyphs("17"), [((-200, 3.5), (200, 3.5))]) == (set(), set(), {0, 1})


def test_a_long_line_through_a_row_strikes_it_out() -> None:
    found, _, _ = struck([*glyphs("17"), *glyphs("205", 100)], [((-50, 3.5), (300, 3.5))])
    assert found == set(range(5))


def test_dashes_and_slashes_are_lines() -> None:
    dash = Glyph(Character("—", 0, 0, 10, 10, 10), Box(0, 3, 10, 4))
    slash = Glyph(Character("/", 0, 0, 10, 10, 10), Box(0, 0, 10, 7))
    assert sign_to_line(dash) == ((0, 3.5), (10, 3.5))
    assert sign_to_line(slash) == ((0, 7), (10, 0))
    assert sign_to_line(glyphs("1")[0]) is None
