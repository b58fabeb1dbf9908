"""Readings of a row to cells: what they agree on is read, the rest is open with all that it may be."""

from __future__ import annotations

from collections.abc import Sequence

from gkml.consistency.readings_to_cells import ONE_WAY, agreed, by_weight, leaves_print, likeliest, unread
from gkml.document import DocumentBuilder
from gkml.doubts import DoubtCode, doubt, phrase
from gkml.labels import Tag
from gkml.tables.ambiguous_rows import AmbiguousRow, CellReading, ambiguous_row
from gkml.tables.divisions import RowReading
from gkml.tables.records import Slot
from gkml.tables.stream import Item
from gkml.template import Table
from tests.consistency.figures import shipped

TABLE = shipped("2021", "disclosure")
NAMES = ("issued", "repealed", "in_force")
SEVERAL, SURE = doubt(DoubtCode.RUN_TOGETHER), doubt(DoubtCode.RAISED)


def run(text: str, table: Table = TABLE) -> AmbiguousRow:
    """Digits run together in the place of the three figures of a row."""
    builder = DocumentBuilder("text")
    builder.add_row(["规章"])
    cell = builder.add_row([text]).cells[0]
    ids = [(table.cell_id("normative_documents", name), table.column_by_id[name]) for name in NAMES]
    item = Item("figure", cell.start, cell.end, cell, Tag("figure", cell.start, cell.end, run=True))
    row = ambiguous_row(builder.build(), ids, [Slot(item, 0)], SEVERAL)
    assert row is not None
    return row


def cut(row: AmbiguousRow, *sizes: int, mishaps: int = 0) -> RowReading:
    """Its digits cut into figures of so many digits; a cell of none is empty."""
    cells, at = [], row.start
    for size in sizes:
        text = row.text[at - row.start : at - row.start + size]
        cells.append(CellReading(int(text), "number", at, at + size) if size else CellReading(None, "blank"))
        at += size
    return RowReading(tuple(cells), mishaps)


def values(cells: Sequence[object]) -> list[object]:
    return [getattr(cell, "value", None) for cell in cells]


def test_figures_that_all_readings_share_are_read_where_they_stand() -> None:
    row = run("12345")
    first, second, third = agreed(row, [cut(row, 1, 2, 2), cut(row, 1, 3, 1)], 0.9, SURE, SEVERAL)
    assert (first.value, first.text, first.start, first.doubts) == (1, "1", row.start, (SURE,))
    assert (second.state, second.alternatives, second.doubts) == ("unreadable", (23, 234), (SEVERAL,))
    assert (third.text, third.start, third.end) == ("12345", row.start, row.start + 5)


def test_the_same_figure_at_two_places_is_read_with_less_confidence() -> None:
    row = run("000")
    kept = [RowReading((zero, CellReading(None, "blank"), zero), 0) for zero in cut(row, 1, 1, 1).cells[:2]]
    first, second, _ = agreed(row, kept, 0.9, None, SEVERAL)
    assert (first.value, first.start, first.confidence, first.doubts) == (0, None, ONE_WAY * 0.9, (SEVERAL,))
    assert second.state == "blank"


def test_what_is_not_read_lists_a_few_figures_each_once() -> None:
    row = run("123456789")
    readings = [cut(row, 1, size, 8 - size) for size in range(1, 8)]
    first, second, _ = unread(row, readings, SEVERAL)
    assert (first.alternatives, len(second.alternatives)) == ((1,), 6)


def test_print_behind_the_last_figure_is_seen() -> None:
    row = run("1234")
    assert leaves_print(row, cut(row, 1, 1, 1))
    assert not leaves_print(row, cut(row, 1, 1, 2))


def test_small_figures_in_their_usual_order_are_likeliest() -> None:
    row = run("40566")
    usual, unusual = cut(row, 2, 1, 2), cut(row, 3, 1, 1)
    assert by_weight(TABLE, row, [unusual, usual]) == [usual, unusual]
    found = list(likeliest(TABLE, row, [unusual, usual], phrase("run_together")))
    assert values(found) == [40, 5, 66]
    assert found[0].alternatives == (405,)
    assert all(cell.review and cell.cause == "ambiguous" for cell in found)


def test_where_no_reading_is_clearly_likelier_none_is_taken() -> None:
    row = run("5419999")
    found = list(likeliest(TABLE, row, [cut(row, 1, 1, 5), cut(row, 2, 1, 4)], phrase("run_together")))
    assert {cell.state for cell in found} == {"unreadable"}
    mishap = list(likeliest(TABLE, row, [cut(row, 1, 1, 1, mishaps=1), cut(row, 3, 3, 1)], phrase("run_together")))
    assert {cell.state for cell in mishap} == {"unreadable"}
