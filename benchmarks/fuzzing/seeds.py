"""Files to begin from: small ones that use as much of a format as possible, and whole reports."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.fuzzing.containers import pack

__all__ = ["Seed", "doc_streams_of_seeds", "seeds_of"]

_EXAMPLES = Path(__file__).parents[2] / "examples"
_LARGEST = 150_000  # bytes; larger files are changed too rarely where it matters
_CODECS = ("utf-8", "gb18030", "utf-16")

_BODY = """<w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r>\
<w:t>总体情况</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE\
</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r><w:r>\
<w:fldChar w:fldCharType="end"/></w:r><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText>\
</w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:tab/><w:t xml:space="preserve">甲  乙</w:t>\
<w:br/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p><w:p><w:r><mc:AlternateContent>\
<mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5000000" cy="5000000"/><a:graphic><a:graphicData>\
<wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>盒</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp>\
</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p>\
<w:r><w:t>盒</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>\
<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r>\
</w:p></w:tc><w:tc><w:tcPr><w:hMerge w:val="restart"/></w:tcPr><w:p/></w:tc><w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/>\
</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val="0"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/>\
</w:tcPr><w:p/></w:tc><w:sdt><w:sdtContent><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc>\
<w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>\
<w:altChunk r:id="x"/>"""
_STYLES = """<w:style w:styleId="0"><w:name w:val="normal"/></w:style><w:style w:styleId="1">\
<w:name w:val="heading 1"/><w:basedOn w:val="0"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr>\
<w:vanish w:val="0"/></w:rPr></w:style>"""
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="年报"><title>某局\
</title><style>td{color:red}</style></head><body><header><h1>某局2023年政府信息公开工作年度报告</h1></header>\
<nav>首页</nav><p>一、总体情况</p><p style="display:none">藏</p><pre>甲  乙  丙
1  2  3</pre><table><caption>表</caption><thead><tr><th rowspan="2">甲<th colspan="2">乙</tr><tr><th>丙<th>丁</tr>\
</thead><tbody><tr><td>&nbsp;规章<td>1,234<td>&#50;</tr></tbody></table><table><tr><td><table><tr><td>内</td></tr>\
</table></td></tr></table><img src="a.png" width="600"><form><select><option>x</select></form><footer>版权</footer>\
</body></html>"""
_DUMP = """某局2023年政府信息公开工作年度报告

一、总体情况
| 规章 | 1 | 0 |
|---|---|---|
| 行政许可 | 12 |  |

	本年新收	3
	上年结转	0
          自然人    法人
受理       12        3
予以公开    8        2
答复；3；4；5
二、收到和处理政府信息公开申请情况
"""


class Seed(NamedTuple):
    """A file with the name that it is read under."""

    name: str
    data: bytes


def seeds_of(reader: str) -> list[Seed]:
    """Files for a reader; the same ones in every run."""
    makers = {
        "pdf": _pdf,
        "docx": _docx,
        "doc": _doc,
        "xlsx": _xlsx,
        "mhtml": _mhtml,
        "zip": _zip,
        "html": _html,
        "text": _text,
        "pipeline": _pipeline,
    }
    return [_dateless(seed) for seed in makers[reader]() if len(seed.data) <= _LARGEST]


def _dateless(seed: Seed) -> Seed:
    """The file without the time at which it was packed."""
    if not seed.data.startswith(b"PK"):
        return seed
    with zipfile.ZipFile(io.BytesIO(seed.data)) as archive:
        infos = archive.infolist()
        return seed._replace(data=pack([(info.filename, archive.read(info)) for info in infos], infos[0].compress_type))


def _pdf() -> Iterator[Seed]:
    from tests.readers.pdf.drawn import CellText, Drawer
    from tests.readers.pdf.hostile import KINDS, plain_report
    from tests.readers.pdf.reports import made_up
    from tests.readers.pdf.sheets import Style

    styles = [Style(), Style(rotate=90, page=(842.0, 595.0)), Style(pen="areas"), Style(pen="dots", rules="horizontal")]
    found = [plain_report(), *(made_up(number).to_pdf(style) for number, style in enumerate(styles))]
    drawer = Drawer(Style(shade=True, bold=True))
    drawer.table([[CellText("甲", 2), CellText("1"), CellText("2")], [CellText("3"), CellText("")]], [1, 1, 1])
    found.append(drawer.to_pdf())
    found += [kind.make() for name, kind in KINDS.items() if "bomb" not in name and "without_number" not in name]
    yield from (Seed("a.pdf", _unpacked(data)) for data in found if len(data) <= _LARGEST)


def _unpacked(data: bytes) -> bytes:
    """The file as PDFium writes it again, its streams not packed; as it is where PDFium cannot."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        stream = io.BytesIO()
        document.save(stream)
    except pdfium.PdfiumError:
        return data
    # the second part of its name is drawn anew in every run, the first one as well where it had none
    drawn = rb"(/ID\s*\[\s*<\w*>\s*<)(\w+)" if b"/ID" in data else rb"(/ID\s*\[\s*<)(\w*>\s*<\w*)"
    return re.sub(drawn, lambda name: name[1] + re.sub(rb"\w", b"0", name[2]), stream.getvalue())


