"""Files of any size that are as unlike a report as a format allows: one thing, repeated until the file is full."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["SHAPES"]

_HEAD = "某市某局2023年政府信息公开工作年度报告\n一、总体情况\n"
_TABLE = "一、本年新收政府信息公开申请数量"


def _repeated(piece: str, head: str = _HEAD, tail: str = "") -> Callable[[int], bytes]:
    """A text of ``size`` bytes, made of one piece."""

    def make(size: int) -> bytes:
        return (head + piece * (size // len(piece.encode())) + tail).encode()

    return make


# One piece on one line, or a line a piece.
_PIECES: Final = {
    "digits": "8",
    "digits_spaced": "8 ",
    "digits_commas": "1,234,",
    "digits_points": "1.",
    "digits_slashes": "8/",
    "digits_semicolons": "8；",
    "digits_gaps": "8  ",
    "digits_brackets": "8(",
    "digits_units": "8万",
    "digits_ideographs": "一八",
    "minus": "-",
    "minus_spaced": "- ",
    "spaces": " ",
    "wide_spaces": "\u3000",
    "tabs": "\t",
    "tabs_gaps": " \t ",
    "pipes": "|",
    "pipes_filled": "8|",
    "bookmarks": "[bookmark:",
    "comments": "<!--",
    "declarations": "<![",
    "hashes": "# ",
    "brackets": "（",
    "brackets_numbers": "（一）",
    "square_brackets": "[",
    "ideographs": "某",
    "letters": "a",
    "words": "某某 ",
    "list_numbers": "一、",
    "list_arabic": "1、",
    "list_parts": "第一部分",
    "headings": "一、总体情况。",
    "nothing": "六、无",
    "nothing_repeated": "无 ",
    "titles": "某局2023年政府信息公开工作年度报告",
    "title_ends": "报告 ",
    "kinds": "政府信息公开",
    "years": "2023年",
    "dates": "2023年12月31日至",
    "published": "现将2023",
    "statistics": "统计期限",
    "quotes": "《",
    "sentences": "本机关共收到申请8件。",
    "clauses": "本机关共收到申请8件，",
    "units": "8件，",
    "denials": "未收到，",
    "thousands": "8，",
    "issues": "制定和",
    "numerals": "一百",
    "labels": "一、本年新收政府信息公开申请数量8",
    "labels_bare": "本年新收",
    "labels_figures": "规章 8 8 8 ",
    "rules": "---",
    "underscores": "_",
    "addresses": "www.a.cn",
    "separators": "8;8;",
    "pages": "- 8 - ",
}

_REPORT_ROW: Final = "规章\t8\t8\t8"

_BODIES: Final = {
    # shapes of a text with several lines to a piece
    "table_rows": f"{_REPORT_ROW}\n",
    "table_rows_open": f"{_TABLE}\t1\t2\t3\t4\t5\t6\n",
    "table_rows_whole": f"{_TABLE}\t0\t0\t0\t0\t0\t0\t0\n",
    "tables": f"\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n{_REPORT_ROW}\n",
    "heading_lines": "一、总体情况\n",
    "heading_lines_joined": "二、主动公开\n政府信息情况\n",
    "heading_lines_own": "二、某某某某某某情况\n",
    "subheadings": "（一）主动公开情况。某某\n",
    "pages_heads": "某局年报\n- 8 -\n",
    "letters_down": "三\n、\n本\n",
    "fragments": "法律\n行政法规\n",
    "tab_cells": "\t8\n\n",
    "tab_cells_filled": "\t8\n",
    "aligned": "规章    8    8    8\n",
    "wrapped_labels": "其他法律行政法规禁止\n8\n公开\n",
    "report": f"{_HEAD}本机关共收到申请8件。\n{_REPORT_ROW}\n{_TABLE}\t1\t0\t0\t0\t0\t0\t1\n",
}


# Cells of a table that go on and on, in a row whose label is known.
_CELLS: Final = {
    "digits": "8",
    "digits_spaced": "8 ",
    "digits_commas": "1,234,",
    "digits_slashes": "8/",
    "digits_brackets": "(8)",
    "marks": "/",
    "points": "1.",
    "units": "8件",
    "words": "某某",
    "zeros": "0",
}
_ROW: Final = f"{_HEAD}{_TABLE}\t"
_REST: Final = "\t1\t1\t1\t1\t1\t1\n"


def _page(piece: str, head: str = "", tail: str = "") -> Callable[[int], bytes]:
    head = f"<html><body><h1>某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>{head}"
    return _repeated(piece, head, tail)


_PAGES: Final = {
    "text": _page("某8 "),
    "open_tags": _page("<"),
    "stray_ends": _page("</body"),
    "stray_ends_spaced": _page(" ", "</body"),
    "stray_if": _page("<!["),
    "stray_comments": _page("<!--[if "),
    "comments": _page("<!-- "),
    "breaks": _page("</br"),
    "paragraphs": _page("<p>某8"),
    "lines": _page("8<br>"),
    "spans": _page("<span>8</span>"),
    "hidden": _page('<p style="display:none">8</p>'),
    "style": _page(" ", '<p style="display', '">8</p>'),
    "style_semicolons": _page("; ", '<p style="', '">8</p>'),
    "cells": _page("<td>8</td>", "<table><tr>"),
    "rows": _page("<tr><td>规章<td>8<td>8", "<table>"),
    "rows_empty": _page("<tr></tr>", "<table>"),
    "rows_left_open": _page("<tr><td>", "<table>"),
    "tables": _page("<table><tr><td>规章</td><td>8</td></tr></table>"),
    "tables_nested": _page("<table><tr><td>", ""),
    "tables_in_cells": _page("<table><tr><td>8", "<table><tr><td>"),
    "spanning": _page('<tr><td rowspan="1000" colspan="2">8</td></tr>', "<table>"),
    "spanning_columns": _page('<td colspan="1000">8</td>', "<table><tr>"),
    "cell_lines": _page("8<br>", "<table><tr><td>甲</td><td>"),
    "loose": _page("8<p>", "<table><tr>"),
    "pre_lines": _page("8\n", "<pre>"),
    "pre_pieces": _page("8<b>\n</b>", "<pre>"),
    "pre_blocks": _page("<p>8\n8</p>", "<pre>"),
    "pre_many": _page("<pre>8\n8</pre>"),
    "outside": _repeated("8\n<b>8</b>", ""),
    "wrapped": _page("\n ", "<p>某", "</p>"),
    "wrapped_filled": _page("某 \n", "<p>"),
    "chrome": _page("<nav>8</nav>"),
    "chrome_nested": _page("<div><nav>"),
    "forms": _page("<form><table><tr><td>8</td></tr></table></form>"),
    "nested": _page("<div>"),
    "headers": _page("<header>8"),
    "pictures": _page('<img src="x.png" width="600">'),
    "pictures_broken": _page("<img x "),
    "data": _page(";a", '<p><img src="data:image/a', '">'),
    "entities": _page("&nbsp;"),
    "meta": _repeated('<meta charset x="', "<html>"),
    "titles": _page("<title>8</title>"),
    "word_lists": _page("<![if !supportLists]>1<![endif]>"),
}


def _package(main: str, content: Callable[[int], bytes], more: Mapping[str, str]) -> Callable[[int], bytes]:
    def make(size: int) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in more.items():
                package.writestr(name, text)
            package.writestr(main, content(size))
        return packed.getvalue()

    return make


_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _docx(piece: str, tail: str = "", head: str = "") -> Callable[[int], bytes]:
    title = "<w:p><w:r><w:t>某局2023年政府信息公开工作年度报告</w:t></w:r></w:p>"
    opening = f'<w:document xmlns:w="{_WORD}"><w:body>{title}{head}'
    more = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="a" Type="{_RELATED}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
    }
    return _package("word/document.xml", _repeated(piece, opening, f"{tail}</w:body></w:document>"), more)


_P: Final = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
_TC: Final = f"<w:tc>{_P}</w:tc>"

_DOCUMENTS: Final = {
    "paragraphs": _docx(_P.format("某8")),
    "paragraphs_empty": _docx("<w:p/>"),
    "runs": _docx("<w:r><w:t>8</w:t></w:r>", "</w:p>", "<w:p>"),
    "runs_spaced": _docx("<w:r><w:t> </w:t></w:r>", "</w:p>", "<w:p>"),
    "tabs": _docx("<w:r><w:tab/></w:r>", "</w:p>", "<w:p>"),
    "gaps": _docx(" ", "</w:t></w:r></w:p>", '<w:p><w:r><w:t xml:space="preserve">某'),
    "pipes": _docx("|", "</w:t></w:r></w:p>", "<w:p><w:r><w:t>"),
    "rows": _docx(f"<w:tr>{_TC.format('规章')}{_TC.format('8')}</w:tr>", "</w:tbl>", "<w:tbl>"),
    "cells": _docx(_TC.format("8"), "</w:tr></w:tbl>", "<w:tbl><w:tr>"),
    "cell_lines": _docx(_P.format("8"), "</w:tc></w:tr></w:tbl>", f"<w:tbl><w:tr>{_TC.format('规章')}<w:tc>"),
    "tables": _docx(f"<w:tbl><w:tr>{_TC.format('规章')}{_TC.format('8')}</w:tr></w:tbl>"),
    "merged": _docx(
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" + _TC.format("8") + "</w:tr>", "</w:tbl>", "<w:tbl>"
    ),
    "fields": _docx('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "</w:p>", "<w:p>"),
    "headings": _docx(_P.format("一、总体情况")),
    "deleted": _docx("<w:del><w:r><w:delText>8</w:delText></w:r></w:del>", "</w:p>", "<w:p>"),
}


def _xlsx(piece: str, head: str = "<sheetData>", tail: str = "</sheetData>", code: str = "0") -> Callable[[int], bytes]:
    more = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="a" Type="{_RELATED}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATED}"><sheets><sheet name="a" sheetId="1" '
        'r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}">'
        f'<Relationship Id="b" Type="{_RELATED}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="c" Type="{_RELATED}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
    }
    sheet = _repeated(piece, f'<worksheet xmlns="{_SHEET}">{head}', f"{tail}</worksheet>")
    return _package("xl/worksheets/sheet1.xml", sheet, more)


_TEXT_CELL: Final = '<c t="inlineStr"><is><t>规章</t></is></c>'
_CELL: Final = '<c s="0"><v>8</v></c>'

_WORKBOOKS: Final = {
    "rows": _xlsx(f"<row>{_TEXT_CELL}{_CELL}</row>"),
    "rows_wide": _xlsx(f"<row>{_TEXT_CELL}{_CELL}<c r='ALL1'><v>8</v></c></row>"),
    "rows_empty": _xlsx("<row/>"),
    "rows_lines": _xlsx(f"<row>{_TEXT_CELL}</row>"),
    "cells": _xlsx(_CELL, "<sheetData><row>", "</row></sheetData>"),
    "formats": _xlsx(f"<row>{_TEXT_CELL}{_CELL}</row>", code="[" * 60_000),
    "formats_quotes": _xlsx(f"<row>{_TEXT_CELL}{_CELL}</row>", code="&quot;[" * 30_000),
    "lines_in_cell": _xlsx(
        "8\n", "<sheetData><row>" + _TEXT_CELL + '<c t="inlineStr"><is><t>', "</t></is></c></row></sheetData>"
    ),
    "merged": _xlsx(
        '<mergeCell ref="A1:B2"/>', "<sheetData><row>" + _TEXT_CELL + "</row></sheetData><mergeCells>", "</mergeCells>"
    ),
    "merged_tall": _xlsx(
        f"<row>{_TEXT_CELL}{_CELL}</row>",
        "<sheetData>",
        '</sheetData><mergeCells><mergeCell ref="A1:A100000"/></mergeCells>',
    ),
    "columns": _xlsx('<col min="1" max="1"/>', "<cols>", "</cols><sheetData><row>" + _CELL + "</row></sheetData>"),
    "runs": _xlsx("<r><t>8</t></r>", '<sheetData><row><c t="inlineStr"><is>', "</is></c></row></sheetData>"),
}


def _mhtml(piece: str, head: str = "") -> Callable[[int], bytes]:
    return _repeated(
        piece,
        f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="a"\n\n--a\nContent-Type: text/html\n\n'
        f"<html><body><h1>某局2023年政府信息公开工作年度报告</h1>{head}",
    )


_ARCHIVED: Final = {
    "parts": _mhtml("\n--a\nContent-Type: text/html\n\n<p>8"),
    "boundaries": _mhtml("--a"),
    "headers": _repeated("a: b\n", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary="),
    "text": _mhtml("8 "),
}


def _pdf(piece: bytes) -> Callable[[int], bytes]:
    """A page drawn by one piece of content."""

    def make(size: int) -> bytes:
        content = b"BT /F 9 Tf 1 0 0 1 50 700 Tm (8) Tj ET " + piece * (size // len(piece))
        objects = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
        made = io.BytesIO(b"%PDF-1.4\n")
        made.seek(0, io.SEEK_END)
        places = []
        for number, body in enumerate(objects, 1):
            places.append(made.tell())
            made.write(b"%d 0 obj%s endobj\n" % (number, body))
        start = made.tell()
        made.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
        made.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)
        return made.getvalue()

    return make


_PRINTED: Final = {
    "glyphs_in_place": _pdf(b"BT /F 9 Tf 1 0 0 1 50 600 Tm (8) Tj ET "),
    "glyphs_in_line": _pdf(b"BT /F .1 Tf 1 0 0 1 50 600 Tm (8888888888888888) Tj ET "),
    "rulings": _pdf(b"50 600 m 500 600 l S "),
    "rectangles": _pdf(b"50 600 9 9 re S "),
    "fills": _pdf(b"50 600 9 9 re f "),
    "clips": _pdf(b"q 50 600 9 9 re W n Q "),
    "states": _pdf(b"q "),
    "curves": _pdf(b"50 600 m 60 600 70 610 70 620 c S "),
}

SHAPES: Final[Mapping[str, Callable[[int], bytes]]] = {
    **{f"txt_line_{name}": _repeated(piece) for name, piece in _PIECES.items()},
    **{f"txt_lines_{name}": _repeated(f"{piece}\n") for name, piece in _PIECES.items()},
    **{f"txt_long_{name}": _repeated(piece * 400 + "\n") for name, piece in _PIECES.items()},
    **{f"txt_{name}": _repeated(piece) for name, piece in _BODIES.items()},
    **{f"txt_cell_{name}": _repeated(piece, _ROW, _REST) for name, piece in _CELLS.items()},
    **{f"txt_label_{name}": _repeated(piece, f"{_HEAD}{_TABLE}", _REST) for name, piece in _CELLS.items()},
    **{f"txt_row_{name}": _repeated(piece, f"{_HEAD}{_TABLE}") for name, piece in _CELLS.items()},
    **{f"html_{name}": make for name, make in _PAGES.items()},
    **{f"docx_{name}": make for name, make in _DOCUMENTS.items()},
    **{f"xlsx_{name}": make for name, make in _WORKBOOKS.items()},
    **{f"mhtml_{name}": make for name, make in _ARCHIVED.items()},
    **{f"pdf_{name}": make for name, make in _PRINTED.items()},
}
"""A shape makes a file of about so many bytes; its name begins with the suffix of its format."""
