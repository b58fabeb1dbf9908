"""What tags tell of a document as a whole."""

from __future__ import annotations

from gkml.pipeline import Pipeline
from gkml.tagging.outline import looks_like_a_report, tags_to_headings
from tests.conftest import text_document

REPORT = (
    "青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n（一）主动公开\n平稳。\n二、主动公开政府信息情况\n无。\n"
)


def test_headings_are_verbatim_with_their_sections(rules: Pipeline) -> None:
    document = text_document(REPORT)
    found = tags_to_headings(document, rules.tagger(document))
    assert [(heading.section, heading.level, heading.text) for heading in found] == [
        (1, 1, "一、总体情况"),
        (None, 2, "（一）主动公开"),
        (2, 1, "二、主动公开政府信息情况"),
    ]
    assert all(document.text[heading.start : heading.end] == heading.text for heading in found)


def test_a_report_looks_like_one_and_an_explanation_of_one_does_not(rules: Pipeline) -> None:
    for text, expected in (
        (REPORT, True),
        (REPORT.replace("青禾县某局", "文字解读："), False),
        ("一、买菜\n二、做饭\n今天吃面。\n", False),
    ):
        document = text_document(text)
        assert looks_like_a_report(document, rules.tagger(document)) is expected
