"""Text dumps: every way in which they part cells, and where each cell stands in the file."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers import DEFAULT_LIMITS, read
from gkml.readers.limits import Limits
from gkml.readers.text import read_text
from tests.readers.shown import dump_cells

BLANKS = " \u3000\u00a0\u200b\ufeff"


def document(text: str) -> Document:
    return read_text(text, DEFAULT_LIMITS)


def kinds(text: str) -> list[str]:
    return [row.kind for row in document(text).rows]


# --- separators ----------------------------------------------------------------------------------------------------


def test_tabs_part_cells_and_empty_ones_stay() -> None:
    text = "规章\t1\t\t3\n\t\t甲\n行政许可\t\t\t\n"
    assert dump_cells(text) == [["规章", "1", "", "3"], ["", "", "甲"], ["行政许可", "", "", ""]]
    assert set(kinds(text)) == {"cells"}


def test_cells_behind_tabs_one_a_line_make_a_row_until_an_empty_line() -> None:
    text = "前言\n\n\t规章\n\t1\n\t\n\t3\n\n\t行政许可\n\t40\n\t\n\t5\n\n\t行政处罚\n\t 7 \n\t2\n\t5\n后记\n"
    assert dump_cells(text) == [
        ["前言"],
        ["规章", "1", "", "3"],
        ["行政许可", "40", "", "5"],
        ["行政处罚", "7", "2", "5"],
        ["后记"],
    ]
    assert [row.gap for row in document(text).rows] == [0, 1, 1, 1, 0]


def test_a_few_indented_paragraphs_are_no_table() -> None:
    text = "\t第一段。\n\t第二段。\n规章\t1\t2\n"
    assert dump_cells(text) == [["", "第一段。"], ["", "第二段。"], ["规章", "1", "2"]]


def test_pipes_at_the_end_of_rows_open_no_cell_and_empty_cells_stay() -> None:
    text = "第二十条第（一）项 | |||\n规范性文件 | 33 | 8 | | 5 |\n规章 | 0 | ||\n| ||||\n"
    assert dump_cells(text) == [
        ["第二十条第（一）项", "", "", ""],
        ["规范性文件", "33", "8", "", "5"],
        ["规章", "0", "", ""],
        ["", "", "", "", ""],
    ]


def test_pipes_without_a_frame_part_cells_at_the_ends_too() -> None:
    text = "规章 | 1 | 2\n | 3 | \n行政许可 | 4 | 5\n行政处罚 | 6 | 7\n"
    assert dump_cells(text) == [["规章", "1", "2"], ["", "3", ""], ["行政许可", "4", "5"], ["行政处罚", "6", "7"]]


@pytest.mark.parametrize("pipe", ["|", "｜", "│", "┃", "¦"])
def test_pipes_of_every_kind(pipe: str) -> None:
    row = f"规章{pipe}1{pipe}{pipe}3\n"
    assert dump_cells(row * 2) == [["规章", "1", "", "3"]] * 2


def test_an_escaped_pipe_is_no_separator() -> None:
    assert dump_cells("甲 \\| 乙 | 1 | 2\n") == [["甲 \\| 乙", "1", "2"]]


@pytest.mark.parametrize(
    "rule",
    [
        "|---|---|---|",
        "| :--- | :---: | ---: |",
        "|===|===|===|",
        "+-----+----+---+",
        "├────┼───┼──┤",
        "-----\t----\t---",
    ],
)
def test_lines_that_only_draw_leave_nothing(rule: str) -> None:
    assert dump_cells(f"| 规章 | 1 | |\n{rule}\n| 行政许可 | | 5 |\n") == [["规章", "1", ""], ["行政许可", "", "5"]]


@pytest.mark.parametrize("row", ["- | - | -", "/ | / | /", "-\t-\t-", "—  —  —"])
def test_rows_of_marks_are_no_rules(row: str) -> None:
    assert len(dump_cells(row)[0]) == 3


def test_a_frame_of_box_drawing() -> None:
    drawn = "┌────┬───┐\n│规章│ 1 │\n├────┼───┤\n│行政许可│  │\n└────┴───┘\n"
    assert dump_cells(drawn) == [
        ["规章", "1"],
        ["行政许可", ""],
    ]


def test_bare_pipes_between_cells_one_a_line_vanish() -> None:
    cells = ["规章", "1", "2", "3", "行政许可", "4", "5", "6", "行政处罚", "7"]
    assert dump_cells("\n|\n".join(cells)) == [[cell] for cell in cells]


def test_bare_pipes_among_cells_that_close_with_their_own_are_empty_cells() -> None:
    rows = "规章 |\n1 |\n|\n3 |\n"
    assert dump_cells(rows * 3) == [["规章"], ["1"], [""], ["3"]] * 3


def test_a_line_with_one_pipe_at_its_end_is_one_cell() -> None:
    assert dump_cells("行政许可 |\n0 |\n") == [["行政许可"], ["0"]]


def test_wide_gaps_make_aligned_cells_that_know_their_columns() -> None:
    text = "规章       1    2\n  行政许可  30    4\n行政 处罚　　5\u00a0\u00a06\n"
    assert dump_cells(text) == [["规章", "1", "2"], ["行政许可", "30", "4"], ["行政 处罚", "5", "6"]]
    assert set(kinds(text)) == {"aligned"}
    for row, line in zip(document(text).rows, text.splitlines(), strict=True):
        for cell in row.cells:
            assert cell.x is not None
            assert line[slice(*cell.x)] == document(text).cell_text(cell)


def test_a_line_knows_its_indent_and_the_blanks_behind_it() -> None:
    (row,) = document("   规章 1 2  \n").rows
    assert (row.kind, row.cells[0].x) == ("line", (3, 11))
    assert document("   规章 1 2  \n").row_text(row) == "规章 1 2"


# --- lines ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0c", "\x0b"])
def test_every_line_end(end: str) -> None:
    text = end.join(["甲", "规章\t1", "", "乙"])
    assert dump_cells(text) == [["甲"], ["规章", "1"], ["乙"]]
    assert [row.gap for row in document(text).rows] == [0, 0, 1]


def test_a_page_break_inside_a_table_ends_a_line_and_no_more() -> None:
    assert dump_cells("规章  1  2\n\x0c行政许可  3  4\n") == [["规章", "1", "2"], ["行政许可", "3", "4"]]


def test_gaps_count_the_empty_lines_before_each_row() -> None:
    text = "\n甲\n乙\n\n丙\n \n\u3000\n\n丁\n"
    assert [row.gap for row in document(text).rows] == [1, 0, 1, 3]


def test_rules_are_not_counted_as_empty_lines() -> None:
    assert [row.gap for row in document("| 甲 | 乙 |\n|---|---|\n\n| 1 | 2 |\n").rows] == [0, 1]


@pytest.mark.parametrize("text", ["", "\n\n", " \u3000\n\ufeff\n"])
def test_nothing_makes_no_rows(text: str) -> None:
    assert document(text).rows == ()


def test_marks_that_files_begin_with_are_no_print() -> None:
    assert dump_cells("\ufeff规章\t1\u200b\n") == [["规章", "1"]]


# --- where cells stand in the file ---------------------------------------------------------------------------------

_parts = st.one_of(
    st.sampled_from(
        [
            "\t",
            "|",
            " | ",
            "\n",
            "\r\n",
            "\n\n",
            "\x0c",
            "  ",
            "\u3000\u3000",
            "\n\t",
            "|---|---|\n",
            "-----",
            "｜",
            "\\|",
        ]
    ),
    st.sampled_from(["规章", "行政许可", "0", "12", "-", "\ufeff", "\u200b", " ", "甲 乙"]),
    st.text(max_size=3),
)
_dumps = st.lists(_parts, max_size=60).map("".join)


@given(_dumps)
def test_every_cell_says_where_it_stands_in_the_file(text: str) -> None:
    dump = document(text)
    for row in dump.rows:
        for cell in row.cells:
            assert cell.source is not None
            found = text[cell.source : cell.source + cell.end - cell.start]
            assert found.replace("\x85", " ").replace("\u2028", " ") == dump.cell_text(cell)


@given(_dumps)
def test_cells_stand_in_the_file_in_the_order_of_the_document(text: str) -> None:
    cells = [cell for row in document(text).rows for cell in row.cells]
    for left, right in pairwise(cells):
        assert left.source is not None
        assert right.source is not None
        assert left.source + left.end - left.start <= right.source


@given(_dumps)
def test_nothing_printed_is_lost_but_separators_and_rules(text: str) -> None:
    kept = "".join(cell for row in dump_cells(text) for cell in row)
    for letter in "规章行政许可甲乙012":
        assert kept.count(letter) == text.count(letter)


def _repeats_labels(rows: list[list[str]]) -> bool:
    """Whether a label stands beside itself or under itself, as where a merged cell is written out."""
    beside = any(left == right and left[:1] >= "\u4e00" for row in rows for left, right in pairwise(row))
    return beside or any(
        one == other and one[:1] >= "\u4e00"
        for above, row in pairwise(rows)
        for one, other in zip(above, row, strict=False)
    )


@given(
    st.lists(
        st.lists(st.sampled_from(["", "0", "12", "规章", "（一）予以公开", "-"]), min_size=2, max_size=6), max_size=8
    )
)
def test_tabs_lose_no_cell(rows: list[list[str]]) -> None:
    assume(not _repeats_labels(rows))
    assert dump_cells("\n".join("\t".join(cells) for cells in rows)) == rows


@given(
    st.integers(3, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from(["", "0", "12", "规章"]), min_size=width, max_size=width), min_size=1
        )
    )
)
def test_a_framed_table_loses_no_cell(rows: list[list[str]]) -> None:
    assume(not _repeats_labels(rows))
    assert dump_cells("\n".join("| " + " | ".join(cells) + " |" for cells in rows)) == rows


# --- limits --------------------------------------------------------------------------------------------------------


def test_a_line_that_is_too_long_is_refused_with_value_limit_and_next_step() -> None:
    with pytest.raises(InputError, match=r"1,001 characters.*limit of 1,000.*Limits\.line_characters") as caught:
        read_text("短\n" + "长" * 1001, Limits(line_characters=1000))
    assert caught.value.code == "line_too_long"
    assert len(read_text("长" * 1000, Limits(line_characters=1000)).rows) == 1


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(InputError, match=r"11 rows.*limit of 10") as caught:
        read_text("\n" * 10, Limits(rows=10))
    assert caught.value.code == "too_many_rows"


def test_bytes_of_a_dump_are_read_as_text() -> None:
    dump = read("规章\t1\n行政许可\t2\n".encode(), "a.txt")
    assert (dump.reader, dump.text) == ("text", "规章\t1\n行政许可\t2\n")


def test_a_sign_parts_cells_behind_a_line_number() -> None:
    rows = [["行政许可", "3", "14", "5"], ["行政处罚", "0", "2", "7"], ["行政强制", "1", "1", "9"]]
    lines = [f"{number:03}\t> {' // '.join(row)}" for number, row in enumerate(rows, 50)]
    document = read_text("\n".join(lines), DEFAULT_LIMITS)
    assert [[document.cell_text(cell).removeprefix("> ") for cell in row.cells] for row in document.rows] == rows


def test_rows_that_only_rule_are_left_out_whatever_parts_their_cells() -> None:
    lines = ["信息内容~本年~上年~合计", "---~:---:~---~---", "规章~1~2~3", "行政许可~3~4~7", "行政强制~-~-~-"]
    document = read_text("\n".join(lines), DEFAULT_LIMITS)
    assert [document.cell_text(row.cells[0]) for row in document.rows] == [
        "信息内容",
        "规章",
        "行政许可",
        "行政强制",
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("  1.   公开政府 条     879     1167", ["1.", "公开政府", "条", "879", "1167"]),
        ("（一）  渠道和方 万元   0     -", ["（一）", "渠道和方", "万元", "0", "-"]),
        ("有关 事项   共计 件", ["有关 事项", "共计 件"]),
        ("行政复议数   收到 3 件    由办公室办理", ["行政复议数", "收到 3 件", "由办公室办理"]),
    ],
)
def test_a_unit_close_to_a_label_is_a_cell_of_its_own_where_figures_follow(line: str, cells: list[str]) -> None:
    assert dump_cells(line) == [cells]
