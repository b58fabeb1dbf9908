"""What a support supposes, and what it costs."""

from __future__ import annotations

from gkml.consistency.localising.problem import Problem, Shift, Support
from tests.consistency.small_table import small_figures, system


def test_shifts_replace_figures_and_cells_keep_theirs() -> None:
    figures = small_figures([2, 1, 3, 0, 4, 4, 1, 6, 7])
    shift = Shift(("small.a.x", "small.a.y"), (None, 2), 8.5, "row_shifted")
    problem = Problem(system(), figures, dict.fromkeys(figures, 7.0), (shift,))
    support = Support(frozenset({"small.b.x"}), frozenset({0}))
    assert problem.supposed(support) == {**figures, "small.a.x": None, "small.a.y": 2}
    assert problem.supposed(Support()) == problem.printed == figures
    assert problem.cost(support) == 15.5
