"""Lines of JSON back to records: what every format but JSON Lines is written from, and what users read.

A record is the mapping that ``Report.to_dict`` makes (the output contract); its counts are ``int``, and every number
with a point an exact ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from gkml.series.intake import Fault, line_to_json, read_file_as
from gkml.series.kept import RecordError, record_to_kept
from gkml.tagging.figures import MONEY_UNITS, printed

__all__ = [
    "Fault",
    "Record",
    "RecordError",
    "line_to_record",
    "printed_number",
    "read_lines_and_records",
    "read_records",
    "split_cell_id",
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
            raise RecordError(f"{where}: {found.message}", code=found.code)


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
    _check_fields(record, _REPORT, "")
    _check_parts(record)
    return record


# ---------------------------------------------------------------------------------------------------------------------
# Types of fields

_Kinds = tuple[type, ...]
_TEXT: _Kinds = (str,)
_WHOLE: _Kinds = (int,)
_NUMBER: _Kinds = (int, Decimal)
_LARGEST = 10**24  # as ``record_to_kept`` allows for figures of cells
_LARGEST_OFFSET = 2**31  # of a place in a text or of a page: no text is as long

_REPORT = {"title": _TEXT, "template": _TEXT, "text": _TEXT, "error": (dict,), "provenance": (dict,)}
_CELL = {
    **dict.fromkeys(("text", "tagger", "cause", "reason"), _TEXT),
    **dict.fromkeys(("start", "end", "page"), _WHOLE),
    **{"confidence": _NUMBER, "review": (bool,), "boxes": (list,)},
}
_CHECK = {
    **dict.fromkeys(("id", "kind", "status", "message"), _TEXT),
    **dict.fromkeys(("left", "right", "difference"), _NUMBER),
    **dict.fromkeys(("cells", "evidence"), (list,)),
}
_HEADING = {"text": _TEXT, **dict.fromkeys(("section", "level", "start", "end"), _WHOLE), "run_in": (bool,)}
_NOTICE = {"code": _TEXT, "message": _TEXT}
_PROVENANCE = dict.fromkeys(("gkml", "model", "template_hash", "tagger", "reader"), _TEXT)


def _check_fields(part: Any, kinds: Mapping[str, _Kinds], where: str) -> None:
    if type(part) is not dict:
        raise RecordError(f"{where}不是JSON对象")
    for name, kind in kinds.items():
        value = part.get(name)
        if value is None:
            continue
        if type(value) not in kind:  # exactly: a truth value is an int to isinstance
            raise RecordError(f"{where}字段{name}的类型不对")
        if kind is _WHOLE and not -_LARGEST_OFFSET < value < _LARGEST_OFFSET:
            raise RecordError(f"{where}字段{name}的数过大")
        if kind is _NUMBER and not -_LARGEST < value < _LARGEST:
            raise RecordError(f"{where}字段{name}的数过大")


def _check_parts(record: Record) -> None:
    for name, kinds in (("error", _NOTICE), ("provenance", _PROVENANCE)):
        if record.get(name) is not None:
            _check_fields(record[name], kinds, f"{name}的")
    for form in (record.get("templates") or {}).values():
        _check_fields({"form": form}, {"form": _TEXT}, "templates的")
    for cell in record["cells"] or ():
        _check_fields(cell, _CELL, f"格{cell['id']:.80}的")
        for box in cell.get("boxes") or ():
            _check_numbers(box, _NUMBER, 4, "boxes")
    for name, kinds in (
        ("headings", _HEADING),
        ("subheadings", _HEADING),
        ("warnings", _NOTICE),
        ("checks", _CHECK),
    ):
        parts = record.get(name)
        if parts is not None and type(parts) is not list:
            raise RecordError(f"字段{name}的类型不对")
        for part in parts or ():
            _check_fields(part, kinds, f"{name}的")
    for check in record.get("checks") or ():
        if not all(type(cell) is str for cell in check.get("cells") or ()):
            raise RecordError("checks的字段cells的类型不对")
        for span in check.get("evidence") or ():
            _check_numbers(span, _WHOLE, 2, "evidence")


def _check_numbers(values: Any, kind: _Kinds, count: int, name: str) -> None:
    if type(values) is not list or len(values) != count:
        raise RecordError(f"字段{name}的类型不对")
    if not all(type(value) in kind and -_LARGEST_OFFSET < value < _LARGEST_OFFSET for value in values):
        raise RecordError(f"字段{name}的类型不对")


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


def split_cell_id(cell: str) -> tuple[str, str, str]:
    """``table.row.column`` as table, row and column; a row may hold points."""
    table, _, rest = cell.partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column
