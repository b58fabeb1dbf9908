"""Cells of rows on the grid that their edges make."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pytest

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.word.binary_tables import OpenTable, RowShape, read_row_shape
from gkml.readers.word.blocks import Paragraph, Table
from gkml.readers.word.sprms import TABLE_OF_ROW, VERTICAL_MERGE
from tests.readers.word.doc_files import sprm


def shape(edges: Sequence[int], sideways: Sequence[int] = (), down: Sequence[int] = ()) -> RowShape:
    cells = len(edges) - 1
    return RowShape(tuple(edges), tuple(sideways) or (0,) * cells, tuple(down) or (0,) * cells)


def table_of(*rows: tuple[str, RowShape | None], limits: Limits = DEFAULT_LIMITS) -> Table:
    """Rows with a letter for each cell."""
    table = OpenTable()
    for letters, its_shape in rows:
        for letter in letters:
            table.blocks.append(Paragraph((letter,)))
            table.end_cell()
        table.end_row(its_shape)
    return table.to_table(limits)


def placed(table: Table) -> list[list[tuple[str, int, int, int]]]:
    """Text, column, rowspan and colspan of each cell."""
    return [
        [
            (
                "".join(b.lines[0] for b in cell.blocks if isinstance(b, Paragraph)),
                cell.column,
                cell.rowspan,
                cell.colspan,
            )
            for cell in row
        ]
        for row in table.rows
    ]


def test_a_wide_cell_covers_the_columns_of_other_rows() -> None:
    table = table_of(("ab", shape([0, 1000, 2000])), ("c", shape([0, 2010])))  # edges drawn by hand are one column
    assert placed(table) == [[("a", 0, 1, 1), ("b", 1, 1, 1)], [("c", 0, 1, 2)]]
    assert table.is_grid


def test_a_cell_that_goes_on_below_covers_rows() -> None:
    table = table_of(("ab", shape([0, 1000, 2000], down=[3, 0])), ("xc", shape([0, 1000, 2000], down=[1, 0])))
    assert placed(table) == [[("a", 0, 2, 1), ("b", 1, 1, 1)], [("c", 1, 1, 1)]]


def test_cells_merged_sideways_are_one() -> None:
    table = table_of(("axb", shape([0, 1000, 2000, 3000], sideways=[1, 2, 0])))
    assert placed(table) == [[("a", 0, 1, 2), ("b", 2, 1, 1)]]


def test_rows_that_do_not_tell_their_edges_are_counted() -> None:
    table = table_of(("ab", shape([0, 1000, 2000])), ("cde", None))
    assert not table.is_grid
    assert placed(table)[1] == [("c", 0, 1, 1), ("d", 1, 1, 1), ("e", 2, 1, 1)]


def test_a_cell_without_its_mark_is_a_cell() -> None:
    table = OpenTable()
    table.blocks.append(Paragraph(("a",)))
    assert [len(row) for row in table.to_table(DEFAULT_LIMITS).rows] == [1]


def test_limits_hold() -> None:
    for limits in (Limits(columns=2), Limits(cells=2)):
        with pytest.raises(InputError):
            table_of(("abc", None), limits=limits)


def definition(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    data = bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges)
    data += b"".join(struct.pack("<H18x", flag) for flag in flags)
    return struct.pack("<HH", TABLE_OF_ROW, len(data) + 1) + data


def test_the_end_of_a_row_says_its_shape() -> None:
    assert read_row_shape(definition([0, 700, 1400], [0x61, 0x22])) == shape([0, 700, 1400], [1, 2], [3, 1])
    assert read_row_shape(definition([0, 700, 1400])) == shape([0, 700, 1400])
    merged = definition([0, 700, 1400]) + sprm(VERTICAL_MERGE, 2, 1, 3)
    assert read_row_shape(merged) == shape([0, 700, 1400], down=[0, 3])


@pytest.mark.parametrize("modifiers", [b"", definition([700, 0]), definition([0]), sprm(VERTICAL_MERGE, 2, 1, 3)])
def test_what_does_not_tell_a_shape_tells_none(modifiers: bytes) -> None:
    assert read_row_shape(modifiers) is None
