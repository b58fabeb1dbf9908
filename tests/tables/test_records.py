"""Rows of items to records: a label and the slots that follow it, however the rows are laid out."""

from __future__ import annotations

import pytest

from gkml.document import Document
from gkml.tables.records import RowRecord, stream_to_records
from gkml.tables.stream import document_to_stream
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import text_document

TAGGER = RuleTagger(load_templates())
TITLE = "二、主动公开政府信息情况\n"


def records_of(text: str) -> tuple[Document, list[RowRecord]]:
    document = text_document(TITLE + text)
    return document, stream_to_records(document.text, document_to_stream(document, TAGGER(document)))


def told(text: str) -> list[tuple[str | None, list[str]]]:
    """The label of each record that has slots, and what stands in them."""
    document, records = records_of(text)
    return [
        (
            record.hints[0].label.rpartition(".")[2] if record.hints else None,
            [document.text[slot.item.start : slot.item.end] for slot in record.slots],
        )
        for record in records
        if record.slots
    ]


WANTED = [("rules", ["1", "2", "3"]), ("normative_documents", ["40", "", "66"])]


@pytest.mark.parametrize(
    "text",
    [
        "规章\t1\t2\t3\n行政规范性文件\t40\t\t66\n",
        "规章 | 1 | 2 | 3 |\n行政规范性文件 | 40 |  | 66 |\n",
        "规章\n\n1\n\n2\n\n3\n\n行政规范性文件\n\n40\n\n\n\n66\n",
    ],
)
def test_a_label_has_the_figures_behind_it(text: str) -> None:
    found = told(text)
    assert [(label, [each for each in slots if each]) for label, slots in found] == [
        (label, [each for each in slots if each]) for label, slots in WANTED
    ]


def test_each_record_knows_its_rows() -> None:
    _, records = records_of("规章\t1\t2\t3\n行政规范性文件\n40\n5\n66\n")
    first, second = (record for record in records if record.slots)
    assert (len(first.rows), first.stacked, first.figures) == (1, False, 3)
    assert (len(second.rows), second.stacked, second.figures) == (4, True, 3)
    assert first.start < second.start


def test_figures_without_a_label_are_a_record_of_their_own() -> None:
    assert told("规章\t1\t2\t3\n\t40\t5\t66\n")[1] == (None, ["", "40", "5", "66"])  # the first may be its column


def test_a_heading_ends_what_waits_for_figures() -> None:
    assert told("规章\n7\t8\t9\n") == [("rules", ["7", "8", "9"])]
    assert told("规章\n三、收到和处理政府信息公开申请情况\n7\t8\t9\n") == [(None, ["7", "8", "9"])]


def test_digits_beside_a_label_are_run_together() -> None:
    _, records = records_of("规章123\n")
    (record,) = (record for record in records if record.slots)
    assert record.run_together
    assert record.hints[0].label == "row:disclosure.rules"


def test_a_text_that_names_no_row_is_remembered() -> None:
    _, records = records_of("其他主动公开文件\t6\t7\t8\n")
    (record,) = (record for record in records if record.slots)
    assert (record.hints, record.unknown) == ([], "其他主动公开文件")


def test_a_row_printed_as_several_is_one_record_with_parts() -> None:
    text = "其他对外管理服务事项\t行政检查\t1\t2\t3\n\t行政确认\t4\t5\t6\n"
    document, records = records_of(text)
    found = [record for record in records if record.slots]
    parts = [[document.text[slot.item.start : slot.item.end] for slot in part] for part in found[0].parts]
    assert parts == [["1", "2", "3"], ["4", "5", "6"]]
    assert [record.hints[0].label for record in found] == ["row:disclosure.other_services"]


def test_words_between_the_empty_cells_of_a_label_and_its_figures_leave_the_record_open_and_in_doubt() -> None:
    document, records = records_of("规章\nN/A\n江北区某单位\n1\n2\n3\n备考文字\n40\n")
    (record,) = [each for each in records if each.hints]
    assert [document.text[slot.item.start : slot.item.end] for slot in record.slots if not slot.blank] == [
        "1",
        "2",
        "3",
    ]
    assert record.doubtful
