"""Rows of digits run together, read by the sums of the table: never wrongly, and open where several ways fit."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import DocumentBuilder
from gkml.labels import Tag
from gkml.placing.open_rows import open_row
from gkml.placing.place import PlacedTable
from gkml.placing.records import Slot
from gkml.placing.stream import Item
from gkml.reconciling.choice import choose_readings
from gkml.report import CellRecord
from gkml.template import Table
from tests.reconciling.figures import Figures, consistent, records, requests_of, shipped


def squashed(table: Table, figures: Figures, rows: set[str]) -> PlacedTable:
    """The table with the digits of some rows run together."""
    cells = dict(records(figures))
    builder = DocumentBuilder("text")
    printed = {}
    for row in table.rows:
        text = "".join(str(figures[table.cell_id(row.id, column)]) for column in row.columns)
        printed[row.id] = builder.add_row([text]).cells[0]
    document = builder.build()
    opened = []
    for row in table.rows:
        if row.id not in rows:
            continue
        cell = printed[row.id]
        item = Item("figure", cell.start, cell.end, cell, Tag("figure", cell.start, cell.end, 0.6, run=True))
        ids = [(table.cell_id(row.id, name), table.column_by_id[name]) for name in row.columns]
        still_open = open_row(document, ids, [Slot(item, 0)], "连写")
        assert still_open is not None
        opened.append(still_open)
        for cell_id, _ in ids:
            cells[cell_id] = CellRecord(cell_id, text=document.cell_text(cell), state="unreadable", review=True)
    return PlacedTable(table, True, cells, open_rows=tuple(opened))


@settings(max_examples=60, deadline=None)
@given(consistent("requests"), st.data())
def test_what_is_cut_is_cut_right_and_what_is_open_has_the_truth_among_its_alternatives(
    drawn: tuple[Table, Figures], data: st.DataObject
) -> None:
    table, figures = drawn
    rows = data.draw(st.sets(st.sampled_from([row.id for row in table.rows]), min_size=1, max_size=8))
    chosen = choose_readings(squashed(table, figures, rows))
    for cell_id, cell in chosen.cells.items():
        if cell.state == "number":
            assert cell.value == figures[cell_id]
        else:
            assert cell.state == "unreadable"
            assert cell.review


def test_a_whole_table_run_together_is_read_where_one_way_only_adds_up() -> None:
    table = shipped("2021", "requests")
    outcomes = {
        ("granted", "natural_person"): 27,
        ("granted", "other_organization"): 1,
        ("other.remaining", "total"): 0,
    }
    outcomes |= {("granted", "commercial_enterprise"): 2, ("unavailable.not_held", "natural_person"): 22}
    figures = requests_of(table, {k: v for k, v in outcomes.items() if k[1] != "total"}, forward=0, carried=0)
    chosen = choose_readings(squashed(table, figures, {row.id for row in table.rows}))
    assert {cell_id: cell.value for cell_id, cell in chosen.cells.items()} == figures
    told = chosen.cells["requests.granted.natural_person"]
    assert (told.text, told.review) == ("27", True)
    zero = chosen.cells["requests.refused.state_secret.total"]
    assert not zero.review  # seven digits for seven cells have one reading


def test_two_ways_that_both_add_up_stay_open() -> None:
    table = shipped("2021", "disputes")
    figures: Figures = {cell_id: 0 for cell_id, _, _ in table.cells()}
    figures |= {"disputes.reconsideration.upheld": 1, "disputes.reconsideration.total": 1}
    placed = squashed(table, figures, {"reconsideration"})
    [row] = placed.open_rows
    # 11 and 1 1 are alike where a blank may have left no trace: four digits for five cells
    shorter = replace(row, pieces=(replace(row.pieces[0], text="1001", end=row.pieces[0].start + 4),))
    chosen = choose_readings(replace(placed, open_rows=(shorter,)))
    assert chosen.cells["disputes.reconsideration.upheld"].value in (1, None)
    assert all(chosen.cells[cell].review for cell in row.cells)


def test_a_table_without_open_rows_is_returned_as_it_is() -> None:
    table = shipped("2019", "requests")
    placed = PlacedTable(table, True, records(requests_of(table, {})))
    assert choose_readings(placed) is placed
