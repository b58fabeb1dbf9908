"""Figures of a row that has too few or too many: under which column each stands, or that it cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import RowKind
from gkml.tables.columns import TableShape, are_parted, learn_shape, slots_to_columns
from gkml.tables.records import Hint, RowRecord, Slot
from tests.tables.rows import figures, slot

WIDTH = 7


def row_of(slots: list[Slot], *, stacked: bool = False) -> RowRecord:
    return RowRecord(slots=slots, rows=[slots[0].row] if slots else [0], stacked=stacked)


def full(row: int, kind: RowKind, step: int = 1) -> RowRecord:
    return row_of([slot(1000 * row + at, row=row, kind=kind, column=at * step) for at in range(WIDTH)])


@given(st.lists(st.booleans(), min_size=WIDTH, max_size=WIDTH))
def test_as_many_slots_as_columns_need_no_help(blanks: list[bool]) -> None:
    slots = [slot(at, blank=blank) for at, blank in enumerate(blanks)]
    assert slots_to_columns(row_of(slots), WIDTH, TableShape()) == slots


@given(st.sets(st.sampled_from(range(WIDTH)), min_size=1, max_size=WIDTH - 1))
def test_cells_of_a_grid_stand_under_the_columns_of_full_rows(present: set[int]) -> None:
    shape = learn_shape([full(0, "grid", 2), full(1, "grid", 2)], WIDTH)
    slots = [slot(at, row=2, kind="grid", column=at * 2) for at in sorted(present)]
    assert figures(slots_to_columns(row_of(slots), WIDTH, shape)) == [
        at if at in present else None for at in range(WIDTH)
    ]


def test_a_cell_of_a_grid_beside_all_columns_is_not_told() -> None:
    shape = learn_shape([full(0, "grid", 2), full(1, "grid", 2)], WIDTH)
    slots = [slot(at, row=2, kind="grid", column=at * 2 + 1) for at in range(3)]
    assert slots_to_columns(row_of(slots), WIDTH, shape) is None


@given(st.integers(1, WIDTH - 1))
def test_without_a_place_fewer_figures_than_columns_are_not_told(count: int) -> None:
    assert slots_to_columns(row_of([slot(at) for at in range(count)]), WIDTH, TableShape()) is None


@given(st.integers(1, 4))
def test_more_figures_than_columns_are_not_told(more: int) -> None:
    assert slots_to_columns(row_of([slot(at) for at in range(WIDTH + more)]), WIDTH, TableShape()) is None


@given(st.integers(0, 3), st.integers(0, 3), st.data())
def test_cells_that_pad_a_row_are_left_out_as_in_full_rows(before: int, behind: int, data: st.DataObject) -> None:
    width = before + WIDTH + behind
    inside = range(before, before + WIDTH)
    whole = row_of([slot(at, blank=at not in inside) for at in range(width)])
    shape = learn_shape([whole], WIDTH)
    present = data.draw(st.sets(st.sampled_from(inside), min_size=1))
    padded = row_of([slot(at, row=1, blank=at not in present) for at in range(width)])
    assert figures(slots_to_columns(padded, WIDTH, shape)) == list(inside)


def test_a_row_without_figures_is_empty_in_all_columns() -> None:
    slots = [slot(at, blank=True) for at in range(3)]
    found = slots_to_columns(row_of(slots), WIDTH, TableShape())
    assert found == [*slots, *[None] * (WIDTH - 3)]


@given(st.sets(st.sampled_from(range(WIDTH)), min_size=1, max_size=WIDTH - 1))
def test_aligned_figures_are_never_given_to_another_column(present: set[int]) -> None:
    shape = learn_shape([aligned(row, range(WIDTH)) for row in range(4)], WIDTH)
    found = figures(slots_to_columns(aligned(4, sorted(present)), WIDTH, shape))
    assert found in (None, [8 * at if at in present else None for at in range(WIDTH)])
    if len(present) == WIDTH - 1:
        assert found is not None


def aligned(row: int, columns: range | list[int]) -> RowRecord:
    return row_of([slot(8 * at, row=row, kind="aligned") for at in columns])


def test_what_full_rows_do_not_agree_on_is_not_learnt() -> None:
    padded = row_of([slot(at, blank=at == 0) for at in range(WIDTH + 1)])
    shape = learn_shape([full(0, "cells"), padded], WIDTH)
    assert (shape.start, shape.end) == (None, 0)


def test_rows_of_other_widths_teach_nothing() -> None:
    assert learn_shape([row_of([slot(at) for at in range(WIDTH - 1)])], WIDTH) == TableShape()


def stacked(row: int, blanks: list[bool]) -> RowRecord:
    slots = [slot(100 * row + at, row=row + at, blank=blank) for at, blank in enumerate(blanks)]
    return RowRecord(hints=[Hint("row:a", 1.0, 0)], slots=slots, rows=[row], stacked=True)


@pytest.mark.parametrize(("parted", "told"), [(True, False), (False, True)])
def test_where_an_empty_cell_parts_rows_the_last_one_of_a_short_row_is_none_of_its_own(
    parted: bool, told: bool
) -> None:
    others = [stacked(10 * row, [False] * 2 + [True] * parted) for row in range(4)]
    short = stacked(90, [False, True])
    shape = learn_shape([*others, short], 2, {"row:a": 2})
    assert shape.parted is are_parted(others, {"row:a": {2}}) is parted
    assert (slots_to_columns(short, 2, shape) is not None) is told


def test_an_empty_cell_in_front_of_the_columns_of_figures_is_none_of_them() -> None:
    full = [
        RowRecord(slots=[slot(100 * number + at, row=number, column=2 + at) for at in range(3)]) for number in range(2)
    ]
    short = RowRecord()
    short.slots = [slot(300, row=2, blank=True, column=1), slot(301, row=2, column=2), slot(302, row=2, column=3)]
    shape = learn_shape(full, 3)
    assert shape.grid == (2, 3, 4)
    assert slots_to_columns(short, 3, shape) is None
    short.slots[0].item.cell.column = 2
    assert slots_to_columns(short, 3, shape) == short.slots
