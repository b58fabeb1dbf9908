"""Columns of no form, told by what they hold in each row of a table: figures of no sum, or one figure all down.

The heads of such columns may be unknown, lost or elsewhere. Of one figure too many in every row the sums of the rows
tell which it is, where they hold without it and not without another; where a table has none, one figure in one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from gkml.figures import printed
from gkml.tables.records import RowRecord, Slot

__all__ = ["without_odd_columns"]

_MOST = 2  # columns that are told in one table
_FEWEST = 3  # rows whose sums must tell it
_ALIKE = 5  # rows that must have the same figure
_CLEAR = 4  # times as many as tell another


def without_odd_columns(
    text: str, records: Sequence[RowRecord], widths: Mapping[str, Collection[int]], summed: Collection[str]
) -> None:
    """Take the figures of such columns out of the records.

    Args:
        text: the canonical text.
        records: of the document; those with figures too many lose them, and are in doubt where others have none more.
        widths: how many columns the row of each label has in any form.
        summed: labels of rows whose last column is the sum of the others.
    """
    for rows in _tables(records):
        for number in range(1, _MOST + 1):
            odd = [(record, slots) for record in rows if (slots := _too_many(record, widths, number))]
            if len(odd) < _FEWEST or 2 * len(odd) <= sum(record.figures > 0 for record in rows):
                continue
            places = _told_by_sums(text, [slots for record, slots in odd if _is_of(record, summed)], number)
            places = places or _told_by_sameness(text, [slots for _, slots in odd], number)
            for record, slots in odd if places is not None else ():
                left_out = {at % len(slots) for at in places or ()}
                record.slots = [slot for at, slot in enumerate(slots) if at not in left_out]
            for record in rows:  # which of its figures did a row lose that has none too many?
                short = bool(record.hints) and all(record is not other for other, _ in odd)
                record.doubtful = record.doubtful or short
            break


def _tables(records: Sequence[RowRecord]) -> Iterator[list[RowRecord]]:
    """Runs of records with figures or empty cells, whose labels are of one table."""
    rows: list[RowRecord] = []
    table = ""
    for record in records:
        own = record.hints[-1].label.partition(".")[0] if record.hints else table
        if own != table and rows:
            yield rows
            rows = []
        table = own
        if record.slots:
            rows.append(record)
    if rows:
        yield rows


def _is_of(record: RowRecord, labels: Collection[str]) -> bool:
    return any(hint.label in labels for hint in record.hints)


def _too_many(record: RowRecord, widths: Mapping[str, Collection[int]], number: int) -> list[Slot] | None:
    """The slots of a row from its first figure to its last, where they are so many too many."""
    if len(record.slots) < 2 or not record.hints:
        return None
    wanted = {width for hint in record.hints for width in widths.get(hint.label, ())}
    if not wanted or len(record.slots) <= max(wanted):
        return None
    filled = [at for at, slot in enumerate(record.slots) if not slot.blank]
    slots = record.slots[filled[0] : filled[-1] + 1] if filled else []
    return slots if len(slots) > max(wanted) and len(slots) - number in wanted else None


def _told_by_sums(text: str, rows: Sequence[Sequence[Slot]], number: int) -> tuple[int, ...] | None:
    """The places without which the greatest figure of most rows is the sum of the others."""
    width = max(map(len, rows), default=0)
    values = [figures for slots in rows if len(slots) == width and (figures := _values(text, slots))]
    hits = {places: sum(_add_up(row, places) for row in values) for places in combinations(range(width), number)}
    best = max(hits, key=lambda places: hits[places], default=None)
    if best is None or hits[best] < _FEWEST:
        return None
    return best if all(_CLEAR * hits[other] <= hits[best] for other in hits if other != best) else None


def _add_up(row: Sequence[Decimal], without: Collection[int]) -> bool:
    left = [value for at, value in enumerate(row) if at not in without]
    return any(row) and 2 * max(left) == sum(left)


def _values(text: str, slots: Sequence[Slot]) -> list[Decimal] | None:
    """The figures, blanks and marks as nothing; None where one of them is unclear."""
    found = [printed(text[slot.item.start : slot.item.end]) for slot in slots]
    return (
        None if any(figure.kind == "unclear" for figure in found) else [figure.value or Decimal(0) for figure in found]
    )


def _told_by_sameness(text: str, rows: Sequence[Sequence[Slot]], number: int) -> tuple[int, ...] | None:
    """The places at the beginning, or at the end, in which all rows have the same figure, that is not nought."""
    if len(rows) < _ALIKE:
        return None
    same = [tuple(places) for places in (range(number), range(-number, 0)) if all(_is_same(text, rows, places))]
    return same[0] if len(same) == 1 else None


def _is_same(text: str, rows: Sequence[Sequence[Slot]], places: Collection[int]) -> Iterator[bool]:
    for at in places:
        figures = {printed(text[slots[at].item.start : slots[at].item.end]).value for slots in rows}
        yield len(figures) == 1 and bool(figures.pop())
