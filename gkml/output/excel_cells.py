"""Figures and text as cells of a worksheet: exact, coloured where in doubt, never a formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gkml.output.evidence_words import doubts_in_words, lacking_in_words
from gkml.output.records import printed_number
from gkml.records.report import Number
from gkml.records.schema import shown_number

__all__ = ["LEGEND", "UNREAD", "Styles", "comment_of", "figure_text", "safe_text", "write_figure", "write_value"]

UNREAD = "？"
"""Stands where a figure is printed that could not be read."""

LEGEND = (("review", "待核"), ("unreadable", f"未能读出（{UNREAD}）"), ("absent", "报告中无此格"))
"""Colours of cells with what they mean."""

_COLOURS = {"review": "#FFE699", "unreadable": "#F8CBAD", "absent": "#E7E6E6", "head": "#F2F2F2"}
_FONT = "宋体"  # of the printed form; where it is missing, the program takes another
_MOST_TEXT = 32_000  # characters; a cell holds 32,767 UTF-16 units
_MOST_COMMENT = 1_000  # characters of a comment: one that is longer is not read
_EXACT_DIGITS = 15  # that a spreadsheet keeps of a number
_STATES = {"number": "数字", "blank": "空白", "mark": "符号", "absent": "无此格", "unreadable": "未能读出"}
_CAUSES = {"reading": "可能是识别有误", "source": "可能是报告本身有误", "ambiguous": "识别有误或报告有误，尚不能定"}


@dataclass(slots=True)
class Styles:
    """Formats of one workbook, each made once."""

    workbook: Any
    made: dict[tuple[tuple[str, Any], ...], Any]

    def get(self, **properties: Any) -> Any:
        """The format with these properties of xlsxwriter."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
            self.made[key] = self.workbook.add_format({**base, **properties})
        return self.made[key]

    def box(self, fill: str | None = None, **properties: Any) -> Any:
        """A box with its border; ``fill`` is a key of the colours."""
        colour = {} if fill is None else {"bg_color": _COLOURS[fill]}
        return self.get(border=1, text_wrap=True, **{"align": "center", **properties}, **colour)


def write_figure(sheet: Any, row: int, column: int, cell: Mapping[str, Any] | None, styles: Styles) -> None:
    """Write a figure into a box: blank stays empty, a mark its text, zero 0; doubt is a colour."""
    fill = _fill_of(cell)
    shown = figure_text(cell)
    if isinstance(shown, str):
        style = styles.box(fill)
        if shown:
            sheet.write_string(row, column, safe_text(shown), style)
        else:
            sheet.write_blank(row, column, None, style)
        return
    places = -int(shown.as_tuple().exponent) if isinstance(shown, Decimal) else 0
    sheet.write_number(row, column, shown, styles.box(fill, num_format="0" + "." * (places > 0) + "0" * places))


def write_value(sheet: Any, row: int, column: int, value: str | int | None, style: Any) -> None:
    """Write what is no figure into a box; None leaves it empty."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, safe_text(value), style)


def figure_text(cell: Mapping[str, Any] | None) -> Number | str:
    """What a cell shows: a number, or text where there is none or where a spreadsheet would round it."""
    if cell is None or cell["state"] in ("absent", "blank"):
        return ""
    if cell["state"] == "unreadable":
        return UNREAD
    if cell["state"] == "number":
        value: Number = printed_number(cell["value"], cell.get("text")) or cell["value"]
        return value if _fits(value) else shown_number(value)
    return str(cell.get("text") or "").strip()


def comment_of(cell: Mapping[str, Any]) -> str | None:
    """What a person who looks at a doubtful cell should know; None where there is no doubt."""
    if not (cell.get("review") or cell["state"] == "unreadable"):
        return None
    lines = [f"待核：{cell['reason']}" if cell.get("reason") else "待核"]
    if cell.get("cause") in _CAUSES:
        lines.append(_CAUSES[cell["cause"]])
    if cell.get("proposal") is not None:
        lines.append(f"按勾稽关系应为：{shown_number(cell['proposal'])}")
    if cell.get("alternatives"):
        lines.append(f"也可能是：{'、'.join(map(shown_number, cell['alternatives']))}")
    lines.append(f"原文：{cell['text']}" if cell.get("text") else f"原文：无（{_STATES[cell['state']]}）")
    if cell.get("confidence") is not None:
        lines.append(f"置信度：{float(cell['confidence']):.2f}")
    told = (meaning for _, meaning in doubts_in_words(cell.get("doubts") or (), "zh", cell.get("text")))
    lines.extend(f"疑点：{meaning}" for meaning in told if meaning not in (cell.get("reason") or ""))
    lines.extend(lacking_in_words(cell.get("evidence") or {}, "zh"))
    return safe_text("\n".join(lines))[:_MOST_COMMENT]


def safe_text(text: object) -> str:
    """Text that a worksheet can hold as it is.

    Control characters and lone surrogates, which XML has no place for, are shown as ``�``. A text that looks like the
    markup of formatted text, which xlsxwriter would copy into the file unescaped, gets a blank behind it.
    """
    plain = "".join(one if one in "\n\t" or _is_xml(one) else "�" for one in str(text))[:_MOST_TEXT]
    return f"{plain} " if plain.startswith("<r>") else plain


def _is_xml(character: str) -> bool:
    code = ord(character)
    return 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF


def _fits(value: Number) -> bool:
    """Whether a spreadsheet keeps every digit."""
    digits = Decimal(value).as_tuple()
    if not isinstance(digits.exponent, int):
        return False
    exact = len(digits.digits) <= _EXACT_DIGITS and -_EXACT_DIGITS <= digits.exponent <= 0
    return exact and Decimal(repr(float(value))) == value


def _fill_of(cell: Mapping[str, Any] | None) -> str | None:
    if cell is None or cell["state"] == "absent":
        return "review" if cell is not None and cell.get("review") else "absent"
    if cell["state"] == "unreadable":
        return "unreadable"
    return "review" if cell.get("review") else None
