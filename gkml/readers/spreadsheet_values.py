"""Values of spreadsheet cells to the text that is shown for them (ISO/IEC 29500-1, 18.3), with marks of sight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final, NamedTuple, Protocol, TypeAlias

from gkml.doubts import DoubtCode
from gkml.readers.dress import Dress
from gkml.readers.number_formats import general, show_number, show_text
from gkml.readers.ooxml import Element
from gkml.readers.sight import doubted, left_out, note, unread
from gkml.readers.spreadsheet_styles import Formats, integer, read_font

__all__ = ["RichText", "SharedStrings", "rich_text", "value_to_text"]

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DIGITS = 15  # significant digits of a number in a spreadsheet
_LARGEST = Decimal(10) ** 30  # beyond, a figure is shown as it is stored
_LEAST_PLACES = 2  # behind the point; figures that were calculated are rounded to them
_FIGURE = re.compile(r"\d+\.?\d*|\.\d+")
_PICTURE_FUNCTIONS = ("=DISPIMG(", "=_XLFN.DISPIMG(", "=IMAGE(", "=_XLFN.IMAGE(")


class Run(NamedTuple):
    """Text with the font that it has of its own, None for that of its cell."""

    text: str
    font: Element | None = None


RichText: TypeAlias = tuple[Run, ...]


def rich_text(item: Element) -> RichText:
    """The text of a string: its runs, without phonetic hints."""
    runs = [Run(text) for text in (item.findtext(f"{_S}t"),) if text]
    runs += [Run(run.findtext(f"{_S}t") or "", run.find(f"{_S}rPr")) for run in item.iterchildren(f"{_S}r")]
    return tuple(runs)


class SharedStrings(Protocol):
    """Strings by their number."""

    def __getitem__(self, number: int) -> RichText:
        """A string."""

    def __len__(self) -> int:
        """How many there are."""


def value_to_text(cell: Element, strings: SharedStrings, formats: Formats, *, zeros: bool = True) -> str:
    """What a cell shows, with marks of ``gkml.readers.sight``; ``""`` for an empty cell.

    Args:
        cell: the cell.
        strings: the shared strings of the workbook.
        formats: its cell formats.
        zeros: whether the sheet shows zeros.
    """
    kind = cell.get("t", "n")
    if cell.get("vm") is not None and kind == "e":
        return unread(DoubtCode.PICTURE)  # a value that older programs do not know, a picture most often
    if kind == "inlineStr":
        item = cell.find(f"{_S}is")
        return "" if item is None else _text(rich_text(item), cell, formats)
    stored = cell.find(f"{_S}v")
    value = "" if stored is None else (stored.text or "").strip()
    if not value:
        # a text that was calculated may be empty, any other result may not
        calculated = stored is not None and kind == "str"
        return unread(DoubtCode.FORMULA) if cell.find(f"{_S}f") is not None and not calculated else ""
    if kind == "s":
        place = integer(value, -1)
        return _text(strings[place], cell, formats) if 0 <= place < len(strings) else ""
    if kind == "b":
        return formats.dress(cell).mark({"1": "TRUE", "0": "FALSE"}.get(value, value))
    if kind != "n":  # text of a formula, a date in ISO form, or an error as it is shown
        if value.upper().startswith(_PICTURE_FUNCTIONS):
            return unread(DoubtCode.PICTURE)
        return _text((Run(value),), cell, formats) if kind == "str" else formats.dress(cell).mark(value)
    return _number(value, formats.number_format(cell), formats.dress(cell), zeros=zeros)


def _text(runs: Iterable[Run], cell: Element, formats: Formats) -> str:
    """A text in the dress of its runs, and as its number format shows text."""
    dress = formats.dress(cell)
    code = formats.number_format(cell)
    stored = "".join(run.text for run in runs)
    shown = show_text(stored, code)
    if not shown.text or shown.unseen:
        return left_out(stored, DoubtCode.NUMBER_FORMAT)
    if shown.text != stored:
        return dress.mark(shown.text)
    return "".join(_dressed(run, dress) for run in runs)


def _dressed(run: Run, dress: Dress) -> str:
    return (dress if run.font is None else read_font(run.font, dress)).mark(run.text)


def _number(value: str, code: str | None, dress: Dress, *, zeros: bool) -> str:
    try:
        # binary fractions are stored with all their digits: 0.1 + 0.2 is shown as 0.3
        # one too large becomes infinite, one too small nought: both are shown as they are stored
        figure = Context(prec=_DIGITS, traps=[InvalidOperation]).create_decimal(value)
    except InvalidOperation:
        return dress.mark(value)
    if not figure.is_finite() or abs(figure) >= _LARGEST or (figure and abs(figure) < 1 / _LARGEST):
        return dress.mark(value)
    if not figure and not zeros:
        return ""
    shown = show_number(figure, code)
    if shown.unseen:
        return left_out(shown.text, DoubtCode.NUMBER_FORMAT)
    if not shown.text.strip():
        # that a zero is not shown is how many write nothing; that a figure is not shown is no custom
        return note(DoubtCode.NUMBER_FORMAT) if figure else ""
    if not shown.certain:
        return dress.mark(doubted(general(figure), DoubtCode.NUMBER_FORMAT))
    says_it = _says(shown.text, figure)
    return dress.mark(shown.text if says_it else doubted(shown.text, DoubtCode.NUMBER_FORMAT))


def _says(text: str, figure: Decimal) -> bool:
    """Whether a text names a figure, to the hundredth at least; one without digits names none."""
    digits = _FIGURE.findall(text.replace(",", ""))
    if not digits:
        return True
    shown = Decimal(digits[0])
    least = max(-int(shown.as_tuple().exponent), _LEAST_PLACES)
    rounded = abs(figure).quantize(Decimal(1).scaleb(-least), rounding=ROUND_HALF_UP, context=Context(prec=80))
    negative = "-" in text or text.strip().startswith("(")
    return len(digits) == 1 and shown == rounded and (negative == (figure < 0) or not shown)
