"""The cells of a table whose rows stand side by side, in the order in which its heads are printed.

Such a table has two or three levels of heads: rows and groups of rows above, the columns of each row below. In a dump
the levels follow one another; the columns of a row come together, in one run for each row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from gkml.doubts import Doubt, DoubtCode, doubt
from gkml.folding import fold
from gkml.form import Table
from gkml.records.evidence import LabelEvidence
from gkml.tables.boxhead import Boxhead, Head, are_cut_anywhere, expanded, horizontal_order, without_overlaps

__all__ = ["PrintedCells", "order_of_words", "side_labels", "side_order"]

_MOSTLY = 0.5  # share of the columns of a row whose heads must be legible


@dataclass(frozen=True, slots=True)
class PrintedCells:
    """The cells from left to right, and what the heads say of each.

    Attributes:
        places: row and column ids as printed.
        rows, columns: evidence of each row, and of the columns of all rows.
        doubts: that concern all cells.
        told: heads tell the columns, or leave them in doubt; else they come as in the form.
        loose: heads come in the order of the lines of a page.
    """

    places: tuple[tuple[str, str], ...]
    rows: Mapping[str, LabelEvidence | None]
    columns: Mapping[str, LabelEvidence | None]
    doubts: tuple[Doubt, ...] = ()
    told: bool = True
    loose: bool = False


@lru_cache(maxsize=64)  # tables are few and never change
def side_labels(table: Table) -> frozenset[str]:
    """Labels of all heads of the table."""
    return frozenset(
        [f"row:{table.id}.{row.id}" for row in table.rows]
        + [f"group:{group.id}" for group in (*table.groups, *table.column_groups)]
        + [f"column:{column.id}" for column in table.columns]
    )


def side_order(boxheads: Sequence[Boxhead], table: Table) -> PrintedCells:
    """The cells as the boxhead has them that shows most heads of the table; in the form's order where none does."""
    labels = side_labels(table)
    boxhead = max(boxheads, key=lambda boxhead: len({label for label, _ in boxhead.of(labels)}), default=None)
    rows, row_evidence, rows_told = _rows(boxhead, table)
    columns, column_evidence, columns_told = _columns(boxhead, table, len(rows))
    uncertain = () if rows_told and columns_told else (doubt(DoubtCode.COLUMN_ORDER),)
    if len({row.columns for row in table.rows}) > 1:
        places = [(row.id, column) for row in table.rows for column in row.columns]
    else:
        places = [(row, column) for row, own in zip(rows, columns, strict=True) for column in own]
    told = all(evidence == "exact" for evidence in column_evidence.values()) or bool(uncertain)
    return PrintedCells(
        tuple(places), row_evidence, column_evidence, uncertain, told, boxhead is not None and boxhead.is_loose
    )


def order_of_words(text: str, order: PrintedCells, table: Table) -> PrintedCells:
    """The cells as words above the figures name them, where heads were not recognised, or not all.

    A head that names row and column at once (行政复议_结果维持), however it is broken, tells its cell. Words of columns
    that come in another order than the form's are followed where none is missing, and leave the columns in doubt.

    Args:
        text: what stands above the figures.
        order: the cells as heads have them, or as the form does.
        table: the table.
    """
    words = [match.lastgroup or "" for match in _words_of(table).finditer(fold(text))]
    rows = [table.rows[int(word[4:])].id if word.startswith("row_") else None for word in words]
    columns = [table.columns[int(word[7:])].id if word.startswith("column_") else None for word in words]
    pairs = [(row, column) for row, column in zip(rows, columns[1:], strict=False) if row and column]
    pairs = pairs[-len(order.places) :]
    if set(pairs) == set(order.places):
        of_rows: dict[str, LabelEvidence | None] = {row.id: "exact" for row in table.rows}
        of_columns: dict[str, LabelEvidence | None] = {column.id: "exact" for column in table.columns}
        return order if tuple(pairs) == order.places else PrintedCells(tuple(pairs), of_rows, of_columns)
    top = max((at for at, word in enumerate(words) if word == "row_0"), default=0)
    names = [column for column in columns[top:] if column]
    if order.told:
        return order
    count, natural = len(order.places), [column.id for column in table.columns]
    if len(names) >= count and _are_whole(names[-count:], natural):
        if names[-count:] == natural * len(table.rows):
            return order
        in_order = list(dict.fromkeys(row for row, _ in order.places))
        runs = zip(in_order, _runs(names[-count:], natural), strict=True)
        places = tuple((row, column) for row, run in runs for column in run)
        return replace(order, places=places, doubts=(doubt(DoubtCode.COLUMN_ORDER),))
    rounds = len(table.rows) + (len(names) > count)  # heads over several lines may be printed in each of them
    legible = len(set(names)) >= _MOSTLY * len(natural) and not order.loose
    if legible and _rounds(names, natural) > rounds:
        return replace(order, doubts=(doubt(DoubtCode.COLUMN_ORDER),))
    return order


@lru_cache(maxsize=64)  # tables are few and never change
def _words_of(table: Table) -> re.Pattern[str]:
    """Finds the folded labels of rows and columns, the longest first; groups are called ``row_0``, ``column_0``."""
    labels = [(f"row_{number}", row.labels) for number, row in enumerate(table.rows)]
    labels += [(f"column_{number}", column.labels) for number, column in enumerate(table.columns)]
    groups = [(name, sorted({fold(label) for label in mine}, key=len, reverse=True)) for name, mine in labels]
    groups.sort(key=lambda group: -len(group[1][0]))
    return re.compile("|".join(f"(?P<{name}>{'|'.join(map(re.escape, labels))})" for name, labels in groups))


