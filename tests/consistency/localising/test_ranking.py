"""Which explanations stand: those whose figures could have become what is printed go first."""

from __future__ import annotations

from gkml.consistency.localising.explaining import explain
from gkml.consistency.localising.problem import Problem
from gkml.consistency.localising.ranking import Explanation, rank
from tests.consistency.figures import Figures
from tests.consistency.small_table import small_figures, system

TRUE = [120, 35, 155, 41, 9, 50, 161, 44, 205]


def ranked(figures: Figures, **alternatives: tuple[int, ...]) -> list[Explanation]:
    problem = Problem(system(), figures, {cell: 7.0 for cell, value in figures.items() if value is not None})
    named = {f"small.{name.replace('__', '.')}": values for name, values in alternatives.items()}
    return rank(problem, explain(problem, 6.0, 10.0).ways, named)


def changed(explanations: list[Explanation]) -> list[dict[str, int | None]]:
    return [{name.removeprefix("small."): value for name, value in one.figures.items()} for one in explanations]


def printed(**changes: int | None) -> Figures:
    return {**small_figures(TRUE), **{f"small.{name.replace('__', '.')}": value for name, value in changes.items()}}


def test_a_digit_left_out_goes_before_figures_that_have_nothing_in_common() -> None:
    """The sum of the row alone tells: the column of what is wrong has lost its total."""
    figures = printed(a__x=12, all__x=None, all__sum=None)
    assert changed(ranked(figures))[0]["a.x"] == 120
    others = printed(a__x=79, all__x=None, all__sum=None)
    assert len(ranked(others)) > 1


def test_another_reading_of_the_print_counts_as_evidence() -> None:
    figures = printed(a__x=79, all__x=None, all__sum=None)
    assert changed(ranked(figures, a__x=(120,)))[0]["a.x"] == 120
    assert changed(ranked(figures, a__sum=(114,)))[0]["a.sum"] == 114


def test_a_total_of_nothing_beside_parts_is_the_one_that_is_wrong() -> None:
    figures = printed(a__sum=0, all__sum=None, all__x=None, all__y=None)
    assert [one.changed for one in ranked(figures)] == [("small.a.sum",)]
    figures = printed(a__sum=187, all__sum=None, all__x=None, all__y=None)
    assert {one.changed for one in ranked(figures)} == {("small.a.sum",), ("small.a.x",), ("small.a.y",)}


def test_explanations_are_likeliest_first_and_each_once() -> None:
    found = ranked(printed(a__x=79, b__y=3))
    assert [one.cost for one in found] == sorted(one.cost for one in found)
    keys = [tuple(sorted(one.figures.items())) for one in found]
    assert len(keys) == len(set(keys))
