from __future__ import annotations

import io
import zipfile

import pytest

from gkml.document import Cell
from gkml.doubts import DoubtCode
from gkml.readers import read
from gkml.readers.spreadsheet_view import Range, SheetView
from tests.readers.test_spreadsheet import RELATED, figure, row, text, xlsx

_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_ROWS = row(text("甲", "A1"), figure("48213", "B1"), figure("7", "C1"), number=1) + row(
    text("乙", "A2"), figure("6", "B2"), number=2
)


def _with_drawing(shape: str) -> bytes:
    """A workbook with a drawing that reaches from B1 to B2."""
    corner = "<xdr:{0}><xdr:col>1</xdr:col><xdr:row>{1}</xdr:row></xdr:{0}>".format
    corners = corner("from", 0) + corner("to", 1)
    sheet = f'<sheetData>{_ROWS}</sheetData><drawing xmlns:r="{RELATED}" r:id="d"/>'
    buffer = io.BytesIO(xlsx(sheet))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(
            "xl/sheets/_rels/0.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="d" '
            f'Type="{RELATED}/drawing" Target="../drawings/d.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/drawings/d.xml",
            f'<xdr:wsDr xmlns:xdr="{_XDR}"><xdr:twoCellAnchor>{corners}{shape}</xdr:twoCellAnchor></xdr:wsDr>',
        )
    return buffer.getvalue()


def _cell(data: bytes, at: int = 0) -> Cell:
    return read(data, "a.xlsx").rows[at].cells[1]


def test_figures_under_pictures_and_shapes_are_doubted() -> None:
    covered = _cell(_with_drawing("<xdr:pic/>"))

    assert (covered.doubts, covered.unread) == ((DoubtCode.COVERED,), False)
    assert _cell(_with_drawing("<xdr:clientData/>")).sight == "seen"
    assert read(_with_drawing("<xdr:sp/>"), "a.xlsx").rows[0].cells[2].sight == "seen"


def test_an_empty_cell_under_a_picture_is_unread() -> None:
    view = SheetView(drawn=[Range(1, 1, 1, 1)])

    assert view.marks("", 1, 1, 1, is_number=False)
    assert not view.marks("", 2, 1, 1, is_number=False)


@pytest.mark.parametrize(("width", "doubts"), [("2", (DoubtCode.CLIPPED,)), ("5", ()), ("x", ())])
def test_a_column_too_narrow_for_a_number_shows_none(width: str, doubts: tuple[DoubtCode, ...]) -> None:
    columns = f'<cols><col min="2" max="2" width="{width}" customWidth="1"/></cols>'

    assert _cell(xlsx(f"{columns}<sheetData>{_ROWS}</sheetData>")).doubts == doubts


def test_a_column_hardly_wider_than_none_shows_no_digit() -> None:
    view = SheetView(widths={1: 0.5, 2: 1.0})

    assert view.marks("5", 1, 1, 1, is_number=True)
    assert not view.marks("5", 1, 2, 1, is_number=True)


@pytest.mark.parametrize(
    ("conditional", "doubts"),
    [
        ('<font><color rgb="FFFFFFFF"/></font>', (DoubtCode.NUMBER_FORMAT,)),
        ("<font><strike/></font>", (DoubtCode.NUMBER_FORMAT,)),
        ('<numFmt numFmtId="9" formatCode=";;;"/>', (DoubtCode.NUMBER_FORMAT,)),
        ('<font><color rgb="FFFF0000"/></font>', ()),
    ],
)
def test_conditional_formats_that_change_what_is_seen(conditional: str, doubts: tuple[DoubtCode, ...]) -> None:
    rule = '<conditionalFormatting sqref="B1:B9 D1"><cfRule type="expression" dxfId="0"/></conditionalFormatting>'
    data = xlsx(f"<sheetData>{_ROWS}</sheetData>{rule}", styles=f"<dxfs><dxf>{conditional}</dxf></dxfs>")

    assert _cell(data).doubts == doubts
