"""Forms as values: ids of cells, and heads of columns that are none of the form."""

from __future__ import annotations

from gkml.form import ExtraColumns, split_cell_id


def test_a_cell_id_is_table_row_and_column() -> None:
    assert split_cell_id("requests.refused.state_secret.total") == ("requests", "refused.state_secret", "total")
    assert split_cell_id("odd") == ("odd", "", "")


def test_heads_of_last_year_and_of_this_one() -> None:
    heads = ExtraColumns(frozenset({"序号"}), ("上年", "上年同期"), ("本年",)) | ExtraColumns(current=("今年",))
    assert heads.without_previous("上年同期总计") == "总计"
    assert heads.without_previous("总计") is None
    assert [heads.is_current(head) for head in ("本年总计", "今年总计", "总计")] == [True, True, False]
