"""Cells of Word tables that others are a part of."""

from __future__ import annotations

from gkml.readers.word.blocks import Block, Paragraph
from gkml.readers.word.merging import MergedCells


def blocks(text: str) -> list[Block]:
    return [Paragraph((text,))]


def shown(merged: MergedCells) -> list[list[tuple[int, int, int]]]:
    return [[(cell.column, cell.rowspan, cell.colspan) for cell in row] for row in merged.rows()]


def test_cells_go_on_from_the_left_and_from_above() -> None:
    merged = MergedCells()
    merged.begin_row()
    merged.add(0, 1, blocks("a"), goes_on=True)
    assert merged.is_covered(1, 1, from_left=True, from_above=False)
    merged.begin_row()
    assert not merged.is_covered(0, 1, from_left=False, from_above=True)  # two columns wide by now
    assert merged.is_covered(0, 2, from_left=False, from_above=True)
    assert shown(merged) == [[(0, 2, 2)], []]


def test_nothing_to_go_on_from_is_a_cell_of_its_own() -> None:
    merged = MergedCells()
    merged.begin_row()
    assert not merged.is_covered(0, 1, from_left=True, from_above=True)
    merged.add(0, 1, blocks("a"), goes_on=False)
    merged.begin_row()
    assert not merged.is_covered(0, 1, from_left=False, from_above=True)  # the one above ends in its row


def test_what_goes_on_twice_covers_three_rows_and_what_is_beside_it_is_taken_along() -> None:
    merged = MergedCells()
    merged.begin_row()
    merged.add(0, 1, blocks("a"), goes_on=True)
    for _ in range(2):
        merged.begin_row()
        assert merged.is_covered(0, 1, from_left=False, from_above=True)
    assert merged.is_covered(1, 1, from_left=True, from_above=False)
    assert shown(merged) == [[(0, 3, 2)], [], []]
