"""Rows that a dump prints over several lines: cells one a line between bars, and line ends inside quotes.

Where a row ends is told by bars alone: a doubled bar closes it (``8 | |``), or a bar opens the next (``| 规章``). The
reading is taken where the rows that it makes look like rows of a table: labels first, then figures.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Source", "join_lines", "looks_like_row"]

_BLANKS = " \t\u3000\u00a0"
_BAR = "|｜│┃║¦"
_CELL = re.compile(
    rf"[{_BLANKS}]*+(?P<text>(?:[^{_BAR}{_BLANKS}]++(?:[{_BLANKS}]++(?=[^{_BAR}{_BLANKS}]))?)*+)"
    rf"[{_BLANKS}]*+(?P<bars>(?:[{_BAR}][{_BLANKS}]*+)*+)"
)
_OPENING = re.compile(rf"[{_BLANKS}]*[{_BAR}][{_BLANKS}]*[^{_BAR}{_BLANKS}][^{_BAR}]*")
_NOTHING = frozenset({"", "nan", "NaN", "NAN", "NaT", "None", "<NA>", "null", "NULL"})
_MAY_JOIN = re.compile(  # a line that ends with two bars, or opens with its only one, or hangs
    rf"^(?:[^{_BAR}\n]*[{_BAR}][{_BLANKS}]*[{_BAR}][{_BLANKS}{_BAR}]*"
    rf"|[{_BLANKS}]*[{_BAR}][{_BLANKS}]*[^{_BAR}{_BLANKS}\n][^{_BAR}\n]*|[ \t][^{_BAR}\n]+[{_BAR}][{_BLANKS}]*)\r?$",
    re.M,
)
_FIGURE = re.compile(r"[+\-－]?[\d０-９][\d０-９,，.．]*\s?(?:[万亿千]?元|件|条|项|个|次)?|[-—–/\\]{1,3}|无")
_LIST_BEGINS = re.compile(r"\s*\[\s*")
_LIST_ENDS = re.compile(r"\s*\],?\s*")
_ROW_RULE = re.compile(rf"[ \t]*(?:\{{[{_BAR}].*|[{_BAR}](?:-+|\}}).*)")  # of wiki tables: {| |- |}
_FEWEST = 2  # rows that must end, or open, in one way
_WELL_FORMED = 0.9  # share of the rows that must look like rows of a table
_OPEN_QUOTE = re.compile(r'(?:^|[\t,;|，；])[ \u3000]*=?"[^"]*$')
_CLOSE_QUOTE = re.compile(r'[^"]*"[ \u3000]*(?:[\t,;|，；]|$)')
_QUOTED_LINES = 6  # lines over which a quoted cell may run


class Source(NamedTuple):
    """A line of the file, or lines that make one row, and where it begins."""

    text: str
    start: int


def join_lines(lines: Sequence[Source], text: str) -> list[Source]:
    """The lines with those joined that make one row together.

    Args:
        lines: of the text, in order.
        text: that they are lines of.
    """
    joined = list(_joined_quotes(lines, text)) if '"' in text else list(lines)
    if "[" in text:
        joined = list(_joined_lists(joined, text))
    if not _MAY_JOIN.search(text):
        return joined
    result: list[Source] = []
    for block in _blocks(joined):
        result.extend(_joined_block(block, text))
    return result


def _joined_quotes(lines: Sequence[Source], text: str) -> Iterator[Source]:
    """A cell in quotes that runs over a line end makes its lines one."""
    at = 0
    while at < len(lines):
        line = lines[at]
        last = at
        if line.text.count('"') % 2 and _OPEN_QUOTE.search(line.text):
            last = next(
                (
                    other
                    for other in range(at + 1, min(at + _QUOTED_LINES, len(lines)))
                    if lines[other].text.count('"') % 2 and _CLOSE_QUOTE.match(lines[other].text)
                ),
                at,
            )
        end = lines[last]
        yield Source(text[line.start : end.start + len(end.text)], line.start) if last > at else line
        at = last + 1


def _joined_lists(lines: Sequence[Source], text: str) -> Iterator[Source]:
    """A list that a program prints with an item a line, its brackets on lines of their own, is one row."""
    begun: list[Source] = []
    for line in lines:
        if _LIST_BEGINS.fullmatch(line.text):
            yield from begun
            begun = [line]
        elif begun and _LIST_ENDS.fullmatch(line.text):
            yield _source([*begun, line], text)
            begun = []
        elif begun:
            begun.append(line)
        else:
            yield line
    yield from begun


def _blocks(lines: Sequence[Source]) -> Iterator[list[Source]]:
    """Runs of lines that may be cells between bars; every other line alone."""
    block: list[Source] = []
    for line in lines:
        if _is_cell(line.text):
            block.append(line)
            continue
        if block:
            yield block
        block = []
        yield [line]
    if block:
        yield block


def _is_cell(line: str) -> bool:
    """A line that holds one cell at most: with or without bars at its ends, or blank."""
    return "\n" not in line and (
        _ROW_RULE.fullmatch(line) is not None
        or _CELL.fullmatch(line) is not None
        or _OPENING.fullmatch(line) is not None
    )


def _joined_block(block: Sequence[Source], text: str) -> list[Source]:
    ruled = _rows_between_rules(block)
    if ruled:
        return [_source(row, text) for row in ruled]
    opened = _rows_that_open(block) if len(block) > 1 else None
    if opened:
        return [_source(row, text) for row in opened]
    joined: list[Source] = []
    for barred, part in itertools.groupby(block, _is_barred):
        lines = list(part)
        rows = (_rows_that_end(lines) or _rows_that_hang(lines)) if barred and len(lines) > 1 else None
        joined.extend([_source(row, text) for row in rows] if rows else lines)
    return joined


def _is_barred(line: Source) -> bool:
    """Whether a line may stand between the cells of a row that closes each with a bar."""
    return _bars(line) > 0 or not line.text.strip(_BLANKS)


def _source(row: Sequence[Source], text: str) -> Source:
    return Source(text[row[0].start : row[-1].start + len(row[-1].text)], row[0].start)


def _bars(line: Source) -> int:
    match = _CELL.fullmatch(line.text)
    return sum(sign in _BAR for sign in match["bars"]) if match else 0


def _rows_that_end(block: Sequence[Source]) -> list[list[Source]] | None:
    """Rows of which each line ends with the bar of its cell; a bar more, behind the last or alone, ends the row."""
    nonempty = [line for line in block if line.text.strip(_BLANKS)]
    ends = [_bars(line) > 1 for line in nonempty]
    if sum(ends) < _FEWEST or 2 * sum(ends) > len(nonempty):
        return None
    rows: list[list[Source]] = [[]]
    for line, end in zip(nonempty, ends, strict=True):
        if end:
            line = _without_end(line)
        if line.text.strip(_BLANKS):
            rows[-1].append(line)
        if end:
            rows.append([])
    rows = [row for row in rows if row]
    return rows if _are_rows(rows) else None


def _without_end(line: Source) -> Source:
    """A line without the bar that ends its row; where nothing but bars stands in it, without the pair of them."""
    text = line.text.rstrip(_BLANKS)[:-1]
    if not text.strip(_BLANKS + _BAR):
        text = text.rstrip(_BLANKS)[:-1]
    return Source(text, line.start)


def _rows_that_hang(block: Sequence[Source]) -> list[list[Source]] | None:
    """Rows of which the first cell begins at the edge and the others are indented, a cell with its bar a line."""
    nonempty = [line for line in block if line.text.strip(_BLANKS)]
    rows: list[list[Source]] = []
    for line in nonempty:
        if line.text[:1].strip(_BLANKS) or not rows:
            rows.append([])
        rows[-1].append(line)
    if len(rows) < _FEWEST or len(nonempty) < 2 * len(rows) or nonempty[0].text[:1] in _BLANKS:
        return None
    return rows if _are_rows(rows) else None


def _rows_between_rules(block: Sequence[Source]) -> list[list[Source]] | None:
    """Rows of a wiki, a line ``|-`` between two of them, a bar in front of each cell."""
    rules = [at for at, line in enumerate(block) if _ROW_RULE.fullmatch(line.text)]
    if len(rules) < _FEWEST:
        return None
    rows: list[list[Source]] = [[line] for line in block[: rules[0]]]
    for first, last in itertools.pairwise(rules):
        row = [line for line in block[first + 1 : last] if line.text.strip(_BLANKS)]
        one = all(line.text.lstrip(_BLANKS)[:1] in _BAR for line in row)
        rows.extend([row] if one else [[line] for line in row])
    rows.extend([line] for line in block[rules[-1] + 1 :])
    return [row for row in rows if row]


def _rows_that_open(block: Sequence[Source]) -> list[list[Source]] | None:
    """Rows that open with a bar in front of the first cell, the other bars on lines of their own or behind a cell."""
    opens = [at for at, line in enumerate(block) if _OPENING.fullmatch(line.text) and not _CELL.fullmatch(line.text)]
    if len(opens) < _FEWEST:
        return None
    rows: list[list[Source]] = []
    others: list[list[Source]] = [[line] for line in block[: opens[0]]]
    result = list(others)
    for first, last in itertools.pairwise([*opens, len(block)]):
        barred = [at for at in range(first + 1, last) if _bars(block[at])]
        end = max(barred, default=first) + 1  # what stands behind the last bar is no part of the row
        rows.append(list(block[first:end]))
        result += [rows[-1], *([line] for line in block[end:last])]
    if any(len(row) < _FEWEST for row in rows) or not _are_rows(rows):
        return None
    return result


def _are_rows(rows: Sequence[Sequence[Source]]) -> bool:
    """Whether nearly all look like rows, those that a first cell counts without it."""
    cells = [re.split(f"[{_BAR}]", "\n".join(line.text for line in row).lstrip(_BLANKS + _BAR)) for row in rows]
    counted = 2 * sum(row[0].strip().isdecimal() for row in cells) > len(cells)
    good = sum(looks_like_row(row[1:] if counted else row) for row in cells)
    return good >= _WELL_FORMED * len(rows) and any(len(row) > 2 for row in cells)


def looks_like_row(cells: Sequence[str]) -> bool:
    """Whether no label stands behind a figure."""
    texts = (cell.strip().strip("'\"*`") for cell in cells)
    figures = [_FIGURE.fullmatch(text) is not None for text in texts if text not in _NOTHING]
    return figures == sorted(figures)
