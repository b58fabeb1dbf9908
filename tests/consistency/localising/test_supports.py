"""All sets of cells whose change makes equations hold, against trying them one by one."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings

from gkml.consistency.localising.exact import settle
from gkml.consistency.localising.problem import Problem, Support
from gkml.consistency.localising.supports import active_cells, explanations, joint_changes, reduced_rows
from tests.consistency.figures import Figures
from tests.consistency.small_table import printed, small_figures, system


def complete(figures: Figures) -> dict[str, int]:
    return {cell: value or 0 for cell, value in figures.items()}


@settings(max_examples=40)
@given(printed())
def test_each_set_that_would_do_is_found_with_its_figures(figures: Figures) -> None:
    known = complete(figures)
    rows, cells = system().rows, system().cells
    problem = Problem(system(), known, dict.fromkeys(known, 7.0))
    for size in (1, 2):
        expected = []
        for chosen in combinations(cells, size):
            settled = settle(rows, {cell: None if cell in chosen else value for cell, value in known.items()})
            implied = settled.implied
            if settled.possible and set(implied) == set(chosen) and all(implied[c] != known[c] for c in chosen):
                expected.append(dict(implied))
        found = joint_changes(problem, rows, cells, known, size)
        assert found is not None
        assert sorted(map(sorted, map(dict.items, found))) == sorted(map(sorted, map(dict.items, expected)))


@given(printed())
def test_rows_without_the_empty_cells_say_what_holds_whatever_stands_there(figures: Figures) -> None:
    unknown = {cell for cell, value in figures.items() if value is None}
    assert not any(cell in row.terms for row in reduced_rows(system().rows, figures) for cell in unknown)
    if not unknown:
        assert reduced_rows(system().rows, figures) == list(system().rows)


def test_of_a_set_that_was_found_all_like_it_are() -> None:
    figures = small_figures([2, 1, 3, 0, 4, 4, 1, 6, 7])  # 1 and 2 have changed places
    problem = Problem(system(), figures, dict.fromkeys(figures, 7.0))
    support = Support(frozenset({"small.a.x", "small.a.y"}))
    groups = explanations(problem, active_cells(problem), support, slack=3.0)
    assert groups is not None
    (group,) = groups
    assert group.inside == {"small.a.x", "small.a.y"}  # all others stand in sums that hold
    assert [dict(solution) for solution in group.solutions] == [{"small.a.x": 1, "small.a.y": 2}]
    wide = explanations(problem, active_cells(problem), Support(frozenset({"small.all.x", "small.all.y"})), slack=3.0)
    assert wide is not None
    assert [dict(solution) for solution in wide[0].solutions] == [{"small.all.x": 2, "small.all.y": 5}]


def test_cells_are_suspect_in_sums_that_fail_and_everywhere_where_figures_are_missing() -> None:
    figures = small_figures([2, 2, 3, 0, 4, 4, 2, 6, 8])
    problem = Problem(system(), figures, dict.fromkeys(figures, 7.0))
    assert {"small.a.x", "small.a.y", "small.a.sum"} <= active_cells(problem)
    assert "small.b.y" not in active_cells(problem)
    right = small_figures([2, 2, 4, 0, 4, 4, 2, 6, 8])
    assert active_cells(Problem(system(), right, problem.weights)) == frozenset()
    missing = {**figures, "small.b.sum": None}
    weights = {cell: 7.0 for cell in figures if missing[cell] is not None}
    assert active_cells(Problem(system(), missing, weights)) == set(weights)
