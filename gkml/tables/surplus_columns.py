"""A figure more in each row than the table has columns: a percentage, or what stands under a last head of no form.

Where merged heads were lost, a column that no form has (同比, 上年数) is not found by its place. But a percentage is no
figure of any form; and where the last head, or the first, is that of such a column, so is the last figure of each row
that has one too many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence

from gkml.tables.extra_columns import HeadsBefore
from gkml.tables.records import RowRecord, Slot

__all__ = ["is_percentage", "without_surplus"]

_PERCENT = ("%", "％", "‰")


def without_surplus(
    text: str, records: Sequence[RowRecord], widths: Mapping[str, Collection[int]], heads: Sequence[HeadsBefore]
) -> None:
    """Take the figures out of records that belong to columns of no form.

    Args:
        text: the canonical text.
        records: of the document; those with figures too many lose them.
        widths: how many columns the row of each label has in any form.
        heads: heads of such columns, in order of reading.
    """
    starts = [each.start for each in heads]
    for record in records:
        wanted = {width for hint in record.hints for width in widths.get(hint.label, ())}
        if not wanted or len(record.slots) <= max(wanted):
            continue
        kept = [slot for slot in record.slots if not is_percentage(text, slot)]
        if len(kept) in wanted:
            record.slots = kept
            continue
        at = bisect_right(starts, record.start) - 1
        if at >= 0 and sum(not slot.blank for slot in record.slots) > max(wanted):
            first, last = heads[at].leading, len(record.slots) - heads[at].trailing
            surplus = (*record.slots[:first], *record.slots[last:])
            if last - first in wanted and not any(slot.blank for slot in surplus):
                record.slots = record.slots[first:last]


def is_percentage(text: str, slot: Slot) -> bool:
    """Whether a percentage stands in a slot."""
    item = slot.item
    return item.kind != "blank" and text[item.start : item.end + 1].rstrip().endswith(_PERCENT)
