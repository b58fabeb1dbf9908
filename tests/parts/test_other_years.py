"""Tables of another year in a report that shows none of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.parts.other_years import with_other_years_marked
from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.parts.made import appended, printed, read_all, tables, to_markdown

FIRST = printed("beihu_2024")
SECOND = printed("jinshui_2023")
PICTURES = replace(
    FIRST, sections=tuple((h, ("见图。",) if 0 < n < 4 else c) for n, (h, c) in enumerate(FIRST.sections))
)


@pytest.mark.parametrize(
    ("heading", "marked"),
    [("附：2022年统计表", True), ("2022年政府信息公开情况统计表", True), ("附：2024年统计表", False), ("附表", False)],
)
def test_all_figures_below_the_heading_are_marked(heading: str, marked: bool, rules: Pipeline) -> None:
    (report,) = read_all(rules, to_markdown(appended(PICTURES, heading, *tables(SECOND))))
    figures = [cell for cell in report.cells.values() if cell.state == "number"]
    assert len(figures) > 150
    assert {"other_period" in cell.doubts and cell.review for cell in figures} == {marked}


def test_a_line_of_the_year_itself_ends_the_marks(rules: Pipeline) -> None:
    behind = (*tables(SECOND, "disclosure"), "2024年政府信息公开情况统计表", *tables(FIRST, "requests"))
    (report,) = read_all(rules, to_markdown(appended(PICTURES, "附：2022年统计表", *behind)))
    figures = {name: cell for name, cell in report.cells.items() if cell.state == "number"}
    assert {name.partition(".")[0]: "other_period" in cell.doubts for name, cell in figures.items()} == {
        "disclosure": True,
        "requests": False,
    }


def test_a_report_without_a_year_is_left_as_it_is(rules: Pipeline) -> None:
    document = read("附：2022年统计表\n规章\t1\t0\t3\n行政规范性文件\t2\t0\t4\n行政许可\t5\n".encode(), "a.txt")
    report = replace(rules.reconcile(document, "a.txt"), year=None)
    assert with_other_years_marked(document, report) is report
