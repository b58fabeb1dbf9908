"""Slots to cells: what the print in a slot says as the figure of its column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from gkml.caching import remembers_short_texts
from gkml.document import Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.figures import MONEY_UNITS, Printed, printed
from gkml.form import Unit
from gkml.records.report import Number, State
from gkml.tables.records import Slot
from gkml.tables.units import TEN_THOUSANDS
from gkml.template import Column

__all__ = ["Reading", "read_slot", "usual_unit"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The state and value of one cell.

    ``certainty`` is the probability that the print was understood.
    """

    state: State
    value: Number | None = None
    certainty: float = 1.0
    doubts: tuple[Doubt, ...] = ()


def read_slot(document: Document, slot: Slot, column: Column, stated: str | None = None) -> Reading:
    """Read a slot as a figure of ``column``: counts become ``int``, money ``Decimal`` in 万元.

    Args:
        document: the report.
        slot: what is printed.
        column: of the form.
        stated: the unit that the report states apart from the figure; without one that of the form holds.
    """
    return _read(document.text[slot.item.start : slot.item.end], column.unit, column.signed, usual_unit(column), stated)


def usual_unit(column: Column) -> str | None:
    """The unit that the form states in the head of a column of money."""
    return "万元" if column.unit == "money" and any("万元" in label for label in column.labels) else None


@remembers_short_texts(megabytes=16)
def _read(text: str, unit: Unit, signed: bool, usual: str | None, stated: str | None) -> Reading:
    """``usual``: the unit of the form, ``stated``: that of the report."""
    figure = printed(text)
    if figure.kind == "blank":
        return Reading("blank", certainty=0.98)
    if figure.kind == "mark":
        return Reading("mark", certainty=0.97)
    if figure.kind == "unclear" or figure.value is None:
        return _unreadable(DoubtCode.NOT_A_NUMBER, text)
    reading = _money(text, figure, usual, stated) if unit == "money" else _count(text, figure, signed, stated)
    if reading.state == "number" and not signed and reading.value is not None and reading.value < 0:
        return replace(reading, certainty=0.6, doubts=(*reading.doubts, doubt(DoubtCode.NEGATIVE, text=text.strip())))
    if reading.state == "number" and figure.remark and printed(figure.remark).kind == "number":
        # a figure in brackets is another one: of last year, of a part, of a note
        return replace(reading, certainty=0.6, doubts=(*reading.doubts, doubt(DoubtCode.SEVERAL_IN_CELL)))
    if reading.state == "number" and not frozenset("?？").isdisjoint(figure.remark):
        return replace(reading, certainty=0.6, doubts=(*reading.doubts, doubt(DoubtCode.MORE_IN_CELL, text="?")))
    return reading


def _count(text: str, figure: Printed, signed: bool, stated: str | None) -> Reading:
    if figure.unit in MONEY_UNITS or (not figure.unit and stated in MONEY_UNITS):
        return _unreadable(DoubtCode.AMOUNT_FOR_COUNT, text)
    number = figure.value or Decimal(0)
    if (figure.unit or stated or "").startswith("万"):
        number *= TEN_THOUSANDS
    if number != number.to_integral_value():
        return _unreadable(DoubtCode.NOT_WHOLE, text)
    value = int(number)
    if len(text.strip()) > 1 and text.strip()[0] == "0" and text.strip().isdigit():
        return _unreadable(DoubtCode.LEADING_ZERO, text)
    if "增" in text and not signed:  # by how much a figure grew is not that figure
        return Reading("number", value, 0.6, (doubt(DoubtCode.MORE_IN_CELL, text="增"),))
    return Reading("number", value, 0.99)


def _money(text: str, figure: Printed, usual: str | None, stated: str | None) -> Reading:
    if figure.unit and figure.unit not in MONEY_UNITS and figure.value:  # nothing is nothing in every unit
        return _unreadable(DoubtCode.NOT_AN_AMOUNT, text)
    stated = stated if stated in MONEY_UNITS else None
    unit = (figure.unit if figure.unit in MONEY_UNITS else "") or stated or usual
    amount = (replace(figure, unit=unit) if unit else figure).in_wan_yuan()
    if amount is None:
        return _unreadable(DoubtCode.NOT_AN_AMOUNT, text)
    if figure.unit and stated and figure.unit != stated and amount:
        return Reading("number", amount, 0.75, (doubt(DoubtCode.UNITS_DIFFER, text=text.strip(), stated=stated),))
    if unit is None and amount:
        return Reading("number", amount, 0.75, (doubt(DoubtCode.UNIT_ASSUMED, text=text.strip()),))
    value: Number = int(amount) if amount == amount.to_integral_value() and unit in (None, "万元") else amount
    return Reading("number", Decimal(value), 0.98)


def _unreadable(code: DoubtCode, text: str) -> Reading:
    return Reading("unreadable", certainty=0.0, doubts=(doubt(code, text=text.strip()),))
