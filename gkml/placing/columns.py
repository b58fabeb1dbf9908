"""Slots to columns: which of the figures in a row stands under which head.

As many slots as columns need no help. Where there are more (empty cells that pad a row) or fewer (an empty cell that
left no trace), the other rows of the table, the room on the line and the empty lines tell where the gap is; where they
do not, the row stays undecided.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gkml.placing.records import Record, Slot

__all__ = ["TableShape", "learn_shape", "slots_to_columns"]

_NEAR = 8  # full rows on either side whose places are compared
_MAX_SHIFT = 14  # characters by which a lost figure can move those behind it
_CLEAR = 3.0  # characters by which the best explanation must beat the next
_MAX_ERROR = 4.0  # characters a figure may stand beside its column, on average


@dataclass(frozen=True, slots=True)
class TableShape:
    """What the full rows of a table teach about the others.

    Attributes:
        start: number of empty slots in front of the first figure, where all full rows agree; else None.
        grid: grid columns of the figures, where all full rows agree; else None.
        places: for aligned rows, ``(row index, character columns of each figure)``.
        gap: empty lines between two cells that stand one a line; None without such rows.
        after: empty lines behind such a row; None where they vary.
        trailing: whether full rows have spaces at the end of their line.
    """

    start: int | None = None
    grid: tuple[int, ...] | None = None
    places: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()
    gap: int | None = None
    after: int | None = None
    trailing: bool = False


def learn_shape(records: Iterable[Record], columns: int) -> TableShape:
    """The shape that the rows with a figure in each of ``columns`` columns show."""
    starts: Counter[int] = Counter()
    grids: Counter[tuple[int, ...]] = Counter()
    places = []
    gaps: Counter[int] = Counter()
    after: Counter[int] = Counter()
    trailing = False
    for record in records:
        if record.stacked:
            gaps.update(slot.gap for slot in record.slots)
        if record.figures != columns:
            continue
        inked = [number for number, slot in enumerate(record.slots) if not slot.blank]
        if inked[-1] - inked[0] + 1 != columns:
            continue
        if record.stacked and record.after is not None:
            after[record.after] += 1
        starts[inked[0]] += 1
        full = [record.slots[number] for number in inked]
        grids[tuple(slot.item.cell.column for slot in full)] += 1
        trailing = trailing or full[-1].trailing > 0
        spans = tuple(slot.item.x for slot in full if slot.item.x is not None)
        if len(spans) == columns:
            places.append((full[0].row, spans))
    return TableShape(
        start=next(iter(starts)) if len(starts) == 1 else None,
        grid=next(iter(grids)) if len(grids) == 1 and sum(grids.values()) > 1 else None,
        places=tuple(places),
        gap=min(gaps) if gaps else None,
        after=after.most_common(1)[0][0] if after else None,
        trailing=trailing,
    )


def slots_to_columns(record: Record, columns: int, shape: TableShape) -> list[Slot | None] | None:
    """The slot of each column, None for a column without one; None for all where it cannot be told."""
    slots = record.slots
    if len(slots) == columns:
        return list(slots)
    if record.figures > columns:
        return None
    if len(slots) > columns:
        return _window(slots, columns, shape)
    if not record.figures:
        return [*slots, *[None] * (columns - len(slots))]
    return (
        _by_grid(slots, shape)
        or _by_gap(record, columns, shape)
        or _by_spaces(slots, columns, shape)
        or _by_place(slots, columns, shape)
    )


def _window(slots: Sequence[Slot], columns: int, shape: TableShape) -> list[Slot | None] | None:
    """More slots than columns: the run of slots that holds every figure, where there is one."""
    inked = [number for number, slot in enumerate(slots) if not slot.blank]
    if not inked:
        return list(slots[:columns])
    windows = [w for w in range(len(slots) - columns + 1) if w <= inked[0] and inked[-1] < w + columns]
    if not windows:
        return None
    if len(windows) == 1:
        return list(slots[windows[0] : windows[0] + columns])
    if shape.grid is not None:
        by_grid = [w for w in windows if tuple(s.item.cell.column for s in slots[w : w + columns]) == shape.grid]
        if len(by_grid) == 1:
            return list(slots[by_grid[0] : by_grid[0] + columns])
    if shape.start is not None and shape.start in windows:
        return list(slots[shape.start : shape.start + columns])
    return None


def _by_grid(slots: Sequence[Slot], shape: TableShape) -> list[Slot | None] | None:
    """Cells of a grid stand under the columns of the full rows."""
    if shape.grid is None or len({slot.row for slot in slots}) > 1:
        return None
    found: dict[int, Slot] = {slot.item.cell.column: slot for slot in slots}
    if len(found) != len(slots) or not set(found) <= set(shape.grid):
        return None
    return [found.get(column) for column in shape.grid]


def _by_gap(record: Record, columns: int, shape: TableShape) -> list[Slot | None] | None:
    """Cells one a line: an empty cell leaves one more line, or one more pair of lines, empty."""
    if not record.stacked or shape.gap is None or any(slot.blank for slot in record.slots):
        return None
    placed: list[Slot | None] = []
    for slot in record.slots:
        extra, rest = divmod(slot.gap - shape.gap, shape.gap + 1)
        if rest:
            return None
        placed.extend([None] * extra)
        placed.append(slot)
    if shape.after is not None and record.after is not None:
        extra, rest = divmod(record.after - shape.after, shape.gap + 1)
        if not rest and extra == columns - len(placed):
            placed.extend([None] * extra)
    return placed if len(placed) == columns else None


def _by_spaces(slots: Sequence[Slot], columns: int, shape: TableShape) -> list[Slot | None] | None:
    """Figures parted by one space: two spaces have an empty cell between them."""
    if len({slot.row for slot in slots}) > 1 or any(slot.blank or slot.item.x is None for slot in slots):
        return None
    if shape.places and any(b[0] - a[1] != 1 for _, x in shape.places for a, b in itertools.pairwise(x)):
        return None
    placed: list[Slot | None] = [slots[0]]
    for left, right in itertools.pairwise(slots):
        if left.item.x is None or right.item.x is None:
            return None
        placed.extend([None] * (right.item.x[0] - left.item.x[1] - 1))
        placed.append(right)
    missing = columns - len(placed)
    if missing == 1 and slots[-1].trailing and not shape.trailing:
        placed.append(None)
    elif missing == 1 and slots[0].item.x and _space_before(slots[0]):
        placed.insert(0, None)
    return placed if len(placed) == columns else None


def _space_before(slot: Slot) -> bool:
    """Whether a line of figures begins with a space, or two spaces part it from its label."""
    item = slot.item
    return item.x is not None and item.cell.x is not None and item.start == item.cell.start and item.x[0] > 0


def _by_place(slots: Sequence[Slot], columns: int, shape: TableShape) -> list[Slot | None] | None:
    """Figures in aligned rows stand where those of the neighbouring full rows stand.

    A figure that was lost together with its room moves those behind it to the left by one and the same distance.
    """
    missing = columns - len(slots)
    spans = [slot.item.x for slot in slots]
    if not shape.places or any(span is None for span in spans):
        return None
    row = slots[0].row
    near = sorted(shape.places, key=lambda place: abs(place[0] - row))[:_NEAR]
    explained: list[tuple[float, tuple[int, ...]]] = []
    for kept in _choices(columns, len(slots)):
        cost = sum(_distance(span, column, near, 0) for span, column in zip(spans, kept, strict=True) if span)
        explained.append((cost, kept))
        if missing != 1:
            continue
        lost = next(c for c in range(columns) if c not in kept)
        for shift in range(1, _MAX_SHIFT):
            cost = sum(
                _distance(span, column, near, shift if column > lost else 0)
                for span, column in zip(spans, kept, strict=True)
                if span
            )
            explained.append((cost + 1.0, kept))
    explained.sort()
    best, kept = explained[0]
    rival = next((cost for cost, other in explained if other != kept), float("inf"))
    if best > _MAX_ERROR * len(slots) or rival - best < _CLEAR:
        return None
    placed: list[Slot | None] = [None] * columns
    for column, slot in zip(kept, slots, strict=True):
        placed[column] = slot
    return placed


def _choices(columns: int, kept: int) -> Iterable[tuple[int, ...]]:
    from itertools import combinations

    return combinations(range(columns), kept)


def _distance(
    span: tuple[int, int],
    column: int,
    near: Sequence[tuple[int, tuple[tuple[int, int], ...]]],
    shift: int,
) -> float:
    """How far a figure stands from where a column stands in the full rows near it: left, right or middle."""
    left, right = span[0] + shift, span[1] + shift
    best = float("inf")
    for _, columns in near:
        a, b = columns[column]
        best = min(best, abs(left - a), abs(right - b), abs((left + right) / 2 - (a + b) / 2))
    return best
