"""Glyphs printed twice, and different ones on one another."""

from __future__ import annotations

import pytest

from gkml.document import Box
from gkml.readers.pdf.characters import Glyph
from gkml.readers.pdf.overlaps import doubles, overlaps
from gkml.readers.pdf.page import Character


def glyphs(text: str, x: float = 0.0, y: float = 0.0, item: int = 1, pitch: float = 5.0) -> list[Glyph]:
    return [
        Glyph(
            Character(c, x + pitch * n, y - 1, x + pitch * n + 5, y + 9, 10),
            Box(x + pitch * n + 0.5, y, x + pitch * n + 4.5, y + 7),
            item,
        )
        for n, c in enumerate(text)
    ]


@pytest.mark.parametrize("shift", [(0.3, 0.0), (1.0, 1.0), (2.0, 2.0), (2.4, 0.5), (0.0, 3.0)])
@pytest.mark.parametrize("figure", ["163", "11", "1111", "100"])
def test_a_shadow_is_read_once(figure: str, shift: tuple[float, float]) -> None:
    both = [*glyphs(figure, *shift, item=7), *glyphs(figure, item=9)]
    found = doubles(both, {7: 0, 9: 1})
    assert set(found) == set(range(len(figure)))  # what is painted first


def test_figures_side_by_side_are_no_doubles() -> None:
    assert doubles(glyphs("1111"), {1: 0}) == {}
    assert doubles([*glyphs("12"), *glyphs("12", 0, 12)], {1: 0}) == {}


def test_different_digits_on_one_another_are_found() -> None:
    both = [*glyphs("31284"), *glyphs("48213", 1.0, item=2)]
    pairs = list(overlaps(both, range(len(both))))
    assert {frozenset(pair) for pair in pairs} >= {frozenset((n, n + 5)) for n in range(5)}
    assert list(overlaps(glyphs("48213", pitch=3.6), range(5))) == []  # narrow type
