"""The cells of a table whose rows stand side by side, with what the heads above them testify."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gkml.document import Document
from gkml.doubts import DoubtCode, doubt
from gkml.folding import fold
from gkml.records.evidence import Evidence
from gkml.tables.ambiguous_rows import AmbiguousRow, ambiguous_row
from gkml.tables.cells import slot_to_cell, undecided_cells
from gkml.tables.placed import PlacedTable
from gkml.tables.row_cells import holds_several
from gkml.tables.side_heads import PrintedCells
from gkml.tables.single_row import SingleRow
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["place_side_by_side"]

_REACH = 300  # characters in front of the first figure in which heads are looked for that no tag tells
_MISSING = 0.5  # confidence that a cell that was not found is not in the report


def place_side_by_side(document: Document, single: SingleRow, table: Table, order: PrintedCells) -> PlacedTable:
    """The table whose rows stand side by side."""
    columns = {cell_id: column for cell_id, _, column in table.cells()}
    placed = dict(single.placed)
    ambiguous_rows = list(single.ambiguous_rows)
    slots = [slot for slot, _ in placed.values() if slot is not None]
    if any(holds_several(document.text[slot.item.start : slot.item.end]) for slot in slots):
        ambiguous_rows, placed = [(tuple(placed), tuple(slots))], {}  # figures that were merged have moved the others
    cells: dict[str, TableCell] = {}
    rows: list[AmbiguousRow] = []
    for ids, print_of_them in ambiguous_rows:
        mine = [(cell_id, columns[cell_id]) for cell_id in ids]
        reason = doubt(DoubtCode.COLUMN_UNCERTAIN)
        cells.update((cell.id, cell) for cell in undecided_cells(document, mine, print_of_them, reason))
        ambiguous = ambiguous_row(document, mine, print_of_them, reason)
        rows.extend([ambiguous] if ambiguous is not None else [])
    for cell_id, column in columns.items():
        if cell_id in placed:
            cells[cell_id] = slot_to_cell(document, cell_id, column, *placed[cell_id])
        elif cell_id not in cells:
            cells[cell_id] = TableCell(cell_id, confidence=_MISSING, doubts=(doubt(DoubtCode.CELL_MISSING),))
    illegible = any(cell_id in placed and cell.state == "unreadable" for cell_id, cell in cells.items())
    if illegible:
        nonempty = [(cell_id, slot) for cell_id, (slot, _) in placed.items() if slot is not None]
        mine = [(cell_id, columns[cell_id]) for cell_id, _ in nonempty]
        ambiguous = ambiguous_row(document, mine, [slot for _, slot in nonempty], doubt(DoubtCode.ILLEGIBLE_ROW))
        rows.extend([ambiguous] if ambiguous is not None else [])
    sights = {i: slot.item.cell.sight for i, (slot, _) in single.placed.items() if slot is not None}
    doubts = (*order.doubts, *([doubt(DoubtCode.ROW_CONTESTED)] if single.contested else []))
    by_order = frozenset() if _heads_in_order(document, table, cells) else _told_by_order(table, order, cells)
    witnessed = {
        cell_id: replace(
            cells[cell_id].doubted(*doubts, *([doubt(DoubtCode.ROW_BY_ORDER)] if row.id in by_order else [])),
            evidence=Evidence(order.rows[row.id], order.columns[column.id], sights.get(cell_id)),
        )
        for cell_id, row, column in table.cells()
    }
    return PlacedTable(table, single.found, witnessed, ambiguous_rows=tuple(rows))


def _told_by_order(table: Table, order: PrintedCells, cells: Mapping[str, TableCell]) -> frozenset[str]:
    """Rows that no head tells from one another, where another order of them would give other figures.

    Sums are as blind to it as to an order of columns.
    """
    rows = [row for row in table.rows if order.rows[row.id] in ("order", None)]
    values = {tuple(cells[table.cell_id(row.id, name)].value for name in row.columns) for row in rows}
    return frozenset(row.id for row in rows) if len(values) > 1 else frozenset()


def _heads_in_order(document: Document, table: Table, cells: Mapping[str, TableCell]) -> bool:
    """Whether the labels of all rows are printed in front of the figures in their order, though no tag tells where."""
    first = min((cell.start for cell in cells.values() if cell.start is not None), default=0)
    before = fold(document.text[max(0, first - _REACH) : first])
    places = [max(before.rfind(fold(label)) for label in row.labels) for row in table.rows]
    return places == sorted(places) and len(set(places)) == len(places) and places[0] >= 0
