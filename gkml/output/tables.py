"""Records to three tables in Arrow: cells (one line a cell), reports (one line a report, figures as columns), checks.

The columns depend on the statutory forms alone, never on the data: tables of any two runs with the same forms can be
put together. Figures are exact: counts in 64 bits, everything else as decimals with six places (money is in 万元: to
the hundredth of a yuan). A figure that does not fit is never rounded: its column is empty and ``exact`` holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from gkml.errors import MissingExtraError
from gkml.output.cell_names import cell_labels
from gkml.output.records import EVIDENCE, Record, flat_cell
from gkml.records.report import CHECK_KINDS, CheckStatus, State
from gkml.records.schema import Number
from gkml.template import Templates, load_templates

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "TABLES",
    "ArrowTables",
    "Column",
    "Schema",
    "figure_columns",
    "import_arrow",
    "record_to_cells",
    "table_schemas",
]

TABLES = ("cells", "reports", "checks")
_CHUNK = 25  # reports that wait as Python values: some 20 MB
_PLACES = 6  # behind the point
_DIGITS = 38  # of a decimal in all: as many as Arrow, Parquet and DuckDB have
_LARGEST_DECIMAL = 10 ** (_DIGITS - _PLACES)
_LARGEST_COUNT = 2**63


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``kind`` is a key of the types below, ``comment`` says what stands in it."""

    name: str
    kind: str
    comment: str


Schema = tuple[Column, ...]

_REPORT_KEYS: Schema = (
    Column("report", "int64", "number of the report in this output, from 0: by it the tables are joined"),
    Column("source", "string", "path of the report as it was given"),
    Column("sha256", "string", "of the bytes of the input"),
    Column("agency", "string", "the reporting agency as written"),
    Column("year", "int32", "the year reported on"),
)


_CELLS: Schema = (
    *_REPORT_KEYS,
    Column("form", "string", "form of the table in which the cell stands"),
    Column("table", "string", "id of the table"),
    Column("row", "string", "row of the table"),
    Column("column", "string", "column of the table"),
    Column("id", "string", "table.row.column"),
    Column("value", "decimal", "the printed figure, money in 万元; null unless state is number"),
    Column("count", "int64", "the same where it is a whole number"),
    Column("exact", "string", "the figure where it has too many digits for value; else null"),
    Column("state", "string", "number, blank, mark, absent or unreadable; a blank is never zero"),
    Column("text", "string", "what is printed there, verbatim; null where nothing is"),
    Column("confidence", "float64", "0 to 1: how likely the cell is right, as measured"),
    Column("tagger", "string", "whose tags placed it: model, rules or both"),
    Column("review", "bool", "a person should look"),
    Column("cause", "string", "reading (misread), source (wrong in the report), ambiguous, or null"),
    Column("proposal", "decimal", "the figure that the sums imply; never copied into value"),
    Column("reason", "string", "why it is in doubt"),
    Column("start", "int64", "where it begins in the canonical text, in code points"),
    Column("end", "int64", "where it ends there, exclusive"),
    Column("page", "int32", "page number; null without pages"),
    Column("boxes", "boxes", "x0, y0, x1, y1 on the page, in points from its top left"),
    Column("alternatives", "decimals", "other figures that the print allows, likeliest first"),
    *(Column(name, "string", f"what the witness {name.partition('_')[2]} says; null: nothing") for name in EVIDENCE),
    Column("doubts", "strings", "codes of what a person should look at"),
    Column("row_label", "string", "label of the row in the form, with those of its groups in front"),
    Column("column_label", "string", "label of the column in the form"),
)

_CHECKS: Schema = (
    *_REPORT_KEYS,
    Column("id", "string", "the rule and where it is applied; stable from run to run"),
    Column("kind", "string", f"what is compared: {', '.join(CHECK_KINDS)}"),
    Column("status", "string", "pass, fail, undetermined or not_applicable"),
    Column("left", "decimal", "one side; null where an operand is missing"),
    Column("right", "decimal", "the other side"),
    Column("difference", "decimal", "left minus right"),
    Column("cells", "strings", "ids of all cells on both sides"),
    Column("message", "string", "a sentence with the figures in it"),
    Column("evidence", "spans", "start and end in the canonical text of statements that are compared"),
)

_STATES = get_args(State)
_STATUSES = get_args(CheckStatus)

