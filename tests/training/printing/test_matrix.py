"""Grids as matrices: there and back, and what happens to spans when rows and columns move."""

from __future__ import annotations

import pytest

from training.synthesis.dice import Dice
from training.synthesis.figures import draw_figures
from training.synthesis.forms import figures_to_grids, statutory_wording
from training.synthesis.printing.matrix import Matrix, grid_to_matrix, matrix_to_grid
from training.synthesis.segments import Grid, GridCell, Line, Segment, line_text


def line(text: str) -> Line:
    return (Segment(text),)


GRID = Grid(
    "requests",
    3,
    (
        (GridCell(line("头"), 2), GridCell(line("单位"), 1, 2)),
        (GridCell(line("甲")), GridCell(line("乙"))),
        (GridCell(line("行")), GridCell(line("1")), GridCell(line("2"))),
    ),
)


def texts(matrix: Matrix) -> list[list[str]]:
    return [[line_text(matrix.cells[number]) for number in row] for row in matrix.places]


@pytest.mark.parametrize("seed", range(6))
def test_statutory_grids_come_back_as_they_were(seed: int) -> None:
    figures = draw_figures(Dice(seed))
    for grid in figures_to_grids(figures, statutory_wording(figures)).values():
        assert matrix_to_grid(grid_to_matrix(grid)) == grid


def test_rows_that_are_left_out_take_their_part_of_spans_along() -> None:
    grid = matrix_to_grid(grid_to_matrix(GRID).with_rows([1, 2]))
    assert [line_text(cell.content) for cell in grid.rows[0]] == ["头", "甲", "乙"]
    assert grid.rows[0][0].rowspan == 1


def test_a_column_more_stands_between_and_is_reached_over() -> None:
    grid = Grid("disclosure", 2, ((GridCell(line("项"), 1, 2),), (GridCell(line("规章")), GridCell(line("1")))))
    matrix = grid_to_matrix(grid).with_column(1, lambda y: line("代码") if y else None)
    assert texts(matrix) == [["项", "项", "项"], ["规章", "代码", "1"]]


def test_a_row_that_lost_a_cell_is_filled() -> None:
    grid = Grid("disclosure", 2, ((GridCell(line("规章")), GridCell(line("1"))), (GridCell(line("文件")),)))
    assert texts(grid_to_matrix(grid)) == [["规章", "1"], ["文件", ""]]
