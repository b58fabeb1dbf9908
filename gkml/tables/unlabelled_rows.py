"""Rows that have lost their labels: every order-keeping way to be rows of the form, between two that have theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

from gkml.document import Document
from gkml.doubts import DoubtCode, doubt
from gkml.tables.alignment import Alignment, RowMatch
from gkml.tables.ambiguous_rows import AmbiguousRow, CellReading
from gkml.tables.column_order import ColumnHeads
from gkml.tables.columns import TableShape, slots_to_columns
from gkml.tables.reading import read_slot
from gkml.tables.records import Slot
from gkml.template import Column, RowSpec, Table

__all__ = ["unlabelled_rows"]

_MAX_WAYS = 400  # to spread the rows of one gap


def unlabelled_rows(
    document: Document, alignment: Alignment, shapes: Mapping[int, TableShape], heads: ColumnHeads
) -> Iterator[AmbiguousRow]:
    """One block for each gap between labelled rows in which there are fewer rows of figures than rows of the form."""
    rows = alignment.table.rows
    matches = {match.row.id: match for match in alignment.matches}
    anchored = {number for number, row in enumerate(rows) if row.id in matches and not matches[row.id].ambiguous}
    gap: list[RowSpec] = []
    for number in range(len(rows) + 1):
        if number < len(rows) and number not in anchored:
            gap.append(rows[number])
            continue
        unlabelled = [matches[row.id] for row in gap if row.id in matches]
        # as many as the rows of the form, and yet in doubt: there are others that belong to none
        if (
            0 < len(unlabelled) < len(gap)
            and len({row.columns for row in gap}) == 1
            and comb(len(gap), len(unlabelled)) <= _MAX_WAYS
        ):
            block = _block(document, alignment.table, gap, unlabelled, shapes[len(gap[0].columns)], heads)
            if block is not None:
                yield block
        gap = []


def _block(
    document: Document,
    table: Table,
    gap: Sequence[RowSpec],
    unlabelled: Sequence[RowMatch],
    shape: TableShape,
    heads: ColumnHeads,
) -> AmbiguousRow | None:
    names = heads.columns(gap[0], unlabelled[0].record.start).names
    columns = [table.column_by_id[name] for name in names]
    printed = [slots_to_columns(match.record, len(columns), shape) for match in unlabelled]
    read = [_read(document, slots, columns) for slots in printed if slots is not None]
    if len(read) < len(unlabelled):
        return None
    absent = tuple(CellReading(None, "absent") for _ in columns)
    ways = []
    for chosen in combinations(range(len(gap)), len(unlabelled)):
        placed = dict(zip(chosen, read, strict=True))
        ways.append(tuple(cell for number in range(len(gap)) for cell in placed.get(number, absent)))
    nonempty = [slot.item for match in unlabelled for slot in match.record.slots if not slot.blank]
    start = min((item.start for item in nonempty), default=0)
    end = max((item.end for item in nonempty), default=0)
    return AmbiguousRow(
        cells=tuple(table.cell_id(row.id, column.id) for row in gap for column in columns),
        columns=tuple(column for _ in gap for column in columns),
        pieces=(),
        reason=doubt(DoubtCode.ROWS_UNLABELLED),
        text=document.text[start:end],
        start=start,
        ways=tuple(ways),
    )


def _read(document: Document, slots: Sequence[Slot | None], columns: Sequence[Column]) -> tuple[CellReading, ...]:
    cells = []
    for slot, column in zip(slots, columns, strict=True):
        if slot is None:
            cells.append(CellReading(None, "blank"))
            continue
        if slot.item.cell.unread:
            cells.append(CellReading(None, "unreadable"))
            continue
        reading = read_slot(document, slot, column)
        nonempty = reading.state != "blank"
        span = (slot.item.start, slot.item.end) if nonempty else (None, None)
        cells.append(CellReading(reading.value, reading.state, *span))
    return tuple(cells)
