"""What a layout is, and what most of them share: prose line by line, grids as a matrix of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from training.synthesis.dice import Dice
from training.synthesis.segments import Block, Grid, Line, Segment, separator

__all__ = ["EMPTY", "Family", "Layout", "Matrix", "Place", "families", "flow", "grid_to_matrix", "joined"]

Family = Literal["rows", "stacked", "aligned", "raw", "piled", "squashed", "html"]
Render = Callable[[Dice, Sequence[Block]], list[Line]]

EMPTY: Line = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which reports come.

    Attributes:
        name: its name.
        render: blocks to lines.
        weights: how often it is drawn at the levels 0 to 3.
        family: what noise must know about it.
        suffix: of the file.
    """

    name: str
    render: Render
    weights: tuple[float, float, float, float]
    family: Family
    suffix: str = ".txt"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the matrix: the print of a cell, or nothing where a cell above or to the left reaches over it."""

    content: Line
    covered: Literal["above", "left"] | None = None


Matrix = list[list[Place]]


def families(*names: Family) -> frozenset[Family]:
    """A set of families."""
    return frozenset(names)


def grid_to_matrix(grid: Grid) -> Matrix:
    """Every place of the grid, row by row."""
    left = Place(EMPTY, "left")
    above = Place(EMPTY, "above")
    taken: dict[tuple[int, int], Place] = {}
    matrix: Matrix = []
    for y, row in enumerate(grid.rows):
        places: list[Place] = []
        x = 0
        for cell in row:
            while (y, x) in taken:
                places.append(taken[y, x])
                x += 1
            places.append(Place(cell.content))
            places.extend([left] * (cell.colspan - 1))
            for below in range(1, cell.rowspan):
                for column in range(x, x + cell.colspan):
                    taken[y + below, column] = above
            x += cell.colspan
        while (y, x) in taken:
            places.append(taken[y, x])
            x += 1
        places.extend([left] * (grid.width - x))  # a row that lost a cell
        matrix.append(places)
    return matrix


def flow(
    dice: Dice,
    blocks: Iterable[Block],
    table_to_lines: Callable[[Grid], Iterable[Line]],
    *,
    marks: bool = False,
    gap: int | None = None,
) -> list[Line]:
    """Blocks one under another; prose a paragraph a line.

    Args:
        dice: choices of the document.
        blocks: what to lay out.
        table_to_lines: how a table is laid out.
        marks: headings carry the signs of Markdown.
        gap: empty lines between blocks; drawn where None.
    """
    gap = dice.weighted(((0, 3.0), (1, 4.0), (2, 0.5))) if gap is None else gap
    indent = dice.weighted((("", 4.0), ("　　", 3.0), ("    ", 1.0), ("  ", 0.5)))
    heading_indent = dice.weighted((("", 5.0), (indent, 3.0), ("      ", 0.4)))
    hashes = {"title": "# ", "heading": "## ", "subheading": "### "} if marks else {}
    lines: list[Line] = []
    empty = [EMPTY] * gap
    for block in blocks:
        if block.grid is not None:
            lines.extend(table_to_lines(block.grid))
        else:
            lead = hashes.get(block.kind)
            if lead is None and not marks:
                lead = indent if block.kind in ("paragraph", "subheading", "note") else ""
                lead = heading_indent if block.kind == "heading" else lead
            for line in block.lines:
                lines.append((separator(lead), *line) if lead else line)
        lines.extend(empty)
    return lines


def joined(cells: Sequence[Line], between: str) -> Line:
    """Cells in one line, parted by a separator."""
    parts: list[Segment] = []
    part = separator(between)
    for number, cell in enumerate(cells):
        if number:
            parts.append(part)
        parts.extend(cell)
    return tuple(parts)
