"""The sign that a dump puts between its cells, where it is none of the usual: learnt from what parts its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

__all__ = ["learn_separator", "separated_cells"]

_ENOUGH = 6  # lines in which one sign parts figures; a date or a list in the prose does it once or twice
_PAIRS = 4  # pairs of figures that a sign parts which parts nothing else
_SIGN = r"[^\w\s.+\-()（）\[\]【】%％:：|]{1,2}"
_BETWEEN_FIGURES = re.compile(
    rf"(?<=\d)(?:\s*({_SIGN})\s*|(?:[万亿千]?元|[件条项个次])?[\"']\s*({_SIGN})\s*[\"'])(?=\d)"
)
_BRACKETS = {"{": "}", "[": "]", "(": ")"}
_THOUSANDS = re.compile(r"(?<!\d)[1-9]\d{0,2}(?:,\d{3})+(?!\d)")
_DATE = re.compile(r"\d{4}\s*/\s*\d{1,2}\s*/\s*\d{1,2}")
_OF_PROSE = "，,、；;"  # these part clauses as well
_ROW_ENDS = " \t\\；;"  # with which rows of some markups end
_OF_FIGURES = _OF_PROSE + "/*—–―－"  # and these figures of a sentence, or they stand in a cell themselves
_SIGNS_OF_ROW = 2  # signs in a row that shows by their number that it is one
_LEAST_ROWS = 2  # such rows behind one another
_COUNTED = re.compile(r"[\u3400-\u9fff]\s*\d+\s*$")  # 申请 3
_LONGEST_CELL = 90  # characters of a label in such rows
_FRAME = "\"'`*_={}[]"
_WORDS = re.compile("[\u3400-\u9fff]|[\\d（(][^\u3400-\u9fff]{0,3}[\u3400-\u9fff]")
_BETWEEN_CELLS = re.compile(r"(?<=[^\s<])\s*([~^&¦│→/;,；，])(?=[^/>]|$)")
_LONGEST_PIECE = 60  # characters of a label between such signs; more is a clause
_FIGURE = re.compile(r"\s*+[+\-]?[\d.]*+\s*+(?:[/—_-]|万?元)?\s*+")
_LABEL_AND_FIGURE = re.compile(r"(.*?\D[：:])\s*([+\-]?\d[\d.]*|[零一二三四五六七八九十百]+|[/—_-])\s*")


def learn_separator(lines: Iterable[str]) -> str | None:
    """The sign that parts figures in many lines and no other sign does so oftener; None where there is none."""
    counts: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    texts = list(lines)
    for line in texts:
        if not _BETWEEN_FIGURES.search(line):
            continue  # most lines; the rest is dear
        plain = _DATE.sub("", _THOUSANDS.sub("0", line))
        signs = [bare or quoted for bare, quoted in _BETWEEN_FIGURES.findall(plain)]
        if len(set(signs)) == 1:
            pairs[signs[0]] += len(signs)
            counts[signs[0]] += len(signs) > 1
    sign, _ = max(pairs.items(), key=lambda item: (counts[item[0]], item[1]), default=("", 0))
    if sign and (counts[sign] >= _ENOUGH or (pairs[sign] >= _PAIRS and _is_clear(sign, texts))):
        return sign
    return _sign_of_rows(texts)


def _is_clear(sign: str, lines: Sequence[str]) -> bool:
    """Whether no sentence has a sign, or it stands in every line and none is one: a part of a table, perhaps."""
    if sign not in _OF_FIGURES:
        return True
    rows = [line.split(sign) for line in lines if line.strip()]
    return all(len(row) > 2 and not any("。" in cell or _COUNTED.search(cell) for cell in row) for row in rows)


def _sign_of_rows(lines: Sequence[str]) -> str | None:
    """The sign that stands equally often in lines behind one another, in some of which it parts a label and figures.

    It tells tables whose rows have one figure, and short ones.
    """
    best: tuple[int, str | None] = (0, None)
    filled = [_DATE.sub("", _THOUSANDS.sub("0", line)) for line in lines if line.strip()]
    counted = [Counter() if "。" in line else Counter(_BETWEEN_CELLS.findall(line)) for line in filled]
    for sign in dict.fromkeys(sign for signs in counted for sign, number in signs.items() if number > 1):
        at = 0
        for number, run in groupby(signs[sign] for signs in counted):
            rows = filled[at : at + len(list(run))]
            at += len(rows)
            if number < _SIGNS_OF_ROW or len(rows) < _LEAST_ROWS:
                continue
            cells = [[piece.strip().strip(_FRAME) for piece in row.split(sign)] for row in rows]
            figures = sum(_is_row(row) for row in cells)
            if figures and (figures, len(rows)) > (best[0], 0) and (figures >= _LEAST_ROWS or len(rows) == len(filled)):
                best = (figures, sign)
    return best[1]


def _is_row(cells: Sequence[str]) -> bool:
    """Whether cells are a label and figures behind it."""
    figures = [bool(cell) and _FIGURE.fullmatch(cell) is not None for cell in cells]
    words = _WORDS.match(cells[0]) is not None and not figures[0]
    return words and not any(map(_COUNTED.search, cells)) and any(figures) and max(map(len, cells)) <= _LONGEST_CELL


def separated_cells(line: str, separator: str) -> list[tuple[int, int]] | None:
    """Where the cells of a line stand; None for a line that does not use the separator for its cells."""
    spans = list(_spans(line, separator))
    if len(spans) < 2:
        return None
    if separator in _OF_FIGURES and "。" in line:
        return None
    if separator in _OF_PROSE:
        figures = sum(bool(_FIGURE.fullmatch(line[a:b])) for a, b in spans)
        if not figures or max(b - a for a, b in spans) > _LONGEST_PIECE:
            return None
        first = _LABEL_AND_FIGURE.fullmatch(line, *spans[0])
        if first:
            spans[:1] = [first.span(1), first.span(2)]
    return [_without_quotes(line, a, b) for a, b in spans]


def _spans(line: str, separator: str) -> Iterator[tuple[int, int]]:
    end = len(line.rstrip(_ROW_ENDS.replace(separator, "")))
    at = len(line) - len(line.lstrip())
    if end - at > 1 and _BRACKETS.get(line[at]) == line[end - 1]:
        at, end = at + 1, end - 1
    while (found := line.find(separator, at, end)) >= 0:
        yield at, found
        at = found + len(separator)
    yield at, max(at, end)


def _without_quotes(line: str, start: int, end: int) -> tuple[int, int]:
    piece = line[start:end]
    start += len(piece) - len(piece.lstrip())
    end = max(start, start + len(piece.strip()))
    while end - start > 1 and line[start] == line[end - 1] and line[start] in "\"'`*":
        start, end = start + 1, end - 1
    inner = line[start:end]
    start += len(inner) - len(inner.lstrip())
    return start, max(start, start + len(inner.strip()))
