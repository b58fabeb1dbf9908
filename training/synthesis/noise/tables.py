"""Noise of tables: rows, cells and heads that are lost, doubled, merged or added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from training.synthesis.dice import Dice
from training.synthesis.noise.noise import Noise
from training.synthesis.segments import Block, Grid, GridCell, Line, Segment, plain, separator

__all__ = ["TABLE_NOISES", "change_grids"]

Blocks = tuple[Block, ...]


def change_grids(
    dice: Dice,
    blocks: Blocks,
    change: Callable[[Grid], Grid],
    tables: Sequence[str] = ("disclosure", "requests", "disputes"),
) -> Blocks:
    """The blocks with the grid of one of ``tables`` changed; the same blocks where nothing changed."""
    at = [
        number
        for number, block in enumerate(blocks)
        if block.grid is not None and block.grid.table in tables and figure_rows(block.grid)
    ]
    if not at:
        return blocks
    chosen = dice.pick(at)
    grid = blocks[chosen].grid
    assert grid is not None
    changed = change(grid)
    if changed is grid:
        return blocks
    return (*blocks[:chosen], replace(blocks[chosen], grid=changed), *blocks[chosen + 1 :])


def is_figure(cell: GridCell) -> bool:
    """Whether a cell is the place of a figure."""
    return bool(cell.content) and cell.content[0].label == "figure"


def figure_rows(grid: Grid) -> list[int]:
    """Rows with a place for a figure."""
    return [number for number, row in enumerate(grid.rows) if any(is_figure(cell) for cell in row)]


def _without_rows(grid: Grid, lost: set[int]) -> Grid:
    """Rows taken out; a label that spans a lost row spans one less, and moves down where its first row is lost."""
    rows: list[list[GridCell]] = [list(row) for row in grid.rows]
    spans: list[list[int]] = []  # per row: rowspans of its cells counted over kept rows
    for y, row in enumerate(rows):
        spans.append([sum(y + down not in lost for down in range(cell.rowspan)) for cell in row])
    out: list[tuple[GridCell, ...]] = []
    moved: list[GridCell] = []
    for y, row in enumerate(rows):
        if y in lost:
            moved += [
                cell._replace(rowspan=span)
                for cell, span in zip(row, spans[y], strict=True)
                if cell.rowspan > 1 and span > 0
            ]
            continue
        out.append((*moved, *(cell._replace(rowspan=span) for cell, span in zip(row, spans[y], strict=True))))
        moved = []
    return replace(grid, rows=tuple(out))


def rows_lost(dice: Dice, blocks: Blocks) -> Blocks:
    """A few rows missing."""

    def change(grid: Grid) -> Grid:
        lost = {dice.pick(figure_rows(grid)) for _ in range(dice.integer(1, 3))}
        return _without_rows(grid, lost)

    return change_grids(dice, blocks, change, ("disclosure", "requests"))


def table_cut(dice: Dice, blocks: Blocks) -> Blocks:
    """The end of a table missing, or its beginning."""

    def change(grid: Grid) -> Grid:
        if len(grid.rows) < 5:
            return grid
        at = dice.integer(2, len(grid.rows) - 2)
        return _without_rows(grid, set(range(at, len(grid.rows))) if dice.chance(0.7) else set(range(at)))

    return change_grids(dice, blocks, change, ("disclosure", "requests"))


def heads_lost(dice: Dice, blocks: Blocks) -> Blocks:
    """The rows above the figures missing."""

    def change(grid: Grid) -> Grid:
        figures = set(figure_rows(grid))
        heads = [number for number in range(len(grid.rows)) if number not in figures]
        if not heads:
            return grid
        lost = set(heads) if dice.chance(0.3) else {dice.pick(heads)}
        return _without_rows(grid, lost)

    return change_grids(dice, blocks, change)


def table_lost(dice: Dice, blocks: Blocks) -> Blocks:
    """A table not there: left out, or a picture."""
    tables = [number for number, block in enumerate(blocks) if block.grid is not None]
    if not tables:
        return blocks
    lost = set(tables) if dice.chance(0.2) else {dice.pick(tables)}
    return tuple(block for number, block in enumerate(blocks) if number not in lost)


def head_lost(dice: Dice, blocks: Blocks) -> Blocks:
    """One head missing, its cell empty or gone."""
    gone = dice.chance(0.5)

    def change(grid: Grid) -> Grid:
        heads = [
            (y, x)
            for y, row in enumerate(grid.rows)
            for x, cell in enumerate(row)
            if cell.content and str(cell.content[0].label).startswith(("column:", "group:", "item:"))
        ]
        if not heads:
            return grid
        y, x = dice.pick(heads)
        row = grid.rows[y]
        rest = row[x + 1 :] if gone else (row[x]._replace(content=()), *row[x + 1 :])
        return replace(grid, rows=(*grid.rows[:y], (*row[:x], *rest), *grid.rows[y + 1 :]))

    return change_grids(dice, blocks, change)


def cells_lost(dice: Dice, blocks: Blocks) -> Blocks:
    """A cell or two gone from their rows; those behind move to the left."""

    def change(grid: Grid) -> Grid:
        rows = list(grid.rows)
        for _ in range(dice.integer(1, 3)):
            y = dice.pick(figure_rows(grid))
            at = [x for x, cell in enumerate(rows[y]) if is_figure(cell)]
            if len(at) > 1:
                x = dice.pick(at)
                rows[y] = (*rows[y][:x], *rows[y][x + 1 :])
        return replace(grid, rows=tuple(rows))

    return change_grids(dice, blocks, change)


def cells_added(dice: Dice, blocks: Blocks) -> Blocks:
    """Empty cells too many: at the end of rows, or before their figures."""
    behind = dice.chance(0.6)
    share = dice.pick((1.0, 0.4, 0.1))
    empty = GridCell(())

    def change(grid: Grid) -> Grid:
        rows = []
        for row in grid.rows:
            if not dice.chance(share) or not any(is_figure(cell) for cell in row):
                rows.append(row)
            elif behind:
                rows.append((*row, *[empty] * dice.integer(1, 2)))
            else:
                at = next(x for x, cell in enumerate(row) if is_figure(cell))
                rows.append((*row[:at], empty, *row[at:]))
        return replace(grid, rows=tuple(rows), width=max(map(_row_width, rows)) if share == 1.0 else grid.width + 2)

    return change_grids(dice, blocks, change)


def _row_width(row: Sequence[GridCell]) -> int:
    return sum(cell.colspan for cell in row)


def cells_merged(dice: Dice, blocks: Blocks) -> Blocks:
    """Two figures in one cell, a space between them."""

    def change(grid: Grid) -> Grid:
        rows = list(grid.rows)
        for _ in range(dice.integer(1, 3)):
            y = dice.pick(figure_rows(grid))
            row = rows[y]
            at = [x for x in range(len(row) - 1) if is_figure(row[x]) and is_figure(row[x + 1])]
            if at:
                x = dice.pick(at)
                both: Line = (*row[x].content, separator(" "), *row[x + 1].content)
                cell = GridCell(both, 1, row[x].colspan + row[x + 1].colspan)
                rows[y] = (*row[:x], cell, *row[x + 2 :])
        return replace(grid, rows=tuple(rows))

    return change_grids(dice, blocks, change)


_EXTRA = (
    "其他主动公开文件（以文号为准，共3类）",
    "其他文件",
    "公共企事业单位信息",
    "重大建设项目",
    "其中：镇街",
    "备注",
    "小计",
)


def extra_rows(dice: Dice, blocks: Blocks) -> Blocks:
    """A row that the form does not know, with figures of its own."""

    def change(grid: Grid) -> Grid:
        y = dice.pick(figure_rows(grid))
        row = grid.rows[y]
        figures = [cell for cell in row if is_figure(cell)]
        words = dice.pick(_EXTRA)
        label = GridCell(plain(words), 1, max(1, grid.width - _row_width(figures)) if grid.table == "disclosure" else 1)
        own = [GridCell((Segment(str(dice.integer(0, 40)), "figure"),), 1, cell.colspan) for cell in figures]
        inserted = (label, *own)
        # above it may stand a label that spans rows; the new row goes below all of them
        at = len(grid.rows) if grid.table == "requests" else y + 1
        return replace(grid, rows=(*grid.rows[:at], inserted, *grid.rows[at:]))

    return change_grids(dice, blocks, change, ("disclosure", "requests"))


def head_repeated(dice: Dice, blocks: Blocks) -> Blocks:
    """The head of the requests again in the middle of them, as a new page has it."""

    def change(grid: Grid) -> Grid:
        head = grid.rows[: figure_rows(grid)[0]]
        free = [y for y in figure_rows(grid)[1:] if not _spanned(grid, y)]
        if not free or not head:
            return grid
        at = dice.pick(free)
        return replace(grid, rows=(*grid.rows[:at], *head, *grid.rows[at:]))

    return change_grids(dice, blocks, change, ("requests",))


def _spanned(grid: Grid, y: int) -> bool:
    """Whether a label of an earlier row reaches into row ``y``."""
    return any(above + cell.rowspan > y for above in range(y) for cell in grid.rows[above])


def _open_spans(grid: Grid) -> Grid:
    """Labels over several rows stand in their first row, empty cells below them: nothing spans any more."""
    width = grid.width
    taken: dict[tuple[int, int], int] = {}
    rows: list[tuple[GridCell, ...]] = []
    for y, row in enumerate(grid.rows):
        out: list[GridCell] = []
        x = 0
        rest = list(row)
        while x < width and (rest or (y, x) in taken):
            if (y, x) in taken:
                out.append(GridCell((), 1, taken[y, x]))
                x += taken[y, x]
                continue
            cell = rest.pop(0)
            for below in range(1, cell.rowspan):
                taken[y + below, x] = cell.colspan
            out.append(cell._replace(rowspan=1))
            x += cell.colspan
        rows.append((*out, *rest))
    return replace(grid, rows=tuple(rows))


def table_split(dice: Dice, blocks: Blocks) -> Blocks:
    """A table in two, as a page break leaves it; sometimes the head stands above the second half again."""
    at = [number for number, block in enumerate(blocks) if block.grid is not None and len(block.grid.rows) > 6]
    if not at:
        return blocks
    chosen = dice.pick(at)
    block = blocks[chosen]
    assert block.grid is not None
    grid = _open_spans(block.grid)
    cut = dice.integer(3, len(grid.rows) - 2)
    head = grid.rows[:3] if block.grid.table == "requests" and cut > 3 and dice.chance(0.3) else ()
    first, second = replace(grid, rows=grid.rows[:cut]), replace(grid, rows=(*head, *grid.rows[cut:]))
    between: list[Block] = []
    if dice.chance(0.3):
        between = [Block("chrome", ((Segment(f"- {dice.integer(2, 9)} -", "furniture"),),), None, block.section)]
    halves = (replace(block, grid=first), *between, replace(block, grid=second))
    return (*blocks[:chosen], *halves, *blocks[chosen + 1 :])


def heads_invented(dice: Dice, blocks: Blocks) -> Blocks:
    """Heads that a machine made up: ``数据1``, ``数据2``, or those of another table."""
    words = dice.pick(("数据{}", "列{}", "项目{}", "Column{}", "本年新收件数"))

    def change(grid: Grid) -> Grid:
        rows = []
        number = 0
        for row in grid.rows:
            out = []
            for cell in row:
                label = cell.content[0].label if cell.content else None
                if label is not None and label.startswith(("column:", "group:applicants", "group:organizations")):
                    number += 1
                    cell = cell._replace(content=plain(words.format(number)))
                out.append(cell)
            rows.append(tuple(out))
        return replace(grid, rows=tuple(rows)) if number else grid

    return change_grids(dice, blocks, change)


def heading_inside(dice: Dice, blocks: Blocks) -> Blocks:
    """A section heading printed between the head and the figures of its table."""
    for at, block in enumerate(blocks):
        before = blocks[at - 1]
        if at and block.grid is not None and block.grid.table == "disputes" and before.kind == "heading":
            first = next(iter(figure_rows(block.grid)), 0)
            head, rest = block.grid.rows[:first], block.grid.rows[first:]
            if not head or not rest:
                return blocks
            halves = (replace(block, grid=replace(block.grid, rows=half)) for half in (head, rest))
            above, below = halves
            return (*blocks[: at - 1], above, before, below, *blocks[at + 1 :])
    return blocks


def table_twice(dice: Dice, blocks: Blocks) -> Blocks:
    """A table printed twice, at its place or again at the end."""
    tables = [number for number, block in enumerate(blocks) if block.grid is not None]
    if not tables:
        return blocks
    chosen = dice.pick(tables)
    if dice.chance(0.5):
        return (*blocks[: chosen + 1], blocks[chosen], *blocks[chosen + 1 :])
    words = dice.pick(("附件：统计表", "附表", "附：相关统计数据"))
    return (*blocks, Block("paragraph", (plain(words),), None, 6), blocks[chosen])


TABLE_NOISES: tuple[Noise[Blocks], ...] = (
    Noise(extra_rows, (0.03, 0.07, 0.12)),
    Noise(head_repeated, (0.02, 0.05, 0.08)),
    Noise(table_split, (0.08, 0.15, 0.20)),
    Noise(heads_lost, (0.03, 0.07, 0.15)),
    Noise(head_lost, (0.03, 0.07, 0.15)),
    Noise(heads_invented, (0.01, 0.03, 0.06)),
    Noise(rows_lost, (0.01, 0.05, 0.15)),
    Noise(table_cut, (0.01, 0.04, 0.10)),
    Noise(table_lost, (0.03, 0.05, 0.08)),
    Noise(cells_added, (0.05, 0.10, 0.15)),
    Noise(cells_merged, (0.00, 0.03, 0.10)),
    Noise(cells_lost, (0.00, 0.02, 0.10)),
    Noise(heading_inside, (0.02, 0.04, 0.05)),
    Noise(table_twice, (0.01, 0.03, 0.06)),
)
