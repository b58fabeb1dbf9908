"""Rows that a dump prints over several lines."""

from __future__ import annotations

import pytest

from gkml.readers.joined_lines import looks_like_row
from tests.readers.shown import dump_cells

ROWS = [["规章", "24", "19", "160"], ["行政规范性文件", "6", "15", "360"], ["其他事项", "7", "", "8"]]


def test_a_bar_more_behind_the_last_cell_ends_a_row() -> None:
    text = "".join("".join(f"{cell} |\n" for cell in row[:-1]) + f"{row[-1]} | |\n" for row in ROWS[:2])
    assert dump_cells(f"二、情况\n{text}三、情况\n") == [["二、情况"], *ROWS[:2], ["三、情况"]]


def test_two_bars_on_a_line_of_their_own_end_a_row() -> None:
    text = "".join("".join(f"{cell} |\n" for cell in row) + "||\n" for row in ROWS)
    assert dump_cells(text) == ROWS


@pytest.mark.parametrize("rows", [ROWS, ROWS[:2]])
def test_a_bar_in_front_of_the_first_cell_opens_a_row(rows: list[list[str]]) -> None:
    text = "".join("| " + "\n|\n".join(row) + "\n|\n" for row in rows)
    assert dump_cells(f"二、情况\n{text}三、情况\n") == [["二、情况"], *rows, ["三、情况"]]


def test_cells_that_hang_below_the_first_of_their_row() -> None:
    text = "".join("  | \n\t\t\t".join(row) + "  | \n" for row in ROWS[:2])
    assert dump_cells(text) == ROWS[:2]


def test_tabs_that_indent_cells_one_a_line_are_no_cells() -> None:
    assert dump_cells("\t\t规章  | \n\t\t24  | \n\t\t19  | \n" * 3) == [["规章"], ["24"], ["19"]] * 3


def test_rows_of_a_wiki() -> None:
    for text in (
        '{| class="wikitable"\n' + "\n|-\n".join("\n".join(f"| {cell}" for cell in row) for row in ROWS) + "\n|}",
        '{| class="wikitable"\n|-\n' + "\n|-\n".join("| " + " || ".join(row) for row in ROWS) + "\n|}",
    ):
        assert [row for row in dump_cells(text) if len(row) == 4] == ROWS


def test_a_line_end_inside_quotes_is_part_of_a_cell() -> None:
    text = '"本年新\n制作数量"\t"本年新\n公开数量"\n规章\t12\n'
    assert dump_cells(text) == [["本年新 制作数量", "本年新 公开数量"], ["规章", "12"]]


def test_lists_with_an_item_a_line() -> None:
    text = "[\n" + ",\n".join(" [\n" + ",\n".join(f'  "{cell}"' for cell in row) + "\n ]" for row in ROWS) + "\n]\n"
    assert [row for row in dump_cells(text) if len(row) == 4] == ROWS


def test_bars_that_part_rows_in_no_way_join_nothing() -> None:
    text = "规章 |\n1 |\n|\n3 |\n许可 |\n"
    assert dump_cells(text) == [["规章"], ["1"], [""], ["3"], ["许可"]]
    assert dump_cells("||\n规章 | 1 | 2 |\n||\n许可 | 3 | 4 |\n||\n")[1] == ["规章", "1", "2"]


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (["规章", "1", ""], True),
        (["", "甲", "1"], True),
        (["甲", "乙"], True),
        (["1", "甲"], False),
        (["甲", "1", "乙"], False),
    ],
)
def test_what_looks_like_a_row(cells: list[str], row: bool) -> None:
    assert looks_like_row(cells) is row
