"""Which cells a person should look at: those in doubt, and those that stand in a contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gkml.report import CellRecord, CheckRecord

__all__ = ["mark_for_review"]


def mark_for_review(cells: Mapping[str, CellRecord], checks: Iterable[CheckRecord]) -> dict[str, CellRecord]:
    """The cells with ``review`` set where a failed check or a blank total beside figures asks for it."""
    marked = dict(cells)
    for check in checks:
        if check.status == "fail":
            for cell_id in check.cells:
                _mark(marked, cell_id, check.message)
        elif check.kind in ("row_sum", "disputes_sum") and check.status == "undetermined":
            total = check.cells[-1]
            others = [cells[cell_id].value for cell_id in check.cells[:-1]]
            if cells[total].value is None and all(value is not None for value in others):
                for cell_id in check.cells:
                    _mark(marked, cell_id, "各列都有数字而总计没有数字，可能有数字错位")
    return marked


def _mark(cells: dict[str, CellRecord], cell_id: str, reason: str) -> None:
    cell = cells[cell_id]
    cells[cell_id] = replace(cell, review=True, reason=cell.reason or reason)
