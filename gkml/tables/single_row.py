"""A table whose rows stand side by side in one printed row, under heads that name row and column (复议诉讼).

The figures stand below the heads. Some dumps cut the table into one piece for each row; then each piece stands behind
its row label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gkml.document import Document
from gkml.tables.columns import TableShape, slots_to_columns
from gkml.tables.extra_columns import HeadsBefore
from gkml.tables.records import RowRecord, Slot, item_to_slot
from gkml.tables.side_heads import PrintedCells
from gkml.tables.stream import Item, StreamRow
from gkml.tables.surplus_columns import side_slots
from gkml.template import Table

__all__ = ["SingleRow", "place_single_row"]

_INFERRED = 0.75  # confidence where an empty cell left no trace but in the layout
_SHORT = 5  # figures up to which their spaces teach nothing
_SAME_HEAD = 3  # characters between the middles of two pieces of one head
_BY_ROW = 0.95  # confidence of figures behind the label of their row
_FEWEST_HEADS = 3  # from which the table is there, even if its figures cannot be told apart
_REACH = 40  # rows over which heads and figures of the table may stretch

Placed = Mapping[str, tuple[Slot | None, float]]
AmbiguousCells = tuple[tuple[str, ...], tuple[Slot, ...]]


@dataclass(frozen=True, slots=True)
class SingleRow:
    """What was found of the table.

    Attributes:
        placed: cells by id with the slot and the confidence.
        ambiguous_rows: cells whose figures cannot be told apart, and the slots that hold them.
        score: how well the table explains the print.
        taken: ids of the records that were taken.
        found: whether the report has the table.
        contested: a second row of other figures stands under the same heads.
    """

    placed: Placed
    ambiguous_rows: tuple[AmbiguousCells, ...] = ()
    score: float = 0.0
    taken: frozenset[int] = frozenset()
    found: bool = True
    contested: bool = False

    @property
    def start(self) -> int | None:
        """Offset at which its figures begin."""
        slots = [slot for slot, _ in self.placed.values() if slot is not None]
        slots += [slot for _, several in self.ambiguous_rows for slot in several]
        return min((slot.item.start for slot in slots), default=None)


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
    document: Document,
    stream: Sequence[StreamRow],
    records: Sequence[RowRecord],
    used: frozenset[int],
    table: Table,
    order: PrintedCells,
    parted: bool = False,
    extra: Sequence[HeadsBefore] = (),
) -> SingleRow:
    """Find the table and place its cells in the order in which its heads are printed.

    ``parted``: between rows that are printed one cell a line stands an empty cell that belongs to none; ``extra``:
    heads of columns of no form.
    """
    ids = tuple(table.cell_id(row, column) for row, column in order.places)
    batches, heads, shape = _batches(stream, table)
    taken = {slot.item.start for record in records if id(record) in used for slot in record.slots}
    batches = [batch for batch in batches if not any(slot.item.start in taken for slot in batch.slots)]
    for batch in batches:
        batch.slots = side_slots(document.text, batch.slots, order.places, table, extra)
    by_row = _by_row(table, batches, order)
    if by_row:
        return replace(by_row, score=10.0 + heads)
    in_one = [placed for batch in batches if (placed := _in_one(ids, batch, shape, parted))]
    if in_one:
        prints = [_printed(document, placed) for placed in in_one]
        contested = any(each != prints[0] for each in prints[1:])
        return SingleRow(in_one[0], score=10.0 + heads, contested=contested)
    alone = _unlabelled(records, used, len(ids))
    if alone is not None:
        placed = _in_one(ids, Batch(None, [slot for slot in alone.slots if not slot.blank]), shape)
        if placed:
            return SingleRow(placed, score=5.0 + heads, taken=frozenset((id(alone),)))
    if heads < _FEWEST_HEADS:
        return SingleRow({}, score=float(heads), found=False)
    nonempty = [batch for batch in batches if any(not slot.empty for slot in batch.slots)]
    if nonempty:
        slots = tuple(slot for batch in nonempty for slot in batch.slots)
        return SingleRow({}, ((ids, slots),), 2.0 + heads)
    if any(batch.slots for batch in batches):
        return SingleRow(dict.fromkeys(ids, (None, 0.97)), score=3.0 + heads)
    # the heads stand there and nothing below them: the row of figures is empty, or was lost
    return SingleRow(dict.fromkeys(ids, (None, 0.8)), score=1.0 + heads)


def _batches(stream: Sequence[StreamRow], table: Table) -> tuple[list[Batch], int, TableShape]:
    """Runs of slots below the heads, each with the row label in front of it, the number of heads, and their places."""
    columns = {f"column:{column.id}" for column in table.columns}
    rows = {f"row:{table.id}.{row.id}" for row in table.rows}
    own = rows | {f"group:{group.id}" for group in table.groups}
    first = _first_head(stream, rows, columns)
    if first is None:
        return [], 0, TableShape()
    found = _Below(own, columns, rows)
    for line in (_from_first_head(stream[first], own | columns), *stream[first + 1 : first + _REACH + 60]):
        if not line.skipped and not found.take(line):
            break
    nonempty = [batch for batch in found.batches if any(not slot.empty for slot in batch.slots)]
    columns_of_heads = _spans_to_columns(found.spans)
    width = sum(len(row.columns) for row in table.rows)
    places = ((first, columns_of_heads),) if len(columns_of_heads) == width else ()
    return nonempty or found.batches, len(found.heads), TableShape(start=0, places=places, heads=True)


class _Below:
    """What stands from the first head on: the heads, their places, and runs of slots.

    Attributes:
        batches: the runs.
        heads: labels of the heads.
        spans: where they stand in their lines.
    """

    def __init__(self, own: set[str], columns: set[str], rows: set[str]) -> None:
        self.batches: list[Batch] = []
        self.heads: set[str] = set()
        self.spans: list[tuple[int, int]] = []
        self._known, self._columns, self._rows = own | columns, columns, rows
        self._label: str | None = None
        self._is_open = self._passed = False
        self._behind_row = 0  # batches that stood there when a row was named, and no column since

    def take(self, line: StreamRow) -> bool:
        """Take in one more line; False where it belongs to the table no more."""
        if self._is_open and line.items and line.items[0].kind != "figure":
            self.batches[-1].after = line.row.gap
        foreign = any(_is_foreign(item, self._known) for item in line.items)
        if foreign or (line.barrier and (self.batches or self._passed)):
            return False
        if line.barrier:
            self._passed = True  # a heading between the heads and the figures
            return True
        if self.spans or any(_is(item, self._columns) for item in line.items):
            self.spans.extend(item.x for item in line.items if item.kind in ("label", "text") and item.x is not None)
        for item in line.items:
            self._take_item(item, line)
        if len(line.items) > 1:
            self._is_open = False
        return True

    def _take_item(self, item: Item, line: StreamRow) -> None:
        if item.kind == "label":
            if _is(item, self._rows):
                self._label = next(x for x in _labels(item) if x in self._rows)
                self._behind_row = len(self.batches)
            elif _is(item, self._columns):
                within = self.batches[self._behind_row :]
                if sum(slot.item.kind == "figure" for batch in within for slot in batch.slots) == 1:
                    del self.batches[self._behind_row :]  # the number of a row of heads
                self._behind_row = len(self.batches)
            self.heads.update(x for x in _labels(item) if x in self._known)
            self._is_open = False
        elif item.kind == "figure" or (item.kind == "blank" and (self._is_open or not _has_label(line))):
            if not self._is_open:
                self.batches.append(Batch(self._label, []))
                self._is_open = True
            self.batches[-1].slots.append(item_to_slot(item, line))


def _is_foreign(item: Item, own: set[str]) -> bool:
    """A label of the rows of another table."""
    return item.tag is not None and item.tag.role in ("row", "item") and not _is(item, own)


def _from_first_head(line: StreamRow, own: set[str]) -> StreamRow:
    """Where other tables, or the whole report, stand in the same line: that part of it in which most heads stand."""
    parts: list[list[Item]] = [[]]
    for item in line.items:
        if _is_foreign(item, own):
            parts.append([])
        parts[-1].append(item)
    if len(parts) == 1:
        return line
    part = max(parts, key=lambda part: len({label for item in part for label in _labels(item) if label in own}))
    head = next((number for number, item in enumerate(part) if _is(item, own)), 0)
    return replace(line, items=tuple(part[head:]))


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
    found = {number: own for number, line in enumerate(stream) if (own := _heads_of(line, heads))}
    for number in found:
        near = (found[at] for at in range(number, number + _REACH) if at in found and not stream[at].skipped)
        best = max(best, (len(set().union(*near)), number))
    return best[1] if best[0] >= 2 else None


def _heads_of(line: StreamRow, heads: set[str]) -> set[str]:
    return {label for item in line.items for label in _labels(item) if label in heads}


def _labels(item: Item) -> tuple[str, ...]:
    return (item.tag.label, *item.tag.others) if item.tag else ()


def _is(item: Item, labels: set[str]) -> bool:
    tag = item.tag
    return tag is not None and (tag.label in labels or any(label in labels for label in tag.others))


def _has_label(line: StreamRow) -> bool:
    return any(item.kind == "label" for item in line.items)


def _by_row(table: Table, batches: Sequence[Batch], order: PrintedCells) -> SingleRow | None:
    """One run of slots for each row, each behind its label."""
    placed: dict[str, tuple[Slot | None, float]] = {}
    ambiguous_rows: list[AmbiguousCells] = []
    rows: set[str] = set()
    for batch in batches:
        row = next((row for row in table.rows if batch.label == f"row:{table.id}.{row.id}"), None)
        if row is None or row.id in rows or all(slot.empty for slot in batch.slots):
            continue
        ids = tuple(table.cell_id(row.id, name) for of_row, name in order.places if of_row == row.id)
        columns = slots_to_columns(RowRecord(slots=batch.slots), len(ids), TableShape())
        rows.add(row.id)
        if columns:
            placed.update((cell_id, (slot, _BY_ROW)) for cell_id, slot in zip(ids, columns, strict=True))
        else:
            ambiguous_rows.append((ids, tuple(batch.slots)))
    return SingleRow(placed, tuple(ambiguous_rows)) if len(rows) > 1 else None


def _in_one(ids: Sequence[str], batch: Batch, shape: TableShape, parted: bool = False) -> Placed | None:
    """All figures in one run."""
    if batch.stacked:
        if parted and batch.slots[0].blank:
            batch = replace(batch, slots=batch.slots[1:])
        gap = min(slot.gap for slot in batch.slots)
        shape = replace(shape, start=None, gap=gap, after=gap, places=())
    elif batch.single_spaced:
        shape = replace(shape, places=(), single_spaced=True)
    columns = slots_to_columns(RowRecord(slots=batch.slots, stacked=batch.stacked, after=batch.after), len(ids), shape)
    if not columns or not any(not slot.empty for slot in batch.slots):
        return None
    sure = 0.98 if len(batch.slots) >= len(ids) else _INFERRED
    return {cell_id: (slot, sure) for cell_id, slot in zip(ids, columns, strict=True)}


def _printed(document: Document, placed: Placed) -> list[str]:
    """What is printed in each cell of a row."""
    slots = [slot for slot, _ in placed.values()]
    return ["" if slot is None else document.text[slot.item.start : slot.item.end].strip() for slot in slots]


def _unlabelled(records: Sequence[RowRecord], used: frozenset[int], width: int) -> RowRecord | None:
    """A record of exactly as many figures as the table has cells, which no other table took."""
    fitting = [r for r in records if not r.hints and r.figures == width and id(r) not in used and _is_run(r)]
    return fitting[-1] if fitting else None


def _is_run(record: RowRecord) -> bool:
    """Whether no empty cell stands between the figures of a record."""
    blanks = [slot.blank for slot in record.slots]
    return True not in blanks[blanks.index(False) : len(blanks) - blanks[::-1].index(False)]
