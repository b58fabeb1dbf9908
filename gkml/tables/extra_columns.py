"""Columns beside those of the form: serial numbers, codes, remarks, and last year's figures.

They are told by their heads, where rows have cells whose columns are known. What stands in them is no figure of the
form and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz

from gkml.folding import fold
from gkml.form import ExtraColumns
from gkml.tables.stream import Item, StreamRow
from gkml.template import Templates
from gkml.values import value

__all__ = ["HeadsBefore", "extra_heads", "without_extra_columns"]

_FEWEST = 3  # rows of figures that show it
_EMPTIED = 0.4  # share of the rows of figures that have a cell left in a column of codes
_COLUMN_ROLES = frozenset({"column", "group"})
_HEAD_ROLES = _COLUMN_ROLES | {"corner"}


def without_extra_columns(text: str, stream: Sequence[StreamRow], templates: Templates) -> list[StreamRow]:
    """The rows without the cells of columns that no form has.

    Args:
        text: the canonical text.
        stream: its rows.
        templates: the forms; they say how the heads of their own columns and of such others are spelt.
    """
    extra = templates.extra_columns
    labels = _labels_of(templates)
    kept: list[StreamRow] = []
    columns: dict[int, bool] = {}  # of the table that is being read, and whether figures may stand in them
    emptied: frozenset[int] = frozenset()
    table: tuple[object, ...] | None = None
    for number, line in enumerate(stream):
        place = (line.row.kind, line.row.table)
        if line.row.kind not in ("grid", "cells") or line.barrier or place != table:
            columns, table = {}, place
        if line.row.kind not in ("grid", "cells"):
            kept.append(line)
            continue
        told = _told_by_heads(text, line, extra, labels)
        for item, is_extra in told:
            figures = _folded(text, item) not in extra.remarks
            for column in range(item.cell.column, item.cell.column + item.cell.colspan):
                columns.pop(column, None)
                if is_extra:
                    columns[column] = figures
        if any(is_extra for _, is_extra in told):
            emptied = _emptied(_rows_below(stream, number, place))
        gone = {column: figures for column, figures in columns.items() if not (figures and column in emptied)}
        if gone:
            gap = any(item.kind == "blank" and item.cell.column not in gone for item in line.items)
            line = replace(line, items=tuple(item for item in line.items if not _is_of_extra(item, gone, gap)))
        kept.append(line)
    return kept


def _is_of_extra(item: Item, columns: Mapping[int, bool], gap: bool) -> bool:
    """Whether an item stands in an extra column; in a row with a gap, a figure among remarks may have slipped there."""
    figures = columns.get(item.cell.column)
    return figures is not None and (figures or not gap or item.kind != "figure")


def _rows_below(stream: Sequence[StreamRow], number: int, place: tuple[object, ...]) -> list[StreamRow]:
    """The rows of the same table from a row of heads to the next."""
    rows: list[StreamRow] = []
    for line in stream[number + 1 :]:
        if (line.row.kind, line.row.table) != place or line.barrier or (rows and rows[-1].figures and not line.figures):
            break
        rows.append(line)
    return rows


def _emptied(lines: Sequence[StreamRow]) -> frozenset[int]:
    """Columns of a table from which most figures have gone already, as codes do; what stands there came from elsewhere.

    In a row that lacks a cell, figures stand one column further to the left.
    """
    filled = [line for line in lines if line.figures]
    kept = Counter(at for line in filled for at in _columns_of(line))
    if len(filled) < _FEWEST:
        return frozenset()
    return frozenset(at for at in range(max(kept) + 1) if kept[at] < _EMPTIED * len(filled))


def _columns_of(line: StreamRow) -> set[int]:
    """The columns in which a row has cells, those behind its last one taken for there."""
    own = {item.cell.column for item in line.items}
    return own | set(range(max(own) + 1, len(line.row.cells)))


@value
class HeadsBefore:
    """Heads of extra columns in one boxhead.

    Attributes:
        start: where it stands.
        leading, trailing: of last year's figures, before and behind the heads of the form.
        counting: of serial numbers, codes and units, before the heads of the form.
    """

    start: int
    leading: int
    trailing: int
    counting: int


def extra_heads(text: str, stream: Sequence[StreamRow], templates: Templates) -> list[HeadsBefore]:
    """How many heads of extra columns stand before and behind the heads of the form, for each boxhead."""
    extra, labels = templates.extra_columns, _labels_of(templates)
    found: list[HeadsBefore] = []
    heads: list[Item] = []
    for line in stream:
        items = line.items[1:] if len(line.items) > 1 and not line.items[-1].may_be("row") else line.items
        if not line.barrier and all(item.kind != "figure" for item in items):  # but for a number of the row
            heads += [item for item in line.items if item.kind in ("label", "text")]
            continue
        own = next((at for at, head in enumerate(heads) if head.tag and head.tag.role in _COLUMN_ROLES), None)
        if own is not None and any(head.tag and head.tag.role == "column" for head in heads):  # else over rows
            previous = [at for at, head in enumerate(heads) if _is_previous(text, head, extra, labels)]
            counting = sum(_folded(text, head) in extra.labels for head in heads[:own])
            leading = sum(at < own for at in previous)
            found.append(HeadsBefore(heads[0].start, leading, len(previous) - leading, counting))
        heads = []
    return found


def _folded(text: str, item: Item) -> str:
    return fold(text[item.cell.start : item.cell.end])


def _told_by_heads(text: str, line: StreamRow, extra: ExtraColumns, labels: Sequence[str]) -> list[tuple[Item, bool]]:
    """The heads in a row, each with whether it is that of an extra column; none where the row is not one of heads."""
    if any(item.kind == "figure" for item in line.items):
        return []
    heads = [(item, _is_extra(text, item, extra, labels)) for item in line.items if item.kind in ("label", "text")]
    if not any(is_extra for _, is_extra in heads):
        return [(item, False) for item, _ in heads if item.tag is not None and item.tag.role in _COLUMN_ROLES]
    among_heads = any(item.tag is not None and item.tag.role in _HEAD_ROLES for item, _ in heads)
    side_by_side = any(extra.is_current(fold(text[item.start : item.end])) for item, _ in heads)
    return heads if among_heads or side_by_side else []


def _is_extra(text: str, item: Item, extra: ExtraColumns, labels: Sequence[str]) -> bool:
    """Whether a head is that of such a column."""
    if item.tag is not None and item.tag.exact:
        return False
    head = _folded(text, item)
    other = item.kind == "text" and extra.is_other_measure(head, labels)
    return other or head in extra.labels or _is_previous(text, item, extra, labels)


def _is_previous(text: str, item: Item, extra: ExtraColumns, labels: Sequence[str]) -> bool:
    """Whether a head is that of last year's figures: without the words for it, it is liker to a head of the form."""
    if item.tag is not None and item.tag.exact:
        return False
    head = _folded(text, item)
    rest = extra.without_previous(head)
    if rest is None:
        return False
    this_year = (rest, *(words + rest for words in extra.current))
    return not rest or max(_likeness(each, labels) for each in this_year) > _likeness(head, labels)


def _likeness(head: str, labels: Sequence[str]) -> float:
    return max((fuzz.ratio(head, label) for label in labels), default=0.0)


@lru_cache(maxsize=8)
def _labels_of(templates: Templates) -> tuple[str, ...]:
    columns = {column for form in templates.forms for table in form.tables for column in table.columns}
    return tuple(sorted({fold(label) for column in columns for label in column.labels}))
