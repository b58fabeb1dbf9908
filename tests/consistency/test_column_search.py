"""Readings of several rows that go together, against every combination of them."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gkml.consistency.column_search import RowMoves, decide

MOVES = st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-2, 2))
ROWS = st.lists(st.lists(MOVES, min_size=1, max_size=3, unique=True), min_size=1, max_size=4)


def fitting(rows: list[list[tuple[int, ...]]], constants: tuple[int, ...]) -> list[set[int]]:
    """The readings of each row that stand in a combination which satisfies all equations."""
    found: list[set[int]] = [set() for _ in rows]
    for way in product(*(range(len(row)) for row in rows)):
        if tuple(map(sum, zip(*(row[n] for row, n in zip(rows, way, strict=True)), strict=True))) == constants:
            for mine, number in zip(found, way, strict=True):
                mine.add(number)
    return found


@given(ROWS, MOVES)
def test_all_ways_that_satisfy_the_equations_are_found(
    rows: list[list[tuple[int, ...]]], constants: tuple[int, ...]
) -> None:
    decision = decide([RowMoves(tuple(row)) for row in rows], constants)
    expected = fitting(rows, constants)
    if all(expected):
        assert [set(kept) for kept in decision.kept] == expected
        assert decision.deciding == {0, 1, 2}
        assert not decision.beyond
    else:
        assert decision.deciding < {0, 1, 2}
        assert all(decision.kept)


def test_a_row_that_does_not_add_up_is_read_where_all_columns_ask_for_it() -> None:
    rows = [RowMoves(((1, 0, 0),), others=((0, 1, 1), (5, 5, 5))), RowMoves(((0, 0, 1), (0, 1, 0)))]
    decision = decide(rows, (0, 1, 2))
    assert decision.kept == [[1], [0]]
    assert decision.deciding == {0, 1, 2}


def test_where_most_equations_fail_all_readings_are_left() -> None:
    decision = decide([RowMoves(((0, 0, 0, 0), (1, 0, 0, 0)))], (0, 9, 9, 9))
    assert (decision.kept, decision.beyond) == ([range(2)], True)


def test_where_as_many_hold_as_fail_these_decide() -> None:
    decision = decide([RowMoves(((0, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0, 0)))], (0, 0, 0, 9, 9, 9))
    assert (decision.kept, decision.beyond) == ([[0]], True)
