"""Words and marks that stand for empty cells: ``同上`` and ``-〃-`` where cells are merged, one text all down a column.

What stands whole in its cell beside many labels of rows, and is neither label nor figure, tells nothing of any of these
rows. In its place is no figure: where one should be, the cell is read as what is printed there, and left in doubt.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from gkml.figures import MONEY_UNITS, is_like_figure, printed
from gkml.folding import fold
from gkml.form import ExtraColumns
from gkml.tables.stream import Item, StreamRow

__all__ = ["with_empty_signs"]

_LONGEST = 24  # characters; more is a remark
_SHORTEST = 2
_DIGITS = frozenset("0123456789")  # what begins with one is no such word
_LABELS = 4  # different rows beside whose labels a word must stand
_REPEATED = 2  # times that it must stand in one row of heads
_HEAD_ROLES = frozenset({"column", "group", "corner", "item"})


def with_empty_signs(text: str, stream: Sequence[StreamRow], extra: ExtraColumns) -> Sequence[StreamRow]:
    """The rows with empty cells where such a word or mark stands; what is printed there they keep.

    Args:
        text: the canonical text.
        stream: its rows.
        extra: heads of columns of no form, which come again over each table.
    """
    signs = _signs(text, stream, extra)
    return list(_with_blanks(text, stream, signs)) if signs else stream


def _signs(text: str, stream: Sequence[StreamRow], extra: ExtraColumns) -> frozenset[str]:
    beside: dict[str, set[str]] = defaultdict(set)
    in_heads: Counter[str] = Counter()
    marks: set[str] = set()
    label = ""
    for line in stream:
        if line.barrier or line.skipped:
            continue
        found: Counter[str] = Counter()
        labels = set()  # of rows, beside which words stand in this one
        for item in line.items:
            if item.kind == "label":
                label = item.tag.label if item.tag is not None and item.tag.role == "row" else label
            elif item.kind == "blank" or text[item.start] in _DIGITS:
                continue  # the usual cases
            elif (word := _word(text, item)) is not None:
                found[word] += 1
                labels.add((word, label))
                if item.kind == "figure":
                    marks.add(word)
        if found and _is_of_heads(text, line):
            in_heads.update({word: count for word, count in found.items() if word in marks or count >= _REPEATED})
        else:
            for word, of_row in labels:
                beside[word].add(of_row)
    often = {word for word, labels in beside.items() if len(labels) >= _LABELS}
    signs = {word for word in often if word not in marks or word in in_heads}  # else marks where figures should be
    signs.update(word for word, count in in_heads.items() if count >= _REPEATED)
    return frozenset(word for word in signs if not _is_head(fold(word), extra))


def _is_of_heads(text: str, line: StreamRow) -> bool:
    """Whether heads stand in a row, and no numbers."""
    heads = any(item.tag is not None and item.tag.role in _HEAD_ROLES for item in line.items if item.kind == "label")
    return heads and not any(
        item.kind == "figure" and printed(text[item.start : item.end]).kind == "number" for item in line.items
    )


def _word(text: str, item: Item) -> str | None:
    """What stands whole in a cell and may be such a sign; units of money say something of the figures."""
    start, end, cell = item.start, item.end, item.cell
    if item.kind not in ("text", "figure") or end - start > _LONGEST or start != cell.start or end != cell.end:
        return None
    word = text[start:end].strip()
    if item.kind == "figure" and printed(word).kind != "mark":
        return None
    if word[:1] in _DIGITS:
        return None
    is_leaving = len(word) < _SHORTEST and word.isascii() and not word.isalnum()  # of a line that parts cells
    return None if is_leaving or word in MONEY_UNITS or is_like_figure(word) else word


def _is_head(folded: str, extra: ExtraColumns) -> bool:
    """Whether it heads a column, of no form."""
    return folded in extra.labels or extra.without_previous(folded) is not None or extra.is_other_measure(folded, ())


def _with_blanks(text: str, stream: Sequence[StreamRow], signs: Collection[str]) -> Iterator[StreamRow]:
    labelled = False  # of cells one a line: what stands behind the figures of a row ends it
    for line in stream:
        if (not line.alone or labelled) and any(_word(text, item) in signs for item in line.items):
            line = replace(line, items=tuple(_blanks(text, line.items, signs)))
        elif line.items and line.items[-1].kind != "blank":
            labelled = line.items[-1].kind == "label"
        yield line


def _blanks(text: str, items: Sequence[Item], signs: Collection[str]) -> Iterator[Item]:
    for item in items:
        yield replace(item, kind="blank", tag=None) if _word(text, item) in signs else item
