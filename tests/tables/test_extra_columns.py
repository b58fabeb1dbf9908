"""Columns beside those of the form are left out, and no column of the form is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.tables.extra_columns import extra_heads, without_extra_columns
from gkml.tables.stream import document_to_stream
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.conftest import text_document

TEMPLATES = load_templates()
HEADS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
ROWS = [["规章", "1", "2", "3"], ["行政规范性文件", "40", "5", "66"]]


def figures(rows: list[list[str]], between: str = "\t") -> list[list[str]]:
    """The figures of each row that are left."""
    document = text_document("\n".join(between.join(row) for row in rows) + "\n")
    stream = document_to_stream(document, RuleTagger(TEMPLATES)(document))
    kept = without_extra_columns(document.text, stream, TEMPLATES)
    found = [[document.text[i.start : i.end] for i in line.items if i.kind == "figure"] for line in kept]
    return [row for row in found if row]


def with_column(at: int, head: str, values: list[str]) -> list[list[str]]:
    """The table with a column more."""
    cells = [head, *values]
    return [[*row[:at], cell, *row[at:]] for row, cell in zip([HEADS, *ROWS], cells, strict=True)]


@pytest.mark.parametrize("at", [0, 1, 2, 4])
@pytest.mark.parametrize("head", ["序号", "备注", "上年", "上年现行有效件数", "去年同期"])
@pytest.mark.parametrize("between", ["\t", " | "])
def test_an_extra_column_is_left_out_wherever_it_stands(at: int, head: str, between: str) -> None:
    assert figures(with_column(at, head, ["7", "8"]), between) == [["1", "2", "3"], ["40", "5", "66"]]


def test_without_extra_heads_nothing_is_left_out() -> None:
    assert figures([HEADS, *ROWS]) == [row[1:] for row in ROWS]


def test_a_column_of_the_form_that_begins_like_last_year_s_is_kept() -> None:
    heads = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    assert figures([heads, ["行政许可", "284", "-67", "969"]]) == [["284", "-67", "969"]]


@pytest.mark.parametrize("head", ["备注", "说明"])
def test_a_figure_among_remarks_has_slipped_where_its_row_has_a_gap(head: str) -> None:
    rows = with_column(4, head, ["", ""])
    rows[1] = ["规章", "", "1", "2", "3"]
    assert figures(rows) == [["1", "2", "3"], ["40", "5", "66"]]
    rows[0][4] = "序号"
    assert figures(rows) == [["1", "2"], ["40", "5", "66"]]


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (HEADS, [(0, 0, 0)]),
        ([*HEADS, "上年数"], [(0, 1, 0)]),
        (["上年同期", *HEADS[1:], "去年数"], [(1, 1, 0)]),
        (["序号", "单位", *HEADS[1:]], [(0, 0, 2)]),
        (["7", *HEADS], [(0, 0, 0)]),  # a number of the row
        (["信息内容", "说明"], []),
    ],
)
def test_extra_heads_are_counted_before_and_behind_those_of_the_form(
    heads: list[str], expected: list[tuple[int, int, int]]
) -> None:
    document = text_document("\t".join(heads) + "\n" + "\t".join(ROWS[0]) + "\n")
    stream = document_to_stream(document, RuleTagger(TEMPLATES)(document))
    found = extra_heads(document.text, stream, TEMPLATES)
    assert [(each.leading, each.trailing, each.counting) for each in found] == expected


def test_heads_of_a_later_table_end_it() -> None:
    later = [["信息内容", "本年处理决定数量"], ["行政许可", "9"]]
    assert figures([*with_column(1, "上年", ["7", "8"]), *later]) == [["1", "2", "3"], ["40", "5", "66"], ["9"]]


def test_a_column_from_which_the_codes_have_gone_holds_none_of_a_row_that_lacks_a_cell() -> None:
    rows = [["", "信息内容", "代码", "本年制发件数", "本年废止件数", "现行有效件数"]]
    rows += [["一", "规章", "01", "1", "2", "3"] for _ in range(4)]
    shifted = ["行政规范性文件", "02", "40", "5", "66"]
    document = text_document("\n".join("\t".join(row) for row in [*rows, shifted]) + "\n")
    stream = document_to_stream(document, RuleTagger(TEMPLATES)(document))
    codes = [at for at in range(len(document.text)) if document.text[at : at + 2] in ("01", "02")]
    without = [replace(line, items=tuple(i for i in line.items if i.start not in codes)) for line in stream]
    kept = without_extra_columns(document.text, without, TEMPLATES)[-1]
    assert [document.text[i.start : i.end] for i in kept.items if i.kind == "figure"] == ["40", "5", "66"]


def test_a_group_of_columns_that_stands_where_a_head_of_another_row_stood_is_kept() -> None:
    rows = [["申请人情况", "上年数"], ["自然人", "法人或其他组织", "总计"]]
    document = text_document("\n".join("\t".join(row) for row in rows) + "\n")
    stream = document_to_stream(document, RuleTagger(TEMPLATES)(document))
    kept = without_extra_columns(document.text, stream, TEMPLATES)
    assert [document.text[item.start : item.end] for item in kept[1].items] == rows[1]


@pytest.mark.parametrize("at", [1, 4])
@pytest.mark.parametrize("head", ["预计数", "上半年", "同比"])
def test_a_column_of_another_measure_is_left_out_of_a_table_of_cells(at: int, head: str) -> None:
    assert figures(with_column(at, head, ["7", "8"])) == [["1", "2", "3"], ["40", "5", "66"]]
