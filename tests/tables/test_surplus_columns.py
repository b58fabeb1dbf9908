"""A figure more than the table has columns is left out where it, or a head, tells that it is none of the form."""

from __future__ import annotations

import pytest

from gkml.pipeline import Pipeline
from gkml.tables.records import item_to_slot
from gkml.tables.stream import document_to_stream
from gkml.tables.surplus_columns import is_percentage
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import report_of, text_document

HEAD = "青禾县某局2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
ROWS = {
    "一、本年新收政府信息公开申请数量": [31, 4, 0, 1, 0, 2, 38],
    "二、上年结转政府信息公开申请数量": [2, 0, 0, 0, 0, 0, 2],
    "（一）予以公开": [20, 3, 0, 1, 0, 2, 26],
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": [6, 1, 0, 0, 0, 0, 7],
    "四、结转下年度继续办理": [4, 0, 0, 0, 0, 0, 4],
}


def values(extra_head: list[str], extra: list[str], between: str, pipeline: Pipeline) -> list[float | None]:
    """The figures of a dump whose merged heads are lost; the extra column is the last, and its head stands above."""
    lines = [["申请人情况", *extra_head], HEADS]
    lines += [[label, *map(str, row), more] for (label, row), more in zip(ROWS.items(), extra, strict=True)]
    cells = report_of(HEAD + "\n".join(between.join(line) for line in lines) + "\n", pipeline).cells
    names = ["received_new", "received_carried_over", "granted", "partially_granted", "carried_forward"]
    found = [cell for name in names for key, cell in cells.items() if key.startswith(f"requests.{name}.")]
    return [None if cell.value is None else float(cell.value) for cell in found]


EXPECTED = [float(value) for row in ROWS.values() for value in row]


@pytest.mark.parametrize("between", [" | ", "\t", "\n"])
@pytest.mark.parametrize("head", [[], ["同比"], ["增幅"]])
def test_percentages_are_no_figures_of_a_form(between: str, head: list[str], rules: Pipeline) -> None:
    assert values(head, ["12.5%", "0%", "-3.1%", "100%", "8％"], between, rules) == EXPECTED


@pytest.mark.parametrize("between", [" | ", "\t"])
@pytest.mark.parametrize("head", ["上年度合计", "上年数", "去年同期"])
def test_the_last_of_too_many_figures_belongs_to_the_last_head(between: str, head: str, rules: Pipeline) -> None:
    assert values([head], ["635", "927", "638", "670", "28"], between, rules) == EXPECTED


def test_without_a_head_or_a_sign_nothing_is_left_out(rules: Pipeline) -> None:
    cells = report_of(
        HEAD + "\n".join(f"{label} | {' | '.join(map(str, row))} | 635" for label, row in ROWS.items()) + "\n", rules
    ).cells
    assert all(cell.review for key, cell in cells.items() if key.startswith("requests.received_new."))


def test_a_row_that_is_not_too_long_keeps_its_percentage(rules: Pipeline) -> None:
    rows = {**ROWS, "一、本年新收政府信息公开申请数量": [31, 4, 0, 1, 0, 2]}
    lines = [HEADS, *([label, *map(str, row)] for label, row in rows.items())]
    lines[1].append("38%")
    cells = report_of(HEAD + "\n".join(" | ".join(line) for line in lines) + "\n", rules).cells
    assert cells["requests.received_new.total"].review


@pytest.mark.parametrize("sign", ["%", "％", "‰", ""])
@pytest.mark.parametrize("between", [" | ", "\t"])
def test_a_percentage_bears_its_sign(sign: str, between: str) -> None:
    document = text_document(between.join(["行政许可", "3", f"12.5{sign}", "5"]))
    (line,) = document_to_stream(document, RuleTagger(load_templates())(document))
    slots = [item_to_slot(item, line) for item in line.items if item.kind == "figure"]
    assert [is_percentage(document.text, slot) for slot in slots] == [False, bool(sign), False]


DISPUTES = ["3", "1", "0", "2", "6", "0", "0", "1", "0", "1", "2", "0", "0", "0", "2"]
SIDE_HEADS = [
    ["行政复议", "行政诉讼"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2,
]


def disputes(first_heads: list[str], row: list[str], between: str, pipeline: Pipeline) -> list[float | None]:
    lines = [first_heads, *SIDE_HEADS[1:], row]
    text = "青禾县某局2022年政府信息公开工作年度报告\n四、政府信息公开行政复议、行政诉讼情况\n"
    cells = report_of(text + "\n".join(between.join(line) for line in lines) + "\n", pipeline).cells
    values = [cell.value for key, cell in cells.items() if key.startswith("disputes.")]
    return [None if value is None else float(value) for value in values]


@pytest.mark.parametrize("between", [" | ", "\t", "\n"])
@pytest.mark.parametrize(
    ("before", "behind", "row"),
    [
        (["编号"], [], ["1", *DISPUTES]),
        (["序号"], [], ["7", *["0"] * 15]),
        ([], ["上年度合计"], [*DISPUTES, "9"]),
        ([], [], ["1", *DISPUTES]),  # the sums tell
        ([], [], [*DISPUTES, "88"]),
        ([], [], [*DISPUTES, "33.5%"]),
    ],
)
def test_a_figure_beside_those_of_a_table_side_by_side(
    between: str, before: list[str], behind: list[str], row: list[str], rules: Pipeline
) -> None:
    expected = [float(value) for value in (DISPUTES if "6" in row else ["0"] * 15)]
    assert disputes([*before, *SIDE_HEADS[0], *behind], row, between, rules) == expected


def test_of_several_figures_too_many_the_sums_tell_where_those_of_the_form_stand(rules: Pipeline) -> None:
    row = ["330100", *DISPUTES, "88", "33.5%", ""]
    assert disputes([*SIDE_HEADS[0], "上年数"], row, "\t", rules) == [float(value) for value in DISPUTES]


def test_a_figure_too_many_that_nothing_tells_is_not_guessed(rules: Pipeline) -> None:
    row = ["1", *DISPUTES[:4], "7", *DISPUTES[5:]]
    assert disputes(SIDE_HEADS[0], row, " | ", rules) == [None] * 15


def test_last_year_in_lines_of_their_own_is_left_out_and_a_row_short_of_a_line_is_marked(rules: Pipeline) -> None:
    rows = {"1.政府公报公开政府信息数": ["2", "30", "9"], "2.政府网站公开政府信息数": ["163", "504", "5"]}
    rows |= {"3.政务微博公开政府信息数": ["408", "6"], "4.政务微信公开政府信息数": ["7", "8", "1"]}
    lines = [
        "统计指标",
        "计量单位",
        "2015年度",
        "历年累计",
        "上年总计",
        "（二）通过不同渠道和方式公开政府信息的情况",
        "——",
    ]
    lines += [line for label, figures in rows.items() for line in (label, "条", *figures)]
    cells = report_of("\n".join(lines) + "\n", rules).cells
    channels = {name: [cells[f"statistics.channel.{name}.{c}"] for c in ("year", "cumulative")] for name in CHANNELS}
    assert {name: [cell.value for cell in row] for name, row in channels.items() if name != "weibo"} == {
        "gazette": [2, 30],
        "website": [163, 504],
        "wechat": [7, 8],
    }
    assert all(cell.review for cell in channels["weibo"])


CHANNELS = ("gazette", "website", "weibo", "wechat")


def test_empty_cells_around_the_figures_hide_no_last_year(rules: Pipeline) -> None:
    extra = [f"{figure}\tN/A" for figure in ("635", "927", "638", "670", "28")]
    assert values(["上年数"], extra, "\t", rules) == EXPECTED
