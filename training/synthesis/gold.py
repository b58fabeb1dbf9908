"""Gold: what a synthetic report prints, in the terms of the output contract.

It is read off the segments that were printed in the end, so that it follows whatever happened on the way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gkml.template import Table
from training.synthesis.figures import Figures, State, tables_of, templates
from training.synthesis.names import Agency
from training.synthesis.segments import SEPARATOR, Line

__all__ = ["broken_totals", "cell_states", "gold_record", "printed_headings"]

Number = int | Decimal

_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


def cell_states(figures: Figures, lines: Iterable[Line]) -> dict[str, State]:
    """State of every cell; those that are not on paper any more are absent."""
    printed = {segment.cell for line in lines for segment in line if segment.cell is not None}
    return {cell: figure.state if cell in printed else "absent" for cell, figure in figures.cells.items()}


def gold_record(
    file: str, figures: Figures, states: Mapping[str, State], agency: Agency, lines: Sequence[Line]
) -> dict[str, Any]:
    """The gold of one report."""
    values = {cell: figure.value if states[cell] == "number" else None for cell, figure in figures.cells.items()}
    return {
        "file": file,
        "template": figures.forms.get("requests") or next(iter(figures.forms.values()), None),
        "agency": _agencies(agency, lines),
        "year": figures.year if _prints(figures.year, lines) else None,
        "headings": printed_headings(lines),
        "cells": {cell: _json_number(value) for cell, value in _in_order(figures, values).items()},
        "broken": broken_totals(figures, values),
    }


def _in_order(figures: Figures, values: Mapping[str, Number | None]) -> dict[str, Number | None]:
    """All cells of the forms; a table that is not there has the form prescribed for the year, and nothing in it."""
    prescribed = templates().prescribed(figures.year)
    tables = dict(prescribed.table_by_id) if prescribed else {}
    tables |= tables_of(figures)
    return {cell: values.get(cell) for table in tables.values() for cell, _, _ in table.cells()}


def _json_number(value: Number | None) -> int | float | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def printed_headings(lines: Iterable[Line]) -> list[str]:
    """Section headings as printed; the pieces of a broken one together."""
    headings: list[str] = []
    for line in lines:
        for segment in line:
            if segment.label is not None and segment.label.startswith("section:") and segment.text:
                if segment.part == "tail" and headings:
                    headings[-1] += segment.text
                else:
                    headings.append(segment.text)
    return headings


def _agencies(agency: Agency, lines: Sequence[Line]) -> list[str | None]:
    """The names as they stand in print, and the true ones where print is damaged; None where no name does."""
    text = "".join([s.text for line in lines for s in line if s.label != SEPARATOR])
    squeezed = "".join(text.split())
    names: list[str | None] = [name for name in dict.fromkeys((agency.short, agency.full)) if name in squeezed]
    current = ""
    for line in lines:
        for segment in line:
            if segment.label == "agency" and segment.text:
                current = current + segment.text if segment.part == "tail" else segment.text
                if segment.part == "head":
                    continue
                name = "".join(current.split())
                names += [name, unicodedata.normalize("NFKC", name)]
    tagged = any(s.label == "agency" and s.text for line in lines for s in line)
    return list(dict.fromkeys([*names, agency.short, agency.full] if tagged else [None, *names]))


def _prints(year: int, lines: Iterable[Line]) -> bool:
    """Whether the year stands anywhere in print; a report that lost its beginning may not say it."""
    text = "".join(["".join([s.text for s in line if s.label != SEPARATOR]) + "\n" for line in lines])
    pieces = "".join([s.text for line in lines for s in line if s.label == "year"])
    return str(year) in text.translate(_NARROW) or str(year) in pieces


def broken_totals(figures: Figures, values: Mapping[str, Number | None]) -> list[str]:
    """Totals made wrong on purpose whose contradiction can be seen in print."""
    tables = tables_of(figures)
    return [cell for cell in dict.fromkeys(figures.wrong) if _fails(tables[cell.partition(".")[0]], cell, values)]


def _fails(table: Table, cell: str, values: Mapping[str, Number | None]) -> bool:
    """Whether an identity with this cell in it has all its operands and does not hold."""
    row, _, column = cell.partition(".")[2].rpartition(".")
    for identity in table.identities:
        if identity.along == "columns":
            left = [values.get(f"{table.id}.{row}.{name}") for name in identity.left]
            right = [values.get(f"{table.id}.{row}.{name}") for name in identity.right]
            involved = column in (*identity.left, *identity.right)
        else:
            left = [values.get(f"{table.id}.{name}.{column}") for name in identity.left]
            right = [values.get(f"{table.id}.{name}.{column}") for name in identity.right]
            involved = row in (*identity.left, *identity.right)
        if not involved or None in left or None in right:
            continue
        if sum(v for v in left if v is not None) != sum(v for v in right if v is not None):
            return True
    return False
