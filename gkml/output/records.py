"""Lines of JSON back to records: what every format but JSON Lines is written from, and what users read.

A record is the mapping that ``Report.to_dict`` makes (the output contract); its counts are ``int``, and every number
with a point an exact ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from gkml.figures import MONEY_UNITS, printed
from gkml.form import split_cell_id
from gkml.records.evidence import Evidence
from gkml.records.report import Report
from gkml.records.schema import JsonKind, RecordField, record_fields
from gkml.series.intake import Fault, line_to_json, read_file_as
from gkml.series.kept import RecordError, record_to_kept
from gkml.series.wording import said

__all__ = [
    "EVIDENCE",
    "Fault",
    "Record",
    "RecordError",
    "flat_cell",
    "line_to_record",
    "line_to_report",
    "printed_number",
    "read_lines_and_records",
    "read_records",
    "record_to_report",
    "remark_of",
]

Record = dict[str, Any]


def read_records(path: Path | str, on_fault: Callable[[Fault], None] | None = None) -> Iterator[Record]:
    """The records of a JSON Lines file that ``gkml extract`` wrote, one after another.

    Args:
        path: the file.
        on_fault: is called with what is wrong with a line that is no record (its number, a code, a sentence), and
            reading goes on; without it the first such line raises.

    Raises:
        RecordError: with the code of the fault: ``unreadable_path``, ``line_too_long``, ``undecodable``, ``bad_json``,
            ``bad_record``, ``no_records``.
    """
    for found in read_lines_and_records(str(path)):
        if not isinstance(found, Fault):
            yield found[1]
        elif on_fault is not None:
            on_fault(found)
        else:
            where = found.file if found.line is None else f"{found.file}:{found.line}"
            raise RecordError(said("fault_of_file", file=where, problem=found.problem), code=found.code)


def read_lines_and_records(path: str) -> Iterator[tuple[bytes, Record] | Fault]:
    """Each line of a file with the record in it, or what is wrong with it."""
    return read_file_as(path, lambda line: (line, line_to_record(line)))


def line_to_record(line: bytes | str) -> Record:
    """One line of ``gkml extract`` as a record, every field of it of the right type.

    Raises:
        RecordError: ``line_too_long``, ``undecodable``, ``bad_json`` or ``bad_record``; the message names the field.
    """
    # What is not UTF-8 in the name of a file is a lone surrogate in a string, and its escape in bytes.
    data = line.encode("utf-8", errors="backslashreplace") if isinstance(line, str) else line
    record: Record = line_to_json(data)
    record_to_kept(record)  # a mapping with its source, status, year, agency and cells, each cell with id and figures
    if fault := _record_check()(record):
        name, _, key = fault.removeprefix(".").rpartition(" ")
        raise RecordError(said(key, name=name))
    return record


def line_to_report(line: bytes | str) -> Report:
    """One line of ``gkml extract`` as a report.

    Raises:
        RecordError: as ``line_to_record`` does, and where a field is missing that a report cannot be without.
    """
    return record_to_report(line_to_record(line))


def record_to_report(record: Record) -> Report:
    """A record as a report.

    Raises:
        RecordError: a field is missing that a report cannot be without.
    """
    try:
        return Report.from_dict(record)
    except (KeyError, TypeError, ValueError):
        missing = [name for name in _NEEDED if record.get(name) is None]
        problem = said("lacks_field", name=", ".join(missing)) if missing else said("no_object")
        raise RecordError(said("no_record", problem=problem)) from None


_NEEDED = [field.name for field in fields(Report) if field.default is MISSING and field.default_factory is MISSING]


# ---------------------------------------------------------------------------------------------------------------------
# Types of fields

_TYPES: dict[JsonKind, tuple[type, ...]] = {
    "text": (str,),
    "whole": (int,),
    "number": (int, Decimal),
    "truth": (bool,),
    "list": (list,),
    "object": (dict,),
}
_LARGEST: dict[JsonKind, int] = {
    "whole": 2**31,  # of a place in a text or of a page: no text is as long
    "number": 10**24,  # as ``record_to_kept`` allows for figures of cells
}
_WRONG_TYPE, _TOO_LARGE, _WRONG_LENGTH = " wrong_type", " too_large", " wrong_length"  # keys of sentences

_Check = Callable[[Any], str | None]
"""A value to what is wrong with it: where in it, and what; None where nothing is."""


@cache
def _record_check() -> _Check:
    return _object_check(record_fields(Report))


def _value_check(field: RecordField) -> _Check:
    """Whether a value is what the schema tells; a name of a choice may be one of a later version."""
    types, largest = _TYPES[field.kind], _LARGEST.get(field.kind)
    inner: _Check | None = None
    if field.kind == "object":
        inner = _object_check(field.parts)
    elif field.kind == "list":
        inner = _list_check(field.parts)

    def check(value: Any) -> str | None:
        if type(value) not in types:  # exactly: a truth value is an int to isinstance
            return None if value is None and field.nullable else _WRONG_TYPE
        if largest is not None and not -largest < value < largest:
            return _TOO_LARGE
        return None if inner is None else inner(value)

    return check


def _object_check(fields: Sequence[RecordField]) -> _Check:
    """Of fields, those that are there; of an object whose keys are not fixed, all values."""
    checks = [(field.name, _value_check(field)) for field in fields]
    any_key = checks[0][1] if not checks[0][0] else None

    def check(record: Any) -> str | None:
        named = checks if any_key is None else [(name, any_key) for name in record]
        for name, one in named:
            value = record.get(name)
            if value is not None and (fault := one(value)):
                return f".{name:.80}{fault}"
        return None

    return check


def _list_check(parts: Sequence[RecordField]) -> _Check:
    checks = [_value_check(part) for part in parts]

    def check(values: Any) -> str | None:
        if len(checks) > 1 and len(values) != len(checks):
            return _WRONG_LENGTH
        for number, value in enumerate(values):
            if fault := checks[number if len(checks) > 1 else 0](value):
                return f"[{number}]{fault}"
        return None

    return check


# ---------------------------------------------------------------------------------------------------------------------
# What formats share


def printed_number(value: int | Decimal | None, text: str | None) -> int | Decimal | None:
    """A figure with the decimals that are printed: JSON drops the zeros behind a point, the print has them."""
    if value is None or text is None or (isinstance(value, int) and "元" not in text):
        return value
    figure = printed(text)
    if figure.kind != "number" or (isinstance(value, int) and figure.unit not in MONEY_UNITS):
        return value
    amount = figure.in_wan_yuan()
    return amount if amount == value else value


EVIDENCE = tuple(f"evidence_{field.name}" for field in record_fields(Evidence))
"""Columns for what the witnesses of a figure say."""


def remark_of(record: Record) -> str | None:
    """Why a report could not be read: code and sentence."""
    error = record.get("error")
    return f"{error.get('code')}: {error.get('message')}" if error else None


def flat_cell(cell: Record, labels: Mapping[str, tuple[str, str]]) -> Record:
    """A cell with the parts of its id, its labels and its evidence as fields of their own."""
    table, row, column = split_cell_id(cell["id"])
    row_label, column_label = labels.get(cell["id"], (None, None))
    evidence = cell.get("evidence") or {}
    told = {name: evidence.get(name.removeprefix("evidence_")) for name in EVIDENCE}
    parts = {"table": table, "row": row, "column": column, "row_label": row_label, "column_label": column_label}
    return {**cell, **parts, **told}
