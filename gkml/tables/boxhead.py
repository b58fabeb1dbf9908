"""Boxheads: the column heads of a table as they are printed, in front of the rows that stand under them.

A head is located like a row label. In a grid and in aligned text its place tells which column it heads; in a dump,
where merged cells are lost, the heads come in the order of their rows: those of a group of columns stand behind the
heads beside the group, and in the place of the group itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gkml.document import RowKind
from gkml.tables.stream import Item, StreamRow
from gkml.values import value

__all__ = [
    "Boxhead",
    "Head",
    "are_cut_anywhere",
    "boxheads_before",
    "expanded",
    "find_boxheads",
    "horizontal_order",
    "parted_groups",
    "with_parted_groups",
    "without_overlaps",
]

_LEGIBLE = 0.35  # confidence from which a damaged head counts


@value
class Head:
    """One head as it is printed.

    Attributes:
        labels: the tag labels that its print may be, likeliest first; empty for a text that is none of the form.
        start, end: offsets into the canonical text.
        row: index of the row it stands in.
        kind: of that row.
        x: first and last column it covers: of the grid, of the line in characters, or the number of its cell.
        exact: it is spelt as in the form.
        broken: it is the first piece of a label that is broken over lines or cells.
        tail: it is a later piece of one.
    """

    labels: tuple[str, ...]
    start: int
    end: int
    row: int
    kind: RowKind
    x: tuple[int, int] | None
    exact: bool = False
    broken: bool = False
    tail: bool = False


@dataclass(slots=True)
class Boxhead:
    """Heads that stand together, in order of reading; ``end`` is where the last of them begins."""

    heads: list[Head] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Offset of the first head."""
        return self.heads[0].start

    @property
    def end(self) -> int:
        """Offset of the last head."""
        return self.heads[-1].start

    def of(self, labels: Collection[str]) -> list[tuple[str, Head]]:
        """The heads that may be one of these labels, each with the likeliest of them."""
        found = []
        for head in self.heads:
            for label in head.labels:
                if label in labels:
                    found.append((label, head))
                    break
        return found

    @property
    def unknown(self) -> list[Head]:
        """Texts among the heads that are no label of any form."""
        return [head for head in self.heads if not head.labels]

    @property
    def is_loose(self) -> bool:
        """Whether its text comes from a page, where heads of several lines are centred beside one another.

        Then the order of reading is not that of the cells of a table: heads are broken, or several stand in one line.
        """
        known = [head for head in self.heads if head.labels]
        rows = Counter(head.row for head in known if head.kind in ("line", "aligned"))
        return any(head.broken for head in known) or (len(rows) > 1 and max(rows.values()) > 1)


def find_boxheads(stream: Sequence[StreamRow], labels: Collection[str]) -> list[Boxhead]:
    """All boxheads of a document, in order of reading.

    Args:
        stream: the rows of the document.
        labels: column heads and groups of columns of any form, and rows that stand side by side.
    """
    found: list[Boxhead] = []
    is_open = False
    for line in stream:
        if line.skipped:
            continue
        if line.barrier:
            is_open = False
            continue
        for head in _heads_of(line, labels, is_open):
            if head is None:
                is_open = False
            elif is_open:
                found[-1].heads.append(head)
            elif head.labels and not head.tail:
                found.append(Boxhead([head]))
                is_open = True
    for boxhead in found:
        boxhead.heads = _without_tails(boxhead.heads)
    return found


def _without_tails(heads: list[Head]) -> list[Head]:
    """The heads without the later pieces of those that are there; where the first is not, a piece is all there is."""
    if not any(head.tail for head in heads):
        return heads
    whole = {label for head in heads if not head.tail for label in head.labels}
    return [head for head in heads if not (head.tail and head.labels[0] in whole)]


def _heads_of(line: StreamRow, labels: Collection[str], is_open: bool) -> Iterator[Head | None]:
    """The heads in a row, and None where it holds what ends a boxhead: a figure, or the label of a row."""
    figures = [number for number, item in enumerate(line.items) if item.kind == "figure"]
    begun = False
    for number, item in enumerate(line.items):
        if item.kind == "figure":
            yield None
            is_open = False
        elif item.kind == "text":
            if is_open and line.row.kind != "line":
                yield _head(item, line, ())
        elif item.kind == "label" and item.tag is not None:
            mine = tuple([label for label in (item.tag.label, *item.tag.others) if label in labels])
            if mine and item.tag.confidence >= _LEGIBLE and (is_open or mine[0] == item.tag.label):
                in_line = bool(figures) and figures[-1] > number
                yield _head(item, line, mine, in_line=in_line)
                is_open = begun = is_open or item.tag.part != "tail"
            elif item.tag.role == "row" and begun and not figures:
                yield _head(item, line, ())  # it heads a column, though it is spelt like a row
            elif item.tag.role == "row":
                yield None
                is_open = False


def _head(item: Item, line: StreamRow, labels: tuple[str, ...], *, in_line: bool = False) -> Head:
    """A head; ``in_line``: figures stand behind it in its own line, under which nothing stands."""
    x = item.x
    if line.row.kind == "grid":
        x = item.cell.column, item.cell.column + item.cell.colspan
    elif line.row.kind == "cells" and len(line.row.cells) > 1:
        x = item.cell.column, item.cell.column + 1
    exact = item.tag is not None and item.tag.exact
    part = "" if item.tag is None else item.tag.part
    kind = "line" if in_line and line.row.kind == "aligned" else line.row.kind
    return Head(
        labels, item.start, item.end, line.row.index, kind, x, exact, part == "head", bool(labels) and part == "tail"
    )


