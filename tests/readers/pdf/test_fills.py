"""Tables drawn with areas alone: the lines between them, and areas that are no table."""

from __future__ import annotations

import pytest

from gkml.document import Box
from gkml.readers.pdf.fills import areas_to_rulings
from gkml.readers.pdf.lattice import rulings_to_tables
from gkml.readers.pdf.page import Ruling


def tiles(columns: int, rows: int, gap: float = 1.0) -> list[Box]:
    return [Box(60 * x, 20 * y, 60 * (x + 1) - gap, 20 * (y + 1) - gap) for y in range(rows) for x in range(columns)]


@pytest.mark.parametrize("gap", [0.0, 1.0, 2.5])
def test_areas_side_by_side_are_the_cells_of_a_table(gap: float) -> None:
    (table,) = rulings_to_tables(list(areas_to_rulings(tiles(3, 4, gap), ())))
    assert (len(table.xs) - 1, len(table.ys) - 1) == (3, 4)


@pytest.mark.parametrize(
    "areas",
    [
        tiles(2, 2),  # too few: the grounds of heads
        tiles(1, 8),  # one below another: marked lines
        tiles(8, 1),
        [Box(100 * n, 70 * n, 100 * n + 50, 70 * n + 15) for n in range(8)],  # apart from one another
        [Box(x, y, x + 2, y + 2) for x in range(0, 30, 3) for y in range(0, 30, 3)],  # dots
    ],
)
def test_areas_that_make_no_table_draw_nothing(areas: list[Box]) -> None:
    assert list(areas_to_rulings(areas, ())) == []


def test_grounds_of_ruled_cells_draw_nothing() -> None:
    lines = [Ruling(0, 20 * y, 180, 20 * y) for y in range(5)]
    assert list(areas_to_rulings(tiles(3, 4), lines)) == []
