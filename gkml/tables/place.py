"""Tags to cells on the template: for each table the form, the rows, the columns, the reading of every cell."""

from __future__ import annotations

import itertools
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gkml.document import Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.labels import Tag
from gkml.tables.alignment import Alignment, Match, align
from gkml.tables.cells import DOUBTFUL, blank_cell, slot_to_cell, undecided_cells
from gkml.tables.columns import TableShape, learn_shape, slots_to_columns
from gkml.tables.floating import floating_rows
from gkml.tables.head_order import total_place, with_total_first
from gkml.tables.open_rows import OpenRow, open_row
from gkml.tables.records import Record, Slot, stream_to_records
from gkml.tables.single_row import SingleRow, place_single_row
from gkml.tables.stream import document_to_stream
from gkml.tables.table_cell import TableCell
from gkml.tagging.figures import figure_spans, printed
from gkml.template import Column, RowSpec, Table, Templates

__all__ = ["PlacedTable", "Placement", "place"]

_OWN_LABEL = 8.0  # a column head or a row label that only one form has
_TOLD = 0.6  # confidence from which such a label counts
_EXPECTED_UNSEEN = 16.0  # the same, more, for the share of the rows that the report does not show
_EXPECTED = 4.0  # the form is the one prescribed for the year
_MIN_ROWS = 2  # rows of a table of several rows that must be found, or the table is not there
_BESIDE_STRAY = 0.4  # confidence that a row is empty, where figures stand about that belong to no row
_NOTHING = 0.6  # confidence that a row without any figure is really empty, where nothing shows its cells
_USUALLY_EMPTY = 0.85  # the same, in a table nearly all of whose rows are empty


@dataclass(frozen=True, slots=True)
class Stray:
    """Print that stands in a table and belongs to none of its rows; ``value`` where it is one count."""

    text: str
    start: int
    value: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """One table as it was found.

    Attributes:
        table: the table of the form that explains the print best; of the prescribed form where it was not found.
        found: whether the report has it.
        cells: a record for each cell of the table.
        missing_rows: rows of the form that the report does not show.
        strays: print that stands in the table and belongs to no row.
        open_rows: rows whose print allows several readings; their cells are unreadable until one is chosen.
        irregular: cells of rows that stand on several lines; where their sums fail all of them may be misread.
    """

    table: Table
    found: bool
    cells: Mapping[str, TableCell]
    missing_rows: tuple[str, ...] = ()
    strays: tuple[Stray, ...] = ()
    open_rows: tuple[OpenRow, ...] = ()
    irregular: frozenset[str] = frozenset()


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
    used: frozenset[int] = frozenset()
    by_layout = sorted(templates.table_ids, key=lambda table_id: templates.variants(table_id)[0].layout != "rows")
    for table_id in by_layout:
        best: tuple[float, Table, _Aligned | SingleRow] | None = None
        found: _Aligned | SingleRow
        for table in templates.variants(table_id):
            expected = prescribed is not None and prescribed.id == table.form
            if table.layout == "single_row":
                single = place_single_row(document, stream, records, used, table)
                score, unseen, found = single.score, 0.0, single
            else:
                aligned = _align(table, _records_of(table, records))
                score = aligned.alignment.score + _OWN_LABEL * _own_labels(table, templates, tags)
                unseen, found = len(aligned.missing_rows) / len(table.rows), aligned
            score += expected * (_EXPECTED + _EXPECTED_UNSEEN * unseen)
            if best is None or score > best[0]:
                best = (score, table, found)
        if best is None:
            continue
        _, table, found = best
        if not found.found:
            tables[table_id] = _not_found(templates, table_id, year, table)
        elif isinstance(found, SingleRow):
            tables[table_id] = _placed_single_row(document, found, table)
        else:
            tables[table_id] = _in_printed_order(document, tags, table, found, _records_of(table, records))
        used |= found.taken
    return Placement({table_id: tables[table_id] for table_id in templates.table_ids if table_id in tables})


