"""Records to check against one another, made from the statutory forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from gkml.records.report import Number, State
from gkml.series.areas import AreaRow
from gkml.series.finding import SeriesCheck
from gkml.series.kept import KeptCell, KeptReport
from gkml.series.series import Series
from gkml.template import load_templates

TEMPLATES = load_templates()
FORMS = {
    form: [cell for table in TEMPLATES.form(form).tables for cell, _, _ in table.cells()] for form in ("2019", "2021")
}
COLUMNS = [column.id for column in TEMPLATES.form("2021").table_by_id["requests"].columns]
TABLES = frozenset({"disclosure", "requests", "disputes"})


def form_of(year: int) -> str:
    return "2019" if year <= 2020 else "2021"


def report(
    agency: str | None,
    year: int | None,
    values: Mapping[str, Number | State] | None = None,
    *,
    form: str | None = None,
    source: str | None = None,
    **fields: Any,
) -> KeptReport:
    """A whole report: cells that are not named are 0; a state in place of a figure is a cell without one."""
    values = values or {}
    cells = FORMS[form or form_of(year or 2021)]
    assert set(values) <= set(cells), set(values) - set(cells)
    kept = {cell: KeptCell(0, "number", start=at, end=at + 1) for at, cell in enumerate(cells)}
    for cell, value in values.items():
        kept[cell] = KeptCell(None, value) if isinstance(value, str) else kept[cell]._replace(value=value)
    name = source or f"{agency}/{year}.txt"
    made = KeptReport(
        name, sha256(name.encode("utf-8", "backslashreplace")).hexdigest(), "ok", agency, year, TABLES, 0, kept
    )
    return replace(made, **fields)


def marked(made: KeptReport, cell: str, **fields: Any) -> KeptReport:
    """The report with fields of one cell set."""
    return replace(made, cells={**made.cells, cell: made.cells[cell]._replace(**fields)})


def found(reports: Iterable[KeptReport], areas: Sequence[tuple[str, str | None]] = ()) -> list[SeriesCheck]:
    """Everything that is found across the reports."""
    rows = [AreaRow("areas.csv", line, agency, parent) for line, (agency, parent) in enumerate(areas, 2)]
    with Series(TEMPLATES) as series:
        for one in reports:
            series.add(one)
        checks = list(series.checks(rows))
    assert len({check.id for check in checks}) == len(checks)
    return checks


def failed(checks: Iterable[SeriesCheck]) -> set[str]:
    return {check.id for check in checks if check.status == "fail"}


def of_kind(checks: Iterable[SeriesCheck], kind: str) -> list[SeriesCheck]:
    return [check for check in checks if check.kind == kind]


def only(checks: Iterable[SeriesCheck], **fields: Any) -> SeriesCheck:
    """The one check with these fields."""
    (one,) = [check for check in checks if all(getattr(check, name) == value for name, value in fields.items())]
    return one
