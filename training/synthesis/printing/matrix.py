"""A grid as a matrix of places, so that its rows and columns can be put in another order and others put between.

Every place names the cell that covers it. Where places of one cell no longer lie together, it is printed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from training.synthesis.segments import Grid, GridCell, Line

__all__ = ["Matrix", "grid_to_matrix", "is_figure", "matrix_to_grid"]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places of a table by row and column.

    Attributes:
        table: its id.
        cells: what is printed in its cells.
        places: of every row, the number of the cell that covers each place.
    """

    table: str
    cells: tuple[Line, ...]
    places: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.places[0]) if self.places else 0

    def figure_rows(self) -> list[int]:
        """Rows that hold a figure, or the room for one."""
        return [y for y, row in enumerate(self.places) if any(is_figure(self.cells[at]) for at in row)]

    def with_rows(self, order: Iterable[int]) -> Matrix:
        """The rows in that order; one that is not named is left out."""
        return Matrix(self.table, self.cells, tuple([self.places[y] for y in order]))

    def with_column(self, at: int, content: Callable[[int], Line | None]) -> Matrix:
        """A column more.

        Args:
            at: number of the column in front of which it stands.
            content: what it prints in a row; None where a cell that reaches over the place, or stands above, goes on.
        """
        head = next(iter(self.figure_rows()), 0)
        cells = list(self.cells)
        places: list[tuple[int, ...]] = []
        for y, row in enumerate(self.places):
            line = content(y)
            number = len(cells)
            if line is not None:
                cells.append(line)
            elif 0 < at < len(row) and row[at - 1] == row[at]:
                number = row[at]
            elif y and places[-1][at] >= len(self.cells) and y < head:
                number = places[-1][at]
            else:
                cells.append(())
            places.append((*row[:at], number, *row[at:]))
        return Matrix(self.table, tuple(cells), tuple(places))

    def spans(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Row, column, number, rows and columns of every rectangle of places of one cell."""
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(self.places):
            x = 0
            while x < len(row):
                if (y, x) in taken:
                    x += 1
                    continue
                number = row[x]
                right = x + 1
                while right < len(row) and row[right] == number and (y, right) not in taken:
                    right += 1
                below = y + 1
                while below < len(self.places) and set(self.places[below][x:right]) == {number}:
                    below += 1
                if below > y + 1:
                    taken.update((down, across) for down in range(y + 1, below) for across in range(x, right))
                yield y, x, number, below - y, right - x
                x = right


def is_figure(content: Line) -> bool:
    """Whether a cell is the place of a figure."""
    return bool(content) and content[0].label == "figure"


def grid_to_matrix(grid: Grid) -> Matrix:
    """Every place of a grid; a row that lost a cell is filled with empty ones."""
    cells: list[Line] = []
    rows: list[list[int]] = []
    taken: dict[tuple[int, int], int] = {}
    for y, row in enumerate(grid.rows):
        places: list[int] = []
        for cell in row:
            while (y, len(places)) in taken:
                places.append(taken[y, len(places)])
            x = len(places)
            number = len(cells)
            cells.append(cell.content)
            places.extend([number] * cell.colspan)
            for below in range(1, cell.rowspan):
                taken.update(((y + below, column), number) for column in range(x, x + cell.colspan))
        while (y, len(places)) in taken:
            places.append(taken[y, len(places)])
        rows.append(places)
    width = max(map(len, rows), default=0)
    for places in rows:
        while len(places) < width:
            cells.append(())
            places.append(len(cells) - 1)
    return Matrix(grid.table, tuple(cells), tuple(map(tuple, rows)))


def matrix_to_grid(matrix: Matrix) -> Grid:
    """The grid of a matrix, with spans where places of one cell lie together."""
    rows: list[list[GridCell]] = [[] for _ in matrix.places]
    for y, _, number, down, across in matrix.spans():
        rows[y].append(GridCell(matrix.cells[number], down, across))
    return Grid(matrix.table, matrix.width, tuple(map(tuple, rows)))
