"""A table of several rows as one form explains it: its rows aligned, its columns under their heads, its cells read."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from gkml.document import Document
from gkml.doubts import DoubtCode, doubt
from gkml.figures import printed
from gkml.tables.alignment import Alignment, RowMatch, align
from gkml.tables.ambiguous_rows import AmbiguousRow
from gkml.tables.column_order import ColumnHeads
from gkml.tables.columns import TableShape, learn_shape, slots_to_columns
from gkml.tables.label_words import other_words
from gkml.tables.placed import Orphan, PlacedTable
from gkml.tables.records import RowRecord, Slot
from gkml.tables.row_cells import empty_row, missing_row, row_cells
from gkml.tables.table_cell import TableCell
from gkml.tables.unlabelled_rows import unlabelled_rows
from gkml.template import RowSpec, Table

__all__ = ["AlignedTable", "align_table", "place_rows"]

_MIN_ROWS = 2  # rows of a table of several rows that must be found, or the table is not there
_WIDE, _PARTED = 5, 3  # figures of a row that stands for its table alone, in a line and in cells
_LABELLED = 0.7  # confidence of the label of a row that stands for its table alone, under heads
_MOSTLY = 0.5  # share of the columns of such a row that have their heads
_BESIDE_ORPHAN = 0.4  # confidence that a row is empty, where figures stand about that belong to no row
_NOTHING = 0.6  # confidence that a row without any figure is really empty, where nothing shows its cells
_USUALLY_EMPTY = 0.85  # the same, in a table nearly all of whose rows are empty


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table of several rows as one form explains it.

    Attributes:
        alignment: the rows that were found.
        shapes: the shape of the full rows for each number of columns.
        divided: the slots of records by the number of columns they were divided among; each record by ``id`` of its
            slots, which several records may share.
        heads: labels of the column heads in the report.
    """

    alignment: Alignment
    shapes: Mapping[int, TableShape]
    divided: Mapping[tuple[int, int], list[Slot | None] | None]
    heads: Collection[str] = ()

    @property
    def found(self) -> bool:
        """Whether the report has the table."""
        matches = self.alignment.matches
        rows = len(self.alignment.table.rows)
        filled = sum(bool(match.record.slots) for match in matches)
        if filled >= min(_MIN_ROWS, rows) or (filled > 0 and len({m.row.id for m in matches}) * 2 >= rows):
            return True
        return any(_stands_alone(match) or _under_heads(match, self.heads) for match in matches)

    @property
    def contradicted(self) -> bool:
        """Whether the figures of a row with its own label cannot be those of its columns."""
        return any(
            match.anchored
            and match.record.figures > 0
            and not match.record.run_together
            and self.columns(match.record, len(match.row.columns)) is None
            for match in self.alignment.matches
        )

    @property
    def overfull(self) -> bool:
        """Whether most rows with a label of their own hold more figures than they have columns."""
        own = [match for match in self.alignment.matches if match.anchored and match.record.figures]
        return 2 * sum(match.record.figures > len(match.row.columns) for match in own) > len(own)

    @property
    def missing_rows(self) -> tuple[str, ...]:
        """Rows of the form that the report does not show, but for those that it need not have."""
        shown = {match.row.id for match in self.alignment.matches}
        return tuple(row.id for row in self.alignment.table.rows if row.id not in shown and not row.optional)

    @property
    def taken(self) -> frozenset[int]:
        """The records that are rows of the table, by ``id``."""
        return frozenset(id(match.record) for match in self.alignment.matches) if self.found else frozenset()

    def columns(self, record: RowRecord, count: int) -> list[Slot | None] | None:
        """The slot of each of ``count`` columns, as ``slots_to_columns``."""
        place = (id(record.slots), count)
        if place in self.divided:
            return self.divided[place]
        return slots_to_columns(record, count, self.shapes[count])


def _stands_alone(match: RowMatch) -> bool:
    """Whether a single row is one of the table all the same: its label is exact, and it has all its figures.

    What is parted from a label as a cell may be fewer figures than what stands behind it in a line.
    """
    width = len(match.row.columns)
    parted = all(slot.kind in ("cells", "grid") for slot in match.record.slots)
    enough = width >= (_PARTED if parted else _WIDE)
    return enough and match.record.figures == width and any(hint.exact for hint in match.record.hints)


def _under_heads(match: RowMatch, heads: Collection[str]) -> bool:
    """Whether a single row that has all its figures stands under most of its heads."""
    columns = match.row.columns
    named = any(hint.confidence >= _LABELLED for hint in match.record.hints)
    headed = sum(f"column:{name}" in heads for name in columns)
    return named and match.record.figures == len(columns) and headed > _MOSTLY * len(columns)


def align_table(table: Table, records: Sequence[RowRecord]) -> AlignedTable:
    """Align the records of a table with its rows, as one form has them."""
    widths = {f"row:{table.id}.{row.id}": len(row.columns) for row in table.rows}
    shapes = {count: learn_shape(records, count, widths) for count in set(widths.values())}
    divided: dict[tuple[int, int], list[Slot | None] | None] = {}

    def fits(record: RowRecord, row: RowSpec) -> bool:
        count = len(row.columns)
        place = (id(record.slots), count)
        if place not in divided:
            divided[place] = slots_to_columns(record, count, shapes[count])
        return divided[place] is not None

    return AlignedTable(align(table, records, fits), shapes, divided)


