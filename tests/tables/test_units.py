"""Units that stand apart from their figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkml.pipeline import Pipeline
from gkml.tables.units import unit_above, unit_in_label
from tests.conftest import report_of

TITLE = "青禾县某局2022年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("采购总金额(元)", "元"),
        ("本年收费金额 单位:千元", "千元"),
        ("处理决定数量（万件）", "万件"),
        ("规章（含修订）", None),
        ("第二十条第（八）项", None),
    ],
)
def test_units_in_labels(label: str, unit: str | None) -> None:
    assert unit_in_label(label) == unit


def test_the_nearest_line_above_counts() -> None:
    text = "单位：元\n甲\n单位：千元\n乙 5"
    assert unit_above(text, text.index("乙")) == "千元"
    assert unit_above(text, text.index("甲")) == "元"
    assert unit_above("乙 5", 0) is None


@pytest.mark.parametrize(
    ("head", "label", "figure", "value", "doubted"),
    [
        ("本年收费金额（单位：万元）", "行政事业性收费", "12.5", "12.5", False),
        ("本年收费金额（单位：元）", "行政事业性收费", "4680.6", "0.46806", False),
        ("本年收费金额（单位：千元）", "行政事业性收费", "30", "3", False),
        ("本年收费金额（单位：亿元）", "行政事业性收费", "2", "20000", False),
        ("本年收费金额", "行政事业性收费（元）", "50000", "5", False),
        ("本年收费金额（单位：万元）", "行政事业性收费", "4680元", "0.468", True),
    ],
)
def test_amounts_are_in_the_unit_that_is_stated(
    rules: Pipeline, head: str, label: str, figure: str, value: str, doubted: bool
) -> None:
    rows = [
        "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |",
        "规章 | 1 | 0 | 3 |",
        "行政规范性文件 | 2 | 1 | 8 |",
        f"信息内容 | {head} |",
        f"{label} | {figure} |",
    ]
    cell = report_of(TITLE + "\n".join(rows) + "\n", rules).cells["disclosure.fees.amount"]
    assert cell.value == Decimal(value)
    assert ("units_differ" in cell.doubts) is doubted
    assert cell.review is doubted
