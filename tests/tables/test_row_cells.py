"""One row of a table to its cells, and what tells where they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.doubts import DoubtCode, doubt
from gkml.pipeline import Pipeline
from gkml.tables.alignment import RowMatch
from gkml.tables.column_order import form_order
from gkml.tables.row_cells import empty_row, holds_several, missing_row, row_evidence
from gkml.template import load_templates
from tests.conftest import report_of
from tests.tables.rows import record

(TABLE,) = (t for t in load_templates().variants("requests") if t.form == "2021")
ROW = TABLE.row_by_id["granted"]
IDS = [TABLE.cell_id(ROW.id, column) for column in ROW.columns]


def match_of(label: str | None, confidence: float = 1.0) -> RowMatch:
    return RowMatch(ROW, record(TABLE, label, 7, confidence=confidence), confidence, anchored=label is not None)


def test_a_row_that_was_not_found_has_every_cell_in_doubt() -> None:
    cells = missing_row(TABLE, ROW.id)
    assert [cell.id for cell in cells] == IDS
    assert {cell.state for cell in cells} == {"absent"}
    assert all(cell.doubts == (doubt(DoubtCode.ROW_MISSING),) for cell in cells)


def test_an_empty_row_is_blank_and_knows_what_told_it() -> None:
    cells = empty_row(TABLE, match_of(ROW.id), form_order(ROW, doubt(DoubtCode.COLUMN_ORDER)), 0.9)
    assert [cell.id for cell in cells] == IDS
    assert {cell.state for cell in cells} == {"blank"}
    assert {(cell.evidence.row, cell.evidence.column) for cell in cells} == {("exact", "order")}
    assert all(cell.doubts == (doubt(DoubtCode.COLUMN_ORDER),) for cell in cells)


@pytest.mark.parametrize(
    ("match", "told"),
    [(match_of(ROW.id), "exact"), (match_of(ROW.id, 0.8), "damaged"), (match_of(None), "order")],
)
def test_what_tells_a_row(match: RowMatch, told: str) -> None:
    assert row_evidence(match) == told


def test_a_label_of_which_nothing_is_printed_tells_no_row() -> None:
    match = match_of(ROW.id, 0.8)
    hint = match.record.hints[0]
    told = [
        row_evidence(replace(match, record=replace(match.record, hints=[replace(hint, text=text)])))
        for text in ("备注", "予似公并")
    ]
    assert told == ["order", "damaged"]


@pytest.mark.parametrize(
    ("text", "several"),
    [("0 O", True), ("8O", False), ("1 2", True), ("12", False), ("", False), ("1 件 x", False), ("3件 4件", True)],
)
def test_several_figures_in_one_cell(text: str, several: bool) -> None:
    assert holds_several(text) == several


def test_the_number_of_the_label_that_follows_leaves_the_whole_row_open(rules: Pipeline) -> None:
    heads = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [
        ["", *heads],
        *([row.labels[0], *"1000001"] for row in TABLE.rows[:3]),
        [ROW.labels[0], "100", "1,", *"00000"],
    ]
    text = "三、收到和处理政府信息公开申请情况\n" + "\n".join(" | ".join(cells) for cells in rows) + "\n"
    report = report_of(text, rules)
    assert all(report.cells[cell_id].review for cell_id in IDS)
