"""The working value of the table logic: one cell of a table of the form, what was read in it, and what is in doubt."""

from __future__ import annotations

from dataclasses import replace

from gkml.calibration import Calibration
from gkml.document import Box
from gkml.doubts import Doubt
from gkml.labels import TaggedBy
from gkml.records.evidence import NO_EVIDENCE, Evidence, Sums, evidence_of
from gkml.records.report import Cause, CellRecord, Number, State
from gkml.records.review import current_rules
from gkml.records.wording import reason_of
from gkml.values import value

__all__ = ["TableCell", "cell_to_record"]


@value
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
        return bool(self.causes_for_review(self.evidence))

    def causes_for_review(self, evidence: Evidence) -> tuple[Doubt, ...]:
        """The doubts for which a person should look, by what the witnesses say."""
        if self.state == "absent" and not self.doubts:
            return ()  # a row that reports need not have: there is nothing for a witness to see
        return current_rules().doubts(evidence, self.confidence, self.doubts)

    def doubted(self, *doubts: Doubt) -> TableCell:
        """The cell with more doubts, each once."""
        new = tuple(each for each in dict.fromkeys(doubts) if each not in self.doubts)
        return replace(self, doubts=(*self.doubts, *new)) if new else self


def cell_to_record(cell: TableCell, sums: Sums | None = None, calibration: Calibration | None = None) -> CellRecord:
    """The public record, with the sentences of its doubts.

    Args:
        cell: what it is made of.
        sums: what the sums say of it.
        calibration: makes its confidence a probability; without one it stays what it is.
    """
    evidence = cell.evidence
    if sums is not None:
        evidence = evidence_of(evidence.row, evidence.column, evidence.sight, sums, evidence.model)
    causes = cell.causes_for_review(evidence)
    said = (*[each for each in causes if each not in cell.doubts], *cell.doubts) if causes else cell.doubts
    sure = cell.confidence
    if calibration is not None:
        sure = calibration(sure, cell.state, bool(causes), evidence)
    return CellRecord(
        cell.id,
        value=cell.value,
        text=cell.text,
        state=cell.state,
        confidence=sure,
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
        evidence=evidence,
        doubts=tuple(dict.fromkeys(each.code for each in causes)) if causes else (),
    )
