"""Whole reports drawn from figures, their tables in any order of columns, rows and tables."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from gkml.form import Form, RowSpec, Table
from gkml.output.statutory import Box, table_to_boxes
from tests.readers.printed import PrintedCell, PrintedReport, PrintedTable

__all__ = ["permuted", "permuted_report", "table_in_print", "tables_of"]

_HEADINGS = {2: "二、主动公开政府信息情况", 3: "三、收到和处理政府信息公开申请情况"}
_DISPUTES = "四、政府信息公开行政复议、行政诉讼情况"


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


def _rows_shuffled(rows: Sequence[RowSpec], chance: random.Random) -> list[RowSpec]:
    """Rows in another order within their group, and groups in another order."""
    blocks: dict[tuple[str | None, str | None], list[RowSpec]] = {}
    for row in rows:
        blocks.setdefault((row.item, row.group), []).append(row)
    together = [chance.sample(block, len(block)) for block in blocks.values()]
    return [row for block in together for row in block]


def tables_of(gold: Mapping[str, Any], forms: Iterable[Form]) -> list[Table]:
    """The tables that a gold reading fills, each in its own form."""
    cells = gold["cells"].keys()
    tables = (table for form in forms for table in form.tables)
    filled = {
        table.id: table
        for table in tables
        if cells >= {table.cell_id(row.id, column) for row in table.rows for column in row.columns}
    }
    return list(filled.values())


def permuted_report(tables: Sequence[Table], gold: Mapping[str, Any], seed: str, *, depth: int) -> PrintedReport:
    """The figures of a gold reading in tables whose columns are in another order; of depth 1 also rows, of 2 tables."""
    chance = random.Random(seed)
    tables = [permuted(table, chance, rows=depth > 0) for table in tables]
    if depth > 1:
        chance.shuffle(tables)
    values = {cell: "" if value is None else str(value) for cell, value in gold["cells"].items()}
    sections: list[tuple[str, tuple[str | PrintedTable, ...]]] = [("一、总体情况", ("本年度按要求开展了各项工作。",))]
    sections += [(_HEADINGS.get(table.section, _DISPUTES), (table_in_print(table, values),)) for table in tables]
    sections += [("五、存在的主要问题及改进情况", ("人员不足。",)), ("六、其他需要报告的事项", ("无。",))]
    return PrintedReport(f"青禾县水务局{gold['year']}年政府信息公开工作年度报告", tuple(sections), gold)


def table_in_print(table: Table, values: Mapping[str, str]) -> PrintedTable:
    """A table with its figures."""

    def cell(box: Box) -> PrintedCell:
        text = box.text if box.cell is None else values.get(box.cell, "")
        return PrintedCell(text, box.bottom - box.top + 1, box.right - box.left + 1)

    return tuple(tuple(map(cell, row)) for _, row in groupby(table_to_boxes(table), key=lambda box: box.top))
