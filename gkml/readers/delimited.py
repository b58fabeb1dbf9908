"""Tables whose cells are parted by commas and semicolons: CSV with and without quotes, lists of a program.

Prose holds the same signs, so a sign is believed only where the whole table bears it out, by the measure of van den
Burg, Nazábal and Sutton ("Wrangling messy CSV files by detecting row and type patterns", 2019): rows of one width whose
cells look like labels and figures. What of a row fits the width in two ways is doubtful.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gkml.readers.joined_lines import Source

__all__ = ["Delimited", "delimited_rows"]

_FIGURE_CELL = re.compile(r"([,;，；])[\s=\"'*`]*[+\-－]?\d[\d.]*[\s\"'*`]*?(?=\1|\]|$)", re.M)
_FIGURE = re.compile(r"[+\-－]?\d[\d,]*(?:\.\d+)?")
_LABEL_AND_FIGURE = re.compile(r".*[：:]\s*[+\-]?\d[\d.]*")
_FEWEST = 2  # rows with figures between one sign
_LEAST_ROWS = 3
_ONE_WIDTH = 0.6  # share of the rows that have the width of the table
_LONGEST_CELL = 90  # characters; more is prose
_LIST = re.compile(r"\s*\[{1,2}(?P<cells>.*?)\]{1,2},?\s*", re.S)
_OPENING, _CLOSING = "（([【", "）)]】"
_THOUSANDS_SIGN = ","
_THOUSANDS = re.compile(r"[+\-－]?[1-9]\d{0,2}")
_BEFORE_GROUP = re.compile(r"[+\-－]?\d{1,3}")
_GROUP = re.compile(r"\d{3}(?:\.\d+)?")
_FRAME = " \n\r\u3000\u00a0\"'=*`"
_MOST_JOINS = 200  # ways to join groups of thousands that are tried in a row

Span = tuple[int, int]


class Delimited(NamedTuple):
    """The cells of a line as spans in it; ``doubtful`` where they may be parted otherwise."""

    cells: list[Span]
    doubtful: bool = False


def delimited_rows(lines: Sequence[Source], text: str) -> Mapping[int, Delimited]:
    """The lines, by number, that are rows of a delimited table.

    Args:
        lines: in order.
        text: that they are lines of.
    """
    signs = Counter(match.group(1) for match in _FIGURE_CELL.finditer(text))
    filled = sum(bool(line.text.strip()) for line in lines)
    found: dict[int, Delimited] = {}
    for sign, number in signs.most_common():
        if number < _FEWEST:
            break
        runs = list(_runs(lines, sign))
        nothing_else = sum(map(len, runs)) == filled  # a part of a table, perhaps, with one row of figures
        for fewest in (_FEWEST, 1) if nothing_else or any(_is_table(lines, run, _FEWEST) for run in runs) else ():
            for run in runs:
                if _is_table(lines, run, fewest):
                    for at, row in _table(lines, run, sign).items():
                        found.setdefault(at, row)
    return found


def _runs(lines: Sequence[Source], sign: str) -> Iterator[dict[int, list[Span]]]:
    """Runs of lines that may make a table together, by number, with their cells."""
    run: dict[int, list[Span]] = {}
    for at, line in enumerate(lines):
        cells = _cells(line.text, sign)
        if cells:
            run[at] = cells
        elif line.text.strip():
            yield run
            run = {}
    yield run


def _cells(line: str, sign: str) -> list[Span] | None:
    """The cells of a line; None for a line that may be no row of a table."""
    if sign not in line or "\t" in line or "|" in line:
        return None
    listed = _LIST.fullmatch(line)
    cells = list(_split(line, sign, *(listed.span("cells") if listed else (0, len(line)))))
    if len(cells) < 2:
        return None
    for start, end in cells:
        cell = line[start:end].strip()
        quoted = cell[:1] in ("'", '"', "=") and len(cell) > 1
        if not quoted and (len(cell) > _LONGEST_CELL or "。" in cell):
            return None
    return cells


def _split(line: str, sign: str, start: int, end: int) -> Iterator[Span]:
    """The pieces between signs, those inside quotes and brackets left out."""
    depth = 0
    quote = ""
    at = start
    for place in range(start, end):
        letter = line[place]
        if quote:
            if letter == quote:
                quote = ""
        elif letter in "\"'" and not line[at:place].strip(" =\n\r"):
            quote = letter
        elif letter in _OPENING:
            depth += 1
        elif letter in _CLOSING:
            depth = max(0, depth - 1)
        elif letter == sign and not depth:
            yield at, place
            at = place + 1
    yield at, end


def _is_table(lines: Sequence[Source], run: Mapping[int, list[Span]], fewest: int) -> bool:
    """Whether lines fit together as rows: of one width, at least ``fewest`` with figures in cells of their own.

    Once a sign has made one table, another with it needs but one row of figures.
    """
    if len(run) < min(_LEAST_ROWS, 1 + fewest):
        return False
    width = Counter(map(len, run.values())).most_common(1)[0]
    rows = [[lines[at].text[a:b].strip(_FRAME) for a, b in cells] for at, cells in run.items()]
    figures = sum(any(map(_FIGURE.fullmatch, row[1:])) for row in rows)
    named = sum(_LABEL_AND_FIGURE.fullmatch(row[0]) is not None for row in rows)
    return width[1] >= _ONE_WIDTH * len(run) and figures >= fewest and 2 * named <= len(run)


def _table(lines: Sequence[Source], run: Mapping[int, list[Span]], sign: str) -> dict[int, Delimited]:
    width = Counter(map(len, run.values())).most_common(1)[0][0]
    return {at: _fitted(cells, lines[at].text, width, sign) for at, cells in run.items()}


def _fitted(cells: list[Span], line: str, width: int, sign: str) -> Delimited:
    """A row of more cells than the table has columns, groups of thousands joined until it fits."""
    surplus = len(cells) - width
    if surplus <= 0:
        return Delimited(cells)
    texts = [line[start:end] for start, end in cells]
    gaps = [
        at
        for at in range(len(cells) - 1)
        if sign == _THOUSANDS_SIGN and _GROUP.fullmatch(texts[at + 1]) and _BEFORE_GROUP.fullmatch(texts[at])
    ]
    ways = itertools.islice(itertools.combinations(gaps, surplus), _MOST_JOINS)
    readings = [way for way in ways if _are_thousands(texts, way)]
    if not readings:
        return Delimited(cells, doubtful=True)
    joined: list[Span] = []
    for at, cell in enumerate(cells):
        if at - 1 in readings[0]:
            joined[-1] = (joined[-1][0], cell[1])
        else:
            joined.append(cell)
    return Delimited(joined, doubtful=len(readings) > 1)


def _are_thousands(texts: Sequence[str], joins: Sequence[int]) -> bool:
    """Whether every figure that is joined of groups begins with a group that may stand in front."""
    return all(at - 1 in joins or _THOUSANDS.fullmatch(texts[at]) is not None for at in joins)
