"""Reports with rows of digits run together, through the whole pipeline."""

from __future__ import annotations

import pytest

from gkml.document import DocumentBuilder, NewCell
from gkml.doubts import DoubtCode
from gkml.pipeline import Pipeline
from gkml.template import Table
from tests.conftest import report_of
from tests.consistency.figures import TWIN, Figures, requests, requests_of, shipped


def report(table: Table, figures: Figures, between: str) -> str:
    """A report whose table two has lost what parted its cells."""
    rows = [
        row.labels[0] + "".join(str(figures[table.cell_id(row.id, column)]) for column in row.columns)
        for row in table.rows
    ]
    heads = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
    return (
        "青禾县水利局2023年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"
        f"三、收到和处理政府信息公开申请情况\n{heads}{between}{between.join(rows)}\n"
        "四、政府信息公开行政复议、行政诉讼情况\n"
    )


@pytest.mark.parametrize("between", ["", "\n"])
def test_a_report_run_together_is_read_with_its_evidence(between: str, rules: Pipeline) -> None:
    table = shipped("2021", "requests")
    figures = requests_of(
        table,
        {
            ("granted", "natural_person"): 640,
            ("granted", "other_organization"): 4,
            ("other.remaining", "natural_person"): 31,
        },
        forward=2,
        carried=17,
    )
    found = report_of(report(table, figures, between), rules)
    text = found.text or ""
    for cell_id, value in figures.items():
        cell = found.cells[cell_id]
        assert (cell.value, cell.text) == (value, str(value)), cell_id
        assert text[cell.start : cell.end] == cell.text
    assert found.cells["requests.granted.natural_person"].review
    ends = [found.cells[cell_id].end or 0 for cell_id in figures]
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("本机关收到政府信息公开申请11件，其中自然人申请11件。", (11, 0)),
        ("本机关收到政府信息公开申请11件，其中自然人申请1件。", (1, 10)),
        ("本机关收到政府信息公开申请11件，其中自然人申请7件。", (None, None)),  # no reading agrees
        ("本机关收到政府信息公开申请11件。", (None, None)),
    ],
)
def test_the_narrative_singles_out_what_the_sums_leave_open(
    said: str, figures: tuple[int | None, ...], rules: Pipeline
) -> None:
    table, printed = requests(received_new=TWIN, granted=TWIN, handled_total=TWIN)
    text = report(table, printed, "").replace("一、总体情况\n", f"一、总体情况\n2023年，{said}\n")
    cells = report_of(text, rules).cells
    for row in ("received_new", "granted", "handled_total"):
        found = [cells[f"requests.{row}.{column}"] for column in ("natural_person", "commercial_enterprise")]
        assert tuple(cell.value for cell in found) == figures
        assert all(cell.review for cell in found)
        assert all((DoubtCode.READING_BY_NARRATIVE in cell.doubts) is (cell.value is not None) for cell in found)


@pytest.mark.parametrize(
    ("row", "silent"), [("4000004", True), ("2581211", False)], ids=["adds up", "has lost empty cells or is wrong"]
)
def test_a_run_with_one_reading_is_sure_only_where_it_adds_up(row: str, silent: bool, rules: Pipeline) -> None:
    text = (
        "青禾县某局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
        "自然人商业企业科研机构社会公益组织法律服务机构其他总计\n"
        f"一、本年新收政府信息公开申请数量4000004\n二、上年结转政府信息公开申请数量0000000\n（一）予以公开{row}\n"
    )
    cells = report_of(text, rules).cells
    granted = [cell for key, cell in cells.items() if ".granted." in key]
    assert all(cell.value is not None for cell in granted)
    assert [cell.review for cell in granted] == [not silent] * 7


def test_figures_that_spaces_part_are_not_cut_further_where_no_sum_tells(rules: Pipeline) -> None:
    text = (
        "青禾县某局2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
        "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 0\n行政规范性文件 17 9\n124\n"
        "行政许可 7\n行政处罚 88\n行政强制 9\n三、收到和处理政府信息公开申请情况\n"
    )
    cells = report_of(text, rules).cells
    row = [cell for key, cell in cells.items() if ".normative_documents." in key]
    assert all(cell.review for cell in row)


@pytest.mark.parametrize("unread", [True, False])
def test_sums_do_not_tell_what_was_not_read(unread: bool, rules: Pipeline) -> None:
    builder = DocumentBuilder("pdf")
    for line in ("某某局2023年政府信息公开工作年度报告", "二、主动公开政府信息情况"):
        builder.add_row([line])
    for row in (
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "3", "1", "14"],
        ["行政规范性文件", "27", "12", "163"],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
    ):
        builder.add_row(row, kind="grid", table=0)
    picture = NewCell("48213", sight="doubtful", doubts=(DoubtCode.PICTURE,), unread=unread)
    builder.add_row(["行政许可", picture], kind="grid", table=0)
    builder.add_row(["行政处罚", "9316"], kind="grid", table=0)
    cell = rules.reconcile(builder.build(), "made").cells["disclosure.licensing.decisions"]
    assert (cell.value, cell.state) == ((None, "unreadable") if unread else (48213, "number"))
    assert cell.review
    assert cell.doubts == (DoubtCode.PICTURE,)
