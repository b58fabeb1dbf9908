"""Tables as data frames write them."""

from __future__ import annotations

import pytest

from gkml.document import NewCell
from gkml.doubts import DoubtCode
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.readers.written_out import read_written_out


def grid(rows: list[list[str]]) -> list[list[str]]:
    dump = read_text("\n".join("\t".join(row) for row in rows), DEFAULT_LIMITS)
    return [[dump.cell_text(cell) for cell in row.cells] for row in dump.rows]


MERGED = [
    ["第二十条第（五）项"] * 4,
    ["信息内容", *["本年处理决定数量"] * 3],
    ["行政许可", "48213", "48213", "48213"],
]


def test_a_merged_cell_keeps_its_first_place() -> None:
    assert grid(MERGED) == [
        ["第二十条第（五）项", "", "", ""],
        ["信息内容", "本年处理决定数量", "", ""],
        ["行政许可", "48213", "", ""],
    ]


def test_equal_figures_under_heads_of_their_own_stay() -> None:
    rows = [
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "3", "3", "3"],
    ]
    assert grid(rows)[1:] == rows[1:]


def test_figures_unlike_one_another_under_a_merged_head_are_doubtful() -> None:
    rows = [*MERGED[:2], ["行政许可", "48213", "0", "7"]]
    dump = read_text("\n".join("\t".join(row) for row in rows), DEFAULT_LIMITS)
    assert [cell.sight for cell in dump.rows[2].cells] == [None, "doubtful", "doubtful", "doubtful"]
    assert dump.rows[2].cells[1].doubts == (DoubtCode.DIALECT,)
    assert dump.row_text(dump.rows[2]) == "\t".join(rows[2])


def test_figures_alike_stay_where_those_of_another_row_differ_under_the_same_head() -> None:
    rows = [*MERGED[:2], ["行政许可", "0", "0", "0"], ["行政处罚", "4", "0", "7"]]
    dump = read_text("\n".join("\t".join(row) for row in rows), DEFAULT_LIMITS)
    assert dump.row_text(dump.rows[2]) == "\t".join(rows[2])
    assert [cell.sight for cell in dump.rows[2].cells] == [None, "doubtful", "doubtful", "doubtful"]


def test_a_row_shorter_than_its_head_is_read() -> None:
    rows = [*MERGED[:2], ["行政许可", "48213", "48213"]]
    assert grid(rows)[2] == ["行政许可", "48213", ""]


def test_labels_merged_over_rows_keep_their_first_place() -> None:
    rows = [
        ["三、本年度办理结果", "（一）予以公开", "（一）予以公开", "1", "1"],
        ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", "2", "2"],
        ["三、本年度办理结果", "（三）不予公开", "2.其他法律行政法规禁止公开", "0", "0"],
        ["四、结转下年度继续办理", "四、结转下年度继续办理", "四、结转下年度继续办理", "3", "3"],
    ]
    assert grid(rows) == [
        ["三、本年度办理结果", "（一）予以公开", "", "1", "1"],
        ["", "（三）不予公开", "1.属于国家秘密", "2", "2"],
        ["", "", "2.其他法律行政法规禁止公开", "0", "0"],
        ["四、结转下年度继续办理", "", "", "3", "3"],
    ]


@pytest.mark.parametrize("nothing", ["nan", "NaN", "None", "<NA>", "null", "Unnamed: 3"])
def test_words_for_nothing_are_empty(nothing: str) -> None:
    assert grid([["规章", nothing, "3"]] * 3) == [["规章", "", "3"]] * 3


def test_the_point_of_a_column_of_fractions() -> None:
    rows = [["规章", "13.0", "1.0"], ["收费", "2318.64", "0.0"], ["许可", "-4.0", ""]]
    assert grid(rows) == [["规章", "13", "1"], ["收费", "2318.64", "0"], ["许可", "-4", ""]]
    assert grid([["收费", "12.0", "3"]] * 2) == [["收费", "12.0", "3"]] * 2


@pytest.mark.parametrize("first", [0, 1])
def test_a_column_that_counts_the_rows_is_no_part_of_the_table(first: int) -> None:
    rows = [["规章", "3", "1"], ["许可", "2", "5"], ["处罚", "0", "7"], ["强制", "4", "4"]]
    counted = [[str(at), *row] for at, row in enumerate(rows, first)]
    assert grid(counted) == rows
    assert grid([["", "0", "1", "2"], *counted]) == rows


def test_figures_that_do_not_count_all_rows_stay() -> None:
    rows = [["1", "规章", "3"], ["2", "许可", "2"], ["4", "处罚", "0"], ["5", "强制", "4"]]
    assert grid(rows) == rows
    assert grid([["0", "1", "2"], ["1", "5", "6"], ["2", "8", "9"], ["3", "0", "0"]])[0] == ["0", "1", "2"]


def test_rows_that_no_program_wrote_out_are_none() -> None:
    plain = [tuple(map(NewCell, row)) for row in (["信息内容", "本年制发件数"], ["规章", "3"], ["行政许可", "3.0"])]
    assert read_written_out(plain) is None
    written = read_written_out([*plain, (NewCell("行政处罚"), NewCell("nan"))])
    assert written is not None
    assert [cell.text for cell in written[-1]] == ["行政处罚", ""]


@pytest.mark.parametrize("ditto", ["〃", "″", "同上"])
def test_signs_that_repeat_a_label_are_empty_and_those_among_figures_stay(ditto: str) -> None:
    assert grid(
        [["申请人情况", ditto, "总计"], ["三、本年度办理结果", ditto, "7"], [ditto, "（一）予以公开", "3"]]
    ) == [
        ["申请人情况", "", "总计"],
        ["三、本年度办理结果", "", "7"],
        ["", "（一）予以公开", "3"],
    ]
    assert grid([["规章", "3", ditto]] * 3) == [["规章", "3", ditto]] * 3


@pytest.mark.parametrize("form", ["({})", "[{}]", "第{}行", "00{}", "A{}", "No.{}", "<{}>", "{}:", "r{}"])
@pytest.mark.parametrize("first", [1, 3])
def test_numbers_in_front_of_rows_in_any_form_are_no_part_of_the_table(form: str, first: int) -> None:
    rows = [["信息内容", "本年制发件数"], ["规章", "5"], ["行政许可", "7"]]
    assert grid([[form.format(first + at), *row] for at, row in enumerate(rows)]) == rows


def test_figures_in_front_of_figures_count_nothing() -> None:
    rows = [["(3)", "5", "1"], ["(4)", "7", "2"], ["(5)", "0", "0"]]
    assert grid(rows) == rows


@pytest.mark.parametrize("nothing", ["N/A", "#N/A", "[]", "()", "(blank)", "<empty>", "NIL"])
def test_words_and_empty_brackets_that_come_again_and_again_are_empty(nothing: str) -> None:
    rows = [["规章", nothing, "5", nothing], ["行政许可", nothing, "7", "1"], ["行政处罚", "2", "3", "4"]]
    assert grid(rows) == [[cell.replace(nothing, "") for cell in row] for row in rows]


@pytest.mark.parametrize("mark", ["—", "/", "X", "XX", "■"])
def test_marks_in_place_of_figures_stay(mark: str) -> None:
    rows = [["规章", mark, "5", mark], ["行政许可", mark, "7", "1"], ["行政处罚", "2", "3", "4"]]
    assert grid(rows) == rows
