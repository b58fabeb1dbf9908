"""Scores to tags: the best legal path, one label a cell, runs of digits left whole."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import Document
from gkml.labels import LabelSet, Tag
from gkml.tagging.decoding import Decoder, LabelScores, _figures_run_together, best_path, viterbi
from gkml.tagging.encoding import SPECIALS, encode
from tests.conftest import text_document

LABELS = LabelSet(("row:t.a", "column:b", "figure", "unit", "note", "furniture"))


def _legal(path: tuple[int, ...]) -> bool:
    return all(
        state == 0 or state % 2 == 1 or before in (state - 1, state) for before, state in itertools.pairwise(path)
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_viterbi_finds_the_best_legal_path(length: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, 5)).astype(np.float32)
    best = max(
        (path for path in itertools.product(range(5), repeat=length) if _legal(path)),
        key=lambda path: sum(float(scores[at, state]) for at, state in enumerate(path)),
    )
    assert tuple(viterbi(scores)) == best


def _decode(text: str, wanted: dict[str, str]) -> list[tuple[str, str, str]]:
    """Label, print and part of the tags of ``_tags``."""
    document = text_document(text)
    return [(tag.label, document.text[tag.start : tag.end], tag.part) for tag in _tags(document, wanted)]


def _tags(document: Document, wanted: dict[str, str]) -> list[Tag]:
    """Tags of a text whose characters are given labels with certainty, ``O`` where none is given."""
    encoding = encode(document, {token: number for number, token in enumerate(SPECIALS)})
    scores = np.full((len(encoding), len(LABELS.bio)), -12.0, np.float32)
    scores[:, 0] = 0.0
    for phrase, label in wanted.items():
        at = document.text.index(phrase)
        for token, offset in enumerate(encoding.offsets):
            if at <= offset < at + len(phrase):
                prefix = "B" if offset == at else "I"
                scores[token] = -12.0
                scores[token, LABELS.bio.index(f"{prefix}-{label}")] = 0.0
    tags = Decoder(LABELS)(document, encoding, scores[encoding.offsets >= 0])
    assert all(0 <= tag.confidence <= 1.0001 for tag in tags)
    return tags


def test_a_cell_bears_one_label_and_a_doubtful_character_does_not_break_it() -> None:
    found = _decode("甲乙丙丁\t3\t4\t5\n", {"甲乙丙": "row:t.a", "3": "figure", "4": "figure"})
    assert found == [("row:t.a", "甲乙丙丁", "whole"), ("figure", "3", "whole"), ("figure", "4", "whole")]


def test_a_cell_that_one_label_cannot_explain_holds_several() -> None:
    """Heads that one space parts are one cell of a dump with columns."""
    found = _decode("甲乙 丙丁    戊己\n", {"甲乙": "row:t.a", "丙丁": "column:b", "戊己": "row:t.a"})
    assert found == [("row:t.a", "甲乙", "whole"), ("column:b", "丙丁", "whole"), ("row:t.a", "戊己", "whole")]


def test_a_sign_beside_a_figure_takes_nothing_from_it() -> None:
    """Brackets of a layout, of which a model has learnt that they are of no label."""
    document = text_document("甲乙「3\t4\t5」\n")
    tags = _tags(document, {"甲乙": "row:t.a", "3": "figure", "4": "figure", "5": "figure"})
    assert [tag.label for tag in tags] == ["row:t.a", "figure", "figure", "figure"]
    assert min(tag.confidence for tag in tags) > 0.99


def test_words_without_a_label_are_not_taken_along() -> None:
    found = _decode("甲乙丙丁戊\t3\n", {"甲乙": "row:t.a", "3": "figure"})
    assert found == [("row:t.a", "甲乙", "whole"), ("figure", "3", "whole")]


def test_frames_and_ornaments_are_no_figures() -> None:
    found = _decode("甲乙    ╬══    3\n", {"甲乙": "row:t.a", "╬══": "figure", "3": "figure"})
    assert [(label, text) for label, text, _ in found if label == "figure"] == [("figure", "3")]


def test_digits_among_digits_are_no_label_of_their_own() -> None:
    """The last figure of a row is not the number of the next one."""
    found = _decode("甲乙 100001丙丁 5\n", {"甲乙": "row:t.a", "10000": "figure", "1丙": "column:b", "5": "figure"})
    assert found[:2] == [("row:t.a", "甲乙", "whole"), ("figure", "10000", "whole")]
    found = _decode("甲乙 120007丙丁 5\n", {"甲乙": "row:t.a", "12000": "figure", "7": "column:b", "5": "figure"})
    assert found == [("row:t.a", "甲乙", "whole"), ("figure", "120007", "whole"), ("figure", "5", "whole")]


def test_a_line_holds_several_labels() -> None:
    found = _decode("甲乙 3 4 56\n", {"甲乙": "row:t.a", "3": "figure", "4": "figure", "56": "figure"})
    assert found == [
        ("row:t.a", "甲乙", "whole"),
        ("figure", "3", "whole"),
        ("figure", "4", "whole"),
        ("figure", "56", "whole"),
    ]


def test_digits_that_touch_are_one_run_wherever_they_are_cut() -> None:
    text = "一、甲乙123丙丁456（二）戊己789（三）庚辛012（四）\n" * 1
    tags = _decode(text, {"甲乙": "row:t.a", "1": "figure", "23": "figure"})
    assert ("figure", "123", "whole") in tags


def test_a_run_that_is_cut_a_hundred_thousand_times_is_joined_as_often() -> None:
    count = 100_000  # looking for the end of the run at each would take hours
    tags = [Tag("figure", at, at + 1, 0.9) for at in range(count)]
    assert [(tag.start, tag.end, tag.run) for tag in _figures_run_together(tags, "0" * count)] == [(0, count, True)]


def test_the_number_of_the_next_label_is_no_digit_of_the_run() -> None:
    text = "一、甲乙640020470二、丙丁0000000三、戊己270020130（四）庚辛2200003252.壬癸000（五）\n"
    wanted = {"甲乙": "row:t.a", "220000325": "figure", "2.壬癸": "column:b", "000": "figure"}
    found = _decode(text, wanted)
    assert ("figure", "220000325", "whole") in found
    assert ("column:b", "2.壬癸", "whole") in found


def test_a_space_parts_figures_of_a_line() -> None:
    found = _decode("甲乙 8 26 66\n", {"甲乙": "row:t.a", "8": "figure", "26 66": "figure"})
    assert [text for label, text, _ in found if label == "figure"] == ["8", "26", "66"]


def test_a_figure_takes_its_unit_and_its_remark_along() -> None:
    found = _decode("甲乙 12万元 3 4\n", {"甲乙": "row:t.a", "12": "figure", "万元": "unit", "3": "figure"})
    assert ("figure", "12万元", "whole") in found


def test_a_page_number_is_no_figure() -> None:
    assert _decode("甲\t7\t8\n9\n", {"甲": "row:t.a", "7": "figure", "8": "figure", "9": "furniture"}) == [
        ("row:t.a", "甲", "whole"),
        ("figure", "7", "whole"),
        ("figure", "8", "whole"),
    ]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_a_legal_path_of_the_likeliest_states_is_the_best_path(seed: int) -> None:
    """The short cut of the decoder and the search for a path agree, also where the short cut does not apply."""
    dice = np.random.default_rng(seed)
    document = text_document("甲乙丙丁戊己 12 3\n甲乙丙\t4\t5\t6\n")
    encoding = encode(document, {token: number for number, token in enumerate(SPECIALS)})
    logits = dice.normal(scale=3.0, size=(len(encoding), len(LABELS.bio))).astype(np.float32)
    scores = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    label_scores = LabelScores.of(scores, [2], [0], np.ones(len(scores), np.float32))
    assert best_path(label_scores, slice(0, len(encoding))) == viterbi(scores)
    sharp = np.full_like(scores, -20.0)
    path = viterbi(scores)
    sharp[np.arange(len(path)), path] = 0.0
    assert best_path(LabelScores.of(sharp, [2], [0], np.ones(len(scores), np.float32)), slice(0, len(path))) == path
