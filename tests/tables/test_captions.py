"""Lines around a table that make its figures other ones than they are printed."""

from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode
from gkml.pipeline import Pipeline
from gkml.tables.captions import caption_doubts
from tests.conftest import report_of

TITLE = "青禾县某局2023年政府信息公开工作年度报告\n一、总体情况\n2022年成立专班，本局主动公开情况如下。\n"
HEADING = "二、主动公开政府信息情况\n"
TABLE = """信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
规章 | 7 | 5 | 19 |
行政规范性文件 | 31 | 12 | 214 |
信息内容 | 本年处理决定数量 |
行政许可 | 146 |
行政处罚 | 23 |
信息内容 | 本年收费金额 |
行政事业性收费 | 12.5 |
"""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("单位:百件", DoubtCode.UNIT_OF_TABLE),
        ("(计量单位:件、百万元)", DoubtCode.UNIT_OF_TABLE),
        ("以千件为单位", DoubtCode.UNIT_OF_TABLE),
        ("单位:件", None),
        ("单位:万元", None),
        ("本年收费金额(单位:万元)", None),
        ("2022年度政府信息公开申请情况统计表", DoubtCode.OTHER_PERIOD),
        ("(2022年度)", DoubtCode.OTHER_PERIOD),
        ("2023年度政府信息公开申请情况统计表", None),
        ("(统计时段:2023年1月1日至6月30日)", DoubtCode.OTHER_PERIOD),
        ("(统计时段:2023年1月1日至12月31日)", None),
        ("2023年上半年情况统计表", DoubtCode.OTHER_PERIOD),
        ("上年度数据", DoubtCode.OTHER_PERIOD),
        ("上年结转政府信息公开申请数量", None),
        ("2022年成立专班,本局主动公开情况如下。", None),
        ("注:上表为上年度数据。", DoubtCode.OTHER_PERIOD),
        ("注:表中数据取自2022年台账", DoubtCode.OTHER_PERIOD),
        ("注:行政复议、行政诉讼数量含上年度结转数量。", None),
        ("说明:本表按答复文书出具的日期计数。", None),
        ("更正:行政许可处理决定数量应为164件。", DoubtCode.CORRECTED),
    ],
)
def test_what_a_line_says(line: str, code: DoubtCode | None) -> None:
    assert [doubt.code for _, doubt in caption_doubts([line], 2023)] == ([code] if code else [])


def test_below_a_table_only_notes_are_its_own() -> None:
    assert list(caption_doubts(["2022年度政府信息公开申请情况统计表", "单位:百件"], 2023, below=True)) == []


@pytest.mark.parametrize("line", ["单位：百件", "2022年度主动公开政府信息情况统计表"])
def test_a_line_above_speaks_of_all_figures(rules: Pipeline, line: str) -> None:
    cells = report_of(f"{TITLE}{HEADING}{line}\n{TABLE}", rules).cells
    assert cells["disclosure.rules.issued"].review
    assert cells["disclosure.licensing.decisions"].value == 146
    assert cells["disclosure.licensing.decisions"].review


def test_units_of_counts_are_none_of_money(rules: Pipeline) -> None:
    cells = report_of(f"{TITLE}{HEADING}单位：百件\n{TABLE}", rules).cells
    assert "unit_of_table" not in cells["disclosure.fees.amount"].doubts


@pytest.mark.parametrize("note", ["注：行政许可数量单位为万件。", "更正：行政许可处理决定数量应为164件。"])
def test_a_note_below_speaks_of_the_row_that_it_names(rules: Pipeline, note: str) -> None:
    cells = report_of(f"{TITLE}{HEADING}{TABLE}{note}\n三、收到和处理政府信息公开申请情况\n", rules).cells
    assert cells["disclosure.licensing.decisions"].review
    assert not cells["disclosure.penalties.decisions"].review


def test_a_narrative_in_front_of_the_table_casts_no_doubt(rules: Pipeline) -> None:
    cells = report_of(f"{TITLE}{HEADING}全年共制定文件，与2022年持平，上半年较多。\n{TABLE}", rules).cells
    assert not any(cell.review for cell in cells.values() if cell.id.startswith("disclosure.rules"))
