from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.pipeline import Pipeline
from gkml.readers.sources import path_to_source
from gkml.records.report import Report
from gkml.review.decisions import Decision, DecisionKind
from gkml.review.documents import TaggedDocument
from gkml.review.retagging import is_text_of, retag
from gkml.review.tagging import DocumentTagger
from tests.review.conftest import CONTRADICTION, EXAMPLES


@pytest.fixture(scope="module")
def tagged(rules: Pipeline) -> TaggedDocument:
    tagger = DocumentTagger(lambda: rules)
    return tagger.tag(tagger.document(path_to_source(str(EXAMPLES / CONTRADICTION))), 1)


def on(report: Report, print: str, label: str | None, nth: int = 0) -> Decision:
    at = -1
    for _ in range(nth + 1):
        at = (report.text or "").index(print, at + 1)
    return Decision(
        DecisionKind.TAG, report.sha256 or "", print=print, start=at, end=at + len(print), label=label, id=1
    )


def test_a_heading_is_what_a_person_says(contradiction: Report, tagged: TaggedDocument, rules: Pipeline) -> None:
    heading = contradiction.headings[0]
    assert heading.section == 1
    anew = retag(contradiction, tagged, [on(contradiction, heading.text, "section:6")], rules.templates)
    assert [one.section for one in anew.headings if one.start == heading.start] == [6]
    assert (anew.source, anew.sha256, anew.text) == (contradiction.source, contradiction.sha256, contradiction.text)
    gone = retag(contradiction, tagged, [on(contradiction, heading.text, None)], rules.templates)
    assert all(one.start != heading.start for one in gone.headings)


def test_tables_are_placed_again(contradiction: Report, tagged: TaggedDocument, rules: Pipeline) -> None:
    label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    anew = retag(contradiction, tagged, [on(contradiction, label, None)], rules.templates)
    assert anew.cells != contradiction.cells
    assert any(cell.review for name, cell in anew.cells.items() if name.startswith("requests.partially_granted."))


def test_without_a_tag_it_is_the_same_report(contradiction: Report, tagged: TaggedDocument, rules: Pipeline) -> None:
    cell = Decision(DecisionKind.CELL, contradiction.sha256 or "", id=1)
    assert retag(contradiction, tagged, [cell], rules.templates) is contradiction
    heading = on(contradiction, contradiction.headings[0].text, "section:6")
    assert retag(contradiction, None, [heading], rules.templates) is contradiction
    several = replace(tagged, reports=2)
    assert retag(contradiction, several, [heading], rules.templates) is contradiction


def test_a_text_that_is_read_otherwise_now_is_left_alone(
    contradiction: Report, tagged: TaggedDocument, rules: Pipeline
) -> None:
    heading = on(contradiction, contradiction.headings[0].text, "section:6")
    other = replace(tagged.document, text=" " + tagged.document.text)
    assert retag(contradiction, replace(tagged, document=other), [heading], rules.templates) is contradiction
    bare = replace(contradiction, text=None)
    assert retag(bare, replace(tagged, document=other), [heading], rules.templates) is bare


def test_offsets_tell_whether_a_text_is_that_of_a_record(contradiction: Report) -> None:
    text = contradiction.text or ""
    bare = replace(contradiction, text=None)
    assert is_text_of(contradiction, text)
    assert is_text_of(bare, text)
    assert not is_text_of(contradiction, text + "x")
    assert not is_text_of(bare, "x" + text)
