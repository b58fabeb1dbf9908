"""Slots to records of cells whose place is known, and to those of cells whose print cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gkml.document import Document
from gkml.labels import Tagger
from gkml.placing.reading import read_slot
from gkml.placing.records import Slot
from gkml.report import CellRecord
from gkml.template import Column

__all__ = ["DOUBTFUL", "REVIEW_BELOW", "UNSURE", "blank_cell", "slot_to_cell", "undecided_cells"]

REVIEW_BELOW = 0.8  # a cell of less confidence is for a person to look at
UNSURE_BELOW = 0.8  # certainty of the text of a cell, below which a person should look
UNSURE = "这一格的文字未能确切识别"
DOUBTFUL = 0.75  # factor for a row beside which stands print that belongs to none


def blank_cell(cell_id: str, confidence: float, tagger: Tagger = "rules") -> CellRecord:
    """The record of a cell that is there and empty."""
    review = confidence < REVIEW_BELOW
    return CellRecord(cell_id, state="blank", confidence=confidence, tagger=tagger, review=review)


def slot_to_cell(
    document: Document,
    cell_id: str,
    column: Column,
    slot: Slot | None,
    confidence: float,
    tagger: Tagger | None = None,
) -> CellRecord:
    """The record of a cell whose place is known; ``tagger``: whose label placed it, None where none did."""
    if slot is None:
        return blank_cell(cell_id, 0.9 * confidence, tagger or "rules")
    reading = read_slot(document, slot, column)
    printed = reading.state != "blank"
    certainty = slot.item.cell.certainty
    confidence *= reading.certainty * certainty
    tag = slot.item.tag
    if tag is not None and (tag.run or tag.confidence < 0.9):
        confidence *= DOUBTFUL if tag.tagger == "model" else 0.9
    return CellRecord(
        cell_id,
        value=reading.value,
        text=document.text[slot.item.start : slot.item.end] if printed else None,
        state=reading.state,
        confidence=confidence,
        tagger=tagger or (tag.tagger if tag else "rules"),
        review=confidence < REVIEW_BELOW or reading.reason is not None,
        reason=reading.reason or (UNSURE if certainty < UNSURE_BELOW else None),
        start=slot.item.start if printed else None,
        end=slot.item.end if printed else None,
        page=slot.item.cell.page if printed else None,
        boxes=(slot.item.cell.boxes or None) if printed else None,
    )


def undecided_cells(
    document: Document, ids: Iterable[tuple[str, Column]], slots: Sequence[Slot], reason: str
) -> Iterator[CellRecord]:
    """Cells of a row whose print cannot be divided among its columns; each points at the print of the whole row."""
    inked = [slot for slot in slots if not slot.blank]
    start = inked[0].item.start if inked else None
    end = inked[-1].item.end if inked else None
    text = document.text[start:end] if inked else None
    for cell_id, _ in ids:
        yield CellRecord(
            cell_id, text=text, state="unreadable", confidence=0.0, review=True, reason=reason, start=start, end=end
        )
