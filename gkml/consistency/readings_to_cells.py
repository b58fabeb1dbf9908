"""Readings of a row to its cells: where they agree, where one is likelier, where none can be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from math import prod

from gkml.doubts import Doubt, DoubtCode, Phrase, doubt
from gkml.records.report import Number
from gkml.tables.ambiguous_rows import AmbiguousRow, CellReading
from gkml.tables.divisions import RowReading
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["ONE_WAY", "agreed", "by_weight", "leaves_print", "likeliest", "unread"]

ONE_WAY = 0.85  # confidence of a reading that the row alone bears out
_CLEARLY = 2.0  # times by which a reading must be likelier than the next, where nothing adds up
_UNUSUAL = 0.1  # factor for figures in an order of size that is unusual in the form
_SHOWN = 6  # alternatives that a record lists


def leaves_print(row: AmbiguousRow, reading: RowReading) -> bool:
    """Whether print is left behind the last figure."""
    return max((cell.end for cell in reading.cells if cell.end is not None), default=0) < row.start + len(row.text)


def by_weight(table: Table, row: AmbiguousRow, readings: Sequence[RowReading]) -> list[RowReading]:
    """The likeliest first."""
    return sorted(readings, key=lambda reading: -_weight(table, row, reading))


def agreed(
    row: AmbiguousRow, kept: Sequence[RowReading], confidence: float, reason: Doubt | None, several: Doubt
) -> Iterator[TableCell]:
    """The cells in which the readings that are left agree; the others are unreadable, for the reason ``several``."""
    for number, cell_id in enumerate(row.cells):
        ways = list(dict.fromkeys(reading.cells[number] for reading in kept))
        if len(ways) == 1:
            yield _record(row, cell_id, ways[0], confidence, reason)
        elif len({way.value for way in ways}) == 1 and ways[0].state == "number":
            # the same figure, printed here or there: 0 out of a row of zeros one of which is gone
            yield _record(row, cell_id, CellReading(ways[0].value, "number"), ONE_WAY * confidence, reason or several)
        else:
            yield _unread_cell(row, cell_id, _values(row, kept, number), several)


def _record(row: AmbiguousRow, cell_id: str, cell: CellReading, confidence: float, reason: Doubt | None) -> TableCell:
    text = None if cell.start is None or cell.end is None else _text_between(row, cell.start, cell.end)
    return TableCell(
        cell_id,
        value=_scaled(row, cell.value),
        text=text,
        state=cell.state,
        confidence=confidence,
        doubts=() if reason is None else (reason,),
        start=cell.start,
        end=cell.end,
    )


def _scaled(row: AmbiguousRow, value: Number | None) -> Number | None:
    """A figure of the row in its unit."""
    return value if value is None or row.scale == 1 else Decimal(value) * row.scale


def _text_between(row: AmbiguousRow, start: int, end: int) -> str:
    """The print from ``start`` to ``end``."""
    return row.text[start - row.start : end - row.start]


def unread(row: AmbiguousRow, readings: Sequence[RowReading], reason: Doubt) -> Iterator[TableCell]:
    """All cells of a row as unreadable, each with the figures that the readings give it."""
    for number, cell_id in enumerate(row.cells):
        yield _unread_cell(row, cell_id, _values(row, readings, number), reason)


def _unread_cell(row: AmbiguousRow, cell_id: str, alternatives: tuple[Number, ...], reason: Doubt) -> TableCell:
    return TableCell(
        cell_id,
        text=row.text,
        state="unreadable",
        doubts=(reason,),
        start=row.start,
        end=row.start + len(row.text),
        alternatives=alternatives,
    )


def _values(row: AmbiguousRow, readings: Sequence[RowReading], number: int) -> tuple[Number, ...]:
    values = [_scaled(row, reading.cells[number].value) for reading in readings]
    return tuple(dict.fromkeys(value for value in values if value is not None))[:_SHOWN]


def likeliest(table: Table, row: AmbiguousRow, kept: Sequence[RowReading], printed: Phrase) -> Iterator[TableCell]:
    """Where no sum speaks: the reading that is clearly likelier than any other, always for a person to look at.

    Small figures are commoner than large ones (their logarithms are about evenly spread), and the form says which
    column is usually the larger one.
    """
    kept = by_weight(table, row, kept)
    best, second, *others = (_weight(table, row, reading) for reading in kept)
    total = best + second + sum(others)
    if best < _CLEARLY * second or kept[0].mishaps:
        yield from unread(row, kept, doubt(DoubtCode.READINGS_UNCHECKED, printed=printed, count=len(kept)))
        return
    reason = doubt(DoubtCode.READING_LIKELIEST, printed=printed, count=len(kept))
    for number, cell_id in enumerate(row.cells):
        cell = kept[0].cells[number]
        record = _record(row, cell_id, cell, best / total, reason)
        values = (value for value in _values(row, kept, number) if value != record.value)
        yield replace(record, cause="ambiguous", alternatives=tuple(values))


def _weight(table: Table, row: AmbiguousRow, reading: RowReading) -> float:
    values = {
        column.id: float(cell.value)
        for column, cell in zip(row.columns, reading.cells, strict=True)
        if cell.value is not None
    }
    unusual = sum(
        values[small] > values[large] for small, large in table.usually_at_most if small in values and large in values
    )
    return prod(1 / (abs(value) + 1) for value in values.values()) * _UNUSUAL**unusual
