"""Readings of a quantity in the tables: what their cells add up to, and what missing figures leave open."""

from __future__ import annotations

from decimal import Decimal

from gkml.form import Quantity, StatedSum
from gkml.narrative.cell_sums import agrees_with, sum_cells
from gkml.narrative.statements import Statement
from gkml.records.report import Number

BOTH = StatedSum("", ("t.*.total",), ("t.b.total",))


def test_patterns_add_up_and_take_away() -> None:
    values: dict[str, Number | None] = {"t.a.total": 5, "t.b.total": 2, "t.c.other": 9}
    found = sum_cells(BOTH, values)
    assert found is not None
    assert (found.total, found.known, found.cells) == (5, 5, ("t.a.total", "t.b.total", "t.b.total"))
    assert sum_cells(StatedSum("", ("t.a.total", "t.none.total")), values) is None


def test_missing_figures_leave_more_or_less_open() -> None:
    more = sum_cells(StatedSum("", ("t.a", "t.b")), {"t.a": 5, "t.b": None})
    less = sum_cells(StatedSum("", ("t.a",), ("t.b",)), {"t.a": 5, "t.b": None})
    assert more is not None
    assert less is not None
    assert (more.total, less.total) == (None, None)
    assert [more.allows(value) for value in (4, 5, 6)] == [False, True, True]
    assert [less.allows(value) for value in (4, 5, 6)] == [True, True, False]


def test_money_agrees_within_its_printed_places() -> None:
    values: dict[str, Number | None] = {"t.a": Decimal("12.34")}
    found = sum_cells(StatedSum("", ("t.a",)), values)
    assert found is not None
    quantity = Quantity("q", ())
    for stated, half, same in (("12.3", "0.05", True), ("12.2", "0.05", False), ("12.345", "0.0005", True)):
        statement = Statement(quantity, Decimal(stated), 0, 1, sure=True, half_unit=Decimal(half))
        assert agrees_with(statement, found, values) is same
