"""The fewest cells told by the balance of failing equations alone: never more or fewer than the solver finds."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gkml.consistency.localising.balance import balance_of, pairwise_rows
from gkml.consistency.localising.exact import table_system
from gkml.consistency.localising.explaining import explain
from gkml.consistency.localising.problem import Problem
from gkml.consistency.localising.solver import Found, least_support
from gkml.template import Table
from tests.consistency.figures import FORMS, Figures, consistent, shipped
from tests.consistency.small_table import SMALL, fewest_wrong, fits, printed, system


@settings(max_examples=60)
@given(printed())
def test_its_ways_take_the_fewest_cells_and_make_the_sums_hold(figures: Figures) -> None:
    assume(not fits(figures))
    weights = {cell: 7.0 for cell, value in figures.items() if value is not None}
    balance = balance_of(Problem(system(), figures, weights))
    assume(balance is not None)
    assert balance is not None
    assert balance.least <= fewest_wrong(figures)  # bounds are not looked at
    for more in (0, 1):
        for groups in balance.ways(more) or ():
            assert prod(len(group.solutions) for group in groups) > 0
            changed = {cell: value for group in groups for cell, value in group.solutions[0].items()}
            assert len(changed) >= balance.least
            complete = {cell: changed.get(cell, value) for cell, value in figures.items()}
            rows = [row for row in system().rows if all(complete[cell] is not None for cell in row.terms)]
            assert not any(row.residual({cell: value or 0 for cell, value in complete.items()}) for row in rows)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(consistent("requests"), st.data())
def test_balance_and_solver_agree(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, figures = drawn
    harmed = data.draw(st.lists(st.sampled_from(sorted(figures)), min_size=1, max_size=3, unique=True))
    wrong = {**figures, **{cell: data.draw(st.integers(0, 4000)) for cell in harmed}}
    weights = {cell: data.draw(st.sampled_from((6.0, 7.5))) if cell in harmed else 7.5 for cell in figures}
    problem = Problem(table_system(table), wrong, weights)
    explained = explain(problem, 1.0, 10.0)
    assume(any(way.support.changed for way in explained.ways))
    found = least_support(problem, frozenset(weights), seconds=10.0)
    assert isinstance(found, Found)
    assert found.cost == pytest.approx(min(problem.cost(way.support) for way in explained.ways))


@pytest.mark.parametrize("table", [SMALL, *(shipped(form, "requests") for form in FORMS)], ids=lambda each: each.form)
def test_rows_are_left_out_only_where_a_cell_stands_in_more_than_two(table: Table) -> None:
    whole = table_system(table)
    kept, dropped = pairwise_rows(whole.rows, whole.cells)
    assert all(sum(cell in row.terms for row in kept) <= 2 for cell in whole.cells)
    assert len(kept) + len(dropped) == len(whole.rows)
    thrice = {cell for cell in whole.cells if sum(cell in row.terms for row in whole.rows) > 2}
    assert bool(dropped) is bool(thrice)
    assert all(thrice & set(row.terms) for row in dropped)
