"""What is at most as much as another."""

from __future__ import annotations

import pytest

from gkml.consistency.bounds import CellBound, bound_checks, table_bounds, within_bounds
from gkml.records.report import Number
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell
from gkml.template import load_templates

TABLE = load_templates().form("fujian_2014").tables[0].prints[1]
CHANNELS = "statistics.at_most.channel.website.year"


def placed(**figures: int | None) -> PlacedTable:
    """The table with these figures of the year, 0 elsewhere; rows by their last names."""
    cells = {}
    for cell_id, row, column in TABLE.cells():
        value = figures.get(row.id.rpartition(".")[2], 0) if column.id == "year" else 99
        state = "blank" if value is None else "number"
        cells[cell_id] = TableCell(cell_id, value=value, state=state)  # type: ignore[arg-type]
    return PlacedTable(TABLE, True, cells, ())


def status(**figures: int | None) -> str:
    checks = {check.id: check for check in bound_checks(Placement({"statistics": placed(**figures)}))}
    return checks[CHANNELS].status


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"website": 3, "gazette": 2, "disclosed_total": 5}, "pass"),
        ({"website": 3, "gazette": 2, "disclosed_total": 9}, "pass"),
        ({"website": 3, "gazette": 2, "disclosed_total": 4}, "fail"),
        ({"website": 3, "gazette": None, "disclosed_total": 4}, "undetermined"),
        ({"website": 5, "gazette": None, "disclosed_total": 4}, "fail"),  # whatever stands in the blank
        ({"website": 3, "gazette": 2, "disclosed_total": None}, "undetermined"),
    ],
)
def test_parts_are_at_most_their_whole(figures: dict[str, int | None], expected: str) -> None:
    assert status(**figures) == expected


def test_rows_that_a_report_leaves_out_are_no_part_of_a_bound() -> None:
    left = TABLE.leaving_out(frozenset({"channel.gazette"}))
    bound = next(bound for bound in table_bounds(left) if bound.id == CHANNELS)
    assert bound.left == ("statistics.channel.website.year",)
    assert not [b for b in table_bounds(TABLE.leaving_out(frozenset({"disclosed_total"}))) if b.id == CHANNELS]


def ways(*pairs: tuple[Number | None, Number | None]) -> list[dict[str, Number | None]]:
    return [{"a": a, "b": b} for a, b in pairs]


A_IN_B = CellBound("a_in_b", ("a",), ("b",))
A_IN_C = CellBound("a_in_c", ("a",), ("c",))


def test_readings_that_break_a_bound_are_left_out() -> None:
    assert within_bounds([ways((12, 34), (123, 4), (1, 234))], [A_IN_B], {}) == [[0, 2]]
    assert within_bounds([ways((12, 34), (1, 234))], [A_IN_B, A_IN_C], {"c": 5}) == [[1]]


def test_what_one_row_leaves_bounds_the_next() -> None:
    first = ways((2, 30), (23, 40))
    second: list[dict[str, Number | None]] = [{"c": 9}, {"c": 30}]
    at_most_one = CellBound("c_in_a", ("c",), ("a",))
    assert within_bounds([first, second], [at_most_one], {}) == [[1], [0]]


def test_where_nothing_would_be_left_all_is_left() -> None:
    assert within_bounds([ways((9, 1), (8, 2))], [A_IN_B], {}) == [[0, 1]]


def test_a_blank_bounds_nothing() -> None:
    assert within_bounds([ways((9, None), (8, 2))], [A_IN_B], {}) == [[0]]
