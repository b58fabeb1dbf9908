"""Several records of one report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.records.report import State
from gkml.series.versions import completed_cells, differ_in_most, differing_cells
from tests.series.records import failed, found, marked, of_kind, only, report

AGENCY = "岚溪市教育局"
TOTAL = "requests.received_new.total"


def test_one_report_is_no_duplicate() -> None:
    assert not of_kind(found([report(AGENCY, 2022), report(AGENCY, 2023), report("岚溪市民政局", 2022)]), "duplicate")


def test_the_same_file_twice_counts_once() -> None:
    made = report(AGENCY, 2022)
    check = only(found([made, replace(made, source="again.txt")]), kind="duplicate")
    assert (check.code, check.status, check.cells) == ("same_file", "pass", ())
    assert {*check.left_sources, *check.right_sources} == {made.source, "again.txt"}


def test_the_same_file_read_to_other_figures_or_another_year_is_said_so() -> None:
    made = report(AGENCY, 2022, {TOTAL: 4})
    other = replace(marked(made, TOTAL, value=5), source="again.txt")
    check = only(found([made, other]), kind="duplicate")
    assert (check.code, check.status, check.cells) == ("same_file", "fail", (TOTAL,))
    check = only(found([made, replace(made, source="again.txt", year=2021)]), kind="duplicate")
    assert (check.code, check.status) == ("same_file", "fail")


def test_the_same_figures_published_again() -> None:
    made = [report(AGENCY, 2022, {TOTAL: 4}), report(AGENCY, 2022, {TOTAL: 4}, source="b.txt")]
    check = only(found(made), kind="duplicate")
    assert (check.code, check.status) == ("published_again", "pass")
    assert check.agency == AGENCY


def test_versions_that_differ_name_the_cells_and_the_one_that_is_used() -> None:
    made = [report(AGENCY, 2022, {TOTAL: 4}, source="a.txt"), report(AGENCY, 2022, {TOTAL: "blank"}, source="b.txt")]
    check = only(found(made), kind="duplicate")
    assert (check.code, check.status, check.cells) == ("versions", "fail", (TOTAL,))
    assert check.left_sources == ("a.txt",)  # it prints one figure more
    assert [(one.source, one.value, one.state) for one in check.evidence] == [
        ("a.txt", 4, "number"),
        ("b.txt", None, "blank"),
    ]
    assert "为4与无数字" in check.message
    assert "核对用前者" in check.message


@pytest.mark.parametrize(
    ("state", "review", "status"),
    [("unreadable", True, "pass"), ("absent", True, "pass"), ("absent", False, "fail"), ("blank", False, "fail")],
)
def test_what_one_version_could_not_read_is_no_difference(state: State, review: bool, status: str) -> None:
    made = report(AGENCY, 2022, {TOTAL: 4}, source="a.txt")
    other = replace(marked(made, TOTAL, value=None, state=state, review=review), source="b.txt", sha256="b")
    check = only(found([made, other]), kind="duplicate")
    assert (check.status, check.cells) == (status, (TOTAL,))
    assert check.code == ("completed" if status == "pass" else "versions")
    left, right = check.evidence
    assert (left.proposal, right.proposal) == (None, 4 if status == "pass" else None)
    assert ("另有1格仅一份读出" in check.message) == (status == "pass")


def test_a_table_that_one_version_lost_is_no_difference_and_figures_that_differ_are() -> None:
    made = report(AGENCY, 2022, {TOTAL: 4}, source="a.txt")
    requests = [cell for cell in made.cells if cell.startswith("requests.")]
    kept = {cell: each for cell, each in made.cells.items() if cell not in requests}
    lost = replace(made, source="b.txt", sha256="b", cells=kept, found=frozenset({"disclosure", "disputes"}))
    check = only(found([made, lost]), kind="duplicate")
    assert (check.code, check.status) == ("completed", "pass")
    assert set(check.cells) == set(requests)
    rules = "disclosure.rules.issued"
    check = only(found([made, marked(lost, rules, value=9)]), kind="duplicate")
    assert (check.code, check.status, check.cells) == ("versions", "fail", (rules,))


@pytest.mark.parametrize(
    "worse",
    [
        {"status": "partial"},
        {"failed_checks": 2},
        {"cells": marked(report(AGENCY, 2022), TOTAL, review=True).cells},
        {"cells": marked(report(AGENCY, 2022), TOTAL, value=None, state="blank").cells},
    ],
)
def test_the_better_reading_of_two_versions_is_used(worse: dict[str, object]) -> None:
    forward = "requests.carried_forward.total"
    for good, bad in (("a.txt", "b.txt"), ("b.txt", "a.txt")):
        poor = replace(report(AGENCY, 2022, source=bad), **worse)  # type: ignore[arg-type]
        poor = marked(poor, forward, value=7)
        made = [poor, report(AGENCY, 2022, source=good), report(AGENCY, 2023)]
        checks = found(made)
        assert failed(of_kind(checks, "year")) == set()
        assert only(checks, kind="duplicate").left_sources == (good,)


def test_three_versions_are_compared_to_the_used_one() -> None:
    made = [report(AGENCY, 2022, {TOTAL: at}, source=f"{at}.txt") for at in range(3)]
    checks = of_kind(found(made), "duplicate")
    assert len(checks) == 2
    assert len({check.left_sources for check in checks}) == 1


def test_duplicates_without_an_agency_are_found_by_the_file() -> None:
    made = report("我局", 2022)
    check = only(found([made, replace(made, source="again.txt")]), kind="duplicate")
    assert (check.code, check.status, check.agency) == ("same_file", "pass", None)


def test_cells_that_differ_and_cells_that_one_could_not_read() -> None:
    first = report(AGENCY, 2022, {TOTAL: 4, "requests.granted.total": 7})
    other = report(AGENCY, 2022, {TOTAL: 5, "requests.granted.total": "unreadable"})
    assert differing_cells(first, other) == (TOTAL, "requests.granted.total")
    assert completed_cells(first, other) == completed_cells(other, first) == ("requests.granted.total",)
    assert differing_cells(first, first) == completed_cells(first, first) == ()


def test_reports_of_two_agencies_differ_in_most() -> None:
    cells = [f"requests.granted.{column}" for column in ("natural_person", "commercial_enterprise", "total")]
    first, second, third = (
        report(AGENCY, 2022, dict(zip(cells, values, strict=True))) for values in ((1, 2, 3), (1, 2, 4), (5, 6, 7))
    )
    assert not differ_in_most(first, second)
    assert differ_in_most(first, third)
    assert not differ_in_most(report(AGENCY, 2022), report(AGENCY, 2022))  # zeros beside zeros say nothing
