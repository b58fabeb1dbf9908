"""Figures that moved by one place are put back where sums say so, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.consistency.localising.exact import table_system
from gkml.consistency.localising.problem import Shift
from gkml.consistency.localising.shifts import plausible_shifts
from gkml.template import Table
from tests.consistency.figures import Figures, consistent, requests_of, shipped

TABLE = shipped("2021", "requests")
TRUE = requests_of(
    TABLE,
    {
        (row, column): 3 * number + 7 * place + 5
        for number, row in enumerate(row.id for row in TABLE.rows)
        for place, column in enumerate(column.id for column in TABLE.columns[:-1])
    },
)


def shifts_of(figures: Figures, table: Table = TABLE) -> tuple[Shift, ...]:
    weights = {cell: 7.0 for cell, value in figures.items() if value is not None}
    return plausible_shifts(table, table_system(table), figures, weights)


def put_back(figures: Figures, shift: Shift) -> Figures:
    return {**figures, **dict(zip(shift.cells, shift.values, strict=True))}


def row_of(name: str) -> list[str]:
    return [TABLE.cell_id(name, column.id) for column in TABLE.columns]


def column_of(name: str) -> list[str]:
    return [TABLE.cell_id(row.id, name) for row in TABLE.rows]


@settings(max_examples=20)
@given(consistent("requests"))
def test_nothing_has_moved_where_everything_adds_up(drawn: tuple[Table, Figures]) -> None:
    table, figures = drawn
    assert shifts_of(figures, table) == ()


@pytest.mark.parametrize("row", ["granted", "not_processed.petition"])
def test_neighbours_that_were_exchanged_are_exchanged_again(row: str) -> None:
    first, second = row_of(row)[1:3]
    figures = {**TRUE, first: TRUE[second], second: TRUE[first]}
    best = shifts_of(figures)[0]
    assert put_back(figures, best) == TRUE
    assert set(best.cells) == {first, second}
    assert best.reason == "row_shifted"


@given(st.data())
@settings(max_examples=20)
def test_a_row_that_moved_by_a_column_over_an_empty_cell_is_put_back(data: st.DataObject) -> None:
    cells = row_of("granted")
    empty, place = data.draw(st.lists(st.integers(0, 5), min_size=2, max_size=2, unique=True))
    values = [TRUE[cell] or 0 for cell in cells[:-1]]
    values[empty] = 0
    right = {**TRUE, **dict(zip(cells, [*values, sum(values)], strict=True))}
    for column in (cells[empty].rpartition(".")[2], "total"):  # totals without what is empty now
        lost = TRUE[cells[empty]] or 0
        for total in ("handled_total", "received_new"):
            cell = TABLE.cell_id(total, column)
            right[cell] = (right[cell] or 0) - lost
    rest = [value for at, value in enumerate(values) if at != empty]
    moved = [*rest[:place], 0, *rest[place:]]
    figures = {**right, **dict(zip(cells, [*moved, sum(values)], strict=True))}
    found = [put_back(figures, shift) for shift in shifts_of(figures)]
    assert right in found


def test_a_column_that_moved_by_a_row_is_put_back() -> None:
    cells = column_of("natural_person")
    at = next(number for number, row in enumerate(TABLE.rows) if row.id == "granted")
    true = {**TRUE, cells[at]: 0}
    figures = {**true, **{cells[n]: true[cells[n - 1]] for n in range(at + 2, at + 6)}, cells[at + 1]: 0}
    found = shifts_of(figures)
    assert any(shift.reason == "column_shifted" for shift in found)
    assert all(len(shift.cells) > 1 for shift in found)