def _in_printed_order(
    document: Document, tags: Sequence[Tag], table: Table, aligned: _Aligned, records: Sequence[Record]
) -> PlacedTable:
    """The table with its columns as the report prints them."""
    total = total_place(document, tags, table, [match.record for match in aligned.alignment.matches])
    if total == "last":
        return _placed_rows(document, aligned)
    if total == "first":
        placed = _placed_rows(document, _align(with_total_first(table), records))
        return replace(placed, table=table, cells={cell_id: placed.cells[cell_id] for cell_id, _, _ in table.cells()})
    placed = _placed_rows(document, aligned)
    marked = {
        cell_id: replace(cell.doubted(doubt(DoubtCode.COLUMN_ORDER)), confidence=cell.confidence * DOUBTFUL)
        for cell_id, cell in placed.cells.items()
    }
    return replace(placed, cells=marked)


def _not_found(templates: Templates, table_id: str, year: int | None, fallback: Table) -> PlacedTable:
    """An absent table, in the form prescribed for the year."""
    form = templates.prescribed(year)
    if form is not None and table_id in form.table_by_id:
        fallback = form.table_by_id[table_id]
    cells = {
        cell_id: TableCell(cell_id, confidence=0.3, doubts=(doubt(DoubtCode.TABLE_MISSING),))
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


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A table of several rows as one form explains it.

    Attributes:
        alignment: the rows that were found.
        shapes: the shape of the full rows for each number of columns.
        divided: the slots of records by the number of columns they were divided among; each record by ``id`` of its
            slots, which several records may share.
    """

    alignment: Alignment
    shapes: Mapping[int, TableShape]
    divided: Mapping[tuple[int, int], list[Slot | None] | None]

    @property
    def found(self) -> bool:
        """Whether the report has the table."""
        matches = self.alignment.matches
        rows = len(self.alignment.table.rows)
        filled = sum(bool(match.record.slots) for match in matches)
        return filled >= min(_MIN_ROWS, rows) or (filled > 0 and len({m.row.id for m in matches}) * 2 >= rows)

    @property
    def missing_rows(self) -> tuple[str, ...]:
        """Rows of the form that the report does not show."""
        shown = {match.row.id for match in self.alignment.matches}
        return tuple(row.id for row in self.alignment.table.rows if row.id not in shown)

    @property
    def taken(self) -> frozenset[int]:
        """The records that are rows of the table, by ``id``."""
        return frozenset(id(match.record) for match in self.alignment.matches) if self.found else frozenset()

    def columns(self, record: Record, count: int) -> list[Slot | None] | None:
        """The slot of each of ``count`` columns, as ``slots_to_columns``."""
        place = (id(record.slots), count)
        if place in self.divided:
            return self.divided[place]
        return slots_to_columns(record, count, self.shapes[count])


def _align(table: Table, records: Sequence[Record]) -> _Aligned:
    widths = {f"row:{table.id}.{row.id}": len(row.columns) for row in table.rows}
    shapes = {count: learn_shape(records, count, widths) for count in set(widths.values())}
    divided: dict[tuple[int, int], list[Slot | None] | None] = {}

    def fits(record: Record, row: RowSpec) -> bool:
        count = len(row.columns)
        place = (id(record.slots), count)
        if place not in divided:
            divided[place] = slots_to_columns(record, count, shapes[count])
        return divided[place] is not None

    return _Aligned(align(table, records, fits), shapes, divided)


def _own_labels(table: Table, templates: Templates, tags: Sequence[Tag]) -> int:
    """Column heads and row labels in the document that this form has and no other, counted once each."""
    others = [other for other in templates.variants(table.id) if other.form != table.form]
    own = _labels_of(table).difference(*map(_labels_of, others))
    return len({tag.label for tag in tags if tag.label in own and not tag.others and tag.confidence >= _TOLD})


def _labels_of(table: Table) -> set[str]:
    columns = {f"column:{column.id}" for column in table.columns}
    return columns | {f"row:{table.id}.{row.id}" for row in table.rows}


def _placed_rows(document: Document, aligned: _Aligned) -> PlacedTable:
    alignment = aligned.alignment
    table = alignment.table
    matches = {match.row.id: match for match in alignment.matches}
    doubtful = _rows_beside_strays(alignment)
    # a row without figures is usual where most are so, and one that lost them where most are not
    bare = sum(not match.record.figures for match in alignment.matches)
    empty = _USUALLY_EMPTY if bare * 10 > 9 * len(alignment.matches) and not alignment.unplaced else _NOTHING
    cells: dict[str, TableCell] = {}
    opened: list[OpenRow] = []
    for row in table.rows:
        ids = [(table.cell_id(row.id, name), table.column_by_id[name]) for name in row.columns]
        match = matches.get(row.id)
        if match is None:
            mine = [TableCell(i, confidence=0.5, doubts=(doubt(DoubtCode.ROW_MISSING),)) for i, _ in ids]
        elif not match.record.slots and not match.ambiguous:
            sure = min(match.confidence, _BESIDE_STRAY if row.id in doubtful else empty)
            mine = [blank_cell(cell_id, sure) for cell_id, _ in ids]
        else:
            mine, still_open = _row_cells(document, ids, match, aligned.columns(match.record, len(ids)))
            if row.id in doubtful:
                mine = [_beside_stray(cell) for cell in mine]
            opened.extend([still_open] if still_open is not None else [])
        cells.update((cell.id, cell) for cell in mine)
    opened.extend(floating_rows(document, alignment, aligned.shapes))
    strays = tuple(_stray(document, record) for record in alignment.unplaced if record.figures)
    irregular = frozenset(
        table.cell_id(match.row.id, name)
        for match in alignment.matches
        if len(match.record.rows) > 1 and not match.record.stacked
        for name in match.row.columns
    )
    return PlacedTable(table, aligned.found, cells, aligned.missing_rows, strays, tuple(opened), irregular)


def _stray(document: Document, record: Record) -> Stray:
    inked = [slot.item for slot in record.slots if not slot.blank]
    start, end = inked[0].start, inked[-1].end
    text = document.text[start:end]
    figure = printed(text) if len(inked) == 1 else None
    count = figure is not None and figure.value is not None and not figure.unit and text.strip().isdigit()
    return Stray(text, start, int(text) if count else None)


def _rows_beside_strays(alignment: Alignment) -> set[str]:
    """Rows whose empty cells figures without a row could belong to.

    These are the rows that such figures stand next to, and, where they are a row of their own, all rows without any.
    """
    strays = [record for record in alignment.unplaced if record.figures]
    rows = sorted((match.record.slots[0].item.start, match.row.id) for match in alignment.matches if match.record.slots)
    beside: set[str] = set()
    for stray in strays:
        at = bisect(rows, (stray.slots[0].item.start, ""))
        beside.update(row for _, row in rows[max(0, at - 1) : at + 1])
    if any(len(record.slots) > 1 for record in strays):
        beside.update(match.row.id for match in alignment.matches if not match.record.figures)
    return beside


def _beside_stray(cell: TableCell) -> TableCell:
    """An empty cell may be that of a figure that stands next to its row."""
    if cell.state != "blank":
        return cell
    confidence = min(cell.confidence, _BESIDE_STRAY)
    return replace(cell.doubted(doubt(DoubtCode.BESIDE_ORPHAN)), confidence=confidence)


def _row_cells(
    document: Document, ids: Sequence[tuple[str, Column]], match: Match, columns: Sequence[Slot | None] | None
) -> tuple[list[TableCell], OpenRow | None]:
    """The cells of a row that stands in the report, and the row as an open one where its print leaves them open."""
    record = match.record
    if match.ambiguous:
        return list(undecided_cells(document, ids, record.slots, doubt(DoubtCode.ROW_UNLABELLED))), None
    if columns is None:
        return _open(document, ids, record.slots, match, doubt(DoubtCode.RUN_TOGETHER))
    confidence = match.confidence if len(record.slots) == len(ids) else 0.97 * match.confidence
    if record.doubtful:
        confidence *= DOUBTFUL
    placed = [
        slot_to_cell(document, cell_id, column, slot, confidence, match.tagger)
        for (cell_id, column), slot in zip(ids, columns, strict=True)
    ]
    if any(cell.state == "unreadable" and _holds_several(cell.text or "") for cell in placed):
        return _open(document, ids, record.slots, match, doubt(DoubtCode.SEVERAL_IN_CELL))
    if record.figures and len(record.slots) < len(ids):
        placed = [cell.doubted(doubt(DoubtCode.COLUMN_INFERRED)) for cell in placed]
    smudged = any(cell.state == "unreadable" for cell in placed)
    return placed, open_row(
        document, ids, record.slots, doubt(DoubtCode.ILLEGIBLE_ROW), match.confidence
    ) if smudged else None


def _open(
    document: Document, ids: Sequence[tuple[str, Column]], slots: Sequence[Slot], match: Match, reason: Doubt
) -> tuple[list[TableCell], OpenRow | None]:
    cells = list(undecided_cells(document, ids, slots, reason))
    return _by_tagger(cells, match), open_row(document, ids, slots, reason, match.confidence)


def _by_tagger(cells: list[TableCell], match: Match) -> list[TableCell]:
    return [replace(cell, tagger=match.tagger) for cell in cells] if match.tagger else cells


def _holds_several(text: str) -> bool:
    """Several numbers in one cell: those of its neighbours may be among them."""
    spans = figure_spans(text)
    return spans is not None and len(spans) > 1


def _placed_single_row(document: Document, single: SingleRow, table: Table) -> PlacedTable:
    """The table whose rows stand side by side."""
    columns = {cell_id: column for cell_id, _, column in table.cells()}
    placed = dict(single.placed)
    opened = list(single.opened)
    slots = [slot for slot, _ in placed.values() if slot is not None]
    if any(_holds_several(document.text[slot.item.start : slot.item.end]) for slot in slots):
        opened, placed = [(tuple(placed), tuple(slots))], {}  # figures that were merged have moved the others
    cells: dict[str, TableCell] = {}
    rows: list[OpenRow] = []
    for ids, print_of_them in opened:
        mine = [(cell_id, columns[cell_id]) for cell_id in ids]
        reason = doubt(DoubtCode.COLUMN_UNCERTAIN)
        cells.update((cell.id, cell) for cell in undecided_cells(document, mine, print_of_them, reason))
        still_open = open_row(document, mine, print_of_them, reason)
        rows.extend([still_open] if still_open is not None else [])
    for cell_id, column in columns.items():
        if cell_id in placed:
            cells[cell_id] = slot_to_cell(document, cell_id, column, *placed[cell_id])
        elif cell_id not in cells:
            cells[cell_id] = TableCell(cell_id, confidence=0.5, doubts=(doubt(DoubtCode.CELL_MISSING),))
    blotted = any(cell_id in placed and cell.state == "unreadable" for cell_id, cell in cells.items())
    if blotted:
        inked = [(cell_id, slot) for cell_id, (slot, _) in placed.items() if slot is not None]
        mine = [(cell_id, columns[cell_id]) for cell_id, _ in inked]
        still_open = open_row(document, mine, [slot for _, slot in inked], doubt(DoubtCode.ILLEGIBLE_ROW))
        rows.extend([still_open] if still_open is not None else [])
    return PlacedTable(table, single.found, {i: cells[i] for i in columns}, open_rows=tuple(rows))
