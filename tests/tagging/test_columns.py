"""Places on the line: a piece of a head is told by the figure it stands over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gkml.document import DocumentBuilder, NewCell
from gkml.tagging.columns import COLUMN_KINDS, ColumnPlaces
from tests.conftest import text_document


def _places(lines: list[str]) -> list[list[int]]:
    """The place of each cell of each row; of its first word."""
    document = text_document("\n".join(lines))
    places = ColumnPlaces(document)
    return [[next((place for _, place in places.words(row, cell)), 0) for cell in row.cells] for row in document.rows]


def test_pieces_of_heads_get_the_place_of_their_figure() -> None:
    heads, more, figures = _places(["结果  其他  结果", "维持  结果  纠正", "0   0   0"])
    assert heads == more == figures
    assert len(set(heads)) == 3


def test_pieces_are_placed_by_the_figures_below_whichever_are_there() -> None:
    whole, pieces, figures = _places(["结果维持  结果纠正  其他结果", "        结    果", " 0     0     0"])
    assert whole == figures
    assert pieces == figures[1:]


def test_a_piece_alone_on_its_line_is_placed_too() -> None:
    _, piece, figures = _places(["结果维持  结果纠正  其他结果", "              果", " 0     0     0"])
    assert piece == figures[2:]


def test_row_labels_stand_left_of_all_figures() -> None:
    rows = _places(["（一）予以公开        0      1      2", "（二）部分公开        0      0      0"])
    assert rows[0][0] == rows[1][0]
    assert rows[0][0] not in rows[0][1:]
    assert rows[0][1:] == rows[1][1:]


def test_words_of_one_cell_have_places_of_their_own() -> None:
    document = text_document("商业企业    科研机构 公益组织    其他\n   0            1        2         3\n")
    places = ColumnPlaces(document)
    row = document.rows[0]
    found = list(places.words(row, row.cells[1]))
    assert [end for end, _ in found] == [4, 9]
    assert found[0][1] != found[1][1]


def test_without_figures_the_place_is_a_share_of_the_width() -> None:
    first, second = _places(["结果维持          结果纠正", "结果维持          结果纠正"])
    assert first == second
    assert 0 < first[0] < first[1] < COLUMN_KINDS


def test_text_without_columns_has_no_places() -> None:
    assert _places(["规章\t1\t2\t3", "第一行", "第二行"]) == [[0] * 4, [0], [0]]


def test_cells_of_a_grid_are_placed_by_their_columns() -> None:
    builder = DocumentBuilder("html")
    builder.add_row([NewCell("复议", 0, colspan=2), NewCell("诉讼", 2, colspan=2)], kind="grid", table=0)
    builder.add_row(
        [NewCell("维持", 0), NewCell("纠正", 1), NewCell("维持", 2), NewCell("纠正", 3)], kind="grid", table=0
    )
    builder.add_row(["1", "2", "3", "4"], kind="grid", table=0)
    document = builder.build()
    places = ColumnPlaces(document)
    rows = [[place for cell in row.cells for _, place in places.words(row, cell)] for row in document.rows]
    assert rows[1] == rows[2]
    assert len(set(rows[1])) == 4
    assert set(rows[0]) <= set(rows[2])


@given(st.lists(st.text(alphabet="结果维持纠正 　0123\t", max_size=40), max_size=20))
def test_places_are_known_ones_and_words_end_in_their_cell(lines: list[str]) -> None:
    document = text_document("\n".join(lines))
    places = ColumnPlaces(document)
    for row in document.rows:
        for cell in row.cells:
            ends = []
            for end, place in places.words(row, cell):
                assert 0 < place < COLUMN_KINDS
                ends.append(end)
            assert ends == sorted(ends)
            assert all(0 < end <= cell.end - cell.start for end in ends)
