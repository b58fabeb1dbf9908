"""All explanations of a contradiction that cost about as little as the cheapest one, and no others."""

from __future__ import annotations

from hypothesis import assume, given, settings

from gkml.consistency.localising.explaining import explain
from gkml.consistency.localising.problem import Problem, Shift
from tests.consistency.figures import Figures
from tests.consistency.small_table import fewest_wrong, fits, printed, small_figures, system


@settings(max_examples=30)
@given(printed())
def test_every_way_takes_the_fewest_cells(figures: Figures) -> None:
    assume(not fits(figures))
    weights = {cell: 7.0 for cell, value in figures.items() if value is not None}
    explained = explain(Problem(system(), figures, weights), 3.0, 10.0)
    assert explained.ending in ("complete", "capped")
    assert {len(way.support.changed) for way in explained.ways} == {fewest_wrong(figures)}


SWAPPED = small_figures([2, 1, 3, 0, 4, 4, 1, 6, 7])  # 1 and 2 have changed places


def cells_of(problem: Problem, slack: float) -> set[frozenset[str]]:
    """The cells of every explanation; those of a shift, too."""
    found = set()
    for way in explain(problem, slack, 10.0).ways:
        moved = {cell for number in way.support.shifts for cell in problem.shifts[number].cells}
        solutions = [{}] if way.groups is None else way.groups[0].solutions
        found |= {frozenset(moved | set(solution)) for solution in solutions}
    return found


def test_a_shift_stands_beside_cells_where_it_costs_about_the_same() -> None:
    weights = dict.fromkeys(SWAPPED, 7.0)
    row = frozenset({"small.a.x", "small.a.y"})
    two = cells_of(Problem(system(), SWAPPED, weights), 3.0)
    assert row in two
    assert all(len(cells) == 2 for cells in two)
    shift = Shift(("small.a.x", "small.a.y"), (1, 2), 8.0, "row_shifted")
    assert cells_of(Problem(system(), SWAPPED, weights, (shift,)), 3.0) == {row}
    dear = Shift(shift.cells, shift.values, 13.0, shift.reason)
    assert cells_of(Problem(system(), SWAPPED, weights, (dear,)), 3.0) == two


def test_where_a_failing_row_and_column_cross_is_the_one_wrong_cell() -> None:
    figures = small_figures([2, 2, 3, 0, 4, 4, 1, 6, 7])  # one failing row, one failing column: where they cross
    weights = dict.fromkeys(figures, 7.0)
    assert cells_of(Problem(system(), figures, weights), 3.0) == {frozenset({"small.a.x"})}
    for total in ("small.all.x", "small.all.y", "small.all.sum"):  # columns tell nothing now
        figures[total] = None
        del weights[total]
    assert len(cells_of(Problem(system(), figures, weights), 3.0)) == 3


def test_without_time_nothing_is_explained() -> None:
    explained = explain(Problem(system(), SWAPPED, dict.fromkeys(SWAPPED, 7.0)), 3.0, 0.0)
    assert (explained.ways, explained.ending) == ((), "timeout")
