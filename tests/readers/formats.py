"""A printed report in every format that is read: one writer each, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from tests.readers.dialects import FORMS, Dress, written
from tests.readers.pdf.drawn import CellText, Drawer
from tests.readers.pdf.sheets import Style
from tests.readers.printed import PrintedReport, PrintedTable, grid_positions
from tests.readers.producers import report_to_html
from tests.readers.test_mhtml import part, web_archive
from tests.readers.test_spreadsheet import report_to_xlsx
from tests.readers.word.doc_files import report_to_doc
from tests.readers.word.docx_files import report_to_docx

__all__ = ["FORMATS", "TABLE_COLUMNS", "Format", "report_to_drawer", "table_width"]

LANDSCAPE = (842.0, 595.0)
TABLE_COLUMNS = 15


class Format(NamedTuple):
    """The suffix of a file, and what writes it."""

    suffix: str
    write: Callable[[PrintedReport], bytes]


def table_width(table: PrintedTable) -> int:
    """Columns of the grid of a table."""
    return sum(cell.colspan for cell in table[0])


def _lines(report: PrintedReport) -> Iterator[str | PrintedTable]:
    yield report.title
    for heading, contents in report.sections:
        yield heading
        yield from contents


def _text(report: PrintedReport, write: Callable[[PrintedTable], str]) -> bytes:
    lines = (line if isinstance(line, str) else write(line) for line in _lines(report))
    return ("\n".join(lines) + "\n").encode()


def _separated(separator: str, end: str = "") -> Callable[[PrintedTable], str]:
    """One cell a box; where it began above, it is empty."""

    def write(table: PrintedTable) -> str:
        rows = ([cell.text if cell else "" for _, cell in positions] for _, positions in grid_positions(table))
        return "\n".join(separator.join(row) + end for row in rows)

    return write


def _collapsed(separator: str) -> Callable[[PrintedTable], str]:
    """Only the cells that begin in a row, as where merged cells are lost."""
    return lambda table: "\n".join(separator.join(cell.text for cell in row) for row in table)


def _on_the_grid(table: PrintedTable) -> str:
    """Every place of the grid between tabs, those that a merged cell covers empty."""
    lines = []
    for _, positions in grid_positions(table):
        row = [""] * table_width(table)
        for column, cell in positions:
            row[column] = cell.text if cell else ""
        lines.append("\t".join(row))
    return "\n".join(lines)


def _dialect(name: str) -> Callable[[PrintedReport], bytes]:
    return lambda report: written(_text(report, _on_the_grid).decode(), FORMS[name], Dress()).encode()


def report_to_drawer(report: PrintedReport, style: Style) -> Drawer:
    """The sheets of a report in a style."""
    drawer = Drawer(style)
    for number, line in enumerate(_lines(report)):
        if isinstance(line, str):
            drawer.text(line, size=None if number else 18, centred=not number)
        else:
            rows = [[CellText(*cell) for cell in row] for row in line]
            drawer.table(rows, (1,) * table_width(line))
    return drawer


def _mhtml(report: PrintedReport) -> bytes:
    return web_archive(part(report_to_html(report).encode(), "quoted-printable"))


FORMATS: Mapping[str, Format] = {
    "html": Format("html", lambda report: report_to_html(report).encode()),
    "mhtml": Format("mhtml", _mhtml),
    "docx": Format("docx", report_to_docx),
    "doc": Format("doc", report_to_doc),
    "xlsx": Format("xlsx", lambda report: report_to_xlsx(report, framed=True)),
    "xlsx without frames": Format("xlsx", lambda report: report_to_xlsx(report, framed=False)),
    "pdf": Format("pdf", lambda report: report_to_drawer(report, Style(page=LANDSCAPE)).to_pdf()),
    "pdf without lines": Format(
        "pdf", lambda report: report_to_drawer(report, Style(page=LANDSCAPE, rules="none")).to_pdf()
    ),
    "tabs of boxes": Format("txt", lambda report: _text(report, _separated("\t"))),
    "pipes of boxes": Format("txt", lambda report: _text(report, _separated(" | ", " |"))),
    "collapsed": Format("txt", lambda report: _text(report, _collapsed(" | "))),
    "cell a line": Format(
        "txt", lambda report: _text(report, lambda table: "\n\n".join(cell.text for row in table for cell in row))
    ),
    **{name: Format("md" if name == "markdown" else "txt", _dialect(name)) for name in FORMS},
}
"""By name."""
