"""Figures that count rows or lines and say nothing else: serial numbers before labels, line numbers before everything,
codes between labels and figures.

They rise by one from row to row, or by as many as there are lines between; figures of a report do not do so for long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from gkml.figures import is_unit
from gkml.tables.stream import Item, StreamRow

__all__ = ["without_counters", "without_unit_cells"]

_COUNT = re.compile(r"[（(\[【]?[A-Za-z]?(\d{1,4})[)）\]】]?\s?[.．、:：]?")
_LEAST = 5  # labels that are counted without a gap
_LINES = 12  # the same of lines, whatever they hold
_ROWS = 2  # the same of rows of cells that are counted from 1 on
_ROWS_FROM_NOUGHT = 3  # and from 0 on
_BESIDE = 2  # rows with another figure in front of the number of the next
_COUNTS = 2  # one behind the other: of lines, and of rows
_CODE = re.compile(r"(?P<sign>[A-Za-z]{1,2}0*|0+|)(?P<count>[1-9]\d{0,2})")
_DRESS = " \t\u3000\u00a0*_`"  # around a code
_SIGNED_CODES = 4  # codes behind one another that begin with a letter or with zeros
_PLAIN_CODES = 8  # the same of others, which figures might be
_GAP = 3  # by which codes may go on behind so many


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A count at the beginning of a row.

    Attributes:
        start: offset of the figure.
        line: of the text.
        row: number of the row.
        in_cells: whether it has a cell of its own in a row of cells.
        labelled: whether words stand right behind it, in its row or, where it stands alone, in the next.
    """

    start: int
    count: int
    line: int
    row: int
    labelled: bool
    in_cells: bool

    def counts_from(self, before: _Candidate) -> bool:
        """Whether it goes on counting lines, or rows of cells, whatever rules and empty lines stand between them."""
        rows = self.row - before.row if self.in_cells and before.in_cells else None
        return self.row != before.row and self.count - before.count in (self.line - before.line, rows)

    def follows(self, before: _Candidate) -> bool:
        """Whether it goes on counting lines, or labels."""
        return self.counts_from(before) or (self.labelled and self.count - before.count == 1)


@dataclass(frozen=True, slots=True)
class _Code:
    """The first thing behind a label, where it may be a code; ``followed``: by a figure of the same row."""

    start: int
    count: int
    signed: bool
    followed: bool


def without_counters(text: str, stream: Sequence[StreamRow]) -> Sequence[StreamRow]:
    """The rows of a document without the figures that only count; ``text`` is that of the document."""
    for _ in range(_COUNTS):
        starts = _counters(text, stream)
        if not starts:
            break
        stream = [_without(row, starts) for row in stream]
    codes = _codes(text, stream)
    return [_without(row, codes) for row in stream] if codes else stream


def _without(row: StreamRow, starts: frozenset[int]) -> StreamRow:
    """The row without the items that begin at these offsets."""
    if not any(item.start in starts for item in row.items):
        return row
    return replace(row, items=tuple(item for item in row.items if item.start not in starts))


def _counters(text: str, stream: Sequence[StreamRow]) -> frozenset[int]:
    """Offsets of the figures that only count."""
    found: set[int] = set()
    chain: list[_Candidate] = []
    for candidate in _candidates(text, stream):
        if chain and candidate.follows(chain[-1]):
            chain.append(candidate)
        elif candidate.labelled or not chain:
            found.update(_starts(chain))
            chain = [candidate]
    found.update(_starts(chain))
    return frozenset(found)


def _starts(chain: Sequence[_Candidate]) -> list[int]:
    by_line = sum(one.counts_from(before) for before, one in pairwise(chain))
    least = _LINES
    if chain and chain[0].count <= 1 and all(each.in_cells for each in chain):
        least = _ROWS if chain[0].count else _ROWS_FROM_NOUGHT
    if sum(candidate.labelled for candidate in chain) < _LEAST and by_line < least:
        return []
    return [candidate.start for candidate in chain]


def _candidates(text: str, stream: Sequence[StreamRow]) -> Iterator[_Candidate]:
    line = 0
    for number, row in enumerate(stream):
        line += 1 + row.row.gap
        items = [item for item in row.items if item.kind != "blank"]
        yield from _within(text, items, line, number)
        if not items or items[0].kind != "figure":
            continue
        first = items[0]
        count = _COUNT.fullmatch(text[first.start : first.end].strip())
        in_cells = row.row.kind in ("cells", "grid") and len(row.row.cells) > 1
        if count is None or (count[1].startswith("0") and not in_cells):
            continue
        alone = len(items) == 1
        behind = items[1:2]
        if alone and number + 1 < len(stream):
            behind = list(stream[number + 1].items[:1])
        labelled = bool(behind) and behind[0].kind in ("label", "text")
        yield _Candidate(first.start, int(count[1]), line, number, labelled, in_cells)


def _within(text: str, items: Sequence[Item], line: int, number: int) -> Iterator[_Candidate]:
    """Those in front of the labels within a row, where it holds so many that the ends of rows were lost."""
    if sum(item.kind == "label" for item in items) <= _LEAST:
        return
    found: list[_Candidate] = []
    beside = 0  # other figures: those that stand alone in their rows are what these hold
    for before, item, behind in zip(items, items[1:], items[2:], strict=False):
        if item.kind == "figure" and behind.kind == "label":
            count = _COUNT.fullmatch(text[item.start : item.end].strip())
            if count is not None and not count[1].startswith("0"):
                beside += before.kind == "figure"
                found.append(_Candidate(item.start, int(count[1]), line, number, labelled=True, in_cells=False))
    if beside >= _BESIDE:
        yield from found


def without_unit_cells(text: str, stream: Sequence[StreamRow]) -> Sequence[StreamRow]:
    """The rows without the words of counting that have a cell of their own between label and figures."""
    units: set[int] = set()
    labelled = False
    for row in stream:
        for item in row.items:
            if item.kind == "text" and labelled and is_unit(text[item.start : item.end]):
                units.add(item.start)
            labelled = item.kind == "label" or (labelled and item.kind == "blank")
    return [_without(row, frozenset(units)) for row in stream] if units else stream


def _codes(text: str, stream: Sequence[StreamRow]) -> frozenset[int]:
    """Offsets of the codes of rows."""
    found: set[int] = set()
    chain: list[_Code] = []
    for code in _code_candidates(text, stream):
        gap = _GAP if len(chain) >= _PLAIN_CODES else 1  # that of a row which was lost
        if chain and not chain[-1].count < code.count <= chain[-1].count + gap:
            found.update(_starts_of_codes(chain))
            chain = []
        chain.append(code)
    found.update(_starts_of_codes(chain))
    return frozenset(found)


def _starts_of_codes(chain: Sequence[_Code]) -> list[int]:
    least = _SIGNED_CODES if any(code.signed for code in chain) else _PLAIN_CODES
    followed = 2 * sum(code.followed for code in chain) >= len(chain)
    return [code.start for code in chain] if len(chain) >= least and followed else []


def _code_candidates(text: str, stream: Sequence[StreamRow]) -> Iterator[_Code]:
    items = [item for row in stream for item in row.items if item.kind != "blank"]
    labelled = False
    for item, behind in zip_longest(items, items[1:]):
        if item.kind == "label":
            labelled = True
        elif labelled and item.kind in ("figure", "text"):
            code = _CODE.fullmatch(text[item.start : item.end].strip(_DRESS))
            if code is not None:
                followed = behind is not None and behind.kind == "figure"
                yield _Code(item.start, int(code["count"]), bool(code["sign"]), followed)
            if code is not None or item.kind == "figure":
                labelled = False
