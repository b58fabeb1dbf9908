"""The rule tagger as a whole: tags in order, in the text, and the same ones every time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import Document
from gkml.labels import LabelSet, Tag
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates

TEMPLATES = load_templates()
TAGGER = RuleTagger(TEMPLATES)


def document(text: str) -> Document:
    return read_text(text, DEFAULT_LIMITS)


def found(text: str, *roles: str) -> list[tuple[str, str]]:
    dump = document(text)
    return [(tag.label, dump.text[tag.start : tag.end]) for tag in TAGGER(dump) if tag.role in roles]


def test_a_page_number_inside_a_table_is_furniture_and_no_figure() -> None:
    text = "规章\t1\t2\t3\n- 4 -\n行政规范性文件\t5\t6\t7\n第 8 页 共 9 页\n行政许可\t10\n"
    assert [print_ for _, print_ in found(text, "figure")] == ["1", "2", "3", "5", "6", "7", "10"]
    assert [print_ for _, print_ in found(text, "furniture")] == ["- 4 -", "第 8 页 共 9 页"]


def test_a_label_that_a_page_break_cuts_is_one_label() -> None:
    text = (
        "（三）不予公开\t8.属于行政查询事项\t1\t0\t0\t0\t0\t0\t1\n（四）无\t1.本机关不掌握相关政府信息\t3\t0\t0\t0\t0\t0\t3\n"
        "— 5 —\n法提供\t2.没有现成信息需要另行制作\t0\t0\t0\t0\t0\t0\t0\n"
    )
    groups = [tag for tag in TAGGER(document(text)) if tag.label == "group:unavailable"]
    assert [tag.part for tag in groups] == ["head", "tail"]


def test_a_row_label_above_and_below_its_figures() -> None:
    text = (
        "2.重复申请   1   0   0   0   0   0   1\n1、申请人无正当理由逾期不补\n             0   0   2   0   0   0   2\n"
        "正、行政机关不再处理其政府信息公开申请\n（七）总计   3   0   2   0   0   0   5\n"
    )
    assert found(text, "row") == [
        ("row:requests.not_processed.duplicate", "2.重复申请"),
        ("row:requests.other.not_supplemented", "1、申请人无正当理由逾期不补"),
        ("row:requests.other.not_supplemented", "正、行政机关不再处理其政府信息公开申请"),
        ("row:requests.handled_total", "（七）总计"),
    ]


def test_a_piece_of_a_label_keeps_no_figure_of_its_row() -> None:
    text = (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请   3   0   2   0   0   0   5\n"
        "2.申请人逾期未按收费通知要求缴纳费\n"
        "用、行政机 关不再处理其政府信息公开申 0         0        －         0       0     0     0\n请\n"
        "（七）总计   3   0   2   0   0   0   5\n"
    )
    unpaid = [print_ for label, print_ in found(text, "row") if label.endswith("fee_unpaid")]
    assert unpaid == ["2.申请人逾期未按收费通知要求缴纳费", "用、行政机 关不再处理其政府信息公开申", "请"]
    assert [print_ for _, print_ in found(text, "figure")] == [*"3020005", *"00－0000", *"3020005"]


def test_pieces_of_labels_are_looked_for_near_tables_only() -> None:
    far = "各科室按职责分工推进。\n" * 60
    assert found(f"本年新\n制作数量\n{far}规章\t0\t0\t0\n", "column") == []
    assert found("本年新\n制作数量\n规章\t0\t0\t0\n", "column") == [
        ("column:made", "本年新"),
        ("column:made", "制作数量"),
    ]


@pytest.mark.parametrize("head", ["其他", "总计"])
def test_print_that_may_be_several_things_keeps_them(head: str) -> None:
    tags = [tag for tag in TAGGER(document(f"自然人\t{head}\n规章\t1\n")) if tag.role == "column"]
    assert tags[-1].others


TABLE = ["规章", "行政许可", "（一）予以公开", "2.重复申请", "自然人", "其他", "三", "本年新", "制作数量"]
FIGURES = ["0", "12", "-6", "1,234", "/"]
PROSE = ["某县某局2022年政府信息公开工作年度报告", "2022年1月1日至12月31日", "一、总体情况", "各项工作平稳。", "- 3 -"]
BETWEEN = ["\t", "\t", "\n", "\n", "\n\n", "  ", "|"]
_texts = st.lists(st.sampled_from([*TABLE, *FIGURES, *PROSE, *BETWEEN]), max_size=40).map("".join)


@settings(deadline=None)
@given(_texts)
def test_tags_lie_in_the_text_in_order_and_each_in_its_rows(text: str) -> None:
    dump = document(text)
    known = set(LabelSet.from_templates(TEMPLATES).labels)
    tags = TAGGER(dump)
    assert [(tag.start, tag.end) for tag in tags] == sorted((tag.start, tag.end) for tag in tags)
    for tag in tags:
        assert 0 <= tag.start < tag.end <= len(dump.text)
        assert {tag.label, *tag.others} <= known
        assert 0 < tag.confidence <= 1
        row = next(row for row in dump.rows if row.start <= tag.start < row.end)
        if tag.role in ("figure", "row", "column", "group", "item"):
            assert any(cell.start <= tag.start < tag.end <= cell.end for cell in row.cells)


@settings(deadline=None)
@given(_texts)
def test_figures_and_labels_never_share_a_character(text: str) -> None:
    tags = [tag for tag in TAGGER(document(text)) if tag.role in ("figure", "row", "column", "group", "item", "corner")]
    for left, right in pairwise(tags):
        assert left.end <= right.start


@settings(deadline=None)
@given(_texts)
def test_the_same_text_gives_the_same_tags(text: str) -> None:
    first: tuple[Tag, ...] = TAGGER(document(text))
    assert RuleTagger(TEMPLATES)(document(text)) == first
