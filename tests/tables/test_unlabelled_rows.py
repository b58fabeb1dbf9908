"""Rows that lost their labels: each order in which they could be rows of the form, and nothing beyond."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gkml.tables.aligned import align_table
from gkml.tables.ambiguous_rows import AmbiguousRow
from gkml.tables.column_order import ColumnHeads
from gkml.tables.records import stream_to_records
from gkml.tables.stream import document_to_stream
from gkml.tables.unlabelled_rows import unlabelled_rows
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import text_document

TEMPLATES = load_templates()
(TABLE,) = (t for t in TEMPLATES.variants("requests") if t.form == "2021")
TAGGER = RuleTagger(TEMPLATES)
LABELS = {
    "received_new": "一、本年新收政府信息公开申请数量",
    "received_carried_over": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "partially_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
}


def blocks(rows: Sequence[tuple[str | None, str]]) -> list[AmbiguousRow]:
    """What is left open of rows with labels or without, each of seven times the same figure."""
    lines = ["\t".join([LABELS.get(label or "", ""), *[figure] * 7]) for label, figure in rows]
    document = text_document("三、收到和处理政府信息公开申请情况\n" + "\n".join(lines) + "\n")
    records = stream_to_records(document.text, document_to_stream(document, TAGGER(document)))
    aligned = align_table(TABLE, [record for record in records if record.slots])
    heads = ColumnHeads(document, [], TABLE, set(), [match.record for match in aligned.alignment.matches])
    return list(unlabelled_rows(document, aligned.alignment, aligned.shapes, heads))


def test_one_row_for_two_places_may_be_either() -> None:
    (block,) = blocks([("received_new", "1"), (None, "2"), ("partially_granted", "4")])
    assert [cell.rpartition(".")[0] for cell in block.cells[::7]] == [
        "requests.received_carried_over",
        "requests.granted",
    ]
    rows = [[way[at : at + 7] for at in (0, 7)] for way in block.ways]
    assert [[{cell.value for cell in row} for row in way] for way in rows] == [[{2}, {None}], [{None}, {2}]]
    assert {cell.state for way in rows for row in way for cell in row if cell.value is None} == {"absent"}
    assert block.reason is not None


@pytest.mark.parametrize(
    "rows",
    [
        [("received_new", "1"), ("received_carried_over", "2"), ("granted", "3")],
        [("received_new", "1"), (None, "2"), ("granted", "3")],  # one row for one place: order tells
    ],
)
def test_where_order_leaves_one_way_nothing_is_open(rows: list[tuple[str | None, str]]) -> None:
    assert blocks(rows) == []
