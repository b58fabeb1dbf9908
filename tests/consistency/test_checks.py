"""The statutory arithmetic: when it passes, fails, stays open, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.consistency.checks import arithmetic_checks, structure_checks
from gkml.records.report import CheckRecord, Number, State
from gkml.tables.placed import Orphan, PlacedTable, Placement
from gkml.tables.table_cell import TableCell
from gkml.template import Column, Identity, RowSpec, Table, load_templates

TEMPLATES = load_templates()
APPLICANTS = [column.id for column in TEMPLATES.form("2021").table_by_id["requests"].columns]
ENDS = ("received_new", "received_carried_over", "handled_total", "carried_forward")

Values = Mapping[str, Number | None]


def cell(cell_id: str, value: Number | None, state: State | None = None) -> TableCell:
    return TableCell(
        cell_id, value, None if value is None else str(value), state or ("blank" if value is None else "number")
    )


def placed(table: Table, values: Values, *, found: bool = True) -> PlacedTable:
    """The table with these figures; cells that are not named are 0."""
    assert set(values) <= {cell_id for cell_id, _, _ in table.cells()}
    return PlacedTable(
        table, found, {cell_id: cell(cell_id, values.get(cell_id, 0)) for cell_id, _, _ in table.cells()}
    )


def checks(*tables: PlacedTable) -> dict[str, CheckRecord]:
    found = arithmetic_checks(Placement({table.table.id: table for table in tables}))
    assert len({check.id for check in found}) == len(found)
    return {check.id: check for check in found}


def shipped(form: str, table: str) -> Table:
    return TEMPLATES.form(form).table_by_id[table]


def requests(form: str = "2021", **figures: Number | None) -> PlacedTable:
    """The table of requests; ``granted__total=3`` is ``requests.granted.total``."""
    values = {f"requests.{name.replace('__', '.')}": value for name, value in figures.items()}
    return placed(shipped(form, "requests"), values)


# --- which checks there are ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "rows"), [("2019", 23), ("2021", 25)])
def test_every_rule_is_applied_to_every_row_or_column_it_holds_for(form: str, rows: int) -> None:
    found = checks(placed(shipped(form, "requests"), {}), placed(shipped(form, "disputes"), {}))
    assert [check.kind for check in found.values()].count("row_sum") == rows
    assert {name for name, check in found.items() if check.kind == "balance"} == {
        f"requests.balance.{column}" for column in APPLICANTS
    }
    assert {name for name, check in found.items() if check.kind == "outcome_sum"} == {
        f"requests.outcome_sum.{column}" for column in APPLICANTS
    }
    assert {name for name, check in found.items() if check.kind == "disputes_sum"} == {
        f"disputes.disputes_sum.{row.id}" for row in shipped(form, "disputes").rows
    }
    assert {check.status for check in found.values()} == {"pass"}


def test_the_cells_of_a_check_are_both_of_its_sides() -> None:
    found = checks(requests("2019"), placed(shipped("2019", "disputes"), {}))
    assert found["requests.row_sum.granted"].cells == tuple(f"requests.granted.{column}" for column in APPLICANTS)
    assert found["requests.balance.total"].cells == tuple(f"requests.{row}.total" for row in ENDS)
    outcome = found["requests.outcome_sum.total"].cells
    assert (len(outcome), outcome[0], outcome[-1]) == (20, "requests.granted.total", "requests.handled_total.total")
    assert found["disputes.disputes_sum.litigation_direct"].cells[-1] == "disputes.litigation_direct.total"


def test_a_table_that_is_not_there_is_not_checked() -> None:
    found = checks(placed(shipped("2021", "requests"), {"requests.granted.total": 5}, found=False))
    assert {check.status for check in found.values()} == {"not_applicable"}
    assert all(check.left is check.right is check.difference is None for check in found.values())


# --- the four outcomes ---------------------------------------------------------------------------------------------

FAILING: list[tuple[str, str, dict[str, Number | None]]] = [
    ("requests", "requests.row_sum.granted", {"requests.granted.natural_person": 7, "requests.granted.total": 5}),
    (
        "requests",
        "requests.outcome_sum.total",
        {"requests.other.remaining.total": 7, "requests.handled_total.total": 5},
    ),
    (
        "requests",
        "requests.balance.natural_person",
        {"requests.received_new.natural_person": 7, "requests.carried_forward.natural_person": 5},
    ),
    (
        "disputes",
        "disputes.disputes_sum.reconsideration",
        {"disputes.reconsideration.upheld": 7, "disputes.reconsideration.total": 5},
    ),
]


@pytest.mark.parametrize(("table", "name", "values"), FAILING)
def test_each_rule_can_pass_and_fail(table: str, name: str, values: dict[str, Number | None]) -> None:
    fails = checks(placed(shipped("2021", table), values))[name]
    assert (fails.status, fails.left, fails.right, fails.difference) == ("fail", 7, 5, 2)
    assert all(figure in fails.message for figure in ("7", "5", "相差2"))
    passes = checks(placed(shipped("2021", table), dict.fromkeys(values, 7)))[name]
    assert (passes.status, passes.left, passes.right, passes.difference) == ("pass", 7, 7, 0)
    assert "相符" in passes.message


@pytest.mark.parametrize(("table", "name", "values"), FAILING)
def test_a_blank_total_leaves_each_rule_open(table: str, name: str, values: dict[str, Number | None]) -> None:
    part, total = values
    found = checks(placed(shipped("2021", table), {part: 7, total: None}))[name]
    assert (found.status, found.left, found.right, found.difference) == ("undetermined", 7, None, None)
    assert "没有数字" in found.message


@pytest.mark.parametrize(("table", "name", "values"), FAILING)
def test_a_blank_part_leaves_each_rule_open_where_a_value_could_fit(
    table: str, name: str, values: dict[str, Number | None]
) -> None:
    part, total = values
    found = checks(placed(shipped("2021", table), {part: None, total: 5}))[name]
    assert (found.status, found.left, found.right) == ("undetermined", None, 5)


def test_a_blank_fails_where_the_other_figures_are_too_many_already() -> None:
    row = {
        "requests.granted.commercial_enterprise": None,
        "requests.granted.natural_person": 9,
        "requests.granted.total": 4,
    }
    found = checks(placed(shipped("2021", "requests"), row))["requests.row_sum.granted"]
    assert (found.status, found.left, found.right, found.difference) == ("fail", None, None, None)
    assert "9" in found.message
    assert "4" in found.message
    assert "商业企业" in found.message


def test_the_greatest_sum_that_leaves_room_for_a_blank_stays_open() -> None:
    row = {
        "requests.granted.commercial_enterprise": None,
        "requests.granted.natural_person": 4,
        "requests.granted.total": 4,
    }
    assert checks(placed(shipped("2021", "requests"), row))["requests.row_sum.granted"].status == "undetermined"


def test_blanks_on_both_sides_stay_open_whatever_stands_there() -> None:
    column = {
        "requests.received_new.total": None,
        "requests.received_carried_over.total": 50,
        "requests.handled_total.total": None,
    }
    found = checks(placed(shipped("2021", "requests"), column))["requests.balance.total"]
    assert (found.status, found.left, found.right) == ("undetermined", None, None)


@pytest.mark.parametrize("state", ["blank", "mark", "absent"])
def test_a_mark_or_a_missing_cell_is_no_zero(state: State) -> None:
    table = requests(granted__natural_person=3, granted__total=3)
    name = "requests.granted.research_institution"
    table = replace(table, cells={**table.cells, name: cell(name, None, state)})
    assert checks(table)["requests.row_sum.granted"].status == "undetermined"


def test_a_print_that_we_could_not_read_never_makes_a_check_fail() -> None:
    table = requests(granted__natural_person=9, granted__total=4)
    name = "requests.granted.research_institution"
    unread = replace(table, cells={**table.cells, name: cell(name, None, "unreadable")})
    assert checks(unread)["requests.row_sum.granted"].status == "undetermined"


def test_a_row_label_and_a_column_head_name_the_place_of_a_check() -> None:
    found = checks(requests(granted__total=1))
    assert "（一）予以公开" in found["requests.row_sum.granted"].message
    assert "自然人" in found["requests.balance.natural_person"].message


def test_many_blanks_are_not_all_named() -> None:
    table = placed(shipped("2021", "requests"), {f"requests.granted.{column}": None for column in APPLICANTS})
    message = checks(table)["requests.row_sum.granted"].message
    assert "等" in message
    assert message.count("（一）予以公开·") == 3


# --- money ---------------------------------------------------------------------------------------------------------

MONEY = Table(
    id="fees",
    form="2099",
    title="收费",
    section=2,
    layout="rows",
    rows=tuple(
        RowSpec(name, (label,), ("amount",)) for name, label in (("a", "甲费"), ("b", "乙费"), ("all", "合计费"))
    ),
    columns=(Column("amount", ("金额",), "money"),),
    identities=(Identity("outcome_sum", "rows", ("a", "b"), ("all",)),),
)


def money(*amounts: str) -> CheckRecord:
    values = dict(zip(("fees.a.amount", "fees.b.amount", "fees.all.amount"), map(Decimal, amounts), strict=True))
    (found,) = checks(placed(MONEY, values)).values()
    return found


@pytest.mark.parametrize(
    ("amounts", "status"),
    [
        (("1.2", "3.4", "4.6"), "pass"),
        (("0.1", "0.2", "0.3"), "pass"),  # not so in floating point
        (("1.24", "3.44", "4.7"), "pass"),  # 4.67 … 4.69 lies in 4.65 … 4.75
        (("1.2", "3.4", "4.7"), "pass"),  # within half a unit of each of the three
        (("1.2", "3.4", "4.8"), "fail"),
        (("-1.5", "2.0", "0.5"), "pass"),
        (("-1.5", "2.0", "3.5"), "fail"),
        (("1.20", "3.40", "4.70"), "fail"),
        (("9116.36", "24252.311082", "33368.67"), "pass"),
        (("9116.36", "24252.311082", "33368.69"), "fail"),
    ],
)
def test_money_compares_as_what_its_decimals_stand_for(amounts: tuple[str, str, str], status: str) -> None:
    found = money(*amounts)
    assert found.status == status
    assert all(amount in found.message for amount in amounts)


def test_money_is_summed_exactly() -> None:
    found = money("0.000001", "123456789.1", "5")
    assert (found.left, found.difference) == (Decimal("123456789.100001"), Decimal("123456784.100001"))


# --- properties ----------------------------------------------------------------------------------------------------


@st.composite
def consistent(draw: st.DrawFn) -> PlacedTable:
    """A table of requests in which everything adds up."""
    table = shipped(draw(st.sampled_from(["2019", "2021"])), "requests")
    outcomes = [row.id for row in table.rows if row.id not in ENDS]
    count = st.integers(0, 40)
    figures: dict[tuple[str, str], int] = {}
    for column in APPLICANTS[:-1]:
        for row in outcomes:
            figures[row, column] = draw(count)
        handled = sum(figures[row, column] for row in outcomes)
        forward = draw(count)
        carried = draw(st.integers(0, handled + forward))
        figures.update(
            zip([(row, column) for row in ENDS], [handled + forward - carried, carried, handled, forward], strict=True)
        )
    for spec in table.rows:
        figures[spec.id, "total"] = sum(figures[spec.id, column] for column in APPLICANTS[:-1])
    return placed(table, {table.cell_id(*key): value for key, value in figures.items()})


@settings(max_examples=25, deadline=None)
@given(consistent())
def test_a_consistent_table_never_fails(table: PlacedTable) -> None:
    assert {check.status for check in checks(table).values()} == {"pass"}


@settings(max_examples=50, deadline=None)
@given(consistent(), st.data())
def test_one_changed_figure_fails_the_checks_of_its_row_and_column_and_no_other(
    table: PlacedTable, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(table.cells)))
    old = table.cells[name].value
    assert isinstance(old, int)
    new = data.draw(st.integers(0, 99).filter(lambda value: value != old))
    found = checks(replace(table, cells={**table.cells, name: cell(name, new)}))
    assert {key for key, check in found.items() if check.status == "fail"} == {
        key for key, check in found.items() if name in check.cells
    }
    assert all(abs(check.difference or 0) == abs(new - old) for check in found.values() if check.status == "fail")


@settings(max_examples=50, deadline=None)
@given(consistent(), st.data())
def test_blanking_figures_never_makes_a_true_table_fail(table: PlacedTable, data: st.DataObject) -> None:
    blanked = data.draw(st.sets(st.sampled_from(sorted(table.cells)), min_size=1, max_size=20))
    cells = {name: cell(name, None) if name in blanked else record for name, record in table.cells.items()}
    for check in checks(replace(table, cells=cells)).values():
        assert check.status == ("undetermined" if blanked & set(check.cells) else "pass")


# --- structure -----------------------------------------------------------------------------------------------------


def structure(table: PlacedTable) -> CheckRecord:
    (found,) = structure_checks(Placement({table.table.id: table}))
    return found


def test_a_whole_table_passes() -> None:
    found = structure(requests())
    assert (found.id, found.kind, found.status) == ("requests.structure", "structure", "pass")
    assert "25行" in found.message


def test_a_table_that_is_not_found_fails_by_its_title() -> None:
    found = structure(replace(requests(), found=False))
    assert found.status == "fail"
    assert "收到和处理政府信息公开申请情况" in found.message


def test_missing_rows_are_counted_and_named_with_their_cells() -> None:
    rows = tuple(row.id for row in shipped("2021", "requests").rows[2:7])
    found = structure(replace(requests(), missing_rows=rows))
    assert found.status == "fail"
    assert "缺少5行：（一）予以公开" in found.message
    assert found.cells == tuple(f"requests.{row}.{column}" for row in rows for column in APPLICANTS)


def test_figures_that_belong_to_no_row_are_counted() -> None:
    found = structure(replace(requests(), orphans=(Orphan("1", 0, 1), Orphan("2", 2, 2), Orphan("3 4", 4))))
    assert (found.status, found.cells) == ("fail", ())
    assert "3处数字" in found.message
