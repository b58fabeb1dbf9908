"""Causes and reasons: misread, wrong in the report, or not to be told; and that no value ever changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.consistency.causes import explain_errors
from gkml.consistency.localising.localisation import localise
from gkml.doubts import DoubtCode, doubt
from gkml.records.wording import reason_of
from gkml.tables.table_cell import TableCell
from gkml.template import Table
from tests.consistency.figures import Figures, consistent, disputes_of, records, requests_of, shipped

SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
CELL = "requests.granted.natural_person"


def harmed(printed: int | None = 8120, **record: object) -> tuple[Table, dict[str, TableCell]]:
    """A table of requests in which one cell does not hold the 812 that its sums ask for."""
    table = shipped("2021", "requests")
    cells = records(
        requests_of(table, {("granted", "natural_person"): 812, ("granted", "other_organization"): 44})
        | {CELL: printed}
    )
    return table, {**cells, CELL: replace(cells[CELL], **record)}  # type: ignore[arg-type]


def explained(table: Table, cells: dict[str, TableCell]) -> dict[str, TableCell]:
    """The records that the explanation touches."""
    after = explain_errors(table, cells, localise(table, cells))
    assert list(after) == list(cells)
    return {cell: record for cell, record in after.items() if record != cells[cell]}


def test_a_figure_read_well_that_contradicts_is_the_reports_own_fault() -> None:
    touched = explained(*harmed(confidence=0.97))
    assert set(touched) == {CELL}
    record = touched[CELL]
    assert (record.value, record.proposal, record.cause, record.review) == (8120, 812, "source", True)
    reason = reason_of(record.doubts) or ""
    assert all(word in reason for word in ("（一）予以公开", "自然人", "8120", "812", "多一位数字"))


def test_a_figure_read_with_doubt_was_probably_misread() -> None:
    record = explained(*harmed(confidence=0.85))[CELL]
    assert (record.value, record.proposal, record.cause) == (8120, 812, "reading")


def test_another_reading_of_the_print_that_fits_was_probably_the_right_one() -> None:
    record = explained(*harmed(confidence=0.97, alternatives=(8123, 812)))[CELL]
    assert (record.value, record.proposal, record.cause) == (8120, 812, "reading")
    record = explained(*harmed(confidence=0.97, alternatives=(8123,)))[CELL]
    assert record.cause == "source"


def test_a_reason_that_is_there_is_kept() -> None:
    record = explained(*harmed(confidence=0.85, doubts=(doubt(DoubtCode.ILLEGIBLE_ROW),)))[CELL]
    assert (reason_of(record.doubts) or "").startswith("这一行有印得不清楚的数；")


def test_totals_of_lone_sums_are_explained() -> None:
    table = shipped("2019", "disputes")
    figures = disputes_of(table, reconsideration=(10, 1, 0, 0), litigation_after_reconsideration=(5, 0, 0, 0))
    totals = {"disputes.reconsideration.total": 11, "disputes.litigation_after_reconsideration.total": 5}
    touched = explained(table, records(figures | dict.fromkeys(totals, 0)))
    assert {cell: record.proposal for cell, record in touched.items()} == totals
    for record in touched.values():
        assert (record.value, record.cause, record.review) == (0, "source", True)
        assert f"印为0，按勾稽关系应为{record.proposal}" in (reason_of(record.doubts) or "")


def test_cells_that_only_some_explanations_name_are_ambiguous() -> None:
    table = shipped("2021", "disputes")
    figures = disputes_of(table, reconsideration=(120, 31, 4, 2)) | {"disputes.reconsideration.upheld": 1200}
    touched = explained(table, records(figures))
    assert set(touched) == {"disputes.reconsideration.upheld", "disputes.reconsideration.total"}
    for record in touched.values():
        assert (record.cause, record.proposal, record.review) == ("ambiguous", None, True)
    assert "若是此处，则应为120" in (reason_of(touched["disputes.reconsideration.upheld"].doubts) or "")


def test_figures_in_the_wrong_column_are_called_so() -> None:
    table, cells = harmed(0)
    moved = "requests.granted.commercial_enterprise"
    cells[moved] = replace(cells[moved], value=812, text="812")
    touched = explained(table, cells)
    assert {cell: (record.value, record.proposal) for cell, record in touched.items()} == {
        CELL: (0, 812),
        moved: (812, 0),
    }
    assert all("错位一列" in (reason_of(record.doubts) or "") for record in touched.values())


def test_without_an_answer_all_cells_of_the_failing_checks_are_for_review() -> None:
    table, cells = harmed()
    localisation = localise(table, cells, seconds=0.0)
    assert localisation.outcome == "timeout"
    after = explain_errors(table, cells, localisation)
    touched = {cell for cell, record in after.items() if record != cells[cell]}
    row = {cell for cell in cells if cell.startswith("requests.granted.")}
    assert row < touched
    assert touched - row == {
        cell
        for cell in cells
        if cell.endswith(".natural_person") and ".received" not in cell and ".carried_forward" not in cell
    } - {CELL}
    for cell in touched:
        assert (after[cell].review, after[cell].cause, after[cell].proposal) == (True, None, None)


@SLOW
@given(consistent())
def test_a_table_that_adds_up_is_left_alone(drawn: tuple[Table, Figures]) -> None:
    table, figures = drawn
    assert explained(table, records(figures)) == {}


@SLOW
@given(consistent("requests"), st.data())
def test_only_review_cause_proposal_and_reason_change(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, figures = drawn
    wrong = data.draw(st.lists(st.sampled_from(sorted(figures)), min_size=1, max_size=3, unique=True))
    confidence = data.draw(st.sampled_from((0.0, 0.5, 0.95)))
    cells = records({**figures, **{cell: data.draw(st.integers(0, 3000)) for cell in wrong}}, confidence)
    for cell, record in explained(table, cells).items():
        assert record == replace(cells[cell], cause=record.cause, proposal=record.proposal, doubts=record.doubts)
        assert record.review
        assert record.proposal != record.value
        assert record.doubts
        assert record.cause in (("source", "ambiguous") if confidence > 0.9 else ("reading", "ambiguous"))


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_report_without_the_table_is_left_alone(form: str) -> None:
    table = shipped(form, "requests")
    assert explained(table, {cell: TableCell(cell) for cell, _, _ in table.cells()}) == {}
