"""The statutory tables of a report as HTML, drawn as the form prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from gkml.form import Table
from gkml.output.html.figures import figure_box
from gkml.output.html.markup import Attribute, Markup, element, join
from gkml.output.html.words import both
from gkml.output.statutory import GRID_COLUMNS, NUMERALS, Box, row_label, table_to_boxes, tables_of
from gkml.records.report import CellRecord, Report
from gkml.template import Templates

__all__ = ["CellLabel", "cell_labels", "other_cells", "report_to_tables", "table_to_markup"]

_MOST_OTHERS = 500  # cells without a place in any form that are listed


class CellLabel(NamedTuple):
    """What a cell is called in the form that it is drawn in."""

    table: str
    row: str
    column: str


def report_to_tables(report: Report, templates: Templates) -> list[Table]:
    """The tables that are drawn for a report."""
    return tables_of(report.templates, report.cells, templates) if report.cells else []


def cell_labels(tables: Sequence[Table]) -> dict[str, CellLabel]:
    """The labels of each cell that is drawn."""
    return {
        cell: CellLabel(table.title, row_label(table, row), column.labels[0])
        for table in tables
        for cell, row, column in table.cells()
    }


def table_to_markup(table: Table, report: Report, failed: Mapping[str, str], below: Markup) -> Markup:
    """A table with its title; one that the report does not have is folded.

    Args:
        table: in the form it is drawn in.
        report: the report.
        failed: see ``figure_box``.
        below: what stands under it.
    """
    section = NUMERALS[table.section] if table.section < len(NUMERALS) else str(table.section)
    name = element("h2", f"{section}、{table.title}")
    ids: dict[str, Attribute] = {"data_table": table.id, "data_section": table.section}
    drawn = _grid(table, report.cells, failed)
    if report.templates.get(table.id) is None and not _has_anything(table, report.cells):
        summary = element("summary", name, element("span", both("not_found"), class_="chip partial"))
        return element("details", summary, drawn, below, class_="table", **ids)
    chip = element("span", both("form", form=table.form), class_="chip")
    return element("section", element("header", name, chip), drawn, below, class_="table", **ids)


def other_cells(report: Report, drawn: Mapping[str, CellLabel], failed: Mapping[str, str]) -> Markup | None:
    """The cells that no table has a box for, by id; None where there are none."""
    others = [cell for cell in report.cells.values() if cell.id not in drawn]
    if not others:
        return None
    rows = [element("tr", element("th", cell.id), figure_box("td", cell, failed)) for cell in others[:_MOST_OTHERS]]
    left = len(others) - _MOST_OTHERS
    note = element("p", both("more", number=left), class_="note") if left > 0 else None
    grid = element("table", element("tbody", *rows), class_="others")
    return element("section", element("h2", both("other_cells")), grid, note, class_="table")


def _has_anything(table: Table, cells: Mapping[str, CellRecord]) -> bool:
    named = (cells.get(name) for name, _, _ in table.cells())
    return any(cell is not None and cell.state != "absent" for cell in named)


def _grid(table: Table, cells: Mapping[str, CellRecord], failed: Mapping[str, str]) -> Markup:
    rows = []
    for _, boxes in groupby(table_to_boxes(table), key=lambda box: box.top):
        rows.append(element("tr", *(_box(box, cells, failed) for box in boxes)))
    columns = join(element("col") for _ in range(GRID_COLUMNS))
    drawn = element("table", element("colgroup", columns), element("tbody", *rows), class_=f"form {table.layout}")
    return element("div", drawn, class_="wide")


def _box(box: Box, cells: Mapping[str, CellRecord], failed: Mapping[str, str]) -> Markup:
    sizes: dict[str, Attribute] = {
        name: size
        for name, size in (("rowspan", box.bottom - box.top + 1), ("colspan", box.right - box.left + 1))
        if size > 1
    }
    if box.cell is None:
        return element("td" if box.kind == "label" else "th", box.text, class_=box.kind, **sizes)
    cell = cells.get(box.cell)
    if cell is None:  # the record lists fewer cells than the form has
        return element("td", class_="figure absent", **sizes)
    return figure_box("td", cell, failed, **sizes)
