"""Figures below a line that says that they are of another year, in a report that shows none of its own."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from gkml.document import Document
from gkml.doubts import DoubtCode, doubt
from gkml.parts.breaks import find_breaks
from gkml.parts.lines import Identity
from gkml.records.report import Report
from gkml.records.wording import doubted_record

__all__ = ["with_other_years_marked"]

_UNCERTAIN = 0.5  # greatest confidence of a figure of which the print says another year than the report


def with_other_years_marked(document: Document, report: Report) -> Report:
    """The report with a mark at each figure that stands behind the heading of an appendix of another year.

    Whether the heading is an old one, or these are the tables of an old report, is open where the report has no others.
    """
    if report.year is None:
        return report
    years = frozenset({report.year})
    breaks = find_breaks(document, (), Identity(years=years))
    starts = [document.rows[found.row].start for found in breaks]
    cells = dict(report.cells)
    for cell_id, cell in report.cells.items():
        at = -1 if cell.start is None else bisect_right(starts, cell.start) - 1
        if at >= 0 and breaks[at].told.years != years:
            why = doubt(DoubtCode.OTHER_PERIOD, text=breaks[at].told.line)
            cells[cell_id] = doubted_record(cell, why, _UNCERTAIN, "source")
    return replace(report, cells=cells) if breaks else report
