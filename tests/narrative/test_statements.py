"""Statements of the narrative: what is found, with which figure, where, and how surely."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkml.folding import fold
from gkml.form import Quantity
from gkml.labels import Tag
from gkml.narrative.prose import document_to_sentences
from gkml.narrative.scope import Owner
from gkml.narrative.statements import Statement, sentences_to_statements
from gkml.narrative.wordings import row_wording
from gkml.template import load_templates
from tests.conftest import text_document

HEADING = "（二）依申请公开情况"
FORMS = load_templates().forms
TABLE = load_templates().form("2021").table_by_id["requests"]
NAMED = {f"{row.id}.total": fold(row.labels[0]) for row in TABLE.rows if "." in row.id and row.labels != ("3.其他",)}
TOPICS = {2: "disclosure", 3: "requests", 4: "disputes"}
ROWS = [row_wording(quantity, label, "requests") for quantity, label in NAMED.items()]
QUANTITIES = {
    **{key: quantity for form in FORMS for table in form.tables for key, quantity in table.quantities.items()},
    **{name: Quantity(name, ()) for name in NAMED},
}
NUMERALS = {
    1: "一",
    2: "两",
    3: "三",
    10: "十",
    12: "十二",
    20: "二十",
    105: "一百零五",
    230: "二百三十",
    1024: "一千零二十四",
}


def statements_of(
    text: str, *, agency: str = "杉川县财政局", year: int | None = 2023, heading: str = ""
) -> list[Statement]:
    """Statements of prose, below a heading if one is given."""
    document = text_document(f"{heading}\n{text}" if heading else text)
    tags = [Tag("subheading", 0, len(heading))] if heading else []
    sentences = document_to_sentences(document, tags)
    found = list(sentences_to_statements(sentences, Owner(fold(agency), year), QUANTITIES, TOPICS, ROWS))
    for statement in found:
        assert 0 <= statement.start < statement.end <= len(document.text)
    return found


def told(text: str, *, sure: bool = True, **options: str) -> dict[str, int]:
    """Quantities and figures of the sure statements, or of the unsure ones."""
    return {s.quantity.id: s.value for s in statements_of(text, **options) if s.sure is sure}  # type: ignore[misc]


# ---------------------------------------------------------------------------------------------------------------------
# Wordings

SENTENCES = {
    "本年度全区共收到70件申请，及时依法依规办结69件，1件结转下年度继续办理": {
        "received_new.total": 70,
        "handled_total.total": 69,
        "carried_forward.total": 1,
    },
    "2023年，我局新收政府信息公开申请45件，上年结转3件，办理答复46件，结转下年度继续办理2件": {
        "received_new.total": 45,
        "received_carried_over.total": 3,
        "handled_total.total": 46,
        "carried_forward.total": 2,
    },
    "收到申请70件，其中自然人64件，商业企业2件": {
        "received_new.total": 70,
        "received_new.natural_person": 64,
        "received_new.commercial_enterprise": 2,
    },
    "予以公开30件、部分公开5件、不予公开8件、无法提供25件、不予处理1件、其他处理0件": {
        "granted.total": 30,
        "partially_granted.total": 5,
        "refused.total": 8,
        "unavailable.total": 25,
        "not_processed.total": 1,
        "other.total": 0,
    },
    "受理依申请公开事项19件（含上年度结转2件，另有4件申请按规定顺延到下年度答复）": {
        "received_new.total": 19,
        "received_carried_over.total": 2,
        "carried_forward.total": 4,
    },
    "通过网络、邮寄、当面等方式共收到政府信息公开申请220件，有41件是法人和其他组织提出的": {
        "received_new.total": 220,
        "received_new.organizations": 41,
    },
    "收到9起政府信息依申请公开，答复同意公开或部分公开共4件": {"received_new.total": 9},
    "收到社会公众提出的政府信息公开申请1条": {"received_new.total": 1},
    "所有办结的信息公开申请中同意公开答复9件，属于行政查询事项3件，重复申请2件": {
        "granted.total": 9,
        "refused.administrative_inquiry.total": 3,
        "not_processed.duplicate.total": 2,
    },
    "政府信息公开行政复议35件，其中结果维持20件，纠正4件，尚未审结1件；行政诉讼6件，其中维持5件": {
        "reconsideration.total": 35,
        "reconsideration.upheld": 20,
        "reconsideration.corrected": 4,
        "reconsideration.pending": 1,
        "litigation.total": 6,
        "litigation.upheld": 5,
    },
    "全局有1件涉及政府信息公开工作的行政复议，涉及的行政诉讼数为0件": {
        "reconsideration.total": 1,
        "litigation.total": 0,
    },
    "因政府信息公开引发的行政复议、行政诉讼各2件": {"reconsideration.total": 2, "litigation.total": 2},
    "因政府信息公开发生行政复议、行政诉讼共3件": {"disputes.total": 3},
    "全年制发行政规范性文件5件，废止2件，现行有效规范性文件31件": {
        "normative_documents.issued": 5,
        "normative_documents.repealed": 2,
        "normative_documents.in_force": 31,
    },
    "作出行政许可决定812件，作出行政处罚决定40件，实施行政强制3件": {
        "licensing.decisions": 812,
        "penalties.decisions": 40,
        "coercion.decisions": 3,
    },
    "2022年结转政府信息公开申请6件，结转2024年4件": {"received_carried_over.total": 6, "carried_forward.total": 4},
}


@pytest.mark.parametrize("text", SENTENCES)
def test_what_a_sentence_states(text: str) -> None:
    assert told(f"{text}。", heading=HEADING) == SENTENCES[text]


def test_money_is_in_wan_yuan_with_the_place_it_is_printed_to() -> None:
    (statement,) = statements_of("全年收取行政事业性收费5.9亿元。")
    assert (statement.quantity.id, statement.value, statement.half_unit) == ("fees.amount", 59000, 500)


DENIALS = {
    "我局未收到政府信息公开申请": {"received_new.total": 0},
    "未收到任何公民、法人和其他组织提出的公开政府信息的申请": {"received_new.total": 0},
    "本机关没有收到依申请公开件，无结转下年度办理件": {"received_new.total": 0, "carried_forward.total": 0},
    "无政府信息公开申请": {"received_new.total": 0},
    "没有因政府信息公开申请行政复议、提起行政诉讼的情况": {"reconsideration.total": 0, "litigation.total": 0},
    "未发生因信息公开工作引发举报、投诉、行政复议或行政诉讼等事件": {"reconsideration.total": 0, "litigation.total": 0},
    "未制定规章和规范性文件": {"rules.issued": 0, "normative_documents.issued": 0},
    "未作出行政许可、行政处罚": {"licensing.decisions": 0, "penalties.decisions": 0},
}


@pytest.mark.parametrize("text", DENIALS)
def test_a_denial_is_nought_and_points_at_its_words(text: str) -> None:
    found = statements_of(f"{text}。")
    assert {s.quantity.id: s.value for s in found} == DENIALS[text]
    assert all(re.match("未|没有|无", text[s.start : s.end]) and s.sure for s in found)


NOT_STATED = [
    *("共收到22条投诉举报，已办结22条", "受理热线工单30件，办结30件", "办理人大代表建议30件", "受理信访22件，处理22件"),
    *("主动公开信息120条", "依申请公开平台5个", "接待查阅12次", "受理不动产登记申请3000件"),
    *("上半年收到政府信息公开申请12件", "截至6月收到政府信息公开申请7件", "近三年收到政府信息公开申请96件"),
    *("自2008年以来，累计收到政府信息公开申请512件", "2022年收到政府信息公开申请30件，办结28件"),
    *("收到政府信息公开申请较上年增加5件", "政府信息公开申请同比增长17%", "收到政府信息公开申请约30件"),
    *("收到政府信息公开申请30余件", "《关于受理政府信息公开申请3件的通报》", "不予受理政府信息公开申请2件"),
    *("未申请公开", "未发生行政复议被纠错的情况", "没有因答复不当被行政复议纠正", "未收到行政许可申请"),
    *("清理规范性文件23件", "为58件新制发的规范性文件配了解读", "修订规范性文件4件", "建立规章制度5项"),
    *("收取信息处理费3940元", "收到上级转办政府信息公开申请4件", "办理行政复议案件45件"),
    *("全年收到行政复议申请130件，推进复议决定公开", "办理行政诉讼应诉案件45件", "行政复议纠错率为0"),
    *("制发公文165件，其中主动公开120件，不予公开15件", "无正当理由", "逾期答复政府信息公开申请3件"),
]


@pytest.mark.parametrize("text", NOT_STATED)
def test_what_is_said_of_something_else_is_no_statement(text: str) -> None:
    assert statements_of(f"{text}。") == []


UNSURE = [
    "其中市教育局收到政府信息公开申请12件，办结12件",
    "通过市政府集约化网站收到政府信息公开申请2件",
    "主动公开信息120条，依申请公开12条",
    "行政许可217项",
    "截至2023年底，累计收到政府信息公开申请512件",
    "截至2023年12月31日累计收到政府信息公开申请512件",
    "公示行政处罚决定44件",
    "市人民政府作为复议机关收到政府信息公开行政复议30件",
]


@pytest.mark.parametrize("text", UNSURE)
def test_a_figure_whose_scope_is_open_is_not_sure(text: str) -> None:
    found = statements_of(f"{text}。")
    assert found
    assert not any(s.sure for s in found)


@pytest.mark.parametrize(
    ("agency", "subject", "sure"),
    [
        ("曲溪县财政局", "县财政局", True),
        ("曲溪县财政局", "我局", True),
        ("曲溪县财政局", "县民政局", False),
        ("曲溪县人民政府", "全县", True),
        ("曲溪县人民政府", "县政府办公室", False),
        ("曲溪县人民政府办公室", "县政府办公室", True),
        ("", "县财政局", False),
    ],
)
def test_whose_figure_it_is(agency: str, subject: str, sure: bool) -> None:
    (statement,) = statements_of(f"{subject}共收到政府信息公开申请9件。", agency=agency)
    assert statement.sure is sure


def test_parts_behind_a_total_are_not_taken_for_it() -> None:
    text = "收到政府信息公开申请30件，办结30件（其中答复28件，撤回2件），网上受理12件，予以公开9件。"
    assert told(text) == {"received_new.total": 30, "handled_total.total": 30, "granted.total": 9}


def test_a_list_of_other_agencies_leaves_the_rest_open() -> None:
    text = "收到政府信息公开申请30件，其中民政局12件、教育局18件，予以公开9件。"
    assert told(text) == {"received_new.total": 30}
    assert told(text, sure=False) == {"granted.total": 9}


def test_a_new_item_ends_the_topic() -> None:
    text = "（二）依申请公开。收到申请70件。（三）信息管理。全年不予公开3件。"
    assert told(text) == {"received_new.total": 70}


# ---------------------------------------------------------------------------------------------------------------------
# Figures in every print

AROUND = [
    ("全年共收到政府信息公开申请", "件，均已办结", "received_new.total"),
    ("2023年，我局受理依申请公开事项", "件", "received_new.total"),
    ("本机关新收申请", "件", "received_new.total"),
    ("上年度结转申请", "件", "received_carried_over.total"),
    ("本年度办结政府信息公开申请", "件", "handled_total.total"),
    ("结转下年度继续办理", "件", "carried_forward.total"),
    ("其中予以公开", "件", "granted.total"),
    ("作其他处理（含主动撤回）", "件", "other.total"),
    ("因政府信息公开被申请行政复议", "件", "reconsideration.total"),
    ("因政府信息公开被提起行政诉讼", "起", "litigation.total"),
    ("全局制定规范性文件", "件", "normative_documents.issued"),
]


LINE_END = "\n"  # a figure alone in a line would be the number of a page


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdecimal() or c == "," else c for c in text)


@st.composite
def printed_counts(draw: st.DrawFn) -> tuple[str, int]:
    """A count, and one of the ways in which it may be printed."""
    number = draw(st.one_of(st.integers(0, 99_999), st.sampled_from(sorted(NUMERALS))))
    prints = [str(number), f"{number:,}", " ".join(str(number)), full_width(str(number)), full_width(f"{number:,}")]
    if number in NUMERALS:
        prints.append(NUMERALS[number])
    return draw(st.sampled_from(prints)), number


@given(st.sampled_from(AROUND), printed_counts(), st.sampled_from(["", " ", "\u3000", "\n"]), st.booleans())
@example(("全年共收到政府信息公开申请", "件，均已办结", "received_new.total"), ("１，２３４", 1234), "", False)
def test_a_figure_is_read_however_it_is_printed(
    around: tuple[str, str, str], count: tuple[str, int], space: str, spaced: bool
) -> None:
    before, after, quantity = around
    printed, number = count
    words = " ".join(before) if spaced else before
    text = f"{words}{space}{printed}{space.strip(LINE_END)}{after}。"
    document = text_document(f"{HEADING}\n{text}")
    sentences = document_to_sentences(document, [Tag("subheading", 0, len(HEADING))])
    (statement,) = sentences_to_statements(sentences, Owner(fold("杉川县财政局"), 2023), QUANTITIES, TOPICS)
    assert (statement.quantity.id, statement.value, statement.sure) == (quantity, number, True)
    evidence = document.text[statement.start : statement.end]
    assert printed in evidence
    assert evidence.endswith(("件", "起"))


@given(st.sampled_from(NOT_STATED), st.integers(0, 9999))
def test_other_figures_do_not_make_a_statement(text: str, number: int) -> None:
    assert statements_of(re.sub(r"(?<!\d)\d{1,3}(?=[件条次个项])", str(number), text) + "。") == []


@given(
    st.text(alphabet="收到政府信息公开申请办结0１２3,，。、；（）()《件余万年上下转行复议诉讼未无没有 \n", max_size=120)
)
def test_any_text_is_read_without_fault(text: str) -> None:
    document = text_document(text)
    for statement in sentences_to_statements(document_to_sentences(document, []), Owner("", None), QUANTITIES, TOPICS):
        assert 0 <= statement.start < statement.end <= len(document.text)


@pytest.mark.parametrize(
    "text", ["（" * 3000, "收到政府信息公开申请" + "数" * 2500 + "3件", "、" * 2900 + "收到3件", "件" * 2900]
)
def test_brackets_and_repetitions_do_no_harm(text: str) -> None:
    assert statements_of(text) == []


# ---------------------------------------------------------------------------------------------------------------------
# Prose
