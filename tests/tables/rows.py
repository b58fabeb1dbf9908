"""Records of rows for tests: labels and slots without a document."""

from __future__ import annotations

from collections.abc import Sequence

from gkml.document import Cell, RowKind
from gkml.tables.records import Hint, RowRecord, Slot
from gkml.tables.stream import Item
from gkml.template import Table


def slot(at: int, *, row: int = 0, blank: bool = False, kind: RowKind = "cells", column: int | None = None) -> Slot:
    """A figure, or an empty cell, that begins at an offset; its column is the offset unless it is given."""
    place = (at, at + 1) if kind in ("aligned", "line") else None
    cell = Cell(at, at + (not blank), column=at if column is None else column, x=place)
    return Slot(Item("blank" if blank else "figure", cell.start, cell.end, cell, x=place), row, kind=kind)


def record(table: Table, label: str | None, width: int, *, row: int = 0, confidence: float = 1.0) -> RowRecord:
    """A record of so many figures under the label of a row, or under none."""
    hints = []
    if label is not None:
        text = table.row_by_id[label].labels[0]
        hints = [Hint(f"row:{table.id}.{label}", confidence, 0, exact=confidence == 1.0, text=text)]
    return RowRecord(hints=hints, slots=[slot(100 * row + at, row=row) for at in range(width)], rows=[row])


def figures(slots: Sequence[Slot | None] | None) -> list[int | None] | None:
    """Where the figure of each column begins; None for a column without one."""
    return None if slots is None else [None if each is None else each.item.start for each in slots]
