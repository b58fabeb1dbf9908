"""Values of spreadsheet cells to the text that is shown for them (ISO/IEC 29500-1, 18.3, 18.8.30).

Formats that change a figure's digits are followed: decimals, percent, thousands, dates. Anything else is General, in
which a figure is written with up to 15 significant digits and never as a power of ten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final, Protocol

from gkml.readers.ooxml import Element

__all__ = ["Formats", "SharedStrings", "read_formats", "text_of", "value_to_text"]

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DIGITS = 15  # significant digits of a number in a spreadsheet
_MOST_PLACES = 30  # behind the point, as many as spreadsheets allow
_LARGEST = Decimal(10) ** 30  # beyond, a figure is shown as it is stored
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
_BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*+\]|_.|\*.')
_DATE = re.compile(r"[yd]", re.IGNORECASE)
_NUMBER_FORMAT = re.compile(r"[#,]*0(?:\.(0+))?%?")
_FIRST_DAY = date(1899, 12, 30)  # serial number 0; right from March 1900 on
_DAYS = 2_958_465  # the last day that a spreadsheet knows, in the year 9999
_SIDES = frozenset(f"{_S}{side}" for side in ("left", "right", "top", "bottom", "start", "end"))


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What of a number format changes the digits of a figure; ``places`` is None for General."""

    date: bool = False
    places: int | None = None
    thousands: bool = False
    percent: bool = False

    @classmethod
    def of(cls, code: str) -> NumberFormat:
        """Read the code of a format, of which the first part is for figures above nought."""
        plain = _QUOTED.sub("", code.partition(";")[0]).strip()
        if _DATE.search(plain):
            return cls(date=True)
        formatted = _NUMBER_FORMAT.fullmatch(plain)
        if formatted is None:
            return GENERAL
        places = min(len(formatted[1] or ""), _MOST_PLACES)
        return cls(places=places, thousands="," in plain, percent=plain.endswith("%"))


GENERAL: Final = NumberFormat()


@dataclass(frozen=True, slots=True)
class Formats:
    """For every cell format its number format, and whether it draws a frame."""

    numbers: tuple[NumberFormat, ...] = ()
    framed: tuple[bool, ...] = ()

    def number_format(self, cell: Element) -> NumberFormat:
        """The number format of a cell."""
        place = _integer(cell.get("s"))
        return self.numbers[place] if place < len(self.numbers) else GENERAL

    def is_framed(self, cell: Element) -> bool:
        """Whether lines are drawn around a cell."""
        place = _integer(cell.get("s"))
        return place < len(self.framed) and self.framed[place]


def read_formats(root: Element | None) -> Formats:
    """Read the part styles.xml."""
    if root is None:
        return Formats()
    # each is read once: any number of cells may have a long one
    known = {
        **{number: NumberFormat.of(code) for number, code in _BUILT_IN.items()},
        **dict.fromkeys(_BUILT_IN_DATES, NumberFormat(date=True)),
        **{
            _integer(own.get("numFmtId")): NumberFormat.of(own.get("formatCode", ""))
            for own in root.iterfind(f"{_S}numFmts/{_S}numFmt")
        },
    }
    borders = [
        any(side.tag in _SIDES and side.get("style", "none") != "none" for side in border)
        for border in root.iterfind(f"{_S}borders/{_S}border")
    ]
    numbers, framed = [], []
    for cell_format in root.iterfind(f"{_S}cellXfs/{_S}xf"):
        number, border = _integer(cell_format.get("numFmtId")), _integer(cell_format.get("borderId"))
        numbers.append(known.get(number, GENERAL))
        framed.append(border < len(borders) and borders[border])
    return Formats(tuple(numbers), tuple(framed))


def text_of(item: Element) -> str:
    """The text of a string: its runs, without phonetic hints."""
    parts = [item.findtext(f"{_S}t") or ""]
    parts += [run.findtext(f"{_S}t") or "" for run in item.iterchildren(f"{_S}r")]
    return "".join(parts)


class SharedStrings(Protocol):
    """Strings by their number."""

    def __getitem__(self, number: int) -> str:
        """A string."""

    def __len__(self) -> int:
        """How many there are."""


def value_to_text(cell: Element, strings: SharedStrings, formats: Formats) -> str:
    """What a cell shows; ``""`` for an empty cell, and for a formula that nobody has calculated."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        item = cell.find(f"{_S}is")
        return "" if item is None else text_of(item).strip()
    value = (cell.findtext(f"{_S}v") or "").strip()
    if kind == "s":
        place = _integer(value, -1)
        return strings[place] if 0 <= place < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind != "n" or not value:
        return value  # text of a formula, a date in ISO form, or an error as it is shown
    return _shown(value, formats.number_format(cell))


def _shown(value: str, shape: NumberFormat) -> str:
    try:
        # binary fractions are stored with all their digits: 0.1 + 0.2 is shown as 0.3
        # one too large becomes infinite, one too small nought: both are shown as they are stored
        figure = Context(prec=_DIGITS, traps=[InvalidOperation]).create_decimal(value)
    except InvalidOperation:
        return value
    if not figure.is_finite() or abs(figure) >= _LARGEST or (figure and abs(figure) < 1 / _LARGEST):
        return value
    if shape.date:
        return _date_text(figure)
    if shape.places is None:
        return _plain(figure)
    figure = (figure * 100 if shape.percent else figure).quantize(
        Decimal(1).scaleb(-shape.places), rounding=ROUND_HALF_UP, context=Context(prec=80)
    )
    return f"{figure:{',' if shape.thousands else ''}f}{'%' if shape.percent else ''}"


def _plain(figure: Decimal) -> str:
    text = f"{figure:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _date_text(figure: Decimal) -> str:
    days = int(figure)
    return (_FIRST_DAY + timedelta(days=days)).isoformat() if 0 < days <= _DAYS else _plain(figure)


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else default
