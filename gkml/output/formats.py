"""The formats of reports: their names, and what opens an output in each. A package is imported when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gkml.errors import MissingExtraError, UsageError
from gkml.messages import Sentence
from gkml.output.records import Record
from gkml.output.sinks import Sink, open_sink

if TYPE_CHECKING:
    from gkml.template import Templates

__all__ = ["FORMATS", "Output", "ReportFormat"]


class Output(Protocol):
    """One output of reports in one format."""

    @property
    def parses(self) -> bool:
        """Whether ``add`` looks at the record."""

    @property
    def binary(self) -> bool:
        """Whether an interrupt in ``add`` leaves something that cannot be mended: of text, the last line is cut off."""

    def add(self, line: bytes, record: Record) -> None:
        """Append a report: its line, ended by a newline, and its record (empty where no output parses)."""

    def commit(self) -> None:
        """All reports are there: the output may appear."""

    def keep(self) -> str | None:
        """Not all reports are there: keep those that are beside the output; where, or None where they are out."""

    def close(self) -> None:
        """Let go of everything; nothing uncommitted stays."""


class _TextOutput:
    """Lines as they are, or as text made from their records."""

    binary = False

    def __init__(self, sink: Sink, head: str, render: Callable[[Record], str] | None) -> None:
        self._sink = sink
        self._head = head.encode("utf-8")
        self._render = render

    @property
    def parses(self) -> bool:
        return self._render is not None

    def add(self, line: bytes, record: Record) -> None:
        if self._render is not None:
            line = self._render(record).encode("utf-8", errors="backslashreplace")
        self._write(line)

    def commit(self) -> None:
        self._write(b"")
        self._sink.commit()

    def keep(self) -> str | None:
        return self._sink.keep()

    def close(self) -> None:
        self._sink.close()

    def _write(self, data: bytes) -> None:
        self._sink.write(self._head + data)
        self._head = b""


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A way to write reports.

    Attributes:
        name: as ``--format`` takes it.
        suffixes: of files that are written so.
        in_folder: the name of the output in a folder that holds several.
        open: an output at a path (None for stdout).
        takes_text: whether it has a place for the canonical text of a report.
        needs: packages that write it, and the extra of gkml that brings each.
        shows_text: whether it lacks something without the text, which is then kept without being asked for.
    """

    name: str
    suffixes: tuple[str, ...]
    in_folder: str
    open: Callable[[Path | str | None, Templates | None], Output]
    takes_text: bool = False
    needs: tuple[tuple[str, str], ...] = ()
    shows_text: bool = False

    def require(self) -> None:
        """The packages that write it are there; they are looked for and not imported.

        Raises:
            MissingExtraError: one is not installed.
        """
        from importlib.util import find_spec

        for package, extra in self.needs:
            if find_spec(package) is None:
                raise MissingExtraError(package, extra)


def _open_jsonl(path: Path | str | None, templates: Templates | None) -> Output:
    return _TextOutput(open_sink(path), "", None)


def _open_csv(path: Path | str | None, templates: Templates | None) -> Output:
    from gkml.output import csv

    return _TextOutput(open_sink(path), csv.HEAD, partial(csv.record_to_lines, templates=templates))


def _open_parquet(path: Path | str | None, templates: Templates | None) -> Output:
    from gkml.output.parquet import ParquetFolder

    return ParquetFolder(_named(path, "parquet"), templates)


def _open_duckdb(path: Path | str | None, templates: Templates | None) -> Output:
    from gkml.output.duckdb import DuckdbFile

    return DuckdbFile(_named(path, "duckdb"), templates)


def _open_xlsx(path: Path | str | None, templates: Templates | None) -> Output:
    from gkml.output.excel import ExcelFile

    return ExcelFile(_named(path, "xlsx"), templates)


def _open_xlsx_rows(path: Path | str | None, templates: Templates | None) -> Output:
    from gkml.output.excel import ExcelFile

    return ExcelFile(_named(path, "xlsx-rows"), templates, rows=True)


def _open_html(path: Path | str | None, templates: Templates | None) -> Output:
    from gkml.output.html.folder import open_pages

    return open_pages(_named(path, "html"), templates)


def _named(path: Path | str | None, format: str) -> Path | str:
    """The path of an output that no stream can take."""
    if path is None:
        raise UsageError(Sentence("output", "not_to_stdout", format=format))
    return path


_WORKBOOK = (("xlsxwriter", "excel"),)
_DUCKDB = (("pyarrow", "duckdb"), ("duckdb", "duckdb"))

FORMATS: dict[str, ReportFormat] = {
    known.name: known
    for known in (
        ReportFormat("jsonl", (".jsonl", ".ndjson"), "records.jsonl", _open_jsonl, takes_text=True),
        ReportFormat("csv", (".csv",), "cells.csv", _open_csv),
        ReportFormat("parquet", (".parquet",), "parquet", _open_parquet, True, (("pyarrow", "parquet"),)),
        ReportFormat("xlsx", (".xlsx",), "reports.xlsx", _open_xlsx, False, _WORKBOOK),
        ReportFormat("xlsx-rows", (), "reports_rows.xlsx", _open_xlsx_rows, False, _WORKBOOK),
        ReportFormat("html", (".html", ".htm"), "html", _open_html, takes_text=True, shows_text=True),
        ReportFormat("duckdb", (".duckdb", ".ddb"), "reports.duckdb", _open_duckdb, True, _DUCKDB),
    )
}
