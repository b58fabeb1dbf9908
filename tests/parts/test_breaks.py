"""Lines that head something of another year or agency."""

from __future__ import annotations

import pytest

from gkml.parts.breaks import appendix_told, find_breaks
from gkml.parts.lines import title_clusters
from tests.conftest import text_document

TITLE = "云溪县2020年政府信息公开工作年度报告"
PROSE = "一、总体情况\n公开工作由办公室牵头，各科室配合。\n"


def breaks(text: str) -> list[tuple[int, str]]:
    document = text_document(text)
    sections = [row.index for row in document.rows if document.row_text(row).startswith("一、")]
    return [(found.row, found.kind) for found in find_breaks(document, title_clusters(document, sections))]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("云溪县2019年政府信息公开工作年度报告", "title"),
        ("云溪县水利局2020年政府信息公开工作年度报告", None),
        ("临江县2020年政府信息公开工作年度报告", "title"),
        ("附：2019年度政府信息公开统计表", "appendix"),
        ("附件\n2019年统计数据", "appendix"),
        ("附件：上年度统计表", "appendix"),
        ("2019年政府信息公开情况统计表", "caption"),
        ("2020年政府信息公开情况统计表", None),
        ("附：2020年度政府信息公开统计表", None),
        ("附表", None),
        ("2019年12月3日", None),
        ("2019年", None),
        ("指标\t单位\t2019年情况表", None),
        ("与2019年相比，公开的内容更加丰富，渠道更加多样，各项数据有了较大幅度的增长；详见2019年统计表", None),
    ],
)
def test_lines_that_tell_another_year_or_agency(line: str, kind: str | None) -> None:
    assert breaks(f"{TITLE}\n{PROSE}{line}\n{PROSE}") == ([] if kind is None else [(3, kind)])


def test_each_line_is_compared_with_the_one_before() -> None:
    text = f"{TITLE}\n{PROSE}2019年统计表\n规章\n2020年统计表\n规章\n2019年统计表"
    assert [row for row, _ in breaks(text)] == [3, 5, 7]


def test_what_lines_run_together_before_a_title_is_no_agency() -> None:
    assert breaks(f"{TITLE}\n{PROSE}（四）无法提供 1 0 0\n2020年政府信息公开工作年度报告\n{PROSE}") == []


def test_nothing_is_another_where_nothing_was_told() -> None:
    assert breaks(f"{PROSE}{TITLE}\n{PROSE}") == []


def test_the_head_of_a_column_says_nothing_of_an_appendix() -> None:
    document = text_document("附表1\n上一年项目数量\n2018年统计表\n")
    assert appendix_told(document, 0, 1).last_year is False
    assert appendix_told(document, 0, 2).years == {2018}
    document = text_document("附表1\n自然人\t总计\t上年数\n")
    assert appendix_told(document, 0, 1).last_year is False
