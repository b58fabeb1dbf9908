"""Rows of digits run together, read by the sums of the table: never wrongly, and open where several ways fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.consistency.choice import choose_readings
from gkml.document import DocumentBuilder
from gkml.doubts import DoubtCode, doubt
from gkml.equations import table_equations
from gkml.labels import Tag
from gkml.records.wording import reason_of
from gkml.tables.ambiguous_rows import AmbiguousRow, ambiguous_row
from gkml.tables.placed import PlacedTable
from gkml.tables.records import Slot
from gkml.tables.stream import Item
from gkml.tables.table_cell import TableCell
from gkml.template import Table
from tests.consistency.figures import LABELLED, TWIN, Figures, consistent, records, requests, requests_of, shipped

RUN_TOGETHER = doubt(DoubtCode.RUN_TOGETHER)


def squashed(table: Table, figures: Figures, rows: set[str]) -> PlacedTable:
    """The table with the digits of some rows run together; what is blank leaves no trace there."""
    cells = dict(records(figures))
    builder = DocumentBuilder("text")
    printed = {}
    for row in table.rows:
        values = [figures[table.cell_id(row.id, column)] for column in row.columns]
        text = "".join("" if value is None else str(value) for value in values)
        printed[row.id] = builder.add_row([text]).cells[0]
    document = builder.build()
    opened = []
    for row in table.rows:
        if row.id not in rows:
            continue
        cell = printed[row.id]
        if cell.start == cell.end:
            continue
        item = Item("figure", cell.start, cell.end, cell, Tag("figure", cell.start, cell.end, 0.6, run=True))
        ids = [(table.cell_id(row.id, name), table.column_by_id[name]) for name in row.columns]
        still_open = ambiguous_row(document, ids, [Slot(item, 0)], RUN_TOGETHER)
        assert still_open is not None
        opened.append(still_open)
        for cell_id, _ in ids:
            cells[cell_id] = TableCell(
                cell_id,
                text=document.cell_text(cell),
                state="unreadable",
                start=cell.start,
                end=cell.end,
                evidence=LABELLED,
            )
    return PlacedTable(table, True, cells, ambiguous_rows=tuple(opened))


def text_of(placed: PlacedTable) -> str:
    """The text that the ambiguous rows stand in, so far as they do."""
    text = ""
    for row in placed.ambiguous_rows:
        text = text.ljust(row.start) + row.text
    return text


def row_has_all(row: AmbiguousRow, figures: Figures) -> bool:
    return all(figures[cell] is not None for cell in row.cells)


def sums_hold(table: Table, cells: Mapping[str, TableCell], cell_id: str) -> bool:
    """Whether all equations of a cell whose figures are all there hold, so that nothing could tell it wrong."""
    return all(
        sum(cells[cell].value or 0 for cell in each.left) == sum(cells[cell].value or 0 for cell in each.right)
        for each in table_equations(table)
        if cell_id in each.cells and all(cells[cell].state == "number" for cell in each.cells)
    )


@settings(max_examples=40, deadline=None)  # the search through a row takes up to a tenth of a second
@given(consistent("requests"), st.data())
def test_what_is_cut_is_cut_right_and_what_is_open_has_the_truth_among_its_alternatives(
    drawn: tuple[Table, Figures], data: st.DataObject
) -> None:
    table, figures = drawn
    rows = data.draw(st.sets(st.sampled_from([row.id for row in table.rows]), min_size=1, max_size=5))
    placed = squashed(table, figures, rows)
    chosen = choose_readings(placed)
    text = text_of(placed)
    opened = {cell: row for row in placed.ambiguous_rows for cell in row.cells}
    for cell_id, cell in chosen.cells.items():
        if cell_id not in opened:
            assert cell == placed.cells[cell_id]
        elif cell.state == "number":
            assert cell.value == figures[cell_id]
            assert cell.start is not None
            assert cell.end is not None
            assert cell.text == str(figures[cell_id]) == text[cell.start : cell.end]
            assert cell.review is (len(opened[cell_id].text) > 7)  # seven digits for seven cells have one reading
        else:
            assert cell.state == "unreadable"
            assert cell.review
            assert cell.doubts
            assert len(cell.alternatives) >= 6 or figures[cell_id] in cell.alternatives


@settings(max_examples=5, deadline=None)
@given(consistent("requests"))
def test_arithmetic_does_not_allay_what_a_person_does_not_see(drawn: tuple[Table, Figures]) -> None:
    table, figures = drawn
    raised = doubt(DoubtCode.RAISED)
    placed = squashed(table, figures, {table.rows[0].id})
    placed = replace(placed, cells={cell_id: cell.doubted(raised) for cell_id, cell in placed.cells.items()})
    chosen = choose_readings(placed)
    assert all(raised in cell.doubts for cell in chosen.cells.values() if cell.state == "number")


@settings(max_examples=40, deadline=None)
@given(consistent(), st.data())
def test_empty_cells_without_a_trace_make_no_figure_wrong(drawn: tuple[Table, Figures], data: st.DataObject) -> None:
    table, whole = drawn
    zeros = sorted(cell for cell, value in whole.items() if value == 0)
    rows = data.draw(st.sets(st.sampled_from([row.id for row in table.rows]), min_size=1, max_size=5))
    zeros = [cell for cell in zeros if any(cell.startswith(f"{table.id}.{row}.") for row in rows)]
    lost = data.draw(st.sets(st.sampled_from(zeros), max_size=20)) if zeros else set()
    figures: Figures = {cell: None if cell in lost else value for cell, value in whole.items()}
    placed = squashed(table, figures, rows)
    chosen = choose_readings(placed)
    evidence = any(not row_has_all(row, figures) and len(row.text) < len(row.cells) for row in placed.ambiguous_rows)
    for cell_id in (cell for row in placed.ambiguous_rows for cell in row.cells):
        cell = chosen.cells[cell_id]
        if evidence and cell.state == "number":  # a row is too short for its cells, so that the loss is known
            assert cell.value == figures[cell_id]
        if cell.state == "number" and cell.value != figures[cell_id]:
            assert cell.review or sums_hold(table, chosen.cells, cell_id)


@settings(max_examples=40, deadline=None)
@given(consistent("requests"), st.integers(1, 9), st.data())
def test_a_contradiction_of_the_report_makes_no_other_row_wrong(
    drawn: tuple[Table, Figures], by: int, data: st.DataObject
) -> None:
    table, figures = drawn
    names = [row.id for row in table.rows]
    contradicting = data.draw(st.sampled_from(names))
    rows = data.draw(
        st.sets(st.sampled_from([name for name in names if name != contradicting]), min_size=1, max_size=5)
    )
    cell = table.cell_id(contradicting, data.draw(st.sampled_from([column.id for column in table.columns])))
    printed: Figures = {**figures, cell: (figures[cell] or 0) + by}
    placed = squashed(table, printed, rows)
    chosen = choose_readings(placed)
    for cell_id in (cell for row in placed.ambiguous_rows for cell in row.cells):
        if chosen.cells[cell_id].state == "number":
            assert chosen.cells[cell_id].value == printed[cell_id]
    assert chosen.cells[cell] == placed.cells[cell]


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


def test_a_table_without_ambiguous_rows_is_returned_as_it_is() -> None:
    table = shipped("2019", "requests")
    placed = PlacedTable(table, True, records(requests_of(table, {})))
    assert choose_readings(placed) is placed


# --- rows that allow several readings --------------------------------------------------------------------------------


def values_of(placed: PlacedTable, row: str) -> list[object]:
    return [placed.cells[placed.table.cell_id(row, column.id)].value for column in placed.table.columns]


def test_columns_decide_what_the_row_leaves_open() -> None:
    table, figures = requests(received_new=TWIN, granted=TWIN, handled_total=TWIN)
    chosen = choose_readings(squashed(table, figures, {"granted"}))
    assert values_of(chosen, "granted") == list(TWIN)
    cell = chosen.cells["requests.granted.natural_person"]
    assert (cell.text, cell.review, cell.alternatives) == ("11", True, ())
    assert "110000011" in (reason_of(cell.doubts) or "")


def test_a_table_that_reads_in_two_ways_stays_open_where_they_differ() -> None:
    table, figures = requests(received_new=TWIN, granted=TWIN, handled_total=TWIN)
    chosen = choose_readings(squashed(table, figures, {row.id for row in table.rows}))
    for row in ("received_new", "granted", "handled_total"):
        assert values_of(chosen, row) == [None, None, 0, 0, 0, 0, 11]
        cells = [chosen.cells[f"requests.{row}.{column}"] for column in ("natural_person", "commercial_enterprise")]
        assert [set(cell.alternatives) for cell in cells] == [{11, 1}, {0, 10}]
        assert all(cell.state == "unreadable" and cell.review and cell.text == "110000011" for cell in cells)


def test_rows_stay_read_where_many_columns_fail() -> None:
    """The columns that hold choose between 11 0 and 1 10; those that fail unsettle no row that has one reading."""
    rows = {
        "received_new": (16, 0, 0, 2, 0, 0, 18),
        "granted": (11, 0, 0, 2, 0, 0, 13),
        "handled_total": (18, 0, 0, 0, 0, 0, 18),
    }
    table, figures = requests(**rows)
    chosen = choose_readings(squashed(table, figures, {row.id for row in table.rows}))
    for row, printed in rows.items():
        assert values_of(chosen, row) == list(printed)
        cell = chosen.cells[table.cell_id(row, "natural_person")]
        assert [each.code for each in cell.doubts] == [DoubtCode.READING_AGAINST_COLUMNS]
        assert cell.review


def test_what_all_readings_share_is_read_where_most_columns_fail() -> None:
    received, handled = (9, 9, 9, 9, 9, 9, 54), (7, 5, 3, 1, 2, 4, 22)
    table, figures = requests(received_new=received, granted=TWIN, handled_total=handled)
    chosen = choose_readings(squashed(table, figures, {row.id for row in table.rows}))
    assert values_of(chosen, "granted") == [None, None, 0, 0, 0, 0, 11]
    assert values_of(chosen, "handled_total") == list(handled)
    assert chosen.cells["requests.granted.natural_person"].alternatives == (11, 1)


def test_columns_that_decide_outvote_the_sum_of_a_row() -> None:
    """12 0 0 2 0 0 15 is printed, one more than it adds up to; 1 2 0 0 2 0 0 would need a lost 15 behind it."""
    right, printed = (12, 0, 0, 2, 0, 0, 14), (12, 0, 0, 2, 0, 0, 15)
    table, figures = requests(received_new=right, granted=printed, handled_total=right)
    for total in ("received_new", "handled_total"):
        figures[f"requests.{total}.total"] = 15
    chosen = choose_readings(squashed(table, figures, {"granted"}))
    assert values_of(chosen, "granted") == list(printed)
    assert {each.code for each in chosen.cells["requests.granted.total"].doubts} == {DoubtCode.READING_BY_COLUMNS}


def test_a_print_with_one_reading_is_read_though_the_sums_contradict_it() -> None:
    wrong = (3, 0, 0, 0, 0, 1, 5)
    table, figures = requests(received_new=(3, 0, 0, 0, 0, 1, 4), granted=wrong, handled_total=(3, 0, 0, 0, 0, 1, 4))
    for rows in ({"granted"}, {row.id for row in table.rows}):
        assert values_of(choose_readings(squashed(table, figures, rows)), "granted") == list(wrong)


def test_a_row_that_adds_up_only_with_a_lost_cell_is_not_read_as_it_stands() -> None:
    """Seven digits for seven cells, of which one is empty: 0 0 0 _ 15 _ 15 and not 0 0 0 1 5 1 5."""
    table, figures = requests()
    for column, value in zip(table.columns, (0, 0, 0, None, 15, None, 15), strict=True):
        figures[table.cell_id("granted", column.id)] = value
    chosen = choose_readings(squashed(table, figures, {"granted"}))
    cell = chosen.cells["requests.granted.total"]
    assert (cell.state, cell.review) == ("unreadable", True)
    assert set(cell.alternatives) == {5, 15}


def test_a_blotted_figure_is_read_from_its_row_and_columns() -> None:
    row = (4, 8, 4, 8, 0, 0, 24)
    table, figures = requests(received_new=row, granted=row, handled_total=row)
    cells = dict(records(figures))
    builder = DocumentBuilder("text")
    printed = builder.add_row(["4", "B", "4", "8", "0", "0", "24"], kind="cells")
    slots = [Slot(Item("figure", c.start, c.end, c, Tag("figure", c.start, c.end)), 0) for c in printed.cells]
    ids = [(table.cell_id("granted", column.id), column) for column in table.columns]
    opened = ambiguous_row(builder.build(), ids, slots, "不清楚")
    assert opened is not None
    cells[ids[1][0]] = TableCell(ids[1][0], None, "B", "unreadable", evidence=LABELLED)
    chosen = choose_readings(PlacedTable(table, True, cells, ambiguous_rows=(opened,)))
    cell = chosen.cells["requests.granted.commercial_enterprise"]
    assert (cell.value, cell.text, cell.review) == (8, "B", True)
    others = {cell_id: record for cell_id, record in chosen.cells.items() if cell_id != cell.id}
    assert others == {cell_id: cells[cell_id] for cell_id in others}
    # the columns contradict it: what it looks like is no more than an alternative
    cells["requests.handled_total.commercial_enterprise"] = records({"x": 7})["x"]
    cells["requests.handled_total.total"] = records({"x": 23})["x"]
    doubted = choose_readings(PlacedTable(table, True, cells, ambiguous_rows=(opened,))).cells[cell.id]
    assert doubted.review


@pytest.mark.parametrize(("text", "likeliest"), [("40566", (40, 5, 66)), ("123", (1, 2, 3)), ("8855698", None)])
def test_rows_that_no_sum_checks(text: str, likeliest: tuple[int, ...] | None) -> None:
    table = shipped("2021", "disclosure")
    builder = DocumentBuilder("text")
    cell = builder.add_row([text]).cells[0]
    ids = [(table.cell_id("normative_documents", c), table.column_by_id[c]) for c in ("issued", "repealed", "in_force")]
    slot = Slot(Item("figure", cell.start, cell.end, cell, Tag("figure", cell.start, cell.end, run=True)), 0)
    opened = ambiguous_row(builder.build(), ids, [slot], "数字连在一起")
    assert opened is not None
    before = {i: TableCell(i, text=text, state="unreadable", start=0, end=len(text), evidence=LABELLED) for i, _ in ids}
    found = [choose_readings(PlacedTable(table, True, before, ambiguous_rows=(opened,))).cells[i] for i, _ in ids]
    if len(text) == 3:
        assert [record.value for record in found] == list(likeliest or ())
        assert not any(record.review for record in found)  # the print allows one reading only
        return
    assert all(record.review and record.alternatives for record in found)
    for record, truth in zip(found, likeliest or (8, 85, 5698), strict=True):
        assert truth == record.value or truth in record.alternatives or len(record.alternatives) == 6
