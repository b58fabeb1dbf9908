"""Folding: what is dropped, what is made one, and where every folded character came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.folding import fold, fold_character, fold_with_offsets, simplify
from gkml.tagging.lexicon import lexicon_of
from gkml.template import load_templates

_reportlike = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "（）()[]<>:：、，。 \t\u3000\u00a0ǎāeiuü１２3３ＡaⅣ①㈠⼀⾏數開總处理法行政[bookmark:_GoBack]<!--->&nbsp;o"
        ),
        st.characters(exclude_categories=["Cs"]),
    )
)


@given(_reportlike)
def test_every_folded_character_comes_from_the_one_at_its_offset(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.text) == len(folded.offsets)
    assert list(folded.offsets) == sorted(folded.offsets)
    for character, at in zip(folded.text, folded.offsets, strict=True):
        assert character in fold(text[at]) or character in fold(simplify(text)[at])


@given(_reportlike, st.data())
def test_a_span_lies_in_the_text_and_folds_to_at_least_what_it_was_made_of(text: str, data: st.DataObject) -> None:
    folded = fold_with_offsets(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    a, b = folded.span(start, end)
    assert 0 <= a < b <= len(text)
    assert all(a <= at < b for at in folded.offsets[start:end])
    assert a in folded.offsets
    assert b - 1 in folded.offsets


@given(st.text())
def test_simplifying_keeps_every_character_in_its_place(text: str) -> None:
    simple = simplify(text)
    assert len(simple) == len(text)
    assert all(a == b for a, b in zip(text, simple, strict=True) if a.isascii())


@given(_reportlike)
def test_only_letters_and_digits_remain(text: str) -> None:
    assert all(character.isalnum() for character in fold(text))


@given(st.text(alphabet="自然人行政许可一二三12", min_size=1), st.data())
def test_white_space_and_punctuation_never_matter(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    noise = data.draw(st.text(alphabet=" \t\u3000\u00a0、，。：:（“”·*#|\u200b"))
    assert fold(text[:at] + noise + text[at:]) == fold(text)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("自 然\u3000人", "自然人"),
        ("（二）部分公开", "二部分公开"),
        ("３．危及“三安全一稳定”", "3危及三安全一稳定"),
        ("本年增／减", "本年增减"),
        ("本年新 製作數量", "本年新制作数量"),
        ("商業企業", "商业企业"),
        ("行政強製", "行政强制"),
        ("⾏政许可", "行政许可"),  # a Kangxi radical, as PDF text has it
        ("⾨牌", "门牌"),  # a radical whose ideograph is a traditional one
        ("⼈⺠政府", "人民政府"),  # a radical without a decomposition
        ("穩定", "稳定"),
        ("結果糾正", "结果纠正"),
        ("無法提供", "无法提供"),
        ("繳納費用", "缴纳费用"),
        ("單位：萬元", "单位万元"),
        ("ABC", "abc"),
        ("规(guī)章", "规章"),
        ("制發（fā）件數(shù)", "制发件数"),
        ("林業(yè)局", "林业局"),
        ("[bookmark: _GoBack]一、总体情况", "一总体情况"),
        ("<!--[if !supportLists]-->7、<!--[endif]-->属于", "7属于"),
        ("0&nbsp;", "0"),
        ("<o:p> </o:p>", ""),
    ],
)
def test_spellings_that_fold_to_one(printed: str, plain: str) -> None:
    assert fold(printed) == plain


def test_brackets_without_pinyin_keep_what_they_hold() -> None:
    assert fold("（一）予以公开(12件)") == "一予以公开12件"
    assert fold("网址(https)") == "网址"  # six Latin letters at most look like pinyin
    assert fold("系统(OA)") == "系统oa"


def test_a_span_skips_what_stands_at_its_ends_and_keeps_what_stands_inside() -> None:
    text = "：行 政(zhèng)处罚。"
    folded = fold_with_offsets(text)
    assert folded.text == "行政处罚"
    start, end = folded.span(0, 4)
    assert text[start:end] == "行 政(zhèng)处罚"
    start, end = folded.span(1, 2)
    assert text[start:end] == "政"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("規章制發件數", "规章制发件数"),
        ("總計", "总计"),
        ("规章", "规章"),
        ("本年增／減", "本年增／减"),
        ("問題及改進情況", "问题及改进情况"),
        ("⻓⻔", "长门"),
    ],
)
def test_simplify(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


def test_every_label_folds_alike_in_traditional_characters() -> None:
    import opencc

    traditional = opencc.OpenCC("s2t")
    labels = lexicon_of(load_templates()).phrases
    for label in labels:
        assert len(simplify(traditional.convert(label))) == len(label)
        assert fold(traditional.convert(label)) == label


@given(st.text(alphabet="政府（一）(zhèn)&nbsp; <o:p>２Ａa、。覆門", max_size=30))
def test_folding_with_offsets_and_alone_agree_and_offsets_point_at_their_characters(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.offsets) == len(folded.text)
    for character, offset in zip(folded.text, folded.offsets, strict=True):
        assert character in fold_character(simplify(text[offset]))
