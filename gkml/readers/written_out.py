"""Tables as data frames write them: merged cells repeated in every place they cover, ``nan``, ``.0``, an index.

A repeated label tells a merged cell; a repeated figure does so only under a merged head, for the same figure may stand
in two columns. What stands there unlike one another is doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import groupby, pairwise
from operator import attrgetter

from gkml.document import NewCell
from gkml.doubts import DoubtCode
from gkml.figures import MISSING

__all__ = ["read_written_out"]

Cells = tuple[NewCell, ...]
Span = tuple[int, int]

_FIGURE = re.compile(r"[+\-－]?[\d０-９][\d０-９,，]*(?:\.\d+)?\s?(?:[万亿千]?元|件|条|项|个)?")
_LABEL = re.compile(r"(?=.*[\u3400-\u9fff].*[\u3400-\u9fff]).{2,}", re.S)
_DITTOS = frozenset({"〃", "″", "同上"})
_COUNT = re.compile(r"(?P<before>[^\d\u3400-\u9fff]{0,4}|第)(?P<number>[0-9]{1,4})(?P<behind>行?[^\w\s]{0,2})")
_DASHES = "-—－– "  # around a ditto
_FOREIGN = re.compile(r"(?!(.)\1*$)(?:[#<(\[{]*[A-Za-z]+(?:[./ ][A-Za-z]+)*\.?[>)\]}]*|\(\)|\[\]|\{\}|<>)")
_UNNAMED = re.compile(r"Unnamed: ?\d+(?:_level_\d+)?")
_WHOLE = re.compile(r"[+\-－]?\d[\d,]*\.0")
_TEXT = attrgetter("text")
_LEAST_WHOLE = 3  # figures with ``.0`` from which it is the program's
_LEAST_COUNTED = 4  # rows that an index counts
_LEAST_REPEATED = 2  # places in which labels are repeated


def read_written_out(rows: Sequence[Cells]) -> list[Cells] | None:
    """The rows of one table as they were before a program wrote them out; None where they are so already.

    Args:
        rows: of cells that separators part.
    """
    texts = {cell.text for row in rows for cell in row}
    read = list(rows)
    nothing = _words_for_nothing(rows, texts)
    if nothing:
        read = [tuple(replace(cell, text="") if cell.text in nothing else cell for cell in row) for row in read]
    if any(map(_is_ditto, texts)):
        read = list(map(_without_dittos, read))
    read = _without_index(read)
    points = any(text.endswith(".0") for text in texts)
    if points and sum(cell.text.endswith(".0") for row in read for cell in row) >= _LEAST_WHOLE:
        read = [tuple(map(_without_point, row)) for row in read]
    read = _without_repeats(read)
    return None if all(new is old for new, old in zip(read, rows, strict=False)) and len(read) == len(rows) else read


def _words_for_nothing(rows: Sequence[Cells], texts: Set[str]) -> set[str]:
    """What a program writes where there is nothing: a word of Latin letters, or empty brackets, again and again."""
    unnamed = {text for text in texts if text.startswith("Unnamed") and _UNNAMED.fullmatch(text)}
    words = {text for text in texts if _FOREIGN.fullmatch(text)}
    if not words - MISSING:
        return words | unnamed
    counts = Counter(cell.text for row in rows for cell in row if cell.text in words)
    return unnamed | {text for text in words if text in MISSING or counts[text] >= _LEAST_WHOLE}


def _is_ditto(text: str) -> bool:
    return text.strip(_DASHES) in _DITTOS


def _without_dittos(row: Cells) -> Cells:
    """A row without the signs that repeat a label; behind its first figure they would repeat figures, and stay."""
    label = next((at for at, cell in enumerate(row) if _is_ditto(cell.text) or _LABEL.fullmatch(cell.text)), 0)
    first = next((at for at, cell in enumerate(row) if at > label and _FIGURE.fullmatch(cell.text)), len(row))
    return tuple(replace(cell, text="") if at < first and _is_ditto(cell.text) else cell for at, cell in enumerate(row))


def _without_point(cell: NewCell) -> NewCell:
    return replace(cell, text=cell.text[:-2]) if _WHOLE.fullmatch(cell.text) else cell


def _without_index(rows: list[Cells]) -> list[Cells]:
    """The rows without a first column that counts them, and without a first row that counts columns."""
    if len(rows) > _LEAST_COUNTED and len(rows[0]) > 2 and _counts(rows[0]):
        # a head of numbers without room for the index: columns made with spaces
        without = _without_index(rows[1:])
        return without if len(without[0]) < len(rows[1]) else rows
    counts = [_COUNT.fullmatch(row[0].text) if row else None for row in rows]
    count = next(filter(None, counts), None)
    head = counts.index(count)
    if count is None or head > 1 or any(row[0].text for row in rows[:head]) or not _count_up(counts[head:]):
        return rows
    labelled = sum(_LABEL.fullmatch(cell.text) is not None for row in rows for cell in row[1:2])
    bare = str(int(count["number"])) == count[0].rstrip(".、")
    if 4 * labelled < len(rows) or (bare and (len(rows) < _LEAST_COUNTED or int(count["number"]) > 1)):
        return rows
    if head and _counts(rows[0][1:]):
        rows = rows[1:]
    return [row[1:] for row in rows]


def _count_up(counts: Sequence[re.Match[str] | None]) -> bool:
    """Whether all are numbers in the same form, each higher by one than that before it: 1., 2.; [0], [1]; 007, 008."""
    forms = {
        (count["before"], count["behind"], int(count["number"]) - at) if count else None
        for at, count in enumerate(counts)
    }
    return len(forms) == 1 and None not in forms and len(counts) > 1


def _counts(cells: Cells) -> bool:
    """Whether the cells are 0, 1, 2 and so on."""
    return bool(cells) and [cell.text for cell in cells] == [str(at) for at in range(len(cells))]


def _without_repeats(rows: list[Cells]) -> list[Cells]:
    """The rows with a merged cell in its first place alone."""
    repeats = [list(_repeats(row)) if len(row) > 1 else [] for row in rows]
    if not any(repeats):
        return rows
    down = _repeated_down(rows)
    if sum(end - start - 1 for spans in repeats for start, end in spans) + len(down) < _LEAST_REPEATED:
        return rows
    heads = list(_heads(rows, repeats))
    several = {(at, span) for (at, spans), row in zip(heads, rows, strict=True) for span in spans if _differ(row, span)}
    read: list[Cells] = []
    for at, (row, spans) in enumerate(zip(rows, repeats, strict=True)):
        cells = list(row)
        for span in spans:
            _empty(cells, span)
        head, merged = heads[at]
        for span in merged:
            _merge_figures(cells, span, one=(head, span) not in several)
        for place in down & {(at, column) for column in range(len(cells))}:
            cells[place[1]] = replace(cells[place[1]], text="")
        read.append(tuple(cells))
    return read


def _heads(rows: Sequence[Cells], repeats: Sequence[Sequence[Span]]) -> Iterator[tuple[int, Sequence[Span]]]:
    """For each row with figures the row of heads above it, and where one of these stands several times in it."""
    head: tuple[int, Sequence[Span]] = (-1, ())
    for at, (row, spans) in enumerate(zip(rows, repeats, strict=True)):
        figures = any(_FIGURE.fullmatch(cell.text) for cell in row)
        if not figures and sum(_LABEL.fullmatch(cell.text) is not None for cell in row) > 1:
            head = at, [span for span in spans if span[0]]
        yield head if figures else (at, ())


def _repeats(row: Cells) -> Iterator[Span]:
    """Where the same label stands in cells beside one another."""
    at = 0
    if not any(left.text == right.text and len(left.text) > 1 for left, right in pairwise(row)):
        return
    for text, group in groupby(row, _TEXT):
        end = at + sum(1 for _ in group)
        if end - at > 1 and _LABEL.fullmatch(text):
            yield at, end
        at = end


def _repeated_down(rows: Sequence[Cells]) -> set[tuple[int, int]]:
    """Row and column of labels that also stand in the row above, which is not the same all through."""
    found = set()
    for at in range(1, len(rows)):
        above, row = rows[at - 1], rows[at]
        if [cell.text for cell in above] == [cell.text for cell in row]:
            continue
        for column, (over, cell) in enumerate(zip(above, row, strict=False)):
            if over.text == cell.text and _LABEL.fullmatch(cell.text):
                found.add((at, column))
    return found


def _empty(cells: list[NewCell], span: Span) -> None:
    for at in range(span[0] + 1, span[1]):
        cells[at] = replace(cells[at], text="")


def _differ(row: Cells, span: Span) -> bool:
    """Whether several figures stand in these places, not one that is repeated."""
    return len({cell.text for cell in row[slice(*span)] if cell.text}) > 1


def _merge_figures(cells: list[NewCell], span: Span, *, one: bool) -> None:
    """One figure under a merged head; doubtful where several stand there.

    Args:
        cells: of the row, which are changed.
        span: of the head.
        one: whether each row below it has one figure there, again and again.
    """
    span = (span[0], min(span[1], len(cells)))  # a row may be shorter than its head
    mine = cells[slice(*span)]
    printed = [cell for cell in mine if cell.text]
    if len(printed) < 2:
        return
    if one and len(printed) == len(mine):
        _empty(cells, span)
        return
    for at in range(*span):
        cells[at] = replace(cells[at], sight="doubtful", doubts=(*cells[at].doubts, DoubtCode.DIALECT))
