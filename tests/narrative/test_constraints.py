"""What statements allow of cells that are not read yet."""

from __future__ import annotations

import pytest

from gkml.narrative.cell_sums import agrees_with, sum_cells
from gkml.narrative.constraints import Constraints
from gkml.narrative.statements import Statement
from gkml.template import load_templates

(_TABLE,) = (table for table in load_templates().variants("requests") if table.form == "2021")
RECEIVED, RECEIVED_NEW = _TABLE.quantities["received"], _TABLE.quantities["received_new"]
NEW, OVER = "requests.received_new.total", "requests.received_carried_over.total"


@pytest.mark.parametrize(
    ("statement", "over", "allowed"),
    [
        (Statement(RECEIVED_NEW, 5, 0, 1, sure=True), None, True),
        (Statement(RECEIVED_NEW, 6, 0, 1, sure=True), None, False),
        (Statement(RECEIVED_NEW, 6, 0, 1, sure=False), None, True),  # it may speak of something else
        (Statement(RECEIVED, 7, 0, 1, sure=True), 2, True),  # with those carried over
        (Statement(RECEIVED, 7, 0, 1, sure=True), 3, False),
        (Statement(RECEIVED, 7, 0, 1, sure=True), None, True),  # these could make it so
    ],
)
def test_a_statement_allows_what_one_of_its_readings_says(
    statement: Statement, over: int | None, allowed: bool
) -> None:
    constraints = Constraints([statement], {NEW: None, OVER: over})
    assert constraints.about([NEW]) is statement.sure
    assert not constraints.about(["disclosure.rules.made"])
    assert constraints.allow([NEW], {NEW: 5}) is allowed
    assert constraints.allow([OVER], {NEW: 5}) is (allowed or statement.quantity is RECEIVED_NEW)


def test_the_sum_of_cells_that_a_report_does_not_have_is_none() -> None:
    (only,) = RECEIVED_NEW.readings
    assert sum_cells(only, {OVER: 1}) is None
    found = sum_cells(only, {NEW: 5})
    assert found is not None
    assert agrees_with(Statement(RECEIVED_NEW, 5, 0, 1, sure=True), found, {NEW: 5})
