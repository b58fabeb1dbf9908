"""What cells are: their labels, their units, and how figures of them compare and are written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gkml.form import Unit
from gkml.records.report import Number
from gkml.template import Templates

__all__ = ["CellFacts", "cell_facts", "figure", "label", "tolerance"]


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
    half_units = Decimal(0)
    if facts is None or facts.unit != "money":
        return half_units
    for value in values:
        if value is not None:
            exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
            half_units += Decimal((0, (5,), (exponent if isinstance(exponent, int) else 0) - 1))
    return half_units


def figure(value: Number | None) -> str:
    """A figure as a person writes it."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def label(facts: Mapping[str, CellFacts], cell: str) -> str:
    """The labels of a cell; its id where no form knows it."""
    return facts[cell].label if cell in facts else cell
