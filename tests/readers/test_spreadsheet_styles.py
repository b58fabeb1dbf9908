from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode
from gkml.readers import read
from gkml.readers.spreadsheet_styles import Formats, integer, read_formats
from tests.readers.test_spreadsheet import figure, row, text, xlsx


def _styles(font: str = "", fill: str = "") -> str:
    return (
        f'<fonts><font/><font>{font}</font></fonts><fills><fill><patternFill patternType="none"/></fill>'
        f'<fill>{fill}</fill></fills><cellXfs><xf/><xf fontId="1" fillId="1"/></cellXfs>'
    )


def _solid(colour: str) -> str:
    return f'<patternFill patternType="solid"><fgColor {colour}/></patternFill>'


@pytest.mark.parametrize(
    ("font", "fill", "shown", "doubts"),
    [
        ("", "", "5", ()),
        ("<strike/>", "", "", (DoubtCode.STRUCK,)),
        ('<strike val="0"/>', "", "5", ()),
        ('<color rgb="FFFFFFFF"/>', "", "", (DoubtCode.FAINT,)),
        ('<color theme="0"/>', "", "", (DoubtCode.FAINT,)),
        ('<color indexed="9"/>', "", "", (DoubtCode.FAINT,)),
        ('<color rgb="FFFFFFFF"/>', _solid('rgb="FF003366"'), "5", ()),
        ('<color rgb="FFFFFFFF"/>', _solid('theme="4"'), "5", (DoubtCode.FAINT,)),
        ('<color rgb="FF123456"/>', _solid('rgb="FF123456"'), "", (DoubtCode.FAINT,)),
        ('<color theme="1"/>', _solid('rgb="FF000000"'), "5", ()),
        ('<sz val="1"/>', "", "", (DoubtCode.TINY,)),
        ('<vertAlign val="superscript"/>', "", "5", (DoubtCode.RAISED,)),
        ('<color rgb="x"/><sz val="y"/>', "", "5", ()),
    ],
)
def test_fonts_of_cells(font: str, fill: str, shown: str, doubts: tuple[DoubtCode, ...]) -> None:
    rows = row(text("甲"), figure("5", style=1)) + row(text("乙"), figure("6"))
    document = read(xlsx(rows, styles=_styles(font, fill)), "a.xlsx")
    cell = document.rows[0].cells[1]

    assert (document.cell_text(cell), cell.doubts) == (shown, doubts)


def test_a_figure_that_is_repeated_over_its_cell_is_doubted() -> None:
    styles = '<cellXfs><xf/><xf><alignment horizontal="fill"/></xf></cellXfs>'
    document = read(xlsx(row(text("甲"), figure("5", style=1)) + row(text("乙"), figure("6")), styles=styles), "a.xlsx")

    assert document.rows[0].cells[1].doubts == (DoubtCode.NUMBER_FORMAT,)


def test_without_styles_all_is_plain() -> None:
    assert read_formats(None) == Formats()
    assert integer("12") == 12
    assert integer("-1", 7) == 7
