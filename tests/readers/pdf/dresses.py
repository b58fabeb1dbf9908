"""A report of one table in which one figure is dressed: hidden, struck, raised, covered, drawn as a picture.

Written operator by operator (ISO 32000-1), because the ways in which files hide things are below what libraries draw.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.readers.pdf.hostile import raw_pdf, stream

__all__ = ["CELL", "DRESSES", "FIGURES", "Dress", "dressed_report"]

CELL = "disclosure.licensing.decisions"
_LEFT, _TOP, _WIDTH, _HIGH = 60.0, 720.0, 460.0, 22.0
_SIZE = 10.0
_FIRST_OBJECT = 20  # of those that a dress brings along


@dataclass(frozen=True)
class Dress:
    """What stands in a cell.

    Attributes:
        content: operators.
        shown: the figure that a person reads there; None for none.
        legible: whether nothing is wrong with it, so that it must be read and not be marked.
        states: graphics states by name.
        objects: further objects: annotations (``annots``), XObjects (``xobjects``), each its dictionary or stream.
        catalog: further entries of the catalog.
    """

    content: bytes
    shown: str | None
    legible: bool = False
    states: Mapping[str, bytes] = field(default_factory=dict)
    annots: tuple[bytes, ...] = ()
    xobjects: Mapping[str, bytes] = field(default_factory=dict)
    fonts: Mapping[str, bytes] = field(default_factory=dict)
    page: bytes = b""
    layer: bool = False


Make = Callable[[str, str, float, float], Dress]
DRESSES: dict[str, Make] = {}


def _dress(make: Make) -> Make:
    DRESSES[make.__name__.strip("_")] = make
    return make


def digits_width(text: str, size: float = _SIZE) -> float:
    """In Helvetica."""
    return sum(0.278 if letter in ".," else 0.556 for letter in text) * size


def text(words: str, x: float, y: float, size: float = _SIZE, before: str = "", font: str = "F1") -> bytes:
    """A line of Latin type."""
    return f"BT /{font} {size:g} Tf {before} 1 0 0 1 {x:.2f} {y:.2f} Tm ({words}) Tj ET\n".encode()


def chinese(words: str, x: float, y: float, size: float = _SIZE) -> bytes:
    return f"BT /F2 {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n".encode()


def rectangle(x: float, y: float, wide: float, high: float, colour: str) -> bytes:
    return f"q {colour} rg {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re f Q\n".encode()


def line(x0: float, y0: float, x1: float, y1: float, width: float = 0.8) -> bytes:
    return f"q {width:g} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S Q\n".encode()


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
    return _file(b"".join(content), dress), dress


def _file(content: bytes, dress: Dress) -> bytes:
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
    box = b"" if b"/MediaBox" in dress.page else b"/MediaBox [0 0 595 842]"
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R %s %s /Contents 4 0 R /Resources %s /Annots [%s] >>"
            % (box, dress.page, resources, annots),
            4: stream(content),
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


# what a person reads as it stands


@_dress
def plain(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True)


@_dress
def coloured(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"0.8 0.1 0.1 rg\n" + text(v, x, y), v, legible=True)


@_dress
def grey(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"0.55 g\n" + text(v, x, y), v, legible=True)


@_dress
def white_on_dark(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(rectangle(x - 20, y - 5, 90, 16, "0.1 0.2 0.5") + b"1 g\n" + text(v, x, y), v, legible=True)


@_dress
def on_yellow(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(rectangle(x - 2, y - 2, 40, 11, "1 1 0.4") + text(v, x, y), v, legible=True)


@_dress
def underlined(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + line(x, y - 1.5, x + digits_width(v), y - 1.5, 0.5), v, legible=True)


@_dress
def underlined_twice(v: str, o: str, x: float, y: float) -> Dress:
    end = x + digits_width(v)
    return Dress(text(v, x, y) + line(x, y - 1.5, end, y - 1.5, 0.4) + line(x, y - 3, end, y - 3, 0.4), v, legible=True)


@_dress
def bold_by_printing_twice(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + text(v, x + 0.3, y), v, legible=True)


@_dress
def bold_by_stroke(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y, before="2 Tr 0.3 w"), v, legible=True)


@_dress
def outlined_type(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y, before="1 Tr 0.4 w"), v, legible=True)


@_dress
def leaning(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"BT /F1 10 Tf 1 0 0.3 1 {x} {y} Tm ({v}) Tj ET\n".encode(), v, legible=True)


@_dress
def condensed(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y, before="70 Tz"), v, legible=True)


@_dress
def half_clear(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"/G gs\n" + text(v, x, y), v, legible=True, states={"G": b"<< /ca 0.6 >>"})


@_dress
def in_a_form(v: str, o: str, x: float, y: float) -> Dress:
    form = stream(text(v, 0, 0), b"/Type /XObject /Subtype /Form /BBox [0 -5 100 20] " + _FORM_FONTS)
    return Dress(f"1 0 0 1 {x} {y} cm /X Do\n".encode(), v, legible=True, xobjects={"X": form})


@_dress
def highlighted(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True, annots=(_quad("Highlight", x, y, v, b"/C [1 1 0]"),))


@_dress
def underlined_by_annotation(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True, annots=(_quad("Underline", x, y, v, b"/C [0 0.6 0]"),))


@_dress
def turned_page(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, legible=True, page=b"/Rotate 90")


@_dress
def linked(v: str, o: str, x: float, y: float) -> Dress:
    link = f"<< /Type /Annot /Subtype /Link /Rect [{x} {y} {x + 30} {y + 9}] /Border [0 0 1] >>".encode()
    return Dress(text(v, x, y), v, legible=True, annots=(link,))


@_dress
def wide_ground_picture(v: str, o: str, x: float, y: float) -> Dress:
    picture = _picture([[205]])
    return Dress(
        f"q 200 0 0 18 {x - 60} {y - 5} cm /X Do Q\n".encode() + text(v, x, y), v, True, xobjects={"X": picture}
    )


# what nobody sees, beside a figure


def _beside(hidden: Callable[[str, float, float], bytes]) -> Callable[[str, str, float, float], bytes]:
    return lambda v, o, x, y: hidden(o, x - digits_width(o), y) + text(v, x, y)


@_dress
def unpainted(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(_beside(lambda w, a, b: text(w, a, b, before="3 Tr") + b"BT 0 Tr ET\n")(v, o, x, y), v)


@_dress
def unpainted_behind(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + text(o, x + digits_width(v), y, before="3 Tr"), v)


@_dress
def clipping_only(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"q " + text(o, x - digits_width(o), y, before="7 Tr") + b"Q\n" + text(v, x, y), v)


@_dress
def white(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"1 g\n" + text(o, x - digits_width(o), y) + b"0 g\n" + text(v, x, y), v)


@_dress
def nearly_white(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"0.97 g\n" + text(o, x - digits_width(o), y) + b"0 g\n" + text(v, x, y), v)


@_dress
def ground_coloured(v: str, o: str, x: float, y: float) -> Dress:
    ground = rectangle(x - 30, y - 4, 90, 14, "0.7 0.8 0.9")
    return Dress(ground + b"0.7 0.8 0.9 rg\n" + text(o, x - digits_width(o), y) + b"0 g\n" + text(v, x, y), v)


@_dress
def nearly_clear(v: str, o: str, x: float, y: float) -> Dress:
    content = b"q /G gs\n" + text(o, x - digits_width(o), y) + b"Q\n" + text(v, x, y)
    return Dress(content, v, states={"G": b"<< /ca 0.03 >>"})


@_dress
def masked(v: str, o: str, x: float, y: float) -> Dress:
    black = stream(b"0 g 0 0 595 842 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S "
                   b"/Transparency /CS /DeviceGray >>")  # fmt: skip
    content = b"q /G gs\n" + text(o, x - digits_width(o), y) + b"Q\n" + text(v, x, y)
    return Dress(content, v, states={"G": b"<< /SMask << /S /Luminosity /G 20 0 R >> >>"}, xobjects={"X": black})


@_dress
def tiny(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(o, x - digits_width(o, 1.0), y, 1.0) + text(v, x, y), v)


@_dress
def tiny_by_matrix(v: str, o: str, x: float, y: float) -> Dress:
    small = f"q 0.1 0 0 0.1 {x - 2} {y} cm\n".encode() + text(o, 0, 0) + b"Q\n"
    return Dress(small + text(v, x, y), v)


@_dress
def layer_off(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"/OC /L BDC\n" + text(o, x - digits_width(o), y) + b"EMC\n" + text(v, x, y), v, layer=True)


@_dress
def form_on_layer_off(v: str, o: str, x: float, y: float) -> Dress:
    form = stream(text(o, 0, 0), b"/Type /XObject /Subtype /Form /OC 15 0 R /BBox [0 -5 100 20] " + _FORM_FONTS)
    content = f"q 1 0 0 1 {x - digits_width(o)} {y} cm /X Do Q\n".encode() + text(v, x, y)
    return Dress(content, v, xobjects={"X": form}, layer=True)


@_dress
def clipped_away(v: str, o: str, x: float, y: float) -> Dress:
    content = f"q {x - 0.2} {y - 5} 100 20 re W n\n".encode() + text(o + v, x - digits_width(o), y) + b"Q\n"
    return Dress(content, v)


@_dress
def clipped_by_form(v: str, o: str, x: float, y: float) -> Dress:
    box = f"/BBox [{digits_width(o)} -5 100 20] ".encode()
    form = stream(text(o + v, 0, 0), b"/Type /XObject /Subtype /Form " + box + _FORM_FONTS)
    return Dress(f"1 0 0 1 {x} {y} cm /X Do\n".encode(), v, xobjects={"X": form})


@_dress
def covered(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o)
    return Dress(text(o, left, y) + rectangle(left, y - 2, x - left, 11, "1 1 1") + text(v, x, y), v)


@_dress
def covered_in_place(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v[::-1], x + 1, y) + rectangle(x - 2, y - 3, 50, 13, "1 1 1") + text(v, x, y), v)


@_dress
def covered_and_empty(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + rectangle(x - 2, y - 3, 50, 13, "1 1 1"), None)


@_dress
def blacked_out(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + rectangle(x - 2, y - 3, 50, 13, "0 0 0"), None)


@_dress
def covered_by_picture(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o)
    cover = f"q {x - left} 0 0 12 {left} {y - 2} cm /X Do Q\n".encode()
    return Dress(text(o, left, y) + cover + text(v, x, y), v, xobjects={"X": _picture([[255]])})


@_dress
def covered_by_annotation(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o)
    look = stream(
        rectangle(0, 0, x - left, 11, "1 1 1"), b"/Type /XObject /Subtype /Form /BBox [0 0 %d 11]" % (x - left)
    )
    square = f"<< /Type /Annot /Subtype /Square /F 4 /Rect [{left} {y - 2} {x} {y + 9}] /AP << /N 20 0 R >> >>".encode()
    return Dress(text(o, left, y) + text(v, x, y), v, annots=(square,), xobjects={"X": look})


@_dress
def off_the_page(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(
        text(v, x, y) + text(o, 700, y), v, legible=True, page=b"/CropBox [0 0 595 842] /MediaBox [0 0 900 842]"
    )


@dataclass(frozen=True)
class _Half:
    """A figure half of which is covered."""

    left: float
    low: float
    wide: float
    high: float

    def __call__(self, v: str, o: str, x: float, y: float) -> Dress:
        across = digits_width(v)
        cover = rectangle(x + self.left * across, y + self.low * 8 - 1, self.wide * across, self.high * 9, "1 1 1")
        return Dress(text(v, x, y) + cover, None)


DRESSES["lower_half_covered"] = _Half(0, 0, 1, 0.5)
DRESSES["upper_half_covered"] = _Half(0, 0.5, 1, 0.6)


@_dress
def with_another_text_beneath(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"/Span << /ActualText ({o}) >> BDC\n".encode() + text(v, x, y) + b"EMC\n", v)


@_dress
def in_a_drawn_font(v: str, o: str, x: float, y: float) -> Dress:
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    glyph = b"20 0 R"
    procedures = b" ".join(b"/%s %s" % (name.encode(), glyph) for name in names)
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 48 "
        b"/LastChar 57 /Widths [%s] /CharProcs << %s >> /Encoding << /Type /Encoding /Differences [48 %s] >> >>"
        % (b"556 " * 10, procedures, b" ".join(b"/" + name.encode() for name in names))
    )
    drawn = stream(b"556 0 0 0 500 700 d1 100 0 300 700 re f")
    return Dress(text(v, x, y, font="F3"), v, xobjects={"X": drawn}, fonts={"F3": font})


# notes, strikes, shadows


def _noted(size: float, rise: float) -> Make:
    def make(v: str, o: str, x: float, y: float) -> Dress:
        return Dress(text(v, x, y) + text(o[0], x + digits_width(v), y + rise, size), v)

    return make


for _size, _rise in ((5, 4), (6, 3.5), (7, 3), (8, 3), (10, 2), (10, 4), (10, 5.5), (6, -2), (8, -2), (10, -2.5)):
    DRESSES[f"note_of_{_size}_at_{_rise}"] = _noted(_size, _rise)


@_dress
def noted_by_rise(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"BT /F1 10 Tf {x} {y} Td ({v}) Tj /F1 6 Tf 4 Ts ({o}) Tj ET\n".encode(), v)


@_dress
def note_in_brackets(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + text(f"[{o[0]}]", x + digits_width(v), y + 4, 6), v)


def _struck(strike: Callable[[float, float, float], bytes]) -> Make:
    def make(v: str, o: str, x: float, y: float) -> Dress:
        left = x - digits_width(o) - 2
        return Dress(text(o, left, y) + strike(left, x - 2, y) + text(v, x, y), v)

    return make


DRESSES |= {
    "struck_by_line": _struck(lambda a, b, y: line(a, y + 3.5, b, y + 3.5)),
    "struck_by_hairline": _struck(lambda a, b, y: line(a, y + 3.5, b, y + 3.5, 0.3)),
    "struck_by_rectangle": _struck(lambda a, b, y: rectangle(a, y + 3.2, b - a, 0.7, "0 0 0")),
    "struck_by_red_line": _struck(lambda a, b, y: b"q 1 0 0 RG " + line(a, y + 3.6, b, y + 3.6, 1) + b"Q\n"),
    "struck_twice": _struck(lambda a, b, y: line(a, y + 2.6, b, y + 2.6, 0.4) + line(a, y + 4.6, b, y + 4.6, 0.4)),
    "struck_by_slant": _struck(lambda a, b, y: line(a, y, b, y + 7)),
    "struck_by_cross": _struck(lambda a, b, y: line(a, y, b, y + 7) + line(a, y + 7, b, y)),
    "struck_by_dashes": _struck(lambda a, b, y: b"q [1.5 0.7] 0 d " + line(a, y + 3.5, b, y + 3.5) + b"Q\n"),
}


@_dress
def struck_by_type(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    dashes = f"BT /F1 10 Tf 1 0 0 1 {left} {y} Tm <{'97' * ((len(o) + 1) // 2)}> Tj ET\n".encode()
    return Dress(text(o, left, y) + dashes + text(v, x + 4, y), v)


@_dress
def struck_by_picture(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    strike = f"q {x - 2 - left} 0 0 0.7 {left} {y + 3.2} cm /X Do Q\n".encode()
    return Dress(text(o, left, y) + strike + text(v, x, y), v, xobjects={"X": _picture([[0]])})


@_dress
def struck_by_annotation(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    return Dress(text(o, left, y) + text(v, x, y), v, annots=(_quad("StrikeOut", left, y, o, b"/C [1 0 0]"),))


@_dress
def struck_by_line_annotation(v: str, o: str, x: float, y: float) -> Dress:
    left = x - digits_width(o) - 2
    look = stream(line(0, 3, x - 2 - left, 3), b"/Type /XObject /Subtype /Form /BBox [0 0 %d 6]" % (x - 2 - left))
    note = (
        f"<< /Type /Annot /Subtype /Line /F 4 /Rect [{left} {y + 0.5} {x - 2} {y + 6.5}] /L [{left} {y + 3.5} {x - 2} "
    )
    note += f"{y + 3.5}] /AP << /N 20 0 R >> >>"
    return Dress(text(o, left, y) + text(v, x, y), v, annots=(note.encode(),), xobjects={"X": look})


@_dress
def struck_with_its_row(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + line(_LEFT + 5, y + 3.5, x + 60, y + 3.5), None)


@_dress
def struck_and_alone(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + line(x - 1, y + 3.5, x + digits_width(v) + 1, y + 3.5), None)


def _shadowed(right: float, down: float, shade: float) -> Make:
    def make(v: str, o: str, x: float, y: float) -> Dress:
        return Dress(b"%.2f g\n" % shade + text(v, x + right, y - down) + b"0 g\n" + text(v, x, y), v)

    return make


for _right, _down in ((0.8, 0.8), (1.5, 1.5), (2.0, 2.0), (2.5, 1.0), (1.0, 3.0)):
    DRESSES[f"shadow_of_{_right}_{_down}"] = _shadowed(_right, _down, 0.6)


@_dress
def on_one_another(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v[::-1], x, y) + text(v, x + 1, y), None)


@_dress
def slanted_over(v: str, o: str, x: float, y: float) -> Dress:
    mark = f"0.8 g BT /F1 14 Tf 0.707 0.707 -0.707 0.707 {x - 20} {y - 30} Tm (20240115) Tj ET 0 g\n".encode()
    return Dress(mark + text(v, x, y), v, legible=True)


@_dress
def turned_beside(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + f"BT /F1 8 Tf 0 1 -1 0 {x + 45} {y - 2} Tm ({o}) Tj ET\n".encode(), v)


# figures that are no text


@_dress
def outlines(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"".join(_drawn_seven(x + 6 * number, y) for number in range(len(v))), "7" * len(v))


@_dress
def strokes(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(line(x, y, x, y + 7) + line(x + 6, y, x + 6, y + 7), "11")


@_dress
def picture(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(f"q 30 0 0 10 {x} {y - 1} cm /X Do Q\n".encode(), "7777", xobjects={"X": _sevens()})


@_dress
def picture_over_figure(v: str, o: str, x: float, y: float) -> Dress:
    content = text(v, x, y) + f"q 34 0 0 14 {x - 2} {y - 3} cm /X Do Q\n".encode()
    return Dress(content, "7777", xobjects={"X": _sevens()})


@_dress
def picture_with_unpainted_figure(v: str, o: str, x: float, y: float) -> Dress:
    content = f"q 34 0 0 14 {x - 2} {y - 3} cm /X Do Q\n".encode() + text(v, x, y, before="3 Tr")
    return Dress(content, "7777", xobjects={"X": _sevens()})


@_dress
def half_text_half_outlines(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y) + _drawn_seven(x + digits_width(v) + 0.5, y), v + "7")


@_dress
def filled_field(v: str, o: str, x: float, y: float) -> Dress:
    look = stream(
        b"/Tx BMC\n" + text(v, 2, 3) + b"EMC", b"/Type /XObject /Subtype /Form /BBox [0 0 60 14] " + _FORM_FONTS
    )
    widget = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({v}) /F 4 /Rect [{x} {y - 3} {x + 60} {y + 11}] "
    return Dress(b"", v, True, annots=(widget.encode() + b"/AP << /N 20 0 R >> >>",), xobjects={"X": look})


@_dress
def field_without_look(v: str, o: str, x: float, y: float) -> Dress:
    widget = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({v}) /F 4 /Rect [{x} {y - 3} {x + 60} {y + 11}] >>"
    return Dress(b"", v, annots=(widget.encode(),))


@_dress
def remark_beside(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(text(v, x, y), v, annots=(_remark(o, x + digits_width(v), y),), xobjects={"X": _remark_look(o)})


@_dress
def remark_alone(v: str, o: str, x: float, y: float) -> Dress:
    return Dress(b"", v, True, annots=(_remark(v, x, y),), xobjects={"X": _remark_look(v)})


@_dress
def stamped_over(v: str, o: str, x: float, y: float) -> Dress:
    ground = rectangle(0, 0, 40, 14, "1 1 1")
    look = stream(ground + text(v, 2, 3), b"/Type /XObject /Subtype /Form /BBox [0 0 40 14] " + _FORM_FONTS)
    stamp = f"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [{x - 2} {y - 3} {x + 38} {y + 11}] /AP << /N 20 0 R >> >>"
    return Dress(text(v[::-1], x, y), v, annots=(stamp.encode(),), xobjects={"X": look})


_FORM_FONTS = b"/Resources << /Font << /F1 5 0 R >> >> "


def _remark(words: str, x: float, y: float) -> bytes:
    place = f"/Rect [{x} {y - 3} {x + 40} {y + 11}]"
    words = f"/Contents ({words}) /DA (/F1 10 Tf)"
    return f"<< /Type /Annot /Subtype /FreeText /F 4 {place} {words} /AP << /N 20 0 R >> >>".encode()


def _remark_look(words: str) -> bytes:
    return stream(text(words, 0, 3), b"/Type /XObject /Subtype /Form /BBox [0 0 40 14] " + _FORM_FONTS)


def _quad(kind: str, x: float, y: float, words: str, more: bytes) -> bytes:
    end, top, foot = x + digits_width(words), y + 8, y - 1
    place = f"/Rect [{x} {foot} {end} {top}] /QuadPoints [{x} {top} {end} {top} {x} {foot} {end} {foot}]"
    return f"<< /Type /Annot /Subtype /{kind} /F 4 {place} ".encode() + more + b" >>"


def _drawn_seven(x: float, y: float) -> bytes:
    points = [(0, 7), (5, 7), (5, 6.2), (2.2, 0), (1.2, 0), (3.8, 6.1), (0, 6.1)]
    path = " ".join(f"{x + a:.2f} {y + b:.2f} {'l' if n else 'm'}" for n, (a, b) in enumerate(points))
    return f"{path} h f\n".encode()


def _picture(rows: list[list[int]]) -> bytes:
    data = zlib.compress(b"".join(map(bytes, rows)))
    entries = f"/Type /XObject /Subtype /Image /Width {len(rows[0])} /Height {len(rows)} /BitsPerComponent 8 "
    return (
        b"<< "
        + entries.encode()
        + b"/ColorSpace /DeviceGray /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
    )


def _sevens() -> bytes:
    """A picture of four sevens."""
    seven = ["11111", "11111", "00011", "00110", "00110", "01100", "01100"]
    rows = [[255] * 120 for _ in range(40)]
    for number in range(4):
        for down, pattern in enumerate(seven):
            for right, bit in enumerate(pattern):
                for a in range(4):
                    for b in range(4):
                        if bit == "1":
                            rows[6 + 4 * down + a][6 + 28 * number + 4 * right + b] = 0
    return _picture(rows)


def with_page(dress: Dress, page: bytes) -> Dress:
    return replace(dress, page=page)
