"""What is printed in one place as a figure of its column: counts, amounts, marks, and what is none of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import DocumentBuilder
from gkml.doubts import DoubtCode
from gkml.tables.reading import Reading, read_slot
from gkml.tables.records import Slot
from gkml.tables.stream import Item
from gkml.template import Column
from tests.tables.prints import CHANGE, COUNT

MONEY = Column("amount", ("本年收费金额",), unit="money")
WAN = Column("amount", ("本年收费金额（单位：万元）",), unit="money")


def read(text: str, column: Column = COUNT, stated: str | None = None) -> Reading:
    builder = DocumentBuilder("text")
    cell = builder.add_row([text]).cells[0]
    return read_slot(builder.build(), Slot(Item("figure", cell.start, cell.end, cell), 0), column, stated)


@given(st.integers(0, 10**9))
def test_a_count_is_the_number_that_it_says(number: int) -> None:
    for text in (str(number), f"{number}件", f" {number} "):
        assert (read(text).state, read(text).value) == ("number", number)


@pytest.mark.parametrize(
    ("text", "column", "state", "value", "doubts"),
    [
        ("", COUNT, "blank", None, ()),
        ("—", COUNT, "mark", None, ()),
        ("见附件", COUNT, "unreadable", None, (DoubtCode.NOT_A_NUMBER,)),
        ("012", COUNT, "unreadable", None, (DoubtCode.LEADING_ZERO,)),
        ("1.5", COUNT, "unreadable", None, (DoubtCode.NOT_WHOLE,)),
        ("1.5万件", COUNT, "number", 15_000, ()),
        ("3万元", COUNT, "unreadable", None, (DoubtCode.AMOUNT_FOR_COUNT,)),
        ("-3", COUNT, "number", -3, (DoubtCode.NEGATIVE,)),
        ("-3", CHANGE, "number", -3, ()),
        ("146（120）", COUNT, "number", 146, (DoubtCode.SEVERAL_IN_CELL,)),
        ("146 (12件)", COUNT, "number", 146, (DoubtCode.SEVERAL_IN_CELL,)),
        ("146（含网上12件）", COUNT, "number", 146, ()),
        ("3件", WAN, "unreadable", None, (DoubtCode.NOT_AN_AMOUNT,)),
    ],
)
def test_states_and_doubts(
    text: str, column: Column, state: str, value: int | None, doubts: tuple[DoubtCode, ...]
) -> None:
    found = read(text, column)
    assert (found.state, found.value, tuple(each.code for each in found.doubts)) == (state, value, doubts)


@pytest.mark.parametrize(
    ("text", "column", "stated", "value", "doubts"),
    [
        ("12.5", WAN, None, "12.5", ()),
        ("12.5", MONEY, None, "12.5", (DoubtCode.UNIT_ASSUMED,)),
        ("0", MONEY, None, "0", ()),
        ("46806", WAN, "元", "4.6806", ()),
        ("46806元", MONEY, "元", "4.6806", ()),
        ("46806元", WAN, "万元", "4.6806", (DoubtCode.UNITS_DIFFER,)),
        ("2亿元", WAN, None, "20000", ()),
    ],
)
def test_amounts_are_exact_and_in_ten_thousands(
    text: str, column: Column, stated: str | None, value: str, doubts: tuple[DoubtCode, ...]
) -> None:
    found = read(text, column, stated)
    assert isinstance(found.value, Decimal)
    assert (found.value, tuple(each.code for each in found.doubts)) == (Decimal(value), doubts)


@pytest.mark.parametrize("text", ["增加146", "146（?）", "146（？）"])
def test_a_growth_and_a_question_are_no_plain_count(text: str) -> None:
    reading = read(text)
    assert (reading.value, [doubt.code for doubt in reading.doubts]) == (146, [DoubtCode.MORE_IN_CELL])


def test_a_growth_is_what_a_column_of_changes_holds() -> None:
    assert (read("增加146", CHANGE).value, read("增加146", CHANGE).doubts) == (146, ())
