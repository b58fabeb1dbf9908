"""Which cells of a table are wrong, as a problem: the equations, what is printed, and what could be otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gkml.consistency.localising.exact import System

__all__ = ["NO_READING", "Choice", "Problem", "RowReading", "Shift", "Support"]

NO_READING = 12.0  # cost of a row none of whose readings fits: more than one wrong cell, less than two


@dataclass(frozen=True, slots=True)
class RowReading:
    """One way to read the cells of a row, or of another group of cells.

    Attributes:
        values: a figure for each cell, None where this reading knows none.
        cost: how unlikely it is, in nats against the likeliest one, which costs 0.
        reason: what it supposes, in words for a person.
    """

    values: tuple[int | None, ...]
    cost: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Cells that can be read in several ways, the likeliest first; exactly one holds, or none fits."""

    cells: tuple[str, ...]
    readings: tuple[RowReading, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """Cells whose figures may all have moved by one place, put back where they would belong.

    Attributes:
        cells, values: the cells concerned and their figures; None where the right one is lost.
        cost: the same as of a choice.
        reason: in words for a person.
    """

    cells: tuple[str, ...]
    values: tuple[int | None, ...]
    cost: float
    reason: str


@dataclass(frozen=True, slots=True)
class Support:
    """What is supposed to be wrong: single cells, shifts by number, and for each choice which reading holds.

    ``readings`` has None where no reading of a choice fits.
    """

    changed: frozenset[str] = frozenset()
    shifts: frozenset[int] = frozenset()
    readings: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A table whose figures may contradict one another.

    Attributes:
        system: the equations.
        printed: the figure of each cell, None where there is none; cells of choices as their first readings have them.
        weights: the cost of a cell that is wrong, for each cell with a figure and each cell of a choice.
        choices, shifts: what else may be otherwise. No shift touches a cell of a choice.
    """

    system: System
    printed: Mapping[str, int | None]
    weights: Mapping[str, float]
    choices: tuple[Choice, ...] = ()
    shifts: tuple[Shift, ...] = ()

    def supposed(self, support: Support) -> dict[str, int | None]:
        """The figures that shifts and readings of the support give, single cells as printed."""
        values = dict(self.printed)
        for number in support.shifts:
            values.update(zip(self.shifts[number].cells, self.shifts[number].values, strict=True))
        for choice, reading in zip(self.choices, support.readings, strict=True):
            figures = (None,) * len(choice.cells) if reading is None else choice.readings[reading].values
            values.update(zip(choice.cells, figures, strict=True))
        return values

    def cost(self, support: Support) -> float:
        """What the support costs."""
        readings = (
            NO_READING if reading is None else choice.readings[reading].cost
            for choice, reading in zip(self.choices, support.readings, strict=True)
        )
        return (
            sum(self.weights[cell] for cell in sorted(support.changed))
            + sum(self.shifts[number].cost for number in sorted(support.shifts))
            + sum(readings)
        )
