"""Figures in running text: ``1,234件``, ``十二件``, ``3.5万元`` - with the words that make them only nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["StatedFigure", "figures_in"]

_UNITS = "件次|件|宗|起|份|条|例|个|次|项|万元|亿元|元"
_NUMERAL = "零〇一二两三四五六七八九十百千万"
_FIGURE = re.compile(
    rf"""(?P<less>约|大约|近|将近|逾|超过?|突破|不足|不到|至少)?
    (?: (?<![\d.a-z])(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+(?:\.\d+)?)
      | (?<![第每任某哪同这那几各逐{_NUMERAL}])(?P<numeral>[{_NUMERAL}]+)(?=[件宗份例起])
      | (?<=[为是])(?P<nought>零)(?=$) )
    (?P<nearly>[余多来]|[万亿](?!元)|[余多]?[万亿][余多])?
    (?: (?P<unit>{_UNITS})(?P<after>以上|左右|以内|以下)? | $ )""",
    re.VERBOSE,
)
_DIGIT = re.compile(rf"[\d{_NUMERAL}]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_COUNTED = re.compile(
    r"(?:工作日|自然日|月|部门|单位|百分点|方面|小时|季度|环节|平台|栏目|渠道|镇|乡|街道|村|社区|县|区)"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure of the narrative.

    Attributes:
        value: counts as ``int``, money as ``Decimal`` in 万元.
        start, end: place in the clause, unit included.
        unit: ``件``, ``万元`` …; empty where none is printed.
        exact: nothing says that it is rounded (``约``, ``余``, ``以上`` …).
        half_unit: for money, half a unit in its last printed place; else 0.
    """

    value: int | Decimal
    start: int
    end: int
    unit: str
    exact: bool = True
    half_unit: Decimal = Decimal(0)


def half_unit(value: int | Decimal) -> Decimal:
    """Half a unit in the last printed place: an amount of money is known to it."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return Decimal((0, (5,), (exponent if isinstance(exponent, int) else 0) - 1))


def figures_in(clause: str) -> Iterator[StatedFigure]:
    """The figures of a clause in normal form that have a unit, or end it; percentages, dates and lengths are none."""
    if not _DIGIT.search(clause):
        return
    for match in _FIGURE.finditer(clause):
        unit = match["unit"] or ""
        if unit in ("个", "次", "项", "条") and _NOT_COUNTED.match(clause, match.end("unit")):
            continue
        exact = not (match["less"] or match["nearly"] or match["after"])
        printed = next(name for name in ("digits", "numeral", "nought") if match[name])
        start = match.start(printed)
        if unit.endswith("元"):
            if match["digits"]:
                amount = Decimal(match["digits"].replace(",", ""))
                factor = _MONEY[unit]
                yield StatedFigure(amount * factor, start, match.end(), unit, exact, half_unit(amount) * factor)
            continue
        value = _count(match["digits"]) if match["digits"] else chinese_number(match[printed])
        if not unit and _YEAR.fullmatch(match[printed]):
            continue
        if value is not None:
            yield StatedFigure(value, start, match.end(), unit, exact)


def _count(digits: str) -> int | None:
    plain = digits.replace(",", "")
    return int(plain) if plain.isdecimal() else None


def chinese_number(text: str) -> int | None:
    """Chinese numerals below a hundred million, also digit by digit (``一〇二``); None where letters make no number."""
    high, ten_thousands, low = text.rpartition("万")
    if ten_thousands:
        numbers = (chinese_number(high), chinese_number(low.lstrip("零〇")) if low else 0)
        return None if None in numbers or not numbers[0] else 10_000 * numbers[0] + (numbers[1] or 0)
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if text else None
    total = 0
    digit: int | None = None
    place = 10_000
    for character in text:
        if character in _PLACES:
            if _PLACES[character] >= place or digit == 0:
                return None
            place = _PLACES[character]
            total += (1 if digit is None else digit) * place
            digit = None
        elif character in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[character]
        else:
            return None
    if digit is not None and digit and place > 10 and "零" not in text and "〇" not in text:
        return None  # 一百二: a hundred and twenty, or and two
    return total + (digit or 0)