def boxheads_before(boxheads: Sequence[Boxhead], start: int) -> Iterator[Boxhead]:
    """The boxheads in front of an offset, the nearest first."""
    at = bisect_left(boxheads, start, key=lambda boxhead: boxhead.start)
    yield from reversed(boxheads[:at])


# ---------------------------------------------------------------------------------------------------------------------
# The order of heads


def horizontal_order(
    leaves: Sequence[tuple[str, Head]], groups: Sequence[tuple[Head, Collection[str]]], *, loose: bool = False
) -> list[int] | None:
    """Numbers of the leaves from left to right, where their places tell; None where they do not.

    Places tell where all heads are measured alike, none lies over another, and every group lies over its members.

    Args:
        leaves: heads of single columns with their labels.
        groups: heads over several columns, each with the labels of its members.
        loose: heads of several lines are centred over their columns; they may reach over the edges of one another.
    """
    kinds = {head.kind for _, head in leaves}
    spans = [head.x for _, head in leaves if head.x is not None]
    if not leaves or len(spans) < len(leaves) or (len(kinds) > 1 and kinds != {"aligned", "line"}):
        return None
    if kinds == {"line"}:
        return None  # running text: only the order of reading is known
    order = sorted(range(len(leaves)), key=lambda number: spans[number])
    apart = _stand_apart if loose else _lie_apart
    if not all(apart(spans[left], spans[right]) for left, right in pairwise(order)):
        return None
    for head, members in groups:
        if head.x is None or head.kind not in kinds:
            continue
        inside = [spans[number] for number, (label, _) in enumerate(leaves) if label in members]
        others = [spans[number] for number, (label, _) in enumerate(leaves) if label not in members]
        if inside and not _lies_over(head, inside, others):
            return None
    return order


def are_cut_anywhere(heads: Collection[Head]) -> bool:
    """Whether heads stand in several lines, which a page may have cut anywhere: their places tell no order alone."""
    return len({head.row for head in heads}) > 1 and {head.kind for head in heads} != {"grid"}


def _lie_apart(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[1] <= right[0]


def _stand_apart(left: tuple[int, int], right: tuple[int, int]) -> bool:
    """The same where the end of one may reach over the edge of the next, and neither over the middle of the other."""
    return 2 * left[1] <= right[0] + right[1] and left[0] + left[1] <= 2 * right[0]


def without_overlaps(heads: Sequence[tuple[str, Head]]) -> list[tuple[str, Head]]:
    """Of pieces of one head that lie over one another the first, and of two heads the surer one; left to right."""
    kept: list[tuple[str, Head]] = []
    for label, head in sorted(heads, key=lambda one: one[1].x or (0, 0)):
        before = kept[-1][1] if kept else None
        if before is None or before.x is None or head.x is None or before.x[1] <= head.x[0]:
            kept.append((label, head))
        elif head.exact and not before.exact:
            kept[-1] = (label, head)
    return kept


def _lies_over(group: Head, inside: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    """Whether a group lies over its members and over nothing else."""
    assert group.x is not None
    left, right = min(x for x, _ in inside), max(x for _, x in inside)
    if any(left < x < right for x, _ in others):
        return False
    if group.kind == "grid":
        return group.x[0] <= left and (group.x[1] >= right or group.x[1] - group.x[0] == 1)
    if group.kind == "cells":
        return group.x[0] == left  # a merged cell leaves its text in the first of its places
    return left <= (group.x[0] + group.x[1]) / 2 <= right


def parted_groups(tokens: Sequence[str], groups: Mapping[str, Collection[str]]) -> set[str]:
    """Groups that are named again behind a head that is none of theirs: their members stand in several places.

    Args:
        tokens: labels of columns and of groups in order of reading, of one boxhead that may be printed twice.
        groups: members of each group.
    """
    found = set()
    once = _once(tokens, groups)
    for group, members in groups.items():
        inside = {group, *members, *(other for other, own in groups.items() if set(own) < set(members))}
        named = [at for at, token in enumerate(once) if token == group]
        if named and not inside.issuperset(once[named[0] : named[-1]]):
            found.add(group)
    return found


def _once(tokens: Sequence[str], groups: Collection[str]) -> list[str]:
    """The labels up to the first column that comes again."""
    seen: set[str] = set()
    for at, token in enumerate(tokens):
        if token in seen:
            return list(tokens[:at])
        if token not in groups:
            seen.add(token)
    return list(tokens)


def with_parted_groups(tokens: Sequence[str], groups: Mapping[str, Collection[str]]) -> list[str] | None:
    """The labels with the members of parted groups where these are named; None where nothing tells how many are where.

    A group may be named in front of each of its members, or once for each of them.
    """
    order = list(tokens)
    for group in parted_groups(tokens, groups):
        members, once = groups[group], _once(order, groups)
        named = [at for at, token in enumerate(once) if token == group]
        behind = [next((token for token in once[at + 1 :] if token != group), "") for at in named]
        if all(token in members for token in behind):
            order = [token for token in once if token != group]
            continue
        inside = [token for token in dict.fromkeys(order) if token in members]
        if len(named) != len(inside):
            return None
        for at, member in zip(named, inside, strict=True):
            once[at] = member
        order = list(dict.fromkeys(once))
    return order


def expanded(tokens: Sequence[str], groups: Mapping[str, Sequence[str]]) -> list[str]:
    """Labels in order of reading with every group replaced by its members, in the order in which these come.

    Args:
        tokens: labels of columns and of groups; those that come again are left out.
        groups: members of each group; smaller groups first where one lies in another.
    """
    order = list(dict.fromkeys(tokens))
    for group, members in groups.items():
        if group not in order:
            continue
        at = order.index(group)
        inside = [label for label in order[at:] if label in members]
        rest = [label for label in order[at + 1 :] if label not in members]
        order = [*order[:at], *inside, *rest]
    return order