_REPORTS: Schema = (
    *_REPORT_KEYS,
    Column("status", "string", "ok, partial (part of the tables was not found) or failed"),
    Column("error_code", "string", "why it failed"),
    Column("error_message", "string", "the same as a sentence"),
    Column("title", "string", "of the document"),
    Column("template", "string", "form of the report"),
    *(Column(f"cells_{state}", "int32", f"how many cells are {state}") for state in _STATES),
    Column("cells_review", "int32", "how many cells a person should look at"),
    *(Column(f"checks_{status}", "int32", f"how many checks are {status}") for status in _STATUSES),
    Column("review", "strings", "ids of the cells that a person should look at"),
    Column("elsewhere", "strings", "ids of figures that no column holds (other form, too many digits): see cells"),
    Column("headings", "headings", "headings of the sections, in order of reading"),
    Column("subheadings", "headings", "headings below them"),
    Column("warnings", "notices", "what a reader of the record should know"),
    Column("gkml", "string", "version that read it"),
    Column("model", "string", "hash of the model"),
    Column("template_hash", "string", "hash of the forms"),
    Column("tagger", "string", "combined, model or rules"),
    Column("reader", "string", "text, html, word, pdf …"),
    Column("text", "string", "the canonical text, where it was asked for"),
    Column("part_number", "int32", "which of the reports in its file it is, from 1; null where it is the only one"),
    Column("part_of", "int32", "how many reports the file holds"),
    Column("part_title", "string", "the line that tells them apart"),
)


def figure_columns(templates: Templates) -> Schema:
    """A column for every cell of every form: ``int64`` for counts, ``decimal`` for money, named by the cell's id."""
    found: dict[str, Column] = {}
    for form in templates.forms:
        for table in form.tables:
            for cell, row, column in table.cells():
                kind = "decimal" if column.unit == "money" else "int64"
                comment = f"{table.title} · {row.labels[0]} · {column.labels[0]}"
                earlier = found.setdefault(cell, Column(cell, kind, comment))
                if kind == "decimal" and earlier.kind != kind:
                    found[cell] = Column(cell, kind, earlier.comment)
    return tuple(found.values())


def table_schemas(templates: Templates | None = None) -> dict[str, Schema]:
    """The columns of the three tables, by name of the table."""
    return {"cells": _CELLS, "reports": _report_columns(templates or load_templates()), "checks": _CHECKS}


def _report_columns(templates: Templates) -> Schema:
    forms = (
        Column(f"template_{name}", "string", f"form of the table {name}; null: not found")
        for name in templates.table_ids
    )
    whole = next(at for at, column in enumerate(_REPORTS, 1) if column.name == "template")
    return (*_REPORTS[:whole], *forms, *_REPORTS[whole:], *figure_columns(templates))


# ---------------------------------------------------------------------------------------------------------------------
# Records to rows


def _cell_rows(record: Record, labels: Mapping[str, tuple[str, str]]) -> Iterable[dict[str, Any]]:
    forms = record.get("templates") or {}
    for cell in record["cells"] or ():
        flat = flat_cell(cell, labels)
        value = cell.get("value")
        fitting = _decimal(value)
        whole = value is not None and value == int(value) and -_LARGEST_COUNT <= value < _LARGEST_COUNT
        yield {
            **flat,
            "form": forms.get(flat["table"]),
            "doubts": cell.get("doubts") or [],
            "value": fitting,
            "count": int(value) if whole else None,
            "exact": None if fitting is not None or value is None else format(Decimal(value), "f"),
            "proposal": _decimal(cell.get("proposal")),
            "alternatives": [_decimal(one) for one in cell.get("alternatives") or ()],
            "review": bool(cell.get("review")),
        }


def _check_rows(record: Record) -> Iterable[dict[str, Any]]:
    for check in record.get("checks") or ():
        sides = {side: _decimal(check.get(side)) for side in ("left", "right", "difference")}
        yield {**check, **sides, "cells": check.get("cells") or [], "evidence": check.get("evidence") or []}


def _report_row(record: Record, figures: Mapping[str, Column]) -> dict[str, Any]:
    cells = record["cells"] or ()
    states = Counter(cell["state"] for cell in cells)
    statuses = Counter(check.get("status") for check in record.get("checks") or ())
    values = {
        cell["id"]: _fitting(cell["value"], figures.get(cell["id"])) for cell in cells if cell["state"] == "number"
    }
    error = record.get("error") or {}
    doubtful = [cell["id"] for cell in cells if cell.get("review")]
    return {
        **{column.name: record.get(column.name) for column in _REPORTS},
        "error_code": error.get("code"),
        "error_message": error.get("message"),
        **{f"template_{name}": form for name, form in (record.get("templates") or {}).items()},
        **{f"cells_{state}": states[state] for state in _STATES},
        "cells_review": len(doubtful),
        **{f"checks_{status}": statuses[status] for status in _STATUSES},
        "review": doubtful,
        "elsewhere": [cell for cell, value in values.items() if value is None],
        "headings": record.get("headings") or [],
        "subheadings": record.get("subheadings") or [],
        "warnings": record.get("warnings") or [],
        **{f"part_{name}": value for name, value in (record.get("part") or {}).items()},
        **(record.get("provenance") or {}),
        **values,
    }


