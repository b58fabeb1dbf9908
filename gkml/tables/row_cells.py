"""One row that was found in the report to its cells, with what its label and the heads above it testify."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gkml.document import Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.figures import MONEY_UNITS, figure_spans, in_wan_yuan, smudge_to_digits
from gkml.folding import fold
from gkml.records.evidence import NO_EVIDENCE, LabelEvidence, evidence_of
from gkml.tables.alignment import RowMatch
from gkml.tables.ambiguous_rows import AmbiguousRow, ambiguous_row
from gkml.tables.cells import DOUBTFUL, blank_cell, slot_to_cell, undecided_cells
from gkml.tables.column_order import PrintedColumns
from gkml.tables.reading import read_slot
from gkml.tables.records import Slot
from gkml.tables.table_cell import TableCell
from gkml.tables.units import unit_above, unit_behind_label, unit_in_label
from gkml.template import Column, Table

__all__ = ["empty_row", "holds_several", "missing_row", "row_cells", "row_evidence"]

_LIST_NUMBER = re.compile(r"\d{1,2}[.．、,，]")  # of the label that follows, in the place of a figure
_MISSING = 0.5  # confidence that a row that was not found is not in the report


_NOT_NEEDED = 0.9  # the same, of a row that tables often leave out


def missing_row(table: Table, row_id: str) -> list[TableCell]:
    """The cells of a row that was not found."""
    row = table.row_by_id[row_id]
    ids = (table.cell_id(row_id, name) for name in row.columns)
    if row.optional:
        return [TableCell(cell_id, confidence=_NOT_NEEDED) for cell_id in ids]
    return [TableCell(cell_id, confidence=_MISSING, doubts=(doubt(DoubtCode.ROW_MISSING),)) for cell_id in ids]


def empty_row(table: Table, match: RowMatch, printed: PrintedColumns, confidence: float) -> list[TableCell]:
    """The cells of a row whose label stands there with nothing behind it."""
    row = row_evidence(match)
    cells = [
        blank_cell(
            table.cell_id(match.row.id, name), confidence, evidence=evidence_of(row, printed.evidence[name], None)
        )
        for name in printed.names
    ]
    return _with_doubts(cells, printed)


def row_cells(
    document: Document, table: Table, match: RowMatch, printed: PrintedColumns, slots: Sequence[Slot | None] | None
) -> tuple[list[TableCell], AmbiguousRow | None]:
    """The cells of a row that stands in the report, and the row as an open one where its print leaves them open.

    Args:
        document: the report.
        table: of the form.
        match: the row and its record.
        printed: its columns from left to right.
        slots: the slot of each of them; None where they cannot be told apart.
    """
    ids = [(table.cell_id(match.row.id, name), table.column_of(match.row.id, name)) for name in printed.names]
    row = row_evidence(match)
    told = {name: (row, printed.evidence[name]) for name in printed.names}
    units = _stated_units(document, table, match, printed)
    cells, ambiguous = _read(document, ids, match, slots, units, told)
    usual = match.row.printed_unit
    if usual in MONEY_UNITS and (other := next((unit for unit in units.values() if unit != usual), None)):
        cells = [_in_other_unit(cell, other, usual) for cell in cells]
    if any(cell.evidence is NO_EVIDENCE for cell in cells):
        cells = [
            replace(cell, evidence=evidence_of(*told[name], cell.evidence.sight))
            for cell, name in zip(cells, printed.names, strict=True)
        ]
    return _with_doubts(cells, printed), ambiguous


def _in_other_unit(cell: TableCell, unit: str, usual: str) -> TableCell:
    """An amount in another unit than the form has for it; nothing is nothing in every unit."""
    differs = doubt(DoubtCode.UNITS_DIFFER, text=f"{cell.text}{unit}", stated=usual)
    return cell.doubted(differs) if cell.value else cell


def row_evidence(match: RowMatch) -> LabelEvidence:
    """What tells which row it is."""
    if not match.anchored:
        return "order"
    if any(hint.exact for hint in match.record.hints):
        return "exact"
    own = [hint.text for hint in match.record.hints if hint.label.partition(".")[2] == match.row.id]
    return "damaged" if any(_has_part_of(text, match.row.labels) for text in own) else "order"


def _has_part_of(text: str, labels: Sequence[str]) -> bool:
    """Whether anything of a label is printed there, whoever is sure that it is one."""
    return not set(fold(text)).isdisjoint("".join(map(fold, labels)))


def holds_several(text: str) -> bool:
    """Several numbers in one cell: those of its neighbours may be among them."""
    spans = figure_spans(text)
    if spans is None:  # letters for digits among them
        spans = figure_spans(" ".join(smudge_to_digits(word) or word for word in text.split()))
    return spans is not None and len(spans) > 1


def _read(
    document: Document,
    ids: Sequence[tuple[str, Column]],
    match: RowMatch,
    slots: Sequence[Slot | None] | None,
    units: Mapping[str, str],
    told: Mapping[str, tuple[LabelEvidence | None, LabelEvidence | None]],
) -> tuple[list[TableCell], AmbiguousRow | None]:
    record = match.record
    if record.parts:
        return _sum_of_parts(document, ids, match, units), None
    if match.ambiguous:
        return list(undecided_cells(document, ids, record.slots, doubt(DoubtCode.ROW_UNLABELLED))), None
    if slots is None:
        return _open(document, ids, match, doubt(DoubtCode.RUN_TOGETHER), units)
    confidence = match.confidence if len(record.slots) == len(ids) else 0.97 * match.confidence
    if record.doubtful:
        confidence *= DOUBTFUL
    cells = [
        slot_to_cell(document, cell_id, column, slot, confidence, match.tagger, units.get(column.id), told[column.id])
        for (cell_id, column), slot in zip(ids, slots, strict=True)
    ]
    merged = [_covers_others(slot, slots) for slot in slots]
    if any(merged):
        cells = [_merged(cell) if covers else cell for cell, covers in zip(cells, merged, strict=True)]
    printed_more = [cell.text or "" for cell in cells if cell.state == "unreadable"]
    if any(holds_several(text) or _LIST_NUMBER.fullmatch(text.strip()) for text in printed_more):
        return _open(document, ids, match, doubt(DoubtCode.SEVERAL_IN_CELL), units)
    if record.figures and len(record.slots) < len(ids):
        cells = [cell.doubted(doubt(DoubtCode.COLUMN_INFERRED)) for cell in cells]
    if any(merged) or not any(cell.state == "unreadable" for cell in cells):
        return cells, None  # no reading of the print gives a merged figure to one of the cells that it covers
    return cells, ambiguous_row(document, ids, record.slots, doubt(DoubtCode.ILLEGIBLE_ROW), match.confidence)


def _stated_units(document: Document, table: Table, match: RowMatch, printed: PrintedColumns) -> Mapping[str, str]:
    """The unit of each column: that of its head, or, of money, of the label of the row or of a line above."""
    money = [name for name in printed.names if table.column_of(match.row.id, name).unit == "money"]
    if not money:
        return printed.units
    start = match.record.start
    labels = [document.text[hint.start : start] for hint in match.record.hints if hint.start < start]
    apart = next(filter(None, map(unit_in_label, labels)), None) or unit_above(document.text, start)
    if table.stub:
        behind = (unit_behind_label(label) for label in labels)
        apart = next(filter(None, behind), None) or match.row.printed_unit or apart
    mine = money if apart in MONEY_UNITS else []
    return {**(dict.fromkeys(mine, apart) if apart else {}), **printed.units}


def _open(
    document: Document,
    ids: Sequence[tuple[str, Column]],
    match: RowMatch,
    reason: Doubt,
    units: Mapping[str, str],
) -> tuple[list[TableCell], AmbiguousRow | None]:
    slots = match.record.slots
    cells = list(undecided_cells(document, ids, slots, reason))
    if match.tagger is not None:
        cells = [replace(cell, tagger=match.tagger) for cell in cells]
    return cells, ambiguous_row(document, ids, slots, reason, match.confidence, _scale(ids, units))


def _scale(ids: Sequence[tuple[str, Column]], units: Mapping[str, str]) -> Decimal:
    """What the figures of a row of money are multiplied by, where all of them are in one unit."""
    told = {units.get(column.id) for _, column in ids if column.unit == "money"}
    unit = told.pop() if len(told) == 1 and all(column.unit == "money" for _, column in ids) else None
    return Decimal(1) if unit is None else in_wan_yuan(Decimal(1), unit)


def _sum_of_parts(
    document: Document, ids: Sequence[tuple[str, Column]], match: RowMatch, units: Mapping[str, str]
) -> list[TableCell]:
    """A row printed as several is none of them; what they add up to is proposed."""
    cells = list(undecided_cells(document, ids, match.record.slots, doubt(DoubtCode.ROW_IN_PARTS)))
    for number, (_, column) in enumerate(ids):
        parts = [part[number : number + 1] for part in match.record.parts]
        readings = [read_slot(document, slots[0], column, units.get(column.id)) for slots in parts if slots]
        values = [reading.value for reading in readings if reading.value is not None]
        if len(values) == len(parts):
            cells[number] = replace(cells[number], proposal=sum(values[1:], values[0]))
    return cells


def _covers_others(slot: Slot | None, slots: Sequence[Slot | None]) -> bool:
    """Whether a figure stands in a merged cell, over several columns or over rows of which it is not the only one."""
    if slot is None or slot.kind != "grid" or slot.blank:
        return False
    return slot.item.shared or sum(other is slot for other in slots) > 1


def _merged(cell: TableCell) -> TableCell:
    """A figure in a merged cell is nobody's."""
    figures = () if cell.value is None else (cell.value,)
    unread = replace(cell, value=None, state="unreadable", confidence=0.0, alternatives=figures)
    return unread.doubted(doubt(DoubtCode.MERGED))


def _with_doubts(cells: Sequence[TableCell], printed: PrintedColumns) -> list[TableCell]:
    """The cells with the doubts that concern the columns of the row."""
    return [cell.doubted(*printed.doubts) for cell in cells] if printed.doubts else list(cells)
