"""Cells without a figure: what their sums imply, and which checks no filling satisfies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.consistency.blanks import implied_blanks, impossible_checks, propose_blanks
from gkml.consistency.localising.localisation import localise
from gkml.doubts import DoubtCode, doubt
from gkml.records.wording import reason_of
from gkml.tables.table_cell import TableCell
from gkml.template import Table
from tests.consistency.figures import Figures, checked, consistent, disputes_of, records, requests_of, shipped

SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ROW = "disputes.reconsideration"


def disputes(**changes: int | None) -> tuple[Table, Figures]:
    table = shipped("2021", "disputes")
    figures = disputes_of(table, reconsideration=(5, 2, 0, 1))
    return table, {**figures, **{f"{ROW}.{name}": value for name, value in changes.items()}}


def implied(table: Table, cells: dict[str, TableCell]) -> dict[str, int]:
    return implied_blanks(table, cells, localise(table, cells))


# --- what sums imply -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "figure"), [("total", 8), ("corrected", 2), ("other", 0)])
def test_one_blank_in_a_sum_is_implied(name: str, figure: int) -> None:
    table, figures = disputes(**{name: None})
    assert implied(table, records(figures)) == {f"{ROW}.{name}": figure}


def test_two_blanks_in_a_sum_are_open() -> None:
    table, figures = disputes(upheld=None, corrected=None)
    assert implied(table, records(figures)) == {}


def test_several_blanks_that_share_nothing_are_all_zero() -> None:
    table, figures = disputes(other=None, pending=None, total=7)
    assert implied(table, records(figures)) == {f"{ROW}.other": 0, f"{ROW}.pending": 0}


def test_columns_fix_what_a_row_leaves_open() -> None:
    table = shipped("2021", "requests")
    figures = requests_of(table, {("granted", "natural_person"): 12, ("granted", "other_organization"): 3})
    blank = {"requests.granted.natural_person": 12, "requests.granted.other_organization": 3}
    assert implied(table, records({**figures, **dict.fromkeys(blank)})) == blank


def test_a_blank_row_is_zero_where_the_others_make_up_the_total() -> None:
    table = shipped("2019", "requests")
    figures = requests_of(table, {("granted", "natural_person"): 12})
    row = [f"requests.refused.prohibited_by_law.{column.id}" for column in table.columns]
    assert implied(table, records({**figures, **dict.fromkeys(row)})) == dict.fromkeys(row, 0)


def test_a_blank_row_beside_a_blank_total_is_open() -> None:
    table = shipped("2019", "requests")
    figures = requests_of(table, {("granted", "natural_person"): 12})
    gone = [f"requests.{row}.natural_person" for row in ("other", "handled_total", "received_new")]
    found = implied(table, records({**figures, **dict.fromkeys(gone)}))
    # the row of "other" adds up to 0; so the total is known, and with it what was received
    assert found == {gone[0]: 0, gone[1]: 12, gone[2]: 12}
    totals = ["requests.other.total", "requests.handled_total.total", "requests.received_new.total"]
    assert implied(table, records({**figures, **dict.fromkeys([*gone, *totals])})) == {}


@SLOW
@given(consistent(), st.data())
def test_what_is_implied_is_what_was_there(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, figures = drawn
    gone = data.draw(st.sets(st.sampled_from(sorted(figures)), min_size=1, max_size=30))
    found = implied(table, records({**figures, **dict.fromkeys(gone)}))
    assert set(found) <= gone
    assert found == {cell: figures[cell] for cell in found}
    if len(gone) == 1:
        assert set(found) == gone


@SLOW
@given(consistent("requests"), st.data())
def test_in_a_contradiction_only_what_every_explanation_shares_is_implied(
    drawn: tuple[Table, Figures], data: st.DataObject
) -> None:
    table, figures = drawn
    harmed, *gone = data.draw(st.lists(st.sampled_from(sorted(figures)), min_size=2, max_size=5, unique=True))
    cells = records({**figures, **dict.fromkeys(gone), harmed: data.draw(st.integers(0, 3000))})
    localisation = localise(table, cells)
    found = implied_blanks(table, cells, localisation)
    assert set(found) <= set(gone)
    if localisation.outcome != "consistent":
        for solution in localisation.solutions:
            assert {cell: solution.filled.get(cell) for cell in found} == found


# --- proposals -------------------------------------------------------------------------------------------------------


def test_a_proposal_leaves_state_value_and_review() -> None:
    table, figures = disputes(total=None)
    cells = records(figures)
    proposed = propose_blanks(table, cells, localise(table, cells))
    record = proposed.pop(f"{ROW}.total")
    assert (record.proposal, record.value, record.state, record.review) == (8, None, "blank", False)
    assert "8" in (reason_of(record.doubts) or "")
    assert proposed == {cell: one for cell, one in cells.items() if cell in proposed}


def test_a_blank_in_a_failing_check_is_for_review() -> None:
    table = shipped("2021", "requests")
    figures = requests_of(table, {("granted", "natural_person"): 12, ("partially_granted", "natural_person"): 7})
    figures |= {"requests.granted.natural_person": None, "requests.granted.total": 120}
    cells = records(figures)
    record = propose_blanks(table, cells, localise(table, cells))["requests.granted.natural_person"]
    assert (record.proposal, record.review, record.state) == (12, True, "blank")


@pytest.mark.parametrize(("state", "figure"), [("mark", 2), ("unreadable", 2), ("absent", None)])
def test_marks_and_unread_cells_have_proposals_too_but_not_cells_the_report_does_not_have(
    state: str, figure: int | None
) -> None:
    table, figures = disputes(corrected=None)
    cells = records(figures)
    cell = f"{ROW}.corrected"
    cells[cell] = replace(cells[cell], state=state, doubts=(doubt(DoubtCode.COVERED),))  # type: ignore[arg-type]
    record = propose_blanks(table, cells, localise(table, cells))[cell]
    assert record.proposal == figure
    assert (reason_of(record.doubts) or "").startswith("此处的文字被遮住")


def test_an_unread_cell_is_never_proposed_a_negative_count() -> None:
    table, figures = disputes(corrected=None, total=4)
    cells = records(figures)
    cell = f"{ROW}.corrected"
    cells[cell] = replace(cells[cell], state="unreadable")
    assert implied(table, cells) == {}


# --- checks that no filling satisfies --------------------------------------------------------------------------------


def test_a_check_that_one_filling_satisfies_is_possible() -> None:
    table, figures = disputes(upheld=None, corrected=None)
    assert impossible_checks(table, records(figures)) == frozenset()


def test_a_check_whose_figures_are_too_many_already_is_impossible() -> None:
    table, figures = disputes(other=None, total=4)
    assert impossible_checks(table, records(figures)) == {"disputes.disputes_sum.reconsideration"}


def test_a_failing_check_without_blanks_is_not_the_matter() -> None:
    table, figures = disputes(total=4)
    assert checked(table, figures)["disputes.disputes_sum.reconsideration"].status == "fail"
    assert impossible_checks(table, records(figures)) == frozenset()


def test_checks_that_each_could_hold_but_not_together_are_impossible() -> None:
    table = shipped("2021", "requests")
    figures = requests_of(table, {("granted", "natural_person"): 12})
    figures |= {"requests.granted.natural_person": None, "requests.granted.total": 10}
    status = {check.id: check.status for check in checked(table, figures).values()}
    both = {"requests.row_sum.granted", "requests.outcome_sum.natural_person"}
    assert {status[check] for check in both} == {"undetermined"}
    assert impossible_checks(table, records(figures)) == both


def test_a_cell_that_we_could_not_read_makes_no_check_impossible() -> None:
    table, figures = disputes(other=None, total=4)
    cells = records(figures)
    cells[f"{ROW}.other"] = replace(cells[f"{ROW}.other"], state="unreadable")
    assert impossible_checks(table, cells) == frozenset()


@SLOW
@given(consistent(), st.data())
def test_a_table_with_figures_taken_out_can_be_filled(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, figures = drawn
    gone = data.draw(st.sets(st.sampled_from(sorted(figures)), min_size=1, max_size=60))
    assert impossible_checks(table, records({**figures, **dict.fromkeys(gone)})) == frozenset()
