"""Governments against what belongs to them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkml.records.report import Number, State
from gkml.series.cells import cell_facts
from gkml.series.finding import SeriesCheck
from gkml.series.hierarchy import hierarchy_checks
from tests.series.records import FORMS, TEMPLATES, failed, found, marked, of_kind, only, report

CITY, ONE, TWO = "岚溪市人民政府", "岚溪市榆岭区人民政府", "岚溪市柳渡区人民政府"
AREAS = [(ONE, CITY), (TWO, CITY)]
CELL = "disclosure.penalties.decisions"
FEES = "disclosure.fees.amount"


def compared(*values: Number | State, cell: str = CELL, year: int = 2022) -> SeriesCheck:
    """City, one district, the other."""
    made = [report(agency, year, {cell: value}) for agency, value in zip((CITY, ONE, TWO), values, strict=True)]
    return only(found(made, AREAS), id=f"{CITY}/{year}/{cell.replace('.', '.hierarchy.', 1)}")


@pytest.mark.parametrize(
    ("values", "status", "left", "right", "difference"),
    [
        ((7, 4, 3), "pass", 7, 7, 0),
        ((0, 0, 0), "pass", 0, 0, 0),
        ((6, 4, 3), "fail", 6, 7, -1),
        ((8, 4, 3), "undetermined", 8, 7, 1),
        (("blank", 4, 3), "undetermined", None, 7, None),
        (("unreadable", 4, 3), "undetermined", None, 7, None),
        ((7, 4, "blank"), "undetermined", 7, None, None),
        ((4, 4, "blank"), "undetermined", 4, None, None),
        ((3, 4, "blank"), "fail", 3, 4, -1),
        ((3, 4, "unreadable"), "fail", 3, 4, -1),
        ((0, "mark", "blank"), "undetermined", 0, None, None),
    ],
)
def test_a_figure_against_the_sum_of_those_below(
    values: tuple[Number | State, ...], status: str, left: int | None, right: int | None, difference: int | None
) -> None:
    check = compared(*values)
    assert (check.status, check.left, check.right, check.difference) == (status, left, right, difference)
    assert check.cells == (CELL,)
    assert check.agency == CITY


def test_what_a_contradiction_says() -> None:
    check = compared(6, 4, 3)
    assert "行政处罚·本年处理决定数量" in check.message
    assert "下级2份报告之和为7，下级之和多出1" in check.message
    assert "如已汇总" in check.message
    assert check.left_sources == (f"{CITY}/2022.txt",)
    assert set(check.right_sources) == {f"{ONE}/2022.txt", f"{TWO}/2022.txt"}


def test_reports_with_a_zero_are_added_up_and_not_named() -> None:
    assert compared(4, 4, 0).right_sources == (f"{ONE}/2022.txt",)
    assert compared(4, 4, "blank").right_sources == tuple(f"{name}/2022.txt" for name in sorted((ONE, TWO)))


def test_a_figure_that_may_be_negative_never_fails() -> None:
    change = "disclosure.penalties.change"
    assert compared(3, 9, -6, cell=change, year=2020).status == "pass"
    assert compared(2, 9, -6, cell=change, year=2020).status == "undetermined"
    assert compared(2, 9, "blank", cell=change, year=2020).status == "undetermined"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        (("7.5", "4.1", "3.4"), "pass"),
        (("7.5", "4.14", "3.41"), "pass"),  # 7.55 and half a unit of each
        (("7.5", "4.1", "3.6"), "fail"),
        (("7.50", "4.10", "3.45"), "fail"),
        (("7.9", "4.1", "3.4"), "undetermined"),
    ],
)
def test_money_compares_by_its_printed_places(values: tuple[str, ...], status: str) -> None:
    assert compared(*map(Decimal, values), cell=FEES).status == status


def test_every_cell_is_compared_once() -> None:
    checks = of_kind(found([report(name, 2022) for name in (CITY, ONE, TWO)], AREAS), "hierarchy")
    assert [check.code for check in checks].count("coverage") == 1
    assert {check.cells for check in checks if check.code != "coverage"} == {(cell,) for cell in FORMS["2021"]}
    assert {check.status for check in checks} == {"pass"}


def test_of_two_forms_what_both_have_is_compared_and_the_rest_is_open() -> None:
    made = [report(CITY, 2022), report(ONE, 2022), report(TWO, 2022, form="2019")]
    checks = {check.cells: check for check in of_kind(found(made, AREAS), "hierarchy")}
    assert checks[("requests.granted.total",)].status == "pass"
    assert checks[("disclosure.rules.in_force",)].status == "undetermined"
    assert ("disclosure.rules.made",) not in checks


def test_a_district_without_a_report_leaves_open_what_is_not_too_much_already() -> None:
    made = [report(CITY, 2022, {CELL: 5}), report(ONE, 2022, {CELL: 4})]
    checks = found(made, AREAS)
    assert only(checks, cells=(CELL,)).status == "undetermined"
    coverage = only(checks, code="coverage")
    assert (coverage.status, coverage.id) == ("undetermined", f"{CITY}/2022/hierarchy")
    assert f"缺{TWO}" in coverage.message
    made[1] = report(ONE, 2022, {CELL: 6})
    assert only(found(made, AREAS), cells=(CELL,)).status == "fail"


def test_a_government_without_a_report_has_one_finding() -> None:
    (check,) = of_kind(found([report(ONE, 2022), report(TWO, 2022)], [*AREAS, (CITY, None)]), "hierarchy")
    assert (check.code, check.status) == ("coverage", "undetermined")
    assert "本级没有报告" in check.message


def test_a_government_that_includes_hardly_anything_is_said_so() -> None:
    small = dict.fromkeys(FORMS["2021"], 1)
    large = dict.fromkeys(FORMS["2021"], 5)
    checks = found([report(CITY, 2022, small), report(ONE, 2022, large), report(TWO, 2022, large)], AREAS)
    assert "可能不是汇总口径" in only(checks, code="coverage").message
    one = found([report(CITY, 2022, large | {CELL: 1}), report(ONE, 2022, small), report(TWO, 2022, small)], AREAS)
    assert len(failed(one)) == 1
    assert "口径" not in only(one, code="coverage").message


def test_the_likelier_culprit_is_the_one_report_in_doubt() -> None:
    made = [report(name, 2022, {CELL: value}) for name, value in ((CITY, 6), (ONE, 4), (TWO, 3))]
    doubted = [made[0], marked(made[1], CELL, cause="reading"), made[2]]
    check = only(found(doubted, AREAS), cells=(CELL,))
    assert check.suspect == made[1].source
    assert f"{ONE}可能误读" in check.message


def test_a_year_in_which_nothing_belongs_to_a_government_has_no_check() -> None:
    checks = found([report(CITY, 2022), report(ONE, 2023)], [(TWO, ONE)])
    assert {check.left_years for check in of_kind(checks, "hierarchy")} == {(2023,)}


def test_agencies_are_matched_in_spite_of_their_spelling() -> None:
    made = [report("岚溪市政府办公室", 2022, {CELL: 4}), report("榆岭区人民政府", 2022, {CELL: 4})]
    check = only(found(made, [("澜江省岚溪市榆岭区", "岚溪市人民政府")]), cells=(CELL,))
    assert (check.status, check.right) == ("pass", 4)


def test_evidence_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.series.hierarchy._MOST_TOLD", 1)
    check = compared(6, 4, 3)
    assert (check.status, check.right, len(check.evidence)) == ("fail", 7, 2)
    assert "另有1份下级报告未列为证据" in check.message


def test_a_government_without_a_report_has_its_coverage_alone() -> None:
    checks = list(hierarchy_checks(CITY, 2022, None, [], lambda member: None, cell_facts(TEMPLATES)))
    assert [check.code for check in checks] == ["coverage"]
