"""A report as HTML for notebooks: the statutory tables as the form prints them, cells in doubt coloured and marked.

Styles stand in the elements: where notebooks are shown, style sheets are often dropped. Nothing of a report is markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby

from gkml.output.evidence_words import doubts_in_words, lacking_in_words
from gkml.output.printable import printable
from gkml.output.statutory import table_to_boxes
from gkml.records.report import CellRecord, Report
from gkml.records.schema import shown_number
from gkml.template import Table, load_templates

__all__ = ["report_to_html"]

_MOST_SHOWN = 60  # characters of what is printed in a cell; a figure has a dozen
_BOX = "border:1px solid #999;padding:2px 4px;text-align:"
_STYLES = {
    "item": f"{_BOX}center;font-weight:bold",
    "head": f"{_BOX}center;font-weight:bold",
    "label": f"{_BOX}left",
    "figure": f"{_BOX}right",
}
_DOUBT = ";background:#ffe69c;color:#000"  # legible on dark pages as well


def report_to_html(report: Report) -> str:
    """See ``Report._repr_html_``."""
    return f'<div class="gkml-report">{"".join(_parts(report))}</div>'


def _parts(report: Report) -> Iterator[str]:
    who = " · ".join([report.agency or "(agency unknown)", str(report.year or "(year unknown)")])
    yield f"<p><b>{_plain(who)}</b> · {report.status} · <small>{_plain(report.source)}</small></p>"
    if report.error is not None:
        yield f"<p>{_plain(report.error.code)}: {_plain(report.error.message)}</p>"
    templates = load_templates()
    for name, cells in groupby(report.cells.values(), key=lambda cell: cell.id.partition(".")[0]):
        form = report.templates.get(name)
        table = templates.table(name, form)
        if form is None:
            yield f"<p><b>{_plain(name)}</b>: not found</p>"
        elif table is None:  # of a form that does not come with gkml
            yield from _list(name, form, cells)
        else:
            yield from _table(table.printed_with(report.cells), report.cells)
    failed = [check for check in report.checks if check.status == "fail"]
    yield from (f"<p>✗ {_plain(check.message or check.id)}</p>" for check in failed)
    yield from (f"<p>{_plain(notice.code)}: {_plain(notice.message)}</p>" for notice in report.warnings)


def _table(table: Table, cells: Mapping[str, CellRecord]) -> Iterator[str]:
    yield f"<p><b>{_plain(table.title)}</b> · {_plain(table.form)}</p>"
    yield '<table style="border-collapse:collapse">'
    for _, boxes in groupby(table_to_boxes(table), key=lambda box: box.top):
        yield "<tr>"
        for box in boxes:
            sizes = {"rowspan": box.bottom - box.top + 1, "colspan": box.right - box.left + 1}
            spans = "".join(f' {name}="{size}"' for name, size in sizes.items() if size > 1)
            cell = cells.get(box.cell) if box.cell is not None else None
            yield _box(spans, box.kind, _plain(box.text)) if box.cell is None else _figure(spans, cell)
        yield "</tr>"
    yield "</table>"


def _list(name: str, form: str, cells: Iterator[CellRecord]) -> Iterator[str]:
    yield f'<p><b>{_plain(name)}</b> · {_plain(form)}</p><table style="border-collapse:collapse">'
    for cell in cells:
        yield f"<tr>{_box('', 'label', _plain(cell.id))}{_figure('', cell)}</tr>"
    yield "</table>"


def _box(spans: str, kind: str, content: str, more: str = "", title: str = "") -> str:
    told = f' title="{title}"' if title else ""
    return f'<td{spans}{told} style="{_STYLES[kind]}{more}">{content}</td>'


def _figure(spans: str, cell: CellRecord | None) -> str:
    if cell is None or not cell.review:
        return _box(spans, "figure", _shown(cell))
    why = "; ".join(_why(cell)) or "for review"
    return _box(spans, "figure", f"{_shown(cell)}<b>!</b>", _DOUBT, _plain(why))


def _why(cell: CellRecord) -> Iterator[str]:
    """Why a cell is in doubt, part by part: the sentence of its record, its doubts, and the witnesses that it lacks."""
    if cell.reason:
        yield cell.reason
    yield from (f"{meaning} ({code})" for code, meaning in doubts_in_words(cell.doubts, "en", cell.text))
    yield from lacking_in_words(cell.evidence.to_dict(), "en")


def _shown(cell: CellRecord | None) -> str:
    """What a cell shows; a figure keeps its decimals, a mark stays as printed."""
    if cell is None or cell.state == "absent":
        return "·"
    if cell.state == "unreadable":
        return "?"
    if cell.state == "number":
        return shown_number(cell.value)
    return _plain((cell.text or "").strip()[:_MOST_SHOWN])


def _plain(text: str) -> str:
    return escape(printable(text))
