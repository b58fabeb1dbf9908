"""A table whose rows stand side by side in one printed row, under heads that name row and column (复议诉讼).

The figures stand below the heads. Some dumps cut the table into one piece for each row; then each piece stands behind
its row label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gkml.document import Document
from gkml.placing.columns import TableShape, slots_to_columns
from gkml.placing.records import Record, Slot
from gkml.placing.stream import Item, StreamRow
from gkml.template import Table

__all__ = ["place_single_row"]

_REACH = 40  # rows over which heads and figures of the table may stretch

Placed = Mapping[str, tuple[Slot | None, float]]


def place_single_row(
    document: Document, stream: Sequence[StreamRow], records: Sequence[Record], used: set[int], table: Table
) -> tuple[Placed | None, float, set[int]]:
    """Cells by id with their confidence, the score, and the records that were taken; None where it is not found.

    A confidence of 0 marks a slot whose figures cannot be told apart.
    """
    width = sum(len(row.columns) for row in table.rows)
    batches, heads = _batches(stream, table)
    taken_rows = {row for record in records if id(record) in used for row in record.rows}
    batches = [(label, slots) for label, slots in batches if not any(slot.row in taken_rows for slot in slots)]
    by_row = _by_row(table, batches)
    if by_row:
        return by_row, 10.0 + heads, set()
    for _, slots in batches:
        placed = _in_one(table, slots, width)
        if placed:
            return placed, 10.0 + heads, set()
    alone = _unlabelled(records, used, width)
    if alone is not None:
        placed = _in_one(table, alone.slots, width)
        if placed:
            return placed, 5.0 + heads, {id(alone)}
    if heads < 3:
        return None, float(heads), set()
    inked = [slot for _, slots in batches for slot in slots if not slot.blank]
    if inked:
        return {cell_id: (inked[0], 0.0) for cell_id, _, _ in table.cells()}, 2.0 + heads, set()
    if any(slots for _, slots in batches):
        return {cell_id: (None, 0.97) for cell_id, _, _ in table.cells()}, 3.0 + heads, set()
    # the heads stand there and nothing below them: the row of figures is empty, or was lost
    return {cell_id: (None, 0.86) for cell_id, _, _ in table.cells()}, 1.0 + heads, set()


def _batches(stream: Sequence[StreamRow], table: Table) -> tuple[list[tuple[str | None, list[Slot]]], int]:
    """Runs of slots below the heads of the table, each with the row label in front of it, and the number of heads."""
    columns = {f"column:{column.id}" for column in table.columns}
    rows = {f"row:{table.id}.{row.id}" for row in table.rows}
    own = rows | {f"group:{group.id}" for group in table.groups}
    first = _first_head(stream, rows, columns)
    if first is None:
        return [], 0
    batches: list[tuple[str | None, list[Slot]]] = []
    heads: set[str] = set()
    label: str | None = None
    open_batch = False
    for line in stream[first : first + _REACH + 60]:
        if line.skipped:
            continue
        foreign = any(
            item.tag is not None and item.tag.role in ("row", "item") and not _is(item, own | columns)
            for item in line.items
        )
        if line.barrier or foreign:
            break
        multi = len(line.items) > 1
        for item in line.items:
            if item.kind == "label":
                if _is(item, rows):
                    label = next(x for x in _labels(item) if x in rows)
                heads.update(x for x in _labels(item) if x in own | columns)
                open_batch = False
            elif item.kind == "figure" or (item.kind == "blank" and (open_batch or not _has_label(line))):
                if not open_batch:
                    batches.append((label, []))
                    open_batch = True
                batches[-1][1].append(Slot(item, line.row.index, 0 if multi else line.row.gap))
        if multi:
            open_batch = False
    with_ink = [batch for batch in batches if any(not slot.blank for slot in batch[1])]
    return with_ink or batches, len(heads)


def _first_head(stream: Sequence[StreamRow], rows: set[str], columns: set[str]) -> int | None:
    """Where most heads of the table stand close together."""
    best = (0, 0)
    heads = (rows | columns) - {"column:total"}
    for number, line in enumerate(stream):
        if not any(_is(item, heads) for item in line.items):
            continue
        found = {
            label
            for near in stream[number : number + _REACH]
            if not near.skipped
            for item in near.items
            for label in _labels(item)
            if label in heads
        }
        best = max(best, (len(found), number))
    return best[1] if best[0] >= 2 else None


def _labels(item: Item) -> tuple[str, ...]:
    return (item.tag.label, *item.tag.others) if item.tag else ()


def _is(item: Item, labels: set[str]) -> bool:
    return any(label in labels for label in _labels(item))


def _has_label(line: StreamRow) -> bool:
    return any(item.kind == "label" for item in line.items)


def _by_row(table: Table, batches: Sequence[tuple[str | None, list[Slot]]]) -> Placed | None:
    """One run of slots for each row, each behind its label."""
    found: dict[str, list[Slot | None]] = {}
    for label, slots in batches:
        for row in table.rows:
            if label == f"row:{table.id}.{row.id}" and row.id not in found:
                columns = slots_to_columns(Record(slots=slots), len(row.columns), TableShape())
                if columns and any(not slot.blank for slot in slots):
                    found[row.id] = columns
    if len(found) < 2:
        return None
    return {
        table.cell_id(row.id, name): (slot, 0.95)
        for row in table.rows
        if row.id in found
        for name, slot in zip(row.columns, found[row.id], strict=True)
    }


def _in_one(table: Table, slots: Sequence[Slot], width: int) -> Placed | None:
    """All figures in one run."""
    columns = slots_to_columns(Record(slots=list(slots)), width, TableShape(start=0))
    if not columns or not any(not slot.blank for slot in slots):
        return None
    ids = [cell_id for cell_id, _, _ in table.cells()]
    return {cell_id: (slot, 0.98) for cell_id, slot in zip(ids, columns, strict=True)}


def _unlabelled(records: Sequence[Record], used: set[int], width: int) -> Record | None:
    """A record of exactly as many figures as the table has cells, which no other table took."""
    fitting = [r for r in records if not r.hints and r.figures == width == len(r.slots) and id(r) not in used]
    return fitting[-1] if fitting else None
