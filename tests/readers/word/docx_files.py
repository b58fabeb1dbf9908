"""Small .docx files by their XML, so that a test can write what no editor offers."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

from tests.readers.printed import PrintedReport, PrintedTable, grid_positions, widths_above

__all__ = ["NUMBERING", "STRICT", "cell", "docx", "package", "para", "report_to_docx", "row", "run", "table"]

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{_TYPE}.numbering+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>"""
_RELATIONSHIP_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relationships(**targets: str) -> str:
    """The part that relates another one to its targets, by their kind."""
    related = "".join(
        f'<Relationship Id="{kind}" Type="{_RELATIONSHIP_TYPE}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Relationships '
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>'
    )


NUMBERING = """
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/>\
<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>\
<w:lvlText w:val="（%2）"/></w:lvl><w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/>\
<w:lvlText w:val="%3."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""
"""A list of three levels: 一、 （一） 1."""


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(content: str = "", properties: str = "") -> str:
    """A paragraph; content that is no XML is a run of text."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def numbered(text: str, depth: int = 0, list_id: int = 1) -> str:
    return para(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def cell(content: str = "", properties: str = "") -> str:
    content = content if content.startswith("<") else para(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid/>{''.join(rows)}</w:tbl>"


def docx(body: str, *, numbering: str = "", styles: str = "", namespace: str = TRANSITIONAL, before: str = "") -> bytes:
    """A document with a body; numbering and styles are the contents of their parts."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}'
    parts = {
        "word/document.xml": f'{head}<w:document xmlns:w="{namespace}" {_NAMESPACES}><w:body>{body}<w:sectPr/>'
        "</w:body></w:document>"
    }
    if numbering:
        parts["word/numbering.xml"] = f'{head}<w:numbering xmlns:w="{namespace}">{numbering}</w:numbering>'
    if styles:
        parts["word/styles.xml"] = f'{head}<w:styles xmlns:w="{namespace}">{styles}</w:styles>'
    related = {kind: f"{kind}.xml" for kind in ("numbering", "styles") if f"word/{kind}.xml" in parts}
    return package({**parts, "word/_rels/document.xml.rels": relationships(**related)})


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts of a document with what every package has."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", relationships(officeDocument="word/document.xml"))
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)


def report_to_docx(report: PrintedReport, *, numbered_headings: bool = False, ruled: bool = False) -> bytes:
    """A report with true merged cells; its section numbers drawn by Word, and lines around cells, where asked for."""
    borders = f"<w:tblBorders>{_BORDERS}</w:tblBorders>" if ruled else ""
    parts = [para(report.title)]
    for heading, contents in report.sections:
        bare = heading.partition("、")[2]
        parts.append(numbered(bare) if numbered_headings else para(heading))
        parts += [para(content) if isinstance(content, str) else table_to_xml(content, borders) for content in contents]
    return docx("".join(parts), numbering=NUMBERING if numbered_headings else "")


def table_to_xml(printed: PrintedTable, properties: str = "") -> str:
    going_on = widths_above(printed)
    rows = []
    for number, positions in grid_positions(printed):
        cells = []
        for column, begun in positions:
            if begun is None:
                span = going_on[number, column]
                cells.append(cell("", f'<w:gridSpan w:val="{span}"/><w:vMerge/>'))
                continue
            merge = '<w:vMerge w:val="restart"/>' if begun.rowspan > 1 else ""
            cells.append(cell(begun.text, f'<w:gridSpan w:val="{begun.colspan}"/>{merge}'))
        rows.append(row(*cells))
    return table(*rows, properties=properties)
