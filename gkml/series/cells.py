"""What cells are: their labels, their units, and how figures of them compare and are written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gkml.form import Unit
from gkml.numerals import half_unit
from gkml.records.report import Number
from gkml.template import Templates

__all__ = ["CellFacts", "cell_facts", "label", "tolerance"]


@dataclass(frozen=True, slots=True)
class CellFacts:
    """The first label of row and column, and what the figures are."""

    row: str
    column: str
    unit: Unit
    signed: bool

    @property
    def label(self) -> str:
        """``行政处罚·本年处理决定数量``."""
        return f"{self.row}·{self.column}"


def cell_facts(templates: Templates) -> dict[str, CellFacts]:
    """Every cell of every form; where forms share one, the newest names it."""
    return {
        cell_id: CellFacts(row.labels[0], column.labels[0], column.unit, column.signed)
        for form in templates.forms
        for table in form.tables
        for cell_id, row, column in table.cells()
    }


def tolerance(values: Iterable[Number | None], facts: CellFacts | None) -> Decimal:
    """Half a unit in the last printed place for each amount of money; counts are exact."""
    if facts is None or facts.unit != "money":
        return Decimal(0)
    return sum((half_unit(value) for value in values if value is not None), Decimal(0))


def label(facts: Mapping[str, CellFacts], cell: str) -> str:
    """The labels of a cell; its id where no form knows it."""
    return facts[cell].label if cell in facts else cell
