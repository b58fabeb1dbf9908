"""Words at a label that make its row another one."""

from __future__ import annotations

import pytest

from gkml.pipeline import Pipeline
from gkml.tables.label_words import other_words
from tests.conftest import report_of

TITLE = "青禾县某局2023年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"


def doubts_at(label: str, rules: Pipeline, sign: str = " | ") -> tuple[str, ...]:
    rows = [
        ["信息内容", "本年处理决定数量"],
        [label, "146"],
        ["信息内容", "本年处理决定数量"],
        ["行政处罚", "23"],
        ["行政强制", "4"],
    ]
    text = "\n".join(sign.join(row) for row in rows)
    return report_of(f"{TITLE}{text}\n", rules).cells["disclosure.licensing.decisions"].doubts


@pytest.mark.parametrize("sign", [" | ", "\t", "\n", "   "])
@pytest.mark.parametrize("label", ["非行政许可", "撤销行政许可", "行政许可投诉", "上年行政许可", "行政许可月均数量"])
def test_words_that_are_joined_to_a_label(rules: Pipeline, label: str, sign: str) -> None:
    assert doubts_at(label, rules, sign)


@pytest.mark.parametrize(
    "label",
    [
        "行政许可",
        "1.行政许可",
        "（一）行政许可",
        "行政许可（含变更、延续）",
        "行政许可数量",
        "行政许可处理决定",
        "行政许可事项",
    ],
)
def test_numbering_remarks_and_what_is_counted_do_no_harm(rules: Pipeline, label: str) -> None:
    assert "label_qualified" not in doubts_at(label, rules)


def test_rows_of_other_times(rules: Pipeline) -> None:
    row = "一、历年累计收到政府信息公开申请数量 | 121 | 29 | 0 | 0 | 10 | 2 | 162 |\n"
    heads = "自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |\n"
    more = "二、上年结转政府信息公开申请数量 | 5 | 1 | 0 | 0 | 0 | 0 | 6 |\n"
    cells = report_of(f"{TITLE}三、收到和处理政府信息公开申请情况\n | {heads}{row}{more}", rules).cells
    assert cells["requests.received_new.total"].review
    assert not cells["requests.received_carried_over.total"].review


def test_rows_without_an_own_label_have_no_words() -> None:
    from gkml.document import DocumentBuilder
    from gkml.form import ExtraColumns
    from gkml.tables.alignment import RowMatch
    from gkml.tables.records import RowRecord
    from gkml.template import load_templates

    row = load_templates().variants("disclosure")[0].rows[0]
    match = RowMatch(row, RowRecord(), 0.5, False)
    assert other_words(DocumentBuilder("text").build(), match, ExtraColumns()) is None


def test_a_piece_of_a_group_in_front_of_the_number_is_no_word(rules: Pipeline) -> None:
    rows = "法提供 2.没有现成信息需要另行制作 11 0 0 0 0 0 11\n3.补正后申请内容仍不明确 1 0 0 0 0 0 1\n"
    report = report_of(
        f"{TITLE}三、收到和处理政府信息公开申请情况\n（四）无\n1.本机关不掌握相关政府信息 7 0 0 0 0 0 7\n{rows}", rules
    )
    assert "label_qualified" not in report.cells["requests.unavailable.needs_creation.total"].doubts
