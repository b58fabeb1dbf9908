"""Which cells of a table are wrong, as a problem: the equations, what is printed, and what could be otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gkml.consistency.localising.exact import System

__all__ = ["Problem", "Shift", "Support"]


@dataclass(frozen=True, slots=True)
class Shift:
    """Cells whose figures may all have moved by one place, put back where they would belong.

    Attributes:
        cells, values: the cells concerned and their figures; None where the right one is lost.
        cost: how unlikely it is, in nats.
        reason: in words for a person.
    """

    cells: tuple[str, ...]
    values: tuple[int | None, ...]
    cost: float
    reason: str


@dataclass(frozen=True, slots=True)
class Support:
    """What is supposed to be wrong: single cells, and shifts by number."""

    changed: frozenset[str] = frozenset()
    shifts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """A table whose figures may contradict one another.

    Attributes:
        system: the equations.
        printed: the figure of each cell, None where there is none.
        weights: the cost of a cell that is wrong, for each cell with a figure.
        shifts: what else may be otherwise.
    """

    system: System
    printed: Mapping[str, int | None]
    weights: Mapping[str, float]
    shifts: tuple[Shift, ...] = ()

    def supposed(self, support: Support) -> dict[str, int | None]:
        """The figures that shifts of the support give, single cells as printed."""
        values = dict(self.printed)
        for number in support.shifts:
            values.update(zip(self.shifts[number].cells, self.shifts[number].values, strict=True))
        return values

    def cost(self, support: Support) -> float:
        """What the support costs."""
        return sum(self.weights[cell] for cell in sorted(support.changed)) + sum(
            self.shifts[number].cost for number in sorted(support.shifts)
        )
