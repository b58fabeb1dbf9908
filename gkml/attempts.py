"""Attempts at the tables of a document: what each set of tags makes of them, and which of several is the stronger.

Rules and model tag the same print; each is placed and checked like any other reading, and for every table the one is
taken for which the stronger witnesses speak. So the two together lose nothing that one of them has, as far as
witnesses can tell, and where they cannot, the cell is in doubt.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from gkml.calibration import Calibration
from gkml.document import Document
from gkml.doubts import DoubtCode, doubt
from gkml.labels import Tag
from gkml.records.report import CellRecord, CheckRecord
from gkml.records.wording import doubted_record
from gkml.tables.placed import PlacedTable, Placement
from gkml.template import Templates

__all__ = [
    "Attempt",
    "Strength",
    "are_contradicted",
    "open_tables",
    "rows_in_question",
    "strength_of",
    "strongest",
    "tags_to_attempt",
]

_AROUND = 16  # rows around a table in which its heads stand, one below another
_AROUND_INCOMPLETE = 40  # rows around a table in which what is cut off from it stands
_MISSING = 0.5  # share of its rows from which what is missing of a table may stand anywhere
_DIFFERING = 0.6  # greatest confidence of a cell that two attempts read differently
_PRINTED = frozenset({"number", "blank", "mark"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one set of tags makes of a document.

    Attributes:
        tags: in order of reading.
        year: the year reported on.
        placement: the tables.
        cells: their cells, reconciled, by table.
        checks: that were made.
    """

    tags: Sequence[Tag]
    year: int | None
    placement: Placement
    cells: Mapping[str, Mapping[str, CellRecord]]
    checks: tuple[CheckRecord, ...]

    @property
    def every_cell(self) -> dict[str, CellRecord]:
        """All cells, table after table."""
        return {cell_id: cell for cells in self.cells.values() for cell_id, cell in cells.items()}


class Strength(NamedTuple):
    """How strong the witnesses of a table are; what stands first decides, and attempts of equal strength keep their
    order.

    Attributes:
        found: whether it is there at all.
        sums: cells that sums support, less those that they contradict.
        clear: printed cells that nobody need look at.
        exact: row labels and column heads of cells that are spelt as in the form.
        read: cells of which it is known what is printed.
    """

    found: bool
    sums: int
    clear: int
    exact: int
    read: int


def tags_to_attempt(
    document: Document,
    tags: Sequence[Tag],
    templates: Templates,
    calibration: Calibration | None = None,
    kept: Mapping[str, PlacedTable] | None = None,
) -> Attempt | None:
    """Place and reconcile the tables that tags tell of; None where they tell of no report.

    Args:
        document: the report.
        tags: in order of reading.
        templates: the forms.
        calibration: makes confidences probabilities.
        kept: tables that other tags have settled.
    """
    from gkml.tables.place import place
    from gkml.tagging.outline import looks_like_a_report
    from gkml.tagging.years import year_of

    named = next((tag for tag in tags if tag.role == "year"), None)
    year = None if named is None else year_of(document.text[named.start : named.end])
    placement = place(document, tags, templates, year, kept)
    if not any(placed.found for placed in placement.tables.values()) and not looks_like_a_report(document, tags):
        return None
    return _reconciled(document, tags, placement, year, calibration)


def _reconciled(
    document: Document, tags: Sequence[Tag], placement: Placement, year: int | None, calibration: Calibration | None
) -> Attempt:
    from gkml.consistency.reconcile import reconcile

    records, checks = reconcile(placement, document, tags, year, calibration)
    cells = {table_id: {name: records[name] for name in table.cells} for table_id, table in placement.tables.items()}
    return Attempt(tags, year, placement, cells, checks)


def open_tables(attempt: Attempt) -> frozenset[str]:
    """The tables that leave anything open: a cell in doubt, a row that is missing, a sum that fails."""
    failed = {
        cell_id.partition(".")[0] for check in attempt.checks if check.status == "fail" for cell_id in check.cells
    }
    return frozenset(
        table_id
        for table_id, placed in attempt.placement.tables.items()
        if table_id in failed
        or not placed.found
        or placed.missing_rows
        or any(cell.review or cell.state == "unreadable" for cell in attempt.cells[table_id].values())
    )


def legible_tables(attempt: Attempt) -> frozenset[str]:
    """The tables of which every row and column is told by a label spelt as in the form, and every figure was read.

    What is in doubt there is in the report: other tags would not make it another table.
    """
    return frozenset(
        table_id
        for table_id, placed in attempt.placement.tables.items()
        if placed.found
        and not (placed.missing_rows or placed.orphans or placed.ambiguous_rows)
        and all(_is_told(cell) for cell in attempt.cells[table_id].values())
    )


def _is_told(cell: CellRecord) -> bool:
    said = cell.evidence
    return cell.state == "absent" or (cell.state in _PRINTED and said.row == said.column == "exact")


