"""The solver: the fewest cells by integer programming, what it is forbidden to find again, figures for empty cells."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from gkml.consistency.localising.problem import Problem, Shift, Support
from gkml.consistency.localising.solver import Found, Region, fillable, least_support
from tests.consistency.figures import Figures
from tests.consistency.small_table import fewest_wrong, fits, printed, small_figures, system


def problem_of(figures: Figures, **more: Shift) -> Problem:
    weights = {cell: 7.0 for cell, value in figures.items() if value is not None}
    return Problem(system(), figures, weights, tuple(more.values()))


@settings(max_examples=25)
@given(printed())
def test_no_smaller_set_of_cells_makes_the_sums_hold(figures: Figures) -> None:
    assume(not fits(figures))
    problem = problem_of(figures)
    found = least_support(problem, frozenset(problem.weights))
    assert isinstance(found, Found)
    assert len(found.support.changed) == fewest_wrong(figures)
    assert found.cost == 7.0 * len(found.support.changed)


@settings(max_examples=60)
@given(printed())
def test_empty_cells_can_be_filled_or_not(figures: Figures) -> None:
    assert fillable(system().rows, figures, frozenset()) is fits(figures)


WRONG = small_figures([1, 2, 3, 0, 4, 4, 1, 6, 8])  # 7 in all: the last figure, or one of each row and column


def test_what_is_known_is_not_found_again() -> None:
    problem = problem_of(WRONG)
    known: list[Region] = []
    sizes = []
    for _ in range(3):
        found = least_support(problem, frozenset(problem.weights), known)
        assert isinstance(found, Found)
        assert found.support not in [region.support for region in known]
        known.append(Region(found.support, found.support.changed))
        sizes.append(len(found.support.changed))
    assert known[0].support.changed == {"small.all.sum"}
    assert sizes == sorted(sizes)
    assert least_support(problem, frozenset(problem.weights), known, most=7.0) == "none"


def test_only_cells_that_may_be_wrong_are() -> None:
    problem = problem_of(WRONG)
    assert least_support(problem, frozenset({"small.a.x"})) == "none"


def test_a_shift_is_one_mishap_however_many_figures_it_moves() -> None:
    moved = Shift(("small.a.x", "small.a.y"), (1, 2), 8.0, "row_shifted")
    problem = problem_of(small_figures([2, 1, 3, 0, 4, 4, 1, 6, 7]), moved=moved)
    found = least_support(problem, frozenset(problem.weights))
    assert isinstance(found, Found)
    assert found == Found(Support(shifts=frozenset({0})), 8.0)


def test_without_time_it_says_so() -> None:
    problem = problem_of(WRONG)
    assert least_support(problem, frozenset(problem.weights), seconds=0.0) == "timeout"


@pytest.mark.parametrize("scale", [1, 10**6])
def test_it_prints_nothing_and_large_figures_are_exact(scale: int, capfd: pytest.CaptureFixture[str]) -> None:
    figures = {cell: (value or 0) * scale for cell, value in WRONG.items()}
    problem = problem_of(figures)
    found = least_support(problem, frozenset(problem.weights))
    assert isinstance(found, Found)
    assert found.support.changed == {"small.all.sum"}
    assert capfd.readouterr() == ("", "")
