"""What stands around the labels of rows and is no figure."""

from __future__ import annotations

from gkml.tables.stream import document_to_stream
from gkml.tables.stub import stub_labels, twin_labels, without_stub_figures
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import text_document

TEMPLATES = load_templates()
LABELS = stub_labels(TEMPLATES)
HEAD = "统计指标\t单位\t统计数\n"


def figures(table: str) -> list[str]:
    """What is left as figures of a table with the words that tell its form."""
    document = text_document(HEAD + table + "\n收到申请数\t件\t5\n当面申请数\t件\t5\n")
    stream = document_to_stream(document, RuleTagger(TEMPLATES)(document))
    left = without_stub_figures(document.text, stream, LABELS)
    return [document.text[item.start : item.end] for row in left for item in row.items if item.kind == "figure"]


def test_the_number_of_a_row_is_no_figure() -> None:
    assert figures("1\t信函申请数\t件\t0") == ["0", "5", "5"]
    assert figures("（一）\t申请办结数\t件\t7") == ["7", "5", "5"]


def test_the_dash_of_a_row_that_heads_others_is_none() -> None:
    assert figures("一、\t主动公开情况\t——\t") == ["5", "5"]
    assert figures("主动公开政府信息数\t条\t/") == ["/", "5", "5"]  # a mark of a row stays


def test_without_such_labels_nothing_changes() -> None:
    document = text_document(HEAD)
    stream = document_to_stream(document, ())
    assert without_stub_figures(document.text, stream, frozenset()) == stream


def test_labels_that_two_rows_share() -> None:
    twins = twin_labels(TEMPLATES)
    assert {"row:statistics.inquiries.other", "row:statistics.replied.refused.other"} <= twins
    assert {"row:statistics.litigation.corrected", "row:statistics.reconsideration.corrected"} <= twins
    assert not any(label.startswith("row:requests.") for label in twins)
