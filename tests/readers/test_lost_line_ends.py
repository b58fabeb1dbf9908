"""Lines that a program ran together are broken where their ends stood, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.pipeline import Pipeline
from gkml.readers.joined_lines import Source
from gkml.readers.lost_line_ends import with_line_ends
from tests.conftest import report_of

LABELS = [
    "一、本年新收申请数量",
    "二、上年结转数量",
    "（一）予以公开",
    "（二）部分公开",
    "1.属于国家秘密",
    "（七）总计",
    "行政许可",
]
HEADS = ["项目", "自然人", "商业企业", "科研机构", "其他", "总计"]
SIGNS = [" | ", "|", "  │  ", "¦", " & ", " → ", "~", "^", "\t", " \t "]
ENDS = ["  ", "\u3000", " // ", " / ", "\\n", "   ", " ## "]

figures = st.lists(st.integers(0, 99_999).map(str), min_size=5, max_size=5)
tables = st.lists(figures, min_size=len(LABELS), max_size=len(LABELS)).map(
    lambda rows: [HEADS, *([label, *row] for label, row in zip(LABELS, rows, strict=True))]
)


def broken(text: str) -> list[str]:
    """The lines of one; each begins where it says."""
    lines = with_line_ends([Source(text, 0)])
    assert all(text.startswith(line.text, line.start) for line in lines)
    return [line.text for line in lines]


def unbroken(text: str) -> bool:
    return broken(text) == [text]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("sign", SIGNS)
@settings(max_examples=5)
@given(rows=tables)
def test_rows_are_told_whatever_parts_them(sign: str, end: str, rows: list[list[str]]) -> None:
    lines = [sign.join(row) for row in (*rows, *rows)]
    assert broken(end.join(lines)) == lines


@pytest.mark.parametrize(
    ("opening", "sign", "closing", "end"),
    [
        *(("| ", " | ", " |", end) for end in (" ", "\u3000", " // ")),
        *(("|", "|", "|", end) for end in (" ", "\u3000", " // ")),
        *(("", " | ", " |", end) for end in ("\u3000", " // ")),  # a blank would make of it what parts cells
    ],
)
@given(rows=tables)
def test_rows_in_a_frame(opening: str, sign: str, closing: str, end: str, rows: list[list[str]]) -> None:
    lines = [opening + sign.join(row) + closing for row in (*rows, *rows)]
    assert [line for line in broken(end.join(lines)) if line.strip()] == lines


@pytest.mark.parametrize("quote", ['"', '\\"'])
@pytest.mark.parametrize("end", [" // ", "  "])
@given(rows=tables)
def test_rows_of_cells_in_quotes(quote: str, end: str, rows: list[list[str]]) -> None:
    lines = [",".join(f"{quote}{cell}{quote}" for cell in row) for row in (*rows, *rows)]
    assert broken(end.join(lines)) == lines


@pytest.mark.parametrize(("sign", "end"), [(" & ", " "), (" | ", "\u3000"), ("  |  ", "   ")])
@given(rows=tables, merged=st.integers(1, 3))
def test_empty_cells_at_the_edges_of_rows_are_kept(sign: str, end: str, rows: list[list[str]], merged: int) -> None:
    """Sub-rows of a merged label begin with empty cells, and an empty column may end every row."""
    sub = [[*[""] * merged, *row] for row in rows[3:]]
    lines = [sign.join(row) for row in (*rows, *sub, *rows)]
    assert broken(end.join(lines)) == lines


@pytest.mark.parametrize("counter", ["{}", "r{}"])
@given(rows=tables)
def test_rows_that_are_counted(counter: str, rows: list[list[str]]) -> None:
    """The number belongs to the row that it counts, even where nothing else tells where that begins."""
    lines = ["\t".join([counter.format(number), *row]) for number, row in enumerate((*rows, *rows), 1)]
    assert broken("\u3000".join(lines)) == lines
    assert [line.strip("\t") for line in broken("\t".join(lines))][1:] == lines[1:]


@given(rows=tables)
def test_a_cell_a_line(rows: list[list[str]]) -> None:
    cells = [cell for row in (*rows, *rows) for cell in row]
    assert broken(" / ".join(cells)) == cells


def test_prose_around_a_table_is_no_cell_of_it() -> None:
    row = "行政许可 | 3 | 4 | 5 行政处罚 | 1 | 2 | 3 行政强制 | 6 | 7 | 8 规章 | 9 | 0 | 0"
    text = (
        f"{'公开工作由分管领导牵头，各科室配合。' * 12} 信息内容 | 本年 | 上年 | 合计 {row} {'下一步将继续努力。' * 20}"
    )
    lines = broken(text)
    assert "信息内容 | 本年 | 上年 | 合计" in lines
    assert "规章 | 9 | 0 | 0" in lines


@pytest.mark.parametrize(
    "text",
    [
        "2022年共收到申请12件，办结11件，结转1件。" * 20,
        "3.5.1 一 2.4.1 二 5.6.7 三 " * 20,
        "规章 3 4 5 " * 40,  # a blank parts cells and rows alike
        "\t".join(["行政许可", "", "  ", "3", "4", "5"] * 12),  # so do tabs, and blanks are empty cells
        "行政许可|3|4|5|行政处罚|6|7|8|" * 10,
    ],
)
def test_what_tells_no_line_end_stays_whole(text: str) -> None:
    assert unbroken(text)


def test_short_lines_stay_whole() -> None:
    assert unbroken("行政许可 | 3 | 4  行政处罚 | 5 | 6  行政强制 | 7 | 8")


REPORT = [
    ["青禾县某局2022年政府信息公开工作年度报告"],
    ["一、总体情况"],
    ["全年公开工作由分管领导牵头。"],
    ["二、主动公开政府信息情况"],
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "2", "3"],
    ["行政规范性文件", "40", "5", "66"],
    ["三、收到和处理政府信息公开申请情况"],
    ["申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
    ["一、本年新收政府信息公开申请数量", "31", "4", "0", "1", "0", "2", "38"],
    ["二、上年结转政府信息公开申请数量", "2", "0", "0", "0", "0", "0", "2"],
    ["（一）予以公开", "20", "3", "0", "1", "0", "2", "26"],
    ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "6", "1", "0", "0", "0", "0", "7"],
    ["1.属于国家秘密", "3", "0", "0", "0", "0", "0", "3"],
    ["四、结转下年度继续办理", "4", "0", "0", "0", "0", "0", "4"],
    ["五、存在的主要问题及改进情况"],
    ["主要问题是栏目分类粗，将加以改进。"],
]


@pytest.mark.parametrize(("sign", "end"), [(" | ", "  "), (" & ", " "), ("¦", "\u3000"), (" → ", " // "), ("~", "\\n")])
def test_a_page_on_one_line_is_read_as_with_its_lines(sign: str, end: str, rules: Pipeline) -> None:
    lines = [sign.join(row) for row in REPORT]
    whole, flat = (report_of(joint.join(lines), rules) for joint in ("\n", end))
    assert {c.id: c.value for c in flat.cells.values()} == {c.id: c.value for c in whole.cells.values()}
    assert sum(c.value is not None for c in flat.cells.values()) == 48
    assert flat.year == 2022


@pytest.mark.parametrize("end", [" // ", " ## ", "\u3000"])
@pytest.mark.parametrize("sign", [" / ", ",", " | ", "~"])
@settings(max_examples=5)
@given(values=st.lists(st.integers(0, 99_999).map(str), min_size=21, max_size=21))
def test_rows_of_a_unit_and_one_figure_are_told(sign: str, end: str, values: list[str]) -> None:
    heads = ["指标名称", "计量单位", "2013年度"]
    rows = [[label, "件", value] for label, value in zip(LABELS * 3, values, strict=True)]
    lines = [sign.join(row) for row in (heads, *rows)]
    assert [line.strip() for line in broken(end.join(lines))] == lines


@given(st.lists(figures, min_size=2, max_size=2))
def test_blanks_between_a_figure_and_a_numbered_label_part_two_rows(rows: list[list[str]]) -> None:
    lines = [" | ".join([label, *row]) for label, row in zip(LABELS, rows, strict=False)]
    heads = " | ".join([*HEADS, *["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"] * 6])
    assert broken(" | ".join([heads, " ".join(lines)])) == [" | ".join([heads, lines[0]]), lines[1]]
