"""Layouts with one cell a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import EMPTY, Layout, flow, grid_to_matrix
from training.synthesis.segments import Block, Grid, GridCell, Line, line_length, separator

__all__ = ["STACKED"]


def _cells(grid: Grid) -> Iterator[GridCell]:
    for row in grid.rows:
        yield from row


def stacked_gaps(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """An empty line between cells; an empty cell leaves one more."""

    def table(grid: Grid) -> Iterator[Line]:
        for cell in _cells(grid):
            yield cell.content
            yield EMPTY

    return flow(dice, blocks, table, gap=1)


def stacked_rows(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """No line between cells, an empty one between rows."""

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid.rows:
            for cell in row:
                yield cell.content
            yield EMPTY

    return flow(dice, blocks, table)


def stacked_dense(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Cell under cell without any empty line but those of empty cells."""

    def table(grid: Grid) -> Iterator[Line]:
        for cell in _cells(grid):
            yield cell.content

    return flow(dice, blocks, table, gap=0)


def stacked_dropped(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Cell under cell; empty cells leave no line."""
    gap = dice.chance(0.5)

    def table(grid: Grid) -> list[Line]:
        lines: list[Line] = []
        for cell in _cells(grid):
            if not line_length(cell.content) and lines:
                lines[-1] += cell.content  # still there, as nothing
                continue
            if gap and lines:
                lines.append(EMPTY)
            lines.append(cell.content)
        return lines

    return flow(dice, blocks, table, gap=int(gap))


def stacked_pipes(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Every cell closed by a pipe, every row opened by one on a line of its own."""
    close, bare = separator(" |"), separator("|")
    opened = dice.chance(0.7)
    covered = dice.chance(0.5)

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid_to_matrix(grid):
            if opened:
                yield (bare,)
            for place in row:
                if place.covered is None:
                    yield (*place.content, close if line_length(place.content) else bare)
                elif covered and place.covered == "above":
                    yield (bare,)

    return flow(dice, blocks, table)


def pipes_between(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """A bare pipe on a line of its own between every two cells."""
    bare = (separator("|"),)

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid.rows:
            for number, cell in enumerate(row):
                if number:
                    yield bare
                yield cell.content
            yield EMPTY

    return flow(dice, blocks, table)


STACKED = (
    Layout("stacked_gaps", stacked_gaps, (2.0, 3.0, 2.0, 1.5), "stacked"),
    Layout("stacked_rows", stacked_rows, (1.0, 1.0, 1.0, 0.7), "stacked"),
    Layout("stacked_dense", stacked_dense, (1.0, 1.0, 1.0, 0.7), "stacked"),
    Layout("stacked_dropped", stacked_dropped, (0.0, 1.5, 1.5, 1.5), "stacked"),
    Layout("stacked_pipes", stacked_pipes, (1.0, 1.5, 1.0, 0.7), "stacked"),
    Layout("pipes_between", pipes_between, (0.7, 0.7, 0.7, 0.5), "stacked"),
)
