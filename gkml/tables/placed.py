"""Tables as they were placed: what tagging and placing know of them before any sum is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gkml.tables.ambiguous_rows import AmbiguousRow
from gkml.tables.table_cell import TableCell
from gkml.template import Table

__all__ = ["Orphan", "PlacedTable", "Placement"]


@dataclass(frozen=True, slots=True)
class Orphan:
    """Print that stands in a table and belongs to none of its rows; ``value`` where it is one count."""

    text: str
    start: int
    value: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """One table as it was found.

    Attributes:
        table: the table of the form that explains the print best; of the prescribed form where it was not found.
        found: whether the report has it.
        cells: a record for each cell of the table.
        missing_rows: rows of the form that the report does not show.
        orphans: print that stands in the table and belongs to no row.
        ambiguous_rows: rows whose print allows several readings; their cells are unreadable until one is chosen.
        irregular: cells of rows that stand on several lines; where their sums fail all of them may be misread.
    """

    table: Table
    found: bool
    cells: Mapping[str, TableCell]
    missing_rows: tuple[str, ...] = ()
    orphans: tuple[Orphan, ...] = ()
    ambiguous_rows: tuple[AmbiguousRow, ...] = ()
    irregular: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Placement:
    """All tables of a report."""

    tables: Mapping[str, PlacedTable]
