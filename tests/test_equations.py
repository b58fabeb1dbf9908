"""The rules of a form written out: an equation for each row or column that has all the cells of the rule."""

from __future__ import annotations

import pytest

from gkml.equations import table_equations
from gkml.template import Table
from tests.consistency.figures import FORMS, shipped
from tests.consistency.small_table import SMALL


def test_each_rule_holds_in_every_row_or_column() -> None:
    equations = {each.id: each for each in table_equations(SMALL)}
    assert list(equations) == [
        *(f"small.row_sum.{row}" for row in ("a", "b", "all")),
        *(f"small.outcome_sum.{column}" for column in ("x", "y", "sum")),
    ]
    row, column = equations["small.row_sum.a"], equations["small.outcome_sum.sum"]
    assert (row.left, row.right, row.place) == (("small.a.x", "small.a.y"), ("small.a.sum",), "a")
    assert (column.left, column.right) == (("small.a.sum", "small.b.sum"), ("small.all.sum",))
    assert row.cells == ("small.a.x", "small.a.y", "small.a.sum")


@pytest.mark.parametrize("table", [shipped(form, name) for form in FORMS for name in ("requests", "disclosure")])
def test_no_equation_names_a_cell_that_the_table_does_not_have(table: Table) -> None:
    cells = {cell for cell, _, _ in table.cells()}
    equations = table_equations(table)
    assert all(cells.issuperset(each.cells) for each in equations)
    assert len({each.id for each in equations}) == len(equations)
