"""Cells by the names that people give them: ids, ends of ids, and the labels of the forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gkml.folding import fold
from gkml.form import Group, RowSpec, Table
from gkml.template import Templates

__all__ = ["CellName", "cell_labels", "cell_names", "cells_named", "groups_over", "labels_over", "nearest_cells"]

_NAMED = 6  # cells that a message about an unknown one names
_LIKE = 50.0  # similarity from which one is named at all; 100 is equal


@dataclass(frozen=True, slots=True)
class CellName:
    """What a cell is called.

    Attributes:
        id, table, row, column: the id and its parts.
        title: of the table.
        row_label: of the row, with the labels of its groups in front of it.
        column_label: of the column.
        forms: ids of the forms that have the cell.
    """

    id: str
    table: str
    row: str
    column: str
    title: str
    row_label: str
    column_label: str
    forms: tuple[str, ...]


@lru_cache(maxsize=4)
def cell_names(templates: Templates) -> tuple[CellName, ...]:
    """Every cell of every form, in the order of the newest form that has it."""
    found: dict[str, CellName] = {}
    for table_id in templates.table_ids:
        for table in templates.newest_first(table_id):
            for cell, row, column in table.cells():
                older = found.get(cell)
                if older is None:
                    label = " ".join([*labels_over(table, row), row.labels[0]])
                    parts = (table.id, row.id, column.id, table.title, label, column.labels[0])
                    found[cell] = CellName(cell, *parts, (table.form,))
                else:
                    forms = tuple(sorted((*older.forms, table.form)))
                    found[cell] = replace(older, forms=forms)
    return tuple(found.values())


@lru_cache(maxsize=4)
def cell_labels(templates: Templates) -> dict[str, tuple[str, str]]:
    """Label of the row and of the column of each cell."""
    return {name.id: (name.row_label, name.column_label) for name in cell_names(templates)}


def labels_over(table: Table, row: RowSpec) -> list[str]:
    """The labels of the groups over a row, the outermost first; of a row with a namesake also that of its total."""
    labels = [group.labels[0] for group in groups_over(table, row)]
    if sum(other.labels[0] == row.labels[0] and other.group == row.group for other in table.rows) > 1:
        totals = (rule.right[0] for rule in table.identities if rule.along == "rows" and row.id in rule.left)
        labels += [table.row_by_id[total].labels[0] for total in totals]
    return labels


def groups_over(table: Table, row: RowSpec) -> list[Group]:
    """The groups over a row, the outermost first."""
    groups = {group.id: group for group in table.groups}
    path: list[Group] = []
    parent = row.group
    while parent is not None:
        path.insert(0, groups[parent])
        parent = groups[parent].parent
    return path


# ---------------------------------------------------------------------------------------------------------------------
# Names to cells

_BREAKS = re.compile(r"[\s·/]+")


def cells_named(name: str, names: Sequence[CellName]) -> list[str]:
    """Ids of the cells that a name fits: the one of that id; else those whose id ends in it or holds its parts in
    order; else those whose labels hold all its words."""
    known = {one.id for one in names}
    if name in known:
        return [name]
    endings = [one.id for one in names if one.id.endswith(f".{name}")]
    found = endings or [one.id for one in names if _holds(one.id.split("."), name.split("."))]
    return found or list(_labelled(name, names))


def _holds(parts: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether the parts wanted stand among the parts, in their order."""
    left = iter(parts)
    return all(part in left for part in wanted)


def _labelled(name: str, names: Sequence[CellName]) -> Iterator[str]:
    """Cells whose labels hold the words; those come alone that have a word as the whole of a label."""
    words = [folded for word in _BREAKS.split(name) if (folded := _plain(word))]
    if not words:
        return
    fitting = [one for one in names if all(word in _all_labels(one) for word in words)]
    most = max((_whole_labels(one, words) for one in fitting), default=0)
    yield from (one.id for one in fitting if _whole_labels(one, words) == most)


def _all_labels(name: CellName) -> str:
    return " ".join(map(_plain, (name.title, *name.row_label.split(" "), name.column_label)))


def _whole_labels(name: CellName, words: Sequence[str]) -> int:
    """How many words are the whole of a label of their own, its number left out."""
    labels = Counter(_plain(part) for part in (*name.row_label.split(" "), name.column_label))
    return (labels & Counter(words)).total()


_NUMBERING = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]+)+")


def _plain(label: str) -> str:
    """Letters and figures of a label, without its number."""
    return "".join(sign for sign in fold(_NUMBERING.sub("", label.strip())) if sign.isalnum())


def nearest_cells(name: str, names: Sequence[CellName]) -> list[str]:
    """Ids that are most like a name, or whose labels are."""
    from rapidfuzz import fuzz, process

    known = {one.id: one.id if name.isascii() else f"{one.row_label} {one.column_label}" for one in names}
    found = process.extract(name, known, scorer=fuzz.WRatio, limit=_NAMED, score_cutoff=_LIKE)
    return [cell for _, _, cell in found]
