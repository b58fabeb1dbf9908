"""The printed layout of the statutory tables: boxes that tile the page, and every cell once."""

from __future__ import annotations

from collections import Counter

import pytest

from gkml.form import Table
from gkml.output.statutory import GRID_COLUMNS, Box, row_label, table_to_boxes
from gkml.template import load_templates

TABLES = [table for form in load_templates().forms for table in form.tables]
NEWEST = load_templates().forms[-1].table_by_id


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.form}-{table.id}")
def test_boxes_tile_the_grid_and_hold_every_cell_once(table: Table) -> None:
    boxes = table_to_boxes(table)
    covered = Counter(
        (row, column)
        for box in boxes
        for row in range(box.top, box.bottom + 1)
        for column in range(box.left, box.right + 1)
    )
    height = max(box.bottom for box in boxes) + 1
    assert covered == Counter((row, column) for row in range(height) for column in range(GRID_COLUMNS))
    assert Counter(box.cell for box in boxes if box.cell) == Counter(cell for cell, _, _ in table.cells())
    assert all(bool(box.text) != bool(box.cell) for box in boxes if box.kind != "head")


def box_of(table: Table, text: str) -> Box:
    (found,) = [box for box in table_to_boxes(table) if box.text == text]
    return found


def place(box: Box) -> tuple[int, int, int, int]:
    return box.top, box.left, box.bottom, box.right


def test_the_heads_of_the_requests_stand_as_printed() -> None:
    table = NEWEST["requests"]
    assert place(box_of(table, "申请人情况")) == (0, 8, 0, 14)
    assert place(box_of(table, "法人或其他组织")) == (1, 9, 1, 13)
    assert place(box_of(table, "自然人")) == (1, 8, 2, 8)
    assert place(box_of(table, "总计")) == (1, 14, 2, 14)
    assert place(box_of(table, "科研机构")) == (2, 10, 2, 10)
    assert place(box_of(table, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")) == (0, 0, 2, 7)


def test_groups_of_the_requests_span_their_rows() -> None:
    table = NEWEST["requests"]
    assert place(box_of(table, "一、本年新收政府信息公开申请数量")) == (3, 0, 3, 7)
    assert place(box_of(table, "三、本年度办理结果")) == (5, 0, 26, 0)
    assert place(box_of(table, "（三）不予公开")) == (7, 1, 14, 2)
    assert place(box_of(table, "1.属于国家秘密")) == (7, 3, 7, 7)
    assert place(box_of(table, "（七）总计")) == (26, 1, 26, 7)
    assert place(box_of(table, "四、结转下年度继续办理")) == (27, 0, 27, 7)


def test_the_disputes_stand_side_by_side() -> None:
    table = NEWEST["disputes"]
    assert place(box_of(table, "行政复议")) == (0, 0, 0, 4)
    assert place(box_of(table, "行政诉讼")) == (0, 5, 0, 14)
    assert place(box_of(table, "复议后起诉")) == (1, 10, 1, 14)
    heads = [place(box) for box in table_to_boxes(table) if box.text == "结果维持"]
    assert heads == [(1, 0, 2, 0), (2, 5, 2, 5), (2, 10, 2, 10)]


def test_the_disclosure_has_a_head_for_every_item() -> None:
    table = NEWEST["disclosure"]
    assert place(box_of(table, "第二十条第（一）项")) == (0, 0, 0, 14)
    assert place(box_of(table, "本年废止件数")) == (1, 9, 1, 11)
    assert place(box_of(table, "本年收费金额（单位：万元）")) == (12, 6, 12, 14)
    assert sum(box.text == "信息内容" for box in table_to_boxes(table)) == 4


def test_rows_that_are_labelled_alike_are_told_apart() -> None:
    for table in TABLES:
        labels = [row_label(table, row) for row in table.rows]
        assert len(set(labels)) == len(labels)


def test_labels_take_the_room_that_few_figures_leave() -> None:
    (statistics,) = [table for table in TABLES if (table.form, table.id) == ("2014", "statistics")]
    for columns in (["year"], ["year", "cumulative"]):
        printed = statistics.printed_with([cell for cell, _, column in statistics.cells() if column.id in columns])
        labels = {place(box)[1::2] for box in table_to_boxes(printed) if box.kind == "label"}
        assert labels == {(0, GRID_COLUMNS - 3 * len(columns) - 1)}
