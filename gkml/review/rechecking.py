"""The sums of a report once more, after persons have said what some of its cells hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from gkml.consistency.blanks import impossible_checks
from gkml.consistency.bounds import bound_checks
from gkml.consistency.checks import arithmetic_checks
from gkml.consistency.review import contradictory
from gkml.doubts import DoubtCode
from gkml.records.report import CellRecord, CheckRecord, CheckStatus, Number, Report
from gkml.records.schema import shown_number
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell
from gkml.template import Table, Templates

__all__ = ["recheck"]


def recheck(report: Report, before: Report, changed: Collection[str], templates: Templates) -> Report:
    """The report with those of its checks made anew that a changed cell stands in, and what follows for other cells.

    A cell that was to be looked at because sums did not hold need not be any more where all of them do now; one is
    to be looked at where a sum fails that held before. What a person decided stays as it is.

    Args:
        report: with the cells as they are now.
        before: as it was read.
        changed: ids of the cells that say something else.
        templates: the forms.
    """
    if not changed:
        return report
    made = _made_anew(report, templates)
    checks = tuple(_anew(check, made, report, before, changed) for check in report.checks)
    failed_before = {cell for check in before.checks if check.status == "fail" for cell in check.cells}
    after = replace(report, checks=checks)
    return replace(after, cells=dict(_cells(after, failed_before, changed)))


def _made_anew(report: Report, templates: Templates) -> dict[str, CheckRecord]:
    """All checks within the tables that the report has, by id."""
    tables = {name: _placed(report, name, table) for name, table in _tables(report, templates)}
    placement = Placement(tables)
    impossible = {name for placed in tables.values() for name in impossible_checks(placed.table, placed.cells)}
    found = {}
    for check in (*arithmetic_checks(placement), *bound_checks(placement)):
        fails = check.status == "undetermined" and check.id in impossible
        found[check.id] = replace(check, status="fail") if fails else check
    return found


def _tables(report: Report, templates: Templates) -> Iterator[tuple[str, Table]]:
    for name, form in report.templates.items():
        table = templates.table(name, form) if form is not None else None
        if table is None:
            continue
        table = table.printed_with(report.cells)
        if all(cell in report.cells for cell, _, _ in table.cells()):
            yield name, table


def _placed(report: Report, name: str, table: Table) -> PlacedTable:
    cells = {cell_id: _to_table_cell(report.cells[cell_id]) for cell_id, _, _ in table.cells()}
    rows: dict[str, bool] = {}
    for cell_id, row, _ in table.cells():
        rows[row.id] = rows.get(row.id, True) and cells[cell_id].state == "absent"
    return PlacedTable(table.leaving_out(frozenset(row for row, absent in rows.items() if absent)), True, cells)


def _to_table_cell(cell: CellRecord) -> TableCell:
    return TableCell(cell.id, value=cell.value, text=cell.text, state=cell.state)


def _anew(
    check: CheckRecord, made: Mapping[str, CheckRecord], report: Report, before: Report, changed: Collection[str]
) -> CheckRecord:
    if check.kind == "structure" or not any(cell in changed for cell in check.cells):
        return check
    if check.kind == "text":
        return _text_anew(check, report.cells, before.cells)
    return made.get(check.id, check)


def _text_anew(check: CheckRecord, cells: Mapping[str, CellRecord], before: Mapping[str, CellRecord]) -> CheckRecord:
    """What the narrative states, which is the sum of cells; what is no plain sum is left to be looked at by eye."""
    old, new = _sum(check.cells, before), _sum(check.cells, cells)
    if check.left is None or (check.right is not None and check.right != old):
        return replace(check, status="undetermined", right=None, difference=None)
    said = _SAID.match(check.message)
    words = f"{said[1]}，表中“{said[2]}”" if said else f"正文{shown_number(check.left)}，表中"
    if new is None:
        message = f"{words}没有数字，无法核对"
        return replace(check, status="undetermined", right=None, difference=None, message=message)
    difference = check.left - new
    told = f"相差{shown_number(max(difference, -difference))}" if difference else "相符"
    message = f"{words}为{shown_number(new)}，{told}"
    status: CheckStatus = "fail" if difference else "pass"
    return replace(check, status=status, right=new, difference=difference, message=message)


_SAID = re.compile(r"(?>(.*?)，与?表中“)(.*?)”", re.DOTALL)  # atomic: the first place alone is tried


def _sum(names: Iterable[str], cells: Mapping[str, CellRecord]) -> Number | None:
    total: Number = 0
    for name in names:
        value = cells[name].value if name in cells else None
        if value is None:
            return None
        total = total + value
    return total


# ---------------------------------------------------------------------------------------------------------------------
# What follows for other cells


def _cells(
    report: Report, failed_before: Collection[str], changed: Collection[str]
) -> Iterator[tuple[str, CellRecord]]:
    failing = {cell: check for check in report.checks if check.status == "fail" for cell in check.cells}
    holding = {
        cell
        for check in report.checks
        if check.status == "pass" and check.kind not in ("structure", "text", "at_most")
        for cell in check.cells
    }
    touched = {cell for check in report.checks if not set(check.cells).isdisjoint(changed) for cell in check.cells}
    for cell_id, cell in report.cells.items():
        if cell_id not in touched:
            yield cell_id, cell
        elif cell_id in failing:
            yield cell_id, cell if cell_id in failed_before else _contradicted(cell, failing[cell_id])
        else:
            yield cell_id, _held(cell, supported=cell_id in holding)


def _contradicted(cell: CellRecord, check: CheckRecord) -> CellRecord:
    """A cell in which a sum fails that held before."""
    evidence = replace(cell.evidence, sums="contradicted")
    if cell.tagger == "human":
        return replace(cell, evidence=evidence)
    doubts = tuple(dict.fromkeys((*cell.doubts, DoubtCode.CHECK_FAILED)))
    return replace(cell, evidence=evidence, review=True, doubts=doubts, reason=cell.reason or check.message)


def _held(cell: CellRecord, *, supported: bool) -> CellRecord:
    """A cell in which no sum fails."""
    evidence = replace(cell.evidence, sums="supported" if supported else None)
    left = tuple(code for code in cell.doubts if not contradictory(code))
    if cell.tagger == "human" or left == cell.doubts:
        return replace(cell, evidence=evidence)
    if left:
        return replace(cell, evidence=evidence, doubts=left, proposal=None)
    return replace(cell, evidence=evidence, review=False, doubts=(), cause=None, proposal=None, reason=None)
