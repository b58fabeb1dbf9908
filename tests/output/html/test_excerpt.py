"""Of a long text what matters is shown, and never more than a browser lays out at once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gkml.output.html.excerpt import kept_ranges

LINES = st.lists(st.text(alphabet="甲1 ", max_size=30), max_size=60).map("\n".join)


def weight(text: str, start: int, end: int) -> int:
    return end - start + 30 * text.count("\n", start, end)


def test_a_short_text_is_shown_whole() -> None:
    assert kept_ranges("一\n二", []) == [(0, 3)]


@given(LINES, st.lists(st.integers(0, 900), max_size=5), st.integers(1, 2000))
def test_ranges_are_in_order_apart_and_affordable(text: str, places: list[int], most: int) -> None:
    ranges = kept_ranges(text, [(at, at + 3) for at in places if at + 3 <= len(text)], most)
    assert all(0 <= start <= end <= len(text) for start, end in ranges)
    assert all(one[1] < other[0] for one, other in pairwise(ranges))
    assert sum(weight(text, *one) for one in ranges) <= most


def test_places_far_down_a_long_text_are_shown_with_their_lines() -> None:
    text = "".join(f"第{number}行 的文字\n" for number in range(50_000))
    at = text.index("第40000行")
    ranges = kept_ranges(text, [(at, at + 6)])
    start, end = ranges[-1]
    assert ranges[0][0] == 0
    assert len(ranges) == 2
    assert start < at - 100
    assert end > at + 100
    assert text[start - 1] == "\n"
    assert text[end - 1] == "\n"


def test_of_one_endless_line_the_surroundings_are_shown() -> None:
    text = "字" * 900_000
    (_, head), (start, end) = kept_ranges(text, [(500_000, 500_004)])
    assert head < start < 500_000 < 500_004 < end
    assert end - start < 2_000
