"""Layouts that lost their separators: labels and digits run together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import Layout, flow
from training.synthesis.segments import Block, Grid, Line, separator

__all__ = ["SQUASHED"]


def squashed_rows(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """A row a line, nothing or a stray space between its cells."""
    stray = dice.pick((0.0, 0.05, 0.3))

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid.rows:
            yield _run_together(dice, [cell.content for cell in row], stray)

    return flow(dice, blocks, table)


def squashed_tables(dice: Dice, blocks: Sequence[Block], *, whole: bool = False) -> list[Line]:
    """A table a line, or with ``whole`` the report a line."""
    stray = dice.pick((0.0, 0.02, 0.1))

    def table(grid: Grid) -> Iterator[Line]:
        yield _run_together(dice, [cell.content for row in grid.rows for cell in row], stray)

    lines = flow(dice, blocks, table, gap=0)
    if not whole:
        return lines
    space = dice.pick(("", " ", "　　"))
    parts = [(separator(space if dice.chance(0.5) else ""), *line) for line in lines]
    return [tuple(chain.from_iterable(parts))]


def _run_together(dice: Dice, cells: Sequence[Line], stray: float) -> Line:
    return tuple(
        chain.from_iterable((separator(" "), *cell) if stray and dice.chance(stray) else cell for cell in cells)
    )


SQUASHED = (
    Layout("squashed_rows", squashed_rows, (0.4, 0.7, 0.7, 0.7), "squashed"),
    Layout("squashed_tables", squashed_tables, (0.4, 0.5, 0.7, 0.7), "squashed"),
    Layout("squashed_report", partial(squashed_tables, whole=True), (0.4, 0.5, 0.7, 0.7), "squashed"),
)
