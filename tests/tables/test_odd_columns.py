"""A figure too many in every row belongs to a column of no form, whatever its head, if sums or sameness tell which."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.pipeline import Pipeline
from gkml.records.report import Report
from gkml.tables.odd_columns import without_odd_columns
from tests.conftest import report_of
from tests.tables.rows import record
from tests.tables.test_column_order import HEADS, TABLE, TITLE, figures_of


def read(columns: dict[int, list[str]], rules: Pipeline, between: str = "\t") -> tuple[Report, dict[str, int]]:
    """The table with columns under heads that nobody knows, in places among its seven; and its cells."""
    cells = figures_of(3)
    lines = [["申请人情况", *HEADS]]
    for number, row in enumerate(TABLE.rows):
        figures = [str(cells[TABLE.cell_id(row.id, column)]) for column in row.columns]
        for at, values in sorted(columns.items()):
            figures.insert(at, values[number])
        lines.append([row.labels[0], *figures])
    return report_of(TITLE + "\n".join(between.join(line) for line in lines) + "\n", rules), cells


def drawn(seed: int) -> list[str]:
    chance = random.Random(seed)
    return [str(chance.randrange(1, 900)) for _ in TABLE.rows]


@settings(max_examples=12, deadline=None)
@given(at=st.integers(0, 7), seed=st.integers(0, 1000), between=st.sampled_from(["\t", " | ", "\n"]))
def test_the_figures_that_are_in_no_sum_are_left_out_wherever_they_stand(
    rules: Pipeline, at: int, seed: int, between: str
) -> None:
    report, cells = read({at: drawn(seed)}, rules, between)
    assert {cell_id: report.cells[cell_id].value for cell_id in cells} == cells


def test_two_columns_of_no_form_are_left_out(rules: Pipeline) -> None:
    report, cells = read({0: ["2023"] * len(TABLE.rows), 8: drawn(1)}, rules)
    assert {cell_id: report.cells[cell_id].value for cell_id in cells} == cells


def test_a_row_without_the_figure_too_many_is_in_doubt(rules: Pipeline) -> None:
    column = drawn(1)
    row = next(at for at, row in enumerate(TABLE.rows) if figures_of(3)[TABLE.cell_id(row.id, "total")])
    column[row] = ""
    report, cells = read({0: column}, rules)
    mine = [TABLE.cell_id(TABLE.rows[row].id, name) for name in TABLE.rows[row].columns]
    assert all(report.cells[cell].value == cells[cell] or report.cells[cell].review for cell in mine)


@pytest.mark.parametrize(("count", "figures", "left"), [(5, "2023", 3), (4, "2023", 4), (5, "0", 4), (5, "7 8 9", 4)])
def test_without_sums_one_figure_all_down_tells_it_but_not_nought(count: int, figures: str, left: int) -> None:
    text, rows = "", []
    for number in range(count):
        mine = record(TABLE, "granted", 4, row=number)
        for at, each in enumerate(
            [figures.split()[number % len(figures.split())], f"1{number}", f"2{number}", f"3{number}"]
        ):
            slot = mine.slots[at]
            slot.item.start, slot.item.end = len(text), len(text) + len(each)
            text += f"{each}\t"
        rows.append(mine)
    without_odd_columns(text, rows, {f"row:{TABLE.id}.granted": {3}}, ())
    assert [len(row.slots) for row in rows] == [left] * count


def test_where_nothing_tells_which_figure_is_too_many_a_row_that_fits_is_in_doubt() -> None:
    rows = [record(TABLE, "granted", 4, row=number) for number in range(3)]
    fitting = record(TABLE, "granted", 3, row=3)
    without_odd_columns("1" * 400, [*rows, fitting], {f"row:{TABLE.id}.granted": {3}}, ())
    assert [row.doubtful for row in (*rows, fitting)] == [False] * 3 + [True]
