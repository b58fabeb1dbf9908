"""Lines that part a document."""

from __future__ import annotations

import pytest

from gkml.parts.lines import (
    Identity,
    begins_report,
    differ,
    ends_report,
    is_appendix,
    is_prose,
    other_agency,
    other_report,
    tells,
    title_clusters,
    told_by,
)
from tests.conftest import text_document


@pytest.mark.parametrize("line", ["附件", "附：2022年统计表", "附表1", "（附件2）", "## 附表", "附件1：上年度统计表"])
def test_headings_of_appendices(line: str) -> None:
    assert is_appendix(line)
    assert told_by(line).appendix


@pytest.mark.parametrize("line", ["附近的机关", "附属机构3家", "见附件", "附件已随文印发。"])
def test_lines_that_head_no_appendix(line: str) -> None:
    assert not is_appendix(line)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2022年度", {"years": frozenset({2022})}),
        ("２０２２年", {"years": frozenset({2022})}),
        ("上年度收到和处理情况", {"last_year": True}),
        ("二、上年结转政府信息公开申请数量", {}),
        ("（一）本级", {"scope": "own"}),
        ("全市汇总", {"scope": "whole"}),
    ],
)
def test_what_a_line_tells(line: str, told: dict[str, object]) -> None:
    got = told_by(line)
    assert {"years": got.years, "last_year": got.last_year, "scope": got.scope} == {
        "years": frozenset(),
        "last_year": False,
        "scope": None,
        **told,
    }
    assert tells(line) == bool(told)


def test_a_date_tells_no_year_of_a_report() -> None:
    assert not tells("2021年2月9日")
    assert ends_report(" 2021年2月9日")


def test_lines_that_differ_tell_parts_apart() -> None:
    first = told_by("2023年政府信息公开工作年度报告")
    assert differ(first, told_by("2022年政府信息公开工作年度报告"))
    assert differ(first, told_by("附表"))
    assert not differ(first, told_by("信息内容"))
    assert not differ(Identity(agency="云溪县"), Identity(agency="云溪县人民政府"))
    assert differ(Identity(agency="云溪县财政局"), Identity(agency="云溪县水利局"))


def test_equal_figures_of_another_year_or_agency_are_no_copy() -> None:
    first = told_by("2023年统计表")
    assert other_report(first, told_by("2022年统计表"))
    assert other_report(first, told_by("上年度统计表"))
    assert not other_report(first, told_by("附表"))


def test_names_of_one_agency() -> None:
    assert not other_agency("滨海新区财政局", "财政局")
    assert not other_agency(None, "财政局")
    assert other_agency("甲县财政局", "乙县财政局")


def test_first_and_last_lines_of_reports() -> None:
    assert all(map(begins_report, ("云溪县水利局", "2023 年报告", "本报告依据条例编写", "政府資訊公開條例")))
    assert not begins_report("公开的内容还不够丰富。")
    assert all(map(ends_report, ("无。", "（无）", "2024年1月2日")))


def test_prose() -> None:
    document = text_document(
        "2023年，全县共收到申请三件，均已答复；没有行政复议，也没有行政诉讼，各项工作进展顺利，详见下表。\n规章\t1"
    )
    assert [is_prose(document, row) for row in document.rows] == [True, False]


def test_titles_close_together_are_one_and_links_are_none() -> None:
    text = (
        "云溪县2021年政府信息公开工作年度报告\n云溪县2023年政府信息公开工作年度报告\n首页\n"
        "云溪县人民政府2023年度政府信息公开工作年度报告\n一、总体情况\n好。\n云溪县2022年政府信息公开工作年度报告\n一、总体情况"
    )
    found = title_clusters(text_document(text), [4, 7])
    assert [(row, told.years) for row, told in found] == [(1, {2023}), (6, {2022})]
