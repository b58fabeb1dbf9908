"""Sentences to clauses: commas part them, brackets stand apart, titles are left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.narrative.clauses import sentence_to_clauses
from gkml.narrative.prose import normal_form


def clauses(text: str) -> list[tuple[str, bool]]:
    return [(clause.words.text, clause.bracketed) for clause in sentence_to_clauses(normal_form(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("收到申请3件，办结2件", [("收到申请3件", False), ("办结2件", False)]),
        ("收到申请3件（含结转1件），办结2件", [("收到申请3件", False), ("含结转1件", True), ("办结2件", False)]),
        ("行政复议、行政诉讼3件", [("行政复议、行政诉讼3件", False)]),
        ("行政复议2件、行政诉讼3件", [("行政复议2件", False), ("行政诉讼3件", False)]),
        ("共1,234件,其中5件", [("共1,234件", False), ("其中5件", False)]),
        ("甲（乙（丙）丁）戊", [("甲戊", False), ("乙丁", True), ("丙", True)]),
        ("甲（乙", [("甲", False), ("乙", True)]),
    ],
)
def test_where_clauses_part(text: str, parts: list[tuple[str, bool]]) -> None:
    assert clauses(text) == parts


def test_titles_say_nothing() -> None:
    assert all("条例" not in words for words, _ in clauses("按照《政府信息公开条例，第二条》收到申请3件"))


@given(st.text("甲3件，、（）()《》,；", max_size=30))
def test_every_character_comes_from_where_it_says(text: str) -> None:
    words = normal_form(text)
    for clause in sentence_to_clauses(words):
        assert len(clause.words.text) == len(clause.words.offsets)
        assert list(clause.words.offsets) == sorted(clause.words.offsets)
        assert all(words.text[words.offsets.index(o)] == c for c, o in zip(*_pairs(clause.words), strict=True))


def _pairs(words: object) -> tuple[str, tuple[int, ...]]:
    return words.text, words.offsets  # type: ignore[attr-defined]
