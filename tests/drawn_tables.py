"""Whole reports drawn from figures, their tables in any order of columns, rows and tables, in every layout of text."""

from __future__ import annotations

import html
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gkml.form import Form, Table
from gkml.output.statutory import GRID_COLUMNS, Box, table_to_boxes

__all__ = ["WRITERS", "draw_report", "permuted"]

_HEADINGS = {2: "二、主动公开政府信息情况", 3: "三、收到和处理政府信息公开申请情况"}
_DISPUTES = "四、政府信息公开行政复议、行政诉讼情况"
Grid = list[list[Box | None]]


def permuted(table: Table, chance: random.Random, *, rows: bool = False) -> Table:
    """The table with its columns, and where asked its rows, in another order.

    A group of columns stays together, or the groups go, as where somebody prints one row of heads.
    """
    names = [column.id for column in table.columns]
    inner = [group for group in table.column_groups if len(group.columns) < len(names)]
    groups = table.column_groups
    if inner and chance.random() < 0.5:
        units: list[list[str]] = [chance.sample(list(inner[0].columns), len(inner[0].columns))]
        units += [[name] for name in names if name not in inner[0].columns]
        chance.shuffle(units)
        names = [name for unit in units for name in unit]
    else:
        chance.shuffle(names)
        groups = tuple(group for group in groups if group not in inner)
    order = {name: place for place, name in enumerate(names)}
    kept = [replace(row, columns=tuple(sorted(row.columns, key=order.__getitem__))) for row in table.rows]
    if rows:
        kept = _rows_shuffled(kept, chance)
    columns = tuple(sorted(table.columns, key=lambda column: order[column.id]))
    return replace(table, columns=columns, rows=tuple(kept), column_groups=groups)


def _rows_shuffled(rows: Sequence, chance: random.Random) -> list:  # type: ignore[type-arg]
    """Rows in another order within their group, and groups in another order."""
    blocks: dict[tuple[str | None, str | None], list] = {}  # type: ignore[type-arg]
    for row in rows:
        blocks.setdefault((row.item, row.group), []).append(row)
    together = [chance.sample(block, len(block)) for block in blocks.values()]
    return [row for block in together for row in block]


def draw_report(
    agency: str, year: int, form: Form, tables: Sequence[Table], values: Mapping[str, str], writer: str
) -> tuple[str, str]:
    """Text and suffix of a report with these tables in this order."""
    headings = {table.id: _HEADINGS.get(table.section, _DISPUTES) for table in tables}
    parts = [f"{agency}{year}年政府信息公开工作年度报告", "一、总体情况", "本年度按要求开展了各项工作。"]
    drawn = WRITERS[writer]
    for table in tables:
        parts.append(headings[table.id])
        parts.append(drawn(_grid(table), values))
    parts += ["五、存在的主要问题及改进情况", "人员不足。", "六、其他需要报告的事项", "无。"]
    if writer == "html":
        body = "\n".join(part if part.startswith("<table") else f"<p>{part}</p>" for part in parts)
        return f"<html><body>{body}</body></html>", ".html"
    return "\n".join(parts) + "\n", ".txt"


def _grid(table: Table) -> Grid:
    boxes = table_to_boxes(table)
    height = max(box.bottom for box in boxes) + 1
    grid: Grid = [[None] * GRID_COLUMNS for _ in range(height)]
    for box in boxes:
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                grid[row][column] = box
    return grid


def _text(box: Box, values: Mapping[str, str]) -> str:
    return box.text if box.cell is None else values.get(box.cell, "")


def _rows(grid: Grid) -> list[list[Box]]:
    """The boxes that begin in each row."""
    return [
        list(dict.fromkeys(box for box in row if box is not None and box.top == number))
        for number, row in enumerate(grid)
    ]


def _html(grid: Grid, values: Mapping[str, str]) -> str:
    def cell(box: Box) -> str:
        spans = f' rowspan="{box.bottom - box.top + 1}" colspan="{box.right - box.left + 1}"'
        return f"<td{spans}>{html.escape(_text(box, values))}</td>"

    return "<table>" + "\n".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in _rows(grid)) + "</table>"


def _separated(separator: str, end: str = "") -> object:
    def write(grid: Grid, values: Mapping[str, str]) -> str:
        lines = []
        for number, row in enumerate(grid):
            cells = []
            for column, box in enumerate(row):
                first = box is None or column == 0 or row[column - 1] is not box
                if first:  # one cell a box; where it began above, it is empty
                    cells.append("" if box is None or box.top < number else _text(box, values))
            lines.append(separator.join(cells) + end)
        return "\n".join(lines)

    return write


def _cell_a_line(grid: Grid, values: Mapping[str, str]) -> str:
    return "\n\n".join(_text(box, values) for row in _rows(grid) for box in row)


def _collapsed(separator: str) -> object:
    """Only the cells that begin in a row, as where merged cells are lost."""

    def write(grid: Grid, values: Mapping[str, str]) -> str:
        return "\n".join(separator.join(_text(box, values) for box in row) for row in _rows(grid))

    return write


WRITERS = {
    "html": _html,
    "tabs": _separated("\t"),
    "pipes": _separated(" | ", " |"),
    "collapsed": _collapsed(" | "),
    "cell a line": _cell_a_line,
}
