"""Rows in which all columns that no head tells hold nothing, or zero: whatever their order is, each figure is its own.

No sum can tell one order of columns from another, but where nothing differs nothing has to be told. A head that the
form does not have is another matter: under it stands what is none of the form's, be it the same or not. So are figures
other than zero: columns that are alike may be this year's and last year's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gkml.doubts import DoubtCode, doubt
from gkml.tables.placed import PlacedTable
from gkml.tables.table_cell import TableCell

__all__ = ["note_alike_columns"]

_SEEN = frozenset({"number", "blank", "mark"})


def note_alike_columns(placed: PlacedTable, cells: Mapping[str, TableCell]) -> dict[str, TableCell]:
    """The cells of a table, those that the order of the columns cannot change with a note instead of a doubt."""
    noted = dict(cells)
    if not any(map(_is_untold, cells.values())):
        return noted
    for group in _exchangeable(placed, cells):
        untold = [cell for cell in group if _is_untold(cell)]
        printed = {(cell.state, cell.value) for cell in untold}
        foreign = any(cell.evidence.column is None for cell in group)
        empty = len(printed) == 1 and untold[0].state in _SEEN and not untold[0].value
        if len(untold) > 1 and empty and not foreign:
            noted |= {cell.id: _noted(cell) for cell in untold}
    return noted


def _exchangeable(placed: PlacedTable, cells: Mapping[str, TableCell]) -> Iterator[list[TableCell]]:
    """Cells whose figures another order of the columns could exchange: those of a row, or of all rows side by side."""
    table = placed.table
    rows = [[cells[table.cell_id(row.id, name)] for name in row.columns] for row in table.rows]
    if table.layout == "single_row" and any(_is_untold_row(cell) for row in rows for cell in row):
        yield [cell for row in rows for cell in row]
    else:
        yield from rows


def _is_untold(cell: TableCell) -> bool:
    return cell.evidence.column == "order" or (bool(cell.doubts) and _is_out_of_order(cell))


def _is_untold_row(cell: TableCell) -> bool:
    """Whether a figure beside others may be that of another row."""
    return cell.evidence.row in ("order", None) or _is_out_of_order(cell)


def _is_out_of_order(cell: TableCell) -> bool:
    return any(each.code is DoubtCode.COLUMN_ORDER for each in cell.doubts)


def _noted(cell: TableCell) -> TableCell:
    kept = tuple(each for each in cell.doubts if each.code is not DoubtCode.COLUMN_ORDER)
    return replace(cell, doubts=(*kept, doubt(DoubtCode.COLUMNS_ALIKE)))
