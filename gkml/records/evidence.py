"""What independent witnesses say of one figure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from gkml.records.schema import JsonRecord

__all__ = ["NO_EVIDENCE", "Evidence", "LabelEvidence", "ModelEvidence", "Sight", "Sums", "evidence_of"]

LabelEvidence = Literal["exact", "damaged", "order"]
Sight = Literal["seen", "doubtful"]
Sums = Literal["supported", "contradicted"]
ModelEvidence = Literal["agrees", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Evidence(JsonRecord):
    """The witnesses of a cell; None where one has nothing to say.

    Attributes:
        row: the label of the row it stands by is spelt as in the form (``exact``), is not quite (``damaged``), or only
            the order of the rows tells which one it is (``order``).
        column: the same of the head of the column it stands under.
        sight: what was read is what a person sees there (``seen``), or may not be (``doubtful``); None where the
            format of the file cannot tell.
        sums: the sums that would notice another figure hold (``supported``) or do not (``contradicted``). They speak
            for a figure and its row, never for a column: they hold as well with the columns in another order.
        model: the model, which sees its table as a whole and knows none of the rules, sees it in the same row and
            column (``agrees``) or is sure of others (``elsewhere``); None where it was not asked or is not sure.
    """

    row: LabelEvidence | None = None
    column: LabelEvidence | None = None
    sight: Sight | None = None
    sums: Sums | None = None
    model: ModelEvidence | None = None


@cache  # as many as there are combinations
def evidence_of(
    row: LabelEvidence | None,
    column: LabelEvidence | None,
    sight: Sight | None,
    sums: Sums | None = None,
    model: ModelEvidence | None = None,
) -> Evidence:
    """The one value of these five."""
    return Evidence(row, column, sight, sums, model)


NO_EVIDENCE = Evidence()
"""No witness says anything: the evidence of a cell that is absent, and of records that tell of none."""
