"""Dresses of workbooks: fonts, number formats, formulas, rich text, what is hidden, drawn over or put beside."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from PIL import Image as Picture

from tests.readers.dressed.worn import TOKEN, filled
from tests.readers.printed import PrintedReport
from tests.readers.test_spreadsheet import report_to_xlsx

__all__ = ["DRESSES", "write"]

Put = Callable[[Any, str, str], str | None]
DRESSES: dict[str, Put] = {}
"""By name: what puts a figure into a cell, given other digits, and gives what is shown; None where nobody can tell."""

_UNSEEN = {
    "white": {"color": "FFFFFFFF"},
    "nearly white": {"color": "FFFDFDFD"},
    "struck": {"strike": True},
    "tiny": {"sz": 1},
}
_NOTES = {"raised": {"vertAlign": "superscript"}, "lowered": {"vertAlign": "subscript"}, "small": {"sz": 4}}


def _number(figure: str) -> int | float | None:
    return None if not figure else float(figure) if "." in figure else int(figure)


def _put(name: str) -> Callable[[Put], Put]:
    def enter(put: Put) -> Put:
        DRESSES[name] = put
        return put

    return enter


def _rich(*parts: tuple[str, dict[str, Any]], shown: str | None = "{v}") -> Put:
    def put(cell: Any, v: str, o: str) -> str | None:
        blocks = [TextBlock(InlineFont(**look), filled(text, v, o)) for text, look in parts if filled(text, v, o)]
        cell.value = CellRichText(*blocks)
        return None if shown is None else filled(shown, v, o)

    return put


def _styled(shown: str | None, **styles: Any) -> Put:
    """A number with attributes of its cell."""

    def put(cell: Any, v: str, o: str) -> str | None:
        cell.value = _number(v)
        for name, style in styles.items():
            setattr(cell, name, style)
        return None if shown is None else filled(shown, v, o)

    return put


def _format(code: str, shown: str | None, zero: str | None) -> Put:
    """A number in a format that shows zero otherwise."""
    return lambda cell, v, o: _styled(zero if v in ("", "0") else shown, number_format=code)(cell, v, o)


_IN_DOUBT = (
    '0!.0,"万"', "?/?", "yyyy-mm-dd", "[DBNum1]0", "[DBNum2]General", '"1"0', '0"1"', "00000000", "0\\1", "0*0", "h:mm",
    "[h]:mm", "(0)", "[$-804]aaaa", '[<10]"少";0.0,',
)  # fmt: skip
DRESSES |= {
    "plain": _styled("{v}"),
    "as text": _rich(("{v}", {})),
    "in two runs": _rich(("{v}", {}), ("{o}", {"b": True}), shown="{v}{o}"),
    **{f"{name} before": _rich(("{o}", look), ("{v}", {})) for name, look in _UNSEEN.items()},
    **{f"{name} behind": _rich(("{v}", {}), ("{o}", look)) for name, look in (_UNSEEN | _NOTES).items()},
    **{f"{name} itself": _rich(("{v}", look), shown="") for name, look in _UNSEEN.items()},
    **{f"{name} number": _styled("", font=Font(**look)) for name, look in _UNSEEN.items()},
    **{f"{name} number": _styled(None, font=Font(**look)) for name, look in _NOTES.items()},
    "white on dark": _styled("{v}", font=Font(color="FFFFFFFF"), fill=PatternFill("solid", "FF003366")),
    "of the colour of its ground": _styled("", font=Font(color="FF888888"), fill=PatternFill("solid", "FF888888")),
    "underlined": _styled("{v}", font=Font(u="single")),
    "turned": _styled("{v}", alignment=Alignment(textRotation=180)),
    "stood up": _styled("{v}", alignment=Alignment(textRotation=255)),
    "shrunk": _styled("{v}", alignment=Alignment(shrinkToFit=True)),
    "filled": _styled(None, alignment=Alignment(horizontal="fill")),
    **{f"format {code}": _format(code, None, None) for code in _IN_DOUBT},
    **{f"format {code}": _format(code, None, "{v}") for code in ("0,", "0,,", "0.0,", "0%", "0.00E+00")},
    **{f"format {code}": _format(code, "", "") for code in (";;;", '""', "[White]0")},
    **{f"format {code}": _format(code, "{v}", "") for code in ("#", "#;-#;", '0;-0;"-"', '[=0]"无";0', "General;;")},
    **{f"format {code}": _format(code, "{v}", "{v}") for code in ("0", "#,##0", "@", '"合计"0', "_(* #,##0_)", "0*x")},
}


@_put("formula")
def formula(cell: Any, v: str, o: str) -> str | None:
    cell.value = f"={v or 0}+{o}"
    return None


@_put("formula of other cells")
def sum_of_cells(cell: Any, v: str, o: str) -> str | None:
    cell.value = f"=SUM({cell.offset(-1, 0).coordinate}:{cell.coordinate})"
    return None


@_put("linked")
def linked(cell: Any, v: str, o: str) -> str | None:
    cell.value = f'=HYPERLINK("http://a.cn","{v}")'
    return None


@_put("with a comment")
def commented(cell: Any, v: str, o: str) -> str | None:
    cell.value, cell.comment = _number(v), Comment(o, "a")
    return v


@_put("with an apostrophe")
def quoted(cell: Any, v: str, o: str) -> str | None:
    cell.value, cell.quotePrefix = v, True
    return v


@_put("error")
def failed(cell: Any, v: str, o: str) -> str | None:
    cell.value = "#REF!"
    return None


@_put("true")
def true(cell: Any, v: str, o: str) -> str | None:
    cell.value = True
    return None


@_put("date")
def date(cell: Any, v: str, o: str) -> str | None:
    import datetime

    cell.value = datetime.date(2023, 1, 17)
    return None


@_put("picture over it")
def picture(cell: Any, v: str, o: str) -> str | None:
    cell.value = _number(v)
    cell.parent.add_image(_image(), cell.coordinate)
    return None


@_put("picture in place of it")
def picture_alone(cell: Any, v: str, o: str) -> str | None:
    cell.value = None
    cell.parent.add_image(_image(), cell.coordinate)
    return None


def _image() -> Image:
    stream = io.BytesIO()
    Picture.new("RGB", (60, 20), "white").save(stream, "PNG")
    return Image(stream)


@_put("white on a condition")
def conditional(cell: Any, v: str, o: str) -> str | None:
    cell.value = _number(v)
    rule = FormulaRule(["TRUE"], font=Font(color="FFFFFFFF"))
    cell.parent.conditional_formatting.add(cell.coordinate, rule)
    return None


@_put("narrow column")
def narrow(cell: Any, v: str, o: str) -> str | None:
    cell.value = _number(v)
    cell.parent.column_dimensions[cell.column_letter].width = 0.5
    return None


@_put("padded")
def padded(cell: Any, v: str, o: str) -> str | None:
    cell.value = f" {v}\n"
    return v


@_put("on two lines")
def two_lines(cell: Any, v: str, o: str) -> str | None:
    cell.value = f"{o}{v}\n{o}"
    return None


@_put("turned by a sign")
def turned_by_sign(cell: Any, v: str, o: str) -> str | None:
    cell.value = f"\u202e{v}\u202c"
    return None


def write(printed: PrintedReport, dress: str, figure: str, other: str) -> tuple[bytes, str | None]:
    """The workbook of a report with a figure where it holds the token, and what is seen there."""
    workbook = openpyxl.load_workbook(io.BytesIO(report_to_xlsx(printed, framed=True)))
    shown: str | None = None
    for row in workbook.active.iter_rows():
        for cell in row:
            if cell.value == TOKEN:
                shown = DRESSES[dress](cell, figure, other)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue(), shown
