"""Records to CSV in long form: one line a cell.

A report without cells (a failed one) has one line with its source, status and error, so that no input is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from gkml.output.records import Record, printed_number, split_cell_id
from gkml.records.report import CELL_ROW_FIELDS, Report

__all__ = ["BYTE_ORDER_MARK", "COLUMNS", "HEAD", "field_text", "record_to_lines", "report_to_lines", "rows_to_lines"]

COLUMNS = (*CELL_ROW_FIELDS, "status", "error", "template")

# A spreadsheet runs a field as a formula when it begins with one of these (OWASP, "CSV Injection"); East Asian
# versions take the full-width forms as well.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def report_to_lines(report: Report) -> str:
    """All lines of one report, each ended by CR LF."""
    error = None if report.error is None else f"{report.error.code}: {report.error.message}"
    whole = {"source": report.source, "agency": report.agency, "year": report.year}
    whole |= {"status": report.status, "error": error, "template": report.template}
    return _rows_to_lines(whole, report.cell_rows())


def record_to_lines(record: Record) -> str:
    """All lines of one record (``gkml.output.records``): those of its report, byte for byte."""
    error = record.get("error")
    whole = {name: record.get(name) for name in ("source", "agency", "year", "status", "template")}
    whole["error"] = None if error is None else f"{error.get('code')}: {error.get('message')}"
    return _rows_to_lines(whole, _cell_rows(record))


def _cell_rows(record: Record) -> Iterator[dict[str, Any]]:
    for cell in record["cells"] or ():
        table, row, column = split_cell_id(cell["id"])
        confidence = cell.get("confidence")
        yield {
            **cell,
            "table": table,
            "row": row,
            "column": column,
            "value": printed_number(cell.get("value"), cell.get("text")),
            "confidence": None if confidence is None else float(confidence),
        }


def _rows_to_lines(whole: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> str:
    """What is known of the report stands in every line; without cells, in a line of its own."""
    merged = [{**row, **whole} for row in rows] or [dict(whole)]
    return rows_to_lines([field_text(row.get(name)) for name in COLUMNS] for row in merged)


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
