"""Tables over pages: what the edge of a page cuts is made whole, what it repeats is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gkml.document import Box
from gkml.readers.pdf.blocks import LineBlock, TableBlock, TableCell
from gkml.readers.pdf.lattice import LatticeTable
from gkml.readers.pdf.lines import Piece
from gkml.readers.pdf.stitching import StitchedTable, stitch

NEW = "一、本年新收"


def part(page: int, rows: Sequence[Sequence[tuple[str, int, int, int] | str]], xs: Sequence[float] = ()) -> TableBlock:
    """A part of a table; a cell is its text, or text, column, rowspan and colspan."""
    made = []
    for number, row in enumerate(rows):
        cells = []
        for at, cell in enumerate(row):
            text, column, rowspan, colspan = cell if isinstance(cell, tuple) else (cell, at, 1, 1)
            pieces = tuple(Piece(line, Box(column, number, column + 1, number + 1)) for line in text.split("/") if line)
            cells.append(TableCell(number, column, rowspan, colspan, pieces, page))
        made.append(tuple(cells))
    columns = xs or [50.0 * n for n in range(max(len(row) for row in rows) + 1)]
    ys = tuple(float(n) for n in range(len(rows) + 1))
    return TableBlock(page, LatticeTable(tuple(columns), ys, ()), tuple(made))


def line(page: int, text: str, y: float = 800.0) -> LineBlock:
    return LineBlock(page, (Piece(text, Box(50, y, 90, y + 10)),), 5.0)


def texts(pages: Sequence[Sequence[LineBlock | TableBlock]]) -> list[object]:
    """Lines, and tables as rows of texts."""
    return [
        [[cell.text for cell in row] for _, row in block.rows] if isinstance(block, StitchedTable) else block.text
        for block in stitch(pages)
    ]


def tables(pages: Sequence[Sequence[LineBlock | TableBlock]]) -> list[StitchedTable]:
    return [block for block in stitch(pages) if isinstance(block, StitchedTable)]


def test_parts_are_one_table_and_page_numbers_stand_behind_it() -> None:
    pages = [[part(1, [[NEW, "1"]]), line(1, "— 1 —")], [part(2, [["二、上年结转", "2"]]), line(2, "第 2 页 共 3 页")]]
    assert texts(pages) == [[[NEW, "1"], ["二、上年结转", "2"]], "— 1 —", "第 2 页 共 3 页"]


def test_a_line_of_print_between_parts_makes_two_tables() -> None:
    pages = [[part(1, [[NEW, "1"]])], [line(2, "四、复议情况", 60), part(2, [["甲", "2"]])]]
    assert len(tables(pages)) == 2


def test_running_heads_do_not_part_a_table() -> None:
    pages = [
        [line(n, "某某县人民政府", 30), part(n, [[f"{n}.重复申请", str(n)]]), line(n, f"- {n} -")] for n in range(1, 5)
    ]
    assert len(tables(pages)) == 1
    assert len(tables(pages)[0].rows) == 4


def test_other_columns_are_another_table() -> None:
    assert len(tables([[part(1, [["甲", "1"]])], [part(2, [["乙", "2"]], [0, 80, 130])]])) == 2


def test_a_part_with_fewer_columns_goes_on_in_the_columns_of_the_whole() -> None:
    above = part(1, [["甲", "1", "2"]], [0, 50, 100, 150])
    below = part(2, [[("（七）总计", 0, 1, 1), ("3", 1, 1, 1)]], [0, 100, 150])
    (table,) = tables([[above], [below]])
    assert [(cell.column, cell.colspan) for cell in table.rows[1][1]] == [(0, 2), (2, 1)]


def test_repeated_heads_are_dropped_and_like_rows_are_not() -> None:
    heads = [["信息内容", "本年制发件数"], ["规章", "0"]]
    pages = [[part(1, heads)], [part(2, [["信息内容", "本年制发件数"], ["行政规范性文件", "5"]])]]
    assert texts(pages) == [[*heads, ["行政规范性文件", "5"]]]
    assert texts([[part(1, heads)], [part(2, [["规章", "0"]])]]) == [[*heads, ["规章", "0"]]]


def test_a_label_cut_in_two_is_one_row() -> None:
    pages = [[part(1, [["2.没有现成信息需要", "3", "4"]])], [part(2, [["另行制作", "", ""], ["3.补正", "5", "6"]])]]
    assert texts(pages) == [[["2.没有现成信息需要另行制作", "3", "4"], ["3.补正", "5", "6"]]]


def test_figures_below_the_edge_belong_to_the_label_above_it_and_keep_their_page() -> None:
    pages = [[part(1, [["2.没有现成信息需要", "", ""]])], [part(2, [["另行制作", "3", "4"]])]]
    (table,) = tables(pages)
    ((page, row),) = table.rows
    assert (page, [cell.text for cell in row]) == (1, ["2.没有现成信息需要另行制作", "3", "4"])
    assert [cell.page for cell in row] == [1, 2, 2]


def test_two_rows_of_figures_stay_two_rows() -> None:
    pages = [[part(1, [["1.重复申请", "3"]])], [part(2, [["续行", "4"]])]]
    assert texts(pages) == [[["1.重复申请", "3"], ["续行", "4"]]]


def test_a_blank_row_under_a_full_row_is_a_row() -> None:
    pages = [[part(1, [["1.重复申请", "3"]])], [part(2, [["2.信访举报", ""]])]]
    assert texts(pages) == [[["1.重复申请", "3"], ["2.信访举报", ""]]]


def test_a_label_over_several_rows_that_the_edge_cuts_is_one() -> None:
    above = part(1, [[("（四）无", 0, 1, 1), ("1.不掌握", 1, 1, 1), ("0", 2, 1, 1)]])
    below = part(
        2,
        [
            [("法提供", 0, 2, 1), ("2.没有", 1, 1, 1), ("1", 2, 1, 1)],
            [("3.补正", 1, 1, 1), ("2", 2, 1, 1)],
        ],
        [0.0, 50.0, 100.0, 150.0],
    )
    (table,) = tables([[above], [below]])
    first = table.rows[0][1][0]
    assert (first.text, first.rowspan, first.page) == ("（四）无法提供", 3, 1)
    assert [[cell.text for cell in row] for _, row in table.rows[1:]] == [["2.没有", "1"], ["3.补正", "2"]]


def test_a_cut_row_beside_a_label_over_several_rows() -> None:
    xs = [0.0, 50.0, 100.0, 150.0, 200.0]
    above = part(
        1,
        [
            [("（五）不予", 0, 2, 1), ("4.反复", 1, 1, 1), ("7", 2, 1, 1), ("7", 3, 1, 1)],
            [("5.要求行政机关", 1, 1, 1), ("", 2, 1, 1), ("", 3, 1, 1)],
        ],
        xs,
    )
    below = part(
        2,
        [
            [("处理", 0, 1, 1), ("确认", 1, 1, 1), ("8", 2, 1, 1), ("8", 3, 1, 1)],
            [("（七）总计", 0, 1, 2), ("15", 2, 1, 1), ("15", 3, 1, 1)],
        ],
        xs,
    )
    (table,) = tables([[above], [below]])
    assert [[(cell.text, cell.rowspan) for cell in row] for _, row in table.rows] == [
        [("（五）不予处理", 2), ("4.反复", 1), ("7", 1), ("7", 1)],
        [("5.要求行政机关确认", 1), ("8", 1), ("8", 1)],
        [("（七）总计", 1), ("15", 1), ("15", 1)],
    ]


def test_blank_cells_for_figures_are_never_joined_over_the_edge() -> None:
    above = part(1, [["1.不掌握", "", "5"]])
    below = part(2, [["2.没有", "", "6"]])
    (table,) = tables([[above], [below]])
    assert [[cell.text for cell in row] for _, row in table.rows] == [["1.不掌握", "", "5"], ["2.没有", "", "6"]]
    assert all(cell.rowspan == 1 for _, row in table.rows for cell in row)


def test_three_pages() -> None:
    pages = [[part(n, [[f"{n}.甲", str(n)], [f"{n + 5}.乙", "7"]]), line(n, str(n))] for n in (1, 2, 3)]
    (table,) = tables(pages)
    assert [page for page, _ in table.rows] == [1, 1, 2, 2, 3, 3]


def test_nothing_makes_nothing() -> None:
    assert list(stitch([])) == []
    assert list(stitch([[], []])) == []


def full(block: TableBlock) -> TableBlock:
    """The part with all its cells filled to the edge."""
    return replace(block, rows=tuple(tuple(replace(cell, full=True) for cell in row) for row in block.rows))


def test_digits_that_the_edge_cuts_off_join_their_figure() -> None:
    above = part(1, [["一、新收", "13", "2", "16"]])
    below = part(2, [["", "1", "", "3"], ["二、结转", "6", "0", "6"]])
    assert texts([[full(above)], [below]]) == [[["一、新收", "131", "2", "163"], ["二、结转", "6", "0", "6"]]]
    assert len(tables([[above], [below]])[0].rows) == 3


def test_a_figure_on_two_lines_of_a_full_cell_is_one_figure() -> None:
    block = part(1, [["总计", "12/6", "3/45"]])
    assert [cell.text for cell in full(block).rows[0]] == ["总计", "126", "3 45"]
    assert [cell.text for cell in block.rows[0]] == ["总计", "12 6", "3 45"]
