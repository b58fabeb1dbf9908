"""Evidence: what independent witnesses say of one figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["NOTHING_SAID", "Anchor", "Evidence", "Sight", "Sums"]

Anchor = Literal["exact", "damaged", "order"]
"""How a row or a column was told: by its label as the form has it, by a damaged one, by its place among others."""
Sight = Literal["seen", "doubtful"]
Sums = Literal["supported", "contradicted"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The four witnesses of a cell; None where a witness has nothing to say.

    Attributes:
        row: which row's label it stands by.
        column: which column's head it stands under.
        sight: whether what was read is what a person sees there.
        sums: whether the identities that could notice an error hold; they are blind to the order of columns.
    """

    row: Anchor | None = None
    column: Anchor | None = None
    sight: Sight | None = None
    sums: Sums | None = None


NOTHING_SAID = Evidence()
"""Of a cell of which no witness says anything."""
