"""Columns that no head tells and that hold the same need no order; where they differ, or a head is foreign, they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from gkml.consistency.alike_columns import note_alike_columns
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.records.evidence import LabelEvidence, evidence_of
from gkml.tables.placed import PlacedTable
from gkml.tables.table_cell import TableCell
from tests.consistency.figures import records, shipped

DISPUTES = shipped("2021", "disputes")
REQUESTS = shipped("2021", "requests")
ORDER = doubt(DoubtCode.COLUMN_ORDER)
NOTE = doubt(DoubtCode.COLUMNS_ALIKE)


def row_of(
    values: Sequence[int | None],
    columns: Sequence[LabelEvidence | None] = ("order",) * 7,
    doubts: tuple[Doubt, ...] = (),
) -> list[TableCell]:
    """The cells of one row of applicants, noted; all others hold nothing that differs."""
    ids = [REQUESTS.cell_id("granted", name) for name in REQUESTS.row_by_id["granted"].columns]
    cells = records({cell: 1 for cell, _, _ in REQUESTS.cells()} | dict(zip(ids, values, strict=True)))
    for cell_id, column in zip(ids, columns, strict=True):
        cells[cell_id] = replace(cells[cell_id], evidence=evidence_of("exact", column, None), doubts=doubts)
    noted = note_alike_columns(PlacedTable(REQUESTS, True, cells), cells)
    return [noted[cell_id] for cell_id in ids]


@pytest.mark.parametrize("values", [[0] * 7, [None] * 7])
def test_what_is_alike_in_all_columns_is_noted_and_not_for_review(values: list[int | None]) -> None:
    cells = row_of(values)
    assert all(cell.doubts == (NOTE,) for cell in cells)
    assert not any(cell.review for cell in cells)


def test_a_doubt_about_the_order_gives_way_and_others_stay() -> None:
    raised = doubt(DoubtCode.RAISED)
    assert all(cell.doubts == (raised, NOTE) for cell in row_of([0] * 7, ("exact",) * 7, (ORDER, raised)))


@pytest.mark.parametrize("values", [[0, 0, 0, 0, 0, 1, 1], [0, None, 0, 0, 0, 0, 0], [5] * 7])
def test_where_columns_differ_their_order_counts(values: list[int | None]) -> None:
    cells = row_of(values)
    assert all(NOTE not in cell.doubts and cell.review for cell in cells)


def test_only_columns_without_a_head_need_be_alike() -> None:
    cells = row_of([4, 0, 0, 0, 0, 0, 4], ("exact", *["order"] * 5, "exact"))
    assert [NOTE in cell.doubts for cell in cells] == [False, True, True, True, True, True, False]


def test_beside_a_head_that_the_form_does_not_have_nothing_is_alike() -> None:
    assert not any(NOTE in cell.doubts for cell in row_of([0] * 7, (None, *["order"] * 6)))


@pytest.mark.parametrize(("row", "noted"), [("exact", {0}), ("order", set())])
def test_rows_side_by_side_are_exchangeable_too_where_no_label_tells_them(row: LabelEvidence, noted: set[int]) -> None:
    figures: Mapping[str, int] = {
        cell: int(of.id != "reconsideration") * at for at, (cell, of, _) in enumerate(DISPUTES.cells())
    }
    cells = {
        cell_id: replace(cell, evidence=evidence_of(row, "order", None)) for cell_id, cell in records(figures).items()
    }
    found = note_alike_columns(PlacedTable(DISPUTES, True, cells), cells)
    assert {found[cell].value for cell in found if NOTE in found[cell].doubts} == noted