def _docx() -> Iterator[Seed]:
    from tests.readers.printed import example_to_print
    from tests.readers.word import docx_files

    rich = docx_files.docx(_BODY, numbering=docx_files.NUMBERING, styles=_STYLES)
    yield from [Seed("a.docx", rich)] * 3  # drawn oftener than whole reports, which use less of the format
    strict = _BODY.replace('r:id="x"', "")
    yield Seed("a.docx", docx_files.docx(strict, namespace=docx_files.STRICT))
    for number, path in enumerate(_examples()[:3]):
        yield Seed("a.docx", docx_files.report_to_docx(example_to_print(path), numbered_headings=bool(number)))


def doc_streams_of_seeds() -> list[Mapping[str, bytes]]:
    """The streams of the .doc files that are begun from."""
    from tests.readers.printed import PrintedCell, example_to_print
    from tests.readers.word.doc_files import (
        LISTS,
        Para,
        doc_streams,
        sprm,
        style_sheet,
        table_to_paras,
        text_para,
    )  # fmt: skip

    printed = ((PrintedCell("甲", 2, 1), PrintedCell("乙", 1, 2)), (PrintedCell("1"), PrintedCell("2")))
    paras = [
        text_para("总体情况", sprm(0x460B, 1, 0)),
        Para([("甲\x13 PAGE \x143\x15", b""), ("藏", sprm(0x083C, 1))], style=1),
        *table_to_paras(printed),
        text_para("end"),
    ]
    styles = style_sheet(("normal", 4095, b"", b""), ("heading 1", 0, sprm(0x460B, 1, 0), sprm(0x083C, 0)))
    small = doc_streams(paras, boxes=[text_para("盒")], lists=LISTS, styles=styles)
    return [small, small, small, doc_streams([text_para(example_to_print(_examples()[0]).title), *paras * 20])]


def _doc() -> Iterator[Seed]:
    from tests.readers.printed import example_to_print
    from tests.readers.word.doc_files import compound, report_to_doc

    for streams in doc_streams_of_seeds():
        yield Seed("a.doc", compound(streams))
    for path in _examples()[:2]:
        yield Seed("a.doc", report_to_doc(example_to_print(path), numbered_headings=True))