def _decimal(value: Number | None) -> Decimal | None:
    """An exact decimal; None where it has too many digits for one."""
    if value is None or not -_LARGEST_DECIMAL < value < _LARGEST_DECIMAL:
        return None
    if isinstance(value, int):
        return Decimal(value)
    exponent = value.as_tuple().exponent
    fits = isinstance(exponent, int) and (exponent >= -_PLACES or value == round(value, _PLACES))
    return value if fits else None


def _fitting(value: Number, column: Column | None) -> Number | None:
    if column is None:
        return None
    if column.kind == "decimal":
        return _decimal(value)
    whole = value == int(value) and -_LARGEST_COUNT <= value < _LARGEST_COUNT
    return int(value) if whole else None


# ---------------------------------------------------------------------------------------------------------------------
# Rows to Arrow


def import_arrow(extra: str) -> Any:
    """The module ``pyarrow``.

    Raises:
        MissingExtraError: it is not installed; ``extra`` would bring it.
    """
    try:
        import pyarrow
    except ImportError:
        raise MissingExtraError("pyarrow", extra) from None
    return pyarrow


def _arrow_types() -> dict[str, pa.DataType]:
    import pyarrow as pa

    decimal = pa.decimal128(_DIGITS, _PLACES)
    heading = [("section", pa.int32()), ("level", pa.int32()), ("text", pa.string())]
    heading += [("start", pa.int64()), ("end", pa.int64()), ("run_in", pa.bool_())]
    return {
        "string": pa.string(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "decimal": decimal,
        "decimals": pa.list_(decimal),
        "strings": pa.list_(pa.string()),
        "spans": pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())])),
        "boxes": pa.list_(pa.list_(pa.float64())),
        "headings": pa.list_(pa.struct(heading)),
        "notices": pa.list_(pa.struct([("code", pa.string()), ("message", pa.string())])),
    }


class ArrowTables:
    """Records in, tables out: every few records, the rows of all three tables."""

    def __init__(self, templates: Templates | None = None) -> None:
        self._schemas = table_schemas(templates)
        self._labels = cell_labels(templates or load_templates())
        self.schemas = {name: _arrow_schema(columns) for name, columns in self._schemas.items()}
        self._figures = {column.name: column for column in figure_columns(templates or load_templates())}
        self._waiting: list[Record] = []
        self._count = 0

    def add(self, record: Record) -> dict[str, pa.Table] | None:
        """Take a record; the tables of those that waited, where they are enough."""
        self._waiting.append(record)
        return self.flush() if len(self._waiting) == _CHUNK else None

    def flush(self) -> dict[str, pa.Table]:
        """The tables of the records that wait, in the order in which they came."""
        records, self._waiting = self._waiting, []
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        for number, record in enumerate(records, self._count):
            keys = {column.name: record.get(column.name) for column in _REPORT_KEYS} | {"report": number}
            rows["cells"].extend({**row, **keys} for row in _cell_rows(record, self._labels))
            rows["checks"].extend({**row, **keys} for row in _check_rows(record))
            rows["reports"].append(_report_row(record, self._figures) | keys)
        self._count += len(records)
        return {name: self._table(name, rows[name]) for name in TABLES}

    def _table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
        return _rows_to_table(rows, self._schemas[name], self.schemas[name])


def record_to_cells(record: Record) -> pa.Table:
    """The cells of one record: the columns of the table ``cells`` without the number of the report."""
    columns = _CELLS[1:]
    keys = {column.name: record.get(column.name) for column in _REPORT_KEYS[1:]}
    rows = [{**row, **keys} for row in _cell_rows(record, cell_labels(load_templates()))]
    return _rows_to_table(rows, columns, _arrow_schema(columns))


def _arrow_schema(columns: Schema) -> pa.Schema:
    import pyarrow as pa

    types = _arrow_types()
    return pa.schema([pa.field(column.name, types[column.kind]) for column in columns])


def _rows_to_table(rows: Sequence[Mapping[str, Any]], columns: Schema, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    arrays = []
    for column, field in zip(columns, schema, strict=True):
        convert = _CONVERSIONS.get(column.kind)
        values: Iterable[Any] = (row.get(column.name) for row in rows)
        if convert is not None:
            values = (None if value is None else convert(value) for value in values)
        arrays.append(pa.array(list(values), type=field.type))
    return pa.table(arrays, schema=schema)


def _text(value: str) -> str:
    """Arrow takes UTF-8 only; of what is not (in names of files), the escape that JSON writes."""
    return value.encode("utf-8", errors="backslashreplace").decode("utf-8") if not value.isascii() else value


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "strings": lambda values: [_text(value) for value in values],
    "float64": float,
    "boxes": lambda boxes: [[float(edge) for edge in box] for box in boxes],
    "spans": lambda spans: [{"start": start, "end": end} for start, end in spans],
    "headings": lambda headings: [{**one, "text": _text(one.get("text") or "")} for one in headings],
    "notices": lambda notices: [{key: _text(one.get(key) or "") for key in ("code", "message")} for one in notices],
}
