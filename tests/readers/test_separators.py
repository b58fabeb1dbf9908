"""The sign that a dump puts between its cells is learnt from its figures, and prose is left in one piece."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gkml.readers.separators import learn_separator, separated_cells
from tests.readers.shown import dump_cells

LABELS = ("规章", "行政许可", "1.属于国家秘密", "（七）总计", "重复申请", "其他", "结转")
PROSE = "2022年，共收到申请12件，答复11件，其中2件延期；公开信息1,234条，2022/03/01上线。"


@given(
    st.sampled_from((";", "；", "&", " & ", "//", " // ", "║", "¦", "^")),
    st.lists(st.lists(st.integers(0, 99_999), min_size=3, max_size=7), min_size=7, max_size=12),
)
def test_a_sign_between_figures_parts_cells_as_a_tab_does(sign: str, rows: list[list[int]]) -> None:
    lines = [[LABELS[number % len(LABELS)], *map(str, row)] for number, row in enumerate(rows)]
    assert dump_cells("\n".join(sign.join(line) for line in lines)) == lines


@given(
    st.sampled_from((", ", ",", "，", "、", "; ", "；", "&", "//", "║")),
    st.lists(st.lists(st.integers(0, 999), min_size=3, max_size=7), min_size=7, max_size=12),
)
def test_cells_are_those_of_the_same_table_with_pipes(sign: str, rows: list[list[int]]) -> None:
    lines = [[LABELS[number % len(LABELS)], *map(str, row)] for number, row in enumerate(rows)]
    joined = [sign.join(line) for line in lines]
    # thousands are written with a comma too: such a table cannot be told from numbers with thousands
    assume(sign != "," or not any(re.search(r"(?<!\d)[1-9]\d{0,2}(?:,\d{3})+(?!\d)", line) for line in joined))
    assert dump_cells("\n".join(joined)) == dump_cells("\n".join(" | ".join(line) for line in lines))


@given(st.lists(st.sampled_from((PROSE, "1,234,567", "1,234 | 5", "规章 | 2022/03/01 | 3 |")), min_size=8, max_size=30))
def test_thousands_and_dates_stay_whole_in_a_dump_with_pipes(lines: list[str]) -> None:
    cells = [cell for row in dump_cells("\n".join(lines)) for cell in row]
    assert {"1,234,567", "2022/03/01", "1,234", PROSE}.issuperset(
        {cell for cell in cells if "," in cell or "/" in cell}
    )


def test_a_list_behind_a_colon_is_its_label_and_figures() -> None:
    lines = [f"{label}：0，1，{number}" for number, label in enumerate(LABELS)]
    assert dump_cells("\n".join([PROSE, *lines])) == [
        [PROSE],
        *([f"{label}：", "0", "1", str(number)] for number, label in enumerate(LABELS)),
    ]


@pytest.mark.parametrize("line", [PROSE, "1,234,567", "2022/03/01", "电话：0318-2535763，邮编：398839", "12:30:45"])
def test_prose_dates_and_thousands_part_nothing(line: str) -> None:
    assert learn_separator([line] * 20) is None


def test_a_clause_is_not_cut_at_the_sign_of_the_table() -> None:
    assert separated_cells(PROSE, "，") is None
    assert separated_cells("规章", ";") is None


def test_quotes_and_line_ends_of_markup_are_no_part_of_a_cell() -> None:
    line = '"行政许可" & 83 & 1 \\\\'
    spans = separated_cells(line, "&")
    assert spans is not None
    assert [line[a:b] for a, b in spans] == ["行政许可", "83", "1"]


@pytest.mark.parametrize("sign", ["~", "&", " → ", "^", "#"])
@pytest.mark.parametrize("quote", ["", '"', "'"])
@pytest.mark.parametrize(("opening", "closing"), [("", ""), ("{", "}"), ("[", "]"), ("", "；")])
def test_two_rows_are_enough_for_a_sign_that_no_sentence_has(sign: str, quote: str, opening: str, closing: str) -> None:
    rows = [["行政许可", "3", "14", "5"], ["行政处罚", "0", "2", "7"]]
    lines = [opening + sign.join(f"{quote}{cell}{quote}" for cell in row) + closing for row in rows]
    assert dump_cells("\n".join(lines)) == rows


@pytest.mark.parametrize("sign", ["—", "/", "、", "*"])
def test_two_rows_are_not_enough_for_what_stands_in_cells_and_sentences(sign: str) -> None:
    assert learn_separator([f"申请 3{sign}14{sign}5 件", f"其中 0 {sign} 2 {sign} 7 件"]) is None


@pytest.mark.parametrize("quote", ['"', "`", "**"])
def test_quotes_around_a_cell_go_even_where_nothing_stands_in_it(quote: str) -> None:
    assert list(separated_cells(f"规章~{quote}3{quote}~{quote}\u00a0{quote}~5", "~") or ()) == [
        (0, 2),
        (3 + len(quote), 4 + len(quote)),
        (6 + 3 * len(quote), 6 + 3 * len(quote)),
        (7 + 4 * len(quote), 8 + 4 * len(quote)),
    ]


@given(
    st.sampled_from((" / ", " → ", "~", "^", " & ", "¦", "；")),
    st.lists(st.integers(0, 99_999), min_size=3, max_size=12),
)
def test_rows_of_a_unit_and_one_figure_tell_their_sign(sign: str, figures: list[int]) -> None:
    lines = [["指标名称", "计量单位", "2013年度"]]
    lines += [[LABELS[number % len(LABELS)], "件", str(figure)] for number, figure in enumerate(figures)]
    assert dump_cells("\n".join([PROSE, *(sign.join(line) for line in lines)])) == [[PROSE], *lines]


@given(st.sampled_from(("→", "~", "^", "&")), st.integers(0, 99_999))
def test_a_part_of_a_table_with_one_row_of_figures_tells_its_sign(sign: str, figure: int) -> None:
    lines = [["信息内容", "单位", "本年处理决定数量"], ["行政强制", "项", str(figure)]]
    assert dump_cells("\n".join(sign.join(line) for line in lines)) == lines


@pytest.mark.parametrize("line", ["服务热线/投诉电话/网址", "一、概述 / 二、主动公开", "见/下/页"])
def test_words_between_signs_are_no_rows(line: str) -> None:
    assert learn_separator([PROSE, *[line] * 5, PROSE]) is None
