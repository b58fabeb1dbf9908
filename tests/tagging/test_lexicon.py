"""Labels by their spellings: right, damaged, abbreviated, with remarks; and never the label of another row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.folding import fold
from gkml.tagging.lexicon import Lexicon, lexicon_of
from gkml.tagging.thresholds import Similarity
from gkml.template import load_templates

LEXICON = lexicon_of(load_templates().told_in(""))
SPELLINGS = [
    (spelling, f"{role}:{identity}")
    for form in load_templates().told_in("").forms
    for table in form.tables
    for role, identity, spellings in [
        *(("row", f"{table.id}.{row.id}", row.labels) for row in table.rows),
        *(("column", column.id, column.labels) for column in table.columns),
        *(("group", group.id, group.labels) for group in (*table.groups, *table.column_groups)),
        *(("item", item, labels) for item, labels in table.items),
    ]
    for spelling in spellings
]
NUMERALS = "一二三四五六七八九十0123456789"


def best(text: str, lexicon: Lexicon = LEXICON) -> str | None:
    match = lexicon.match(text)
    return match.labels[0] if match else None


@pytest.mark.parametrize(("spelling", "label"), sorted(set(SPELLINGS)))
def test_every_spelling_of_the_forms_is_found(spelling: str, label: str) -> None:
    match = LEXICON.match(spelling)
    assert match is not None
    assert match.confidence >= 0.95
    assert label in match.labels


@pytest.mark.parametrize(
    ("print_", "label"),
    [
        ("一、本年新收到政府信息公开申请数量", "row:requests.received_new"),
        ("二、上年结转政府信息公开数量", "row:requests.received_carried_over"),
        ("(二)部分公开(区分处理的,只记这一情形,不计其他情形)", "row:requests.partially_granted"),
        ("（二）部分公开", "row:requests.partially_granted"),
        ("3.危机“三安全一稳定”", "row:requests.refused.public_safety"),
        ('3、危及"三安全一稳定"', "row:requests.refused.public_safety"),
        ("7.属于行政法案卷", "row:requests.refused.enforcement_file"),
        ("2. 没有现成信息需另行制作", "row:requests.unavailable.needs_creation"),
        ("没有现成信息需要另行制作", "row:requests.unavailable.needs_creation"),
        ("1、申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "row:requests.other.not_supplemented"),
        ("2.逾期不缴费", "row:requests.other.fee_unpaid"),
        ("（五）不予处理", "group:not_processed"),
        ("三、本年度办理结果", "group:results"),
        ("规范性文件(行政机关制定的决定、公告等，共3类)", "row:disclosure.normative_documents"),
        ("本年增/减（指本年增加或减少的数，减用负值表示，如-8）", "column:change"),
        ("现行有效件", "column:in_force"),
        ("对外公开总 数量", "column:public_total"),
        ("本年收费金额（单位:万元）", "column:amount"),
        ("自 然\u3000人", "column:natural_person"),
        ("规(guī)章", "row:disclosure.rules"),
        ("行政強製", "row:disclosure.coercion"),
        ("規範性檔案", "row:disclosure.normative_documents"),
        ("第二十条第(五)项", "item:5"),
        ("尚未审结", "column:pending"),
        ("复议后起诉", "row:disputes.litigation_after_reconsideration"),
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "corner"),
    ],
)
def test_spellings_that_reports_use(print_: str, label: str) -> None:
    assert best(print_) == label


def test_damage_and_remarks_cost_confidence() -> None:
    clean, remark, damaged = (
        LEXICON.match(text) for text in ("8.属于行政查询事项", "8.属于行政查询事项（含电话查询）", "8.属于行攻查询事项")
    )
    assert clean is not None
    assert remark is not None
    assert damaged is not None
    assert clean.confidence > remark.confidence > damaged.confidence > 0.5


@pytest.mark.parametrize(
    ("print_", "labels"),
    [
        ("其他", {"column:other_organization", "row:requests.other", "row:requests.other.remaining"}),
        ("总计", {"column:total", "row:requests.handled_total"}),
        ("（六）其他处理", {"row:requests.other", "group:other"}),
    ],
)
def test_print_that_may_be_several_things_names_them_all(print_: str, labels: set[str]) -> None:
    match = LEXICON.match(print_)
    assert match is not None
    assert labels <= set(match.labels)


@pytest.mark.parametrize(
    "print_",
    [
        "",
        " ",
        "0",
        "2021",
        "1234567",
        "（）",
        "情况",
        "政府",
        "信息公开",
        "本年度收到申请十二件",
        "属于",
        "申请数量",
        "项",
        "行政",
    ],
)
def test_other_print_is_no_label(print_: str) -> None:
    assert LEXICON.match(print_) is None


def test_long_prose_is_no_label_though_it_holds_one() -> None:
    assert LEXICON.match("本年度行政许可事项的办理时限平均压缩了三成，群众满意度进一步提高。") is None
    assert LEXICON.match("行政许可" * 80) is None


# --- damage --------------------------------------------------------------------------------------------------------

_letters = st.sampled_from("某了口的不入已末土曰夲公开行政其他總Ｏ")


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str, str]:
    """A row label or column head with one character lost, replaced or added; its number stays the number it is."""
    spelling, label = draw(st.sampled_from([case for case in SPELLINGS if case[1].startswith(("row:", "column:"))]))
    at = draw(st.sampled_from([at for at, letter in enumerate(spelling) if letter not in NUMERALS]))
    letter, keep = draw(st.one_of(st.just(("", 1)), st.tuples(_letters, st.integers(0, 1))))
    return spelling[:at] + letter + spelling[at + keep :], label, spelling


@settings(max_examples=600)
@given(damaged())
def test_a_damaged_label_is_itself_or_nothing(case: tuple[str, str, str]) -> None:
    print_, label, spelling = case
    match = LEXICON.match(print_)
    # （六）其他 without its （六 is the head 其他: nobody could tell
    if match and fold(print_) not in LEXICON.phrases:
        assert label in match.labels, (spelling, match)


def test_every_row_label_that_lost_one_character_is_itself_or_nothing() -> None:
    wrong = [
        (print_, found)
        for spelling, label in SPELLINGS
        for at in range(len(spelling))
        for print_ in [spelling[:at] + spelling[at + 1 :]]
        for match in [LEXICON.match(print_)]
        if match and label not in match.labels
        for found in [match.labels]
    ]
    assert wrong == []


def test_most_long_labels_survive_the_loss_of_one_character() -> None:
    long = [(spelling, label) for spelling, label in SPELLINGS if len(fold(spelling)) >= 8]
    cases = [(spelling[:at] + spelling[at + 1 :], label) for spelling, label in long for at in range(len(spelling))]
    kept = sum(bool(match and label in match.labels) for print_, label in cases for match in [LEXICON.match(print_)])
    assert kept >= 0.95 * len(cases)


@pytest.mark.parametrize(
    "print_",
    ["行政处可", "行政x", "第二十条第（七）项", "本年件数", "结果持正", "（八）总计", "予公开", "年新公案数"],
)
def test_print_between_two_labels_is_neither(print_: str) -> None:
    assert LEXICON.match(print_) is None


# --- parts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "label"),
    [
        ("2没有现成信息", "row:requests.unavailable.needs_creation"),
        ("机关不再处理其政府信息公开申请", None),  # the end of two labels
        ("或重新出具已获取信息", "row:requests.not_processed.reissue"),
        ("行政", None),
        ("不掌握相关政府信息", "row:requests.unavailable.not_held"),
        ("四结转下年度继续办理", None),  # a whole label is no piece
    ],
)
def test_a_piece_is_known_where_only_one_label_begins_or_ends_so(part: str, label: str | None) -> None:
    match = LEXICON.piece(part)
    assert (match.labels[0] if match else None) == label


def test_labels_inside_longer_text_are_found_in_order_the_longest_first() -> None:
    text = fold("行政机关制定的规范性文件和其他对外管理服务事项以及行政许可总计")
    found = [(text[start:end], match.labels[0]) for start, end, match in LEXICON.inside(text)]
    assert found == [
        ("规范性文件", "row:disclosure.normative_documents"),
        ("其他对外管理服务事项", "row:disclosure.other_services"),
        ("行政许可", "row:disclosure.licensing"),
        ("总计", "column:total"),
    ]


@given(
    st.lists(
        st.sampled_from(["规章", "行政许可", "1重复申请", "自然人", "0", "12", "某", "七总计", "正在办理"]), max_size=8
    )
)
@settings(deadline=None)
def test_labels_inside_text_do_not_overlap_and_spell_themselves(parts: list[str]) -> None:
    text = "".join(parts)
    at = 0
    for start, end, match in LEXICON.inside(text):
        assert at <= start < end <= len(text)
        assert match.phrase == text[start:end]
        at = end


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("总体情况", 1),
        ("行政机关主动公开政府信息情况", 2),
        ("政府信息公开行政法复议行政诉讼情况", 4),
        ("存在主要问题及改进情况", 5),
        ("其他需要报告的事项", 6),
    ],
)
def test_sections(heading: str, section: int) -> None:
    found = LEXICON.section(heading)
    assert found is not None
    assert found[0] == section


@pytest.mark.parametrize("heading", ["", "情况", "工作部署", "下一年度打算", "主要亮点", "组织领导"])
def test_headings_of_the_reports_own_are_no_section(heading: str) -> None:
    assert LEXICON.section(heading) is None


def test_how_like_a_damaged_label_must_be_is_a_setting() -> None:
    damaged = "属于行政执去案卷"
    strict = lexicon_of(load_templates(), Similarity(label=99.0))
    assert best(damaged) == "row:requests.refused.enforcement_file"
    assert best(damaged, strict) is None
    assert best("属于行政执法案卷", strict) == "row:requests.refused.enforcement_file"


# --- labels with a stub around them ----------------------------------------------------------------------------------


EARLY = lexicon_of(load_templates().told_in("指标名称 历年累计 当面申请数"))


@pytest.mark.parametrize(
    "print_",
    [
        "当面申请数",
        "其中：1.当面申请数",
        "1．当面申请数",
        "1、 当面申请数 条",
        "（一）当面申请数",
        "其中：1当面申请数件",
        "当面申请数  件",
    ],
)
def test_number_lead_in_and_unit_are_no_part_of_a_label(print_: str) -> None:
    match = EARLY.match(print_)
    assert match is not None
    assert (match.labels[0], match.confidence) == ("row:statistics.received.in_person", 1.0)


def test_a_heading_is_no_damaged_label() -> None:
    assert EARLY.match("二、主动公开政府信息情况") is None
    assert EARLY.match("二、主动公开政府信息数") is not None


@pytest.mark.parametrize(
    ("text", "filler"),
    [
        ("：", True),
        ("其中：1．", True),
        ("（二）", True),
        ("条 3、", True),
        ("——", True),
        ("2017年", False),
        ("共", False),
        ("123", False),
    ],
)
def test_what_may_stand_between_two_labels(text: str, filler: bool) -> None:
    assert EARLY.is_filler(text) is filler
    assert LEXICON.is_filler(text) is (text == "：")  # other tables have no such stub


def test_units_are_those_of_the_forms_that_are_told() -> None:
    assert EARLY.is_unit("人次")
    assert not EARLY.is_unit("人民")
    assert not LEXICON.is_unit("件")
