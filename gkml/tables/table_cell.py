"""The working value of the table logic: one cell of a table of the form, what was read in it, and what is in doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gkml.document import Box
from gkml.doubts import Doubt
from gkml.labels import TaggedBy
from gkml.records.evidence import NO_EVIDENCE, Evidence, Sums, evidence_of
from gkml.records.report import Cause, CellRecord, Number, State
from gkml.records.review import load_review_rules
from gkml.records.wording import reason_of

__all__ = ["TableCell", "cell_to_record"]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell while it is placed and reconciled; ``cell_to_record`` makes its public record.

    Attributes are those of ``CellRecord``, but for ``doubts``, which hold what ``review`` and ``reason`` are made of.
    """

    id: str
    value: Number | None = None
    text: str | None = None
    state: State = "absent"
    confidence: float = 0.0
    tagger: TaggedBy = "rules"
    doubts: tuple[Doubt, ...] = ()
    cause: Cause | None = None
    proposal: Number | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    boxes: tuple[Box, ...] | None = None
    alternatives: tuple[Number, ...] = ()
    evidence: Evidence = NO_EVIDENCE

    @property
    def review(self) -> bool:
        """Whether a person should look."""
        return bool(self.causes_for_review())

    def causes_for_review(self, sums: Sums | None = None) -> tuple[Doubt, ...]:
        """The doubts for which a person should look; ``sums``: what the sums say, which are looked at last."""
        evidence = self.evidence if sums is None else self.with_sums(sums)
        return load_review_rules().doubts(evidence, self.confidence, self.doubts)

    def with_sums(self, sums: Sums | None) -> Evidence:
        """The evidence with the fourth witness."""
        return evidence_of(self.evidence.row, self.evidence.column, self.evidence.sight, sums)

    def doubted(self, *doubts: Doubt) -> TableCell:
        """The cell with more doubts, each once."""
        new = tuple(each for each in dict.fromkeys(doubts) if each not in self.doubts)
        return replace(self, doubts=(*self.doubts, *new)) if new else self


def cell_to_record(cell: TableCell, sums: Sums | None = None) -> CellRecord:
    """The public record, with the sentences of its doubts and what the sums say of the cell."""
    causes = cell.causes_for_review(sums)
    said = (*(each for each in causes if each not in cell.doubts), *cell.doubts)
    return CellRecord(
        cell.id,
        value=cell.value,
        text=cell.text,
        state=cell.state,
        confidence=cell.confidence,
        tagger=cell.tagger,
        review=bool(causes),
        cause=cell.cause,
        proposal=cell.proposal,
        reason=reason_of(said) if said else None,
        start=cell.start,
        end=cell.end,
        page=cell.page,
        boxes=cell.boxes,
        alternatives=cell.alternatives,
        evidence=cell.evidence if sums is None else cell.with_sums(sums),
        doubts=tuple(dict.fromkeys(each.code for each in causes)) if causes else (),
    )