def place_rows(document: Document, aligned: AlignedTable, heads: ColumnHeads) -> PlacedTable:
    """The cells of the table, each row under the heads in front of it."""
    alignment = aligned.alignment
    table = alignment.table
    matches = {match.row.id: match for match in alignment.matches}
    doubtful = _rows_beside_orphans(alignment)
    # a row without figures is usual where most are so, and one that lost them where most are not
    bare = sum(not match.record.figures for match in alignment.matches)
    usual = bare * 10 > 9 * len(alignment.matches) and not alignment.unplaced and not table.stub
    empty = _USUALLY_EMPTY if usual else _NOTHING
    cells: dict[str, TableCell] = {}
    ambiguous_rows: list[AmbiguousRow] = []
    for row in table.rows:
        match = matches.get(row.id)
        if match is None:
            mine = missing_row(table, row.id)
        else:
            printed_columns = heads.columns(row, match.record.start)
            if not match.record.slots and not match.ambiguous:
                sure = min(match.confidence, _BESIDE_ORPHAN if row.id in doubtful else empty)
                mine = empty_row(table, match, printed_columns, sure)
            else:
                slots = aligned.columns(match.record, len(row.columns))
                mine, ambiguous = row_cells(document, table, match, printed_columns, slots)
                mine = [_beside_orphan(cell) for cell in mine] if row.id in doubtful else mine
                if _is_contested(document, match, alignment.unplaced):
                    mine = [cell.doubted(doubt(DoubtCode.ROW_CONTESTED)) for cell in mine]
                words = None if table.stub else other_words(document, match, heads.extra)
                if words is not None:
                    mine = [cell if cell.state == "blank" else cell.doubted(words) for cell in mine]
                ambiguous_rows.extend([ambiguous] if ambiguous is not None else [])
        if table.stub and alignment.unplaced and _may_lack_figures(match):
            mine = [cell.doubted(doubt(DoubtCode.BESIDE_ORPHAN)) for cell in mine]
        cells.update((cell.id, cell) for cell in mine)
    ambiguous_rows.extend(unlabelled_rows(document, alignment, aligned.shapes, heads))
    orphans = tuple(_orphan(document, record) for record in alignment.unplaced if record.figures)
    irregular = frozenset(
        table.cell_id(match.row.id, name)
        for match in alignment.matches
        if len(match.record.rows) > 1 and not match.record.stacked
        for name in match.row.columns
    )
    cells = {cell_id: cells[cell_id] for cell_id, _, _ in table.cells()}
    if any(identity.printed_only for identity in table.identities) or table.bounds:
        table = table.leaving_out(frozenset(row.id for row in table.rows if row.id not in matches))
    return PlacedTable(table, aligned.found, cells, aligned.missing_rows, orphans, tuple(ambiguous_rows), irregular)


def _may_lack_figures(match: RowMatch | None) -> bool:
    """Whether figures that no row has may be those of this one: it has none, or its label is put together of pieces.

    Labels on several levels are much alike, and so are pieces of them.
    """
    return match is None or not match.record.figures or all(hint.joined for hint in match.record.hints)


def _is_contested(document: Document, match: RowMatch, unplaced: Sequence[RowRecord]) -> bool:
    """Whether the row is printed again with other figures."""
    labels = {hint.label for hint in match.record.hints if hint.exact}
    mine = _texts(document, match.record)
    return any(
        len(record.slots) == len(match.record.slots)
        and any(hint.label in labels and hint.exact for hint in record.hints)
        and _texts(document, record) != mine
        for record in unplaced
    )


def _texts(document: Document, record: RowRecord) -> list[str]:
    return [document.text[slot.item.start : slot.item.end].strip() for slot in record.slots]


def _orphan(document: Document, record: RowRecord) -> Orphan:
    nonempty = [slot.item for slot in record.slots if not slot.blank]
    start, end = nonempty[0].start, nonempty[-1].end
    text = document.text[start:end]
    figure = printed(text) if len(nonempty) == 1 else None
    count = figure is not None and figure.value is not None and not figure.unit and text.strip().isdigit()
    return Orphan(text, start, int(text) if count else None)


def _rows_beside_orphans(alignment: Alignment) -> set[str]:
    """Rows whose empty cells figures without a row could belong to.

    These are the rows that such figures stand next to, and, where they are a row of their own, all rows without any.
    """
    orphans = [record for record in alignment.unplaced if record.figures]
    rows = sorted((match.record.slots[0].item.start, match.row.id) for match in alignment.matches if match.record.slots)
    beside: set[str] = set()
    for orphan in orphans:
        at = bisect(rows, (orphan.slots[0].item.start, ""))
        beside.update(row for _, row in rows[max(0, at - 1) : at + 1])
    if any(len(record.slots) > 1 for record in orphans):
        beside.update(match.row.id for match in alignment.matches if not match.record.figures)
    return beside


def _beside_orphan(cell: TableCell) -> TableCell:
    """An empty cell may be that of a figure that stands next to its row."""
    if cell.state != "blank":
        return cell
    confidence = min(cell.confidence, _BESIDE_ORPHAN)
    return replace(cell.doubted(doubt(DoubtCode.BESIDE_ORPHAN)), confidence=confidence)
