"""Hostile Office files: damage, entities, bombs, circles, numbers that point elsewhere."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping

from tests.conftest import EXAMPLES
from tests.readers.hostile_archives import with_flag, zipped
from tests.readers.hostile_kinds import kind
from tests.readers.printed import example_to_print
from tests.readers.test_spreadsheet import figure, row, text, xlsx
from tests.readers.word import docx_files
from tests.readers.word.doc_files import compound, report_to_doc
from tests.readers.word.docx_files import NUMBERING, cell, docx, numbered, package, para, relationships, table

PRINTED = example_to_print(EXAMPLES[0])
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = '<!DOCTYPE w [<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def report_docx(more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A readable report with further parts."""
    with zipfile.ZipFile(io.BytesIO(docx_files.report_to_docx(PRINTED))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(
        {**parts, **{name: part.encode() if isinstance(part, str) else part for name, part in (more or {}).items()}}
    )


# --- .docx -----------------------------------------------------------------------------------------------------------


@kind("a.docx", "damaged_file")
def a_document_cut_in_the_middle() -> bytes:
    whole = docx_files.report_to_docx(PRINTED)
    return whole[: len(whole) // 2]


@kind("a.docx", "damaged_file")
def a_document_without_its_main_part() -> bytes:
    return package({"word/styles.xml": "<x/>"})


@kind("a.docx", "damaged_file")
def a_document_without_a_body() -> bytes:
    return package({"word/document.xml": f"<w:document {W}/>"})


@kind("a.docx", "damaged_file")
def laughs_in_a_document() -> bytes:
    return docx(para("&j;"), before=LAUGHS + "]>")


@kind("a.docx", "damaged_file")
def laughs_in_wide_characters() -> bytes:
    """A declaration that a search for its ASCII bytes does not find, its entities in an attribute."""
    body = f'<w:document {W}><w:body><w:p w:rsidR="&j;&j;"/></w:body></w:document>'
    return package({"word/document.xml": (LAUGHS + "]>" + body).encode("utf-16")})


@kind("a.docx", "damaged_file")
def a_file_of_the_disk_as_an_entity() -> bytes:
    return docx(para("&x;"), before='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


@kind("a.docx", None)
def relations_that_lead_outside() -> bytes:
    """Their targets are names of parts, which the package does not have."""
    related = relationships(styles="../../../../etc/passwd", numbering="/etc/passwd", settings="http://x.invalid/")
    return report_docx({"word/_rels/document.xml.rels": related})


@kind("a.docx", "archive_too_large", inflated_bytes=20_000_000)
def a_part_that_never_ends() -> bytes:
    return package({"word/document.xml": b"<w>" + bytes(21_000_000)})


@kind("a.docx", "too_many_rows")
def elements_that_never_end() -> bytes:
    return docx("<w:p/>" * 2_100_000)


@kind("a.docx", "damaged_file")
def elements_in_elements() -> bytes:
    return docx("<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400)


@kind("a.docx", "too_many_rows", cells=50_000)
def paragraphs_that_never_end() -> bytes:
    return docx("<w:p/>" * 51_000)


@kind("a.docx", "too_many_rows", cells=50_000)
def gaps_that_never_end() -> bytes:
    """None of the stretches between two tables has too many."""
    tabbed = para(f"<w:r>{'<w:t>1</w:t><w:tab/>' * 6_000}</w:r>")
    return docx((tabbed + table(docx_files.row(cell("1"), cell("2")))) * 10)


@kind("a.docx", "too_many_rows")
def columns_that_never_end() -> bytes:
    return docx(table(docx_files.row(cell("1", '<w:gridSpan w:val="2147483647"/>'))))


@kind("a.docx", "line_too_long")
def a_paragraph_that_never_ends() -> bytes:
    return docx(para("1" * 2_100_000))


@kind("a.docx", "no_report")
def numbers_that_never_end() -> bytes:
    return docx(numbered("1") * 100, numbering=NUMBERING.replace("%1、", "%1、" * 500_000))


@kind("a.docx", "no_report")
def styles_in_a_circle() -> bytes:
    based = "".join(
        f'<w:style w:styleId="{a}" w:type="paragraph"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("ab", "ba")
    )
    return docx(para("甲", '<w:pStyle w:val="a"/>') * 50, styles=based)


@kind("a.docx", "no_report")
def lists_in_a_circle() -> bytes:
    links = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:styleLink w:val="{n}"/><w:numStyleLink w:val="{1 - n}"/>'
        f'</w:abstractNum><w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>'
        for n in (0, 1)
    )
    return docx(numbered("甲") * 50, numbering=links)


@kind("a.docx", "no_report")
def boxes_in_boxes() -> bytes:
    box, end = "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"
    return docx(box * 45 + para("甲") + end * 45)


@kind("a.docx", "encrypted")
def a_document_with_a_password() -> bytes:
    return compound({"EncryptedPackage": b"x" * 5_000, "EncryptionInfo": b"x" * 200})


@kind("a.docx", "encrypted")
def parts_with_a_password() -> bytes:
    parts = {"[Content_Types].xml": b"", "word/document.xml": b"<w/>"}
    return with_flag(zipped(dict(reversed(parts.items()))), 6, 8, 1)


@kind("a.docx", "damaged_file")
def a_part_with_a_wrong_checksum() -> bytes:
    data = bytearray(report_docx())
    for entry in re.finditer(b"PK\x01\x02", bytes(data)):
        data[entry.start() + 16] ^= 0xFF
    return bytes(data)


@kind("a.txt", None)
def a_document_called_text() -> bytes:
    return report_docx()


@kind("a.pdf", None)
def a_document_called_pdf() -> bytes:
    return report_docx({"../../evil.xml": "<x/>", "/etc/cron.d/evil": "x"})


@kind("a.docx", "unknown_format")
def a_presentation_called_document() -> bytes:
    return zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""})


@kind("a.docx", "unknown_format")
def another_page_format_called_document() -> bytes:
    return zipped({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>"})


# --- .doc ------------------------------------------------------------------------------------------------------------


def changed(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


@kind("a.doc", "damaged_file")
def a_header_alone() -> bytes:
    return report_to_doc(PRINTED)[:512]


@kind("a.doc", "damaged_file")
def an_old_document_cut_in_the_middle() -> bytes:
    whole = report_to_doc(PRINTED)
    return whole[: len(whole) // 2]


@kind("a.doc", "damaged_file")
def sectors_in_a_circle() -> bytes:
    whole = report_to_doc(PRINTED)
    fat = (struct.unpack_from("<I", whole, 76)[0] + 1) * 512
    return changed(whole, fat, struct.pack("<128I", *[0] * 128))


@kind("a.doc", "damaged_file")
def tables_of_sectors_in_a_circle() -> bytes:
    return changed(report_to_doc(PRINTED), 68, struct.pack("<II", 0, 1))


@kind("a.doc", "damaged_file")
def a_directory_outside_the_file() -> bytes:
    return changed(report_to_doc(PRINTED), 48, struct.pack("<I", 0x00FFFFFF))


@kind("a.doc", "damaged_file")
def sectors_of_four_gigabytes() -> bytes:
    return changed(report_to_doc(PRINTED), 30, struct.pack("<H", 32))


@kind("a.doc", "damaged_file")
def pieces_over_one_another() -> bytes:
    """A piece table that takes the same characters again and again would make a long text of a short file."""
    pieces = 2_000
    positions = struct.pack(f"<{pieces + 1}I", *range(0, (pieces + 1) * 1_000, 1_000))
    plc = positions + struct.pack("<HIH", 0, 2048 * 2 | 1 << 30, 0) * pieces
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    stream = bytearray(40_000)
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", stream, 10, 0x0200)
    struct.pack_into("<I", stream, 0x4C, pieces * 1_000)
    struct.pack_into("<II", stream, 0x9A + 8 * 33, 4, len(clx))
    return compound({"WordDocument": bytes(stream), "1Table": bytes(4) + clx})


@kind("a.doc", "encrypted")
def an_old_document_with_a_password() -> bytes:
    stream = bytearray(5_000)
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", stream, 10, 0x0100)
    return compound({"WordDocument": bytes(stream), "1Table": b"x" * 5_000})


@kind("a.doc", "unknown_format")
def a_document_of_word_95() -> bytes:
    return compound({"WordDocument": struct.pack("<HH", 0xA5DC, 0x68) + bytes(5_000)})


@kind("a.doc", "unknown_format")
def an_old_workbook_called_document() -> bytes:
    return compound({"Workbook": b"\x09\x08" + bytes(5_000)})


# --- .xlsx -----------------------------------------------------------------------------------------------------------


@kind("a.xlsx", "damaged_file")
def laughs_in_a_workbook() -> bytes:
    return zipped({"[Content_Types].xml": b"", "xl/workbook.xml": f"{LAUGHS}]><workbook>&j;</workbook>".encode()})


@kind("a.xlsx", "archive_too_large")
def a_string_used_again_and_again() -> bytes:
    rows = row(*['<c t="s"><v>0</v></c>'] * 100) * 100
    return xlsx(rows, strings=f"<si><t>{'1' * 1_000_000}</t></si>")


@kind("a.xlsx", "too_many_rows")
def a_sheet_that_covers_everything() -> bytes:
    return xlsx(
        f"<sheetData>{row(figure('1', 'A1'))}</sheetData><mergeCells><mergeCell ref='A1:ALL1048576'/></mergeCells>"
    )


@kind("a.xlsx", "too_many_rows")
def a_cell_far_to_the_right() -> bytes:
    return xlsx(row(figure("1", "A1"), figure("1", "XFD1")))


@kind("a.xlsx", "no_report")
def a_cell_far_below() -> bytes:
    return xlsx(row(figure("1", "A1")) + row(figure("1", "A1048576"), number=1_048_576))


@kind("a.xlsx", "too_many_rows", cells=50_000)
def cells_of_a_sheet_without_end() -> bytes:
    return xlsx((row(*[figure("1")] * 900)) * 60)


@kind("a.xlsx", "no_report")
def decimals_without_end() -> bytes:
    code = f"0.{'0' * 5_000}%"
    styles = f'<numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>'
    numbers = ("1", "1e30", "-1e-30", "1e999999999", "1e-999999999", "nan", "infinity", "9" * 5_000, "2958466")
    return xlsx(row(*map(figure, numbers)), styles=styles)


@kind("a.xlsx", "no_report", cells=50_000)
def a_sheet_shown_again_and_again() -> bytes:
    """It is read once."""
    sheet, same = row(*[figure("1")] * 100) * 20, "sheets/0.xml"
    names = [f"sheets/{number}.xml" for number in range(500)]
    with zipfile.ZipFile(io.BytesIO(xlsx(sheet, *[""] * 499))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    related = parts["xl/_rels/workbook.xml.rels"].decode()
    for name in names:
        related = related.replace(name, same)
    return zipped({**parts, "xl/_rels/workbook.xml.rels": related.encode()})


@kind("a.xlsx", "no_report")
def sheets_that_are_not_there() -> bytes:
    data = xlsx(row(text("甲")), row(text("乙")))
    return data.replace(b"xl/sheets/0.xml", b"xl/sheets/8.xml")


@kind("a.xlsx", "damaged_file")
def a_workbook_that_is_a_string() -> bytes:
    return zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b"workbook"})
