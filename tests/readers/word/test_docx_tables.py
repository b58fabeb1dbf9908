"""Tables of .docx: every cell in its column, whatever is merged, deleted, nested or only lays out the page."""

from __future__ import annotations

from gkml.readers import read
from tests.readers.shown import grid, lines
from tests.readers.word.docx_files import (
    cell,
    docx,
    para,
    row,
    table,
)

SPAN = '<w:gridSpan w:val="{}"/>'.format
FIRST, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def table_of(*rows: str) -> list[list[tuple[str, int, int, int]]]:
    return grid(read(docx(table(*rows)), "a.docx"))


def test_merged_cells_keep_their_columns() -> None:
    assert table_of(
        row(cell("甲", FIRST), cell("乙", SPAN(2))),
        row(cell("", GOES_ON), cell("1"), cell("2")),
        row(cell("", '<w:vMerge w:val="continue"/>'), cell("3"), cell("")),
    ) == [
        [("甲", 0, 3, 1), ("乙", 1, 1, 2)],
        [("1", 1, 1, 1), ("2", 2, 1, 1)],
        [("3", 1, 1, 1), ("", 2, 1, 1)],
    ]


def test_a_cell_that_goes_on_from_nothing_is_a_cell() -> None:
    assert table_of(
        row(cell("甲", SPAN(2)), cell("1")),
        row(cell("乙", GOES_ON), cell("丙"), cell("2")),
    ) == [[("甲", 0, 1, 2), ("1", 2, 1, 1)], [("乙", 0, 1, 1), ("丙", 1, 1, 1), ("2", 2, 1, 1)]]


def test_cells_merged_sideways_in_the_old_way() -> None:
    beside = row(cell("甲", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("3"))
    assert table_of(beside, row(cell("1"), cell("2"), cell("3")))[0] == [("甲", 0, 1, 2), ("3", 2, 1, 1)]


def test_rows_may_begin_in_a_later_column() -> None:
    rows = (row(cell("甲"), cell("1"), cell("2")), row(cell("3"), cell("4"), properties='<w:gridBefore w:val="1"/>'))
    assert table_of(*rows)[1] == [("3", 1, 1, 1), ("4", 2, 1, 1)]


def test_deleted_and_hidden_rows_and_cells_are_gone() -> None:
    rows = (
        row(cell("甲", FIRST), cell("1")),
        row(cell("", GOES_ON), cell("2"), properties="<w:del/>"),
        row(cell("", GOES_ON), cell("3"), properties="<w:hidden/>"),
        row(cell("", GOES_ON), cell("4"), cell("5", "<w:cellDel/>")),
    )
    assert table_of(*rows) == [[("甲", 0, 2, 1), ("1", 1, 1, 1)], [("4", 1, 1, 1)]]


def test_content_controls_around_rows_and_cells_are_opened() -> None:
    inside = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    assert table_of(inside(row(inside(cell("甲")), cell(inside(para("3")))))) == [[("甲", 0, 1, 1), ("3", 1, 1, 1)]]


def test_lines_of_a_cell_are_joined() -> None:
    content = para("行政") + para("") + para("<w:r><w:t>规范性</w:t><w:br/><w:t>文件 </w:t></w:r>")
    assert table_of(row(cell(content), cell(para("12") + para("件"))))[0][0][0] == "行政规范性文件"


def test_a_framed_text_is_no_table() -> None:
    inner = table(row(cell("3")))
    assert table_of(row(cell("规章"), cell(inner + para())))[0] == [("规章", 0, 1, 1), ("3", 1, 1, 1)]


def test_a_row_that_holds_tables_is_layout_and_parts_the_table() -> None:
    inner = table(row(cell("丙"), cell("3")), row(cell("丁"), cell("4")))
    body = table(
        row(cell("甲", FIRST), cell("1")),
        row(cell("", GOES_ON), cell(para("前") + inner + para("后"))),
        row(cell("戊"), cell("5")),
    )
    document = read(docx(body), "a.docx")
    assert lines(document) == ["甲\t1", "前", "丙\t3", "丁\t4", "后", "戊\t5"]
    assert grid(document)[0][0] == ("甲", 0, 1, 1)
    assert len({row.table for row in document.rows if row.table is not None}) == 3


def test_tables_that_only_place_text_are_lines() -> None:
    document = read(docx(table(row(cell("甲")), row(cell("乙")))), "a.docx")
    assert lines(document) == ["甲", "乙"]
    assert {row.kind for row in document.rows} == {"line"}
