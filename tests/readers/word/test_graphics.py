from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode
from gkml.readers.word.docx import read_docx
from gkml.readers.word.graphics import Graphics
from tests.readers.word.docx_files import cell, docx, para, row, run, table

_GRAPHIC = '<w:r><w:drawing><wp:inline><wp:docPr id="1" {}/><a:graphic>{}</a:graphic></wp:inline></w:drawing></w:r>'
_PICTURE = '<pic:pic><pic:blipFill><a:blip r:embed="x"/></pic:blipFill></pic:pic>'
_BOX = "<wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp>"


@pytest.mark.parametrize(
    ("content", "text", "is_unread", "doubts"),
    [
        (_GRAPHIC.format("", _PICTURE), "", True, (DoubtCode.PICTURE,)),
        (run("48") + _GRAPHIC.format("", _PICTURE), "48", True, (DoubtCode.PICTURE,)),
        (run("48213") + _GRAPHIC.format('hidden="1"', _PICTURE), "48213", False, ()),
        (run("48213") + _GRAPHIC.format("", "<wps:wsp/>"), "48213", True, (DoubtCode.PICTURE,)),
        (_GRAPHIC.format("", _BOX.format(para("48213"))), "48213", False, (DoubtCode.OVERLAPPING,)),
        ('<w:r><w:object><v:imagedata r:id="x"/></w:object></w:r>', "", True, (DoubtCode.PICTURE,)),
        ('<w:r><w:rPr><w:vanish/></w:rPr><w:pict><v:imagedata r:id="x"/></w:pict></w:r>', "", False, ()),
    ],
)
def test_drawings_in_cells(content: str, text: str, is_unread: bool, doubts: tuple[DoubtCode, ...]) -> None:
    document = read_docx(docx(table(row(cell("甲"), cell(para(content))), row(cell("乙"), cell("5")))))
    read = document.rows[0].cells[1]

    assert (document.cell_text(read), read.unread, read.doubts) == (text, is_unread, doubts)


def test_graphics_begin_empty() -> None:
    assert (Graphics().pictures, Graphics().boxes) == (0, [])
