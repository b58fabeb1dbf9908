"""Ruled lines to tables: grids come back as they were drawn, whatever the lines are made of."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.errors import InputError
from gkml.readers.limits import Limits
from gkml.readers.pdf.lattice import LatticeTable, rulings_to_tables
from gkml.readers.pdf.page import Ruling

Grid = tuple[list[float], list[float], dict[tuple[int, int], tuple[int, int]]]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Coordinates of a grid, and cells over it: place to size."""
    widths = draw(st.lists(st.floats(12, 90), min_size=2, max_size=7))
    heights = draw(st.lists(st.floats(10, 60), min_size=1, max_size=7))
    xs, ys = [30.0], [40.0]
    for width in widths:
        xs.append(xs[-1] + width)
    for height in heights:
        ys.append(ys[-1] + height)
    cells: dict[tuple[int, int], tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    for row in range(len(heights)):
        for column in range(len(widths)):
            if (row, column) in taken:
                continue
            most = column
            while most + 1 < len(widths) and (row, most + 1) not in taken:
                most += 1
            wide = draw(st.integers(1, most - column + 1)) if draw(st.booleans()) else 1
            high = draw(st.integers(1, len(heights) - row)) if draw(st.booleans()) else 1
            cells[row, column] = high, wide
            taken.update((row + r, column + c) for r in range(high) for c in range(wide))
    return xs, ys, cells


def edges(grid: Grid) -> list[Ruling]:
    """The four sides of every cell."""
    xs, ys, cells = grid
    lines = []
    for (row, column), (high, wide) in cells.items():
        x0, x1, y0, y1 = xs[column], xs[column + wide], ys[row], ys[row + high]
        lines += [Ruling(x0, y0, x1, y0), Ruling(x0, y1, x1, y1), Ruling(x0, y0, x0, y1), Ruling(x1, y0, x1, y1)]
    return lines


def seen_coordinates(grid: Grid) -> tuple[list[float], list[float]]:
    """Lines of the grid that some cell begins or ends at."""
    xs, ys, cells = grid
    columns = {at for (_, column), (_, wide) in cells.items() for at in (column, column + wide)}
    rows = {at for (row, _), (high, _) in cells.items() for at in (row, row + high)}
    return [xs[n] for n in sorted(columns)], [ys[n] for n in sorted(rows)]


def boxes(table: LatticeTable) -> set[tuple[float, ...]]:
    return {tuple(round(v, 3) for v in (cell.x0, cell.y0, cell.x1, cell.y1)) for cell in table.cells}


def drawn_boxes(grid: Grid) -> set[tuple[float, ...]]:
    xs, ys, cells = grid
    return {
        tuple(round(v, 3) for v in (xs[column], ys[row], xs[column + wide], ys[row + high]))
        for (row, column), (high, wide) in cells.items()
    }


@given(grids(), st.randoms(use_true_random=False))
def test_a_grid_comes_back(grid: Grid, dice: object) -> None:
    lines = edges(grid)
    dice.shuffle(lines)  # type: ignore[attr-defined]
    (table,) = rulings_to_tables(lines)
    assert boxes(table) == drawn_boxes(grid)
    assert ([*table.xs], [*table.ys]) == (
        pytest.approx(seen_coordinates(grid)[0]),
        pytest.approx(seen_coordinates(grid)[1]),
    )


@given(grids())
def test_cells_tile_their_table(grid: Grid) -> None:
    (table,) = rulings_to_tables(edges(grid))
    for number, cell in enumerate(table.cells):
        assert (table.xs[cell.column], table.ys[cell.row]) == (cell.x0, cell.y0)
        assert (table.xs[cell.column + cell.colspan], table.ys[cell.row + cell.rowspan]) == (cell.x1, cell.y1)
        assert table.cell_at((cell.x0 + cell.x1) / 2, (cell.y0 + cell.y1) / 2) == number
    fields = sum(cell.rowspan * cell.colspan for cell in table.cells)
    assert fields == (len(table.xs) - 1) * (len(table.ys) - 1)


@given(grids(), st.floats(0.1, 1.2), st.integers(2, 4))
def test_lines_may_be_in_pieces_shaky_and_double(grid: Grid, shake: float, pieces: int) -> None:
    lines = []
    for number, line in enumerate(edges(grid)):
        dx, dy = (0.0, shake * (number % 2)) if line.horizontal else (shake * (number % 2), 0.0)
        for part in range(pieces):
            begin, end = part / pieces, (part + 1) / pieces
            x0, x1 = (line.x0 + (line.x1 - line.x0) * share for share in (begin, end))
            y0, y1 = (line.y0 + (line.y1 - line.y0) * share for share in (begin, end))
            lines.append(Ruling(x0 + dx, y0 + dy, x1 + dx, y1 + dy))
    (table,) = rulings_to_tables(lines)
    drawn = drawn_boxes(grid)
    assert len(table.cells) == len(drawn)
    for found, expected in zip(sorted(boxes(table)), sorted(drawn), strict=True):
        assert found == pytest.approx(expected, abs=1.5)


@given(grids(), grids())
def test_tables_apart_stay_apart(first: Grid, second: Grid) -> None:
    drop = first[1][-1] + 20
    xs, ys, cells = second
    lower = (xs, [y + drop for y in ys], cells)
    upper_table, lower_table = rulings_to_tables([*edges(lower), *edges(first)])
    assert (boxes(upper_table), boxes(lower_table)) == (drawn_boxes(first), drawn_boxes(lower))


def _square(rows: list[float], columns: list[float]) -> list[Ruling]:
    lying = [Ruling(columns[0], y, columns[-1], y) for y in rows]
    return [*lying, *(Ruling(x, rows[0], x, rows[-1]) for x in columns)]


def test_a_table_cut_by_the_page_is_closed_where_its_lines_end() -> None:
    lines = [line for line in _square([10, 30, 50, 80], [10, 60, 110]) if line.y1 != 80 or not line.horizontal]
    (table,) = rulings_to_tables(lines)
    assert table.open_below
    assert not table.open_above
    assert table.ys == (10, 30, 50, 80)


def test_a_table_without_lines_at_its_sides() -> None:
    lines = [line for line in _square([10, 30, 50], [10, 60, 110, 160]) if line.horizontal or line.x0 in (60, 110)]
    (table,) = rulings_to_tables(lines)
    assert table.xs == (10, 60, 110, 160)
    assert len(table.cells) == 6


def test_a_line_that_is_missing_below_does_not_join_cells_with_lines_between_them() -> None:
    lines = _square([10, 30, 50], [10, 60, 110])
    lines.remove(Ruling(10, 30, 110, 30))
    lines += [Ruling(60, 30, 110, 30)]
    (table,) = rulings_to_tables(lines)
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells] == [
        (0, 0, 2, 1),
        (0, 1, 1, 1),
        (1, 1, 1, 1),
    ]


@pytest.mark.parametrize("lines", [[], _square([10, 30, 50], [10])[:3], [Ruling(5, 0, 5, 90), Ruling(50, 0, 50, 90)]])
def test_lines_that_do_not_meet_are_no_table(lines: list[Ruling]) -> None:
    assert rulings_to_tables(lines) == []


def test_fields_are_bounded() -> None:
    lines = _square([n * 10.0 for n in range(40)], [n * 10.0 for n in range(40)])
    with pytest.raises(InputError, match="1,521 cells") as caught:
        rulings_to_tables(lines, Limits(cells=1_000))
    assert caught.value.code == "too_many_rows"
    assert len(rulings_to_tables(lines, Limits(cells=1_521))[0].cells) == 39 * 39


@given(grids())
def test_coordinates_rise(grid: Grid) -> None:
    (table,) = rulings_to_tables(edges(grid))
    assert all(a < b for values in (table.xs, table.ys) for a, b in pairwise(values))
