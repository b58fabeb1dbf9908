"""Exact arithmetic: elimination says the same as the equations, and what is implied is all that fits."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.consistency.localising.exact import LinearRow, eliminate, settle, table_system
from tests.consistency.figures import Figures, shipped
from tests.consistency.small_table import fits, printed, system

CELLS = "abcd"
ROWS = st.lists(
    st.builds(
        LinearRow, st.dictionaries(st.sampled_from(CELLS), st.sampled_from((-2, -1, 1, 2)), min_size=1), st.just(0)
    ),
    min_size=1,
    max_size=4,
)


def holds(row: LinearRow, values: Mapping[str, int]) -> bool:
    return row.residual(values) == 0


@given(ROWS, st.sets(st.sampled_from(CELLS)))
def test_elimination_changes_no_solution(rows: list[LinearRow], unknown: set[str]) -> None:
    solved, rest = eliminate(rows, unknown)
    for pivot, row in solved.items():
        assert pivot in row.terms
        assert not any(other in row.terms for other in solved if other != pivot)
    assert not any(cell in row.terms for row in rest for cell in unknown)
    for figures in product(range(-2, 3), repeat=len(CELLS)):
        values = dict(zip(CELLS, figures, strict=True))
        if all(holds(row, values) for row in rows):
            assert all(holds(row, values) for row in (*solved.values(), *rest))
        elif all(holds(row, values) for row in (*solved.values(), *rest)):
            raise AssertionError(f"{values} solves what is left and not the rows")


@settings(max_examples=100)
@given(printed())
def test_what_is_implied_is_the_only_figure_that_fits(figures: Figures) -> None:
    settled = settle(system().rows, figures)
    if not fits(figures):
        assert not settled.possible or not set(settled.implied) >= {c for c, value in figures.items() if value is None}
        return
    assert settled.possible
    for cell, value in settled.implied.items():
        assert figures[cell] is None
        assert fits({**figures, cell: value})
        assert not fits({**figures, cell: value + 1})
        assert value == 0 or not fits({**figures, cell: value - 1})


def test_counts_that_add_up_to_nothing_are_all_nothing_unless_they_may_be_negative() -> None:
    row = LinearRow({"a": 1, "b": 1, "c": -1})
    assert settle([row], {"a": None, "b": None, "c": 0}).implied == {"a": 0, "b": 0}
    assert settle([row], {"a": None, "b": None, "c": 0}, signed={"a", "b"}).implied == {}
    assert not settle([row], {"a": 5, "b": None, "c": 3}).possible
    assert settle([row], {"a": 5, "b": None, "c": 3}, signed={"b"}).implied == {"b": -2}


def test_amounts_of_money_are_no_whole_numbers() -> None:
    for form in ("2019", "2021"):
        table = shipped(form, "disclosure")
        money = {cell for cell, _, column in table.cells() if column.unit == "money"}
        assert money
        assert money.isdisjoint(table_system(table).cells)
