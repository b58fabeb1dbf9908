"""A table of nine cells, small enough to go through everything that could be wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product

from hypothesis import strategies as st

from gkml.consistency.localising.exact import System, table_system
from gkml.template import Column, Identity, RowSpec, Table
from tests.consistency.figures import Figures

NAMES = ("a", "b", "all")
SMALL = Table(
    id="small",
    form="2099",
    title="小表",
    section=3,
    layout="rows",
    rows=tuple(RowSpec(name, (name,), ("x", "y", "sum")) for name in NAMES),
    columns=tuple(Column(name, (name,)) for name in ("x", "y", "sum")),
    identities=(
        Identity("row_sum", "columns", ("x", "y"), ("sum",)),
        Identity("outcome_sum", "rows", ("a", "b"), ("all",)),
    ),
)
LARGEST = 5
"""Of the figures that are drawn; no figure that is missing need be larger, but for totals."""


def system() -> System:
    return table_system(SMALL)


def small_figures(values: Sequence[int | None]) -> Figures:
    """Figures of the cells, row by row."""
    return dict(zip((cell for cell, _, _ in SMALL.cells()), values, strict=True))


@st.composite
def printed(draw: st.DrawFn) -> Figures:
    """Any small figures, some missing, which mostly contradict one another."""
    return small_figures(draw(st.lists(st.integers(0, LARGEST) | st.none(), min_size=9, max_size=9)))


def _parts(a: int, b: int, c: int, d: int) -> list[int | None]:
    return [a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d]


def fits(figures: Mapping[str, int | None]) -> bool:
    """Whether figures exist for what is missing, by their definition: the totals of four free figures."""
    cells = [figures[cell] for cell, _, _ in SMALL.cells()]
    bounds = [range(LARGEST + 1) if cells[at] is None else (cells[at],) for at in (0, 1, 3, 4)]
    return any(
        all(cell is None or cell == value for cell, value in zip(cells, _parts(*four), strict=True))
        for four in product(*bounds)  # type: ignore[arg-type]
    )


def fewest_wrong(figures: Mapping[str, int | None]) -> int:
    """The size of the smallest set of cells whose figures could make all sums hold, of all sets."""
    known = [cell for cell, value in figures.items() if value is not None]
    return next(
        size
        for size in range(len(known) + 1)
        for chosen in combinations(known, size)
        if fits({cell: None if cell in chosen else value for cell, value in figures.items()})
    )
