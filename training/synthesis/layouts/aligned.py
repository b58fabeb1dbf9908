"""Layouts of PDF text that keeps its columns: gaps of spaces, labels wrapped above and below their figures."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import EMPTY, Layout, grid_to_matrix
from training.synthesis.layouts.pages import Printed, paginate
from training.synthesis.segments import Block, Grid, GridCell, Line, Segment, line_length, separator, wrap

__all__ = ["ALIGNED"]

# Narrowest and widest column in characters: labels from left to right, then figures.
_WIDTHS = {
    "disclosure": (((9, 18),), (9, 15)),
    "requests": (((2, 7), (4, 11), (11, 22)), (5, 10)),
    "disputes": ((), (4, 9)),
    "statistics": (((14, 34), (4, 8)), (8, 14)),
}
_HEAD_ROWS = {"disclosure": 0, "requests": 3, "disputes": 0, "statistics": 1}

Canvas = list[list[tuple[int, Line]]]


@dataclass(frozen=True, slots=True)
class _Manner:
    """How one document is set."""

    align: Literal["left", "centre", "right"]
    gap: int
    between: int
    spread: bool
    double: bool


def pdf_layout(dice: Dice, blocks: Sequence[Block], *, gap: int = 2, double: bool = False) -> list[Line]:
    """Columns at fixed places.

    Args:
        dice: choices of the document.
        blocks: what to lay out.
        gap: fewest spaces between two columns.
        double: whether places are counted on a screen, where an ideograph takes two.
    """
    manner = _Manner(
        align=dice.pick(("left", "centre", "right")),
        gap=gap,
        between=dice.weighted(((0, 3.0), (1, 4.0), (2, 1.0))),
        spread=dice.chance(0.5),
        double=double,
    )
    width = dice.integer(26, 44)
    indent = dice.integer(2, 4)
    between = dice.weighted(((0, 4.0), (1, 2.0)))
    printed: list[Printed] = []
    for block in blocks:
        if block.grid is not None:
            printed += _table(dice, block.grid, manner)
        elif block.kind in ("title", "signature"):
            for line in block.lines:
                left = max(0, (width - line_length(line)) // 2) if block.kind == "title" else width // 2
                printed.append(Printed((separator(" " * left), *line)))
        else:
            for line in block.lines:
                pieces = wrap(line, width, first=width - 2)
                printed.append(Printed((separator(" " * indent), *pieces[0])))
                printed += [Printed(piece) for piece in pieces[1:]]
        printed += [Printed(EMPTY)] * between
    return paginate(dice, printed, indent=width)


def _table(dice: Dice, grid: Grid, manner: _Manner) -> list[Printed]:
    labels, figures = _WIDTHS[grid.table]
    widths = [dice.integer(*bounds) for bounds in labels]
    columns = max(len(row) for row in grid_to_matrix(grid))
    widths += [dice.integer(*figures) for _ in range(columns - len(widths))]
    longest = max([line_length(cell.content) for row in grid.rows for cell in row if _is_figure(cell)], default=1)
    widths = [*widths[: len(labels)], *[max(width, longest + 2) for width in widths[len(labels) :]]]
    canvas, ends = _paint(dice, grid, widths, manner)
    lines = [_set(items, manner) for items in canvas]
    head_end = ends[_HEAD_ROWS[grid.table] - 1] if 0 < _HEAD_ROWS[grid.table] < len(ends) else 0
    head = tuple(lines[:head_end])
    return [Printed(line, head if at > head_end else ()) for at, line in enumerate(lines)]


def _is_figure(cell: GridCell) -> bool:
    return bool(cell.content) and cell.content[0].label == "figure"


def _paint(dice: Dice, grid: Grid, widths: Sequence[int], manner: _Manner) -> tuple[Canvas, list[int]]:
    """Every cell at its place; the lines at which the rows end."""
    lefts = [0]
    for width in widths:
        lefts.append(lefts[-1] + width)
    placed, heights = _wrap(grid, lefts, manner.gap)
    tops, ends, at = [], [], 0
    for height in heights:
        tops.append(at)
        at += height
        ends.append(at)
        at += manner.between if dice.chance(0.9) else dice.integer(0, 2)
    canvas: Canvas = [[] for _ in range(at)]
    for y, x, cell, wrapped in placed:
        top, end = tops[y], ends[y + cell.rowspan - 1]
        step = 2 if manner.spread and cell.rowspan > 8 and len(wrapped) * 2 <= end - top else 1
        start = top + (end - top - len(wrapped) * step) // 2
        room = lefts[x + cell.colspan] - lefts[x]
        for number, line in enumerate(wrapped):
            length = line_length(line)
            left = lefts[x]
            if _is_figure(cell) or cell.colspan > 3:
                left += {"left": 0, "centre": (room - length) // 2, "right": room - length - 1}[manner.align]
            canvas[start + number * step].append((max(lefts[x], left), line))
    return canvas, ends


def _wrap(grid: Grid, lefts: Sequence[int], gap: int) -> tuple[list[tuple[int, int, GridCell, list[Line]]], list[int]]:
    """Every cell with its row, its column and its lines; how many lines each row takes."""
    placed: list[tuple[int, int, GridCell, list[Line]]] = []
    taken: set[tuple[int, int]] = set()
    heights = [1] * len(grid.rows)
    for y, row in enumerate(grid.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            room = lefts[x + cell.colspan] - lefts[x]
            inner = max(1, room - gap)
            wrapped = [cell.content] if _is_figure(cell) else wrap(cell.content, inner)
            if cell.rowspan == 1:
                heights[y] = max(heights[y], len(wrapped))
            taken.update((y + down, x + right) for down in range(1, cell.rowspan) for right in range(cell.colspan))
            placed.append((y, x, cell, wrapped))
            x += cell.colspan
    for y, _, cell, wrapped in placed:  # what spans rows needs room too
        if cell.rowspan > 1:
            lacking = len(wrapped) - sum(heights[y : y + cell.rowspan])
            if lacking > 0:
                heights[y + cell.rowspan - 1] += lacking
    return placed, heights


def _set(items: list[tuple[int, Line]], manner: _Manner) -> Line:
    """Items at their places, in one line; those that would touch move to the right."""
    segments: list[Segment] = []
    at = 0
    for left, line in sorted(items, key=lambda item: item[0]):
        lead = left - at
        if segments:
            lead = max(lead, manner.gap)
        segments.append(separator(" " * lead))
        segments.extend(line)
        at += lead + (_screen_width(line) if manner.double else line_length(line))
    return tuple(segments)


def _screen_width(line: Line) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for segment in line for sign in segment.text)


ALIGNED = (
    Layout("pdf_layout", pdf_layout, (2.5, 3.0, 2.5, 2.5), "aligned"),
    Layout("pdf_layout_tight", partial(pdf_layout, gap=1), (0.0, 0.7, 0.6, 0.6), "aligned"),
    Layout("pdf_layout_double", partial(pdf_layout, double=True), (0.0, 0.3, 0.5, 0.6), "aligned"),
)