def _xlsx() -> Iterator[Seed]:
    from tests.readers.test_spreadsheet import figure, row, text, xlsx

    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="#,##0.00;[Red](#,##0.00)"/></numFmts><fonts/><borders><border/>'
        '<border><left style="thin"/></border></borders><cellXfs><xf numFmtId="0"/><xf numFmtId="164" borderId="1"/>'
        '<xf numFmtId="14"/><xf numFmtId="10"/></cellXfs>'
    )
    sheet = (
        '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
        + row(text("某局2023年政府信息公开工作年度报告"), number=1)
        + row(text("规章", "A2", 1), figure("1234.5", "B2", 1), figure("45000", "D2", 2), number=2)
        + row('<c r="A3" t="s"><v>0</v></c>', '<c r="B3" t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>', number=3)
        + row('<c r="A4" t="str" s="3"><f>A1</f><v>0.5</v></c>', number=4, more='hidden="1"')
        + '</sheetData><mergeCells><mergeCell ref="A1:D1"/><mergeCell ref="B2:B3"/></mergeCells>'
    )
    strings = "<si><t>甲</t></si><si><r><t>乙</t></r><rPh><t>x</t></rPh></si>"
    yield from [Seed("a.xlsx", xlsx(sheet, sheet, strings=strings, styles=styles, states=("", 'state="hidden"')))] * 3
    lines = [row(*(text(str(n)) for n in range(7)), number=line) for line in range(1, 40)]
    yield Seed("a.xlsx", xlsx("".join(lines), sheet))


def _mhtml() -> Iterator[Seed]:
    from tests.readers.test_mhtml import part, web_archive

    frame = "<html><body><p>导航</p><iframe src='cid:x'></iframe></body></html>".encode()
    for codec in _CODECS:
        page = _PAGE.encode(codec)
        for coding in ("quoted-printable", "base64", "8bit"):
            picture = part(b"\x89PNG\r\n\x1a\n", "base64", "image/png")
            yield Seed("a.mht", web_archive(part(page, coding, charset=f"; charset={codec}"), picture))
        yield Seed("a.mht", web_archive(part(frame, "8bit"), part(page, "base64")))
    yield Seed("a.mht", b"MIME-Version: 1.0\r\n" + part(_PAGE.encode(), "quoted-printable"))


def _zip() -> Iterator[Seed]:
    inner = pack([("d.txt", _DUMP.encode()), ("e.html", _PAGE.encode())])
    docx, mail = _dateless(next(_docx())).data, next(_mhtml()).data
    whole = pack([("甲局/2021.txt", _DUMP.encode()), ("b.docx", docx), ("c.zip", inner), ("d.mht", mail), ("e/", b"")])
    yield Seed("a.zip", whole)
    yield Seed(
        "a.zip",
        pack([("a.txt", b"1"), ("a.txt", b"2"), ("../a.txt", b"3"), ("x.gz", gzip.compress(inner, mtime=0))], 0),
    )
    yield Seed("a.txt.gz", gzip.compress(_DUMP.encode(), mtime=0) * 2)
    yield Seed("a.zip", pack([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")], 0))


def _html() -> Iterator[Seed]:
    for codec in (*_CODECS, "big5hkscs"):
        yield Seed("a.html", _PAGE.encode(codec, "replace"))
    yield Seed("a.html", "<table><tr><td>甲<td>乙<tr><td>1<td>2</table>".encode())
    yield from (Seed("a.html", path.read_bytes()) for path in _examples() if path.suffix == ".html")
    yield from (Seed("a.md", path.read_bytes()) for path in _examples() if path.suffix == ".md")


def _text() -> Iterator[Seed]:
    for codec in _CODECS:
        yield Seed("a.txt", _DUMP.encode(codec))
    yield from (Seed("a.txt", path.read_bytes()) for path in _examples() if path.suffix != ".html")


def _pipeline() -> Iterator[Seed]:
    yield from (Seed("a.html", _PAGE.encode()), Seed("a.txt", _DUMP.encode()))
    yield from (seed for seed in (*_text(), *_html()) if len(seed.data) < 60_000)
    yield from list(_docx())[3:]


def _examples() -> list[Path]:
    return sorted(
        path for path in _EXAMPLES.iterdir() if path.suffix in (".txt", ".md", ".html") and path.stem != "README"
    )
