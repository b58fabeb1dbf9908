"""Figures: what the statutory tables of an invented agency hold, adding up as the law asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from gkml.template import Table, Templates, load_templates
from training.synthesis.dice import Dice

__all__ = ["Figure", "Figures", "State", "draw_figures", "tables_of", "templates"]

State = Literal["number", "blank", "mark", "absent", "unreadable"]

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_organization",
    "legal_service_organization",
    "other_organization",
)
_APPLICANT_WEIGHTS = (1.0, 0.09, 0.01, 0.01, 0.05, 0.02)
# How many requests an agency gets in a year: from villages without any to large cities.
_SCALES = (((0, 0), 3.0), ((1, 9), 3.0), ((10, 99), 3.0), ((100, 999), 2.0), ((1000, 9999), 1.0), ((10000, 60000), 0.2))


class Figure(NamedTuple):
    """One cell as it is printed.

    Attributes:
        value: the figure, money in 万元; None unless ``state`` is ``number``.
        text: the number with its sign, or the mark; empty where nothing is printed.
        unit: what follows the number.
        note: a remark in brackets behind it.
        state: number, blank, mark, absent or unreadable.
    """

    value: int | Decimal | None
    text: str
    unit: str = ""
    note: str = ""
    state: State = "number"


@dataclass(frozen=True, slots=True)
class Figures:
    """All cells of a report, by id.

    Attributes:
        year: the year reported on.
        forms: form of each table; a table that the report does not have is left out.
        cells: every cell of these tables.
        wrong: totals that were made wrong on purpose.
    """

    year: int
    forms: Mapping[str, str]
    cells: Mapping[str, Figure]
    wrong: tuple[str, ...] = ()

    def value(self, cell: str) -> int:
        """A count, 0 where none is printed."""
        figure = self.cells.get(cell)
        return int(figure.value) if figure is not None and figure.value is not None else 0

    def with_cells(self, changed: Mapping[str, Figure], wrong: tuple[str, ...] = ()) -> Figures:
        """The same with some cells printed otherwise."""
        return replace(self, cells={**self.cells, **changed}, wrong=(*self.wrong, *wrong))


@lru_cache(maxsize=1)
def templates() -> Templates:
    """The statutory forms."""
    return load_templates()


@lru_cache(maxsize=64)
def _table(form: str, table: str) -> Table:
    return templates().form(form).table_by_id[table]


def tables_of(figures: Figures) -> dict[str, Table]:
    """The statutory tables that the figures fill, by id, with the columns that they have figures for."""
    return {table: _table(form, table).printed_with(figures.cells) for table, form in figures.forms.items()}


def draw_figures(dice: Dice) -> Figures:
    """Figures of one agency for one year; everything adds up."""
    year = dice.weighted(((2019, 1.0), (2020, 3.0), (2021, 1.5), (2022, 1.5), (2023, 1.5), (2024, 1.5), (2025, 0.5)))
    form = "2019" if year <= 2020 else "2021"
    forms = {"disclosure": form, "requests": form, "disputes": form}
    if form == "2021" and dice.chance(0.06):
        forms["requests"] = "2019"  # real reports mix the forms
    scale = dice.weighted(_SCALES)
    received = dice.integer(*scale)
    numbers: dict[str, int | Decimal] = {}
    if forms["disclosure"] == "2019":
        _draw_disclosure_2019(dice, received, numbers)
    else:
        _draw_disclosure_2021(dice, received, numbers)
    _draw_requests(dice, _table(forms["requests"], "requests"), received, numbers)
    _draw_disputes(dice, received, numbers)
    signs = dice.chance(0.5)
    cells = {cell: Figure(value, _printed(value, cell, signs)) for cell, value in numbers.items()}
    cells.update(_printed_money(dice, numbers, forms["disclosure"]))
    return Figures(year, forms, cells)


def _printed(value: int | Decimal, cell: str, signs: bool) -> str:
    if signs and value > 0 and cell.endswith(".change"):
        return f"+{value}"
    return str(value)


def _printed_money(dice: Dice, numbers: Mapping[str, int | Decimal], form: str) -> dict[str, Figure]:
    """Money with its unit: 万元 in the head of the newer form, behind the number, or not at all in the older one."""
    if form == "2021":
        return {}
    cell = "disclosure.procurement.amount"
    amount = Decimal(numbers[cell])
    if not amount:
        return {}
    style = dice.weighted((("万元", 5.0), ("元", 2.0), ("", 2.0)))
    if style == "元":
        yuan = (amount * 10000).quantize(Decimal("0.01"))
        text = str(int(yuan)) if yuan == yuan.to_integral_value() else str(yuan)
        return {cell: Figure(amount, text, "元")}
    return {cell: Figure(amount, str(amount), style)}


def _magnitude(dice: Dice, received: int, most: int) -> int:
    """A count that goes with the size of the agency: mostly small, now and then very large."""
    if received == 0 and dice.chance(0.75):
        return 0
    top = 10 ** dice.between(0.0, min(6.2, 1.2 + len(str(received)) * 1.2))
    return min(most, int(top * dice.between(0.3, 1.0))) if dice.chance(0.85) else 0


def _money(dice: Dice, received: int) -> int | Decimal:
    if dice.chance(0.35):
        return 0
    whole = _magnitude(dice, received + 1, 900_000)
    places = dice.weighted(((0, 3.0), (1, 1.0), (2, 4.0), (4, 1.0), (6, 0.6)))
    if not places:
        return whole
    fraction = dice.integer(1, 10**places - 1)
    return Decimal(f"{whole}.{fraction:0{places}d}")


def _draw_disclosure_2019(dice: Dice, received: int, numbers: dict[str, int | Decimal]) -> None:
    maker = dice.chance(0.15)  # few agencies may make rules
    for row in ("rules", "normative_documents"):
        made = dice.integer(0, 40) if received and (row != "rules" or maker) else 0
        made = made if dice.chance(0.7) else 0
        numbers[f"disclosure.{row}.made"] = made
        numbers[f"disclosure.{row}.published"] = made if dice.chance(0.8) else dice.integer(0, made)
        numbers[f"disclosure.{row}.public_total"] = made + (dice.integer(0, 600) if received else 0)
    for row in ("licensing", "other_services", "penalties", "coercion", "fees"):
        previous = _magnitude(dice, received, 9000)
        change = dice.integer(-min(previous, 300), 300) if previous and dice.chance(0.7) else 0
        numbers[f"disclosure.{row}.previous_items"] = previous
        numbers[f"disclosure.{row}.change"] = change
        if row != "fees":
            numbers[f"disclosure.{row}.decisions"] = _magnitude(dice, received, 3_000_000)
    amount = _money(dice, received)
    numbers["disclosure.procurement.items"] = dice.integer(1, 400) if amount else 0
    numbers["disclosure.procurement.amount"] = amount


def _draw_disclosure_2021(dice: Dice, received: int, numbers: dict[str, int | Decimal]) -> None:
    maker = dice.chance(0.15)
    for row in ("rules", "normative_documents"):
        some = received > 0 and (row != "rules" or maker)
        numbers[f"disclosure.{row}.issued"] = dice.integer(0, 120) if some and dice.chance(0.7) else 0
        numbers[f"disclosure.{row}.repealed"] = dice.integer(0, 90) if some and dice.chance(0.4) else 0
        numbers[f"disclosure.{row}.in_force"] = dice.integer(0, 900) if some else 0
    for row in ("licensing", "penalties", "coercion"):
        numbers[f"disclosure.{row}.decisions"] = _magnitude(dice, received, 4_000_000)
    numbers["disclosure.fees.amount"] = _money(dice, received)


def _split(dice: Dice, total: int, weights: list[float]) -> list[int]:
    """Divide a count at random, about as the weights say."""
    parts = [0] * len(weights)
    if total <= 0:
        return parts
    if total <= 12:
        choices = list(enumerate(weights))
        for _ in range(total):
            parts[dice.weighted(choices)] += 1
        return parts
    shares = [weight * dice.between(0.5, 1.5) for weight in weights]
    whole = sum(shares)
    parts = [int(total * share / whole) for share in shares]
    parts[shares.index(max(shares))] += total - sum(parts)
    return parts


def _draw_requests(dice: Dice, table: Table, received: int, numbers: dict[str, int | Decimal]) -> None:
    outcomes = next(identity.left for identity in table.identities if identity.kind == "outcome_sum")
    # a few outcomes are common, most are rare
    weights = [dice.between(0.02, 1.0) ** 3 for _ in outcomes]
    if received and dice.chance(0.5):
        weights = [weight if dice.chance(0.6) else 0.0 for weight in weights]
        weights[0] += 0.2
    by_applicant = _split(dice, received, list(_APPLICANT_WEIGHTS))
    rows = {row: [0] * 6 for row in ("received_new", "received_carried_over", *outcomes)}
    rows |= {"handled_total": [0] * 6, "carried_forward": [0] * 6}
    for at, new in enumerate(by_applicant):
        carried = dice.integer(0, max(1, new // 10)) if new and dice.chance(0.5) else 0
        forward = dice.integer(0, max(1, (new + carried) // 8)) if new and dice.chance(0.5) else 0
        forward = min(forward, new + carried)
        handled = new + carried - forward
        parts = _split(dice, handled, weights)
        rows["received_new"][at], rows["received_carried_over"][at] = new, carried
        rows["handled_total"][at], rows["carried_forward"][at] = handled, forward
        for outcome, part in zip(outcomes, parts, strict=True):
            rows[outcome][at] = part
    for spec in table.rows:
        values = rows[spec.id]
        for applicant, value in zip(APPLICANTS, values, strict=True):
            numbers[f"requests.{spec.id}.{applicant}"] = value
        numbers[f"requests.{spec.id}.total"] = sum(values)


def _draw_disputes(dice: Dice, received: int, numbers: dict[str, int | Decimal]) -> None:
    some = received > 0 and dice.chance(0.6)
    for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        total = 0
        for column in ("upheld", "corrected", "other", "pending"):
            count = dice.integer(0, max(1, received // 60)) if some and dice.chance(0.5) else 0
            numbers[f"disputes.{row}.{column}"] = count
            total += count
        numbers[f"disputes.{row}.total"] = total
