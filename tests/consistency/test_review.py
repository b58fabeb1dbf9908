"""Which cells a person is sent to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gkml.consistency.review import mark_for_review, mark_moved
from gkml.doubts import DoubtCode, doubt
from gkml.records.evidence import LabelEvidence
from gkml.records.report import CheckKind, CheckRecord, CheckStatus
from gkml.records.wording import reason_of
from gkml.tables.table_cell import TableCell
from tests.consistency.figures import LABELLED, records, shipped

NAMES = ("t.r.a", "t.r.b", "t.r.total")


def cells(*values: int | None) -> dict[str, TableCell]:
    return {
        name: TableCell(name, value, state="blank" if value is None else "number", confidence=0.9, evidence=LABELLED)
        for name, value in zip(NAMES, values, strict=True)
    }


def check(status: CheckStatus, kind: CheckKind = "row_sum", message: str = "不符") -> CheckRecord:
    return CheckRecord(f"t.{kind}.r", kind, status, cells=NAMES, message=message)


def down_a_column(kind: CheckKind) -> CheckRecord:
    return CheckRecord(f"t.{kind}.b", kind, "undetermined", cells=("t.x.b", "t.y.b", "t.total.b"))


def marked(records: dict[str, TableCell], *checks: CheckRecord) -> list[str]:
    return [name for name, cell in mark_for_review(records, checks).items() if cell.review]


def test_every_cell_of_a_failed_check_is_for_review_with_its_reason() -> None:
    found = mark_for_review(cells(1, 2, 4), [check("fail", message="1+2=3，总计为4")])
    assert [(cell.review, reason_of(cell.doubts)) for cell in found.values()] == [(True, "1+2=3，总计为4")] * 3


def test_a_check_changes_no_figure() -> None:
    before = cells(1, 2, 4)
    after = mark_for_review(before, [check("fail")])
    fields = [(cell.value, cell.state, cell.confidence, cell.text) for cell in after.values()]
    assert fields == [(cell.value, cell.state, cell.confidence, cell.text) for cell in before.values()]
    assert not any(cell.review for cell in before.values())


@pytest.mark.parametrize("status", ["pass", "not_applicable"])
def test_other_checks_ask_for_nothing(status: CheckStatus) -> None:
    assert marked(cells(1, 2, 3), check(status)) == []


@pytest.mark.parametrize(
    ("kind", "values", "names"),
    [
        ("row_sum", (1, 2, None), NAMES),  # a figure may have been lost, and those behind it have moved
        ("disputes_sum", (0, 2, None), NAMES),
        ("row_sum", (0, 0, None), NAMES),
        ("row_sum", (1, None, None), []),  # part of the row is blank too
        ("row_sum", (1, None, 1), []),
    ],
)
def test_a_blank_total_beside_figures_is_for_review(
    kind: CheckKind, values: tuple[int | None, ...], names: Sequence[str]
) -> None:
    assert marked(cells(*values), check("undetermined", kind)) == list(names)


@pytest.mark.parametrize("kind", ["balance", "outcome_sum"])
def test_a_blank_in_a_column_is_not(kind: CheckKind) -> None:
    check = down_a_column(kind)
    records = {name: replace(cell, id=name) for name, cell in zip(check.cells, cells(1, 2, None).values(), strict=True)}
    assert marked(records, check) == []


def test_the_first_reason_stays() -> None:
    found = mark_for_review(cells(1, 2, 4), [check("fail", message="甲"), check("fail", "balance", "乙")])
    assert {reason_of(cell.doubts) for cell in found.values()} == {"甲"}
    own = {name: TableCell(name, 1, doubts=(doubt(DoubtCode.ILLEGIBLE_ROW),)) for name in NAMES}
    assert {reason_of(cell.doubts) for cell in mark_for_review(own, [check("fail")]).values()} == {
        "这一行有印得不清楚的数"
    }


@pytest.mark.parametrize(
    ("unreadable", "supported", "expected"), [(5, False, True), (5, True, False), (4, False, False)]
)
def test_a_table_with_many_unreadable_cells_needs_a_sum_that_bears_out_the_others(
    unreadable: int, supported: bool, expected: bool
) -> None:
    blurred = {
        f"t.x.{at}": TableCell(f"t.x.{at}", None, state="unreadable", confidence=0.3) for at in range(unreadable)
    }
    records = {**cells(*((1, 2, 3) if supported else (0, 0, 0))), **blurred}
    found = mark_for_review(records, [check("pass")])
    assert [found[name].review for name in NAMES] == [expected] * 3


@pytest.mark.parametrize(
    ("moved", "status", "marked"), [(True, "fail", True), (False, "fail", False), (True, "pass", False)]
)
def test_where_sums_of_a_row_fail_and_its_end_is_empty_all_of_its_figures_may_have_moved(
    moved: bool, status: CheckStatus, marked: bool
) -> None:
    table = shipped("2021", "disputes")
    ids = [cell for cell, _, _ in table.cells()]
    printed = records({cell: None if moved and at > 12 else 1 for at, cell in enumerate(ids)})
    failed = CheckRecord("disputes.disputes_sum.reconsideration", "disputes_sum", status, cells=tuple(ids[:5]))
    found = mark_moved(printed, [failed], [ids])
    assert [cell.review for cell in found.values()] == [marked] * len(ids)


@pytest.mark.parametrize(
    ("statuses", "column", "doubted"),
    [
        (["fail", "fail", "pass"], "damaged", True),
        (["fail", "fail", "undetermined"], "order", True),
        (["fail", "fail", "pass"], "exact", False),
        (["fail", "pass", "undetermined"], "damaged", False),
        (["fail", "fail", "pass", "pass"], "damaged", False),  # a table of many rows
        ([*["fail"] * 5, "pass"], "damaged", True),
        ([*["fail"] * 5, "pass", "pass"], "damaged", False),
        ([*["fail"] * 5, "pass"], "exact", False),
    ],
)
def test_where_most_sums_of_a_table_fail_its_heads_are_in_doubt(
    statuses: list[CheckStatus], column: LabelEvidence, doubted: bool
) -> None:
    evidence = replace(LABELLED, column=column)
    names = [[f"t.{row}.{name}" for name in ("a", "b", "total")] for row in range(len(statuses))]
    found = mark_for_review(
        {name: TableCell(name, 1, state="number", confidence=0.9, evidence=evidence) for row in names for name in row},
        [
            CheckRecord(f"t.disputes_sum.{row}", "disputes_sum", status, cells=tuple(names[row]))
            for row, status in enumerate(statuses)
        ],
        explained=[f"t.disputes_sum.{row}" for row in range(len(statuses))],
    )
    assert {each.code for cell in found.values() for each in cell.doubts} == (
        {DoubtCode.COLUMN_ORDER} if doubted else set()
    )


@pytest.mark.parametrize("status", ["fail", "undetermined"])
def test_an_empty_total_beside_figures_is_in_doubt_whatever_explains_its_sum(status: CheckStatus) -> None:
    ids = [f"t.x.{at}" for at in range(3)]
    row = {
        cell: TableCell(cell, value, state="number", confidence=1.0) for cell, value in zip(ids, (1, 2, 0), strict=True)
    }
    row[ids[-1]] = TableCell(ids[-1], state="blank", confidence=1.0)
    found = mark_for_review(row, [CheckRecord("t.row_sum.x", "row_sum", status, cells=tuple(ids))], {"t.row_sum.x"})
    assert DoubtCode.TOTAL_EMPTY in {each.code for each in found[ids[-1]].doubts}


@pytest.mark.parametrize(("first", "marked"), [(None, True), (0, False)])
def test_where_the_sum_of_a_row_fails_and_it_begins_with_an_empty_cell_its_figures_may_have_moved(
    first: int | None, marked: bool
) -> None:
    ids = [f"t.x.{at}" for at in range(4)]
    row = records(dict(zip(ids, (first, 5, 3, 1), strict=True)))
    found = mark_moved(row, [CheckRecord("t.row_sum.x", "row_sum", "fail", cells=tuple(ids))], [])
    assert [cell.review for cell in found.values()] == [marked] * 4