def rows_in_question(document: Document, attempt: Attempt | None, tables: frozenset[str]) -> frozenset[int] | None:
    """Numbers of the rows in which tables stand that are open, with what is around them; None where it may be any row.

    The rows of tables that are settled are not among them, unless an open one stands in them too.
    """
    if attempt is None:
        return None
    starts = [row.start for row in document.rows]
    extents = {name: _extent(starts, placed) for name, placed in attempt.placement.tables.items()}
    own: set[int] = set()
    around: set[int] = set()
    for table_id in tables:
        extent, placed = extents[table_id], attempt.placement.tables[table_id]
        if extent is None or len(placed.missing_rows) > _MISSING * len(placed.table.rows):
            around.update(range(len(starts)))
        else:
            margin = _AROUND_INCOMPLETE if placed.missing_rows else _AROUND
            around.update(range(max(0, extent.start - margin), min(len(starts), extent.stop + margin)))
            own.update(extent)
    settled = {row for name, rows in extents.items() if rows and name not in tables for row in rows}
    return frozenset(own | (around - settled))


def _extent(starts: Sequence[int], placed: PlacedTable) -> range | None:
    """The rows from the first to the last in which a table has print; None where none is known."""
    offsets = [cell.start for cell in placed.cells.values() if cell.start is not None] if placed.found else []
    if not offsets:
        return None
    return range(bisect_right(starts, min(offsets)) - 1, bisect_right(starts, max(offsets)))


def strength_of(attempt: Attempt, table_id: str) -> Strength:
    """How strong the witnesses of a table are in an attempt."""
    cells = attempt.cells.get(table_id, {}).values()
    said = [cell.evidence for cell in cells]
    return Strength(
        table_id in attempt.placement.tables and attempt.placement.tables[table_id].found,
        sum((each.sums == "supported") - (each.sums == "contradicted") for each in said),
        sum(cell.state in _PRINTED and not cell.review for cell in cells),
        sum((each.row == "exact") + (each.column == "exact") for each in said),
        sum(cell.state in _PRINTED for cell in cells),
    )


def are_contradicted(attempts: Sequence[Attempt], table_id: str) -> bool:
    """Whether the sums of a table speak against it in every attempt."""
    return bool(attempts) and all(strength_of(attempt, table_id).sums < 0 for attempt in attempts)


def strongest(
    document: Document, attempts: Sequence[Attempt], tables: frozenset[str], calibration: Calibration | None = None
) -> Attempt:
    """The tables of several attempts, each from that for which the strongest witnesses speak.

    Args:
        document: the report.
        attempts: at least one; of equally strong ones the first is taken.
        tables: those that may be taken from any; the others are as the last attempt has them, which is the first that
            was made.
        calibration: as for ``tags_to_attempt``.
    """
    names = dict.fromkeys(attempts[-1].placement.tables)
    names |= {name: None for each in attempts for name, placed in each.placement.tables.items() if placed.found}
    chosen = {
        name: _strongest_of(attempts, name)
        if name in tables or name not in attempts[-1].placement.tables
        else attempts[-1]
        for name in names
    }
    main = max(attempts, key=lambda attempt: sum(one is attempt for one in chosen.values()))
    whole = main
    if any(attempt is not main for attempt in chosen.values()):
        placed = {name: attempt.placement.tables[name] for name, attempt in chosen.items()}
        whole = _reconciled(document, main.tags, Placement(placed), main.year, calibration)
    cells = {
        table_id: _with_differences(whole.cells[table_id], [each.cells.get(table_id, {}) for each in attempts])
        if table_id in tables
        else whole.cells[table_id]
        for table_id in whole.cells
    }
    return replace(whole, cells=cells)


def _strongest_of(attempts: Sequence[Attempt], table_id: str) -> Attempt:
    return max((each for each in attempts if table_id in each.placement.tables), key=lambda a: strength_of(a, table_id))


def _with_differences(
    cells: Mapping[str, CellRecord], others: Sequence[Mapping[str, CellRecord]]
) -> Mapping[str, CellRecord]:
    """The cells of a table, in doubt where another attempt sees something else and no witness decides."""
    marked = dict(cells)
    for cell_id, cell in cells.items():
        if cell.review or cell.state not in _PRINTED or (_is_witnessed(cell) and cell.evidence.sums == "supported"):
            continue
        differing = [
            other
            for each in others
            if (other := each.get(cell_id)) is not None
            and (other.state, other.value) != (cell.state, cell.value)
            and (_is_witnessed(other) if _is_witnessed(cell) else other.state in _PRINTED)
        ]
        if differing:
            values = (other.value for other in differing if other.value not in (None, cell.value))
            why = doubt(DoubtCode.TAGGERS_DIFFER, text=differing[0].text or "")
            marked[cell_id] = doubted_record(cell, why, _DIFFERING, alternatives=tuple(dict.fromkeys(values)))
    return marked


def _is_witnessed(cell: CellRecord) -> bool:
    """Whether the form's own labels tell the row and the column, and no sum speaks against the figure."""
    said = cell.evidence
    return said.row == said.column == "exact" and said.sums != "contradicted"
