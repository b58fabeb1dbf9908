"""Blocks to rows: paragraphs are lines, tables are cells, and what only lays out text is no table."""

from __future__ import annotations

import pytest

from gkml.document import Document
from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.sight import unread
from gkml.readers.word.blocks import Block, Paragraph, Table, TableCell
from gkml.readers.word.layout import blocks_to_document


def lines(*texts: str) -> list[Block]:
    return [Paragraph((text,)) for text in texts]


def cell(column: int, *blocks: Block | str, rowspan: int = 1, colspan: int = 1) -> TableCell:
    held = tuple(Paragraph((block,)) if isinstance(block, str) else block for block in blocks)
    return TableCell(held, column, rowspan, colspan)


def laid_out(*blocks: Block, limits: Limits = DEFAULT_LIMITS) -> Document:
    return blocks_to_document(blocks, "docx", limits, pictures=2, notes=[("a", "b")])


def rows(document: Document) -> list[list[str]]:
    return [[document.cell_text(each) for each in row.cells] for row in document.rows]


PLAIN = Table(((cell(0, "规章"), cell(1, "3")), (cell(0, "行政许可"), cell(1, "7"))))


def test_lines_and_tables_stand_in_order() -> None:
    document = laid_out(*lines("一、  总体情况", "", "某某"), PLAIN, *lines("end"))
    assert rows(document) == [["一、 总体情况"], ["某某"], ["规章", "3"], ["行政许可", "7"], ["end"]]
    assert [row.kind for row in document.rows] == ["line", "line", "grid", "grid", "line"]
    assert (document.pictures, document.notes) == (2, (("a", "b"),))


def test_merged_cells_keep_their_column_and_span() -> None:
    table = Table(
        ((cell(0, "甲", rowspan=2), cell(1, "乙", colspan=2)), (cell(1, "1"), cell(2, "2"))),
    )
    document = laid_out(table)
    assert [(c.column, c.rowspan, c.colspan) for c in document.rows[0].cells] == [(0, 2, 1), (1, 1, 2)]
    assert [c.column for c in document.rows[1].cells] == [1, 2]


def test_columns_that_are_only_counted_make_no_grid() -> None:
    assert {row.kind for row in laid_out(Table(PLAIN.rows, is_grid=False)).rows} == {"cells"}


def test_a_table_around_one_text_is_that_text() -> None:
    frame = Table(((cell(0, *lines("甲", "乙")),),))
    assert rows(laid_out(Table(((cell(0, frame), cell(1, "3")),)))) == [["甲乙", "3"]]


def test_a_row_that_holds_tables_is_layout() -> None:
    document = laid_out(Table(((cell(0, "左边", PLAIN), cell(1, "右边")), (cell(0, "规章"), cell(1, "9")))))
    assert rows(document) == [["左边"], ["规章", "3"], ["行政许可", "7"], ["右边"], ["规章", "9"]]


def test_many_lines_with_gaps_are_cut_like_a_dump() -> None:
    dumped = lines(*(f"规章{number}    {number}    {number + 1}" for number in range(9)))
    assert rows(laid_out(*dumped))[3] == ["规章3", "3", "4"]
    assert rows(laid_out(*dumped[:3]))[1] == ["规章1 1 2"]  # few are titles and signatures, spaced by hand


def test_a_cell_that_was_not_read_is_known() -> None:
    document = laid_out(Table(((cell(0, "规章"), cell(1, "3" + unread(DoubtCode.PICTURE))),) * 2))
    found = document.rows[0].cells[1]
    assert (found.unread, found.sight, found.doubts) == (True, "doubtful", (DoubtCode.PICTURE,))
    assert document.rows[0].cells[0].sight == "seen"


@pytest.mark.parametrize("limits", [Limits(rows=2), Limits(line_characters=2)])
def test_limits_hold(limits: Limits) -> None:
    with pytest.raises(InputError):
        laid_out(*lines("甲乙丙"), PLAIN, limits=limits)
