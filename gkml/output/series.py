"""Checks across reports into a file: JSON Lines, or CSV with one line a check."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gkml.messages import Language
from gkml.output.csv import BYTE_ORDER_MARK, field_text, rows_to_lines
from gkml.output.jsonl import record_to_line
from gkml.output.sinks import open_sink
from gkml.output.writing import Format, Writer, choose_format
from gkml.series.finding import FIELDS, Operand, SeriesCheck

__all__ = ["CHECK_FORMATS", "open_check_writer"]

_BETWEEN = "; "  # between the members of a list that stands in one field


def open_check_writer(
    path: Path | str | None = None, format: str | None = None, language: Language = "zh"
) -> Writer[SeriesCheck]:
    """A writer to be used as a context manager; without a format the suffix decides, and stdout gets JSON Lines.

    Args:
        path: of the file; None for stdout.
        format: its name.
        language: of the sentences. They are Chinese as those of records are, wherever the file is written.

    Raises:
        UsageError: the format is not known, or the output cannot be written.
    """
    chosen = choose_format(path, format, CHECK_FORMATS)
    return Writer(open_sink(path), chosen.head, lambda check: chosen.render((check, language)))


_Told = tuple[SeriesCheck, Language]


def _check_to_line(told: _Told) -> str:
    check, language = told
    return record_to_line(check.to_dict(language))


def _check_to_row(told: _Told) -> str:
    check, language = told
    values = (check.said_in(language) if name == "message" else getattr(check, name) for name in FIELDS)
    return rows_to_lines([[field_text(_flat(value)) for value in values]])


def _flat(value: object) -> object:
    """A list as one text; everything else as it is."""
    if not isinstance(value, tuple):
        return value
    return _BETWEEN.join(_operand_text(one) if isinstance(one, Operand) else str(one) for one in value) or None


def _operand_text(operand: Operand) -> str:
    """``2022.txt#requests.granted.total=3@812-813``: report, cell, figure and where it stands."""
    text = f"{operand.source}#{operand.cell}={operand.state if operand.value is None else operand.value}"
    return text if operand.start is None else f"{text}@{operand.start}-{operand.end}"


def _head(columns: Iterable[str]) -> str:
    return BYTE_ORDER_MARK + rows_to_lines([columns])


CHECK_FORMATS: dict[str, Format[_Told]] = {
    known.name: known
    for known in (
        Format("jsonl", (".jsonl", ".ndjson"), _check_to_line),
        Format("csv", (".csv",), _check_to_row, head=_head(FIELDS)),
    )
}
