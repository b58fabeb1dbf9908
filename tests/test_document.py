"""Document: a text in which every offset holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import Box, DocumentBuilder, NewCell, Sheet

_grid = st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6)
SEPARATORS = "\t\n\r\x0b\x0c\x85\u2028"


@given(_grid)
def test_every_cell_is_where_it_says(rows: list[list[str]]) -> None:
    builder = DocumentBuilder("test")
    for cells in rows:
        builder.add_row(cells)
    document = builder.build()
    assert len(document.rows) == len(rows)
    for row, cells in zip(document.rows, rows, strict=True):
        texts = [document.cell_text(cell) for cell in row.cells]
        assert [len(text) for text in texts] == [len(cell) for cell in cells]
        assert all(
            a == b or (a == " " and b in SEPARATORS)
            for x, y in zip(texts, cells, strict=True)
            for a, b in zip(x, y, strict=True)
        )
        assert document.row_text(row) == "\t".join(texts)
        assert document.text[row.start : row.end] == document.row_text(row)


@given(_grid)
def test_rows_cover_the_text_and_separators_stand_nowhere_else(rows: list[list[str]]) -> None:
    builder = DocumentBuilder("test")
    for cells in rows:
        builder.add_row(cells)
    document = builder.build()
    assert document.text == "".join(document.row_text(row) + "\n" for row in document.rows)
    assert document.text.count("\n") == len(rows)
    assert document.text.count("\t") == sum(max(len(cells) - 1, 0) for cells in rows)
    assert [row.index for row in document.rows] == list(range(len(rows)))


@pytest.mark.parametrize("separator", list(SEPARATORS))
def test_a_separator_inside_a_cell_becomes_a_space(separator: str) -> None:
    builder = DocumentBuilder("test")
    row = builder.add_row([f"本年新{separator}制作数量", "0"])
    document = builder.build()
    assert document.row_text(row) == "本年新 制作数量\t0"


def test_columns_count_the_spans_before_them_and_may_be_given() -> None:
    builder = DocumentBuilder("test")
    row = builder.add_row([NewCell("规章", colspan=3), "1", NewCell("2", column=7, colspan=2), "3"])
    assert [cell.column for cell in row.cells] == [0, 3, 7, 9]
    assert [cell.colspan for cell in row.cells] == [3, 1, 2, 1]


def test_what_is_known_of_a_cell_stays_with_it() -> None:
    builder = DocumentBuilder("test")
    box = Box(1, 2, 3, 4)
    row = builder.add_row(
        [NewCell("甲", rowspan=2, x=(4, 5), boxes=(box,), source=17), NewCell("乙", page=3)],
        kind="grid",
        table=1,
        page=2,
    )
    first, second = row.cells
    assert (first.rowspan, first.x, first.boxes, first.source, first.page) == (2, (4, 5), (box,), 17, 2)
    assert (second.page, second.source, second.boxes) == (3, None, ())
    assert (row.kind, row.table, row.page, row.gap) == ("grid", 1, 2, 0)


def test_the_builder_counts_its_rows_and_an_empty_one_makes_an_empty_document() -> None:
    builder = DocumentBuilder("test")
    assert len(builder) == 0
    assert builder.build().text == ""
    builder.add_row([])
    assert (len(builder), builder.build().text) == (1, "\n")


def test_sheets_that_hold_anything() -> None:
    builder = DocumentBuilder("test")
    builder.begin_sheet("empty")
    builder.begin_sheet("first")
    builder.add_row(["a"])
    builder.begin_sheet("second")
    builder.add_row(["b"])
    builder.begin_sheet("last")
    assert builder.build().sheets == (Sheet(0, "first"), Sheet(2, "second"))
