"""Layout of raw PDF text: single spaces, labels and heads broken over lines, empty cells gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import Layout, joined
from training.synthesis.layouts.pages import Printed, paginate
from training.synthesis.segments import Block, Grid, GridCell, Line, line_length, wrap

__all__ = ["RAW"]


def pdf_raw(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Lines in order of reading; a label too long for its column stands above its figures, or around them."""
    width = dice.integer(24, 36)
    around = dice.chance(0.35)
    middle = dice.chance(0.4)
    label_width = dice.integer(9, 19)
    head_width = dice.integer(2, 4)
    printed: list[Printed] = []
    for block in blocks:
        if block.grid is not None:
            lines = _table(block.grid, label_width, head_width, around, middle)
        else:
            lines = (piece for line in block.lines for piece in wrap(line, width))
        printed += [Printed(line) for line in lines]
    return paginate(dice, printed, gaps=False)


def _is_figure(cell: GridCell) -> bool:
    return bool(cell.content) and cell.content[0].label == "figure"


def _table(grid: Grid, label_width: int, head_width: int, around: bool, middle: bool) -> Iterator[Line]:
    waiting: dict[int, list[GridCell]] = {}
    wide = grid.table == "disclosure"
    for y, row in enumerate(grid.rows):
        figures = [cell.content for cell in row if _is_figure(cell) and line_length(cell.content)]
        labels = [cell for cell in row if not _is_figure(cell)]
        if not any(_is_figure(cell) for cell in row):
            if wide:
                yield joined([cell.content for cell in labels], " ")
            else:
                for cell in labels:
                    yield from wrap(cell.content, label_width if cell.colspan > 1 else head_width)
            continue
        for cell in labels[:-1]:  # labels over several rows stand at the first row of them, or at the middle one
            waiting.setdefault(y + (cell.rowspan // 2 if middle else 0), []).append(cell)
        for cell in waiting.pop(y, []):
            yield from wrap(cell.content, 1 if cell.rowspan > 12 else max(3, head_width))
        yield from _row(labels[-1].content if labels else (), figures, label_width, around)


def _row(label: Line, figures: Sequence[Line], label_width: int, around: bool) -> Iterator[Line]:
    pieces = wrap(label, label_width) if label else []
    numbers = joined(figures, " ")
    if len(pieces) == 1:
        yield joined([pieces[0], *figures], " ")
    elif around and len(pieces) > 1:
        half = (len(pieces) + 1) // 2
        yield from pieces[:half]
        yield numbers
        yield from pieces[half:]
    else:
        yield from pieces
        yield numbers


RAW = (Layout("pdf_raw", pdf_raw, (1.0, 1.5, 1.5, 1.5), "raw"),)