def _rows(boxhead: Boxhead | None, table: Table) -> tuple[list[str], dict[str, LabelEvidence | None], bool]:
    """The rows from left to right, what tells each, and whether their order is certain."""
    natural = [row.id for row in table.rows]
    told = [] if boxhead is None else boxhead.of({f"row:{table.id}.{row}" for row in natural})
    heads = _first(told)
    evidence: dict[str, LabelEvidence | None] = dict.fromkeys(natural, "order")
    evidence |= {_row(label): "exact" if head.exact else "damaged" for label, head in heads.items()}
    if len(heads) < len(natural):  # a head that stands there twice may be that of another row once
        labels = [label for label, _ in told]
        evidence |= {_row(label): "order" for label in heads if labels.count(label) > 1}
    present = [row for row in natural if f"row:{table.id}.{row}" in heads]
    if boxhead is None:
        return natural, evidence, True
    groups = _row_groups(table)
    tokens = [label for label, _ in boxhead.of([*groups, *heads])]
    order = [_row(label) for label in expanded(tokens, groups) if label in heads]
    by_place = horizontal_order(list(heads.items()), [])
    if by_place is not None:
        from_left = [_row(list(heads)[number]) for number in by_place]
        if from_left == present or not are_cut_anywhere(heads.values()):
            order = from_left
    if order == present or (boxhead.is_loose and by_place is None):
        return natural, evidence, True
    return (order, evidence, True) if len(present) == len(natural) else (natural, evidence, False)


def _columns(
    boxhead: Boxhead | None, table: Table, rows: int
) -> tuple[list[list[str]], dict[str, LabelEvidence | None], bool]:
    """The columns of each row from left to right, what tells them, and whether their order is certain."""
    natural = [column.id for column in table.columns]
    in_form = [list(natural) for _ in range(rows)]
    heads = [] if boxhead is None else boxhead.of({f"column:{name}" for name in natural})
    placed = all(head.x is not None and head.kind in ("aligned", "grid") for _, head in heads)
    if placed and not _are_whole([_name(label) for label, _ in heads], natural):
        heads = without_overlaps(heads)
    by_place = horizontal_order(heads, [])
    names = [_name(heads[number][0]) for number in by_place] if by_place is not None else [_name(x) for x, _ in heads]
    exact = {name: all(head.exact for label, head in heads if _name(label) == name) for name in set(names)}
    evidence: dict[str, LabelEvidence | None] = dict.fromkeys(natural, "order")
    if len(exact) < _MOSTLY * len(natural):
        return in_form, evidence, True
    runs = _runs(names, natural)
    whole = _are_whole(names, natural)
    if whole and len(runs) in (1, rows) and (by_place is not None or all(run == runs[0] for run in runs)):
        evidence = {name: "exact" if exact[name] else "damaged" for name in natural}
        return (runs if len(runs) == rows else runs * rows), evidence, True
    if whole and len(runs) == rows and any(run != natural for run in runs):
        return runs, dict.fromkeys(natural, "damaged"), False  # one run for each row, but which?
    told = [_name(label) for label, head in heads if head.exact] if by_place is None else names
    if len(set(told)) < _MOSTLY * len(natural):  # hardly one is spelt as in the form: the others have to tell
        told = names
    certain = boxhead is None or _comes_round(told, natural)
    if not certain and boxhead is not None and boxhead.is_loose:  # lines of heads that stand beside one another
        certain = all(_comes_round(line, natural) for line in _lines_of(heads))
    certain = certain and not _doubled(names, natural)
    return in_form, dict.fromkeys(natural, "damaged"), certain


def _runs(names: Sequence[str], natural: Sequence[str]) -> list[list[str]]:
    return [list(names[at : at + len(natural)]) for at in range(0, len(names), len(natural))]


def _are_whole(names: Sequence[str], natural: Sequence[str]) -> bool:
    """Whether names are runs of all columns, each once, in any order."""
    return all(sorted(run) == sorted(natural) for run in _runs(names, natural))


def _lines_of(heads: Sequence[tuple[str, Head]]) -> list[list[str]]:
    """Names of the heads of each line; of the exact ones where there are such."""
    exact = [(label, head) for label, head in heads if head.exact] or heads
    lines: dict[int, list[str]] = {}
    for label, head in exact:
        lines.setdefault(head.row, []).append(_name(label))
    return list(lines.values())


def _comes_round(names: Sequence[str], natural: Sequence[str]) -> bool:
    """Whether columns come in the order of the form, run after run, though some are missing."""
    return _rounds(names, natural) <= max((names.count(name) for name in natural), default=0) + 1


def _rounds(names: Sequence[str], natural: Sequence[str]) -> int:
    """How often the columns of the form have to be gone through to meet the names in their order."""
    places = [natural.index(name) for name in names]
    return 1 + sum(right <= left for left, right in pairwise(places))


def _doubled(names: Sequence[str], natural: Sequence[str]) -> bool:
    """Whether one head stands where that of another column should."""
    counts = [names.count(name) for name in natural]
    return min(counts) == 0 and max(counts) > 1 + sorted(counts)[len(counts) // 2]


def _row_groups(table: Table) -> dict[str, list[str]]:
    return {
        f"group:{group.id}": [f"row:{table.id}.{row.id}" for row in table.rows if row.group == group.id]
        for group in table.groups
    }


def _first(heads: Sequence[tuple[str, Head]]) -> dict[str, Head]:
    first: dict[str, Head] = {}
    for label, head in heads:
        first.setdefault(label, head)
    return first


def _row(label: str) -> str:
    """``row:disputes.upheld`` to ``upheld``."""
    return label.partition(".")[2]


def _name(label: str) -> str:
    return label.partition(":")[2]
