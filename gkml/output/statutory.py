"""A statutory table as the form prints it: boxes on a grid, with merged heads and labels.

All tables of a report stand on one grid of fifteen columns of the same width, as they do on a printed page: what the
form prints wider takes several of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from gkml.form import Group, RowSpec, Table
from gkml.output.cell_names import groups_over, labels_over
from gkml.template import Templates

__all__ = ["GRID_COLUMNS", "NUMERALS", "Box", "row_label", "table_to_boxes", "tables_of"]

NUMERALS = "〇一二三四五六七八九十"
"""Of the sections that tables stand in."""

GRID_COLUMNS = 15
"""The table of disputes has fifteen figures side by side; that of requests seven, with labels in the other eight."""

_FEW_COLUMNS = 3  # a table with no more has its labels at the left, and each item of the form a head of its own
_FIGURE_ROOM = 9  # columns of the grid that its figures may take, three for each at most; the labels take what is left


@dataclass(frozen=True, slots=True)
class Box:
    """A printed box: the grid rows and columns that it covers (both ends included), and what stands in it.

    ``text`` is a label of the form; a box for a figure has the id of its ``cell`` instead.
    """

    top: int
    left: int
    bottom: int
    right: int
    kind: Literal["item", "head", "label", "figure"]
    text: str = ""
    cell: str | None = None


def table_to_boxes(table: Table) -> tuple[Box, ...]:
    """All boxes of a table, in the order of reading; rows count from 0."""
    if table.layout == "single_row":
        boxes = _side_by_side(table)
    elif table.items or _most_columns(table) <= _FEW_COLUMNS:
        boxes = _blocks(table)
    else:
        boxes = _matrix(table)
    return tuple(sorted(boxes, key=lambda box: (box.top, box.left)))


def tables_of(forms: Mapping[str, str | None], cells: Collection[str], templates: Templates) -> list[Table]:
    """Each table in the form that a report has; where none was found, in the form of the cells that are listed.

    Args:
        forms: of a record: the form of each table.
        cells: ids of its cells.
        templates: the forms.
    """
    found = []
    for table_id in templates.table_ids:
        chosen = templates.table(table_id, forms.get(table_id))
        if chosen is None:
            variants = templates.variants(table_id)
            listed = [sum(cell in cells for cell, _, _ in table.cells()) for table in variants]
            best = max(range(len(variants)), key=listed.__getitem__)
            chosen = variants[best] if listed[best] else None
        if chosen is not None:
            found.append(chosen.printed_with(cells))
    return found


def row_label(table: Table, row: RowSpec) -> str:
    """The label of a row with those of its groups: what tells it from another row of the same label."""
    return " ".join([*labels_over(table, row)[-1:], row.labels[0]])


# ---------------------------------------------------------------------------------------------------------------------
# Rows in blocks, each with its own head (disclosure)


def _blocks(table: Table) -> Iterator[Box]:
    items = dict(table.items)
    most = _most_columns(table)
    width = min(3, max(1, _FIGURE_ROOM // most))
    start = GRID_COLUMNS - width * most
    stubhead = table.stubhead[0] if table.stubhead else ""
    at = 0
    before = None
    for (item, columns), rows in groupby(table.rows, key=lambda row: (row.item, row.columns)):
        if item is not None and item != before:
            yield Box(at, 0, at, GRID_COLUMNS - 1, "item", items[item][0])
            at += 1
        before = item
        yield Box(at, 0, at, start - 1, "head", stubhead)
        spans = _spread(len(columns), start, width)
        for column, (left, right) in zip(columns, spans, strict=True):
            yield Box(at, left, at, right, "head", table.column_by_id[column].labels[0])
        at += 1
        for row in rows:
            yield Box(at, 0, at, start - 1, "label", row_label(table, row))
            for column, (left, right) in zip(columns, spans, strict=True):
                yield Box(at, left, at, right, "figure", cell=table.cell_id(row.id, column))
            at += 1


def _spread(count: int, start: int, width: int) -> list[tuple[int, int]]:
    """Where columns stand: of one width, the last one takes what is left."""
    lefts = [start + width * at for at in range(count)]
    return [*((left, after - 1) for left, after in pairwise(lefts)), (lefts[-1], max(lefts[-1], GRID_COLUMNS - 1))]


def _most_columns(table: Table) -> int:
    return max(len(row.columns) for row in table.rows)


# ---------------------------------------------------------------------------------------------------------------------
# Rows under one head, with groups of rows and of columns (requests)


def _matrix(table: Table) -> Iterator[Box]:
    start = max(GRID_COLUMNS - len(table.columns), 3)
    names = [column.id for column in table.columns]
    chains = {name: _heads_over(table, name) for name in names}
    depth = max(map(len, chains.values()))
    yield Box(0, 0, depth, start - 1, "head", table.stubhead[0] if table.stubhead else "")
    for level in range(depth):
        for head, run in groupby(enumerate(names), key=lambda one: _at(chains[one[1]], level)):
            places = [place for place, _ in run]
            if head is not None:
                yield Box(level, start + places[0], level, start + places[-1], "head", head.labels[0])
    for place, name in enumerate(names):
        label = table.column_by_id[name].labels[0]
        yield Box(len(chains[name]), start + place, depth, start + place, "head", label)
    lefts = _label_lefts(max(len(groups_over(table, row)) for row in table.rows) + 1)
    yield from _group_boxes(table, depth + 1, lefts)
    for at, row in enumerate(table.rows, depth + 1):
        yield Box(at, lefts[len(groups_over(table, row))], at, start - 1, "label", row.labels[0])
        for name in row.columns:
            left = start + names.index(name)
            yield Box(at, left, at, left, "figure", cell=table.cell_id(row.id, name))


def _heads_over(table: Table, column: str) -> list[Group]:
    """The heads over a column, the widest first."""
    over = [group for group in table.column_groups if column in group.columns]
    return sorted(over, key=lambda group: -len(group.columns))


def _label_lefts(levels: int) -> list[int]:
    """Where labels of each depth begin: outer groups are narrow, the innermost label takes what is left."""
    return [0, 1, *range(3, 3 + max(0, levels - 2))][:levels]


def _group_boxes(table: Table, top: int, lefts: Sequence[int]) -> Iterator[Box]:
    paths = [groups_over(table, row) for row in table.rows]
    for level in range(len(lefts) - 1):
        # a group that a row without it interrupts is printed twice
        for group, run in groupby(enumerate(paths), key=lambda one: _at(one[1], level)):
            places = [place for place, _ in run]
            if group is not None:
                right = lefts[level + 1] - 1
                yield Box(top + places[0], lefts[level], top + places[-1], right, "label", group.labels[0])


def _at(groups: Sequence[Group], level: int) -> Group | None:
    return groups[level] if level < len(groups) else None


# ---------------------------------------------------------------------------------------------------------------------
# Rows side by side (disputes)


def _side_by_side(table: Table) -> Iterator[Box]:
    paths = [[*(group.labels[0] for group in groups_over(table, row)), row.labels[0]] for row in table.rows]
    depth = max(map(len, paths))
    lefts = []
    left = 0
    for row in table.rows:
        lefts.append(left)
        left += len(row.columns)
    for level in range(depth):
        for path, run in groupby(enumerate(paths), key=lambda one: one[1][: level + 1]):
            places = [place for place, _ in run]
            if len(path) > level:
                right = lefts[places[-1]] + len(table.rows[places[-1]].columns) - 1
                yield Box(level, lefts[places[0]], level, right, "head", path[level])
    for row, path, left in zip(table.rows, paths, lefts, strict=True):
        for place, column in enumerate(row.columns, left):
            yield Box(len(path), place, depth, place, "head", table.column_by_id[column].labels[0])
            yield Box(depth + 1, place, depth + 1, place, "figure", cell=table.cell_id(row.id, column))
