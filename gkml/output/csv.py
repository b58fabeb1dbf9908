"""Records to CSV in long form: one line a cell.

A report without cells (a failed one) has one line with its source, status and error, so that no input is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from gkml.output.cell_names import cell_labels
from gkml.output.records import EVIDENCE, Record, flat_cell, printed_number
from gkml.records.report import CELL_ROW_FIELDS, Report
from gkml.template import Templates, load_templates

__all__ = ["BYTE_ORDER_MARK", "COLUMNS", "HEAD", "field_text", "record_to_lines", "report_to_lines", "rows_to_lines"]

COLUMNS = (*CELL_ROW_FIELDS, "status", "error", "template", "row_label", "column_label", "doubts", *EVIDENCE)

# A spreadsheet runs a field as a formula when it begins with one of these (OWASP, "CSV Injection"); East Asian
# versions take the full-width forms as well.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def report_to_lines(report: Report, templates: Templates | None = None) -> str:
    """All lines of one report, each ended by CR LF; the forms, those that come with gkml for None, have the labels."""
    error = None if report.error is None else f"{report.error.code}: {report.error.message}"
    whole = {"source": report.source, "agency": report.agency, "year": report.year}
    whole |= {"status": report.status, "error": error, "template": report.template}
    labels = cell_labels(templates or load_templates())
    cells = ({**cell.to_dict(), "value": cell.value, "proposal": cell.proposal} for cell in report.cells.values())
    return _rows_to_lines(whole, (_cell_row(cell, labels) for cell in cells))


def record_to_lines(record: Record, templates: Templates | None = None) -> str:
    """All lines of one record (``gkml.output.records``): those of its report, byte for byte."""
    error = record.get("error")
    whole = {name: record.get(name) for name in ("source", "agency", "year", "status", "template")}
    whole["error"] = None if error is None else f"{error.get('code')}: {error.get('message')}"
    labels = cell_labels(templates or load_templates())
    return _rows_to_lines(whole, (_cell_row(cell, labels) for cell in record["cells"] or ()))


def _cell_row(cell: Record, labels: Mapping[str, tuple[str, str]]) -> Record:
    confidence = cell.get("confidence")
    return {
        **flat_cell(cell, labels),
        "value": printed_number(cell.get("value"), cell.get("text")),
        "confidence": None if confidence is None else float(confidence),
        "doubts": " ".join(cell.get("doubts") or ()) or None,
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
