"""A table whose rows stand side by side in one printed row, under heads that name row and column (复议诉讼).

The figures stand below the heads. Some dumps cut the table into one piece for each row; then each piece stands behind
its row label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gkml.document import Document
from gkml.placing.columns import TableShape, slots_to_columns
from gkml.placing.records import Record, Slot, item_to_slot
from gkml.placing.stream import Item, StreamRow
from gkml.template import Table

__all__ = ["place_single_row"]

_INFERRED = 0.75  # confidence where an empty cell left no trace but in the layout
_SHORT = 5  # figures up to which their spaces teach nothing
_SAME_HEAD = 3  # characters between the middles of two pieces of one head
_REACH = 40  # rows over which heads and figures of the table may stretch

Placed = Mapping[str, tuple[Slot | None, float]]


@dataclass(slots=True)
class Batch:
    """A run of slots, the row label in front of it, and the empty lines behind it."""

    label: str | None
    slots: list[Slot]
    after: int | None = None

    @property
    def stacked(self) -> bool:
        """Whether its cells stand one a line."""
        return len({slot.row for slot in self.slots}) == len(self.slots) > 1

    @property
    def single_spaced(self) -> bool:
        """Whether nearly all its figures are parted by one space."""
        spans = [slot.item.x for slot in self.slots if slot.item.x is not None]
        gaps = [right[0] - left[1] for left, right in pairwise(spans)]
        return len(spans) == len(self.slots) > _SHORT and gaps.count(1) * 5 >= len(gaps) * 4


def place_single_row(
    document: Document, stream: Sequence[StreamRow], records: Sequence[Record], used: set[int], table: Table
) -> tuple[Placed | None, float, set[int]]:
    """Cells by id with their confidence, the score, and the records that were taken; None where it is not found.

    A confidence of 0 marks a slot whose figures cannot be told apart.
    """
    width = sum(len(row.columns) for row in table.rows)
    batches, heads, shape = _batches(stream, table)
    taken_rows = {row for record in records if id(record) in used for row in record.rows}
    batches = [batch for batch in batches if not any(slot.row in taken_rows for slot in batch.slots)]
    by_row = _by_row(table, batches)
    if by_row:
        return by_row, 10.0 + heads, set()
    for batch in batches:
        placed = _in_one(table, batch, shape)
        if placed:
            return placed, 10.0 + heads, set()
    alone = _unlabelled(records, used, width)
    if alone is not None:
        placed = _in_one(table, Batch(None, alone.slots), shape)
        if placed:
            return placed, 5.0 + heads, {id(alone)}
    if heads < 3:
        return None, float(heads), set()
    inked = [slot for batch in batches for slot in batch.slots if not slot.blank]
    if inked:
        return {cell_id: (inked[0], 0.0) for cell_id, _, _ in table.cells()}, 2.0 + heads, set()
    if any(batch.slots for batch in batches):
        return {cell_id: (None, 0.97) for cell_id, _, _ in table.cells()}, 3.0 + heads, set()
    # the heads stand there and nothing below them: the row of figures is empty, or was lost
    return {cell_id: (None, 0.8) for cell_id, _, _ in table.cells()}, 1.0 + heads, set()


def _batches(stream: Sequence[StreamRow], table: Table) -> tuple[list[Batch], int, TableShape]:
    """Runs of slots below the heads, each with the row label in front of it, the number of heads, and their places."""
    columns = {f"column:{column.id}" for column in table.columns}
    rows = {f"row:{table.id}.{row.id}" for row in table.rows}
    own = rows | {f"group:{group.id}" for group in table.groups}
    first = _first_head(stream, rows, columns)
    if first is None:
        return [], 0, TableShape()
    batches: list[Batch] = []
    heads: set[str] = set()
    spans: list[tuple[int, int]] = []
    label: str | None = None
    open_batch = passed = False
    for line in stream[first : first + _REACH + 60]:
        if line.skipped:
            continue
        if open_batch and line.items and line.items[0].kind != "figure":
            batches[-1].after = line.row.gap
        foreign = any(
            item.tag is not None and item.tag.role in ("row", "item") and not _is(item, own | columns)
            for item in line.items
        )
        if foreign or (line.barrier and (batches or passed)):
            break
        if line.barrier:
            passed = True  # a heading between the heads and the figures
            continue
        if spans or any(_is(item, columns) for item in line.items):
            spans.extend(item.x for item in line.items if item.kind in ("label", "text") and item.x is not None)
        for item in line.items:
            if item.kind == "label":
                if _is(item, rows):
                    label = next(x for x in _labels(item) if x in rows)
                heads.update(x for x in _labels(item) if x in own | columns)
                open_batch = False
            elif item.kind == "figure" or (item.kind == "blank" and (open_batch or not _has_label(line))):
                if not open_batch:
                    batches.append(Batch(label, []))
                    open_batch = True
                batches[-1].slots.append(item_to_slot(item, line))
        if len(line.items) > 1:
            open_batch = False
    with_ink = [batch for batch in batches if any(not slot.blank for slot in batch.slots)]
    columns_of_heads = _spans_to_columns(spans)
    width = sum(len(row.columns) for row in table.rows)
    places = ((first, columns_of_heads),) if len(columns_of_heads) == width else ()
    return with_ink or batches, len(heads), TableShape(start=0, places=places, heads=True)


def _spans_to_columns(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Pieces of heads that stand over one another make one head."""
    columns: list[tuple[int, int]] = []
    for left, right in sorted(spans, key=lambda span: span[0] + span[1]):
        if columns and abs((left + right) - sum(columns[-1])) <= 2 * _SAME_HEAD:
            columns[-1] = (min(left, columns[-1][0]), max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    return tuple(columns)


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


def _by_row(table: Table, batches: Sequence[Batch]) -> Placed | None:
    """One run of slots for each row, each behind its label."""
    found: dict[str, list[Slot | None]] = {}
    for batch in batches:
        for row in table.rows:
            if batch.label == f"row:{table.id}.{row.id}" and row.id not in found:
                columns = slots_to_columns(Record(slots=batch.slots), len(row.columns), TableShape())
                if columns and any(not slot.blank for slot in batch.slots):
                    found[row.id] = columns
    if len(found) < 2:
        return None
    return {
        table.cell_id(row.id, name): (slot, 0.95)
        for row in table.rows
        if row.id in found
        for name, slot in zip(row.columns, found[row.id], strict=True)
    }


def _in_one(table: Table, batch: Batch, shape: TableShape) -> Placed | None:
    """All figures in one run."""
    ids = [cell_id for cell_id, _, _ in table.cells()]
    if batch.stacked:
        gap = min(slot.gap for slot in batch.slots)
        shape = replace(shape, start=None, gap=gap, after=gap, places=())
    elif batch.single_spaced:
        shape = replace(shape, places=(), single_spaced=True)
    columns = slots_to_columns(Record(slots=batch.slots, stacked=batch.stacked, after=batch.after), len(ids), shape)
    if not columns or not any(not slot.blank for slot in batch.slots):
        return None
    sure = 0.98 if len(batch.slots) >= len(ids) else _INFERRED
    return {cell_id: (slot, sure) for cell_id, slot in zip(ids, columns, strict=True)}


def _unlabelled(records: Sequence[Record], used: set[int], width: int) -> Record | None:
    """A record of exactly as many figures as the table has cells, which no other table took."""
    fitting = [r for r in records if not r.hints and r.figures == width == len(r.slots) and id(r) not in used]
    return fitting[-1] if fitting else None
