"""Tags to cells on the template: for each table its form, its rows, its columns, the reading of every cell."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from gkml.document import Document
from gkml.doubts import DoubtCode, doubt
from gkml.equations import table_equations
from gkml.form import Form
from gkml.labels import Tag
from gkml.tables.aligned import AlignedTable, align_table, place_rows
from gkml.tables.boxhead import Boxhead, find_boxheads
from gkml.tables.captions import with_captions
from gkml.tables.column_order import ColumnHeads
from gkml.tables.columns import are_parted
from gkml.tables.counters import without_counters, without_unit_cells
from gkml.tables.empty_signs import with_empty_signs
from gkml.tables.extra_columns import HeadsBefore, extra_heads, without_extra_columns
from gkml.tables.head_paths import with_head_paths
from gkml.tables.merged_cells import with_merged_cells
from gkml.tables.odd_columns import without_odd_columns
from gkml.tables.placed import PlacedTable, Placement
from gkml.tables.records import RowRecord, stream_to_records
from gkml.tables.side_heads import PrintedCells, order_of_words, side_labels, side_order
from gkml.tables.single_row import SingleRow, place_single_row
from gkml.tables.single_row_cells import place_side_by_side
from gkml.tables.stream import StreamRow, document_to_stream
from gkml.tables.stub import stub_labels, twin_labels, without_stub_figures
from gkml.tables.surplus_columns import without_surplus
from gkml.tables.table_cell import TableCell
from gkml.template import Table, Templates

__all__ = ["place"]

_OWN_LABEL = 8.0  # a column head or a row label that only one form has
_ABOVE = 1_000  # characters above a row of figures in which its heads stand
_TOLD = 0.6  # confidence from which such a label counts
_EXPECTED_UNSEEN = 16.0  # the same, more, for the share of the rows that the report does not show
_DECISIVE = 2  # labels of one form alone that tell it
_FEW_ROWS = 6  # of a table on a page with a part of it
_EXPECTED = 4.0  # the form is the one prescribed for the year


def place(
    document: Document,
    tags: Sequence[Tag],
    templates: Templates,
    year: int | None,
    kept: Mapping[str, PlacedTable] | None = None,
) -> Placement:
    """Place all tables; where forms explain a table equally well, the one prescribed for ``year`` is taken.

    Tables that were not found are those of the form prescribed, or of the newest one where none is.

    Args:
        document: the document.
        tags: its tags.
        templates: the forms.
        year: the year reported on.
        kept: tables that other tags have placed already; they stay as they are, and so do their figures.
    """
    every, templates = templates, templates.told_in(document.text)
    tags = _of_forms(tags, _row_labels(templates))
    stream = without_unit_cells(document.text, document_to_stream(document, tags))
    stream = with_empty_signs(document.text, stream, every.extra_columns)
    stream = with_head_paths(document.text, without_counters(document.text, stream), templates)
    extra = extra_heads(document.text, stream, every)
    whole = with_merged_cells(stream)
    stream = without_extra_columns(document.text, whole, every)
    cut = {line.row.index for line, cells in zip(stream, whole, strict=True) if len(line.items) < len(cells.items)}
    labels = stub_labels(templates)
    stream = without_stub_figures(document.text, stream, labels)
    over_rows = {label for label in labels if label.startswith("group:")}
    records = stream_to_records(document.text, stream, twin_labels(templates), over_rows)
    without_surplus(document.text, records, _widths(templates), extra, cut)
    without_odd_columns(document.text, records, _widths(templates), _summed(templates))
    boxheads = find_boxheads(stream, _column_labels(templates))
    parted = are_parted(records, _widths(templates))
    printed_heads = {tag.label for tag in tags if tag.role == "column"}
    prescribed = templates.prescribed(year)
    tables: dict[str, PlacedTable] = dict(kept or {})
    used = _records_in(tables.values(), records) if tables else frozenset()
    asked = [table_id for table_id in templates.table_ids if table_id not in tables]
    by_layout = sorted(asked, key=lambda table_id: templates.variants(table_id)[0].layout != "rows")
    for table_id in by_layout:
        variants = tuple(print_ for table in templates.variants(table_id) for print_ in table.prints)
        if variants[0].layout == "single_row":
            single, table, order = _best_single_row(
                document, stream, records, used, variants, prescribed, parted, extra
            )
            if single.found:
                tables[table_id] = place_side_by_side(document, single, table, order)
                used |= single.taken
        else:
            ways = _by_heads(variants, _records_of(variants[0], records), tags)
            # no form has so many figures in its rows (two years side by side): the labels tell it
            if all(way.contradicted for way in ways) and any(way.overfull for way in ways):
                ways = _with_most_rows(ways)
            ways = _of_few_rows(_told_by_year_and_labels(ways, templates, tags, prescribed))
            best = max(ways, key=lambda aligned: _score(aligned, templates, tags, prescribed))
            aligned = replace(best, heads=printed_heads)
            table = aligned.alignment.table
            if aligned.found:
                heads = _column_heads(document, boxheads, aligned, templates)
                tables[table_id] = place_rows(document, aligned, heads)
                used |= aligned.taken
    tables.update(_not_found(every, year, tables))
    placed = Placement({table_id: tables[table_id] for table_id in every.table_ids if table_id in tables})
    return with_captions(placed, document, tags, year)


def _records_in(tables: Iterable[PlacedTable], records: Sequence[RowRecord]) -> frozenset[int]:
    """Numbers of the records whose figures stand in tables."""
    taken = {cell.start for placed in tables for cell in placed.cells.values() if cell.start is not None}
    return frozenset(
        number for number, record in enumerate(records) if any(slot.item.start in taken for slot in record.slots)
    )


def _column_labels(templates: Templates) -> frozenset[str]:
    """Heads of columns, and of groups of columns, of the tables whose rows stand under one another."""
    tables = [table for form in templates.forms for table in form.tables if table.layout == "rows"]
    return frozenset(
        [f"column:{column.id}" for table in tables for column in table.columns]
        + [f"group:{group.id}" for table in tables for group in table.column_groups]
    )


@lru_cache(maxsize=8)
def _row_labels(templates: Templates) -> frozenset[str]:
    return frozenset(
        f"row:{table.id}.{row.id}" for form in templates.forms for table in form.tables for row in table.rows
    )


def _of_forms(tags: Sequence[Tag], labels: Collection[str]) -> list[Tag]:
    """The tags, with those of rows of other forms joined to a label of these forms that they touch: it is one label."""
    kept: list[Tag] = []
    for tag in tags:
        before = kept[-1] if kept else None
        if before is None or not (before.role == tag.role == "row" and before.end == tag.start):
            kept.append(tag)
        elif before.label in labels and tag.label not in labels:
            kept[-1] = replace(before, end=tag.end)
        elif tag.label in labels and before.label not in labels:
            kept[-1] = replace(tag, start=before.start)
        else:
            kept.append(tag)
    return kept


@lru_cache(maxsize=8)
def _widths(templates: Templates) -> dict[str, set[int]]:
    """How many columns the rows of each label have in any form."""
    widths: dict[str, set[int]] = {}
    for table in (table for form in templates.forms for table in form.tables):
        for row in table.rows:
            rows = (each.row_by_id[row.id] for each in table.prints)
            widths.setdefault(f"row:{table.id}.{row.id}", set()).update(len(each.columns) for each in rows)
    return widths


@lru_cache(maxsize=8)
def _summed(templates: Templates) -> frozenset[str]:
    """Labels of the rows whose last column is the sum of the others."""
    tables = (table for form in templates.forms for table in form.tables)
    return frozenset(
        f"row:{table.id}.{equation.place}"
        for table in tables
        for equation in table_equations(table)
        if equation.identity.along == "columns" and len(equation.cells) == len(table.columns)
    )


def _by_heads(forms: Sequence[Table], records: Sequence[RowRecord], tags: Iterable[Tag]) -> Sequence[AlignedTable]:
    """The forms of a table that its heads allow: where heads of one form only stand in the report, that form.

    Unless rows contradict it that another form explains: then heads of one form stand over rows of another.
    """
    printed = {tag.label for tag in tags if tag.role == "column" and not tag.others and tag.exact}
    heads = [{f"column:{column.id}" for column in table.columns} for table in forms]
    own = [printed & mine.difference(*(other for other in heads if other is not mine)) for mine in heads]
    told = [table for table, labels in zip(forms, own, strict=True) if labels]
    first = align_table(told[0], records) if len(told) == 1 else None
    if first is not None and not first.contradicted:
        return [first]
    ways = [first if first is not None and table is told[0] else align_table(table, records) for table in forms]
    return ways if first is None or any(not way.contradicted for way in ways) else [first]


def _of_few_rows(ways: Sequence[AlignedTable]) -> Sequence[AlignedTable]:
    """Where but a few rows of a table are there: the forms that have most of them, however many others they have."""
    records = [len(way.alignment.matches) + len(way.alignment.unplaced) for way in ways]
    placed = [sum(match.record.figures > 0 for match in way.alignment.matches) for way in ways]
    rows = [len(way.alignment.table.rows) for way in ways]
    if not placed or not 0 < max(placed) <= max(records) <= min(_FEW_ROWS, min(rows) // 2):
        return ways
    return [way for way, number in zip(ways, placed, strict=True) if number == max(placed)]


def _told_by_year_and_labels(
    ways: Sequence[AlignedTable], templates: Templates, tags: Sequence[Tag], prescribed: Form | None
) -> Sequence[AlignedTable]:
    """The prescribed form alone where labels of its own are printed and none of any other form."""
    own = {way.alignment.table.form: _own_labels(way.alignment.table, templates, tags) for way in ways}
    expected = "" if prescribed is None else prescribed.id
    if own.get(expected, 0) < _DECISIVE or any(number for form, number in own.items() if form != expected):
        return ways
    return [way for way in ways if way.alignment.table.form == expected]


def _with_most_rows(ways: Sequence[AlignedTable]) -> Sequence[AlignedTable]:
    """The forms of whose rows the report shows the largest share, in all their prints."""
    missing = [len(way.missing_rows) / len(way.alignment.table.rows) for way in ways]
    forms = {way.alignment.table.form for way, share in zip(ways, missing, strict=True) if share == min(missing)}
    return [way for way in ways if way.alignment.table.form in forms]


def _best_single_row(
    document: Document,
    stream: Sequence[StreamRow],
    records: Sequence[RowRecord],
    used: frozenset[int],
    variants: Sequence[Table],
    prescribed: Form | None,
    parted: bool,
    extra: Sequence[HeadsBefore],
) -> tuple[SingleRow, Table, PrintedCells]:
    found = []
    boxheads: dict[frozenset[str], list[Boxhead]] = {}  # forms mostly have the same heads
    for table in _printed_differently(variants, prescribed):
        labels = side_labels(table)
        if labels not in boxheads:
            boxheads[labels] = find_boxheads(stream, labels)
        order = side_order(boxheads[labels], table)
        single = place_single_row(document, stream, records, used, table, order, parted, extra)
        start = single.start if single.found else None
        named = order if start is None else order_of_words(document.text[max(0, start - _ABOVE) : start], order, table)
        if named is not order:
            order = named
            single = place_single_row(document, stream, records, used, table, order, parted, extra)
        expected = prescribed is not None and prescribed.id == table.form
        found.append((single.score + expected * _EXPECTED, single, table, order))
    _, single, table, order = max(found, key=lambda one: one[0])
    return single, table, order


@lru_cache(maxsize=64)  # forms are few and never change
def _printed_differently(variants: Sequence[Table], prescribed: Form | None) -> Sequence[Table]:
    """The forms of a table; of those that print it alike the prescribed one, or else the first."""
    kept: list[Table] = []
    for table in variants:
        at = next((n for n, other in enumerate(kept) if _print_of(other) == _print_of(table)), None)
        if at is None:
            kept.append(table)
        elif prescribed is not None and prescribed.id == table.form:
            kept[at] = table
    return tuple(kept)


def _print_of(table: Table) -> tuple[object, ...]:
    return table.rows, table.columns, table.groups, table.column_groups


def _score(aligned: AlignedTable, templates: Templates, tags: Sequence[Tag], prescribed: Form | None) -> float:
    """How well a form explains a table."""
    table = aligned.alignment.table
    score = aligned.alignment.score + _OWN_LABEL * _own_labels(table, templates, tags)
    if table.column_sets:
        score -= _OWN_LABEL * _unlike_heads(table, tags)
    if prescribed is not None and prescribed.id == table.form:
        score += _EXPECTED + _EXPECTED_UNSEEN * len(aligned.missing_rows) / len(table.rows)
    return score


def _column_heads(
    document: Document, boxheads: Sequence[Boxhead], aligned: AlignedTable, templates: Templates
) -> ColumnHeads:
    table = aligned.alignment.table
    own = {column.id for column in table.columns}
    foreign = {
        f"column:{column.id}"
        for other in templates.variants(table.id)
        for column in other.columns
        if column.id not in own
    }
    records = [match.record for match in aligned.alignment.matches]
    return ColumnHeads(document, boxheads, table, foreign, records, templates.extra_columns)


def _not_found(templates: Templates, year: int | None, found: Mapping[str, PlacedTable]) -> dict[str, PlacedTable]:
    """The tables that are absent, in the form prescribed for the year, or the newest where none is.

    Where a report has tables that this form has not, it is written to the form of these. Tables of forms that texts
    must tell are asked for where such a form is prescribed, and no others then.
    """
    form = templates.prescribed(year) or templates.prescribed(None)
    if form is not None and found and form.table_by_id.keys().isdisjoint(found):
        form = templates.form(next(iter(found.values())).table.form)
    tables = {each.id: each for one in templates.usual for each in one.tables}
    if form is not None:
        tables = {**tables, **form.table_by_id} if form in templates.usual else form.table_by_id
    return {table_id: _absent(table.prints[0]) for table_id, table in tables.items() if table_id not in found}


def _absent(table: Table) -> PlacedTable:
    cells = {
        cell_id: TableCell(cell_id, confidence=0.3, doubts=(doubt(DoubtCode.TABLE_MISSING),))
        for cell_id, _, _ in table.cells()
    }
    return PlacedTable(table, False, cells, tuple(row.id for row in table.rows))


def _records_of(table: Table, records: Sequence[RowRecord]) -> list[RowRecord]:
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


def _largest_cluster(mine: Sequence[int], records: Sequence[RowRecord], prefix: str) -> list[int]:
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


def _unlike_heads(table: Table, tags: Iterable[Tag]) -> int:
    """How many columns of a print of the table have no head there, and how many heads there have no column in it.

    Where no head stands there, nothing is said.
    """
    mine = {f"column:{column.id}" for column in table.columns}
    possible = {f"column:{name}" for names in table.column_sets for name in names}
    printed = {tag.label for tag in tags if tag.label in possible and tag.confidence >= _TOLD}
    return len(mine ^ printed) if printed else 0


def _own_labels(table: Table, templates: Templates, tags: Sequence[Tag]) -> int:
    """Column heads and row labels in the document that this form has and no other, counted once each."""
    others = [other for other in templates.variants(table.id) if other.form != table.form]
    own = _labels_of(table).difference(*map(_labels_of, others))
    return len({tag.label for tag in tags if tag.label in own and not tag.others and tag.confidence >= _TOLD})


def _labels_of(table: Table) -> set[str]:
    columns = {f"column:{column.id}" for column in table.columns}
    return columns | {f"row:{table.id}.{row.id}" for row in table.rows}
