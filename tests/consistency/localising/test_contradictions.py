"""Checks that fail: those of full rows by their figures, those with empty cells by what could stand there."""

from __future__ import annotations

from hypothesis import given, settings

from gkml.consistency.localising.contradictions import failing_checks
from tests.consistency.figures import Figures
from tests.consistency.small_table import fits, printed, small_figures, system


@settings(max_examples=100)
@given(printed())
def test_something_fails_where_no_figures_fit_and_nothing_where_some_do(figures: Figures) -> None:
    failing = failing_checks(system(), figures)
    assert bool(failing) is not fits(figures)
    for name, row in zip(system().ids, system().rows, strict=True):
        if all(figures[cell] is not None for cell in row.terms):
            wrong = row.residual({cell: value or 0 for cell, value in figures.items()}) != 0
            assert (name in failing) is wrong


def test_checks_that_contradict_one_another_jointly_are_those_that_take_part() -> None:
    """Each sum of the first row and the first column could hold; both together cannot."""
    figures = small_figures([None, 0, 3, 0, None, None, 4, None, None])
    assert {"small.row_sum.a", "small.outcome_sum.x"} <= set(failing_checks(system(), figures))
    figures["small.b.x"] = 1
    assert failing_checks(system(), figures) == ()
