from __future__ import annotations

import pytest

from gkml.document import Cell, Document
from gkml.doubts import DoubtCode
from gkml.readers import read
from gkml.readers.spreadsheet_values import value_to_text
from tests.readers.test_spreadsheet import figure, row, text, xlsx

_FORMATS = ("0;-0;;@", ";;;", "0!.0000,", "# ?/?", '0"件"', "yyyy-m-d", "[White]0", "0%", "0.00", "0", "0;0", "0_);(0)")
_STYLES = (
    "<numFmts>"
    + "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{c}"/>'
        for n, c in enumerate(x.replace('"', "&quot;") for x in _FORMATS)
    )
    + "</numFmts><cellXfs><xf/>"
    + "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(_FORMATS)))
    + "</cellXfs>"
)


def _cell_of(cell: str, before: str = "", strings: str = "") -> tuple[Document, Cell]:
    rows = row(text("行政许可"), cell) + row(text("行政处罚"), figure("5"))
    document = read(xlsx(f"{before}<sheetData>{rows}</sheetData>", styles=_STYLES, strings=strings), "a.xlsx")
    return document, document.rows[0].cells[1]


def _rich(first: str, properties: str, second: str) -> str:
    return f"<is><r><rPr>{properties}</rPr><t>{first}</t></r><r><rPr/><t>{second}</t></r></is>"


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ("<strike/>", DoubtCode.STRUCK),
        ('<color rgb="FFFFFFFF"/>', DoubtCode.FAINT),
        ('<color theme="0"/>', DoubtCode.FAINT),
        ('<vertAlign val="superscript"/>', DoubtCode.RAISED),
        ('<vertAlign val="subscript"/>', DoubtCode.LOWERED),
        ('<sz val="1"/>', DoubtCode.TINY),
    ],
)
def test_runs_that_are_no_part_of_the_figure(properties: str, code: DoubtCode) -> None:
    document, read_cell = _cell_of(f'<c t="inlineStr">{_rich("17", properties, "48213")}</c>')

    assert document.cell_text(read_cell) == "48213"
    assert (read_cell.sight, read_cell.doubts) == ("doubtful", (code,))


def test_runs_of_shared_strings() -> None:
    strings = (
        "<si>" + _rich("17", "<strike/>", "48213").replace("is>", "x>").replace("<x>", "").replace("</x>", "") + "</si>"
    )

    assert _cell_of('<c t="s"><v>0</v></c>', strings=strings)[1].doubts == (DoubtCode.STRUCK,)


@pytest.mark.parametrize(
    ("value", "style", "shown", "doubts"),
    [
        ("0", 1, "", ()),
        ("5", 1, "5", ()),
        ("5", 2, "", (DoubtCode.NUMBER_FORMAT,)),
        ("23186400", 3, "2.3186", (DoubtCode.NUMBER_FORMAT,)),
        ("0.5", 4, "0.5", (DoubtCode.NUMBER_FORMAT,)),
        ("5", 5, "5件", ()),
        ("45000", 6, "2023-03-15", (DoubtCode.NUMBER_FORMAT,)),
        ("5", 7, "", (DoubtCode.NUMBER_FORMAT,)),
        ("0.5", 8, "50%", (DoubtCode.NUMBER_FORMAT,)),
        ("2318.644", 9, "2318.64", ()),
        ("2318.64", 10, "2319", (DoubtCode.NUMBER_FORMAT,)),
        ("-5", 11, "5", (DoubtCode.NUMBER_FORMAT,)),
        ("-5", 12, "(5)", ()),
    ],
)
def test_numbers_in_formats(value: str, style: int, shown: str, doubts: tuple[DoubtCode, ...]) -> None:
    document, read_cell = _cell_of(figure(value, style=style))

    assert (document.cell_text(read_cell), read_cell.doubts, read_cell.unread) == (shown, doubts, False)


@pytest.mark.parametrize(
    ("cell", "is_unread"),
    [
        ("<c><f>A1</f></c>", True),
        ("<c><f>A1</f><v></v></c>", True),
        ('<c t="str"><f>A1</f></c>', True),
        ('<c t="str"><f>A1</f><v></v></c>', False),
        ("<c><f>A1</f><v>5</v></c>", False),
        ('<c t="str"><f>A1</f><v>=DISPIMG("ID_1",1)</v></c>', True),
        ('<c t="e" vm="1"><v>#VALUE!</v></c>', True),
        ("<c/>", False),
    ],
)
def test_values_that_are_not_in_the_file(cell: str, is_unread: bool) -> None:
    assert _cell_of(cell)[1].unread is is_unread


def test_zeros_of_a_sheet_that_does_not_show_them() -> None:
    hidden = '<sheetViews><sheetView showZeros="0"/></sheetViews>'

    assert _cell_of(figure("0"), hidden)[0].row_text(_cell_of(figure("0"), hidden)[0].rows[0]) == "行政许可\t"
    document, read_cell = _cell_of(figure("0"))
    assert document.cell_text(read_cell) == "0"


def test_text_that_its_format_hides_is_doubted() -> None:
    _, read_cell = _cell_of(text("5", style=2))

    assert read_cell.doubts == (DoubtCode.NUMBER_FORMAT,)


def test_the_reader_of_values_takes_cells() -> None:
    from lxml import etree

    from gkml.readers.spreadsheet_styles import Formats

    assert value_to_text(etree.Element("c"), (), Formats()) == ""
