"""Slots to records of cells whose place is known, and to those of cells whose print cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gkml.document import Cell, Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.figures import MONEY_UNITS
from gkml.labels import Pointer, TaggedBy
from gkml.records.evidence import NO_EVIDENCE, Evidence, LabelEvidence, ModelEvidence, evidence_of
from gkml.tables.reading import Reading, read_slot, usual_unit
from gkml.tables.records import Slot
from gkml.tables.table_cell import TableCell
from gkml.template import Column

__all__ = ["DOUBTFUL", "blank_cell", "slot_to_cell", "undecided_cells"]

UNSURE_BELOW = 0.8  # certainty of the text of a cell, below which a person should look
_SURE = 0.9  # confidence of the model in a row or a column that it sees a figure in, from which it is heard
DOUBTFUL = 0.75  # factor for a row beside which stands print that belongs to none


def blank_cell(
    cell_id: str, confidence: float, tagger: TaggedBy = "rules", evidence: Evidence = NO_EVIDENCE
) -> TableCell:
    """A cell that is there and empty."""
    return TableCell(cell_id, state="blank", confidence=confidence, tagger=tagger, evidence=evidence)


def slot_to_cell(
    document: Document,
    cell_id: str,
    column: Column,
    slot: Slot | None,
    confidence: float,
    tagger: TaggedBy | None = None,
    stated: str | None = None,
    told: tuple[LabelEvidence | None, LabelEvidence | None] = (None, None),
) -> TableCell:
    """A cell whose place is known.

    Args:
        document: the report.
        cell_id, column: which cell it is.
        slot: what is printed; None for a cell that left no trace.
        confidence: that this is its place.
        tagger: whose label placed it, None where none did.
        stated: the unit that stands apart from the figure.
        told: what tells its row and its column.
    """
    if slot is None:
        return blank_cell(cell_id, 0.9 * confidence, tagger or "rules", evidence_of(*told, None))
    source = slot.item.cell
    reading = _unread(source) if source.unread else read_slot(document, slot, column, stated)
    printed = slot.item.end > slot.item.start and reading.state != "blank"
    certainty = source.certainty
    seen = source.sight != "doubtful"
    confidence *= reading.certainty * certainty * (1.0 if seen else DOUBTFUL)
    more = (doubt(DoubtCode.MORE_IN_CELL, text=slot.item.beside),) if slot.item.beside else ()
    tag = slot.item.tag
    if tag is not None and (tag.run or tag.confidence < 0.9):
        confidence *= DOUBTFUL if tag.tagger == "model" else 0.9
    return TableCell(
        cell_id,
        value=reading.value,
        text=document.text[slot.item.start : slot.item.end] if printed else None,
        state=reading.state,
        confidence=confidence,
        tagger=tagger or (tag.tagger if tag else "rules"),
        doubts=(*_doubts(source, reading), *more, *_of_unit(document.cell_text(source), column, stated, reading, told)),
        start=slot.item.start if printed else None,
        end=slot.item.end if printed else None,
        page=slot.item.cell.page if printed else None,
        boxes=(slot.item.cell.boxes or None) if printed else None,
        evidence=evidence_of(*told, source.sight, model=_seen_by_model(tag.pointer, cell_id, told[1]) if tag else None),
    )


def _seen_by_model(pointer: Pointer | None, cell_id: str, head: LabelEvidence | None) -> ModelEvidence | None:
    """Whether the model sees a figure in the row and the column of its cell.

    It follows heads in another order less well than rules do, so that it does not speak against one that is exact.
    """
    if pointer is None:
        return None
    row, _, column = cell_id.rpartition(".")
    if (pointer.row, pointer.column) == (row, column):
        return "agrees"
    elsewhere = (pointer.row != row and pointer.row_confidence >= _SURE) or (
        head != "exact" and pointer.column != column and pointer.column_confidence >= _SURE
    )
    return "elsewhere" if elsewhere else None


def _unread(cell: Cell) -> Reading:
    """Of a cell that holds something unread nothing is known, whatever text stands beside it."""
    return Reading("unreadable", certainty=0.0, doubts=() if cell.doubts else (doubt(DoubtCode.PICTURE),))


def _doubts(cell: Cell, reading: Reading) -> tuple[Doubt, ...]:
    """What is in doubt about what was read in a cell, and about whether a person sees it there."""
    if cell.certainty == 1.0 and not cell.doubts:
        return reading.doubts  # the usual case
    seen = _unseen(cell)
    unsure = (doubt(DoubtCode.RECOGNITION),) if cell.certainty < UNSURE_BELOW and not seen else ()
    return (*reading.doubts, *seen, *unsure)


def _of_unit(
    text: str, column: Column, stated: str | None, reading: Reading, told: tuple[LabelEvidence | None, ...]
) -> tuple[Doubt, ...]:
    """Beside labels that were printed with damage a unit that is not the form's may have lost a character (万元)."""
    usual = usual_unit(column)
    if usual is None or stated not in MONEY_UNITS or stated == usual or not reading.value or stated in text:
        return ()
    return () if set(told) == {"exact"} else (doubt(DoubtCode.UNIT_UNCERTAIN, stated=stated, usual=usual),)


def _unseen(cell: Cell) -> tuple[Doubt, ...]:
    """What speaks against a person seeing what was read in a cell."""
    return tuple(map(doubt, cell.doubts)) if cell.sight == "doubtful" or cell.unread else ()


def undecided_cells(
    document: Document, ids: Iterable[tuple[str, Column]], slots: Sequence[Slot], why: Doubt
) -> Iterator[TableCell]:
    """Cells of a row whose print cannot be divided among its columns; each points at the print of the whole row."""
    nonempty = [slot for slot in slots if not slot.blank]
    start = nonempty[0].item.start if nonempty else None
    end = nonempty[-1].item.end if nonempty else None
    text = document.text[start:end] if nonempty else None
    doubts = tuple(dict.fromkeys((why, *(each for slot in slots for each in _unseen(slot.item.cell)))))
    for cell_id, _ in ids:
        yield TableCell(cell_id, text=text, state="unreadable", confidence=0.0, doubts=doubts, start=start, end=end)
