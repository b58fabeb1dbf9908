"""A figure more in each row than the table has columns: a percentage, or what stands under a last head of no form.

Where merged heads were lost, a column that no form has (同比, 上年数) is not found by its place. But a percentage is no
figure of any form; and where the last head, or the first, is that of such a column, so is the last figure of each row
that has one too many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set

from gkml.equations import table_equations
from gkml.figures import printed
from gkml.form import Table
from gkml.tables.extra_columns import HeadsBefore
from gkml.tables.records import RowRecord, Slot

__all__ = ["is_percentage", "side_slots", "without_surplus"]

_PERCENT = ("%", "％", "‰")
_MOST = 3  # figures too many of which sums tell where those of the form stand


def without_surplus(
    text: str,
    records: Sequence[RowRecord],
    widths: Mapping[str, Collection[int]],
    heads: Sequence[HeadsBefore],
    cut: Set[int],
) -> None:
    """Take the figures out of records that belong to columns of no form.

    Args:
        text: the canonical text.
        records: of the document; those with figures too many lose them.
        widths: how many columns the row of each label has in any form.
        heads: heads of such columns, in order of reading.
        cut: numbers of the rows out of which cells of such columns were taken already.
    """
    trimmed: Counter[HeadsBefore | None] = Counter()
    fitting: dict[HeadsBefore, list[RowRecord]] = {}
    for record in records:
        wanted = {width for hint in record.hints for width in widths.get(hint.label, ())}
        above = _heads_above(heads, record.start)
        if wanted and len(record.slots) > max(wanted):
            trimmed[above] += _is_trimmed(text, record, wanted, above, cut)
        elif above is not None and record.figures and record.stacked:
            fitting.setdefault(above, []).append(record)
    for above, several in fitting.items():
        if len(several) < trimmed[above]:  # a cell less than most rows have, each on a line: which one was lost?
            for record in several:
                record.doubtful = True


def _is_trimmed(
    text: str, record: RowRecord, wanted: Collection[int], above: HeadsBefore | None, cut: Set[int]
) -> bool:
    """Whether heads tell the figures too many of a record; it loses them, and percentages."""
    kept = [slot for slot in record.slots if not is_percentage(text, slot)]
    if len(kept) >= min(wanted):
        record.slots = kept
    if len(kept) in wanted:
        return False
    if above is None or not cut.isdisjoint(record.rows):
        return False
    for slots in (kept, _without_ends(kept)):
        first, last = above.leading, len(slots) - above.trailing
        surplus = (*slots[:first], *slots[last:])
        of_label = [slot.blank for slot in slots] == [True, *[False] * (len(slots) - 1)]
        if surplus and last - first in wanted and not of_label and not any(slot.blank for slot in surplus):
            record.slots = slots[first:last]
            return True
    return False


def _without_ends(slots: Sequence[Slot]) -> list[Slot]:
    """The slots from the first to the last in which something is printed."""
    printed = [at for at, slot in enumerate(slots) if not slot.blank]
    return list(slots[printed[0] : printed[-1] + 1]) if printed else []


def side_slots(
    text: str, slots: Sequence[Slot], places: Sequence[tuple[str, str]], table: Table, heads: Sequence[HeadsBefore]
) -> list[Slot]:
    """The slots of a table whose rows stand side by side, without those of columns of no form.

    Where no head tells them, one slot too many is the first or the last: the one without which the sums hold.

    Args:
        text: the canonical text.
        slots: from left to right.
        places: row and column ids of the cells of the table, from left to right.
        table: the table.
        heads: heads of such columns, in order of reading.
    """
    kept = [slot for slot in slots if not is_percentage(text, slot)]
    if len(slots) <= len(places) or len(kept) < len(places):
        return list(slots)
    inner = _without_ends(kept)
    slots = inner if len(inner) >= len(places) else kept
    if len(slots) == len(places):
        return slots
    ways = [slots[at : at + len(places)] for at in range(len(slots) - len(places) + 1)]
    ways = [way for way in ways if len(ways) <= 1 + _MOST and _sums_hold(text, way, places, table)]
    if len(ways) == 1:
        return ways[0]
    above = _heads_above(heads, slots[0].item.start)
    if above is not None and (first := above.leading + above.counting) + above.trailing == len(slots) - len(places):
        return slots[first : len(slots) - above.trailing]
    return slots


def _heads_above(heads: Sequence[HeadsBefore], start: int) -> HeadsBefore | None:
    at = bisect_right([each.start for each in heads], start) - 1
    return heads[at] if at >= 0 else None


def _sums_hold(text: str, slots: Sequence[Slot], places: Sequence[tuple[str, str]], table: Table) -> bool:
    """Whether the sums of all rows hold, and figures stand in each."""
    values = {
        table.cell_id(*place): printed(text[slot.item.start : slot.item.end]).value
        for place, slot in zip(places, slots, strict=True)
    }
    sums = [equation for equation in table_equations(table) if equation.identity.along == "columns"]
    return all(
        any(values.get(cell) is not None for cell in each.cells)
        and sum(values.get(cell) or 0 for cell in each.left) == sum(values.get(cell) or 0 for cell in each.right)
        for each in sums
    )


def is_percentage(text: str, slot: Slot) -> bool:
    """Whether a percentage stands in a slot."""
    item = slot.item
    return item.kind != "blank" and text[item.start : item.end + 1].rstrip().endswith(_PERCENT)
