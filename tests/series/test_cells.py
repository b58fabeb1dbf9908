"""What cells are called, and how figures of them compare."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkml.series.cells import cell_facts, label, tolerance
from tests.series.records import TEMPLATES

FACTS = cell_facts(TEMPLATES)
FEES = "disclosure.fees.amount"


def test_every_cell_of_every_form_has_labels() -> None:
    ids = {cell for form in TEMPLATES.forms for table in form.tables for cell, _, _ in table.cells()}
    assert set(FACTS) == ids
    assert label(FACTS, "requests.granted.total").endswith("·总计")
    assert label(FACTS, "no.such.cell") == "no.such.cell"
    assert {FACTS[cell].unit for cell in (FEES, "requests.granted.total")} == {"money", "count"}


@pytest.mark.parametrize(
    ("values", "allowed"),
    [((Decimal("3.4"),), "0.05"), ((Decimal("3.4"), Decimal("1.25")), "0.055"), ((Decimal(3), None), "0.5"), ((), "0")],
)
def test_money_is_as_exact_as_it_is_printed(values: tuple[Decimal | None, ...], allowed: str) -> None:
    assert tolerance(values, FACTS[FEES]) == Decimal(allowed)
    assert tolerance(values, FACTS["requests.granted.total"]) == tolerance(values, None) == 0
