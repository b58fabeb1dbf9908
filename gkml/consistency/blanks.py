"""Empty cells: what their sums say about them. A blank stays a blank; what it would have to be is a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gkml.consistency.localising.contradictions import failing_checks
from gkml.consistency.localising.exact import settle, table_system
from gkml.consistency.localising.localisation import Localisation, printed_counts, readable_system
from gkml.doubts import DoubtCode, doubt, phrase
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["implied_blanks", "impossible_checks", "propose_blanks"]

_WITHOUT_FIGURE = frozenset({"blank", "mark", "unreadable"})


def impossible_checks(table: Table, cells: Mapping[str, TableCell]) -> frozenset[str]:
    """Ids of the checks with empty cells that fail for every filling of the whole table.

    Counts are whole numbers and never negative. A filling has to satisfy all other checks with empty cells as well;
    where checks contradict one another only jointly, all that take part are given. Cells that we could not read are no
    empty cells: a check with one of them is never given.
    """
    system = table_system(table)
    printed = printed_counts(system, cells)
    unread = {cell for cell in system.cells if cells[cell].state == "unreadable"}
    numbers = [
        number
        for number, row in enumerate(system.rows)
        if unread.isdisjoint(row.terms) and any(printed[cell] is None for cell in row.terms)
    ]
    kept = replace(
        system,
        ids=tuple(system.ids[number] for number in numbers),
        rows=tuple(system.rows[number] for number in numbers),
        rows_of={},
    )
    return frozenset(failing_checks(kept, printed))


def implied_blanks(table: Table, cells: Mapping[str, TableCell], localisation: Localisation) -> dict[str, int]:
    """The only figure that cells without one can have, for those for which there is such a figure.

    Where the table contradicts itself, it has to be the same in every explanation.
    """
    if not any(cell.state in _WITHOUT_FIGURE for cell in cells.values()):
        return {}
    system = readable_system(table, cells)
    printed = printed_counts(system, cells)
    if localisation.outcome == "consistent":
        implied: Mapping[str, int] = {}
        if None in printed.values():
            implied = settle(system.rows, printed, system.signed).implied
    else:
        implied = localisation.implied
    return {
        cell: implied[cell]
        for cell in system.cells
        if cell in implied and cells[cell].state in _WITHOUT_FIGURE and (implied[cell] >= 0 or _signed(table, cell))
    }


def propose_blanks(table: Table, cells: Mapping[str, TableCell], localisation: Localisation) -> dict[str, TableCell]:
    """The records, those of cells without a figure with what their sums imply as ``proposal``.

    State and value stay; a cell that stands in a check that fails is for a person to look at.
    """
    system = table_system(table)
    failing = set(localisation.failing)
    proposed = dict(cells)
    for cell, figure in implied_blanks(table, cells, localisation).items():
        record = cells[cell]
        doubted = any(system.ids[number] in failing for number in system.rows_of[cell])
        code = DoubtCode.CONTRADICTION_IMPLIES if doubted else DoubtCode.IMPLIED
        said = doubt(code, state=phrase(f"state_{record.state}"), figure=figure)
        proposed[cell] = replace(record.doubted(said), proposal=figure)
    return proposed


def _signed(table: Table, cell: str) -> bool:
    return table.column_by_id[cell.rpartition(".")[2]].signed
