"""Placed cells to cells that the arithmetic has been applied to, with the checks that were made."""

from __future__ import annotations

from collections.abc import Sequence

from gkml.document import Document
from gkml.labels import Tag
from gkml.placing.place import Placement
from gkml.reconciling.checks import arithmetic_checks, structure_checks
from gkml.reconciling.choice import choose_readings
from gkml.reconciling.narrative import text_checks
from gkml.reconciling.review import mark_for_review
from gkml.reconciling.strays import return_strays
from gkml.report import CellRecord, CheckRecord

__all__ = ["reconcile"]


def reconcile(
    placement: Placement, document: Document, tags: Sequence[Tag], year: int | None = None
) -> tuple[dict[str, CellRecord], tuple[CheckRecord, ...]]:
    """Choose readings, check, and say what is in doubt.

    Args:
        placement: the tables.
        document, tags: where they stand; the narrative is compared with them.
        year: the year reported on.
    """
    tables = {
        table_id: return_strays(choose_readings(placed)) if placed.found else placed
        for table_id, placed in placement.tables.items()
    }
    placement = Placement(tables)
    stated = text_checks(document, tags, placement, year)
    checks = (*arithmetic_checks(placement), *structure_checks(placement), *stated)
    cells = {cell.id: cell for placed in tables.values() for cell in placed.cells.values()}
    return mark_for_review(cells, checks), checks
