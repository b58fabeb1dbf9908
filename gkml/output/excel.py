"""Records to an Excel workbook: the statutory tables, one sheet a report, or all reports in one table.

A workbook of up to two hundred reports has a sheet for each, drawn as the form prints it, behind a sheet that lists
them. More would be too many to leaf through: they become one row each, and so they do where that is asked for.
Nothing in the file is a formula or leads out of it, whatever the reports say.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkml.errors import MissingExtraError
from gkml.output.records import Record
from gkml.output.sinks import PartFolder
from gkml.series.intake import line_to_json
from gkml.template import load_templates

if TYPE_CHECKING:
    from gkml.output.excel_rows import RowsBook
    from gkml.template import Templates

__all__ = ["MOST_SHEETS", "ExcelFile"]

MOST_SHEETS = 200
"""Reports that get a sheet each; a workbook with more takes long to open and has no use for its tabs."""

_MADE = datetime(2000, 1, 1)  # the same in every file: the same records make the same bytes


class ExcelFile:
    """Takes records one after another.

    Args:
        path: the file; one that is there is replaced.
        templates: the forms that the sheets are drawn by.
        rows: one row a report, however few there are.

    Raises:
        MissingExtraError: xlsxwriter is not installed.
        UsageError: the file cannot be written.
    """

    parses = binary = True

    def __init__(self, path: Path | str, templates: Templates | None = None, *, rows: bool = False) -> None:
        try:
            import xlsxwriter  # noqa: F401
        except ImportError:
            raise MissingExtraError("xlsxwriter", "excel") from None
        self._templates = templates or load_templates()
        self._folder = PartFolder(path, "xlsx")
        self._waiting: list[bytes] = []  # packed lines, until it is known that there are few
        self._workbook: Any = None
        self._rows: RowsBook | None = None
        if rows:
            self._begin_rows()

    def add(self, line: bytes, record: Record) -> None:
        """Append a report."""
        if self._rows is None and len(self._waiting) == MOST_SHEETS:
            self._begin_rows()
        if self._rows is not None:
            with _file_errors():
                self._rows.add(record)
        else:
            self._waiting.append(zlib.compress(line, 1))

    def commit(self) -> None:
        """Draw what waits; the file takes its name."""
        with _file_errors():
            if self._rows is not None:
                self._rows.finish()
            else:
                from gkml.output.excel_sheets import draw_reports

                self._workbook = self._open(constant_memory=False)
                draw_reports(self._workbook, list(self._records()), self._templates)
            self._workbook.close()
        self._folder.commit()

    def keep(self) -> str | None:
        """Write what there is beside the file, which stays as it was."""
        path = self._folder.turn_to_partial()
        self.commit()
        return path

    def close(self) -> None:
        """Nothing uncommitted stays."""
        if self._rows is not None:
            self._rows.close()
        self._folder.close()

    def _begin_rows(self) -> None:
        from gkml.output.excel_rows import RowsBook

        self._workbook = self._open(constant_memory=True)
        self._rows = RowsBook(self._workbook, self._templates)
        for record in self._records():
            self._rows.add(record)
        self._waiting.clear()

    def _records(self) -> Iterator[Record]:
        for packed in self._waiting:
            yield line_to_json(zlib.decompress(packed))

    def _open(self, *, constant_memory: bool) -> Any:
        import xlsxwriter

        settings = {
            "constant_memory": constant_memory,
            "tmpdir": str(self._folder.path),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "use_zip64": True,
        }
        workbook = xlsxwriter.Workbook(str(self._folder.part), settings)
        workbook.set_properties({"created": _MADE, "comments": "gkml"})
        return workbook


@contextlib.contextmanager
def _file_errors() -> Iterator[None]:
    """What xlsxwriter says of the disk, as the error of the operating system that it is."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
