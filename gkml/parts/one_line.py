"""Pages that were run together into one line, with several reports in them: broken into lines again.

Parts are made of rows, so a row with two reports in it could only be read as one, with figures of both. The white space
in front of what begins a line becomes the end of one, so that no offset moves; where lines were joined with nothing
between them, the row ends without one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gkml.document import Cell, Document, Row
from gkml.labels import Tag, by_place

__all__ = ["with_lines_again"]

_BLANKS = " \u3000\u00a0\t"
_BEHIND = rf"(?<=[{_BLANKS}日。）)])"  # a date and a sentence end a line, too
_AHEAD = rf"(?=[{_BLANKS}\n]|现将|根据|依照|按照|依据|本报告|一、)"
_TITLE = re.compile(
    rf"{_BEHIND}(?:[^{_BLANKS}日。；，]{{2,50}}?[{_BLANKS}]?)?(?:19|20)\d\d\s?年[^{_BLANKS}。；，]{{0,16}}?(?:报告|年报){_AHEAD}"
)
_APPENDIX = re.compile(
    rf"{_BEHIND}附\s?[件表]?[\d一二三]{{0,2}}\s?[：:]?\s?(?:19|20)\d\d\s?年[^{_BLANKS}。；，]{{0,20}}"
)
_CAPTION = re.compile(rf"{_BEHIND}20\d\d\s?年度?[\u4e00-\u9fff]{{0,14}}统计(?:表|数据)")
_NUMERALS = "一二三四五六"  # of sections, with which a line begins also where nothing parts it from the one before
_FAR = 300  # characters between two places of a label that are no merged cell written out
_APART = 60  # characters in front of the heads of a table that are no part of one
_LEAST = 800  # characters of a row that may hold several reports


def with_lines_again(document: Document, tags: Sequence[Tag]) -> Document:
    """The document with the rows broken in which sections or labels begin again; the same one where there is none."""
    rows = list(_restarting(document, tags))
    if not rows:
        return document
    text = list(document.text)
    broken: list[Row] = []
    for row in document.rows:
        breaks = list(_breaks(document, row, tags)) if row.index in rows else []
        broken.extend(_pieces(document, row, breaks))
        for at in breaks:
            if text[at - 1] in _BLANKS:
                text[at - 1] = "\n"
    numbered = tuple(replace(row, index=index) for index, row in enumerate(broken))
    return replace(document, text="".join(text), rows=numbered)


def _restarting(document: Document, tags: Iterable[Tag]) -> Iterator[int]:
    """Numbers of the rows in which a section stands twice, or a table's label far behind its first place."""
    if all(row.end - row.start < _LEAST for row in document.rows):
        return
    starts = [row.start for row in document.rows]
    first: dict[tuple[int, str], int] = {}
    found: set[int] = set()
    for tag in sorted(tags, key=by_place):
        if tag.part == "tail" or tag.role not in ("section", "row"):
            continue
        row = bisect_right(starts, tag.start) - 1
        before = first.setdefault((row, tag.label), tag.start)
        if tag.start - before > _FAR and row not in found:
            found.add(row)
            yield row


def _breaks(document: Document, row: Row, tags: Sequence[Tag]) -> Iterator[int]:
    """Places at which a line begins: headings, titles, captions and what follows these two, and heads of tables."""
    text = document.text
    mine = [tag for tag in tags if row.start <= tag.start < row.end]
    begins = {tag.start for tag in mine if tag.role in ("section", "title") and tag.part != "tail"}
    begins.update(_begins_of_tables(mine))
    joined = {tag.start for tag in mine if tag.role == "section" and text[tag.start] in _NUMERALS}
    for pattern in (_TITLE, _APPENDIX, _CAPTION):
        for match in pattern.finditer(text, row.start, row.end + 1):
            joined.update((match.start(), match.end() + (text[match.end() : match.end() + 1] in (*_BLANKS, "\n"))))
    inside = sorted((tag.start, tag.end) for tag in mine)
    for at in sorted(begins | joined):
        blank = text[at - 1] in _BLANKS
        if not row.start < at < row.end or not (blank or at in joined):
            continue
        if not any(start < at - blank and at < end for start, end in inside if start < at):
            yield at


def _begins_of_tables(tags: Sequence[Tag]) -> Iterator[int]:
    """Where heads of a table stand behind prose."""
    tables = [tag for tag in tags if tag.role in ("item", "corner", "column", "group", "row", "figure")]
    for before, tag in pairwise(tables):
        if tag.role in ("item", "corner") and tag.start - before.end > _APART:
            yield tag.start


def _pieces(document: Document, row: Row, breaks: Sequence[int]) -> Iterator[Row]:
    """A row as the rows that breaks make of it; their ends are the white space in front of them, where there is any."""
    start = row.start
    for following in [*breaks, None]:
        end = row.end if following is None else following - (document.text[following - 1] in _BLANKS)
        cells = tuple(_cut(row.cells, start, end))
        kind = row.kind if len(cells) > 1 else "line"
        yield replace(row, start=start, end=end, cells=cells, kind=kind, gap=row.gap if start == row.start else 0)
        if following is not None:
            start = following


def _cut(cells: Iterable[Cell], start: int, end: int) -> Iterator[Cell]:
    """The cells, and parts of cells, between two places."""
    kept = False
    for cell in cells:
        low, high = max(cell.start, start), min(cell.end, end)
        if low > high or (low == high and cell.start < cell.end):
            continue
        kept = True
        source = None if cell.source is None else cell.source + low - cell.start
        yield cell if (low, high) == (cell.start, cell.end) else replace(cell, start=low, end=high, source=source)
    if not kept:
        yield Cell(start, end)
