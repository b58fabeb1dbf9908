"""Parts that were read to the reports of a document: what is printed twice is one report, what differs is several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gkml.document import Document
from gkml.doubts import DoubtCode, doubt
from gkml.parts.cutting import DocumentPart
from gkml.parts.excerpt import excerpt
from gkml.parts.lines import differ, other_agency, other_report
from gkml.records.report import CellRecord, Part, Report
from gkml.records.wording import doubted_record

__all__ = ["read_parts"]

_SAME = 3  # figures that agree in two parts, where none differs, and make them one report
_CONTESTED = 0.5  # greatest confidence of a figure that is printed otherwise in the same report

ReadPart = Callable[[Document], Report | None]


@dataclass(frozen=True, slots=True)
class _Read:
    part: DocumentPart
    report: Report


def read_parts(document: Document, parts: Sequence[DocumentPart], read: ReadPart) -> list[Report]:
    """The reports of a document in order of reading.

    Args:
        document: the whole.
        parts: of it.
        read: reads a document as a single report; None where it holds none.
    """
    kept: list[_Read] = []
    for part in parts:
        report = _read(document, part, read)
        if report is None:
            if kept and not other_report(kept[-1].part.told, part.told):  # nothing by itself: of what came before
                kept[-1] = _together(document, kept[-1], part, read)
            continue
        new = _Read(part, report)
        at = next((n for n, old in enumerate(kept) if _is_same(old, new)), None)
        if at is not None:
            if not _covers(kept[at].report, report):
                kept[at] = _together(document, kept[at], part, read)
            continue
        at = next((n for n, old in enumerate(kept) if not _are_told_apart(old, new)), None)
        if at is None:
            kept.append(new)
            continue
        old = kept[at]
        kept[at] = replace(old, report=_contested(old.report, report))
        if _is_another(old.report, report):
            kept.append(replace(new, report=_contested(report, old.report, whole=True)))
    if len(kept) < 2:
        return [one.report for one in kept]
    return [_numbered(one, kept[0].report, number, len(kept)) for number, one in enumerate(kept, start=1)]


def _read(document: Document, part: DocumentPart, read: ReadPart) -> Report | None:
    if len(part.rows) == len(document.rows):
        return read(document)
    report = read(part.excerpt.document)
    return None if report is None else part.excerpt.report_in_whole(report, document.text)


def _together(document: Document, old: _Read, part: DocumentPart, read: ReadPart) -> _Read:
    """Two parts read as one."""
    rows = tuple(sorted({*old.part.rows, *part.rows}))
    both = replace(old.part, rows=rows, excerpt=excerpt(document, rows))
    return _Read(both, _read(document, both, read) or old.report)


def _figures(report: Report) -> Mapping[str, CellRecord]:
    return {cell_id: cell for cell_id, cell in report.cells.items() if cell.state == "number"}


def _is_same(old: _Read, new: _Read) -> bool:
    """Whether a part prints again what another prints, and says nothing else of whose it is."""
    if other_report(old.part.told, new.part.told) or _other_identity(old.report, new.report):
        return False
    if _is_of_another_year(old, new):
        return False
    first, second = _figures(old.report), _figures(new.report)
    shared = first.keys() & second.keys()
    enough = len(shared) >= min(_SAME, len(second))
    return enough and all(first[cell_id].value == second[cell_id].value for cell_id in shared)


def _covers(old: Report, new: Report) -> bool:
    """Whether a report has all tables, figures and sections of another."""
    sections = {heading.section for heading in old.headings}
    return _figures(new).keys() <= _figures(old).keys() and all(h.section in sections for h in new.headings)


def _are_told_apart(old: _Read, new: _Read) -> bool:
    if new.part.whole or not _share_tables(old.report, new.report) or _other_identity(old.report, new.report):
        return True
    return differ(old.part.told, new.part.told)


def _other_identity(old: Report, new: Report) -> bool:
    """Whether two reports with text of their own say that they are of two agencies or years."""
    if not (old.headings and new.headings):
        return False
    years = old.year is not None and new.year is not None and old.year != new.year
    return years or other_agency(old.agency, new.agency)


def _is_of_another_year(old: _Read, new: _Read) -> bool:
    """Whether what heads a part tells another year than the report that it may belong to."""
    headed, years = new.part.kind in ("title", "appendix"), new.part.told.years
    return headed and bool(years) and old.report.year is not None and old.report.year not in years


def _share_tables(old: Report, new: Report) -> bool:
    return bool(_tables(_figures(old)) & _tables(_figures(new)))


def _tables(cells: Iterable[str]) -> set[str]:
    return {cell_id.partition(".")[0] for cell_id in cells}


def _is_another(old: Report, new: Report) -> bool:
    """Whether most figures differ that both print, so that these are no corrections of one table."""
    first, second = _figures(old), _figures(new)
    shared = [cell_id for cell_id in first.keys() & second.keys() if first[cell_id].value or second[cell_id].value]
    differing = sum(first[cell_id].value != second[cell_id].value for cell_id in shared)
    return differing >= _SAME and 2 * differing > len(shared)


def _contested(report: Report, other: Report, *, whole: bool = False) -> Report:
    """The report with a mark at each figure that a second copy of its tables prints otherwise.

    Args:
        report: to be marked.
        other: what was read of the second copy.
        whole: all figures are marked that it has itself: whose they are is open.
    """
    cells = dict(report.cells)
    prints = _figures(other)
    for cell_id, printed in ({**_figures(report), **prints} if whole else prints).items():
        cell = cells.get(cell_id)
        if cell is None or (not whole and cell.state == "number" and cell.value == printed.value):
            continue
        why = doubt(DoubtCode.CONTESTED, text=printed.text or "")
        other_values = () if printed.value in (None, cell.value) else (printed.value,)
        cells[cell_id] = doubted_record(cell, why, _CONTESTED, "source", other_values)
    if whole:
        return replace(report, cells=cells)
    sections = {heading.section for heading in report.headings}
    more = tuple(heading for heading in other.headings if heading.section not in sections)
    return replace(report, cells=cells, headings=(*report.headings, *more))


def _numbered(one: _Read, first: Report, number: int, of: int) -> Report:
    """A report as one of several; what an appendix leaves open, the report that it stands behind says."""
    report, told = one.report, one.part.told
    part = Part(number, of, told.line or report.title)
    told_year = min(told.years) if len(told.years) == 1 and one.part.kind != "section" else None
    if number == 1:
        return replace(report, year=told_year if report.year is None else report.year, part=part)
    year, agency = report.year, report.agency
    if not report.headings and one.part.kind != "title":
        year, agency = None, told.agency or first.agency
    if told_year is not None:
        year = told_year
    elif told.last_year and first.year is not None:
        year = first.year - 1
    elif told.scope and year is None:
        year = first.year
    return replace(report, source=f"{report.source}#{number}", year=year, agency=agency, part=part)
