"""Reports in which one figure is dressed: hidden, struck, raised, covered, drawn as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.readers.pdf import dresses_drawn, dresses_notes, dresses_seen, dresses_unseen
from tests.readers.pdf.drawn import Drawer
from tests.readers.pdf.dressing import Dress, Make, chinese, digits_width, line, rectangle, text
from tests.readers.pdf.hostile import raw_pdf, stream
from tests.readers.pdf.sheets import PORTRAIT, Area, Print, Stroke, text_width

__all__ = ["CELL", "DRESSES", "FIGURES", "dressed_report", "dressed_sheets"]

DRESSES: Mapping[str, Make] = (
    dresses_seen.DRESSES | dresses_unseen.DRESSES | dresses_notes.DRESSES | dresses_drawn.DRESSES
)
CELL = "disclosure.licensing.decisions"
_LEFT, _TOP, _WIDTH, _HIGH = 60.0, 720.0, 460.0, 22.0
_FIRST_OBJECT, _FIRST_PAGE = 20, 40  # numbers of what a dress brings along, and of pages

FIGURES = {
    "rules.issued": "3",
    "rules.repealed": "1",
    "rules.in_force": "14",
    "normative_documents.issued": "27",
    "normative_documents.repealed": "12",
    "normative_documents.in_force": "163",
    "licensing.decisions": "48213",
    "penalties.decisions": "9316",
    "coercion.decisions": "745",
    "fees.amount": "2318.64",
}
"""Those of the report by their cells."""

_ROWS = (
    ("第二十条第（一）项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "rules.issued", "rules.repealed", "rules.in_force"),
    (
        "行政规范性文件",
        "normative_documents.issued",
        "normative_documents.repealed",
        "normative_documents.in_force",
    ),
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "licensing.decisions"),
    ("第二十条第（六）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政处罚", "penalties.decisions"),
    ("行政强制", "coercion.decisions"),
    ("第二十条第（八）项",),
    ("信息内容", "本年收费金额（单位：万元）"),
    ("行政事业性收费", "fees.amount"),
)


def dressed_report(figure: str, other: str, make: Make, cell: str = CELL) -> tuple[bytes, Dress]:
    """The file, and what is dressed in it.

    Args:
        figure: that of the report.
        other: digits that a dress may need beside it.
        make: the dress.
        cell: where it stands.
    """
    content = [
        chinese("云栖县人民政府2023年政府信息公开工作年度报告", 120, 800, 16),
        chinese("二、主动公开政府信息情况", 60, 760, 12),
    ]
    y, dress = _TOP, Dress(b"", None)
    for row in _ROWS:
        widths = {1: (460.0,), 2: (150.0, 310.0), 4: (150.0, 110.0, 110.0, 90.0)}[len(row)]
        x = _LEFT
        for words, wide in zip(row, widths, strict=True):
            content.append(f"0.6 w {x} {y - _HIGH} {wide} {_HIGH} re S\n".encode())
            if words == cell.removeprefix("disclosure."):
                dress = make(figure, other, x + 0.4 * wide, y - 15)
                content.append(b"q\n" + dress.content + b"Q\n")
            elif words in FIGURES:
                content.append(text(FIGURES[words], x + 40, y - 15))
            else:
                content.append(chinese(words, x + 8, y - 15))
            x += wide
        y -= _HIGH
    return _file([b"".join(content)], 0, dress, PORTRAIT), dress


def dressed_sheets(drawer: Drawer, token: str, figure: str, other: str, make: Make) -> tuple[bytes, Dress]:
    """The file of sheets on which a figure is dressed that stands where they have a token, and what is dressed."""
    pages, number, dress = [], 0, Dress(b"", None)
    high = drawer.style.page[1]
    for at, sheet in enumerate(drawer.sheets):
        content = []
        for item in sheet.items:
            if isinstance(item, Print) and item.text == token:
                middle = item.x + text_width(token, item.size) / 2
                dress = make(figure, other, middle - digits_width(figure) / 2, high - item.top - 0.88 * item.size)
                content.append(b"q\n" + dress.content + b"Q\n")
                number = at
            else:
                content.append(_operators(item, high))
        pages.append(b"".join(content))
    return _file(pages, number, dress, drawer.style.page), dress


def _operators(item: Print | Stroke | Area, high: float) -> bytes:
    if isinstance(item, Print):
        return chinese(item.text, item.x, high - item.top - 0.88 * item.size, item.size)
    if isinstance(item, Stroke):
        return line(item.x0, high - item.y0, item.x1, high - item.y1, 0.5)
    return rectangle(item.x0, high - item.y1, item.x1 - item.x0, item.y1 - item.y0, "0.85 0.85 0.85")


def _file(contents: Sequence[bytes], dressed: int, dress: Dress, size: tuple[float, float]) -> bytes:
    """Pages with their contents, one of them with all that a dress brings along."""
    objects: dict[int, bytes] = {}

    def added(body: bytes) -> bytes:
        number = _FIRST_OBJECT + len(objects)
        objects[number] = body
        return b"%d 0 R" % number

    def named(parts: Mapping[str, bytes]) -> bytes:
        return b" ".join(b"/%s %s" % (name.encode(), added(body)) for name, body in parts.items())

    xobjects, fonts = named(dress.xobjects), named(dress.fonts)
    annots = b" ".join(map(added, dress.annots))
    states = b" ".join(b"/%s %s" % (name.encode(), body) for name, body in dress.states.items())
    catalog = b""
    if dress.layer:
        catalog = b"/OCProperties << /OCGs [15 0 R] /D << /Order [15 0 R] /OFF [15 0 R] >> >>"
    fields = b" ".join(b"%d 0 R" % n for n, body in objects.items() if b"/Widget" in body)
    if fields:
        catalog += b" /AcroForm << /Fields [%s] /DA (/F1 10 Tf) /DR << /Font << /F1 5 0 R >> >> >>" % fields
    resources = (
        b"<< /Font << /F1 5 0 R /F2 6 0 R %s >> /ExtGState << %s >> /XObject << %s >> /Properties << /L 15 0 R >> >>"
        % (fonts, states, xobjects)
    )
    box = b"/MediaBox [0 0 %d %d]" % size
    own = dress.page % (size + size) if b"/MediaBox" in dress.page else box + dress.page
    for at, content in enumerate(contents):
        head = own + b" /Annots [%s]" % annots if at == dressed else box
        objects[_FIRST_PAGE + 2 * at] = b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R /Resources %s >>" % (
            head, _FIRST_PAGE + 2 * at + 1, resources,
        )  # fmt: skip
        objects[_FIRST_PAGE + 2 * at + 1] = stream(content)
    kids = b" ".join(b"%d 0 R" % number for number in range(_FIRST_PAGE, _FIRST_PAGE + 2 * len(contents), 2))
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            6: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
            b"/DescendantFonts [7 0 R] >>",
            7: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
            b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 8 0 R /DW 1000 /W [1 [207 270 342 "
            b"467 462 797 710 239 374 374 423 605 238 375 238 334 462 462 462 462 462 462 462 462 462 462]] >>",
            8: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
            b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
            15: b"<< /Type /OCG /Name (L) >>",
            **objects,
        }
    )
