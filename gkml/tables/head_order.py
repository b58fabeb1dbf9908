"""Tables whose total stands in front of what it adds up, and not behind as the form has it.

The heads must say so, and the sums of the rows decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from gkml.document import Document
from gkml.form import RowSpec, Table
from gkml.labels import Tag
from gkml.tables.records import Record
from gkml.tagging.figures import printed

__all__ = ["TotalPlace", "total_place", "with_total_first"]

TotalPlace = Literal["last", "first", "unclear"]

_TOLD = 0.6  # confidence of a head from which it counts
_LEAST = 3  # rows that must add up
_CLEAR = 4  # times as many as add up the other way
_REACH = 3_000  # characters in front of the first row in which the heads of a table stand


def total_place(document: Document, tags: Sequence[Tag], table: Table, records: Iterable[Record]) -> TotalPlace:
    """Where the total of each row stands; ``unclear`` where the heads say first and the sums do not tell."""
    total = _total_of(table)
    records = [record for record in records if record.slots]
    if total is None or not records:
        return "last"
    if not _heads_say_first(table, tags, total, min(record.slots[0].item.start for record in records)):
        return "last"
    first = last = 0
    for record in records:
        figures = _figures(document, record)
        if len(figures) == len(table.columns) and any(figures):
            whole = sum(figures)
            first += 2 * figures[0] == whole
            last += 2 * figures[-1] == whole
    if first >= _LEAST and first >= _CLEAR * last:
        return "first"
    return "last" if last > first else "unclear"


def with_total_first(table: Table) -> Table:
    """The table with the column of the total in front of the others in every row that has it."""
    total = _total_of(table)
    return replace(table, rows=tuple(replace(row, columns=_first(row, total)) for row in table.rows))


def _first(row: RowSpec, total: str | None) -> tuple[str, ...]:
    if total not in row.columns:
        return row.columns
    return total, *(name for name in row.columns if name != total)


def _total_of(table: Table) -> str | None:
    """The last column, if the others add up to it."""
    for identity in table.identities:
        if identity.kind == "row_sum" and identity.right == (table.columns[-1].id,):
            return table.columns[-1].id
    return None


def _heads_say_first(table: Table, tags: Sequence[Tag], total: str, before: int) -> bool:
    """Whether the head of the total stands before those of all other columns, of which the first is among them."""
    begin = max((tag.end for tag in tags if tag.role == "section" and tag.end <= before), default=0)
    begin = max(begin, before - _REACH)
    places: dict[str, int] = {}
    for tag in tags:
        if tag.role == "column" and begin <= tag.start < before and tag.confidence >= _TOLD:
            places.setdefault(tag.identity, tag.start)
    others = [places[column.id] for column in table.columns[:-1] if column.id in places]
    return total in places and table.columns[0].id in places and all(places[total] < other for other in others)


def _figures(document: Document, record: Record) -> list[Decimal]:
    """The figures of a record, blanks as nothing; empty where one of them is unclear."""
    found = []
    for slot in record.slots:
        figure = printed(document.text[slot.item.start : slot.item.end])
        if figure.kind == "number" and figure.value is not None:
            found.append(figure.value)
        elif figure.kind == "unclear":
            return []
        else:
            found.append(Decimal(0))
    return found
