"""Which cells a person should look at: those in doubt, and those that stand in a contradiction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from gkml.doubts import CONTRADICTIONS, Doubt, DoubtCode, doubt
from gkml.form import IdentityKind
from gkml.records.evidence import Sums
from gkml.records.report import CheckRecord
from gkml.tables.table_cell import TableCell

__all__ = ["contradictory", "mark_for_review", "mark_moved", "what_sums_say", "with_supported_columns"]

_INFERRED = DoubtCode.COLUMN_INFERRED
_CONTRADICTIONS = CONTRADICTIONS | {DoubtCode.READING_CONTRADICTED}
_BLIND = 5  # unreadable cells of a table, from which the others need a sum that supports them
_FAILED = 2  # rows of a table whose sums fail, from which its heads may be in another order
_FEW_ROWS = 3
_MANY_FAILED = 5  # the same of more rows
_CLEAR = 4  # times as many as hold
_CORROBORATED = 0.96  # confidence of an inferred place that row and column support


def mark_for_review(
    cells: Mapping[str, TableCell],
    checks: Sequence[CheckRecord],
    explained: Collection[str] = (),
    irregular: Collection[str] = (),
) -> dict[str, TableCell]:
    """The cells with a doubt where a failed check or a blank total beside figures asks for it.

    Of the checks that are ``explained`` those cells are in doubt already that are likely to be wrong; the others are
    not, but for those of ``irregular`` rows, which are rather misread as a whole.
    """
    marked = dict(cells)
    for check in checks:
        if check.status == "fail":
            for cell_id in check.cells:
                if check.id not in explained or cell_id in irregular:
                    _mark(marked, cell_id, doubt(DoubtCode.CHECK_FAILED, message=check.message))
        if check.status in ("fail", "undetermined") and _stands_in_a_row(check):
            total = check.cells[-1]
            others = [cells[cell_id].value for cell_id in check.cells[:-1]]
            if cells[total].value is None and all(value is not None for value in others):
                for cell_id in check.cells:
                    _mark(marked, cell_id, doubt(DoubtCode.TOTAL_EMPTY))
    for cell_id in _unsupported(cells, checks):
        _mark(marked, cell_id, doubt(DoubtCode.TABLE_UNSUPPORTED))
    for cell_id in _under_doubtful_heads(cells, checks):
        _mark(marked, cell_id, doubt(DoubtCode.COLUMN_ORDER))
    return marked


def mark_moved(
    cells: Mapping[str, TableCell], checks: Iterable[CheckRecord], rows: Iterable[Collection[str]]
) -> dict[str, TableCell]:
    """The cells, those of a printed row in doubt where one of its sums fails and its end is empty, or its beginning.

    Cells that left no trace have moved those behind them, and emptied as many at the end; empty cells of a label may
    stand in front of figures of which the last was lost.

    Args:
        cells: of all tables.
        checks: that were made.
        rows: the cells of each printed row that holds several sums.
    """
    marked = dict(cells)
    failed = [check for check in checks if check.status == "fail" and check.kind != "text"]
    by_table = {check.id.partition(".")[0]: check for check in failed}
    for check in failed:
        if check.kind == "row_sum" and cells[check.cells[0]].state == "blank":
            for cell_id in check.cells:
                _mark(marked, cell_id, doubt(DoubtCode.CHECK_FAILED, message=check.message))
    for row in rows:
        mine = [cells[cell_id] for cell_id in row]
        its = by_table.get(mine[0].id.partition(".")[0])
        if its is not None and mine[-1].state == "blank":
            for cell in mine:
                _mark(marked, cell.id, doubt(DoubtCode.CHECK_FAILED, message=its.message))
    return marked


def what_sums_say(cells: Mapping[str, TableCell], sums: Iterable[CheckRecord]) -> dict[str, Sums | None]:
    """What the identities of the form say of each cell.

    A sum that holds supports its cells, unless another says that one of them is wrong: a contradiction is that of the
    cells that are to be looked at for it, not of all that stand in it.
    """
    supported = {cell_id for check in sums if check.status == "pass" for cell_id in check.cells}
    return {
        cell_id: "contradicted" if _is_contradicted(cell) else "supported" if cell_id in supported else None
        for cell_id, cell in cells.items()
    }


def contradictory(code: DoubtCode) -> bool:
    """Whether a doubt says that sums do not hold."""
    return code in _CONTRADICTIONS


def _is_contradicted(cell: TableCell) -> bool:
    return bool(cell.doubts) and any(contradictory(each.code) for each in cell.doubts)


def _unsupported(cells: Mapping[str, TableCell], checks: Iterable[CheckRecord]) -> list[str]:
    """The cells of tables with many unreadable ones, in which no row but of zeros adds up."""
    tables: dict[str, list[str]] = {}
    for check in checks:
        if check.kind == "row_sum":
            tables.setdefault(check.id.partition(".")[0], [])
            if check.status == "pass" and any(cells[cell_id].value for cell_id in check.cells):
                tables[check.id.partition(".")[0]].append(check.id)
    without = {table for table, supported in tables.items() if not supported}
    mine = {table: [cell_id for cell_id in cells if cell_id.partition(".")[0] == table] for table in without}
    return [
        cell_id
        for own in mine.values()
        if sum(cells[cell_id].state == "unreadable" for cell_id in own) >= _BLIND
        for cell_id in own
    ]


def _under_doubtful_heads(cells: Mapping[str, TableCell], checks: Iterable[CheckRecord]) -> list[str]:
    """The cells of tables in which most sums fail, of many rows nearly all, under heads not spelt as in the form.

    Heads in an order of their own, of which too few are legible, would make them fail; what holds does so by chance.
    """
    sums: dict[str, list[CheckRecord]] = {}
    for check in checks:
        if _stands_in_a_row(check):
            sums.setdefault(check.cells[0].partition(".")[0], []).append(check)
    doubtful = set()
    for table, mine in sums.items():
        failed = sum(check.status == "fail" for check in mine)
        held = sum(check.status == "pass" and any(cells[cell_id].value for cell_id in check.cells) for check in mine)
        fewest = max(_FAILED, held + 1) if len(mine) <= _FEW_ROWS else max(_MANY_FAILED, _CLEAR * held)
        if failed >= fewest:
            doubtful.add(table)
    return [
        cell_id
        for cell_id, cell in cells.items()
        if cell_id.partition(".")[0] in doubtful and cell.evidence.column in ("damaged", "order")
    ]


def _stands_in_a_row(check: CheckRecord) -> bool:
    """Whether the cells of a check are parts of one row and their total, the last."""
    return check.kind in get_args(IdentityKind) and len({cell_id.rpartition(".")[0] for cell_id in check.cells}) == 1


def _mark(cells: dict[str, TableCell], cell_id: str, why: Doubt) -> None:
    cells[cell_id] = cells[cell_id].doubted(why)


def with_supported_columns(cells: Mapping[str, TableCell], checks: Iterable[CheckRecord]) -> dict[str, TableCell]:
    """The cells; those whose column only the layout told are in no doubt any more where all their sums support them.

    Blanks count as nothing: figures in wrong columns would not add up in every row and column.
    """
    kept = dict(cells)
    doubted = [(cell_id, cell.doubts) for cell_id, cell in cells.items() if cell.doubts]
    inferred = {cell_id for cell_id, doubts in doubted if any(each.code is _INFERRED for each in doubts)}
    if not inferred:
        return kept
    held: dict[str, list[bool]] = {cell_id: [] for cell_id in inferred}
    for check in checks:
        touched = inferred.intersection(check.cells)
        if touched and check.kind not in ("structure", "text"):
            holds = check.status == "pass" or (check.status == "undetermined" and _adds_up(cells, check))
            for cell_id in touched:
                held[cell_id].append(holds)
    for cell_id, holds_all in held.items():
        if holds_all and all(holds_all):
            others = tuple(each for each in cells[cell_id].doubts if each.code is not _INFERRED)
            kept[cell_id] = replace(cells[cell_id], doubts=others, confidence=_CORROBORATED)
    return kept


def _adds_up(cells: Mapping[str, TableCell], check: CheckRecord) -> bool:
    """Whether the sides agree when blanks count as nothing and no operand is unread; sides as the check lists them."""
    states = {cells[cell_id].state for cell_id in check.cells}
    if check.sides is None or not states <= {"number", "blank", "mark"}:
        return False
    left, right = check.cells[: check.sides], check.cells[check.sides :]
    total = sum(cells[i].value or 0 for i in right)
    # zeros add up wherever they stand, so a row of them supports nothing
    return sum(cells[i].value or 0 for i in left) == total and (check.kind != "row_sum" or total != 0)
