"""One agency from year to year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.records.report import Number, State
from gkml.series.cells import cell_facts
from gkml.series.finding import SeriesCheck
from gkml.series.kept import KeptCell, KeptReport
from gkml.series.years import year_checks
from tests.series.records import COLUMNS, TEMPLATES, failed, form_of, found, marked, of_kind, only, report

FACTS = cell_facts(TEMPLATES)
AGENCY = "岚溪市教育局"
FORWARD, OVER = "requests.carried_forward.", "requests.received_carried_over."


def checks(first: KeptReport, second: KeptReport) -> dict[str, SeriesCheck]:
    return {
        check.id.partition("/")[2]: check for check in year_checks(AGENCY, first, second, FACTS, TEMPLATES.year_rules)
    }


def pair(
    first: dict[str, Number | State], second: dict[str, Number | State], year: int = 2022
) -> tuple[KeptReport, KeptReport]:
    return report(AGENCY, year, first), report(AGENCY, year + 1, second)


def carried(first: Number | State, second: Number | State) -> SeriesCheck:
    made = pair({f"{FORWARD}total": first}, {f"{OVER}total": second})
    return checks(*made)["2022-2023/requests.year.carried_forward.total"]


# --- which checks there are ---


def test_two_reports_of_the_form_of_2021() -> None:
    found = checks(*pair({}, {}))
    carried = [f"2022-2023/requests.year.carried_forward.{column}" for column in COLUMNS]
    in_force = [f"2022-2023/disclosure.year.in_force.{row}" for row in ("rules", "normative_documents")]
    assert list(found) == carried + in_force
    assert {check.status for check in found.values()} == {"pass"}


def test_two_reports_of_the_form_of_2019() -> None:
    found = checks(*pair({}, {}, 2019))
    rows = ("licensing", "other_services", "penalties", "coercion", "fees")
    assert list(found)[7:] == [f"2019-2020/disclosure.year.previous_items.{row}" for row in rows]


def test_of_two_forms_only_what_both_tell_is_compared() -> None:
    found = checks(*pair({}, {}, 2020))
    assert {check.code for check in found.values()} == {"carried_forward"}
    mixed = report(AGENCY, 2022, form="2019"), report(AGENCY, 2023)
    assert {check.code for check in checks(*mixed).values()} == {"carried_forward"}


def test_a_table_that_a_report_does_not_have_is_not_checked() -> None:
    found = checks(report(AGENCY, 2022), report(AGENCY, 2023, found=frozenset({"requests"})))
    assert {check.status for check in found.values() if check.code == "in_force"} == {"not_applicable"}
    assert "2023年报告中没有这张表" in found["2022-2023/disclosure.year.in_force.rules"].message
    assert {check.status for check in found.values() if check.code == "carried_forward"} == {"pass"}


def test_years_with_a_gap_between_them_are_not_compared() -> None:
    made = [report(AGENCY, year, {f"{FORWARD}total": year}) for year in (2020, 2022, 2023)]
    years = {(check.left_years, check.right_years) for check in of_kind(found(made), "year")}
    assert years == {((2022,), (2023,)), ((2022, 2023), (2023,))}


# --- what comes out of them ---


def test_what_is_carried_forward_is_what_the_next_year_begins_with() -> None:
    check = carried(5, 5)
    assert (check.status, check.left, check.right, check.difference) == ("pass", 5, 5, 0)
    check = carried(5, 3)
    assert (check.status, check.left, check.right, check.difference) == ("fail", 5, 3, 2)
    assert check.cells == (f"{FORWARD}total", f"{OVER}total")
    assert (check.left_years, check.right_years) == ((2022,), (2023,))
    assert check.left_sources == (f"{AGENCY}/2022.txt",)
    assert "总计" in check.message
    assert "2022年“四、结转下年度继续办理”为5" in check.message
    assert "相差2" in check.message


@pytest.mark.parametrize(("in_force", "status"), [(14, "pass"), (15, "fail"), (13, "fail")])
def test_documents_in_force(in_force: int, status: str) -> None:
    row = "disclosure.normative_documents."
    made = pair({f"{row}in_force": 12}, {f"{row}issued": 4, f"{row}repealed": 2, f"{row}in_force": in_force})
    check = checks(*made)["2022-2023/disclosure.year.in_force.normative_documents"]
    assert (check.status, check.left, check.right) == (status, 14, in_force)
    assert check.left_years == (2022, 2023)
    assert "12+2023年“本年制发件数”4-2023年“本年废止件数”2=14" in check.message
    assert len(check.evidence) == 4


@pytest.mark.parametrize(("change", "status"), [(-3, "pass"), (3, "fail")])
def test_items_of_the_year_before(change: int, status: str) -> None:
    row = "disclosure.penalties."
    made = pair({f"{row}previous_items": 20, f"{row}change": change}, {f"{row}previous_items": 17}, 2019)
    check = checks(*made)["2019-2020/disclosure.year.previous_items.penalties"]
    assert (check.status, check.left) == (status, 20 + change)


@pytest.mark.parametrize("state", ["blank", "mark", "absent", "unreadable"])
def test_a_cell_without_a_figure_is_no_zero(state: State) -> None:
    for check in (carried(state, 0), carried(0, state)):
        assert (check.status, check.difference) == ("undetermined", None)
        assert "无法核对" in check.message
    assert "未能读出" in carried("unreadable", 4).message


@pytest.mark.parametrize(
    ("in_force", "alternatives", "proposal"),
    [(4, (), 13), (4, (13, 31), 13), (4, (31,), None), (-20, (), None)],  # the last asks for a negative count
)
def test_the_other_year_singles_out_what_could_not_be_read(
    in_force: int, alternatives: tuple[int, ...], proposal: int | None
) -> None:
    row = "disclosure.rules."
    first, second = pair({f"{row}in_force": in_force}, {f"{row}issued": 9, f"{row}in_force": "unreadable"})
    second = marked(second, f"{row}in_force", alternatives=alternatives)
    check = checks(first, second)["2022-2023/disclosure.year.in_force.rules"]
    assert check.status == "undetermined"
    assert [one.proposal for one in check.evidence if one.proposal is not None] == [13] * (proposal is not None)
    assert ("应为13" in check.message) is (proposal is not None)


def totals(first: dict[str, Any], second: dict[str, Any]) -> SeriesCheck:
    """What is said of one running total; ``year`` and ``cumulative`` of the two reports."""
    made = [
        KeptReport(
            f"{year}.txt", str(year), "ok", AGENCY, year, frozenset({"statistics"}), 0,
            {f"statistics.received_total.{column}": kept for column, kept in cells.items()},
        )
        for year, cells in ((2016, first), (2017, second))
    ]  # fmt: skip
    return checks(*made)["2016-2017/statistics.year.cumulative.received_total"]


def number(value: int) -> KeptCell:
    return KeptCell(value, "number")


@pytest.mark.parametrize(
    ("before", "year", "after", "status", "says"),
    [
        (19, 4, 23, "pass", "相符"),
        (19, 4, 24, "fail", "相差1"),  # it went on, and is off
        (19, 4, 22, "fail", "相差1"),
        (19, 4, 4, "not_applicable", "重新起算"),  # begun anew with this year
        (19, 4, 11, "undetermined", "可能已重新起算"),  # begun anew, or wrong
        (19, 0, 0, "not_applicable", "重新起算"),
    ],
)
def test_a_running_total_goes_on_or_is_begun_anew(before: int, year: int, after: int, status: str, says: str) -> None:
    check = totals(
        {"year": number(1), "cumulative": number(before)}, {"year": number(year), "cumulative": number(after)}
    )
    assert (check.status, says in check.message) == (status, True)


@pytest.mark.parametrize(
    ("ways", "proposals"),
    [
        (((2, 29, 294, 2949), (94981916, 4981916, 981916, 81916)), [2949, 81916]),
        (((2, 29), (94981916, 4981916)), []),  # none of them fits
        ((), []),
    ],
)
def test_last_years_total_cuts_two_figures_run_together(
    ways: tuple[tuple[int, ...], ...], proposals: list[int]
) -> None:
    unread = [KeptCell(None, "unreadable", alternatives=way) for way in ways or ((), ())]
    check = totals(
        {"year": number(1), "cumulative": number(78967)}, dict(zip(("year", "cumulative"), unread, strict=True))
    )
    assert check.status == "undetermined"
    assert [one.proposal for one in check.evidence if one.proposal is not None] == proposals


def test_a_blank_fails_where_no_count_could_stand_there() -> None:
    row = "disclosure.rules."
    blank: dict[str, Number | State] = {f"{row}in_force": "blank"}
    too_many = checks(*pair(blank, {f"{row}issued": 9, f"{row}in_force": 4}))
    assert too_many["2022-2023/disclosure.year.in_force.rules"].status == "fail"
    assert "无论填什么都不相符" in too_many["2022-2023/disclosure.year.in_force.rules"].message
    enough = checks(*pair(blank, {f"{row}issued": 9, f"{row}in_force": 9}))
    assert enough["2022-2023/disclosure.year.in_force.rules"].status == "undetermined"
    unread = checks(*pair({f"{row}in_force": "unreadable"}, {f"{row}issued": 9, f"{row}in_force": 4}))
    assert unread["2022-2023/disclosure.year.in_force.rules"].status == "undetermined"


def test_a_blank_that_may_be_negative_never_fails() -> None:
    row = "disclosure.penalties."
    made = pair({f"{row}previous_items": 9, f"{row}change": "blank"}, {f"{row}previous_items": 4}, 2019)
    assert checks(*made)["2019-2020/disclosure.year.previous_items.penalties"].status == "undetermined"


@given(*[st.none() | st.integers(0, 3)] * 4)
def test_a_blank_fails_exactly_where_no_count_fits(
    before: int | None, issued: int | None, repealed: int | None, after: int | None
) -> None:
    row = "disclosure.rules."
    values = {"issued": issued, "repealed": repealed, "in_force": after}
    second: dict[str, Number | State] = {
        f"{row}{name}": "blank" if value is None else value for name, value in values.items()
    }
    check = checks(*pair({f"{row}in_force": "blank" if before is None else before}, second))
    fits = any(
        b + i - r == a
        for b in ([before] if before is not None else range(20))
        for i in ([issued] if issued is not None else range(20))
        for r in ([repealed] if repealed is not None else range(20))
        for a in ([after] if after is not None else range(20))
    )
    status = check["2022-2023/disclosure.year.in_force.rules"].status
    known = None not in (before, issued, repealed, after)
    assert status == ("fail" if not fits else "pass" if known else "undetermined")


# --- who is the likelier culprit ---


def doubted(side: int, **fields: object) -> SeriesCheck:
    """Of 5 carried forward and 3 carried over, one is in doubt."""
    made = list(pair({f"{FORWARD}total": 5}, {f"{OVER}total": 3}))
    made[side] = marked(made[side], (f"{FORWARD}total", f"{OVER}total")[side], **fields)
    return checks(made[0], made[1])["2022-2023/requests.year.carried_forward.total"]


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"review": True}, "待核"),
        ({"cause": "ambiguous"}, "待核"),
        ({"failed": True}, "勾稽不符"),
        ({"cause": "source"}, "自相矛盾"),
        ({"cause": "reading"}, "可能误读"),
    ],
)
def test_the_side_that_its_own_record_doubts_is_the_likelier_culprit(
    side: int, fields: dict[str, object], words: str
) -> None:
    check = doubted(side, **fields)
    assert check.suspect == f"{AGENCY}/{2022 + side}.txt"
    assert words in check.message
    assert f"较可能是{2022 + side}年报告一侧有误" in check.message


def test_no_culprit_where_neither_record_or_both_alike_doubt() -> None:
    assert carried(5, 3).suspect is None
    first, second = pair({f"{FORWARD}total": 5}, {f"{OVER}total": 3})
    both = checks(marked(first, f"{FORWARD}total", review=True), marked(second, f"{OVER}total", review=True))
    assert both["2022-2023/requests.year.carried_forward.total"].suspect is None
    assert "存疑" in both["2022-2023/requests.year.carried_forward.total"].message


def test_another_reading_that_agrees_with_the_other_year_weighs_most() -> None:
    first, second = pair({f"{FORWARD}total": 5}, {f"{OVER}total": 3})
    first = marked(first, f"{FORWARD}total", cause="reading")
    for fields in ({"proposal": 5}, {"alternatives": (8, 5)}):
        check = checks(first, marked(second, f"{OVER}total", **fields))["2022-2023/requests.year.carried_forward.total"]
        assert check.suspect == second.source
        assert "5，如此则两年相符" in check.message
    check = checks(first, marked(second, f"{OVER}total", proposal=4))["2022-2023/requests.year.carried_forward.total"]
    assert check.suspect == first.source


def test_a_check_that_holds_says_what_is_in_doubt_and_suspects_nobody() -> None:
    first, second = pair({f"{FORWARD}total": 5}, {f"{OVER}total": 5})
    check = checks(first, marked(second, f"{OVER}total", review=True))["2022-2023/requests.year.carried_forward.total"]
    assert (check.status, check.suspect) == ("pass", None)
    assert "2023年“二、上年结转政府信息公开申请数量”待核" in check.message
    assert [operand.review for operand in check.evidence] == [False, True]


def test_a_contradiction_says_that_the_agency_is_spelt_in_two_ways() -> None:
    made = [report(AGENCY, 2022, {f"{FORWARD}total": 5}), report(f"澜江省{AGENCY}", 2023)]
    check = only(found(made), kind="year", status="fail")
    assert check.agency == f"澜江省{AGENCY}"
    assert f"写法不同（{AGENCY}、澜江省{AGENCY}）" in check.message


# --- series ---


@st.composite
def series(draw: st.DrawFn) -> list[KeptReport]:
    """Reports of one agency in which every year begins with what the year before left."""
    first, count = draw(st.integers(2019, 2022)), draw(st.integers(2, 4))
    small = st.integers(0, 9)
    made = []
    left = {cell: draw(small) for cell in (f"carried.{column}" for column in COLUMNS)}
    stock = {"rules": draw(small), "normative_documents": draw(small)}
    items = dict.fromkeys(("licensing", "other_services", "penalties", "coercion", "fees"), 5)
    for year in range(first, first + count):
        values: dict[str, Number | State] = {}
        for column in COLUMNS:
            values[f"{OVER}{column}"] = left[f"carried.{column}"]
            values[f"{FORWARD}{column}"] = left[f"carried.{column}"] = draw(small)
        if form_of(year) == "2021":
            for row, in_force in stock.items():
                issued, repealed = draw(small), draw(st.integers(0, in_force))
                stock[row] = in_force + issued - repealed
                values |= {f"disclosure.{row}.issued": issued, f"disclosure.{row}.repealed": repealed}
                values[f"disclosure.{row}.in_force"] = stock[row]
        else:
            for row, before in items.items():
                change = draw(st.integers(-before, 5))
                values |= {f"disclosure.{row}.previous_items": before, f"disclosure.{row}.change": change}
                items[row] = before + change
        made.append(report(AGENCY, year, values))
    return made


@given(series())
def test_a_consistent_series_never_fails(made: list[KeptReport]) -> None:
    statuses = {check.status for check in found(made)}
    assert statuses == {"pass"}


@given(series(), st.data())
def test_one_changed_figure_is_found_by_exactly_the_checks_that_hold_it(
    made: list[KeptReport], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(made) - 1))
    touched = {(one.source, one.cell) for check in found(made) for one in check.evidence}
    cell = data.draw(st.sampled_from(sorted(cell for source, cell in touched if source == made[at].source)))
    old = made[at].cells[cell].value
    assert old is not None
    made[at] = marked(made[at], cell, value=old + data.draw(st.sampled_from([-11, -1, 1, 17])))
    checks = found(made)
    assert failed(checks) == {
        check.id for check in checks if any((one.source, one.cell) == (made[at].source, cell) for one in check.evidence)
    }


@given(series(), st.data())
def test_a_blanked_figure_leaves_exactly_its_checks_open_or_impossible(
    made: list[KeptReport], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(made) - 1))
    cell = data.draw(st.sampled_from(sorted(made[at].cells)))
    made[at] = marked(made[at], cell, value=None, state="blank")
    for check in found(made):
        holds_it = any((one.source, one.cell) == (made[at].source, cell) for one in check.evidence)
        assert check.status == ("undetermined" if holds_it else "pass")


def test_money_would_compare_by_its_printed_places() -> None:
    first, second = pair({f"{FORWARD}total": Decimal("1.25")}, {f"{OVER}total": Decimal("1.3")})
    assert checks(first, second)["2022-2023/requests.year.carried_forward.total"].status == "fail"  # counts are exact
