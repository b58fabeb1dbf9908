"""Placed cells to cells that the arithmetic has been applied to, with the checks that were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gkml.calibration import Calibration
from gkml.consistency.alike_columns import note_alike_columns
from gkml.consistency.blanks import impossible_checks, propose_blanks
from gkml.consistency.bounds import bound_checks
from gkml.consistency.causes import explain_errors
from gkml.consistency.checks import arithmetic_checks, structure_checks
from gkml.consistency.choice import choose_readings
from gkml.consistency.localising.localisation import localise
from gkml.consistency.orphans import return_orphans
from gkml.consistency.review import mark_for_review, mark_moved, what_sums_say, with_supported_columns
from gkml.document import Document
from gkml.labels import Tag
from gkml.narrative import Constraints, stated_figures, text_checks
from gkml.records.report import CellRecord, CheckRecord
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell, cell_to_record

__all__ = ["reconcile"]

_FEW = 3  # wrong cells of a table up to which the others are in no doubt; beyond, all of it may be misread


def reconcile(
    placement: Placement,
    document: Document,
    tags: Sequence[Tag],
    year: int | None = None,
    calibration: Calibration | None = None,
) -> tuple[dict[str, CellRecord], tuple[CheckRecord, ...]]:
    """Choose readings, check, find what is wrong, and say what is in doubt.

    Args:
        placement: the tables.
        document, tags: where they stand; the narrative is compared with them.
        year: the year reported on.
        calibration: makes confidences probabilities, last of all, so that no threshold before that moves.
    """
    narrative = _constraints(placement, document, tags, year)
    read = {table_id: _read(placed, narrative) for table_id, placed in placement.tables.items()}
    sums = tuple(_with_impossible(arithmetic_checks(Placement(read)), read.values()))
    tables = {table_id: replace(t, cells=with_supported_columns(t.cells, sums)) for table_id, t in read.items()}
    explained: set[str] = set()  # checks whose failure has found its cells
    cells: dict[str, TableCell] = {}
    for placed in tables.values():
        mine, found = _explained(placed)
        explained |= found
        cells.update(note_alike_columns(placed, mine) if placed.found else mine)
    stated = text_checks(document, tags, Placement(tables), year)
    checks = (*sums, *bound_checks(Placement(tables)), *structure_checks(placement), *stated)
    irregular = frozenset().union(*(placed.irregular for placed in placement.tables.values()))
    marked = mark_for_review(cells, checks, explained, irregular)
    single = [placed.cells for placed in tables.values() if placed.found and placed.table.layout == "single_row"]
    marked = mark_moved(marked, sums, [list(row) for row in single])
    said = what_sums_say(marked, sums)
    return {cell_id: cell_to_record(cell, said[cell_id], calibration) for cell_id, cell in marked.items()}, checks


def _constraints(placement: Placement, document: Document, tags: Sequence[Tag], year: int | None) -> Constraints | None:
    """What the narrative says of the cells, where rows are open for it to decide; else None."""
    tables = placement.tables.values()
    if not any(placed.ambiguous_rows for placed in tables if placed.found):
        return None
    values = {cell_id: cell.value for placed in tables if placed.found for cell_id, cell in placed.cells.items()}
    return Constraints(stated_figures(document, tags, placement, year), values)


def _read(placed: PlacedTable, narrative: Constraints | None) -> PlacedTable:
    """The table with its ambiguous rows and its orphan figures read, as far as its sums and the narrative decide."""
    return return_orphans(choose_readings(placed, narrative)) if placed.found else placed


def _with_impossible(checks: Iterable[CheckRecord], tables: Iterable[PlacedTable]) -> Iterator[CheckRecord]:
    """Checks with empty cells fail where no figures in all of them together would make them hold."""
    checks = list(checks)
    undetermined = {check.id.partition(".")[0] for check in checks if check.status == "undetermined"}
    impossible = {
        name
        for placed in tables
        if placed.found and placed.table.id in undetermined
        for name in impossible_checks(placed.table, placed.cells)
    }
    for check in checks:
        if check.status == "undetermined" and check.id in impossible:
            check = replace(check, status="fail", message=f"{check.message}；与其他各项合看，无论填什么都不相符")
        yield check


def _explained(placed: PlacedTable) -> tuple[Mapping[str, TableCell], set[str]]:
    """The cells with what the contradictions of the table say of them, and the checks that this explains."""
    if not placed.found:
        return placed.cells, set()
    localisation = localise(placed.table, placed.cells)
    cells = explain_errors(placed.table, placed.cells, localisation)
    sure = localisation.outcome == "located" and len(localisation.shared) <= _FEW
    return propose_blanks(placed.table, cells, localisation), set(localisation.failing) if sure else set()
