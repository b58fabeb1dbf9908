"""What is printed in a row becomes pieces that keep their offsets, unless nothing can be read from it."""

from __future__ import annotations

from gkml.document import DocumentBuilder, NewCell
from gkml.doubts import DoubtCode, doubt
from gkml.tables.ambiguous_rows import Segment, ambiguous_row
from gkml.tables.divisions import ambiguous_row_to_readings
from gkml.tables.records import Slot
from gkml.tables.stream import Item
from tests.tables.prints import COUNT, row_of


def test_a_row_with_something_unread_has_no_readings() -> None:
    builder = DocumentBuilder("docx")
    row = builder.add_row(["行名", NewCell("12"), NewCell("3", unread=True)], kind="grid")
    slots = [Slot(Item("figure", cell.start, cell.end, cell, None), 0) for cell in row.cells[1:]]

    assert ambiguous_row(builder.build(), [("a", COUNT), ("b", COUNT)], slots, doubt(DoubtCode.ILLEGIBLE_ROW)) is None


def test_a_double_dash_may_be_one_mark_or_two() -> None:
    row = row_of("0——0——00", 7)
    assert row.has_doubtful_marks
    assert len(ambiguous_row_to_readings(row)) == 2
    assert not row_of("0—0—00", 6).has_doubtful_marks


def test_nothing_printed_is_no_ambiguous_row() -> None:
    builder = DocumentBuilder("text")
    row = builder.add_row(["", ""], kind="cells")
    slots = [Slot(Item("blank", cell.start, cell.end, cell), 0) for cell in row.cells]
    assert ambiguous_row(builder.build(), [("a", COUNT), ("b", COUNT)], slots, "") is None


def test_pieces_keep_their_offsets() -> None:
    row = row_of("12、3;4　5", 4)
    assert [piece.text for piece in row.pieces] == ["12", "3", "4", "5"]
    assert all(row.text[p.start - row.start : p.end - row.start] == p.text for p in row.pieces)
    assert all(isinstance(piece, Segment) and piece.run for piece in row.pieces)
