"""What is at most as much as another: the rules of a form that are no equations, checked, and applied to readings.

A part is never more than its whole, this year's figure never more than that of all years. Such a rule can rule out a
reading of the print; that it holds bears no figure out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gkml.form import split_cell_id
from gkml.records.report import CheckRecord, CheckStatus, Number
from gkml.records.schema import shown_number
from gkml.tables.ambiguous_rows import AmbiguousRow
from gkml.tables.divisions import RowReading
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["CellBound", "bound_checks", "bounded_readings", "table_bounds", "within_bounds"]


@dataclass(frozen=True, slots=True)
class CellBound:
    """The cells on the left add up to at most what those on the right do; ``id`` is that of its check."""

    id: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@lru_cache(maxsize=512)  # tables are few and never change
def table_bounds(table: Table) -> tuple[CellBound, ...]:
    """Every bound of a table, rule by rule; rows that the report leaves out are no part of any."""
    return tuple(_bounds(table))


def _bounds(table: Table) -> Iterator[CellBound]:
    known = {cell_id for cell_id, row, _ in table.cells() if row.id not in table.absent}
    for bound in table.bounds:
        by_row = bound.along == "columns"
        for spec in table.rows if by_row else table.columns:
            left, right = (
                [table.cell_id(spec.id, name) if by_row else table.cell_id(name, spec.id) for name in names]
                for names in (bound.left, bound.right)
            )
            kept = [cell for cell in left if cell in known]
            if kept and known.issuperset(right):
                yield CellBound(f"{table.id}.at_most.{bound.left[0]}.{spec.id}", tuple(kept), tuple(right))


def bound_checks(placement: Placement) -> tuple[CheckRecord, ...]:
    """One check for each bound of the tables that were found."""
    return tuple(
        _check(placed, bound)
        for placed in placement.tables.values()
        if placed.found
        for bound in table_bounds(placed.table)
    )


def _check(placed: PlacedTable, bound: CellBound) -> CheckRecord:
    cells = (*bound.left, *bound.right)
    left, right = (_known(placed.cells, side) for side in (bound.left, bound.right))
    words = [
        "加".join(f"“{_label(placed.table, cell)}”{shown_number(placed.cells[cell].value)}" for cell in side)
        for side in (bound.left, bound.right)
    ]
    unread = [cell for cell in cells if placed.cells[cell].value is None]
    status: CheckStatus = "pass" if left <= right else "fail"
    if any(cell in bound.right for cell in unread) or (unread and status == "pass"):
        status = "undetermined"
    if status == "undetermined":
        where = "、".join(_label(placed.table, cell) for cell in unread)
        message = f"{words[0]}不应大于{words[1]}：{where}没有数字，无法核对"
    elif status == "pass":
        message = f"{words[0]}不大于{words[1]}，相符"
    else:
        message = f"{words[0]}不应大于{words[1]}，多出{shown_number(left - right)}"
    known = (None if set(unread) & set(side) else total for side, total in ((bound.left, left), (bound.right, right)))
    a, b = known
    difference = None if a is None or b is None else a - b
    return CheckRecord(bound.id, "at_most", status, a, b, difference, cells, message, len(bound.left))


def _label(table: Table, cell: str) -> str:
    _, row, column = split_cell_id(cell)
    return f"{table.row_by_id[row].labels[0]}·{table.column_by_id[column].labels[0]}"


def _known(cells: Mapping[str, TableCell], ids: Sequence[str]) -> Number:
    """Sum of the figures that are there; none of them is negative."""
    total: Number = 0
    for cell in ids:
        total = total + (cells[cell].value or 0)
    return total


def bounded_readings(
    placed: PlacedTable, rows: Sequence[tuple[AmbiguousRow, Sequence[RowReading]]]
) -> list[Sequence[RowReading]]:
    """Of the readings of each row those that the bounds of the table allow."""
    bounds = table_bounds(placed.table)
    if not bounds:
        return [readings for _, readings in rows]
    still_open = {cell for row, _ in rows for cell in row.cells}
    known = {
        cell_id: cell.value
        for cell_id, cell in placed.cells.items()
        if cell_id not in still_open and cell.state != "unreadable"
    }
    options = [
        [dict(zip(row.cells, (cell.value for cell in reading.cells), strict=True)) for reading in readings]
        for row, readings in rows
    ]
    kept = within_bounds(options, bounds, known)
    return [[readings[at] for at in mine] for (_, readings), mine in zip(rows, kept, strict=True)]


Options = Sequence[Mapping[str, Number | None]]
"""The figures of the cells of one row, one mapping for each of its readings."""


def within_bounds(
    rows: Sequence[Options], bounds: Sequence[CellBound], known: Mapping[str, Number | None]
) -> list[list[int]]:
    """Of each open row the numbers of the readings that the bounds allow, whatever readings the others have.

    A row of which none would be left keeps all: the report contradicts itself, or the print was misread.
    """
    kept = [list(range(len(row))) for row in rows]
    while True:
        least, most = _extremes(rows, kept, known)
        changed = False
        for number, row in enumerate(rows):
            mine = {cell for reading in row for cell in reading}
            touching = [bound for bound in bounds if not mine.isdisjoint((*bound.left, *bound.right))]
            left = [at for at in kept[number] if all(_allows(bound, row[at], least, most) for bound in touching)]
            if left and len(left) < len(kept[number]):
                kept[number], changed = left, True
                break
        if not changed:
            return kept


def _extremes(
    rows: Sequence[Options], kept: Sequence[Sequence[int]], known: Mapping[str, Number | None]
) -> tuple[dict[str, Number], dict[str, Number | None]]:
    """The least and the most that each cell can say; a cell of which nothing is known has no most."""
    least: dict[str, Number] = {cell: value or 0 for cell, value in known.items()}
    most: dict[str, Number | None] = dict(known)
    for row, numbers in zip(rows, kept, strict=True):
        for cell in {cell for at in numbers for cell in row[at]}:
            values = [row[at].get(cell) for at in numbers]
            figures = [value for value in values if value is not None]
            least[cell] = min(figures, default=0) if len(figures) == len(values) else 0
            most[cell] = max(figures) if figures and len(figures) == len(values) else None
    return least, most


def _allows(
    bound: CellBound,
    reading: Mapping[str, Number | None],
    least: Mapping[str, Number],
    most: Mapping[str, Number | None],
) -> bool:
    """Whether a reading can stand beside the least that the others say on the left and the most on the right."""
    left: Number = 0
    for cell in bound.left:
        left = left + ((reading[cell] or 0) if cell in reading else least.get(cell, 0))
    right: Number = 0
    for cell in bound.right:
        value = reading[cell] if cell in reading else most.get(cell)
        if value is None:
            return True
        right = right + value
    return left <= right
