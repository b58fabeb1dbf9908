"""The statutory arithmetic (勾稽关系) applied to the placed cells: every rule on every row or column it holds for.

Counts compare exactly, money as the intervals that its printed decimals stand for. A blank operand leaves a check
undetermined, unless no value that it could have would make it hold. Nothing is ever changed to make a sum come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from gkml.equations import Equation, table_equations
from gkml.form import split_cell_id
from gkml.numerals import half_unit
from gkml.records.report import CheckRecord, Number
from gkml.records.schema import shown_number
from gkml.tables.placed import PlacedTable, Placement
from gkml.template import Column, RowSpec, Table

__all__ = ["arithmetic_checks", "structure_checks"]


def arithmetic_checks(placement: Placement) -> tuple[CheckRecord, ...]:
    """All identities of all tables; those of a table that the report does not have are not applicable."""
    return tuple(check for placed in placement.tables.values() for check in _table_checks(placed))


def _table_checks(placed: PlacedTable) -> Iterator[CheckRecord]:
    for equation in table_equations(placed.table):
        yield _check(placed, equation)


def _check(placed: PlacedTable, equation: Equation) -> CheckRecord:
    kind, cells = equation.identity.kind, equation.cells
    if not placed.found:
        return CheckRecord(equation.id, kind, "not_applicable", cells=cells, message="报告中没有这张表")
    words = _words(placed.table)[equation.id]
    values = [value for cell in cells if (value := placed.cells[cell].value) is not None]
    if len(values) < len(cells):
        return _with_missing(placed, equation, words)
    sides = len(equation.left)
    left, right = values[:sides], values[sides:]
    a, b = _sum(left), _sum(right)
    difference = a - b
    size = max(difference, -difference)
    holds = not size or size <= _tolerance(values)
    relation = "，相符" if holds else f"，相差{shown_number(size)}"
    other = "表中为" if len(right) == 1 else f"{_terms(right)}="
    message = f"{words}：{_terms(left)}={shown_number(a)}，{other}{shown_number(b)}{relation}"
    return CheckRecord(equation.id, kind, "pass" if holds else "fail", a, b, difference, cells, message, sides)


@lru_cache(maxsize=512)  # tables are few and never change
def _words(table: Table) -> Mapping[str, str]:
    """For each equation its row or column, and the rule in words."""
    words = {}
    for equation in table_equations(table):
        by_row = equation.identity.along == "columns"
        specs: Mapping[str, RowSpec | Column] = table.row_by_id if by_row else table.column_by_id
        words[equation.id] = f"“{specs[equation.place].labels[0]}”{_rule(table, equation)}"
    return words


def _rule(table: Table, equation: Equation) -> str:
    """The rule in words: ``一行各列之和应等于总计``, ``一列本年新收…加上年结转…应等于…``."""
    identity = equation.identity
    specs: Mapping[str, RowSpec | Column] = table.row_by_id if identity.along == "rows" else table.column_by_id
    place, parts = ("一列", "各项") if identity.along == "rows" else ("一行", "各列")

    def side(names: Sequence[str]) -> str:
        return f"{parts}之和" if len(names) > _FEW else "加".join(f"“{specs[name].labels[0]}”" for name in names)

    left = [name for name in identity.left if name not in table.absent]
    return f"{place}{side(left)}应等于{side(identity.right)}"


_FEW = 2  # terms that a message names one by one


def _with_missing(placed: PlacedTable, equation: Equation, words: str) -> CheckRecord:
    """Counts are never negative: where what is printed on one side already exceeds a complete other side, it fails."""
    left, right, cells, kind = equation.left, equation.right, equation.cells, equation.identity.kind
    missing = [cell for cell in cells if placed.cells[cell].value is None]
    a, b = (_sum(placed.cells[cell].value for cell in side) for side in (left, right))
    lacking = [any(cell in missing for cell in side) for side in (left, right)]
    impossible = (lacking[0] and not lacking[1] and a > b) or (lacking[1] and not lacking[0] and b > a)
    impossible = impossible and not any(_open_ended(placed, cell) for cell in missing)
    where = "、".join(_short(placed.table, cell) for cell in missing[:3]) + ("等" if len(missing) > 3 else "")
    if impossible and not any(placed.cells[cell].state == "unreadable" for cell in missing):
        message = (
            f"{words}：已填各数之和{shown_number(max(a, b))}大于{shown_number(min(a, b))}，{where}无论填什么都不相符"
        )
        return CheckRecord(equation.id, kind, "fail", None, None, None, cells, message, len(left))
    message = f"{words}：{where}没有数字，无法核对"
    known = (None if lacking[0] else a, None if lacking[1] else b)
    return CheckRecord(equation.id, kind, "undetermined", *known, None, cells, message, len(left))


def _open_ended(placed: PlacedTable, cell: str) -> bool:
    """Whether a missing figure could be negative, or is money, which is known to its printed decimals only."""
    column = placed.table.column_by_id[cell.rpartition(".")[2]]
    return column.signed or column.unit == "money"


def _sum(values: Iterable[Number | None]) -> Number:
    """Sum of the figures that are there."""
    return sum((value or 0 for value in values), 0)


def _tolerance(values: Iterable[Number]) -> Decimal:
    """Half a unit in the last printed place for each amount of money; counts are exact."""
    return sum((half_unit(value) for value in values if isinstance(value, Decimal)), Decimal(0))


def _terms(values: Iterable[Number]) -> str:
    return "+".join([shown_number(value) for value in values if value] or ["0"])


def _short(table: Table, cell: str) -> str:
    _, row, column = split_cell_id(cell)
    return f"{table.row_by_id[row].labels[0]}·{table.column_by_id[column].labels[0]}"


def structure_checks(placement: Placement) -> tuple[CheckRecord, ...]:
    """One check a table: is it there, with all its rows, and with nothing left over."""
    checks = []
    for table_id, placed in placement.tables.items():
        name = f"{table_id}.structure"
        title = placed.table.title
        cells: tuple[str, ...] = ()
        if not placed.found:
            checks.append(CheckRecord(name, "structure", "fail", message=f"未找到《{title}》的表格"))
            continue
        problems = []
        if placed.missing_rows:
            shown = "、".join(placed.table.row_by_id[row].labels[0] for row in placed.missing_rows[:3])
            more = "等" if len(placed.missing_rows) > 3 else ""
            problems.append(f"缺少{len(placed.missing_rows)}行：{shown}{more}")
            cells = tuple(
                placed.table.cell_id(row, column)
                for row in placed.missing_rows
                for column in placed.table.row_by_id[row].columns
            )
        if placed.orphans:
            problems.append(f"{len(placed.orphans)}处数字不属于表中任何一行")
        status: Literal["fail", "pass"] = "fail" if problems else "pass"
        message = f"《{title}》" + ("；".join(problems) if problems else f"{len(placed.table.rows)}行齐全")
        checks.append(CheckRecord(name, "structure", status, cells=cells, message=message))
    return tuple(checks)
