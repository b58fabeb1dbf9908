"""The sign that a dump puts between its cells, where it is none of the usual: learnt from what parts its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

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
_LONGEST_PIECE = 60  # characters of a label between such signs; more is a clause
_FIGURE = re.compile(r"\s*+[+\-]?[\d.]*+\s*+(?:[/—_-]|万?元)?\s*+")
_LABEL_AND_FIGURE = re.compile(r"(.*?\D[：:])\s*([+\-]?\d[\d.]*|[零一二三四五六七八九十百]+|[/—_-])\s*")


def learn_separator(lines: Iterable[str]) -> str | None:
    """The sign that parts figures in many lines and no other sign does so oftener; None where there is none."""
    counts: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for line in lines:
        if not _BETWEEN_FIGURES.search(line):
            continue  # most lines; the rest is dear
        plain = _DATE.sub("", _THOUSANDS.sub("0", line))
        signs = [bare or quoted for bare, quoted in _BETWEEN_FIGURES.findall(plain)]
        if len(set(signs)) == 1:
            pairs[signs[0]] += len(signs)
            counts[signs[0]] += len(signs) > 1
    if not pairs:
        return None
    sign, _ = max(pairs.items(), key=lambda item: (counts[item[0]], item[1]))
    return sign if counts[sign] >= _ENOUGH or (pairs[sign] >= _PAIRS and sign not in _OF_FIGURES) else None


def separated_cells(line: str, separator: str) -> list[tuple[int, int]] | None:
    """Where the cells of a line stand; None for a line that does not use the separator for its cells."""
    spans = list(_spans(line, separator))
    if len(spans) < 2:
        return None
    if separator in _OF_PROSE:
        figures = sum(bool(_FIGURE.fullmatch(line[a:b])) for a, b in spans)
        if not figures or max(b - a for a, b in spans) > _LONGEST_PIECE or "。" in line:
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
