"""Figures in cells that are merged over several rows: they stand in each row that the cell covers, and are nobody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gkml.tables.stream import Item, StreamRow

__all__ = ["with_merged_cells"]


def with_merged_cells(stream: Sequence[StreamRow]) -> list[StreamRow]:
    """The rows, each with the figures of merged cells that reach down to it; all of them are marked as shared.

    Only rows with a label of their own count: a statutory row may itself take several rows of a grid.
    """
    rows = list(stream)
    number_of = {line.row.index: number for number, line in enumerate(rows)}
    for number, line in enumerate(stream):
        if line.row.kind != "grid":
            continue
        for item in line.items:
            if item.kind != "figure" or item.cell.rowspan < 2:
                continue
            below = (number_of.get(line.row.index + step) for step in range(1, item.cell.rowspan))
            reached = [at for at in below if at is not None and _goes_on(line, rows[at])]
            if reached:
                shared = replace(item, shared=True)
                rows[number] = _with(rows[number], shared)
                for at in reached:
                    rows[at] = _with(rows[at], shared)
    return rows


def _goes_on(above: StreamRow, line: StreamRow) -> bool:
    """Whether a row is another one of the same table."""
    return line.row.table == above.row.table and any(item.may_be("row") for item in line.items)


def _with(line: StreamRow, shared: Item) -> StreamRow:
    """The row with a figure in the place of its column."""
    others = [item for item in line.items if item.start != shared.start]
    at = next((n for n, item in enumerate(others) if item.cell.column > shared.cell.column), len(others))
    return replace(line, items=(*others[:at], shared, *others[at:]))
