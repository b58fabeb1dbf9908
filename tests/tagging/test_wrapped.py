"""Labels in pieces: put together where the pieces spell them out, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.labels import Tag
from gkml.tagging.lexicon import lexicon_of
from gkml.tagging.wrapped import Fragment, join_fragments
from gkml.template import load_templates

TEMPLATES = load_templates()
LEXICON = lexicon_of(TEMPLATES)
LABELS = {
    row.labels[0]: f"row:{table.id}.{row.id}"
    for form in TEMPLATES.forms
    for table in form.tables
    for row in table.rows
    if len(row.labels[0]) >= 8
}


def fragments(*texts: str | tuple[str, str]) -> list[Fragment]:
    """One piece a row; a pair is a whole label that is known already."""
    found = []
    start = 0
    for row, piece in enumerate(texts):
        text, label = piece if isinstance(piece, tuple) else (piece, None)
        found.append(Fragment(row, start, start + len(text), text, label))
        start += len(text) + 1
    return found


def joined(*texts: str | tuple[str, str]) -> list[tuple[str, str, str]]:
    pieces = fragments(*texts)
    print_ = "\n".join(piece.text for piece in pieces)
    tags = sorted(join_fragments(pieces, LEXICON), key=lambda tag: tag.start)
    return [(tag.label, print_[tag.start : tag.end], tag.part) for tag in tags]


def test_a_row_label_over_three_lines() -> None:
    label = "row:requests.other.fee_unpaid"
    pieces = ("2.申请人逾期未按收费通知要求缴", "纳费用、行政机关不再处理其政", "府信息公开申请")
    assert joined(*pieces) == [(label, pieces[0], "head"), (label, pieces[1], "tail"), (label, pieces[2], "tail")]


def test_pieces_of_two_labels_that_begin_alike() -> None:
    assert joined("本年新", "制作数量", "本年新", "公开数量") == [
        ("column:made", "本年新", "head"),
        ("column:made", "制作数量", "tail"),
        ("column:published", "本年新", "head"),
        ("column:published", "公开数量", "tail"),
    ]


def test_a_label_written_downwards() -> None:
    assert [label for label, _, _ in joined(*"自然人")] == ["column:natural_person"] * 3


def test_a_group_label_beside_its_rows() -> None:
    found = joined(
        "本年度",
        ("（一）予以公开", "row:requests.granted"),
        "办理",
        ("（二）部分公开", "row:requests.partially_granted"),
        ("1.属于国家秘密", "row:requests.refused.state_secret"),
        ("2.其他法律行政法规禁止公开", "row:requests.refused.prohibited_by_law"),
        "结果",
    )
    assert found == [
        ("group:results", "本年度", "head"),
        ("group:results", "办理", "tail"),
        ("group:results", "结果", "tail"),
    ]


def test_a_row_label_does_not_reach_over_many_other_rows() -> None:
    between = [("（一）予以公开", "row:requests.granted")] * 3
    assert joined("2.重复", *between, "申请") == []
    assert joined("2.重复", *between[:2], "申请") == [
        ("row:requests.not_processed.duplicate", "2.重复", "head"),
        ("row:requests.not_processed.duplicate", "申请", "tail"),
    ]


def test_two_letters_of_one_label_may_not_lie_apart() -> None:
    assert joined("自", "某", "然", "人") == []


def test_pieces_that_together_are_a_damaged_label() -> None:
    label = "row:requests.unavailable.not_held"
    assert [found[0] for found in joined("1.本机关不掌握相", "关政苻信息")] == [label, label]


def test_a_piece_that_only_one_label_has_stands_for_it() -> None:
    assert joined("或重新出具已获取信息") == [("row:requests.not_processed.reissue", "或重新出具已获取信息", "tail")]
    assert joined("5.要求行政机关确认") == [("row:requests.not_processed.reissue", "5.要求行政机关确认", "head")]


@pytest.mark.parametrize("text", ["机关不再处理其政府信息公开申请", "政府", "本年", "情况", "数量", "说明如下"])
def test_a_piece_that_several_labels_have_or_none_says_nothing(text: str) -> None:
    assert joined(text) == []


def test_what_is_a_label_already_is_left_alone() -> None:
    assert joined(("规章", "row:disclosure.rules"), ("0", "figure")) == []


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, list[str]]:
    label = draw(st.sampled_from(sorted(LABELS)))
    cuts = sorted(draw(st.sets(st.integers(3, len(label) - 1), min_size=1, max_size=3)))
    return label, [label[a:b] for a, b in zip([0, *cuts], [*cuts, len(label)], strict=True)]


@settings(max_examples=300, deadline=None)
@given(broken())
def test_however_a_row_label_is_broken_no_other_label_comes_out(case: tuple[str, list[str]]) -> None:
    label, pieces = case
    tags = join_fragments(fragments(*pieces), LEXICON)
    assert {tag.label for tag in tags} <= {LABELS[label]}
    nonempty = [piece for piece in fragments(*pieces) if any(letter.isalnum() for letter in piece.text)]
    if len(nonempty) > 1:
        assert {(tag.start, tag.end) for tag in tags} == {(piece.start, piece.end) for piece in nonempty}


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["本年新", "制作数量", "自", "然", "人", "三", "予公开", "（三）不", "某", "重复", "2."]),
        max_size=14,
    )
)
def test_every_piece_is_tagged_once_at_most_and_as_a_whole(texts: list[str]) -> None:
    pieces = fragments(*texts)
    spans = [(tag.start, tag.end) for tag in join_fragments(pieces, LEXICON)]
    assert len(spans) == len(set(spans))
    assert set(spans) <= {(piece.start, piece.end) for piece in pieces}


def test_every_head_has_a_tail() -> None:
    tags: list[Tag] = join_fragments(fragments("社会公", "益组织", "法律服", "务机构", "科研"), LEXICON)
    parts = [(tag.label, tag.part) for tag in sorted(tags, key=lambda tag: tag.start)]
    assert parts == [
        ("column:public_welfare_organization", "head"),
        ("column:public_welfare_organization", "tail"),
        ("column:legal_service_organization", "head"),
        ("column:legal_service_organization", "tail"),
    ]


def test_a_label_goes_on_whose_beginning_is_one_of_the_same_row() -> None:
    label = "row:statistics.channel.gazette"
    pieces = (("政府公报", label), "公开政府", "信息数")
    assert joined(*pieces) == [(label, "公开政府", "tail"), (label, "信息数", "tail")]


@pytest.mark.parametrize("number", ["1.", "（一）", "一、", "其中：", "2．"])
def test_the_number_of_a_row_beside_a_piece_is_no_piece(number: str) -> None:
    pieces = [Fragment(0, 0, 4, "制发规范"), Fragment(1, 5, 5 + len(number), number)]
    pieces += [Fragment(1, 20, 24, "性文件总"), Fragment(2, 25, 26, "数")]
    tags = join_fragments(pieces, LEXICON)
    assert {tag.label for tag in tags} == {"row:statistics.normative_documents_made"}
    assert [(tag.start, tag.part) for tag in tags] == [(0, "head"), (20, "tail"), (25, "tail")]
