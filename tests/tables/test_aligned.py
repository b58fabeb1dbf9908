"""A table as one form explains it: whether it is there at all, what contradicts the form, what is in doubt."""

from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.pipeline import Pipeline
from gkml.records.report import Report
from gkml.tables.aligned import AlignedTable, align_table
from gkml.template import load_templates
from tests.conftest import report_of
from tests.tables.rows import record

(TABLE,) = (t for t in load_templates().variants("requests") if t.form == "2021")
NAMES = [row.id for row in TABLE.rows]


def aligned(*rows: tuple[str | None, int]) -> AlignedTable:
    """Rows of so many figures under their labels."""
    return align_table(TABLE, [record(TABLE, label, width, row=at) for at, (label, width) in enumerate(rows)])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((), False),
        ((("granted", 3),), False),  # one row that lost some figures may be a word of the prose
        ((("granted", 7),), True),  # one with all of them is none
        ((("granted", 7), ("partially_granted", 7)), True),
        ((("granted", 0), ("partially_granted", 0)), False),
    ],
)
def test_a_table_is_there_where_enough_of_it_is(rows: tuple[tuple[str, int], ...], found: bool) -> None:
    table = aligned(*rows)
    assert table.found is found
    assert len(table.taken) == (len(rows) if found else 0)
    assert list(table.missing_rows) == [name for name in NAMES if name not in dict(rows)]


@pytest.mark.parametrize(("text", "found"), [("行政规范性文件\t3\t1\t12", True), ("行政规范性文件 3 1 12", False)])
def test_a_row_of_few_figures_stands_alone_where_they_are_cells(text: str, found: bool, rules: Pipeline) -> None:
    if not found:
        with pytest.raises(InputError, match="no table"):
            report_of(text, rules)
        return
    cells = report_of(text, rules).cells
    assert {key: cell.value for key, cell in cells.items() if cell.value is not None} == {
        "disclosure.normative_documents.issued": 3,
        "disclosure.normative_documents.repealed": 1,
        "disclosure.normative_documents.in_force": 12,
    }
    assert all(cell.review for cell in cells.values() if cell.value is not None)  # no head says in which order


def test_more_figures_than_columns_contradict_the_form() -> None:
    assert not aligned(("granted", 7), ("partially_granted", 7)).contradicted
    assert aligned(("granted", 7), ("partially_granted", 9)).contradicted


def test_figures_of_a_record_are_divided_among_the_columns() -> None:
    table = aligned(("granted", 7), ("partially_granted", 7))
    (first, _) = (match.record for match in table.alignment.matches)
    slots = table.columns(first, 7)
    assert slots is not None
    assert [slot.item.start for slot in slots if slot is not None] == list(range(7))


HEAD = (
    "青禾县某局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
    "\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"
)
NEW, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"


def report(rules: Pipeline, *rows: str) -> Report:
    return report_of(HEAD + "\n".join(rows) + "\n四、其他需要报告的事项\n", rules)


def test_empty_cells_beside_figures_of_no_row_are_in_doubt(rules: Pipeline) -> None:
    empty = "requests.received_new.public_welfare_organization"
    rows = (f"{NEW}\t31\t2\t0\t\t1\t0\t34", f"{CARRIED}\t5\t0\t0\t0\t0\t0\t5")
    assert report(rules, *rows).cells[empty].doubts == ()
    assert DoubtCode.BESIDE_ORPHAN in report(rules, rows[0], "\t7\t8", rows[1]).cells[empty].doubts


def test_a_row_that_is_printed_again_with_other_figures_is_in_doubt(rules: Pipeline) -> None:
    row = f"{NEW}\t31\t2\t0\t0\t1\t0\t34"
    cell = "requests.received_new.natural_person"
    once = report(rules, row, f"{CARRIED}\t5\t0\t0\t0\t0\t0\t5")
    twice = report(rules, row, f"{CARRIED}\t5\t0\t0\t0\t0\t0\t5", row.replace("31", "32").replace("34", "35"))
    assert not once.cells[cell].review
    assert DoubtCode.ROW_CONTESTED in twice.cells[cell].doubts


def test_a_row_without_figures_is_less_surely_empty_where_others_have_some(rules: Pipeline) -> None:
    cell = "requests.received_carried_over.total"
    among = report(rules, f"{NEW}\t31\t2\t0\t0\t1\t0\t34", CARRIED)
    assert (among.cells[cell].state, among.cells[cell].review) == ("blank", True)


@pytest.mark.parametrize(
    ("heads", "found"),
    [((), False), (("指标名称\t计量单位\t2014年度\t历年累计",), True), (("指标名称\t历年累计",), False)],
)
def test_a_row_of_few_figures_stands_alone_under_its_heads(
    heads: tuple[str, ...], found: bool, rules: Pipeline
) -> None:
    text = "\n".join([*heads, "受理政府信息公开申请 12 30" if not heads else "行政申诉数\t件\t12\t30"]) + "\n"
    if not found:
        with pytest.raises(InputError, match="no table"):
            report_of(text, rules)
        return
    cells = report_of(text, rules).cells
    assert (cells["statistics.complaints.year"].value, cells["statistics.complaints.cumulative"].value) == (12, 30)
