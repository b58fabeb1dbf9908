"""Figures of invented tables: consistent ones, and records of them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from gkml.consistency.checks import arithmetic_checks
from gkml.records.evidence import Evidence
from gkml.records.report import CheckRecord
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.table_cell import TableCell
from gkml.template import Table, load_templates

TEMPLATES = load_templates()
FORMS = ("2019", "2021")

Figures = dict[str, int | None]


LABELLED = Evidence("exact", "exact")
"""Of a cell whose label and head are legible."""


def shipped(form: str, table: str) -> Table:
    return TEMPLATES.form(form).table_by_id[table]


def records(figures: Mapping[str, int | None], confidence: float = 0.97) -> dict[str, TableCell]:
    """Records of figures; cells without one are blank."""
    return {
        cell: TableCell(
            cell,
            value,
            None if value is None else str(value),
            "blank" if value is None else "number",
            confidence,
            evidence=LABELLED,
        )
        for cell, value in figures.items()
    }


def checked(table: Table, figures: Mapping[str, int | None]) -> dict[str, CheckRecord]:
    """The checks of a table with these figures."""
    placed = PlacedTable(table, True, records(figures))
    return {check.id: check for check in arithmetic_checks(Placement({table.id: placed}))}


def requests_of(table: Table, outcomes: Mapping[tuple[str, str], int], forward: int = 0, carried: int = 0) -> Figures:
    """A table of requests that adds up, from the results of handling; every column carries ``forward`` on.

    ``carried`` is what the column of natural persons took over, as far as it handled or carries on so many.
    """
    identity = next(identity for identity in table.identities if identity.kind == "outcome_sum")
    rows: dict[str, dict[str, int]] = {row.id: {} for row in table.rows}
    for column in [column.id for column in table.columns][:-1]:
        for row in identity.left:
            rows[row][column] = outcomes.get((row, column), 0)
        handled = sum(rows[row][column] for row in identity.left)
        taken = min(carried, handled + forward) if column == "natural_person" else 0
        rows["handled_total"][column], rows["carried_forward"][column] = handled, forward
        rows["received_carried_over"][column], rows["received_new"][column] = taken, handled + forward - taken
    for figures in rows.values():
        figures["total"] = sum(figures.values())
    return {table.cell_id(row.id, column): rows[row.id][column] for row in table.rows for column in row.columns}


def disputes_of(table: Table, **rows: tuple[int, int, int, int]) -> Figures:
    """A table of disputes that adds up; rows that are not named are 0."""
    figures: Figures = {}
    for row in table.rows:
        parts = rows.get(row.id, (0, 0, 0, 0))
        for column, value in zip(row.columns, (*parts, sum(parts)), strict=True):
            figures[table.cell_id(row.id, column)] = value
    return figures


_SIZES = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 3000))


@st.composite
def consistent(draw: st.DrawFn, table_id: str | None = None) -> tuple[Table, Figures]:
    """A table of requests or disputes, of any form, that adds up."""
    form = draw(st.sampled_from(FORMS))
    chosen = table_id or draw(st.sampled_from(("requests", "disputes")))
    table = shipped(form, chosen)
    if chosen == "disputes":
        four = st.tuples(_SIZES, _SIZES, _SIZES, _SIZES)
        return table, disputes_of(table, **{row.id: draw(four) for row in table.rows})
    identity = next(identity for identity in table.identities if identity.kind == "outcome_sum")
    places = [(row, column.id) for row in identity.left for column in table.columns[:-1]]
    values = draw(st.lists(_SIZES, min_size=len(places), max_size=len(places)))
    return table, requests_of(table, dict(zip(places, values, strict=True)), draw(_SIZES), draw(_SIZES))


TWIN = (11, 0, 0, 0, 0, 0, 11)  # run together it reads as 1 10 0 0 0 0 11 as well


def requests(**rows: tuple[int, ...]) -> tuple[Table, Figures]:
    """A table of requests with these rows, all others 0; it need not add up."""
    table = shipped("2021", "requests")
    figures: Figures = {cell: 0 for cell, _, _ in table.cells()}
    for row, values in rows.items():
        for column, value in zip(table.columns, values, strict=True):
            figures[table.cell_id(row, column.id)] = value
    return table, figures
