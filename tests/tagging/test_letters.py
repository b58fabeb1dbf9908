"""Ideographs that are figures in one place and letters of a label in another."""

from __future__ import annotations

import pytest

from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tagging.letters import letters_to_text
from gkml.tagging.lexicon import lexicon_of
from gkml.tagging.pieces import Piece
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates

TAGGER = RuleTagger(load_templates())
ROWS = ["（一）予以公开", "（二）部分公开", "1.属于国家秘密", "2.重复申请", "1.信访举报投诉类申请", "（七）总计"]


def figures(text: str) -> list[str]:
    dump = read_text(text, DEFAULT_LIMITS)
    return [dump.text[tag.start : tag.end] for tag in TAGGER(dump) if tag.role == "figure"]


def test_numerals_and_marks_behind_a_label_are_figures() -> None:
    assert figures("规章\t三\t零\t十二\n行政许可\t无\n") == ["三", "零", "十二", "无"]


def test_a_row_of_numerals_needs_no_label() -> None:
    heads = "行政复议\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n"
    assert figures(f"{heads}三\t零\t零\t/\t三\n") == ["三", "零", "零", "/", "三"]
    assert figures(f"{heads}三\t0\t0\t0\t0\t3\n") == ["0", "0", "0", "0", "3"]


@pytest.mark.parametrize("separator", ["\t", " | "])
def test_a_vertical_group_label_at_the_side_of_the_rows(separator: str) -> None:
    letters = "三本年度办理"
    lines = [
        separator.join([letter, row, *"1000001"]) + (" |" if separator == " | " else "")
        for letter, row in zip(letters, ROWS, strict=True)
    ]
    assert figures("\n".join(lines)) == list("1000001") * 6


@pytest.mark.parametrize("letters", ["三本年度办理结果", "（四）无法提供"])
def test_a_vertical_group_label_between_stacked_cells(letters: str) -> None:
    lines = [line for letter, row in zip(letters, ROWS, strict=False) for line in (letter, row, *"1000001")]
    assert figures("\n".join(lines)) == list("1000001") * 6


def test_a_mark_between_stacked_cells_stays_one() -> None:
    assert figures("规章\n无\n无\n无\n行政许可\n3\n") == ["无", "无", "无", "3"]


def test_a_letter_alone_in_a_row_of_cells_is_no_figure() -> None:
    assert figures("（一）予以公开\t1\t0\t0\t0\t0\t0\t1\n三\t\t\n本\t\t\n") == list("1000001")


def test_only_ideographs_that_stand_for_letters_become_text() -> None:
    document = read_text("三\t（一）予以公开\t1\n", DEFAULT_LIMITS)
    letter, label, figure = (Piece(kind, 0, 1) for kind in ("figure", "label", "figure"))  # type: ignore[arg-type]
    (found,) = letters_to_text(document, [[(letter,), (label,), (figure,)]], lexicon_of(load_templates()))
    assert [[piece.kind for piece in mine] for mine in found] == [["text"], ["label"], ["figure"]]
