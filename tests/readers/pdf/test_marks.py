"""Marks of a page to the cells and pieces that they speak of."""

from __future__ import annotations

import pytest

from gkml.document import Box, DocumentBuilder, NewCell
from gkml.doubts import DoubtCode
from gkml.readers.encoding import REPLACEMENT
from gkml.readers.pdf.lattice import rulings_to_tables
from gkml.readers.pdf.lines import Piece
from gkml.readers.pdf.marks import judged, marked_pieces, marks_by_cell, unread_cells, with_sight
from gkml.readers.pdf.page import Character, Mark, PageContent, Ruling

GRID = (
    *(Ruling(0, y, 100, y) for y in (0, 20, 40)),
    *(Ruling(x, 0, x, 40) for x in (0, 50, 100)),
)
PIECE = Piece("12", Box(60, 5, 70, 15))


def page(*marks: Mark, rulings: tuple[Ruling, ...] = GRID, characters: tuple[Character, ...] = ()) -> PageContent:
    return PageContent(1, 200, 200, characters, rulings, 0.0, marks=marks, sight="seen")


def found(content: PageContent) -> dict[int, list[DoubtCode]]:
    (table,) = rulings_to_tables(content.rulings)
    return {number: [mark.code for mark in marks] for number, marks in marks_by_cell(content, table).items()}


def test_what_was_left_out_belongs_to_the_cell_that_holds_it() -> None:
    assert found(page(Mark(Box(60, 5, 65, 15), DoubtCode.HIDDEN))) == {1: [DoubtCode.HIDDEN]}
    assert found(page(Mark(Box(30, 5, 90, 35), DoubtCode.ROTATED))) == {}  # a watermark over several
    assert found(page(Mark(Box(120, 5, 125, 15), DoubtCode.HIDDEN))) == {}


def test_ink_at_borders_is_of_the_borders() -> None:
    assert found(page(Mark(Box(48, 5, 51, 15), DoubtCode.PICTURE, 30))) == {}
    assert found(page(Mark(Box(60, 8, 64, 12), DoubtCode.PICTURE, 30))) == {1: [DoubtCode.PICTURE]}


@pytest.mark.parametrize(
    ("stroke", "numbers"),
    [
        (Ruling(70, 10, 78, 10), [1]),  # a dash
        (Ruling(70, 6, 70, 14), [1]),  # a one
        (Ruling(70, 0, 70, 14), []),  # a border
        (Ruling(55, 10, 95, 10), []),
    ],
)
def test_short_lines_that_stand_alone_are_ink(stroke: Ruling, numbers: list[int]) -> None:
    assert list(found(page(rulings=(*GRID, stroke)))) == numbers


def test_what_a_cell_comes_to() -> None:
    hidden, ink = Mark(PIECE.box, DoubtCode.HIDDEN), Mark(Box(72, 8, 76, 12), DoubtCode.PICTURE, 60)
    speck = Mark(Box(72, 8, 76, 12), DoubtCode.PICTURE, 2)
    underline = Mark(Box(60, 16, 70, 16), DoubtCode.UNREAD_INK, 10)
    assert judged(page(), (PIECE,), ()) == ("seen", (), False)
    assert judged(page(), (PIECE,), (hidden, hidden)) == ("doubtful", (DoubtCode.HIDDEN,), False)
    assert judged(page(), (PIECE,), (ink,)) == ("doubtful", (DoubtCode.PICTURE,), True)
    assert judged(page(), (), (ink,)) == ("doubtful", (DoubtCode.PICTURE,), True)
    assert judged(page(), (PIECE,), (speck, underline)) == ("seen", (), False)
    assert judged(page(), (), (underline,)) == ("doubtful", (DoubtCode.UNREAD_INK,), True)


def test_pieces_outside_tables_hear_of_what_stands_beside_them() -> None:
    marked = marked_pieces(page(Mark(Box(52, 5, 57, 15), DoubtCode.HIDDEN)), [PIECE, Piece("7", Box(150, 5, 155, 15))])
    assert [piece.doubts for piece in marked] == [(DoubtCode.HIDDEN,), ()]


def test_cells_to_recognise() -> None:
    lost = Character(REPLACEMENT, 10, 25, 15, 35, 10)
    content = page(Mark(Box(60, 8, 64, 12), DoubtCode.PICTURE, 30), characters=(lost,))
    assert list(unread_cells(content)) == [Box(50, 0, 100, 20), Box(0, 20, 50, 40)]
    assert list(unread_cells(page())) == []


def test_typed_pages_have_their_sight() -> None:
    builder = DocumentBuilder("pdf")
    builder.add_row(
        [NewCell("12", page=1, boxes=(PIECE.box,)), NewCell("7", page=1, boxes=(Box(150, 5, 155, 15),)), ""]
    )
    document = with_sight(builder.build(), [page(Mark(PIECE.box, DoubtCode.COVERED))])
    assert [(cell.sight, cell.doubts) for cell in document.rows[0].cells] == [
        ("doubtful", (DoubtCode.COVERED,)),
        ("seen", ()),
        (None, ()),
    ]


def test_what_the_page_is_cropped_at_is_in_doubt() -> None:
    beyond = (*(Ruling(150, y, 230, y) for y in (0, 20, 40)), *(Ruling(x, 0, x, 40) for x in (150, 190, 230)))
    assert found(page(rulings=beyond)) == {1: [DoubtCode.CLIPPED], 3: [DoubtCode.CLIPPED]}
