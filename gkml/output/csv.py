"""Records to CSV in long form: one line a cell.

A report without cells (a failed one) has one line with its source, status and error, so that no input is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

from gkml.output.cell_names import cell_labels
from gkml.output.records import EVIDENCE, Record, flat_cell, printed_number, remark_of
from gkml.template import Templates, load_templates

__all__ = ["BYTE_ORDER_MARK", "COLUMNS", "HEAD", "field_text", "record_to_lines", "rows_to_lines"]

COLUMNS = (
    *("source", "agency", "year", "table", "row", "column", "id", "value", "state", "text", "confidence", "tagger"),
    *("review", "cause", "proposal", "reason", "start", "end", "page", "status", "error", "template"),
    *("row_label", "column_label", "doubts", *EVIDENCE),
)

# A spreadsheet runs a field as a formula when it begins with one of these (OWASP, "CSV Injection"); East Asian
# versions take the full-width forms as well.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def record_to_lines(record: Record, templates: Templates | None = None) -> str:
    """All lines of one record, each ended by CR LF; the forms, those that come with gkml for None, have the labels.

    What is known of the report stands in every line; without cells, in a line of its own.
    """
    whole = {name: record.get(name) for name in ("source", "agency", "year", "status", "template")}
    whole["error"] = remark_of(record)
    labels = cell_labels(templates or load_templates())
    rows = [{**_cell_row(cell, labels), **whole} for cell in record["cells"] or ()] or [whole]
    return rows_to_lines([field_text(row.get(name)) for name in COLUMNS] for row in rows)


def _cell_row(cell: Record, labels: Mapping[str, tuple[str, str]]) -> Record:
    confidence = cell.get("confidence")
    return {
        **flat_cell(cell, labels),
        "value": printed_number(cell.get("value"), cell.get("text")),
        "confidence": None if confidence is None else float(confidence),
        "doubts": " ".join(cell.get("doubts") or ()) or None,
    }


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
