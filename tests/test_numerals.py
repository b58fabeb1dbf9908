"""Figures in running text, and what makes them only nearly so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gkml.numerals import chinese_number, figures_in


@pytest.mark.parametrize(
    ("clause", "values"),
    [
        ("收到十二件", [12]),
        ("收到一百零五件", [105]),
        ("每一件", []),
        ("第三件", []),
        ("二十条规定", []),
        ("15个工作日内办结3件", [3]),
        ("增长12%", []),
        ("共3.5万元", [3.5]),
        ("为0", [0]),
        ("均为零", [0]),
        ("截至2023", []),
    ],
)
def test_figures_of_a_clause(clause: str, values: list[float]) -> None:
    assert [float(figure.value) for figure in figures_in(clause)] == values


@pytest.mark.parametrize("clause", ["约3件", "3件以上", "3余件", "逾3件"])
def test_what_is_only_nearly_so_is_not_exact(clause: str) -> None:
    (found,) = figures_in(clause)
    assert (found.value, found.exact) == (3, False)


def test_money_is_in_ten_thousands_with_half_a_unit_of_its_last_place() -> None:
    (found,) = figures_in("收费12.50元")
    assert (found.value, found.half_unit) == (Decimal("0.00125"), Decimal("0.0000005"))


@pytest.mark.parametrize(
    ("text", "number"),
    [("零", 0), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("一〇二", 102), ("九千九百九十九", 9999)],
)
def test_numbers_in_letters(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["一百二", "十百", "二二十", ""])
def test_letters_that_make_no_number(text: str) -> None:
    assert chinese_number(text) is None
