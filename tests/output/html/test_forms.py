"""The statutory tables as the form prints them, each cell of a report in them once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from lxml import html

from gkml.output.html.forms import cell_labels, other_cells, report_to_tables, table_to_markup
from gkml.output.html.markup import NOTHING
from gkml.pipeline import Pipeline
from gkml.records.report import CellRecord, Report
from gkml.template import Table, load_templates
from tests.conftest import EXAMPLES
from tests.output.made_reports import PROVENANCE
from tests.output.test_notebook import rows

TEMPLATES = load_templates()
FORMS = [table for form in TEMPLATES.forms for table in form.tables]


@pytest.mark.parametrize("table", FORMS, ids=lambda table: f"{table.form}-{table.id}")
def test_every_form_is_drawn_without_gaps_and_with_all_its_cells(table: Table) -> None:
    printed = table.prints[0]
    cells = {name: CellRecord(name, 1, "1", "number") for name, _, _ in printed.cells()}
    report = Report("a", PROVENANCE, templates={table.id: table.form}, cells=cells)
    drawn = html.fromstring(table_to_markup(printed, report, {}, NOTHING))
    (grid,) = drawn.iter("table")
    assert rows(grid) > 2
    assert Counter(box.get("data-cell") for box in drawn.find_class("figure")) == Counter(list(cells))
    assert drawn.tag == "section"


def test_a_table_that_was_not_found_is_folded_and_holds_its_cells() -> None:
    (form,) = (one for one in FORMS if (one.form, one.id) == ("2021", "disputes"))
    cells = {name: CellRecord(name, review=True) for name, _, _ in form.cells()}
    report = Report("a", PROVENANCE, templates={"disputes": None}, cells=cells)
    (table,) = report_to_tables(report, TEMPLATES)
    drawn = html.fromstring(table_to_markup(table, report, {}, NOTHING))
    assert (drawn.tag, drawn.get("open")) == ("details", None)
    assert len(drawn.find_class("absent")) == len(cells)


def test_what_a_record_lists_less_than_its_form_is_an_empty_box(rules: Pipeline) -> None:
    report = rules(EXAMPLES[0])
    table = report_to_tables(report, TEMPLATES)[0]
    (name, *_) = table.cells()[0]
    fewer = replace(report, cells={cell: one for cell, one in report.cells.items() if cell != name})
    drawn = html.fromstring(table_to_markup(table, fewer, {}, NOTHING))
    assert len([box for box in drawn.find_class("absent") if box.get("data-cell") is None]) == 1


def test_cells_of_no_form_are_listed_and_cut() -> None:
    cells = {f"other.row{number}.x": CellRecord(f"other.row{number}.x", number, "1", "number") for number in range(600)}
    report = Report("a", PROVENANCE, cells=cells)
    made = other_cells(report, cell_labels([]), {})
    assert made is not None
    listed = html.fromstring(made)
    assert len(listed.find_class("figure")) == 500
    assert "100" in listed.find_class("note")[0].text_content()
    assert other_cells(replace(report, cells={}), {}, {}) is None
