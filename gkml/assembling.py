"""Tags of a document with one report to that report: placed, reconciled and put into the fields of its record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import starmap

from gkml.attempts import Attempt, tags_to_attempt
from gkml.calibration import Calibration
from gkml.document import Document
from gkml.labels import Tag
from gkml.records.report import Notice, Provenance, Report, Status
from gkml.tables.placed import Placement
from gkml.tagging.outline import tags_to_headings
from gkml.template import Templates

__all__ = ["attempt_to_report", "is_settled", "tags_to_report"]

_SHOWN = 3  # rows that a notice names
_MAIN_SECTION = 3  # of requests: the form of its table is called that of the report


def tags_to_report(
    document: Document, tags: Sequence[Tag], templates: Templates, calibration: Calibration | None = None
) -> Report | None:
    """The report that tags make, without source and versions; None where they tell of none."""
    attempt = tags_to_attempt(document, tags, templates, calibration)
    return None if attempt is None else attempt_to_report(document, attempt, templates)


def attempt_to_report(document: Document, attempt: Attempt, templates: Templates) -> Report:
    """The report that an attempt makes, without source and versions."""
    from gkml.tagging.agency import agency_name

    tags, placement = attempt.tags, attempt.placement
    first = {tag.role: tag for tag in reversed(tags)}
    headings = tags_to_headings(document, tags)
    found = [placed.found for placed in placement.tables.values()]
    forms: dict[str, str | None] = dict.fromkeys(templates.table_ids)
    forms.update((name, placed.table.form if placed.found else None) for name, placed in placement.tables.items())
    tables = [placed.table for placed in placement.tables.values() if placed.found]
    main = min(tables, key=lambda table: table.section != _MAIN_SECTION, default=None)
    complete = all(placed.found and not placed.missing_rows for placed in placement.tables.values())
    status: Status = "ok" if complete else "partial"
    title = first.get("title")
    agency = first.get("agency")
    return Report(
        source="",
        provenance=Provenance("", None, templates.hash, "", document.reader),
        status=status,
        template=None if main is None else templates.form(main.form).template,
        templates=forms,
        agency=agency_name(document.text[agency.start : agency.end]) if agency else None,
        year=attempt.year,
        title=" ".join(document.text[title.start : title.end].split()) if title else document.title,
        headings=tuple(heading for heading in headings if heading.level == 1),
        subheadings=tuple(heading for heading in headings if heading.level > 1),
        cells=attempt.every_cell,
        checks=attempt.checks,
        warnings=(
            *(Notice(*note) for note in (*document.notes, *getattr(tags, "notes", ()))),
            *_notices(document, tags, found),
            *_unverified(placement),
        ),
        text=document.text,
    )


def _unverified(placement: Placement) -> Iterator[Notice]:
    """Rows whose labels are not known word for word from a published page."""
    for placed in placement.tables.values():
        absent = placed.table.absent if placed.found else {row.id for row in placed.table.rows}
        rows = [row for row in placed.table.rows if row.unverified and row.id not in absent]
        if rows:
            shown = "、".join(row.labels[0] for row in rows[:_SHOWN])
            more = "…" if len(rows) > _SHOWN else ""
            yield Notice(
                "unverified_rows",
                f"{len(rows)} rows of the table {placed.table.id} (form {placed.table.form}) bear labels that were not "
                f"seen on a published page yet: {shown}{more}; compare them with the print",
            )


def is_settled(report: Report) -> bool:
    """Whether every cell was read without a doubt, and no check contradicts."""
    return (
        report.status == "ok"
        and not any(cell.review or cell.state == "unreadable" for cell in report.cells.values())
        and not any(check.status == "fail" for check in report.checks)
    )


def _notices(document: Document, tags: Sequence[Tag], found: Sequence[bool]) -> Iterator[Notice]:
    from gkml.tagging.identity import year_warnings

    yield from starmap(Notice, year_warnings(document, tags))
    if not all(found) and document.pictures:
        yield Notice(
            "tables_in_pictures",
            f"{document.pictures} pictures stand in the text; tables that were not found may be among them",
        )
