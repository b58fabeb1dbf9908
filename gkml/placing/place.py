"""Tags to cells on the template: for each table the form, the rows, the columns, the reading of every cell."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gkml.document import Document
from gkml.labels import Tag
from gkml.placing.alignment import Alignment, Match, align
from gkml.placing.columns import TableShape, learn_shape, slots_to_columns
from gkml.placing.reading import read_slot
from gkml.placing.records import Record, Slot, stream_to_records
from gkml.placing.single_row import place_single_row
from gkml.placing.stream import document_to_stream
from gkml.report import CellRecord
from gkml.tagging.figures import figure_spans
from gkml.template import Column, RowSpec, Table, Templates

__all__ = ["INFERRED", "PlacedTable", "Placement", "place"]

REVIEW_BELOW = 0.8  # a cell of less confidence is for a person to look at
INFERRED = "这一行少了空格，各数所属的列是由排版推断的"  # reason of cells whose column the layout alone tells
_DOUBTFUL = 0.75  # factor for a row beside which stands print that belongs to none
_OWN_LABEL = 8.0  # a column head or a row label that only one form has
_TOLD = 0.6  # confidence from which such a label counts
_EXPECTED_UNSEEN = 16.0  # the same, more, for the share of the rows that the report does not show
_EXPECTED = 4.0  # the form is the one prescribed for the year
_MIN_ROWS = 2  # rows of a table of several rows that must be found, or the table is not there
_NOTHING = 0.6  # confidence that a row without any figure is really empty, where nothing shows its cells
_USUALLY_EMPTY = 0.85  # the same, in a table nearly all of whose rows are empty


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """One table as it was found.

    Attributes:
        table: the table of the form that explains the print best; of the prescribed form where it was not found.
        found: whether the report has it.
        cells: a record for each cell of the table.
        missing_rows: rows of the form that the report does not show.
        strays: figures that stand in the table and belong to no row.
    """

    table: Table
    found: bool
    cells: Mapping[str, CellRecord]
    missing_rows: tuple[str, ...] = ()
    strays: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """All tables of a report."""

    tables: Mapping[str, PlacedTable]


def place(document: Document, tags: Sequence[Tag], templates: Templates, year: int | None) -> Placement:
    """Place all tables; where forms explain a table equally well, the one prescribed for ``year`` is taken."""
    stream = document_to_stream(document, tags)
    records = stream_to_records(document.text, stream)
    prescribed = templates.prescribed(year)
    tables: dict[str, PlacedTable] = {}
    used: set[int] = set()
    by_layout = sorted(templates.table_ids, key=lambda table_id: templates.variants(table_id)[0].layout != "rows")
    for table_id in by_layout:
        best: tuple[float, PlacedTable, set[int]] | None = None
        for table in templates.variants(table_id):
            expected = prescribed is not None and prescribed.id == table.form
            if table.layout == "single_row":
                placed, score, taken = place_single_row(document, stream, records, used, table)
                cells = {cell.id: cell for cell in _single_row_cells(document, placed, table)}
                result = PlacedTable(table, bool(placed), cells)
            else:
                own = _records_of(table, records)
                alignment, shapes = _align(table, own)
                score = alignment.score + _OWN_LABEL * _own_labels(table, templates, tags)
                result = _placed_rows(document, alignment, shapes)
                taken = {id(match.record) for match in alignment.matches if result.found}
            unseen = len(result.missing_rows) / len(table.rows)
            score += expected * (_EXPECTED + _EXPECTED_UNSEEN * unseen)
            if best is None or score > best[0]:
                best = (score, result, taken)
        if best is None:
            continue
        _, result, taken = best
        used |= taken
        if not result.found:
            result = _not_found(templates, table_id, year, result.table)
        tables[table_id] = result
    return Placement({table_id: tables[table_id] for table_id in templates.table_ids if table_id in tables})


def _not_found(templates: Templates, table_id: str, year: int | None, fallback: Table) -> PlacedTable:
    """An absent table, in the form prescribed for the year."""
    form = templates.prescribed(year)
    if form is not None and table_id in form.table_by_id:
        fallback = form.table_by_id[table_id]
    cells = {
        cell_id: CellRecord(cell_id, confidence=0.3, review=True, reason="报告中未找到这张表")
        for cell_id, _, _ in fallback.cells()
    }
    return PlacedTable(fallback, False, cells, tuple(row.id for row in fallback.rows))


def _records_of(table: Table, records: Sequence[Record]) -> list[Record]:
    """The records from the first to the last that bears a label of the table, without those of other tables."""
    prefix = f"row:{table.id}."
    mine = [
        number
        for number, record in enumerate(records)
        if any(hint.label.startswith(prefix) for hint in (*record.hints, *record.before))
    ]
    if not mine:
        return []
    kept = _largest_cluster(mine, records, prefix)
    inside = records[kept[0] : kept[-1] + 1]
    return [record for record in inside if not record.hints or any(h.label.startswith(prefix) for h in record.hints)]


_FAR = 25  # records without a label of the table, over which it does not go on


def _largest_cluster(mine: Sequence[int], records: Sequence[Record], prefix: str) -> list[int]:
    """Mentions of labels in the prose lie apart from the table; the table is where most of them are."""
    clusters: list[list[int]] = [[mine[0]]]
    for left, right in itertools.pairwise(mine):
        far = right - left > _FAR or min(records[right].rows, default=0) - max(records[left].rows, default=0) > 4 * _FAR
        if far:
            clusters.append([])
        clusters[-1].append(right)

    def rows(cluster: list[int]) -> tuple[int, int]:
        labels = {h.label for n in cluster for h in records[n].hints if records[n].slots and h.label.startswith(prefix)}
        return len(labels), -cluster[0]

    return max(clusters, key=rows)


def _align(table: Table, records: Sequence[Record]) -> tuple[Alignment, dict[int, TableShape]]:
    """Align, with the shape of the full rows for each number of columns."""
    widths = {f"row:{table.id}.{row.id}": len(row.columns) for row in table.rows}
    shapes = {count: learn_shape(records, count, widths) for count in set(widths.values())}

    def fits(record: Record, row: RowSpec) -> bool:
        count = len(row.columns)
        return slots_to_columns(record, count, shapes[count]) is not None

    return align(table, records, fits), shapes


def _own_labels(table: Table, templates: Templates, tags: Sequence[Tag]) -> int:
    """Column heads and row labels in the document that this form has and no other, counted once each."""
    others = [other for other in templates.variants(table.id) if other.form != table.form]
    own = _labels_of(table).difference(*map(_labels_of, others))
    return len({tag.label for tag in tags if tag.label in own and not tag.others and tag.confidence >= _TOLD})


def _labels_of(table: Table) -> set[str]:
    columns = {f"column:{column.id}" for column in table.columns}
    return columns | {f"row:{table.id}.{row.id}" for row in table.rows}


def _placed_rows(document: Document, alignment: Alignment, shapes: Mapping[int, TableShape]) -> PlacedTable:
    table = alignment.table
    matches = {match.row.id: match for match in alignment.matches}
    filled = sum(bool(match.record.slots) for match in alignment.matches)
    found = filled >= min(_MIN_ROWS, len(table.rows)) or (filled > 0 and len(matches) * 2 >= len(table.rows))
    doubtful = _rows_beside_strays(alignment)
    # a row without figures is usual where most are so, and one that lost them where most are not
    bare = sum(not match.record.figures for match in alignment.matches)
    empty = _USUALLY_EMPTY if bare * 10 > 9 * len(alignment.matches) and not alignment.unplaced else _NOTHING
    cells: dict[str, CellRecord] = {}
    for row in table.rows:
        match = matches.get(row.id)
        for cell in _row_cells(document, table, row, match, shapes[len(row.columns)], row.id in doubtful, empty):
            cells[cell.id] = cell
    missing = tuple(row.id for row in table.rows if row.id not in matches)
    return PlacedTable(table, found, cells, missing, len(alignment.unplaced))


def _rows_beside_strays(alignment: Alignment) -> set[str]:
    """Rows without figures that figures without a row could belong to."""
    if not any(len(record.slots) > 1 for record in alignment.unplaced):
        return set()
    return {match.row.id for match in alignment.matches if not match.record.figures}


def _row_cells(
    document: Document,
    table: Table,
    row: RowSpec,
    match: Match | None,
    shape: TableShape,
    beside_stray: bool,
    empty: float,
) -> Iterator[CellRecord]:
    ids = [(table.cell_id(row.id, name), table.column_by_id[name]) for name in row.columns]
    if match is None:
        for cell_id, _ in ids:
            yield CellRecord(cell_id, confidence=0.5, review=True, reason="报告的这张表中未找到这一行")
        return
    record = match.record
    columns = slots_to_columns(record, len(ids), shape)
    if match.ambiguous:
        yield from _undecided(document, ids, record, "这一行没有行名，次序不能确定它是哪一行")
    elif columns is None:
        yield from _undecided(document, ids, record, "这一行的数字连在一起或缺少空格，不能确定各属于哪一列")
    elif not record.slots:
        for cell_id, _ in ids:
            yield _blank(cell_id, min(match.confidence, 0.4 if beside_stray else empty))
    else:
        confidence = match.confidence if len(record.slots) == len(ids) else 0.97 * match.confidence
        if record.doubtful:
            confidence *= _DOUBTFUL
        placed = [slot_to_cell(document, i, c, slot, confidence) for (i, c), slot in zip(ids, columns, strict=True)]
        if any(cell.state == "unreadable" and _holds_several(cell.text or "") for cell in placed):
            yield from _undecided(document, ids, record, "这一行有一格印着几个数，其余各格可能错位")
            return
        if record.figures and len(record.slots) < len(ids):
            placed = [replace(cell, review=True, reason=cell.reason or INFERRED) for cell in placed]
        for cell in placed:
            yield replace(cell, tagger=match.tagger) if match.tagger else cell


def _holds_several(text: str) -> bool:
    """Several numbers in one cell: those of its neighbours may be among them."""
    spans = figure_spans(text)
    return spans is not None and len(spans) > 1


def _blank(cell_id: str, confidence: float) -> CellRecord:
    review = confidence < REVIEW_BELOW
    return CellRecord(cell_id, state="blank", confidence=confidence, review=review)


def slot_to_cell(document: Document, cell_id: str, column: Column, slot: Slot | None, confidence: float) -> CellRecord:
    """The record of a cell whose place is known."""
    if slot is None:
        return _blank(cell_id, 0.9 * confidence)
    reading = read_slot(document, slot, column)
    printed = reading.state != "blank"
    confidence *= reading.certainty
    tag = slot.item.tag
    if tag is not None and (tag.run or tag.confidence < 0.9):
        confidence *= _DOUBTFUL if tag.tagger == "model" else 0.9
    return CellRecord(
        cell_id,
        value=reading.value,
        text=document.text[slot.item.start : slot.item.end] if printed else None,
        state=reading.state,
        confidence=confidence,
        tagger=tag.tagger if tag else "rules",
        review=confidence < REVIEW_BELOW or reading.reason is not None,
        reason=reading.reason,
        start=slot.item.start if printed else None,
        end=slot.item.end if printed else None,
        page=slot.item.cell.page if printed else None,
        boxes=(slot.item.cell.boxes or None) if printed else None,
    )


def _undecided(
    document: Document, ids: Iterable[tuple[str, Column]], record: Record, reason: str
) -> Iterator[CellRecord]:
    """Cells of a row whose print cannot be divided among its columns; each points at the print of the whole row."""
    inked = [slot for slot in record.slots if not slot.blank]
    start = inked[0].item.start if inked else None
    end = inked[-1].item.end if inked else None
    text = document.text[start:end] if inked else None
    for cell_id, _ in ids:
        yield CellRecord(
            cell_id, text=text, state="unreadable", confidence=0.0, review=True, reason=reason, start=start, end=end
        )


def _single_row_cells(
    document: Document, placed: Mapping[str, tuple[Slot | None, float]] | None, table: Table
) -> Iterator[CellRecord]:
    slots = [slot for slot, _ in placed.values() if slot is not None] if placed else []
    if placed and any(_holds_several(document.text[slot.item.start : slot.item.end]) for slot in slots):
        placed = dict.fromkeys(placed, (slots[0], 0.0))  # figures that were merged have moved the others
    for cell_id, _, column in table.cells():
        if not placed or cell_id not in placed:
            yield CellRecord(cell_id, confidence=0.5, review=True, reason="报告中未找到这一格")
            continue
        slot, confidence = placed[cell_id]
        if confidence <= 0:
            cells = list(
                _undecided(
                    document, [(cell_id, column)], Record(slots=[slot] if slot else []), "不能确定各数属于哪一列"
                )
            )
            yield replace(cells[0])
        else:
            yield slot_to_cell(document, cell_id, column, slot, confidence)
