"""Records to pages: one a report, which needs nothing beside it, and an index that leads to them.

::

    pages/index.html            lists the reports; further ones of many reports are index-2.html …
    pages/reports/00001.html    the first report

An output with a suffix is one page: ``out.html`` is the page of the report where there is one, else the index of those
in ``out_files``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from gkml.errors import InputError
from gkml.messages import Language
from gkml.output.folders import AtomicFolder
from gkml.output.html.index import Index, page_name
from gkml.output.html.inputs import input_of
from gkml.output.html.pictures import PageView, pages_to_views
from gkml.output.html.view import report_to_page
from gkml.output.page_image import pages_with_cells
from gkml.output.records import Record, RecordError, record_to_report
from gkml.output.sinks import Sink, open_sink
from gkml.records.report import Provenance, Report
from gkml.template import load_templates

if TYPE_CHECKING:
    from gkml.template import Templates

__all__ = ["PageFile", "PageFolder", "open_pages"]

_KIND = "html"
_OURS = re.compile(r"index(?:-\d+)?\.html|reports/\d{5,}\.html")
_SUFFIXES = (".html", ".htm")
_LANGUAGE: Language = "zh"  # until a script knows that of the browser
_UNKNOWN = Provenance("", None, "", "", None)


def open_pages(path: Path | str, templates: Templates | None = None) -> PageFolder | PageFile:
    """An output of pages: a folder, or by its suffix a file.

    Raises:
        UsageError: it cannot be written, or holds what gkml did not write.
    """
    kind = PageFile if Path(path).suffix.lower() in _SUFFIXES else PageFolder
    return kind(path, templates)


class _Pages:
    """The pages of reports in a folder, and the index of them.

    Args:
        folder: where they are written.
        templates: the forms that tables are drawn by.
    """

    def __init__(self, folder: Path, templates: Templates) -> None:
        self._folder, self._templates = folder, templates
        self._index = Index(folder)
        (folder / "reports").mkdir()

    def add(self, report: Report) -> None:
        """Write the page of a report and take it into the index."""
        address = f"reports/{self._index.totals.reports + 1:05d}.html"
        _write(self._folder / address, self.draw(report, f"../{page_name(self._index.page_of_next())}"))
        self._index.add(report, address)

    def draw(self, report: Report, index: str | None) -> str:
        """The page of a report."""
        return report_to_page(report, self._templates, pages=_views(report), index=index, language=_LANGUAGE)

    def first(self, prefix: str) -> str:
        """The first page of the index, for a place from which the folder is at ``prefix``."""
        return self._index.to_page(1, _LANGUAGE, prefix)

    def finish(self) -> None:
        """Write the index."""
        for number in range(1, self._index.pages() + 1):
            _write(self._folder / page_name(number), self._index.to_page(number, _LANGUAGE))
        self._index.close()


class PageFolder:
    """A folder of pages; takes records one after another.

    Args:
        path: the folder; one that gkml wrote is replaced.
        templates: the forms that tables are drawn by.

    Raises:
        UsageError: the folder cannot be written, or holds what gkml did not write.
    """

    parses = binary = True

    def __init__(self, path: Path | str, templates: Templates | None = None) -> None:
        self._folder = AtomicFolder(path, _KIND, _is_ours)
        self._pages = _Pages(self._folder.path, templates or load_templates())

    def add(self, line: bytes, record: Record) -> None:
        """Append a report."""
        self._pages.add(_record_to_report(record))

    def commit(self) -> None:
        """Write the index; the folder takes its name."""
        self._pages.finish()
        self._folder.commit()

    def keep(self) -> str | None:
        """Write the index of what there is, beside the folder, which stays as it was."""
        path = self._folder.turn_to_partial()
        self.commit()
        return path

    def close(self) -> None:
        """Nothing uncommitted stays."""
        self._folder.close()


class PageFile:
    """One page: that of the only report, or the index of the pages in a folder beside it.

    Args:
        path: the file; one that is there is replaced.
        templates: the forms that tables are drawn by.

    Raises:
        UsageError: the file or the folder cannot be written, or the folder holds what gkml did not write.
    """

    parses = binary = True

    def __init__(self, path: Path | str, templates: Templates | None = None) -> None:
        path = Path(path)
        self._sink: Sink = open_sink(path)
        try:
            beside = path.with_name(f"{path.stem}_files")
            self._folder = AtomicFolder(beside, _KIND, _is_ours)
        except BaseException:
            self._sink.close()
            raise
        self._prefix = f"{quote(beside.name)}/"
        self._pages = _Pages(self._folder.path, templates or load_templates())
        self._only: Report | None = None  # the first, until there is a second
        self._several = False

    def add(self, line: bytes, record: Record) -> None:
        """Append a report."""
        report = _record_to_report(record)
        if self._only is None and not self._several:
            self._only = report
            return
        if self._only is not None:
            self._pages.add(self._only)
            self._only, self._several = None, True
        self._pages.add(report)

    def commit(self) -> None:
        """Write the page; what it leads to is there before it."""
        if self._only is not None:
            self._take(self._pages.draw(self._only, None))
        else:
            self._take(self._pages.first(self._prefix))
            self._pages.finish()
            self._folder.commit()
        self._sink.commit()

    def keep(self) -> str | None:
        """Keep what there is beside the file, which stays as it was: one page, or a folder with its index."""
        if self._only is not None:
            self._take(self._pages.draw(self._only, None))
            return self._sink.keep()
        path = self._folder.turn_to_partial()
        self._pages.finish()
        self._folder.commit()
        return path

    def close(self) -> None:
        """Nothing uncommitted stays."""
        self._sink.close()
        self._folder.close()

    def _take(self, text: str) -> None:
        self._sink.write(_encoded(text))


def _is_ours(file: Path) -> bool:
    return _OURS.fullmatch(file.as_posix()) is not None


def _write(path: Path, text: str) -> None:
    path.write_bytes(_encoded(text))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="backslashreplace")


def _record_to_report(record: Record) -> Report:
    """A record as a report; of one that lacks what a report needs a page is left that says so."""
    try:
        return record_to_report({**record, "provenance": record.get("provenance") or _UNKNOWN.to_dict()})
    except RecordError as error:
        fault = InputError(error.message, code=error.code)
        return Report(record["source"], _UNKNOWN, status="failed", error=fault)


def _views(report: Report) -> list[PageView]:
    """Pictures of its pages, where its input is at hand."""
    if not pages_with_cells(report):
        return []
    data = input_of(report.source, report.sha256)
    return [] if data is None else pages_to_views(report, data)
