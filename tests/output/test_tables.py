"""Records to the rows of three tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkml.output.tables import TABLES, ArrowTables, figure_columns, record_to_cells, table_schemas
from gkml.records.report import CellRecord, CheckRecord, Report
from gkml.template import load_templates
from tests.output.made_reports import PROVENANCE, to_record

GRANTED, FEES = "requests.granted.total", "disclosure.fees.amount"


def report(value: int | Decimal, cell: str = GRANTED) -> Report:
    found = CellRecord(cell, value, str(value), "number", review=True)
    check = CheckRecord("x", "row_sum", "fail", value, 2, cells=(cell,))
    return Report("a.txt", PROVENANCE, "00", agency="某局", year=2023, cells={cell: found}, checks=(check,))


def test_every_cell_of_every_form_is_a_column_of_its_kind() -> None:
    templates = load_templates()
    columns = {column.name: column.kind for column in figure_columns(templates)}
    assert set(columns) == {cell for form in templates.forms for table in form.tables for cell, _, _ in table.cells()}
    assert (columns[GRANTED], columns[FEES]) == ("int64", "decimal")
    assert list(table_schemas(templates)) == list(TABLES)


def test_records_are_numbered_through_all_tables() -> None:
    pytest.importorskip("pyarrow")
    tables = ArrowTables()
    assert tables.add(to_record(report(3))) is None
    tables.add(to_record(report(4)))
    first = tables.flush()
    tables.add(to_record(report(5)))
    second = tables.flush()
    assert [first["reports"]["report"].to_pylist(), second["reports"]["report"].to_pylist()] == [[0, 1], [2]]
    assert first["cells"]["value"].to_pylist() == [Decimal(3), Decimal(4)]
    assert first["reports"][GRANTED].to_pylist() == [3, 4]
    assert first["checks"]["left"].to_pylist() == [Decimal(3), Decimal(4)]
    assert {name: table.schema for name, table in first.items()} == tables.schemas


def test_figures_that_no_column_holds_stand_elsewhere_exact() -> None:
    pytest.importorskip("pyarrow")
    large = 10**20
    cells = record_to_cells(to_record(report(large)))
    assert (cells["value"].to_pylist(), cells["count"].to_pylist()) == ([Decimal(large)], [None])
    tables = ArrowTables()
    tables.add(to_record(report(large)))
    flushed = tables.flush()["reports"]
    assert (flushed[GRANTED].to_pylist(), flushed["elsewhere"].to_pylist()) == ([None], [[GRANTED]])
