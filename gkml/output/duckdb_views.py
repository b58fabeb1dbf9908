"""The SQL of the DuckDB file: tables with comments, and views over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gkml.output.tables import Schema
from gkml.template import Templates

__all__ = ["TABLE_COMMENTS", "schema_to_sql", "views_to_sql"]

_HEADING = 'STRUCT(section INTEGER, "level" INTEGER, text VARCHAR, "start" BIGINT, "end" BIGINT, run_in BOOLEAN)[]'
_TYPES = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "decimal": "DECIMAL(38, 6)",
    "decimals": "DECIMAL(38, 6)[]",
    "strings": "VARCHAR[]",
    "spans": 'STRUCT("start" BIGINT, "end" BIGINT)[]',
    "boxes": "DOUBLE[][]",
    "headings": _HEADING,
    "notices": "STRUCT(code VARCHAR, message VARCHAR)[]",
}
TABLE_COMMENTS = {
    "cells": "one line a cell of the statutory tables, in the order of the form",
    "reports": "one line a report; its figures stand in columns named by the ids of their cells",
    "checks": "one line a check: a cross-footing rule (勾稽关系) applied to a row or a column, or another comparison",
}
"""What a database says of its tables; by it gkml knows one that it has written."""


class View(NamedTuple):
    """A view: what it selects, and what it is for."""

    name: str
    select: str
    comment: str


_ONE_A_YEAR = """
SELECT report, source, agency, year, status
FROM reports
WHERE status <> 'failed' AND agency IS NOT NULL AND year IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY agency, year
    ORDER BY status <> 'ok', checks_fail, cells_review, cells_number DESC, report
) = 1
"""

_DOUBTFUL = """
SELECT report, source, agency, year, id, value, state, text, confidence, cause, proposal, alternatives, reason,
       page, "start", "end"
FROM cells
WHERE review
"""

_FAILED_CHECKS = """
SELECT report, source, agency, year, id, kind, "left", "right", difference, cells, message
FROM checks
WHERE status = 'fail'
"""

_YEAR_OVER_YEAR = """
SELECT later.agency, later.year, l.id, e.value AS previous, l.value, l.value - e.value AS change,
       e.review OR l.review AS review, e.form AS previous_form, l.form,
       earlier.source AS previous_source, later.source
FROM one_a_year AS later
JOIN one_a_year AS earlier ON earlier.agency = later.agency AND earlier.year = later.year - 1
JOIN cells AS l ON l.report = later.report
JOIN cells AS e ON e.report = earlier.report AND e.id = l.id
WHERE l.value IS NOT NULL AND e.value IS NOT NULL
"""

_BY_YEAR = """
SELECT year,
       count(*) AS reports,
       count(*) FILTER (status = 'ok') AS ok,
       count(*) FILTER (status = 'partial') AS partial,
       count(*) FILTER (status = 'failed') AS failed,
       count(DISTINCT agency) AS agencies,
       sum(cells_number)::BIGINT AS figures,
       sum(cells_review)::BIGINT AS review,
       sum(checks_fail)::BIGINT AS checks_failed
FROM reports
GROUP BY year
ORDER BY year
"""

_TOTALS_BY_YEAR = """
SELECT c.year, c.id, sum(c.value) AS total, count(*) AS agencies, count(*) FILTER (c.review) AS in_doubt
FROM one_a_year AS r
JOIN cells AS c ON c.report = r.report
WHERE c.value IS NOT NULL
GROUP BY c.year, c.id
"""

_VIEWS = (
    View(
        "one_a_year",
        _ONE_A_YEAR,
        "one report for each agency (as spelt) and year: of several, the one with the fewest doubts",
    ),
    View("doubtful", _DOUBTFUL, "cells that a person should look at"),
    View("failed_checks", _FAILED_CHECKS, "checks that fail"),
    View(
        "year_over_year",
        _YEAR_OVER_YEAR,
        "every figure beside that of the year before, for agencies spelt alike; gkml check knows spellings and rules",
    ),
    View("by_year", _BY_YEAR, "how many reports, figures, doubts and failed checks a year has"),
    View("totals_by_year", _TOTALS_BY_YEAR, "every figure summed over agencies; blanks are not counted as zeros"),
)


def schema_to_sql(schemas: Mapping[str, Schema]) -> Iterator[str]:
    """Statements that make the tables, with a comment on each table and column."""
    for name, schema in schemas.items():
        columns = ", ".join(f"{_quoted(column.name)} {_TYPES[column.kind]}" for column in schema)
        yield f"CREATE TABLE {name} ({columns})"
        yield f"COMMENT ON TABLE {name} IS {_literal(TABLE_COMMENTS[name])}"
        for column in schema:
            yield f"COMMENT ON COLUMN {name}.{_quoted(column.name)} IS {_literal(column.comment)}"


def views_to_sql(schemas: Mapping[str, Schema], templates: Templates) -> Iterator[str]:
    """Statements that make the views, with a comment on each."""
    for view in (_figures(schemas["reports"]), *_VIEWS, _panel(templates)):
        yield f"CREATE VIEW {view.name} AS {view.select}"
        yield f"COMMENT ON VIEW {view.name} IS {_literal(view.comment)}"


def _figures(reports: Schema) -> View:
    """Cells are the columns whose names hold points."""
    names = ["report", "source", "agency", "year", "status", "template", "review"]
    names += [column.name for column in reports if "." in column.name]
    columns = ", ".join(map(_quoted, names))
    comment = (
        "one line a report with its figures; those in review are in doubt, an empty one is blank, absent or unread"
    )
    return View("figures", f"SELECT {columns} FROM reports WHERE status <> 'failed'", comment)


_PANEL = """
WITH counted(measure, form, template, cell, operands, counts) AS (VALUES {rows}),
stated AS (
    SELECT r.report, r.source, r.agency, r.year, m.measure, m.template, c.form, m.counts,
           CASE WHEN count(c.value) = any_value(m.operands) THEN sum(c.value) END AS value,
           bool_or(c.review) AS review, list(c.id ORDER BY c.id) AS cells
    FROM one_a_year AS r
    JOIN cells AS c ON c.report = r.report
    JOIN counted AS m ON m.cell = c.id AND m.form = c.form
    GROUP BY ALL
),
told AS (
    SELECT *, lag(template) OVER years AS before, lag(counts) OVER years AS counted_before
    FROM stated
    WINDOW years AS (PARTITION BY agency, measure ORDER BY year)
)
SELECT agency, year, measure, value, review, form, counts,
       coalesce(before <> template, false) AS series_break,
       CASE WHEN before <> template THEN counted_before || ' → ' || counts END AS note,
       cells, source, report
FROM told
"""


def _panel(templates: Templates) -> View:
    """What forms of all times count, a line an agency, year and measure."""
    rows = [
        (measure.name, form.id, form.template, cell, len(measure.cells), measure.counts)
        for form in templates.forms
        for measure in form.measures
        for cell in measure.cells
    ]
    values = ", ".join(
        f"({', '.join(str(one) if isinstance(one, int) else _literal(one) for one in row)})" for row in rows
    )
    comment = (
        "requests received and replied to, reconsiderations and lawsuits of every year, whatever form the report has; "
        "series_break and note tell where the form, and with it what is counted, changes"
    )
    none = "(" + ", ".join(["NULL"] * 6) + ")"  # forms that count nothing alike
    return View("panel", _PANEL.format(rows=values or none), comment)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
