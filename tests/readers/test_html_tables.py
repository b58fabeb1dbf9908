"""Tables of HTML: every cell once, in its true column, and prose told from figures."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers import Limits
from gkml.readers.html import read_html
from gkml.readers.html_tables import Span, spans_to_places
from tests.readers.shown import lines

Grid = list[list[tuple[int, int, int, str]]]


def grid(document: Document, table: int = 0) -> Grid:
    return [
        [(cell.column, cell.rowspan, cell.colspan, document.cell_text(cell)) for cell in row.cells]
        for row in document.rows
        if row.table == table
    ]


def test_lines_of_a_cell_are_joined_as_they_are_written() -> None:
    cells = (
        "<td>本年新<br/>制作数量</td><td><p>（三）不予</p><p>公开</p></td><td>a<br>b</td><td><p>12</p> <p>3</p></td>"
        "<td>2020<br>年<br>3</td>"
    )
    assert grid(read_html(f"<table><tr>{cells}</tr></table>")) == [
        [
            (0, 1, 1, "本年新制作数量"),
            (1, 1, 1, "（三）不予公开"),
            (2, 1, 1, "a b"),
            (3, 1, 1, "12 3"),
            (4, 1, 1, "2020 年 3"),
        ]
    ]


@pytest.mark.parametrize(
    "blank", ["", " ", "&nbsp;", "<p>&nbsp;</p>", "<o:p> </o:p>", "　", "<br>", "&#8203;", "<!-- 0 -->"]
)
def test_a_blank_cell_is_empty_and_there(blank: str) -> None:
    document = read_html(f"<table><tr><td>规章</td><td>0</td><td>{blank}</td><td>1</td></tr></table>")
    cell = document.rows[0].cells[2]
    assert cell.start == cell.end
    assert grid(document) == [[(0, 1, 1, "规章"), (1, 1, 1, "0"), (2, 1, 1, ""), (3, 1, 1, "1")]]


def test_tables_are_numbered_and_lines_between_them_stay_in_order() -> None:
    one = "<table><tr><td>{}</td><td>1</td></tr></table>"
    document = read_html(one.format("甲") + "<p>乙</p>" + one.format("丙"))
    assert [(row.kind, row.table) for row in document.rows] == [("grid", 0), ("line", None), ("grid", 1)]
    assert lines(document) == ["甲\t1", "乙", "丙\t1"]


def test_a_table_without_figures_takes_no_number() -> None:
    document = read_html("<table><tr><td>甲</td></tr></table><table><tr><td>乙</td><td>1</td></tr></table>")
    assert [(row.kind, row.table) for row in document.rows] == [("line", None), ("grid", 0)]


def test_rowspans_end_with_their_group_and_with_the_table() -> None:
    head = "<thead><tr><td rowspan='9'>甲</td><td>乙</td></tr></thead>"
    body = "<tbody><tr><td>1</td><td rowspan='0'>2</td></tr><tr><td>3</td></tr></tbody>"
    assert grid(read_html(f"<table>{head}{body}</table>")) == [
        [(0, 1, 1, "甲"), (1, 1, 1, "乙")],
        [(0, 1, 1, "1"), (1, 2, 1, "2")],
        [(0, 1, 1, "3")],
    ]


def test_rows_before_the_first_group_are_a_group() -> None:
    source = "<table><tr><td rowspan=9>甲<td>乙</tr><tbody><tr><td>1<td>2</tbody></table>"
    assert [[cell[:2] for cell in row] for row in grid(read_html(source))] == [[(0, 1), (1, 1)], [(0, 1), (1, 1)]]


def test_a_span_beyond_all_tables_is_cut() -> None:
    assert grid(read_html("<table><tr><td colspan=65000>甲</table><table><tr><td>1<td>2<tr><td colspan=9999>3"))[1] == [
        (0, 1, 1_000, "3")
    ]


def test_spans_are_read_as_browsers_read_them() -> None:
    cells = (
        "<td colspan='2px' rowspan='x'>甲</td><td colspan='-1'>乙</td><td colspan='0' rowspan=' 1 '>丙</td><td>丁</td>"
    )
    assert [cell[:3] for cell in grid(read_html(f"<table><tr>{cells}</tr></table>"))[0]] == [
        (0, 1, 2),
        (2, 1, 1),
        (3, 1, 1),
        (4, 1, 1),
    ]


def test_a_row_covered_from_above_is_no_row() -> None:
    source = "<table><tr><td rowspan=3>甲<td rowspan=2>乙<td>丙<td>丁<tr><tr><td>1<td>2<td>3</table>"
    assert grid(read_html(source)) == [
        [(0, 2, 1, "甲"), (1, 1, 1, "乙"), (2, 1, 1, "丙"), (3, 1, 1, "丁")],
        [(1, 1, 1, "1"), (2, 1, 1, "2"), (3, 1, 1, "3")],
    ]


def test_layout_tables_are_read_as_blocks_and_the_tables_in_them_as_tables() -> None:
    inner = "<table><tr><td>规章</td><td>1</td></tr></table>"
    document = read_html(f"<table><tr><td>导航</td><td><p>甲</p>{inner}<p>乙</p></td></tr></table>")
    assert lines(document) == ["导航", "甲", "规章\t1", "乙"]
    assert [row.table for row in document.rows] == [None, None, 0, None]


def test_tables_that_only_place_text_are_lines() -> None:
    document = read_html(
        "<table><tr><td>&nbsp;</td><td>甲</td></tr><tr><td></td><td><p>乙</p><p>丙</p></td></tr></table>"
    )
    assert lines(document) == ["甲", "乙", "丙"]


def test_a_table_of_labels_with_blank_figures_stays_a_table() -> None:
    document = read_html("<table>" + "<tr><td>规章</td><td></td><td></td><td></td></tr>" * 2 + "</table>")
    assert lines(document) == ["规章\t\t\t"] * 2


def test_prose_between_the_rows_of_a_table_is_read_as_prose() -> None:
    prose = f"<tr><td colspan=4><p>三、情况</p><p>{'长' * 201}</p></td></tr>"
    row = "<tr><td>甲</td><td>1</td><td>2</td><td>3</td></tr>"
    document = read_html(f"<table>{row}{prose}{row}</table>")
    assert [row.kind for row in document.rows] == ["grid", "line", "line", "grid"]
    assert {row.table for row in document.rows if row.kind == "grid"} == {0}


def test_a_long_label_does_not_turn_its_figures_into_prose() -> None:
    document = read_html(f"<table><tr><td>{'长' * 201}</td><td>1</td><td></td><td>-3</td></tr></table>")
    assert [row.kind for row in document.rows] == ["grid"]


def test_sections_in_one_cell_are_prose_though_they_are_short() -> None:
    cell = "<td><p>一、总体情况</p><p>无</p><p>六、其他需要报告的事项</p></td>"
    assert lines(read_html(f"<table><tr>{cell}<td>甲</td></tr></table>")) == [
        "一、总体情况",
        "无",
        "六、其他需要报告的事项",
        "甲",
    ]


def test_text_between_rows_is_kept_in_its_place() -> None:
    rows = "<tr><td>甲</td><td>乙</td></tr><p>四、情况</p><tr><td>1</td><td>2</td></tr>"
    assert lines(read_html(f"<table><caption>表一</caption>{rows}尾</table>")) == [
        "表一",
        "甲\t乙",
        "四、情况",
        "1\t2",
        "尾",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td>1<td>2<tr><td>3<td>4</table>尾",
        "<table><td>1<td>2<tr><td>3<td>4</table>尾",
        "<table><tr><td><font>1<td><b>2<tr><td><div>3<td><span>4</table>尾",
        "<table><tr><td><p><span>1</td><td><b>2</td></tr><tr><td>3</div></td><td>4</td></tr></table><p>尾</p>",
        "<table><form><tr><td>1</td><td>2</td></tr></form><tr><th>3</th><td>4</td></tr></table>尾",
        "<table><tr><td>1</td><td>2</td></tr><table><tr><td>3</td><td>4</td></tr></table>尾",
    ],
)
def test_tags_that_were_not_closed(source: str) -> None:
    document = read_html(source)
    assert lines(document) == ["1\t2", "3\t4", "尾"]


def test_a_control_character_where_a_table_was_not_closed() -> None:
    row = "<tr><td>甲</td><td>1</td></tr>"
    assert lines(read_html(f"<table>{row}<table>{row}</table>\1尾</table>")) == ["甲\t1", "甲\t1", "\ufffd尾"]


class DrawnCell(NamedTuple):
    text: str
    rowspan: int
    colspan: int


_cells = st.builds(
    DrawnCell, st.sampled_from(["", "0", "规章", "-12", "（一）甲"]), st.integers(1, 5), st.integers(1, 4)
)
_tables = st.lists(st.lists(_cells, max_size=5), max_size=7)


def oracle(rows: list[list[DrawnCell]]) -> Grid:
    """Slot by slot, as the standard describes it; rows without cells of their own are then taken out."""
    taken: set[tuple[int, int]] = set()
    filled = [bool(row) for row in rows]
    expected: Grid = []
    for y, row in enumerate(rows):
        x = 0
        expected.append([])
        for text, rowspan, colspan in row:
            while (y, x) in taken:
                x += 1
            covered = range(y, min(y + rowspan, len(rows)))
            taken.update((below, x + right) for below in covered for right in range(colspan))
            expected[-1].append((x, sum(filled[below] for below in covered), colspan, text))
            x += colspan
    return [row for row in expected if row]


@given(_tables)
@example(
    [[DrawnCell("", 1, 1), DrawnCell("0", 3, 1)], [DrawnCell("", 1, 2)], [DrawnCell("", 1, 1), DrawnCell("0", 1, 1)]]
)
def test_columns_of_any_table_equal_the_oracle(rows: list[list[DrawnCell]]) -> None:
    rows = [[DrawnCell(text, 1, 1) for text in "甲乙丙丁"], *rows]  # a head, so that it is a table of figures
    source = "".join(
        "<tr>" + "".join(f"<td rowspan='{y}' colspan={x}><p>{text}</p></td>" for text, y, x in row) + "</tr>"
        for row in rows
    )
    document = read_html(f"<table>{source}</table>")
    assert grid(document) == oracle(rows)
    for row in document.rows:
        for cell in row.cells:
            assert document.text[cell.start : cell.end] == document.cell_text(cell)
    assert "".join(document.row_text(row) + "\n" for row in document.rows) == document.text


def test_a_span_over_the_whole_sheet_costs_nothing() -> None:
    document = read_html("<table><tr><td rowspan=65000>甲<td>1<tr><td>2</table>")
    assert grid(document) == [[(0, 2, 1, "甲"), (1, 1, 1, "1")], [(1, 1, 1, "2")]]


def test_places_of_a_grid_are_counted() -> None:
    rows = [[Span(1, 900)] for _ in range(100)]
    with pytest.raises(InputError) as caught:
        spans_to_places(rows, [0] * 100, Limits(cells=50_000))
    assert caught.value.code == "too_many_rows"
    assert "50,000" in caught.value.message
