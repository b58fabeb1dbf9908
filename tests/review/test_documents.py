from __future__ import annotations

import pytest

from gkml.document import Box, DocumentBuilder, NewCell
from gkml.doubts import DoubtCode
from gkml.labels import Tag
from gkml.review.decisions import Decision, DecisionKind
from gkml.review.documents import TaggedDocument, correct_tags, document_from_bytes, document_to_bytes


def made() -> TaggedDocument:
    builder = DocumentBuilder("pdf")
    builder.begin_sheet("表一")
    builder.add_row(["𠮷县2023年报告"])
    cells = [
        NewCell("规章", rowspan=2, page=1, boxes=(Box(1.5, 2, 3, 4),)),
        NewCell("3", sight="doubtful", doubts=(DoubtCode.RAISED,), x=(4, 5), certainty=0.5),
        NewCell("", unread=True),
    ]
    builder.add_row(cells, kind="grid", gap=2, table=1, page=1)
    document = builder.build(title="\udcff", pictures=1, notes=[("code", "words")])
    tags = (
        Tag("title", 0, 9, 0.9),
        Tag("agency", 0, 2, others=("title",), tagger="both"),
        Tag("figure", 13, 14, run=True, damaged=True),
    )
    return TaggedDocument(document, tags, 2)


def on_text(document_text: str, print: str, label: str | None, at: int = 0) -> Decision:
    start = document_text.index(print, at)
    return Decision(DecisionKind.TAG, "a", print=print, start=start, end=start + len(print), label=label)


def test_a_kept_document_comes_back_the_same() -> None:
    assert document_from_bytes(document_to_bytes(made())) == made()


def test_a_tag_takes_the_place_of_what_stood_there() -> None:
    tagged = made()
    text = tagged.document.text
    tags = correct_tags(tagged.document, tagged.tags, [on_text(text, "规章", "row:disclosure.rules")])
    assert Tag("row:disclosure.rules", 10, 12) in tags
    assert len(tags) == 4
    tags = correct_tags(tagged.document, tagged.tags, [on_text(text, "3", None, 12)])
    assert {tag.label for tag in tags} == {"agency", "title"}


def test_agency_and_year_stand_inside_a_title() -> None:
    tagged = made()
    tags = correct_tags(tagged.document, tagged.tags, [on_text(tagged.document.text, "2023", "year")])
    assert {tag.label for tag in tags} == {"title", "agency", "year", "figure"}


def test_the_later_tag_counts() -> None:
    tagged = made()
    text = tagged.document.text
    decisions = [on_text(text, "规章", "corner"), on_text(text, "规章", "row:disclosure.rules")]
    labels = [tag.label for tag in correct_tags(tagged.document, tagged.tags, decisions)]
    assert "corner" not in labels
    assert "row:disclosure.rules" in labels


def test_a_tag_goes_along_with_its_stretch_in_a_text_that_is_read_otherwise() -> None:
    tagged = made()
    moved = Decision(DecisionKind.TAG, "a", print="规章", start=3, end=5, label="row:disclosure.rules")
    assert Tag("row:disclosure.rules", 10, 12) in correct_tags(tagged.document, tagged.tags, [moved])


@pytest.mark.parametrize("print", ["法规", "2", None])
def test_a_stretch_that_is_gone_or_printed_twice_changes_nothing(print: str | None) -> None:
    tagged = made()
    moved = Decision(DecisionKind.TAG, "a", print=print, start=10, end=12, label="corner")
    unchanged = sorted(tagged.tags, key=lambda tag: (tag.start, tag.end))
    assert correct_tags(tagged.document, tagged.tags, [moved]) == tuple(unchanged)
