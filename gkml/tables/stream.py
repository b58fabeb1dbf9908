"""Tags and cells to one stream of items, row by row: labels, figures, empty cells and other text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from gkml.document import Cell, Document, Row
from gkml.figures import is_blank, printed
from gkml.labels import Tag, by_place
from gkml.text_columns import screen_width
from gkml.values import value

__all__ = ["Item", "StreamRow", "document_to_stream"]

ItemKind = Literal["label", "figure", "blank", "text"]
_TABLE_ROLES = frozenset({"row", "column", "group", "item", "corner", "figure"})


@value
class Item:
    """One thing in a row.

    Attributes:
        kind: what it is.
        start, end: offsets into the canonical text; equal for an empty cell.
        cell: the cell it stands in.
        tag: its tag; None for empty cells and other text.
        x: character columns where the row tells them.
        shared: it stands in a merged cell that covers other rows too.
        beside: what else is printed at a figure in its cell, where that may make it another one.
    """

    kind: ItemKind
    start: int
    end: int
    cell: Cell
    tag: Tag | None = None
    x: tuple[int, int] | None = None
    shared: bool = False
    beside: str = ""

    def may_be(self, role: str) -> tuple[str, ...]:
        """Labels of that role among the readings of the tag."""
        tag, prefix = self.tag, f"{role}:"
        if tag is None:
            return ()
        if not tag.others:
            return (tag.label,) if tag.label.startswith(prefix) else ()
        return tuple([label for label in (tag.label, *tag.others) if label.startswith(prefix)])


@value
class StreamRow:
    """The items of one row; ``barrier`` is a heading or prose, behind which no table goes on."""

    row: Row
    items: tuple[Item, ...]
    barrier: bool = False
    skipped: bool = False

    @property
    def figures(self) -> int:
        """How many figures it holds."""
        return sum(item.kind == "figure" for item in self.items)

    @property
    def alone(self) -> bool:
        """Whether it is one cell of a column of cells, and not a row of its own."""
        return len(self.row.cells) == 1 and len(self.items) == 1


_ORDINAL = re.compile(r"(?:第|列|栏)[ \u3000\u00a0]?$")
_ORDINAL_ENDS = frozenset("第列栏 \u3000\u00a0\n")
_ORDINAL_WITHIN = 3  # characters
_RULING = re.compile(r"[\s+|\-=:\u2500-\u257f]{8,}|[；;，,、。]+")  # a line drawn with characters, or the end of a row
_FIGURE_BEFORE = re.compile(  # the last of a row, whose end was lost: a gap, or a heading, parts it from what follows
    r"[+\-]?[\d０-９][\d０-９,]*(?:\.\d+)?(?!\s*[、.．,，)）])"
    r"(?=[ \u00a0]{2,}\S|[ \u00a0]?[\n\u3000]|[ \u00a0][一二三四五六]、)"
)
_LEAST_BESIDE = 8  # characters that say what stands there
_TELLING = "%‰+-±~～<>≤≥＋－＜＞"
_SHORTEST = 3  # letters of a damaged label; those of two letters are exact or none
_SHORT = 6  # characters beside a figure in a line of its own
_WORD = 3  # the same, in a line with a label: 左右, 余件
_PROSE = 46  # characters of text without a label, from which a row is prose


def document_to_stream(document: Document, tags: Sequence[Tag]) -> list[StreamRow]:
    """All rows of a document as items; page numbers and chrome are skipped.

    A row that begins with chrome and holds labels of a table is a page on one line behind its navigation.
    """
    ordered = sorted((tag for tag in tags if _is_of_table(document.text, tag)), key=by_place)
    skipped = {tag.start for tag in tags if tag.role == "furniture"}
    units = {tag.start: tag.end for tag in tags if tag.role == "unit" and tag.tagger == "rules"}
    sections = sorted((tag.start, tag.end) for tag in tags if tag.role == "section")
    starts = [tag.start for tag in ordered]
    stream = []
    at = section = 0
    for row in document.rows:
        first, at = at, bisect_left(starts, row.end, at)
        mine = ordered[first:at]
        while section < len(sections) and sections[section][1] <= row.start:
            section += 1
        heading = section < len(sections) and sections[section][0] < row.end
        items = tuple(item for item in _row_items(document, row, mine) if units.get(item.start) != item.end)
        prose = not mine and row.end - row.start >= _PROSE
        whole_heading = heading and not any(item.kind == "figure" for item in items)
        chrome = row.end > row.start and row.start in skipped and all(tag.role == "figure" for tag in mine)
        stream.append(StreamRow(row, items, whole_heading or prose, chrome))
    return stream


def _is_of_table(text: str, tag: Tag) -> bool:
    """Whether a tag says something of a table; ``第20条``, ``列 3`` and the like hold no figures."""
    if tag.role == "figure":
        before = text[max(0, tag.start - _ORDINAL_WITHIN) : tag.start]
        return before[-1:] not in _ORDINAL_ENDS or _ORDINAL.search(before) is None
    return tag.role in _TABLE_ROLES


def _row_items(document: Document, row: Row, tags: Sequence[Tag]) -> Iterator[Item]:
    at = 0
    for cell in row.cells:
        mine = []
        beyond = max(cell.end, cell.start + 1)
        while at < len(tags) and (tag := tags[at]).start < beyond:
            if tag.start >= cell.start:
                mine.append(tag)
            at += 1
        if not mine:
            blank = cell.start == cell.end or is_blank(document.cell_text(cell))
            last = None if blank else _last_figure(document, row, cell)
            if last is not None:
                yield last
            elif blank or not _RULING.fullmatch(document.text, cell.start, cell.end):
                yield Item("blank" if blank else "text", cell.start, cell.end, cell, None, cell.x)
        elif (tag := mine[0]).end == cell.end and tag.start == cell.start and tag.role == "figure" and not tag.run:
            x = None if cell.x is None else _columns(document, cell, cell.x, tag)
            yield Item("figure", cell.start, cell.end, cell, tag, x)  # the usual case
        else:
            yield from _tagged_items(document, row, cell, mine)


def _tagged_items(document: Document, row: Row, cell: Cell, tags: Sequence[Tag]) -> Iterator[Item]:
    """What the tags of one cell are of."""
    for number, tag in enumerate(tags):
        if tag.role == "figure" and tag.run and _all_zeros(document, tag):
            yield from _zeros(document, cell, tag)
            continue
        x = None
        if cell.x is not None:
            x = _columns(document, cell, cell.x, tag)
        if tag.role != "figure":
            if tag.start == cell.start and (last := _last_figure(document, row, cell)) is not None:
                yield last
                tag = replace(tag, start=last.end + 1)
            yield Item("label", tag.start, tag.end, cell, tag, x)
        elif tag.start == cell.start and tag.end == cell.end:
            yield Item("figure", tag.start, tag.end, cell, tag, x)
        else:
            beside = _beside(document.text, row, cell, tags, number)
            yield Item("figure", tag.start, tag.end, cell, tag, x, beside=beside)


def _last_figure(document: Document, row: Row, cell: Cell) -> Item | None:
    """The last figure of a row whose end was lost, so that its cell holds the next line too."""
    if row.kind == "line" or cell is row.cells[0] or not document.text[cell.start].isdigit():
        return None
    figure = _FIGURE_BEFORE.match(document.text, cell.start, cell.end)
    if figure is None:
        return None
    beside = " ".join(document.text[figure.end() : cell.end].split())[:_LEAST_BESIDE]
    x = None if cell.x is None else (cell.x[0], cell.x[0] + figure.end() - cell.start)
    return Item("figure", *figure.span(), cell, None, x, beside=beside)


def _beside(text: str, row: Row, cell: Cell, tags: Sequence[Tag], number: int) -> str:
    """What stands in a cell at a figure, between it and its neighbours, and is neither unit nor remark: 百, 约, 至."""
    figure = tags[number]
    before, after = ([tag for tag in side if not _is_scrap(tag)] for side in (tags[:number][::-1], tags[number + 1 :]))
    start = before[0].end if before else cell.start
    end = after[0].start if after else cell.end
    if before and before[0].role != "figure":
        start = figure.start
    if after and after[0].role != "figure":
        end = figure.end
    rest = f"{text[start : figure.start]} {text[figure.end : end]}".strip()
    if not any(letter.isalnum() or letter in _TELLING for letter in rest):
        return ""
    if row.kind == "line" and len(rest) > (_SHORT if all(tag.role == "figure" for tag in tags) else _WORD):
        return ""  # running text, or the remains of a label
    alone, whole = printed(text[figure.start : figure.end]), printed(text[start:end])
    return "" if (whole.kind, whole.value, whole.sign) == (alone.kind, alone.value, alone.sign) else rest


def _is_scrap(tag: Tag) -> bool:
    """A word that the model alone takes for a label, and that is shorter than any it could have lost letters of."""
    return tag.role != "figure" and tag.tagger == "model" and tag.end - tag.start < _SHORTEST


def _columns(document: Document, cell: Cell, x: tuple[int, int], tag: Tag) -> tuple[int, int]:
    """The columns of a tag within its cell, counted as those of the cell are."""
    if x[1] - x[0] == cell.end - cell.start:
        return x[0] + tag.start - cell.start, x[0] + tag.end - cell.start
    text = document.cell_text(cell)
    before, until = text[: tag.start - cell.start], text[: tag.end - cell.start]
    if x[1] - x[0] == screen_width(text) != len(text):
        return x[0] + screen_width(before), x[0] + screen_width(until)
    return x[0] + len(before), x[0] + len(until)


def _all_zeros(document: Document, tag: Tag) -> bool:
    digits = "".join(document.text[tag.start : tag.end].split())
    return 1 < len(digits) <= _MOST_ZEROS and set(digits) == {"0"}


def _zeros(document: Document, cell: Cell, tag: Tag) -> Iterator[Item]:
    """``0000000``: no figure but zero begins with a zero, so each digit is one and there is no other reading."""
    for at in range(tag.start, tag.end):
        if document.text[at] == "0":
            yield Item("figure", at, at + 1, cell, replace(tag, start=at, end=at + 1, confidence=_ZERO, run=False))


_MOST_ZEROS = 1_000  # the three tables together have 200 cells; each zero takes half a kilobyte
_ZERO = 0.97  # confidence of a zero out of a run of zeros
