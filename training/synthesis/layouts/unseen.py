"""Layouts that only the unseen part of the evaluation suite uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import EMPTY, Layout, flow, grid_to_matrix, joined
from training.synthesis.segments import Block, Grid, GridCell, Line, Segment, line_length, separator

__all__ = ["UNSEEN_LAYOUTS"]


def semicolons(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Semicolons between cells, labels in quotes."""
    quote = separator('"')
    quoted = dice.chance(0.5)

    def cell(content: Line) -> Line:
        label = quoted and content and content[0].label != "figure"
        return (quote, *content, quote) if label else content

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid_to_matrix(grid):
            yield joined([cell(place.content) for place in row], ";")

    return flow(dice, blocks, table)


def box_drawing(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """A table drawn with line characters, a rule below every row."""
    double = dice.chance(0.3)
    bar, rule, cross = ("║", "═", "╬") if double else ("│", "─", "┼")

    def table(grid: Grid) -> Iterator[Line]:
        line = (separator(cross + (rule * 6 + cross) * grid.width),)
        yield line
        for row in grid_to_matrix(grid):
            yield (separator(f"{bar} "), *joined([place.content for place in row], f" {bar} "), separator(f" {bar}"))
            yield line

    return flow(dice, blocks, table, gap=1)


def wide_gaps(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Columns made with full-width spaces."""
    least = dice.integer(1, 2)

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid_to_matrix(grid):
            parts: list[Segment] = []
            for place in row:
                if place.covered == "left":
                    continue
                parts.extend(place.content)
                room = max(least, 8 - line_length(place.content))
                parts.append(separator("\u3000" * room))
            yield tuple(parts)

    return flow(dice, blocks, table)


def ampersands(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Cells as a typesetting program has them."""
    end = separator(" \\\\")
    rule = (separator("\\hline"),)
    ruled = dice.chance(0.5)

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid_to_matrix(grid):
            yield (*joined([place.content for place in row], " & "), end)
            if ruled:
                yield rule

    return flow(dice, blocks, table)


def _is_figure(cell: GridCell) -> bool:
    return bool(cell.content) and cell.content[0].label == "figure"


def listed(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Every row a sentence: its label, a colon, then the figures in the order of the heads, which stand above once."""
    comma = dice.pick(("，", "、", "；", ", "))

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid.rows:
            figures = [cell.content for cell in row if _is_figure(cell)]
            labels = [cell.content for cell in row if not _is_figure(cell)]
            if not figures:
                yield joined(labels, comma)
            elif labels:
                yield (*joined(labels, " "), separator("："), *joined(figures, comma))
            else:
                yield joined(figures, comma)

    return flow(dice, blocks, table)


def slashes(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Slashes with spaces between cells."""

    def table(grid: Grid) -> Iterator[Line]:
        for row in grid.rows:
            yield joined([cell.content for cell in row], " // ")

    return flow(dice, blocks, table)


def _html(blocks: Sequence[Block], table: Callable[[Grid], Iterator[Line]]) -> list[Line]:
    lines: list[Line] = [(separator("<html><body>"),)]
    for block in blocks:
        if block.grid is not None:
            lines += table(block.grid)
        else:
            lines += [(separator("<div>"), *line, separator("</div>")) for line in block.lines]
    lines.append((separator("</body></html>"),))
    return lines


def html_divs(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """A table without table markup: blocks in blocks."""
    opened = separator(dice.pick(('<div class="cell">', "<li>", "<dd>")))
    closed = separator({"<li>": "</li>", "<dd>": "</dd>"}.get(opened.text, "</div>"))

    def table(grid: Grid) -> Iterator[Line]:
        yield (separator('<div class="grid">'),)
        for row in grid.rows:
            line: list[Segment] = [separator('<div class="row">')]
            for cell in row:
                line += [opened, *cell.content, closed]
            yield (*line, separator("</div>"))
        yield (separator("</div>"),)

    return _html(blocks, table)


def html_pre(dice: Dice, blocks: Sequence[Block]) -> list[Line]:
    """Tables as preformatted text with tabs."""

    def table(grid: Grid) -> Iterator[Line]:
        yield (separator("<pre>"),)
        for row in grid_to_matrix(grid):
            yield joined([place.content for place in row], "\t")
        yield (separator("</pre>"),)
        yield EMPTY

    return _html(blocks, table)


UNSEEN_LAYOUTS = (
    Layout("semicolons", semicolons, (0.6, 0.6, 0.6, 0.6), "rows"),
    Layout("box_drawing", box_drawing, (2.0, 2.0, 2.0, 2.0), "rows"),
    Layout("wide_gaps", wide_gaps, (2.0, 2.0, 2.0, 2.0), "aligned"),
    Layout("ampersands", ampersands, (0.3, 0.3, 0.3, 0.3), "rows"),
    Layout("listed", listed, (0.6, 0.6, 0.6, 0.6), "raw"),
    Layout("slashes", slashes, (0.3, 0.3, 0.3, 0.3), "rows"),
    Layout("html_divs", html_divs, (2.0, 2.0, 2.0, 2.0), "html", ".html"),
    Layout("html_pre", html_pre, (1.5, 1.5, 1.5, 1.5), "html", ".html"),
)
