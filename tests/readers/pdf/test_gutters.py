"""Tables without rulings: gutters between figures, columns that only a head shows, pages without heads."""

from __future__ import annotations

from gkml.readers.pdf.gutters import UnruledTable, find_unruled_tables, join_wrapped_figures, with_empty_cells
from gkml.readers.pdf.lines import PrintedLine, characters_to_lines, line_to_pieces
from tests.readers.pdf.test_lines import typed

# a dot is room for half an ideograph
PAGE = """
某某县人民政府报告如下，请予查阅。
................申请人情况
................自然..商业.科研
项目............人....企业.机构..其他...总计
一、新收........12....3...........0.....15
二、结转........1.....0...........0.....1
""".strip().splitlines()


def lines(page: list[str]) -> list[PrintedLine]:
    characters = []
    for number, text in enumerate(page):
        x = 0.0
        for letter in text:
            width = 10.0 if ord(letter) > 0x2E7F else 5.0
            if letter != ".":
                characters += typed(letter, x, number * 15.0)
            x += width
    return characters_to_lines(characters)


def rows(page: list[str], before: tuple[tuple[float, float], ...] = ()) -> list[list[str]]:
    found = lines(page)
    tables = list(find_unruled_tables(found, before))
    return [
        [piece.text for piece in with_empty_cells(line_to_pieces(line, (), tables), line.box, tables)] for line in found
    ]


def table(page: list[str], before: tuple[tuple[float, float], ...] = ()) -> UnruledTable:
    (found,) = find_unruled_tables(lines(page), before)
    return found


def test_small_gaps_between_heads_part_columns_over_gutters_alone() -> None:
    assert rows(PAGE)[0] == ["某某县人民政府报告如下，请予查阅。"]
    assert rows(PAGE)[2] == ["自然", "商业", "科研"]


def test_a_column_that_only_a_head_shows_is_an_empty_cell_of_every_row() -> None:
    assert rows(PAGE)[4] == ["一、新收", "12", "3", "", "0", "15"]
    assert rows(PAGE)[5] == ["二、结转", "1", "0", "", "0", "1"]
    assert len(table(PAGE).columns) == 5


def test_a_page_without_heads_has_the_columns_of_the_page_before() -> None:
    more = PAGE[4:]
    assert rows(more)[0] == ["一、新收", "12", "3", "0", "15"]
    assert rows(more, table(PAGE).columns)[0] == ["一、新收", "12", "3", "", "0", "15"]


def test_columns_of_another_table_are_not_taken() -> None:
    other = ((700.0, 710.0), (750.0, 760.0), (800.0, 810.0), (850.0, 860.0), (900.0, 910.0))
    assert rows(PAGE[4:], other)[0] == ["一、新收", "12", "3", "0", "15"]


def test_heads_over_two_columns_are_no_column() -> None:
    assert len(table([PAGE[1], *PAGE[3:]]).columns) == 5


def test_figures_in_sentences_are_no_table() -> None:
    page = ["2023年收到申请12件，比上年多3件，办结9件。", "另有5件结转，共14件。"]
    assert list(find_unruled_tables(lines(page))) == []
    assert rows(page) == [[text] for text in page]


def test_two_tables_on_a_page_have_columns_of_their_own() -> None:
    second = ["甲........1..........2..........3", "乙........4..........5..........6"]
    page = [*PAGE, *["四、其他情况说明如下"] * 8, *second]
    first, other = find_unruled_tables(lines(page))
    assert (len(first.columns), len(other.columns)) == (5, 3)
    assert rows(page)[-1] == ["乙", "4", "5", "6"]


def wrapped(page: list[str]) -> list[list[str]]:
    pieces = [line_to_pieces(line) for line in lines(page)]
    return [[piece.text for piece in row] for row in join_wrapped_figures(pieces)]


def test_digits_that_a_column_had_no_room_for_join_their_figure() -> None:
    assert wrapped(["12......46......20......5", "7...............3"]) == [["127", "46", "203", "5"], []]


def test_rows_of_figures_are_not_taken_for_wrapped_digits() -> None:
    full = ["12......46......20......58", "7.......8.......3.......1"]
    short = ["12......46......20......5", "7.......................3"]
    labelled = ["12......46......20......58", "甲......7"]
    apart = ["12......46......20......58", "", "", "7"]
    for page in (full, short, labelled, apart):
        assert "127" not in [text for row in wrapped(page) for text in row]
