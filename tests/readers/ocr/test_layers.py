"""Two readings of one picture: what a scanner's program left under it, and what is recognised here."""

from __future__ import annotations

from gkml.document import Box, Cell, DocumentBuilder, NewCell
from gkml.doubts import DoubtCode
from gkml.readers.ocr.layers import compared
from gkml.readers.pdf.page import Character


def read(text: str, under: str, certainty: float = 0.9) -> Cell:
    builder = DocumentBuilder("pdf")
    box = Box(10, 10, 10 + 5 * len(text), 20)
    builder.add_row([NewCell(text, page=1, boxes=(box,), certainty=certainty, sight="seen")])
    hidden = [Character(c, 11 + 5 * n, 10, 15 + 5 * n, 20, 10) for n, c in enumerate(under)]
    return compared(builder.build(), {1: hidden}).rows[0].cells[0]


def test_where_both_agree_the_figure_is_sure() -> None:
    cell = read("163", "163")
    assert (cell.sight, cell.doubts) == ("seen", ())
    assert cell.certainty > 0.9


def test_where_they_differ_it_is_in_doubt() -> None:
    cell = read("163", "168", 0.999)
    assert (cell.sight, cell.doubts) == ("doubtful", (DoubtCode.TEXT_UNDER_SCAN,))


def test_words_are_not_compared_and_nothing_says_nothing() -> None:
    assert read("行政许可", "行政许町").sight == "seen"
    assert read("163", "").certainty == 0.9
