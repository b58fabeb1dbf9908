"""Placed tables to records: readings chosen, sums checked, errors found, blanks proposed, in that order."""

from __future__ import annotations

from collections.abc import Mapping

from gkml.consistency.reconcile import reconcile
from gkml.document import DocumentBuilder
from gkml.records.report import CellRecord, CheckRecord
from gkml.tables.placed import PlacedTable, Placement
from tests.consistency.figures import Figures, disputes_of, records, shipped

TABLE = shipped("2021", "disputes")
ROW = "disputes.reconsideration"


def reconciled(**changes: int | None) -> tuple[Mapping[str, CellRecord], dict[str, CheckRecord]]:
    """A row of a table that adds up but for the changes of its cells."""
    figures: Figures = disputes_of(TABLE, reconsideration=(9, 1, 0, 4))
    figures |= {f"{ROW}.{name}": value for name, value in changes.items()}
    placed = PlacedTable(TABLE, True, records(figures))
    cells, checks = reconcile(Placement({TABLE.id: placed}), DocumentBuilder("text").build(), ())
    return cells, {check.id: check for check in checks}


def test_a_table_that_adds_up_is_supported_by_its_sums() -> None:
    cells, checks = reconciled()
    assert list(cells) == [cell for cell, _, _ in TABLE.cells()]
    assert checks["disputes.disputes_sum.reconsideration"].status == "pass"
    assert not any(cell.review for cell in cells.values())
    assert {cells[f"{ROW}.{name}"].evidence.sums for name in ("upheld", "total")} == {"supported"}


def test_of_a_sum_that_fails_every_cell_is_in_doubt_and_no_other() -> None:
    cells, checks = reconciled(total=41)
    check = checks["disputes.disputes_sum.reconsideration"]
    assert (check.status, check.difference) == ("fail", -27)
    review = {cell_id for cell_id, cell in cells.items() if cell.review}
    assert review
    assert review <= {cell for cell in cells if cell.startswith(ROW)}
    assert cells[f"{ROW}.total"].value == 41  # what is printed stays


def test_the_figure_that_an_empty_cell_would_have_is_proposed_and_the_cell_stays_empty() -> None:
    cells, checks = reconciled(corrected=None)
    cell = cells[f"{ROW}.corrected"]
    assert (cell.state, cell.value, cell.proposal) == ("blank", None, 1)
    assert checks["disputes.disputes_sum.reconsideration"].status == "undetermined"


def test_a_sum_that_no_figure_can_mend_fails_though_a_cell_is_empty() -> None:
    _, checks = reconciled(corrected=None, total=3)
    assert checks["disputes.disputes_sum.reconsideration"].status == "fail"


def test_a_table_that_was_not_found_is_not_reconciled() -> None:
    cells = records({cell: None for cell, _, _ in TABLE.cells()})
    placement = Placement({TABLE.id: PlacedTable(TABLE, False, cells, tuple(row.id for row in TABLE.rows))})
    found, checks = reconcile(placement, DocumentBuilder("text").build(), ())
    assert {cell.proposal for cell in found.values()} == {None}
    assert not any(check.status == "fail" and "disputes_sum" in check.id for check in checks)
