"""Damaged and hostile PDFs, written by code, each with the codes that reading it may end with (None: it is read)."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawn import CellText, Drawer
from tests.readers.pdf.sheets import FONT, Style

__all__ = ["KINDS", "Kind", "plain_report", "raw_pdf"]


class Kind(NamedTuple):
    """A way to be hostile."""

    make: Callable[[], bytes]
    codes: frozenset[str | None]


KINDS: dict[str, Kind] = {}


def _kind(*codes: str | None) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        KINDS[make.__name__.strip("_")] = Kind(make, frozenset(codes))
        return make

    return register


def raw_pdf(objects: Mapping[int, bytes], *, root: int = 1, trailer: bytes = b"", xref: bytes | None = None) -> bytes:
    """A file of numbered objects with its table."""
    body = b"%PDF-1.7\n"
    places = {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = max(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        table += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    if xref is not None:
        table = xref
    end = b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, len(body))
    return body + table + end


def stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    if packed:
        content, entries = zlib.compress(content, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


_TREE = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"}
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(content: bytes, *, page: bytes = b"", resources: bytes = b"", packed: bool = True, **more: bytes) -> bytes:
    """A page with a content stream; ``more`` are further objects, ``o7=...`` for number 7."""
    box = b"" if b"/MediaBox" in page else b"/MediaBox [0 0 595 842]"
    objects = {
        **_TREE,
        3: b"<< /Type /Page /Parent 2 0 R %s /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> %s >>"
        % (box, resources, page),
        4: stream(content, packed=packed),
        5: _FONT,
        **{int(name[1:]): value for name, value in more.items()},
    }
    return raw_pdf(objects)


def plain_report() -> bytes:
    """A harmless document of two pages with a table."""
    drawer = Drawer(Style())
    drawer.text("某某县人民政府2023年政府信息公开工作年度报告", size=16)
    drawer.table([[CellText("甲"), CellText("12")], [CellText("乙"), CellText("34")]] * 20, [1, 1])
    return drawer.to_pdf()


for _share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.995):

    def _cut(share: float = _share) -> bytes:
        data = plain_report()
        return data[: int(len(data) * share)]

    KINDS[f"cut_at_{_share}"] = Kind(_cut, frozenset({"damaged_file", "no_text_layer", "unknown_format", None}))


@_kind("damaged_file", "unknown_format", "binary_file")
def header_alone() -> bytes:
    return b"%PDF-1.7\n"


@_kind("damaged_file")
def header_and_noise() -> bytes:
    return b"%PDF-1.7\nendobj\n" + bytes((n * 73 + n // 7) % 256 for n in range(20_000))


@_kind("damaged_file", None)
def xref_of_garbage() -> bytes:
    return plain_report().replace(b"xref\n0 ", b"xref\n9 ").replace(b" 00000 n", b" 99999 n")


@_kind("damaged_file", "no_text_layer")
def no_pages() -> bytes:
    return raw_pdf({1: _TREE[1], 2: b"<< /Type /Pages /Kids [] /Count 0 >>"})


@_kind("damaged_file")
def no_root() -> bytes:
    return raw_pdf({2: b"<< >>"}, root=9)


@_kind("damaged_file", "no_text_layer", "too_many_pages")
def page_tree_in_a_circle() -> bytes:
    return raw_pdf({1: _TREE[1], 2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>", 3: _TREE[2]})


@_kind("damaged_file", "no_text_layer", None)
def page_tree_a_thousand_deep() -> bytes:
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for number in range(2, 1002):
        objects[number] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1)
    objects[1002] = b"<< /Type /Page /Parent 1001 0 R /MediaBox [0 0 100 100] >>"
    return raw_pdf(objects)


@_kind("too_many_pages", "damaged_file")
def a_hundred_thousand_pages() -> bytes:
    kids = b"3 0 R " * 100_000
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"
    return raw_pdf({1: _TREE[1], 2: b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % kids, 3: page})


@_kind("too_many_pages", "damaged_file", "no_text_layer")
def count_that_lies() -> bytes:
    return raw_pdf({1: _TREE[1], 2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", 3: b"<< /Type /Page >>"})


@_kind("damaged_file", "no_text_layer")
def count_below_zero() -> bytes:
    return raw_pdf({1: _TREE[1], 2: b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>", 3: b"<< /Type /Page >>"})


@_kind(None)
def huge_page() -> bytes:
    return one_page(b"BT /F1 9 Tf 10 10 Td (2023) Tj ET", page=b"/MediaBox [0 0 1e9 1e9]")


@_kind(None, "no_text_layer")
def page_without_area() -> bytes:
    return one_page(b"BT /F1 9 Tf 0 0 Td (2023) Tj ET", page=b"/MediaBox [5 5 5 5]")


@_kind(None, "no_text_layer")
def page_box_of_words() -> bytes:
    return one_page(b"BT /F1 9 Tf 10 10 Td (2023) Tj ET", page=b"/MediaBox [nan inf (x) null]")


@_kind(None, "no_text_layer")
def places_beyond_all_numbers() -> bytes:
    content = b"BT /F1 9 Tf 1e38 1e38 Td (2023) Tj ET 1e38 -1e38 m 3e38 1e38 l S 99999999999999999999 0 0 1 re f "
    return one_page(content + b"BT /F1 9 Tf nan nan Td (2024) Tj ET BT /F1 9 Tf 10 10 Td (2025) Tj ET")


@_kind(None, "no_text_layer")
def matrix_of_zeros() -> bytes:
    return one_page(b"0 0 0 0 0 0 cm BT /F1 9 Tf 10 10 Td (2023) Tj ET 0 0 m 9 9 l S")


@_kind(None, "no_text_layer")
def type_of_no_size() -> bytes:
    return one_page(b"BT /F1 0 Tf 10 10 Td (2023) Tj ET BT /F1 1e-30 Tf (2024) Tj ET BT /F1 -9 Tf 50 50 Td (25) Tj ET")


@_kind("too_many_characters")
def a_million_characters() -> bytes:
    lines = b"".join(b"1 0 0 1 10 %d Tm (%s) Tj " % (n * 7, b"0123456789" * 1_000) for n in range(110))
    return one_page(b"BT /F1 1 Tf " + lines + b"ET")


@_kind("too_many_rows")
def lines_without_number() -> bytes:
    return one_page(b"".join(b"%d %d m %d 800 l S " % (n % 590, n % 800, n % 590) for n in range(120_000)))


@_kind("no_text_layer")
def a_million_lines_in_one_path() -> bytes:
    return one_page(b"".join(b"%d 1 m %d 800 l " % (n % 590, n % 590) for n in range(1_000_000)) + b"S")


@_kind("too_many_rows")
def a_grid_of_a_million_fields() -> bytes:
    lines = b"".join(b"%d 0 m %d 8000 l S 0 %d m 8000 %d l S " % (at, at, at, at) for at in range(0, 6000, 6))
    return one_page(lines + b"BT /F1 9 Tf 10 10 Td (2023) Tj ET", page=b"/MediaBox [0 0 8000 8000]")


@_kind(None, "no_text_layer", "too_many_rows")
def states_saved_without_end() -> bytes:
    return one_page(b"q " * 2_000_000)


@_kind(None, "no_text_layer", "damaged_file")
def arrays_in_arrays() -> bytes:
    return one_page(b"[" * 200_000 + b"]" * 200_000 + b" 0 d BT /F1 9 Tf 10 10 Td (2023) Tj ET")


@_kind("damaged_file", None, "no_text_layer")
def dictionaries_in_dictionaries() -> bytes:
    return raw_pdf({**_TREE, 3: b"<< /A " * 100_000 + b">> " * 100_000})


@_kind(None, "no_text_layer", "out_of_memory", "timeout", "crashed", "too_many_characters")
def bomb_of_spaces() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(400)), packer.flush()])
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return raw_pdf({**_TREE, 3: page, 4: stream(packed, b"/Filter /FlateDecode")})


@_kind(None, "no_text_layer", "out_of_memory", "timeout", "crashed")
def bomb_in_a_bomb() -> bytes:
    inner = zlib.compress(zlib.compress(bytes(40_000_000), 9), 9)
    content = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(inner), inner)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [%s] >>" % (b"4 0 R " * 40)
    return raw_pdf({**_TREE, 3: page, 4: content})


@_kind(None, "no_text_layer")
def form_that_draws_itself() -> bytes:
    form = stream(b"/X1 Do BT /F1 9 Tf 10 10 Td (2023) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + _X1)
    return one_page(b"/X1 Do", resources=b"/XObject << /X1 6 0 R >>", o6=form)


_X1 = b"/Resources << /XObject << /X1 6 0 R /X2 6 0 R >> /Font << /F1 5 0 R >> >>"


@_kind(None, "no_text_layer", "too_many_rows", "too_many_characters", "timeout", "out_of_memory", "crashed")
def forms_that_double() -> bytes:
    forms = {}
    for number in range(6, 40):
        inner = b"/Resources << /XObject << /A %d 0 R >> /Font << /F1 5 0 R >> >>" % (number + 1)
        forms[f"o{number}"] = stream(b"/A Do /A Do ", b"/Type /XObject /Subtype /Form /BBox [0 0 500 500] " + inner)
    forms["o40"] = stream(b"BT /F1 9 Tf 10 10 Td (1) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + _X1)
    return one_page(b"/A Do", resources=b"/XObject << /A 6 0 R >>", **forms)


@_kind(None, "no_text_layer", "damaged_file")
def contents_that_are_the_page() -> bytes:
    return raw_pdf({**_TREE, 3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R >>"})


@_kind(None, "no_text_layer", "damaged_file")
def length_that_lies() -> bytes:
    return one_page(b"BT /F1 9 Tf 10 10 Td (2023) Tj ET", packed=False).replace(b"/Length 33", b"/Length 99999999")


@_kind(None, "no_text_layer", "damaged_file")
def stream_that_is_no_deflate() -> bytes:
    return raw_pdf(
        {
            **_TREE,
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            4: stream(b"this is not compressed at all", b"/Filter /FlateDecode"),
        }
    )


@_kind(None, "no_text_layer")
def filter_nobody_knows() -> bytes:
    return raw_pdf(
        {
            **_TREE,
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            4: stream(b"abc", b"/Filter [/Nobody /ASCIIHexDecode /LZWDecode /RunLengthDecode]"),
        }
    )


@_kind(None, "no_text_layer")
def font_that_is_not_there() -> bytes:
    return one_page(b"BT /F9 9 Tf 10 10 Td (2023) Tj ET BT /F1 9 Tf 10 10 Td (2023) Tj ET").replace(
        _FONT, b"<< /Type /Font /Subtype /TrueType /BaseFont /Nothing /FontDescriptor 99 0 R >>"
    )


@_kind(None, "no_text_layer")
def font_file_of_noise() -> bytes:
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /Noise /FontDescriptor 6 0 R >>"
    descriptor = b"<< /Type /FontDescriptor /FontName /Noise /Flags 4 /FontFile2 7 0 R >>"
    noise = stream(bytes((n * 91) % 251 for n in range(5000)))
    return one_page(b"BT /F1 9 Tf 10 10 Td (2023) Tj ET", o6=descriptor, o7=noise).replace(_FONT, font)


@_kind(None, "no_text_layer", "out_of_memory", "timeout", "crashed", "damaged_file")
def cmap_of_a_billion_codes() -> bytes:
    cmap = stream(
        b"/CIDInit /ProcSet findresource begin begincmap 100 beginbfrange " + b"<0000> <ffffffff> <0041> " * 100
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /W [0 2000000000 500] >>] >>"
    )
    return one_page(b"BT /F1 9 Tf 10 10 Td <00010002> Tj ET", o6=cmap).replace(_FONT, font)


@_kind(None, "no_text_layer", "out_of_memory", "crashed")
def picture_of_ten_gigapixels() -> bytes:
    entries = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return one_page(
        b"q 595 0 0 842 0 0 cm /X1 Do Q", resources=b"/XObject << /X1 6 0 R >>", o6=stream(b"xyz", entries, packed=True)
    )


@_kind("encrypted")
def password() -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption("open", "own"), invariant=1)
    canvas.drawString(10, 10, "2023")
    canvas.save()
    return data.getvalue()


@_kind(None)
def password_to_print_only() -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption("", "own", canPrint=0), invariant=1)
    canvas.drawString(10, 10, "2023")
    canvas.save()
    return data.getvalue()


@_kind("encrypted", "damaged_file")
def encryption_nobody_knows() -> bytes:
    return raw_pdf({**_TREE, 3: b"<< /Type /Page >>"}, trailer=b"/Encrypt << /Filter /Nobody /V 99 >> /ID [(a) (b)]")


@_kind(None)
def bytes_before_the_header() -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + plain_report()


@_kind(None)
def bytes_after_the_end() -> bytes:
    return plain_report() + b"<html>ad</html>" * 50


@_kind("no_text_layer")
def page_of_nothing() -> bytes:
    return one_page(b"")


@_kind("no_text_layer")
def scan() -> bytes:
    entries = b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return one_page(
        b"q 595 0 0 842 0 0 cm /X1 Do Q BT /F1 8 Tf 10 10 Td (CamScanner) Tj ET",
        resources=b"/XObject << /X1 6 0 R >>",
        o6=stream(b"abcd", entries, packed=True),
    )


@_kind("no_text_layer")
def codes_without_meaning() -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype "
        b"/CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    codes = b"".join(b"%04x" % (40 + n * 7) for n in range(60))
    return one_page(b"BT /F1 9 Tf 10 10 Td <%s> Tj ET" % codes).replace(_FONT, font)


@_kind("no_text_layer")
def ideographs_as_latin_letters() -> bytes:
    mojibake = "政府信息公开工作年度报告总体情况主动公开".encode("gbk").hex().encode()
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return one_page(b"BT /F1 9 Tf 10 10 Td <%s> Tj ET" % mojibake).replace(_FONT, font)


@_kind(None)
def script_and_attachment() -> bytes:
    data = one_page(b"BT /F1 9 Tf 10 10 Td (2023) Tj ET")
    return data.replace(b"/Pages 2 0 R", b"/Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")


@_kind(None)
def a_drawing_in_random_order() -> bytes:
    drawer = Drawer(Style(shuffled=True))
    drawer.text("某某县人民政府2023年政府信息公开工作年度报告", size=16)
    return drawer.to_pdf()


assert FONT
