"""Slots to columns: which of the figures in a row stands under which head.

As many slots as columns need no help. Where there are more (empty cells that pad a row) or fewer (an empty cell that
left no trace), the other rows of the table, the room on the line and the empty lines tell where the gap is; where they
do not, the row stays undecided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import TypeVar

from gkml.tables.records import RowRecord, Slot

__all__ = ["TableShape", "are_parted", "learn_shape", "slots_to_columns"]

_T = TypeVar("_T")
_NEAR = 8  # full rows on either side whose places are compared
_MAX_SHIFT = 7  # characters by which a lost figure can move those behind it: its digits
_USUAL = 3  # rows from which a habit is learnt
_SHIFT_COST = 2.0  # what such a move costs as an explanation, in characters
_CLEAR = 3.0  # characters by which the best explanation must beat the next
_SAME_COLUMN = 1.5  # characters by which figures of one column stand apart, on average
_MAX_OUTSIDE = 3.0  # characters that the figures of a row may stand outside their heads, in all
_MAX_ERROR = 4.0  # characters a figure may stand beside its column, on average


@dataclass(frozen=True, slots=True)
class TableShape:
    """What the full rows of a table teach about the others.

    Attributes:
        start, end: number of empty slots in front of the first figure and behind the last, where all full rows agree;
            else None.
        under: the same number of empty slots for each grid column in which labels stand, where rows agree.
        usual: number of empty slots in front of the first figure in most labelled rows, of whatever width.
        grid: grid columns of the figures, where all full rows agree; else None.
        places: for aligned rows, ``(row index, character columns of each figure)``.
        heads: the places are those of the column heads, not of figures.
        single_spaced: figures stand behind one another with one space between.
        gap: empty lines between two cells that stand one a line; None without such rows, or where they vary.
        after: empty lines behind such a row; None where they vary.
        trailing: whether full rows have spaces at the end of their line.
        parted: rows one cell a line have an empty cell between them that belongs to none.
    """

    start: int | None = None
    end: int | None = None
    under: Mapping[int, int] = field(default_factory=dict)
    usual: int | None = None
    grid: tuple[int, ...] | None = None
    places: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()
    heads: bool = False
    single_spaced: bool = False
    gap: int | None = None
    after: int | None = None
    trailing: bool = False
    parted: bool = False


def learn_shape(records: Iterable[RowRecord], columns: int, widths: Mapping[str, int] | None = None) -> TableShape:
    """The shape that the rows of ``columns`` columns show, whose first and last figures are there.

    Args:
        records: of one table.
        columns: width of the rows that teach.
        widths: width of the row that each label stands for; without it every row may teach.
    """
    records = list(records)
    starts: Counter[int] = Counter()
    ends: Counter[int] = Counter()
    under: dict[int, Counter[int]] = defaultdict(Counter)
    grids: Counter[tuple[int, ...]] = Counter()
    places = []
    gaps: Counter[int] = Counter()
    after: Counter[int] = Counter()
    trailing = False
    single = 0
    for record in records:
        if len(record.slots) < columns:
            continue
        nonempty = [number for number, slot in enumerate(record.slots) if not slot.blank]
        if not nonempty or nonempty[-1] - nonempty[0] + 1 != columns:
            continue  # the first or the last column may be empty, so the row teaches nothing
        if widths and record.hints and widths.get(record.hints[-1].label, columns) != columns:
            continue  # a wider row with empty cells at its ends
        if record.stacked:
            gaps.update(slot.gap for slot in record.slots[1:])
            after.update([record.after] if record.after is not None else [])
        starts[nonempty[0]] += 1
        if record.column is not None:
            under[record.column][nonempty[0]] += 1
        ends[len(record.slots) - 1 - nonempty[-1]] += 1
        full = record.slots[nonempty[0] : nonempty[-1] + 1]
        if all(slot.kind in ("cells", "grid") for slot in full):
            grids[tuple(slot.item.cell.column for slot in full)] += 1
        trailing = trailing or full[-1].trailing > 0
        spans = tuple(slot.item.x for slot in full if slot.item.x is not None)
        if len(spans) == columns and not record.stacked:
            if full[0].kind == "aligned":
                places.append((full[0].row, spans))
            single += all(right[0] - left[1] == 1 for left, right in pairwise(spans))
    return TableShape(
        start=_agreed(starts),
        under={at: start for at, counts in under.items() if (start := _agreed(counts)) is not None},
        usual=_usual_start(records),
        end=_agreed(ends),
        grid=_agreed(grids) if grids.total() > 1 else None,
        places=tuple(places),
        single_spaced=single > len(places),
        gap=_agreed(gaps) if gaps else _usual_gap(records),
        after=after.most_common(1)[0][0] if after else None,
        trailing=trailing,
        parted=are_parted(records, {label: {width} for label, width in (widths or {}).items()}),
    )


def are_parted(records: Iterable[RowRecord], widths: Mapping[str, Collection[int]]) -> bool:
    """Whether rows one cell a line have an empty cell between them: most of those that are full without it.

    Args:
        records: of any tables.
        widths: of the rows that each label may stand for.
    """
    stacked = [record for record in records if record.stacked and record.hints and record.slots]
    full = [record for record in stacked if record.figures in widths.get(record.hints[-1].label, ())]
    parted = sum([slot.blank for slot in record.slots] == [False] * record.figures + [True] for record in full)
    return parted >= _USUAL and parted * 4 >= len(full) * 3


def _usual_gap(records: Iterable[RowRecord]) -> int | None:
    """Empty lines between cells where no row is full: the smallest gap, where most cells have it."""
    gaps = Counter(slot.gap for record in records if record.stacked for slot in record.slots[1:])
    if gaps.total() < _USUAL:
        return None
    smallest = min(gaps)
    return smallest if gaps[smallest] * 2 > gaps.total() else None


def _usual_start(records: Iterable[RowRecord]) -> int | None:
    """Where most labelled rows have their first figure, for a number of columns that no other row has."""
    starts = Counter(
        next(number for number, slot in enumerate(record.slots) if not slot.blank)
        for record in records
        if record.hints and record.figures
    )
    if starts.total() < _USUAL:
        return None
    start, count = starts.most_common(1)[0]
    return start if count * 4 >= starts.total() * 3 else None


def _agreed(counts: Counter[_T]) -> _T | None:
    """The one value that was counted; None where there are several or none."""
    return next(iter(counts)) if len(counts) == 1 else None


def slots_to_columns(record: RowRecord, columns: int, shape: TableShape) -> list[Slot | None] | None:
    """The slot of each column, None for a column without one; None for all where it cannot be told."""
    slots = record.slots
    if len(slots) == columns:
        # where every row ends with an empty cell that is none of its own, a row without it has lost one
        short = record.stacked and bool(shape.end or shape.parted) and slots[-1].blank and record.figures > 0
        return None if short or (slots[0].blank and _begins_outside(record, shape)) else list(slots)
    if record.figures > columns:
        return None
    if len(slots) > columns:
        return _window(record, columns, shape)
    if not record.figures:
        return [*slots, *[None] * (columns - len(slots))]
    return (
        _by_grid(slots, shape)
        or _by_gap(record, columns, shape)
        or _by_spaces(slots, columns, shape)
        or _by_place(slots, columns, shape)
    )


def _begins_outside(record: RowRecord, shape: TableShape) -> bool:
    """Whether a row has an empty cell in front of the columns of figures, and so has lost one of theirs."""
    first = record.slots[0]
    cells = first.kind in ("cells", "grid") and record.figures > 0
    return cells and shape.grid is not None and first.item.cell.column < shape.grid[0]


def _window(record: RowRecord, columns: int, shape: TableShape) -> list[Slot | None] | None:
    """More slots than columns: the run of slots that holds every figure, where there is one."""
    slots = record.slots
    nonempty = [number for number, slot in enumerate(slots) if not slot.blank]
    if not nonempty:
        return list(slots[:columns])
    windows = [w for w in range(len(slots) - columns + 1) if w <= nonempty[0] and nonempty[-1] < w + columns]
    if not windows:
        return None
    if len(windows) == 1:
        return list(slots[windows[0] : windows[0] + columns])
    if shape.grid is not None:
        by_grid = [w for w in windows if tuple(s.item.cell.column for s in slots[w : w + columns]) == shape.grid]
        if len(by_grid) == 1:
            return list(slots[by_grid[0] : by_grid[0] + columns])
    if record.column is not None and shape.under.get(record.column) in windows:
        start = shape.under[record.column]
        return list(slots[start : start + columns])
    last = None if shape.end is None else len(slots) - columns - shape.end
    agreed = {start for start in (shape.start, last) if start in windows}
    if len(agreed) != 1:
        agreed = {start for start in (shape.usual,) if start in windows}
    return list(slots[(start := agreed.pop()) : start + columns]) if agreed else None


def _by_grid(slots: Sequence[Slot], shape: TableShape) -> list[Slot | None] | None:
    """Cells of a grid stand under the columns of the full rows."""
    if shape.grid is None or any(slot.kind != "grid" or slot.row != slots[0].row for slot in slots):
        return None
    found: dict[int, Slot] = {}
    for slot in slots:
        cell = slot.item.cell
        covered = [column for column in shape.grid if cell.column <= column < cell.column + cell.colspan]
        if not covered or cell.column not in shape.grid:
            return None
        found.update((column, slot) for column in covered)
    return [found.get(column) for column in shape.grid]


def _by_gap(record: RowRecord, columns: int, shape: TableShape) -> list[Slot | None] | None:
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
    if not shape.single_spaced:
        return None
    if any(slot.blank or slot.row != slots[0].row or slot.item.x is None for slot in slots):
        return None
    placed: list[Slot | None] = [slots[0]]
    for left, right in pairwise(slots):
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
    spans = [slot.item.x for slot in slots if slot.item.x is not None and slot.kind == "aligned"]
    if not shape.places or len(spans) != len(slots):
        return None
    row = slots[0].row
    near = [places for _, places in sorted(shape.places, key=lambda place: abs(place[0] - row))[:_NEAR]]
    near = near if shape.heads else _agreeing(near)
    if not near:
        return None
    shifts = range(_MAX_SHIFT + 1) if columns - len(slots) == 1 else range(1)
    distance = _outside if shape.heads else _distance
    explained: list[tuple[float, tuple[int, ...]]] = []
    for kept in combinations(range(columns), len(slots)):
        lost = next(column for column in range(columns) if column not in kept)
        for shift in shifts:
            moved = [(a + shift, b + shift) if c > lost else (a, b) for (a, b), c in zip(spans, kept, strict=True)]
            cost = min(distance(moved, [places[column] for column in kept]) for places in near)
            explained.append((cost + (_SHIFT_COST + shift / 2 if shift else 0.0), kept))
    explained.sort()
    best, kept = explained[0]
    rival = next((cost for cost, other in explained if other != kept), float("inf"))
    allowed, clear = (_MAX_OUTSIDE, _CLEAR) if shape.heads else (_MAX_ERROR * len(slots), _CLEAR)
    if best > allowed or rival - best < clear:
        return None
    placed: list[Slot | None] = [None] * columns
    for column, slot in zip(kept, slots, strict=True):
        placed[column] = slot
    return placed


def _agreeing(rows: list[tuple[tuple[int, int], ...]]) -> list[tuple[tuple[int, int], ...]]:
    """Full rows that stand under one another; none where lines only look aligned and have no columns."""
    if len(rows) == 1:
        return rows  # nothing contradicts it
    # a page break parts the rows above it, which have other columns, from those below
    enough = max(2, len(rows) // 3)
    return [row for row in rows if sum(_distance(row, other) <= _SAME_COLUMN * len(row) for other in rows) >= enough]


def _outside(spans: Sequence[tuple[int, int]], heads: Sequence[tuple[int, int]]) -> float:
    """How far the middles of figures stand outside the heads that should be above them, in all."""
    return sum(
        max(0.0, left - (a + b) / 2, (a + b) / 2 - right) for (a, b), (left, right) in zip(spans, heads, strict=True)
    )


def _distance(spans: Sequence[tuple[int, int]], columns: Sequence[tuple[int, int]]) -> float:
    """How far figures stand from columns in all, each at the left, at the right or in the middle."""
    return sum(
        min(abs(a - left), abs(b - right), abs((a + b) / 2 - (left + right) / 2))
        for (a, b), (left, right) in zip(spans, columns, strict=True)
    )
