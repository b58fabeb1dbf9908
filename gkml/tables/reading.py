"""Slots to cells: what the print in a slot says as the figure of its column."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gkml.document import Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.form import Unit
from gkml.records.report import Number, State
from gkml.tables.records import Slot
from gkml.tagging.figures import MONEY_UNITS, printed
from gkml.template import Column

__all__ = ["Reading", "read_slot"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The state and value of one cell.

    ``certainty`` is the probability that the print was understood.
    """

    state: State
    value: Number | None = None
    certainty: float = 1.0
    doubts: tuple[Doubt, ...] = ()


def read_slot(document: Document, slot: Slot, column: Column) -> Reading:
    """Read a slot as a figure of ``column``: counts become ``int``, money ``Decimal`` in 万元."""
    text = document.text[slot.item.start : slot.item.end]
    stated = column.unit == "money" and any("万元" in label for label in column.labels)
    return _read(text, column.unit, column.signed, stated)


@lru_cache(maxsize=16384)  # the same few figures stand in every report
def _read(text: str, unit: Unit, signed: bool, stated: bool) -> Reading:
    """``stated``: the head of the column says that its amounts are in 万元."""
    figure = printed(text)
    if figure.kind == "blank":
        return Reading("blank", certainty=0.98)
    if figure.kind == "mark":
        return Reading("mark", certainty=0.97)
    if figure.kind == "unclear" or figure.value is None:
        return _unreadable(DoubtCode.NOT_A_NUMBER, text)
    if unit == "money":
        return _money(text, stated)
    if figure.unit in MONEY_UNITS:
        return _unreadable(DoubtCode.AMOUNT_FOR_COUNT, text)
    if figure.value != figure.value.to_integral_value():
        return _unreadable(DoubtCode.NOT_WHOLE, text)
    value = int(figure.value)
    if value < 0 and not signed:
        return Reading("number", value, 0.6, (doubt(DoubtCode.NEGATIVE, text=text.strip()),))
    if len(text.strip()) > 1 and text.strip()[0] == "0" and text.strip().isdigit():
        return _unreadable(DoubtCode.LEADING_ZERO, text)
    return Reading("number", value, 0.99)


def _unreadable(code: DoubtCode, text: str) -> Reading:
    return Reading("unreadable", certainty=0.0, doubts=(doubt(code, text=text.strip()),))


def _money(text: str, stated: bool) -> Reading:
    figure = printed(text)
    amount = figure.in_wan_yuan()
    if amount is None or (figure.unit and figure.unit not in MONEY_UNITS):
        return _unreadable(DoubtCode.NOT_AN_AMOUNT, text)
    value: Number = int(amount) if amount == amount.to_integral_value() and not figure.unit else amount
    if not figure.unit and not stated and amount:
        return Reading("number", Decimal(amount), 0.75, (doubt(DoubtCode.UNIT_ASSUMED, text=text.strip()),))
    return Reading("number", Decimal(value), 0.98)
