"""Report to CSV in long form: one line a cell.

A report without cells (a failed one) has one line with its source, status and error, so that no input is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from gkml.report import CELL_ROW_FIELDS, Report

__all__ = ["BYTE_ORDER_MARK", "COLUMNS", "HEAD", "field_text", "report_to_lines", "rows_to_lines"]

COLUMNS = (*CELL_ROW_FIELDS, "status", "error", "template")

# A spreadsheet runs a field as a formula when it begins with one of these (OWASP, "CSV Injection"); East Asian
# versions take the full-width forms as well.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def report_to_lines(report: Report) -> str:
    """All lines of one report, each ended by CR LF."""
    return rows_to_lines([field_text(row.get(name)) for name in COLUMNS] for row in _rows(report))


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    whole = {
        "status": report.status,
        "error": None if report.error is None else f"{report.error.code}: {report.error.message}",
        "template": report.template,
    }
    rows = report.cell_rows()
    if not rows:
        yield {"source": report.source, "agency": report.agency, "year": report.year, **whole}
    for row in rows:
        yield {**row, **whole}


def field_text(value: object) -> str:
    """A field as text: nothing for None, figures exactly, text that a spreadsheet cannot take for a formula."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case float():
            return repr(round(value, 4))
        case _:
            text = str(value)
            return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def rows_to_lines(rows: Iterable[Iterable[str]]) -> str:
    """Rows of fields as lines, each ended by CR LF."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


BYTE_ORDER_MARK = "\ufeff"  # tells Excel that the file is UTF-8
HEAD = BYTE_ORDER_MARK + rows_to_lines([COLUMNS])
