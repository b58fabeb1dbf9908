"""Text that was printed from a text file is read as that file."""

from __future__ import annotations

import pytest

from gkml.readers.limits import DEFAULT_LIMITS
from gkml.readers.pdf.page import Character, PageContent, Ruling
from gkml.readers.pdf.typed import pages_to_typed_text, typed_to_document

SIZE = 10.0
LINES = [
    "二、主动公开政府信息情况",
    *(f"行政许可{number}    {number}12    {number}3    {number}45" for number in range(1, 9)),
    "以上各项均为本年度数据。",
]


def page(lines: list[str], number: int = 1, rulings: tuple[Ruling, ...] = ()) -> PageContent:
    """Lines as a program prints them: a blank is half as wide as an ideograph."""
    characters = []
    for row, line in enumerate(lines):
        x = 50.0
        for letter in line:
            wide = SIZE if ord(letter) > 0x2E7F else SIZE / 2
            if letter != " ":
                y = 50 + 14.0 * row
                characters.append(Character(letter, x, y, x + wide, y + SIZE, SIZE, base=y + 8))
            x += wide
    return PageContent(number, 595, 842, tuple(characters), rulings, 0.0)


def test_blanks_come_back_as_they_were_typed() -> None:
    typed = pages_to_typed_text([page(LINES)])
    assert typed is not None
    assert [line.rstrip() for line in typed.text.rstrip("\n").split("\n")] == LINES


def test_cells_have_their_places_on_the_page() -> None:
    typed = pages_to_typed_text([page(LINES)])
    assert typed is not None
    document = typed_to_document(typed, DEFAULT_LIMITS)
    assert document.reader == "pdf"
    figures = [cell for row in document.rows for cell in row.cells if document.cell_text(cell) == "312"]
    (cell,) = figures
    assert (cell.page, cell.source) == (1, None)
    assert cell.boxes[0].y0 == 50 + 14.0 * 3


@pytest.mark.parametrize(
    "pages",
    [
        [],
        [page(LINES, rulings=(Ruling(0, 0, 100, 0),))],
        [page(["本报告由某某县人民政府办公室编制"])],  # nothing is parted by blanks
    ],
)
def test_what_does_not_look_typed_is_none(pages: list[PageContent]) -> None:
    assert pages_to_typed_text(pages) is None


def test_lines_that_every_page_repeats_are_left_out() -> None:
    pages = [page([f"2024/3/{n} 某局年报", *LINES], n) for n in range(1, 5)]
    typed = pages_to_typed_text(pages)
    assert typed is not None
    assert "某局年报" not in typed.text
