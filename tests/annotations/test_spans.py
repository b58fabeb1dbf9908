"""Spans that can stand, and tags cut so that they can."""

from __future__ import annotations

import pytest

from gkml.annotations.lines import text_rows
from gkml.annotations.spans import flat, sound_tags, trimmed
from gkml.document import Document
from gkml.labels import Tag

TEXT = "某局2023年报告\n规章 \t12\n"
DOCUMENT = Document(TEXT, tuple(text_rows(TEXT)), "text")


@pytest.mark.parametrize(
    ("start", "end", "label", "code"),
    [
        (0, 99, "figure", "span_outside"),
        (4, 4, "figure", "span_outside"),
        (10, 15, "row:disclosure.rules", "crosses_cell"),
        (10, 13, "row:disclosure.rules", "white_space"),
        (14, 16, "figures", "unknown_label"),
    ],
)
def test_a_span_that_cannot_stand_is_told_with_its_reason(start: int, end: int, label: str, code: str) -> None:
    sound = Tag("agency", 0, 2)
    tags, faults = sound_tags(DOCUMENT, [Tag(label, start, end), sound], {"agency", "figure", "row:disclosure.rules"})
    assert [one.code for one in faults] == [code]
    assert tags == (sound,)


def test_of_two_spans_over_one_another_the_second_is_told() -> None:
    tags, faults = sound_tags(DOCUMENT, [Tag("year", 1, 6), Tag("agency", 0, 2)], {"agency", "year"})
    assert [one.code for one in faults] == ["span_overlaps"]
    assert [tag.label for tag in tags] == ["agency"]


def test_tags_are_cut_at_cells_and_around_what_stands_inside() -> None:
    title, year = Tag("title", 0, 9), Tag("year", 2, 6)
    pieces = flat(DOCUMENT, [title, year, Tag("row:disclosure.rules", 10, 16)])
    assert [(tag.label, tag.start, tag.end, tag.part) for tag in pieces] == [
        ("title", 0, 2, "head"),
        ("year", 2, 6, "whole"),
        ("title", 6, 9, "tail"),
        ("row:disclosure.rules", 10, 12, "head"),
        ("row:disclosure.rules", 14, 16, "tail"),
    ]


def test_what_is_blank_is_no_span() -> None:
    assert trimmed(DOCUMENT, Tag("figure", 12, 14)) is None
