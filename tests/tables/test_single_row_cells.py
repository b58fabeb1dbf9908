"""Cells of a table whose rows stand side by side, and which of them stay open."""

from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode
from gkml.pipeline import Pipeline
from gkml.tables.placed import PlacedTable
from gkml.tables.records import stream_to_records
from gkml.tables.side_heads import side_order
from gkml.tables.single_row import place_single_row
from gkml.tables.single_row_cells import place_side_by_side
from gkml.tables.stream import document_to_stream
from tests.conftest import report_of, text_document
from tests.tables.test_single_row import HEADS, IDS, TABLE, TAGGER, TITLE

VALUES = [str(number) for number in range(10, 25)]


def table_of(text: str) -> PlacedTable:
    document = text_document(TITLE + text)
    stream = document_to_stream(document, TAGGER(document))
    records = stream_to_records(document.text, stream)
    order = side_order([], TABLE)
    single = place_single_row(document, stream, records, frozenset(), TABLE, order)
    return place_side_by_side(document, single, TABLE, order)


def test_a_figure_for_each_cell() -> None:
    table = table_of(HEADS + "\t".join(VALUES) + "\n")
    assert table.found
    assert [table.cells[cell].value for cell in IDS] == [int(value) for value in VALUES]
    assert table.ambiguous_rows == ()


def test_figures_that_are_too_few_leave_the_row_open() -> None:
    table = table_of(HEADS.replace("\t", "\n") + "1\n2\n3\n")
    assert {cell.state for cell in table.cells.values()} == {"unreadable"}
    (row,) = table.ambiguous_rows
    assert list(row.cells) == IDS
    assert all(DoubtCode.COLUMN_UNCERTAIN in [d.code for d in cell.doubts] for cell in table.cells.values())


def test_an_illegible_figure_leaves_its_row_to_the_sums() -> None:
    table = table_of(HEADS + "\t".join(["8O", *VALUES[1:]]) + "\n")
    assert table.cells[IDS[0]].state == "unreadable"
    assert table.cells[IDS[1]].value == 11
    (row,) = table.ambiguous_rows
    assert row.text.startswith("8O")


def test_a_text_among_the_figures_leaves_none_of_them_in_its_place() -> None:
    table = table_of(HEADS + "\t".join(["见附件", *VALUES[1:]]) + "\n")
    assert not any(cell.state == "number" for cell in table.cells.values())


def test_figures_that_were_merged_have_moved_the_others() -> None:
    table = table_of(HEADS + "\t".join(["10 11", *VALUES[2:], ""]) + "\n")
    assert not any(cell.state == "number" for cell in table.cells.values())
    assert len(table.ambiguous_rows) == 1


def test_without_the_table_every_cell_is_missing() -> None:
    table = table_of("")
    assert not table.found
    assert {cell.state for cell in table.cells.values()} == {"absent"}
    assert all([d.code for d in cell.doubts][:1] == [DoubtCode.CELL_MISSING] for cell in table.cells.values())


def test_a_second_row_of_other_figures_contests_all_of_them() -> None:
    other = ["7"] * len(VALUES)
    twice = table_of(HEADS + "\t".join(VALUES) + "\n" + "\t".join(other) + "\n")
    same = table_of(HEADS + "\t".join(VALUES) + "\n" + "\t".join(VALUES) + "\n")
    assert all(DoubtCode.ROW_CONTESTED in [d.code for d in cell.doubts] for cell in twice.cells.values())
    assert not any(DoubtCode.ROW_CONTESTED in [d.code for d in cell.doubts] for cell in same.cells.values())


@pytest.mark.parametrize(("instead", "marked"), [(("一审", "二审"), True), (("未经复议直接起诉", "复议后起诉"), False)])
def test_rows_that_no_head_tells_apart_are_in_doubt_where_they_differ(
    rules: Pipeline, instead: tuple[str, str], marked: bool
) -> None:
    heads = HEADS.replace("未经复议直接起诉", instead[0]).replace("复议后起诉", instead[1])
    figures = "2\t0\t1\t0\t3\t0\t0\t0\t1\t1\t1\t0\t0\t0\t1"
    cells = report_of(f"{TITLE}{heads}{figures}\n", rules).cells
    assert cells["disputes.litigation_direct.pending"].review is marked


def test_rows_that_no_head_tells_apart_and_that_are_alike_are_in_no_doubt(rules: Pipeline) -> None:
    heads = HEADS.replace("未经复议直接起诉", "一审").replace("复议后起诉", "二审")
    cells = report_of(f"{TITLE}{heads}" + "2\t0\t1\t0\t3" + "\t0" * 10 + "\n", rules).cells
    assert not cells["disputes.litigation_direct.pending"].review
