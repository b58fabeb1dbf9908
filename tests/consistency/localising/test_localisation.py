"""Error localisation: which cells are found, when it does not decide, and that nothing depends on chance."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.consistency.localising.localisation import Localisation, localise
from gkml.template import Table
from tests.consistency.figures import (
    FORMS,
    Figures,
    checked,
    consistent,
    disputes_of,
    records,
    requests_of,
    shipped,
)

SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

OUTCOMES = {
    ("granted", "natural_person"): 812,
    ("granted", "commercial_enterprise"): 37,
    ("granted", "other_organization"): 5,
    ("partially_granted", "natural_person"): 143,
    ("partially_granted", "research_institution"): 3,
    ("refused.state_secret", "natural_person"): 6,
    ("refused.process_information", "natural_person"): 58,
    ("refused.process_information", "commercial_enterprise"): 11,
    ("unavailable.not_held", "natural_person"): 1204,
    ("unavailable.not_held", "commercial_enterprise"): 96,
    ("unavailable.not_held", "legal_service_organization"): 21,
    ("not_processed.petition", "natural_person"): 75,
}


def requests(form: str = "2021", **changes: int | None) -> tuple[Table, Figures]:
    """A table of requests that adds up but for the changes: ``granted__total=5``."""
    table = shipped(form, "requests")
    figures = requests_of(table, OUTCOMES, forward=4, carried=90)
    named: Figures = {f"requests.{name.replace('__', '.')}": value for name, value in changes.items()}
    assert set(named) <= set(figures)
    return table, {**figures, **named}


def located(table: Table, figures: Figures) -> dict[str, int | None]:
    """The cells of the one explanation, with what would stand there."""
    found = localise(table, records(figures))
    assert found.outcome == "located"
    (solution,) = found.solutions
    assert found.shared == solution.cells
    assert found.unshared == ()
    return {change.cell.partition(".")[2]: change.implied for change in solution.changes}


# --- nothing is wrong ------------------------------------------------------------------------------------------------


@SLOW
@given(consistent())
def test_a_table_that_adds_up_raises_nothing(drawn: tuple[Table, Figures]) -> None:
    table, figures = drawn
    found = localise(table, records(figures))
    assert found == Localisation("consistent")


@SLOW
@given(consistent(), st.data())
def test_figures_taken_out_of_a_table_that_adds_up_raise_nothing(
    drawn: tuple[Table, Figures], data: st.DataObject
) -> None:
    table, figures = drawn
    gone = data.draw(st.sets(st.sampled_from(sorted(figures)), min_size=1, max_size=12))
    found = localise(table, records({**figures, **dict.fromkeys(gone)}))
    assert (found.outcome, found.failing, found.shared, found.unshared) == ("consistent", (), (), ())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["requests", "disputes", "disclosure"])
def test_a_table_without_figures_raises_nothing(form: str, name: str) -> None:
    table = shipped(form, name)
    assert localise(table, records({cell: None for cell, _, _ in table.cells()})).outcome == "consistent"


# --- one fault -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("cell", "printed", "right"),
    [
        ("granted.natural_person", 8120, 812),
        ("granted.total", 845, 854),
        ("refused.state_secret.natural_person", 0, 6),
        ("handled_total.natural_person", 2289, 2298),
        ("handled_total.total", 0, 2471),
        ("received_new.natural_person", 3212, 2212),
        ("received_carried_over.total", 9, 90),
        ("carried_forward.other_organization", 40, 4),
        ("unavailable.not_held.research_institution", 7, 0),
    ],
)
def test_one_wrong_cell_is_found_with_its_figure(form: str, cell: str, printed: int, right: int) -> None:
    table, figures = requests(form)
    assert figures[f"requests.{cell}"] == right
    assert located(table, {**figures, f"requests.{cell}": printed}) == {cell: right}


def test_a_figure_in_the_neighbouring_column_is_one_shift() -> None:
    table, figures = requests(
        unavailable__not_held__legal_service_organization=0, unavailable__not_held__public_welfare_organization=21
    )
    found = localise(table, records(figures))
    assert found.outcome == "located"
    (solution,) = found.solutions
    assert [(change.cell.rpartition(".")[2], change.printed, change.implied) for change in solution.changes] == [
        ("public_welfare_organization", 21, 0),
        ("legal_service_organization", 0, 21),
    ]
    assert all(change.shift == "row_shifted" for change in solution.changes)


def test_a_row_moved_by_a_column_is_one_shift() -> None:
    table, figures = requests()
    row = [f"requests.unavailable.not_held.{column.id}" for column in table.columns]
    moved: Figures = dict(zip(row, [None, *(figures[cell] for cell in row[:-1])], strict=True))
    assert list(moved.values()) == [None, 1204, 96, 0, 0, 21, 0]  # the total is lost
    found = localise(table, records({**figures, **moved}))
    assert found.outcome == "located"
    assert {cell: found.implied[cell] for cell in row if cell in found.implied} == {
        cell: figures[cell] for cell in row if figures[cell] != moved[cell]
    }


def test_a_column_moved_by_a_row_is_one_shift() -> None:
    table, figures = requests()
    rows = [
        "received_carried_over",
        "granted",
        "partially_granted",
        "refused.state_secret",
        "refused.prohibited_by_law",
    ]
    column = [f"requests.{row}.natural_person" for row in rows]
    values = [figures[cell] for cell in column]
    assert values == [90, 812, 143, 6, 0]
    moved: Figures = {**figures, **dict(zip(column[1:], [0, *values[1:-1]], strict=True))}
    found = localise(table, records(moved))
    assert found.outcome == "located"
    assert set(found.shared) == set(column[1:])
    assert [found.implied[cell] for cell in column[1:]] == values[1:]
    assert all(change.shift == "column_shifted" for change in found.solutions[0].changes)


# --- lone equations --------------------------------------------------------------------------------------------------


def test_totals_printed_as_zero_are_the_culprits_of_lone_sums() -> None:
    table = shipped("2019", "disputes")
    figures = disputes_of(table, reconsideration=(10, 1, 0, 0), litigation_after_reconsideration=(5, 0, 0, 0))
    figures["disputes.reconsideration.total"] = 0
    figures["disputes.litigation_after_reconsideration.total"] = 0
    assert located(table, figures) == {"reconsideration.total": 11, "litigation_after_reconsideration.total": 5}


def test_a_part_that_one_slip_explains_stands_beside_its_total() -> None:
    table = shipped("2021", "disputes")
    figures = disputes_of(table, reconsideration=(120, 31, 4, 2))
    figures["disputes.reconsideration.upheld"] = 1200
    found = localise(table, records(figures))
    assert found.outcome == "ambiguous"
    assert found.shared == ()
    assert set(found.unshared) == {"disputes.reconsideration.upheld", "disputes.reconsideration.total"}
    assert {change.cell: change.implied for one in found.solutions for change in one.changes} == {
        "disputes.reconsideration.upheld": 120,
        "disputes.reconsideration.total": 1237,
    }


def test_doubt_in_a_part_decides_a_lone_sum_before_its_total() -> None:
    table = shipped("2021", "disputes")
    figures = disputes_of(table, reconsideration=(7, 3, 0, 0))
    figures["disputes.reconsideration.upheld"] = 4
    cells = records(figures, 0.99)
    doubted = "disputes.reconsideration.upheld"
    found = localise(table, {**cells, doubted: replace(cells[doubted], confidence=0.55)})
    assert (found.outcome, found.shared, found.implied[doubted]) == ("located", (doubted,), 7)


# --- several faults --------------------------------------------------------------------------------------------------


def test_faults_far_apart_are_all_found() -> None:
    table, figures = requests(
        granted__natural_person=8120, refused__process_information__total=96, received_new__total=9
    )
    assert located(table, figures) == {
        "granted.natural_person": 812,
        "refused.process_information.total": 69,
        "received_new.total": 2405,
    }


def test_edits_decide_between_corners_of_a_rectangle() -> None:
    # both figures 23 too many: so could be those at the other two corners
    table, figures = requests(granted__natural_person=835, partially_granted__commercial_enterprise=23)
    found = localise(table, records(figures))
    assert found.outcome == "ambiguous"
    assert found.shared == ()
    assert {cell.partition(".")[2] for cell in found.unshared} == {
        "granted.natural_person",
        "granted.commercial_enterprise",
        "partially_granted.natural_person",
        "partially_granted.commercial_enterprise",
    }
    # both 9 too few, and two of the corners are one slip from their figures
    table, figures = requests(
        partially_granted__natural_person=134, unavailable__not_held__legal_service_organization=12
    )
    assert located(table, figures) == {
        "partially_granted.natural_person": 143,
        "unavailable.not_held.legal_service_organization": 21,
    }


@SLOW
@given(consistent("requests"), st.data())
def test_what_is_found_makes_every_sum_hold(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, figures = drawn
    harmed = data.draw(st.lists(st.sampled_from(sorted(figures)), min_size=1, max_size=3, unique=True))
    wrong = {**figures, **{cell: data.draw(st.integers(0, 4000)) for cell in harmed}}
    gone = data.draw(st.sets(st.sampled_from(sorted(figures)), max_size=3))
    wrong |= dict.fromkeys(gone)
    found = localise(table, records(wrong))
    assert found.outcome != "unsolved"
    for solution in found.solutions:
        mended = {**wrong, **solution.filled, **{change.cell: change.implied for change in solution.changes}}
        assert all(value is None or value >= 0 for value in mended.values())
        assert not [check.id for check in checked(table, mended).values() if check.status == "fail"]
        assert all(change.printed == wrong[change.cell] != change.implied for change in solution.changes)


@SLOW
@given(consistent("requests"), st.data())
def test_never_more_cells_are_named_than_are_wrong(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, figures = drawn
    harmed = data.draw(st.lists(st.sampled_from(sorted(figures)), min_size=1, max_size=4, unique=True))
    wrong = {**figures, **{cell: data.draw(st.integers(0, 4000)) for cell in harmed}}
    found = localise(table, records(wrong))
    for solution in found.solutions:
        assert len([change for change in solution.changes if change.shift is None]) <= len(harmed)


@SLOW
@given(consistent(), st.data())
def test_the_order_of_cells_changes_nothing(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, figures = drawn
    harmed = data.draw(st.lists(st.sampled_from(sorted(figures)), min_size=1, max_size=3, unique=True))
    cells = records({**figures, **{cell: data.draw(st.integers(0, 99)) for cell in harmed}})
    other = {cell: cells[cell] for cell in data.draw(st.permutations(sorted(cells)))}
    assert localise(table, cells) == localise(table, other)


# --- cells without a figure ------------------------------------------------------------------------------------------


def test_blanks_can_contradict_one_another_jointly() -> None:
    table, figures = requests(granted__natural_person=None, granted__total=1000)
    found = localise(table, records(figures))
    assert found.outcome == "located"
    assert found.implied == {"requests.granted.total": 854, "requests.granted.natural_person": 812}
    assert set(found.failing) >= {"requests.row_sum.granted", "requests.outcome_sum.natural_person"}


def test_parts_that_exceed_their_total_contradict_whatever_a_blank_holds() -> None:
    table = shipped("2021", "disputes")
    figures = disputes_of(table, reconsideration=(9, 0, 0, 0))
    figures |= {"disputes.reconsideration.pending": None, "disputes.reconsideration.total": 4}
    found = localise(table, records(figures))
    assert found.failing == ("disputes.disputes_sum.reconsideration",)
    assert {*found.shared, *found.unshared} <= {"disputes.reconsideration.upheld", "disputes.reconsideration.total"}
    unread = records(figures)
    cell = "disputes.reconsideration.pending"
    assert localise(table, {**unread, cell: replace(unread[cell], state="unreadable")}).outcome == "consistent"


# --- limits ----------------------------------------------------------------------------------------------------------


def test_without_time_the_failing_checks_have_no_explanation() -> None:
    table, figures = requests(granted__natural_person=8120)
    found = localise(table, records(figures), seconds=0.0)
    assert found.outcome == "timeout"
    assert found.unexplained == found.failing
    assert set(found.failing) == {"requests.row_sum.granted", "requests.outcome_sum.natural_person"}
    assert (found.shared, found.unshared, dict(found.implied)) == ((), (), {})


def test_digits_run_together_are_no_figure_and_do_not_hide_another_fault() -> None:
    huge = 12040960002112040960002112040960002112
    table, figures = requests(unavailable__not_held__natural_person=huge, granted__total=845)
    assert located(table, figures) == {"granted.total": 854, "unavailable.not_held.natural_person": 1204}


@pytest.mark.parametrize("printed", [10**6, 10**9 + 7])
def test_large_figures_are_exact(printed: int) -> None:
    table, figures = requests(granted__natural_person=printed, refused__process_information__total=70)
    assert located(table, figures) == {"granted.natural_person": 812, "refused.process_information.total": 69}
