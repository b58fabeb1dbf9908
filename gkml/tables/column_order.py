"""The columns of a row as the report prints them: told by the heads they stand under, not by the form's order.

Sums are blind to the order of columns but for the place of the total, so they may contradict the heads and never
stand in for them. Where no head is legible the form's order is taken, and said to be no more than that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from gkml.document import Document
from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.figures import printed
from gkml.folding import fold
from gkml.form import ExtraColumns, RowSpec, Table
from gkml.records.evidence import LabelEvidence
from gkml.tables.boxhead import (
    Boxhead,
    Head,
    are_cut_anywhere,
    boxheads_before,
    expanded,
    horizontal_order,
    parted_groups,
    with_parted_groups,
)
from gkml.tables.records import RowRecord
from gkml.tables.units import unit_in_label

__all__ = ["ColumnHeads", "PrintedColumns", "form_order"]

_MOSTLY = 0.5  # share of the columns whose heads must be legible, for the others to stand where the form has them
_NEARLY_ALL = 0.7  # the same, for a strange text among them to be a spelling of the one that is missing
_ALIKE = 65.0  # similarity of a text and a label, in percent
_EITHER = 2  # damaged heads, of which each may be the other
_LEAST = 3  # rows that must add up with the total at one place
_OWN = 0.5  # share of the characters of a label that must be right where a tagger takes a text for it
_UNIT_WITHIN = 12  # characters behind a head in which its unit may stand
_AROUND = 6  # characters in front of a head in which words that belong to it may stand
_REMARK = re.compile(r"[（(][^（()）]{11,}[)）]?")
_NONE = ExtraColumns()
_IN_BRACKETS = re.compile(r"\s?[（(][^（()）\n\t]{1,10}[)）]")
_CLEAR = 4  # times as many as with the total at another


@dataclass(frozen=True, slots=True)
class PrintedColumns:
    """The columns of a row from left to right, and what the heads say of each.

    Attributes:
        names: column ids as printed.
        evidence: of each column; None where a head stands over it that the form does not have.
        doubts: that concern all cells of the row.
        units: that heads state.
    """

    names: tuple[str, ...]
    evidence: Mapping[str, LabelEvidence | None] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)


def form_order(row: RowSpec, *doubts: Doubt) -> PrintedColumns:
    """The order of the form, where nothing but it tells the columns."""
    return PrintedColumns(row.columns, dict.fromkeys(row.columns, "order"), doubts)


class ColumnHeads:
    """The heads of one table in one document, asked for the columns of each of its rows.

    Args:
        document: the report.
        boxheads: all of it.
        table: in one form.
        foreign: labels of columns that the table has in other forms only.
        records: the rows that were found; their sums tell where the total stands.
        extra: words of heads whose figures are none of the form.
    """

    def __init__(
        self,
        document: Document,
        boxheads: Sequence[Boxhead],
        table: Table,
        foreign: Collection[str],
        records: Iterable[RowRecord],
        extra: ExtraColumns = _NONE,
    ) -> None:
        self._text = document.text
        self._boxheads = boxheads
        self._table = table
        self._foreign = foreign
        self._groups = _groups(table)
        self._document = document
        self._records = records
        self.extra = extra
        self._starts = [boxhead.start for boxhead in boxheads]
        self._above: dict[tuple[int, tuple[str, ...]], Boxhead | None] = {}
        self._known: dict[tuple[int, tuple[str, ...]], PrintedColumns] = {}

    @cached_property
    def _figures(self) -> list[list[Decimal]]:
        return [_figures(self._document, record) for record in self._records if record.slots]

    @cached_property
    def _spellings(self) -> list[str]:
        labels = [each.labels for each in self._table.columns] + [each.labels for each in self._table.column_groups]
        return [fold(label) for spellings in labels for label in spellings]

    def columns(self, row: RowSpec, start: int) -> PrintedColumns:
        """The columns of a row that begins at the offset ``start``."""
        at = bisect_left(self._starts, start)
        if (at, row.columns) not in self._above:
            self._above[at, row.columns] = self._over(row, start)
        boxhead = self._above[at, row.columns]
        if boxhead is None:
            return self._untold(row)
        place = (boxhead.start, row.columns)
        if place not in self._known:
            units = self._units(row, boxhead, start)
            self._known[place] = replace(self._printed(row, boxhead), units=units)
        return self._known[place]

    def _over(self, row: RowSpec, start: int) -> Boxhead | None:
        """The nearest boxhead above that names most of the columns, or any of them where none names most."""
        wanted = {f"column:{name}" for name in row.columns}
        nearest = None
        for boxhead in boxheads_before(self._boxheads, start):
            named = {label for label, _ in boxhead.of(wanted)}
            if len(named) >= _MOSTLY * len(wanted):
                return boxhead
            if nearest is None and (named or boxhead.of(self._foreign)):
                nearest = boxhead
        return nearest

    def _units(self, row: RowSpec, boxhead: Boxhead, start: int) -> dict[str, str]:
        """The units that stand in the heads, or right behind them."""
        ends = [*(head.start for head in boxhead.heads[1:]), start]
        behind = {head.start: min(end, head.end + _UNIT_WITHIN) for head, end in zip(boxhead.heads, ends, strict=True)}
        told = {
            _name(label): unit_in_label(self._text[head.start : behind[head.start]])
            for label, head in boxhead.of([f"column:{name}" for name in row.columns])
        }
        return {name: unit for name, unit in told.items() if unit}

    def _printed(self, row: RowSpec, boxhead: Boxhead) -> PrintedColumns:
        named = boxhead.of([f"column:{name}" for name in row.columns])
        other = [head for label, head in named if self._is_of_other_measure(label, head)]
        unlike = [head for label, head in named if head not in other and not self._is_spelling(label, head)]
        leaves = _first_of_each((label, head) for label, head in named if head not in other and head not in unlike)
        leaves = self._with_resolved(row, [*boxhead.unknown, *unlike], leaves)
        exact = {_name(label): head.exact for label, head in leaves}
        missing = [name for name in row.columns if name not in exact]
        mostly = len(exact) >= _MOSTLY * len(row.columns)
        strange = bool(missing) and (
            bool(boxhead.of(self._foreign)) or any(map(self._is_strange, [*boxhead.unknown, *unlike]))
        )
        strange = bool(missing and other) or (strange and len(exact) < _NEARLY_ALL * len(row.columns))
        untold: LabelEvidence | None = None if strange else "damaged" if mostly else "order"
        told = mostly or strange  # else it is the form that puts the head that is there in its place
        evidence: dict[str, LabelEvidence | None] = {
            name: untold if name in missing or not told else "exact" if exact[name] else "damaged"
            for name in row.columns
        }
        order, in_levels = self._order(row, boxhead, leaves)
        if order == [name for name in row.columns if name in exact]:
            return PrintedColumns(row.columns, evidence, (doubt(DoubtCode.HEAD_UNKNOWN),) if strange else ())
        if boxhead.is_loose and self._by_place(row, boxhead, leaves) is None:  # the order of reading is none
            as_in_form = in_levels and not _turned_in_line(row, leaves)
            doubts = () if as_in_form else (doubt(DoubtCode.COLUMN_ORDER),)
            return PrintedColumns(row.columns, dict.fromkeys(row.columns, "damaged"), doubts)
        if len(order) < len(exact) or (missing and not (in_levels and mostly)):
            return self._untold(row, doubt(DoubtCode.COLUMN_ORDER))
        is_table = all(head.kind in ("cells", "grid") for _, head in leaves)
        return self._against_sums(row, order, evidence, in_levels and not is_table)

    def _is_of_other_measure(self, label: str, head: Head) -> bool:
        """Whether a head, or the words around it in its cell, make its figures other ones than those of the column."""
        line = max(self._text.rfind(sign, 0, head.start) for sign in "\n\t") + 1
        before = self._text[max(line, head.start - _AROUND) : head.start]
        behind = _IN_BRACKETS.match(self._text, head.end)
        own = _REMARK.sub("", self._text[head.start : behind.end() if behind else head.end])
        printed = fold(before.split("  ")[-1] + own)
        return self.extra.is_other_measure(printed, list(map(fold, self._table.column_by_id[_name(label)].labels)))

    def _is_spelling(self, label: str, head: Head) -> bool:
        """Whether what is printed can be a spelling of a label, or a piece of one, whoever is sure that it is."""
        if head.exact or head.broken:
            return True
        text = fold(self._text[head.start : head.end])
        spellings = map(fold, self._table.column_by_id[_name(label)].labels)
        return any(text in spelling or _resembles(text, spelling) or _may_be(text, spelling) for spelling in spellings)

    def _with_resolved(
        self, row: RowSpec, unknown: Sequence[Head], leaves: Sequence[tuple[str, Head]]
    ) -> list[tuple[str, Head]]:
        """The heads with those texts among them that hold, or resemble, the label of one missing column only."""
        known = {label for label, _ in leaves}
        resolved = []
        for head in unknown:
            text = fold(self._text[head.start : head.end])
            fitting = [
                name
                for name in row.columns
                if f"column:{name}" not in known
                and any(_resembles(text, fold(label)) for label in self._table.column_by_id[name].labels)
            ]
            if len(fitting) == 1:
                known.add(f"column:{fitting[0]}")
                resolved.append((f"column:{fitting[0]}", head))
        resolved += self._the_one_left(row, known, unknown, [*leaves, *resolved])
        return sorted([*leaves, *resolved], key=lambda leaf: leaf[1].start)

    def _the_one_left(
        self, row: RowSpec, known: Collection[str], unknown: Sequence[Head], leaves: Sequence[tuple[str, Head]]
    ) -> list[tuple[str, Head]]:
        """The last column under the last text, where each of the others in a table of cells has a head of its own."""
        missing = [f"column:{name}" for name in row.columns if f"column:{name}" not in known]
        used = {head.start for _, head in leaves}
        left = [head for head in unknown if head.start not in used and _is_of_one_cell(head)]
        if len(missing) != 1 or len(left) != 1 or any(head.x == left[0].x for _, head in leaves):
            return []
        return [(missing[0], left[0])]

    def _is_strange(self, head: Head) -> bool:
        """Whether a text among the heads is no piece of one that the form has."""
        text = fold(self._text[head.start : head.end])
        return bool(text) and not any(text in spelling for spelling in self._spellings)

    def _order(self, row: RowSpec, boxhead: Boxhead, leaves: Sequence[tuple[str, Head]]) -> tuple[list[str], bool]:
        """The columns in the order of their heads, and whether the form's order may have been printed like that."""
        by_place = self._by_place(row, boxhead, leaves)
        if by_place is not None:
            return by_place, False
        order = self._as_read(boxhead, leaves)
        return order, self._in_levels(row, order)

    def _tokens(self, boxhead: Boxhead, leaves: Sequence[tuple[str, Head]]) -> list[str]:
        """Labels of the heads and of the groups over them in the order of reading."""
        heads = [*boxhead.of(self._groups), *leaves]
        return [label for label, _ in sorted(heads, key=lambda one: one[1].start)]

    def _as_read(self, boxhead: Boxhead, leaves: Sequence[tuple[str, Head]]) -> list[str]:
        """The columns in the order of reading, those of a group in its place; empty where a group has several."""
        tokens = with_parted_groups(self._tokens(boxhead, leaves), self._groups)
        order = expanded(tokens or (), self._groups)
        return [_name(label) for label in order if label not in self._groups]

    def _by_place(self, row: RowSpec, boxhead: Boxhead, leaves: Sequence[tuple[str, Head]]) -> list[str] | None:
        """The columns from left to right, where the places of their heads tell.

        Of lines that were cut anywhere they do not: over several lines another order than the form's, and than that of
        reading, is none.
        """
        parted = parted_groups(self._tokens(boxhead, leaves), self._groups)
        groups = [(label, head) for label, head in boxhead.of(self._groups) if label not in parted]
        # in a line that is no table a head stands where the others leave room, spelt right or not
        across = [(head, self._groups[label]) for label, head in groups if head.exact or head.kind == "line"]
        by_place = horizontal_order(leaves, across)
        if by_place is None and boxhead.is_loose:  # a group that is not quite over its members, which stand in order
            alone = horizontal_order(leaves, (), loose=True)
            in_form = [f"column:{name}" for name in row.columns]
            by_place = alone if alone == sorted(alone or (), key=lambda at: in_form.index(leaves[at][0])) else None
        if by_place is None:
            return None
        order = [_name(leaves[number][0]) for number in by_place]
        natural = order == [name for name in row.columns if name in order]
        if natural or not are_cut_anywhere([head for _, head in leaves]):
            return order
        over = [(head, self._groups[label]) for label, head in boxhead.of(self._groups) if label in parted]
        if over and all(any(leaf.x == head.x for label, leaf in leaves if label in inside) for head, inside in over):
            return order  # each time it is named it stands straight over one of its members
        return order if order == self._as_read(boxhead, leaves) else None

    def _in_levels(self, row: RowSpec, order: Sequence[str]) -> bool:
        """Whether the heads within each group and those beside it come as the form has them, level by level."""
        parted = False
        for members in self._groups.values():
            inside = [name for name in row.columns if f"column:{name}" in members]
            if 0 < len(inside) < len(row.columns):
                parted = True
                outside = [name for name in row.columns if name not in inside]
                for level in (inside, outside):
                    if [name for name in order if name in level] != [name for name in level if name in order]:
                        return False
        return parted

    def _against_sums(
        self, row: RowSpec, order: Sequence[str], evidence: Mapping[str, LabelEvidence | None], in_levels: bool
    ) -> PrintedColumns:
        """Heads that are not in the form's order, beside the sums of the rows, which tell where the total stands."""
        total = _total_of(self._table)
        uncertain = doubt(DoubtCode.COLUMN_ORDER)
        if total is not None and total in order and order.index(total) != row.columns.index(total):
            claimed = self._rows_with_total_at(order.index(total), len(row.columns))
            usual = self._rows_with_total_at(row.columns.index(total), len(row.columns))
            if usual > claimed:
                return PrintedColumns(row.columns, evidence) if in_levels else self._untold(row, uncertain)
            if len(order) < len(row.columns) or (in_levels and usual == claimed):
                return self._untold(row, uncertain)
            sure = claimed >= _LEAST and claimed >= _CLEAR * usual and self._is_told(row, order, evidence)
            return PrintedColumns(tuple(order), evidence, () if sure else (uncertain,))
        if in_levels or len(order) < len(row.columns):
            return self._untold(row, uncertain)
        return PrintedColumns(tuple(order), evidence, () if self._is_told(row, order, evidence) else (uncertain,))

    def _is_told(self, row: RowSpec, order: Sequence[str], evidence: Mapping[str, LabelEvidence | None]) -> bool:
        """Whether no two damaged heads could change places: no sum tells the order of any columns but the total."""
        total = _total_of(self._table)
        others = [name for name in order if name != total]
        if others == [name for name in row.columns if name in others]:
            return True
        return sum(evidence[name] != "exact" for name in others) < _EITHER

    def _untold(self, row: RowSpec, *doubts: Doubt) -> PrintedColumns:
        """The order of the form, with the total where most sums have it: its place is all that they can tell."""
        printed = form_order(row, *doubts)
        total = _total_of(self._table)
        if total is None or total not in row.columns:
            return printed
        rows = {at: self._rows_with_total_at(at, len(row.columns)) for at in range(len(row.columns))}
        best = max(rows, key=lambda at: rows[at])
        if rows[best] < _LEAST or any(_CLEAR * rows[at] > rows[best] for at in rows if at != best):
            return printed
        others = [name for name in row.columns if name != total]
        return replace(printed, names=(*others[:best], total, *others[best:]))

    def _rows_with_total_at(self, place: int, width: int) -> int:
        rows = (figures for figures in self._figures if len(figures) == width and any(figures))
        return sum(2 * figures[place] == sum(figures) for figures in rows)


