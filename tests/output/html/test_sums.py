"""Failed sums with the figures of both sides."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import html

from gkml.output.html.sums import checks_to_list, failed_by_cell, split_sides
from gkml.records.report import CellRecord, CheckRecord, Number, Report
from gkml.template import load_templates
from tests.output.made_reports import PROVENANCE

PARTS = ("upheld", "corrected", "other", "pending", "total")
NAMES = tuple(f"disputes.reconsideration.{part}" for part in PARTS)
CELLS = {
    name: CellRecord(name, value, str(value), "number") for name, value in zip(NAMES, (10, 1, 0, 0, 0), strict=True)
}
CHECK = CheckRecord("disputes.disputes_sum.reconsideration", "disputes_sum", "fail", 11, 0, 11, NAMES, "相差11")
REPORT = Report("a", PROVENANCE, templates={"disputes": "2021"}, cells=CELLS, checks=(CHECK,))
TABLES = [table for form in load_templates().forms for table in form.tables if table.form == "2021"]


def shown(check: CheckRecord, report: Report = REPORT) -> html.HtmlElement:
    made = checks_to_list([check], report, TABLES)
    assert made is not None
    return html.fromstring(made)


def test_a_failed_sum_is_written_down_with_a_button_for_each_figure() -> None:
    line = shown(CHECK)
    (equation,) = line.find_class("equation")
    assert "10 + 1 + 0 + 0 = 11 ≠ 0" in equation.text_content()
    assert [button.get("data-ref") for button in equation.iter("button")] == list(NAMES)
    assert "+11" in equation.find_class("difference")[0].text_content()
    assert "相差11" in line.text_content()


@pytest.mark.parametrize(
    ("values", "left", "right", "usual", "at"),
    [
        ((10, 1, 0, 0, 0), 11, 0, 4, 4),
        ((10, 1, 0, 0, 0), 11, 0, None, 4),
        ((3, 0, 0, 2), 3, 2, 2, 2),
        ((3, None, 2), 3, 2, None, 2),
        ((Decimal("1.5"), 2, 4), Decimal("3.5"), 4, None, 2),
        ((1, 2, 3), 9, 9, None, None),
        ((), 0, 0, None, None),
    ],
)
def test_sides_are_told_apart_by_what_they_come_to(
    values: tuple[Number | None, ...], left: Number, right: Number, usual: int | None, at: int | None
) -> None:
    assert split_sides(values, left, right, usual) == at


def test_a_statement_of_the_narrative_stands_against_the_figure_of_the_table() -> None:
    said = CheckRecord("text.a", "text", "fail", 12, 10, 2, NAMES[:1], "不符", evidence=((3, 7),))
    line = shown(said)
    (button, operand) = line.iter("button")
    assert (button.get("data-start"), button.get("data-end")) == ("3", "7")
    assert operand.get("data-ref") == NAMES[0]
    assert "12 ≠ 10" in line.find_class("equation")[0].text_content()
    assert not shown(replace(said, status="pass", left=10)).find_class("equation")[0].find_class("difference")


def test_sides_that_no_figures_come_to_are_told_alone() -> None:
    line = shown(replace(CHECK, cells=("disputes.gone.total",)))
    assert "11 ≠ 0" in line.text_content()
    assert not list(line.iter("button"))
    assert not shown(replace(CHECK, left=None)).find_class("equation")


def test_many_checks_are_cut_and_counted() -> None:
    made = checks_to_list([CHECK] * 130, REPORT, TABLES)
    assert made is not None
    assert len(html.fromstring(made).find_class("check")) == 100
    assert "30" in html.fromstring(made).find_class("note")[0].text_content()
    assert checks_to_list([], REPORT, TABLES) is None


def test_cells_know_the_failed_checks_they_stand_in() -> None:
    passed = replace(CHECK, id="other", status="pass")
    report = replace(REPORT, checks=(CHECK, passed, replace(CHECK, id="again")))
    assert failed_by_cell(report) == dict.fromkeys(NAMES, f"{CHECK.id} again")
