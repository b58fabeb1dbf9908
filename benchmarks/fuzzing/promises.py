"""What holds of everything that a reader gives back, whatever it was given."""

from __future__ import annotations

import json
from collections.abc import Iterable

from gkml.document import Document, Row
from gkml.readers import Limits
from gkml.readers.archive import INSIDE, Member
from gkml.records.report import Report

__all__ = ["BrokenPromiseError", "check_document", "check_members", "check_report"]


class BrokenPromiseError(Exception):
    """A promise was broken; the first word says which."""


def check_document(document: Document, limits: Limits) -> None:
    """Rows cover the text, cells their rows; the text can be written; grids have cells beside one another.

    Raises:
        BrokenPromiseError: where one of these does not hold.
    """
    _hold("".join(document.row_text(row) + "\n" for row in document.rows) == document.text, "offsets")
    _hold("\r" not in document.text and "\0" not in document.text, "signs")
    _check_writable(document.text)
    _check_writable(document.title or "")
    for index, row in enumerate(document.rows):
        _hold(row.index == index and bool(row.cells) and row.gap >= 0, "rows")
        _hold(document.row_text(row) == "\t".join(map(document.cell_text, row.cells)), "offsets")
        _hold(
            document.row_text(row).count("\n") == 0 and not any("\t" in document.cell_text(cell) for cell in row.cells),
            "separators",
        )
        _check_cells(row, limits)
        if document.reader == "pdf":
            _check_places(row)


def _check_cells(row: Row, limits: Limits) -> None:
    column = 0
    for cell in row.cells:
        _hold(row.start <= cell.start <= cell.end <= row.end, "offsets")
        _hold(cell.rowspan >= 1 and cell.colspan >= 1 and cell.column >= 0, "spans")
        _hold(cell.x is None or 0 <= cell.x[0] <= cell.x[1], "x")
        if row.kind == "grid":
            _hold(cell.column >= column and row.table is not None, "grid")
            column = cell.column + cell.colspan
    _hold(row.kind != "line" or len(row.cells) == 1, "lines")
    _hold(column <= limits.columns, "columns")


def _check_places(row: Row) -> None:
    for cell in row.cells:
        _hold(cell.page is not None and cell.page >= 1, "pages")
        _hold(all(box.x0 <= box.x1 and box.y0 <= box.y1 for box in cell.boxes), "boxes")


def check_members(path: str, members: Iterable[Member], limits: Limits) -> list[str]:
    """What became of the members of an archive: ``read`` or the code of each.

    Raises:
        BrokenPromiseError: where a name leads out of the archive or stands twice, or more came out than may.
    """
    sources: set[str] = set()
    results = []
    size = 0
    for member in members:
        inside = member.source.removeprefix(path)
        _hold(member.source.startswith(path + INSIDE), "names")
        for part in inside.removeprefix(INSIDE).replace(INSIDE, "/").split("/"):
            _hold(part not in (".", "..") and "\\" not in part, "names")
        _hold(inside.isprintable(), "names")
        _check_writable(member.source)
        # an archive that fails midway stands behind its members, under its own name
        _hold(member.error is not None or member.source not in sources, "names")
        sources.add(member.source)
        size += len(member.data)
        _hold(len(member.data) <= limits.file_bytes and size <= limits.inflated_bytes, "sizes")
        _hold(member.error is None or member.error.code != "bad_input", "codes")
        results.append("read" if member.error is None else member.error.code)
    return results


def check_report(report: Report) -> None:
    """The record can be written; what it says is printed stands where it says.

    Raises:
        BrokenPromiseError: where that does not hold, or where the error is a fault of ours.
    """
    if report.error is not None and report.error.code in ("internal_error", "bad_input", "error"):
        raise BrokenPromiseError(f"{report.error.code} {report.error.message}")
    record = report.to_dict(with_text=True)
    _check_writable(json.dumps(record, ensure_ascii=False, allow_nan=False))
    text = report.text or ""
    for heading in (*report.headings, *report.subheadings):
        _hold(text[heading.start : heading.end] == heading.text, "headings")
    for cell in report.cells.values():
        if cell.start is None or cell.end is None:
            _hold(cell.start is None and cell.end is None, "cells")
            continue
        _hold(0 <= cell.start <= cell.end <= len(text), "cells")
        _hold(cell.text is not None, "cells")
        _hold(cell.value is None or cell.state == "number", "states")
        _hold(0 <= cell.confidence <= 1, "confidence")


def _check_writable(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BrokenPromiseError("surrogates") from None


def _hold(condition: bool, promise: str) -> None:
    if not condition:
        raise BrokenPromiseError(promise)
