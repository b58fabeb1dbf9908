"""A figure printed apart from its row returns only where row and column both ask for it, and nothing else would do."""

from __future__ import annotations

from dataclasses import replace

from gkml.consistency.orphans import return_orphans
from gkml.tables.placed import Orphan, PlacedTable
from gkml.tables.table_cell import TableCell
from tests.consistency.figures import records, requests_of, shipped

TABLE = shipped("2021", "requests")
FIGURES = requests_of(TABLE, {("granted", "natural_person"): 5, ("other.remaining", "natural_person"): 3}, forward=1)
LOST = "requests.carried_forward.total"


def placed(orphans: tuple[Orphan, ...], *lost: str) -> PlacedTable:
    cells = records(FIGURES)
    for cell_id in lost:
        cells[cell_id] = TableCell(cell_id, state="blank")
    return PlacedTable(TABLE, True, cells, orphans=orphans)


def test_the_figure_that_one_cell_needs_returns_to_it() -> None:
    value = FIGURES[LOST]
    assert value is not None
    table = return_orphans(placed((Orphan(str(value), 40, value),), LOST))
    cell = table.cells[LOST]
    assert (cell.value, cell.text, cell.start, cell.review, table.orphans) == (value, str(value), 40, True, ())


def test_another_figure_stays_away() -> None:
    table = placed((Orphan("9", 40, 9),), LOST)
    assert return_orphans(table) == table


def test_of_two_equal_figures_none_returns() -> None:
    value = FIGURES[LOST]
    table = placed((Orphan(str(value), 40, value), Orphan(str(value), 50, value)), LOST)
    assert return_orphans(table) == table


def test_a_cell_with_another_empty_one_in_its_row_asks_for_nothing() -> None:
    value = FIGURES[LOST]
    table = placed((Orphan(str(value), 40, value),), LOST, "requests.carried_forward.natural_person")
    assert return_orphans(table).cells[LOST].state == "blank"


def test_a_figure_that_two_cells_ask_for_returns_to_none() -> None:
    twin = "requests.received_carried_over.commercial_enterprise"  # asked for by its own row and column, as 0
    other = "requests.handled_total.research_institution"
    assert FIGURES[twin] == FIGURES[other] == 0
    alone = return_orphans(placed((Orphan("0", 40, 0),), twin))
    assert (alone.cells[twin].value, alone.cells[twin].text) == (0, "0")
    both = placed((Orphan("0", 40, 0),), twin, other)
    assert return_orphans(both) == both


def test_what_row_and_column_do_not_agree_on_is_asked_for_by_neither() -> None:
    table = placed((Orphan("1", 40, 1),), "requests.carried_forward.natural_person")
    contradicted = {**table.cells, LOST: replace(table.cells[LOST], value=(FIGURES[LOST] or 0) + 1)}
    assert return_orphans(table).cells["requests.carried_forward.natural_person"].value == 1
    for value in (1, 2):
        doubted = replace(table, cells=contradicted, orphans=(Orphan(str(value), 40, value),))
        assert return_orphans(doubted) == doubted


def test_print_that_is_no_count_stays_apart() -> None:
    table = placed((Orphan("12 3", 40),), LOST)
    assert return_orphans(table) == table


def test_a_printed_figure_is_never_replaced() -> None:
    table = placed((Orphan("1", 40, 1),))
    assert return_orphans(table) == replace(table)