def _resembles(text: str, label: str) -> bool:
    """Whether a text holds a label, with a gloss beside it for instance, or is spelt much like it."""
    return label in text or fuzz.ratio(text, label) >= _ALIKE


def _turned_in_line(row: RowSpec, leaves: Iterable[tuple[str, Head]]) -> bool:
    """Whether two heads in one line stand in another order than in the form."""
    lines: dict[int, list[tuple[int, int]]] = {}
    for label, head in leaves:
        if head.exact and head.x is not None:
            lines.setdefault(head.row, []).append((head.x[0], row.columns.index(_name(label))))
    orders = [[column for _, column in sorted(line)] for line in lines.values()]
    return any(order != sorted(order) for order in orders)


def _is_of_one_cell(head: Head) -> bool:
    return head.kind in ("cells", "grid") and head.x is not None and head.x[1] - head.x[0] == 1


def _may_be(text: str, label: str) -> bool:
    """Whether a text may be a label some of whose characters were read wrong."""
    return Levenshtein.distance(text, label) <= _OWN * len(label)


def _name(label: str) -> str:
    """``column:total`` to ``total``."""
    return label.partition(":")[2]


def _first_of_each(heads: Iterable[tuple[str, Head]]) -> list[tuple[str, Head]]:
    first: dict[str, Head] = {}
    for label, head in heads:
        first.setdefault(label, head)
    return list(first.items())


def _groups(table: Table) -> dict[str, tuple[str, ...]]:
    """Labels of the groups of columns with those of their members, small groups first."""
    groups = sorted(table.column_groups, key=lambda group: len(group.columns))
    return {f"group:{group.id}": tuple(f"column:{name}" for name in group.columns) for group in groups}


def _total_of(table: Table) -> str | None:
    """The column to which the others of its rows add up."""
    return next((i.right[0] for i in table.identities if i.along == "columns" and len(i.right) == 1), None)


def _figures(document: Document, record: RowRecord) -> list[Decimal]:
    """The figures of a record, blanks as nothing; empty where one of them is unclear."""
    found = []
    for slot in record.slots:
        figure = printed(document.text[slot.item.start : slot.item.end])
        if figure.kind == "number" and figure.value is not None:
            found.append(figure.value)
        elif figure.kind == "unclear":
            return []
        else:
            found.append(Decimal(0))
    return found
