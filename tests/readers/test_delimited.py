"""Commas and semicolons part cells where the whole table bears it out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import partial
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import Document
from gkml.doubts import DoubtCode
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.delimited import delimited_rows
from gkml.readers.joined_lines import Source
from gkml.readers.text import read_text
from tests.readers.shown import dump_cells

HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
ROWS = [HEAD, ["规章", "5", "13", "312"], ["行政规范性文件", "10", "9", "796"], ["行政许可", "0", "", ""]]


def document(text: str) -> Document:
    return read_text(text, DEFAULT_LIMITS)


def test_quoted_cells() -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS)
    assert dump_cells(f"二、情况\n\n{text}\n\n三、情况\n") == [["二、情况"], *ROWS, ["三、情况"]]


@pytest.mark.parametrize("sign", [",", ";", "，", "；"])
def test_heads_without_figures_are_rows_of_their_table(sign: str) -> None:
    assert dump_cells("\n".join(sign.join(row) for row in ROWS)) == ROWS


@pytest.mark.parametrize("write", [str, partial(json.dumps, ensure_ascii=False), lambda row: f"{row},"])
def test_lists_of_a_program(write: Callable[[list[str]], str]) -> None:
    assert dump_cells("\n".join(write(row) for row in ROWS)) == ROWS


def test_a_comma_in_brackets_parts_nothing() -> None:
    label = "部分公开(区分处理的,只计这一情形)"
    rows = [[label, "1", "2", "3"], *ROWS[1:3]]
    assert dump_cells("\n".join(",".join(row) for row in rows)) == rows


def test_formulas_that_keep_a_figure_a_text() -> None:
    assert (
        dump_cells("\n".join(",".join([row[0], *(f'="{cell}"' for cell in row[1:])]) for row in ROWS[1:3] * 2))
        == ROWS[1:3] * 2
    )


def test_groups_of_thousands_are_joined_where_only_that_fits_the_width() -> None:
    text = "\n".join(",".join(row) for row in ROWS[1:3]) + "\n其他,1,234,5,6\n许可,7,8,9\n"
    dump = document(text)
    assert dump_cells(text)[2] == ["其他", "1,234", "5", "6"]
    assert {cell.sight for row in dump.rows for cell in row.cells} == {None}


def test_what_fits_in_two_ways_is_doubtful() -> None:
    text = "\n".join(",".join(row) for row in ROWS[1:3]) + "\n其他,1,234,567,6\n许可,7,8,9\n"
    doubtful = document(text).rows[2].cells
    assert {cell.sight for cell in doubtful} == {"doubtful"}
    assert {cell.doubts for cell in doubtful} == {(DoubtCode.DIALECT,)}


@pytest.mark.parametrize(
    "prose",
    [
        "2022年,收到申请12件,答复11件,结转1件。\n2021年,收到申请10件,答复9件,结转1件。\n2020年,收到3件,答复3件,无结转。",
        "强化平台,组织培训,提高质量\n加强指导,拓宽渠道,接受监督\n健全制度,逐件审查,无泄密",
    ],
)
def test_prose_is_no_table(prose: str) -> None:
    assert dump_cells(prose) == [[line] for line in prose.split("\n")]


_cell = st.one_of(st.sampled_from(["", "0", "12", "3456"]), st.integers(0, 99_999).map(str))


@settings(deadline=None)
@given(
    st.lists(st.lists(_cell, min_size=5, max_size=5), min_size=4, max_size=9),
    st.sampled_from([",", ";"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_csv_module_writes(rows: list[list[str]], sign: str, quoting: Literal[0, 1, 2], end: str) -> None:
    labels = ["规章", "行政许可", "1.属于国家秘密", "（七）总计，含其他", '其他"事项"']
    table = [[*HEAD, "合计", "备注"], *([labels[at % 5], *row[:-1], "7"] for at, row in enumerate(rows))]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=sign, quoting=quoting, lineterminator=end).writerows(table)
    assert dump_cells(buffer.getvalue()) == table


def test_only_lines_of_a_table_are_rows_of_it() -> None:
    texts = ["收到申请3件，办结2件", "", *(",".join(row) for row in ROWS), "", "完，毕"]
    starts = [sum(len(text) + 1 for text in texts[:at]) for at in range(len(texts))]
    lines = [Source(text, start) for text, start in zip(texts, starts, strict=True)]
    rows = delimited_rows(lines, "\n".join(texts))
    assert sorted(rows) == [2, 3, 4, 5]
    for number, row in zip(sorted(rows), ROWS, strict=True):
        assert [texts[number][start:end] for start, end in rows[number].cells] == row
        assert not rows[number].doubtful


@pytest.mark.parametrize("sign", [",", ";"])
def test_one_row_of_figures_is_enough_where_nothing_else_is_there(sign: str) -> None:
    rows = [["1", "信息内容", "本年制发件数", "本年废止件数"], ["2", "规章", "5", "13"]]
    text = "\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)
    assert dump_cells(text) == rows
    assert dump_cells(f"一、情况\n{text}")[0] == ["一、情况"]
    assert len(dump_cells(f"一、情况\n{text}")[2]) < len(rows[1])  # a sentence may hold as many
