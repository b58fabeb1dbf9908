"""Placed cells to cells that the arithmetic has been applied to, with the checks that were made."""

from __future__ import annotations

from gkml.placing.place import Placement
from gkml.reconciling.checks import arithmetic_checks, structure_checks
from gkml.reconciling.choice import choose_readings
from gkml.reconciling.review import mark_for_review
from gkml.reconciling.strays import return_strays
from gkml.report import CellRecord, CheckRecord

__all__ = ["reconcile"]


def reconcile(placement: Placement) -> tuple[dict[str, CellRecord], tuple[CheckRecord, ...]]:
    """Choose readings, check, and say what is in doubt."""
    tables = {
        table_id: return_strays(choose_readings(placed)) if placed.found else placed
        for table_id, placed in placement.tables.items()
    }
    placement = Placement(tables)
    checks = (*arithmetic_checks(placement), *structure_checks(placement))
    cells = {cell.id: cell for placed in tables.values() for cell in placed.cells.values()}
    return mark_for_review(cells, checks), checks
