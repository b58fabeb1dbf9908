"""Layouts with one row of a table a line: tabs, pipes, Markdown; and cells behind tabs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import EMPTY, Layout, Matrix, flow, grid_to_matrix, joined
from training.synthesis.segments import Block, Grid, Line, Segment, separator

__all__ = ["SEPARATED"]


def tabs(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Tabs between cells; what a merged cell covers is left empty, or only what lies below it."""
    full = dice.chance(0.6)

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid_to_matrix(grid):
            yield joined([place.content for place in row if full or place.covered != "left"], "\t")

    return flow(dice, blocks, table)


def tab_cells(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """One cell a line behind a tab, an empty line behind every row."""
    tab = separator("\t")

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid_to_matrix(grid):
            for place in row:
                if place.covered != "left":
                    yield (tab, *place.content)
            yield EMPTY
        yield EMPTY

    return flow(dice, blocks, table, gap=0)


def pipes(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Pipes behind cells; merged cells leave nothing at their place and bare pipes at the end of the row."""
    kept = dice.chance(0.7)

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid_to_matrix(grid):
            cells = [place.content for place in row if place.covered is None]
            lost = len(row) - len(cells)
            end = " |" + (" " + "|" * lost if lost and kept else "")
            yield (*joined(cells, " | "), separator(end))

    return flow(dice, blocks, table, gap=dice.pick((0, 0, 1)))


def _matrix_rows(matrix: Matrix) -> Iterator[list[Line]]:
    for row in matrix:
        yield [place.content for place in row]


def markdown(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Markdown with a rule below the first row; every row as wide as the table."""
    rule = dice.pick(("---", "---", ":---:", "----"))
    tight = dice.chance(0.2)
    between, start, end = ("|", "|", "|") if tight else (" | ", "| ", " |")

    def table(grid: Grid) -> Iterator[Line]:
        for number, cells in enumerate(_matrix_rows(grid_to_matrix(grid))):
            yield (separator(start), *joined(cells, between), separator(end))
            if number == 0:
                yield (separator(start + between.join([rule] * grid.width) + end),)

    return flow(dice, blocks, table, marks=dice.chance(0.8), gap=1)


def padded_pipes(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Pipes in columns of equal width, spaces around the print, every merged place kept empty."""
    rule = dice.pick(("-", "=", ""))

    def table(grid: Grid) -> Iterator[Line]:
        rows = list(_matrix_rows(grid_to_matrix(grid)))
        widths = [1] * max(map(len, rows))
        for row in rows:
            for at, cell in enumerate(row):
                widths[at] = max(widths[at], min(18, sum(len(s.text) for s in cell)))
        line = (separator("+" + "+".join([rule * (width + 2) for width in widths]) + "+"),) if rule else None
        for row in rows:
            if line:
                yield line
            parts: list[Segment] = [separator("| ")]
            for width, cell in zip(widths, row, strict=False):
                parts.extend(cell)
                room = max(0, width - sum(len(s.text) for s in cell))
                parts.append(separator(" " * room + " | "))
            parts[-1] = separator(parts[-1].text.rstrip(" "))
            yield tuple(parts)
        if line:
            yield line

    return flow(dice, blocks, table, gap=1)


SEPARATED = (
    Layout("tabs", tabs, (3.0, 3.0, 2.0, 1.5), "rows"),
    Layout("tab_cells", tab_cells, (2.0, 2.0, 1.5, 1.0), "stacked"),
    Layout("pipes", pipes, (2.0, 3.0, 2.0, 1.5), "rows"),
    Layout("markdown", markdown, (1.5, 1.5, 1.0, 1.0), "rows"),
    Layout("padded_pipes", padded_pipes, (0.5, 0.5, 0.5, 0.5), "rows"),
)
