"""What a form knows of itself: cells in order, the years that it covers, heads that are none of its own."""

from __future__ import annotations

import pytest

from gkml.form import ExtraColumns, Form, split_cell_id
from tests.consistency.small_table import SMALL


def test_every_cell_in_the_order_of_the_form() -> None:
    assert [cell for cell, _, _ in SMALL.cells()][:4] == ["small.a.x", "small.a.y", "small.a.sum", "small.b.x"]
    assert all(cell == SMALL.cell_id(row.id, column.id) for cell, row, column in SMALL.cells())
    assert list(SMALL.row_by_id) == ["a", "b", "all"]
    assert list(SMALL.column_by_id) == ["x", "y", "sum"]


@pytest.mark.parametrize(
    ("first", "last", "year", "covered"),
    [(2019, 2020, 2018, False), (2019, 2020, 2019, True), (2019, 2020, 2021, False), (2019, None, 2099, True)],
)
def test_years_that_a_form_covers(first: int, last: int | None, year: int, covered: bool) -> None:
    form = Form("x", "", "", first, last, (), (SMALL,))
    assert form.covers(year) is covered
    assert form.table_by_id == {"small": SMALL}


def test_heads_of_last_years_figures() -> None:
    extra = ExtraColumns(frozenset({"序号"}), ("上年", "上年度"), ("本年",))
    assert extra.without_previous("上年度受理数") == "受理数"
    assert extra.without_previous("受理数") is None
    assert extra.is_current("本年受理数")
    assert not ExtraColumns().is_current("本年受理数")
    both = extra | ExtraColumns(frozenset({"备注"}), ("去年", "上年"), ())
    assert (both.labels, both.previous, both.current) == ({"序号", "备注"}, ("上年", "上年度", "去年"), ("本年",))


def test_a_cell_id_is_table_row_and_column() -> None:
    assert split_cell_id("requests.refused.state_secret.total") == ("requests", "refused.state_secret", "total")
    assert split_cell_id("odd") == ("odd", "", "")
