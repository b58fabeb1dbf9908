"""A document to the parts that may be reports of their own.

Where nothing restarts - no table with its rows again, no statutory section again - a document is one part, and that is
found out at once. Whether two parts are two reports is seen when they are read (``gkml.parts.joining``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from gkml.document import Document
from gkml.labels import Tag
from gkml.parts.breaks import Break, appendix_told, find_breaks
from gkml.parts.copies import Copy, find_copies
from gkml.parts.excerpt import Excerpt, excerpt
from gkml.parts.lines import (
    Identity,
    is_appendix,
    is_prose,
    tells,
    title_clusters,
    told_by,
)
from gkml.parts.restarts import Outline, find_restarts, head_of
from gkml.tagging.agency import is_date
from gkml.tagging.years import YEAR
from gkml.template import Templates

__all__ = ["DocumentPart", "document_to_parts"]

BoundaryKind = Literal["title", "sheet", "section", "appendix", "caption", "none"]
_STRONG = frozenset({"title", "sheet", "section"})
_CAPTION = 4  # rows above the heads of a table in which its caption stands
_CAPTION_CELLS = 2  # cells of it, at most; a row with more has the heads of columns
_LAST = 5  # first of the sections behind those of tables
_TITLE = 60  # characters of a line that heads a report
_AGAIN = 2  # labels or sections that come again in a document of several parts
_YEAR = re.compile(rf"{YEAR}\s*年")
_TABLES = 2  # tables that begin again together


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """One part of a document.

    Attributes:
        rows: its rows, by number, in order of reading.
        excerpt: these rows as a document.
        told: what the line that heads it tells.
        kind: of that line.
        whole: it begins as a report does, with its title, its first section or several tables, and not with one table
            again.
    """

    rows: tuple[int, ...]
    excerpt: Excerpt
    told: Identity
    kind: BoundaryKind
    whole: bool


@dataclass(frozen=True, slots=True)
class _Boundary:
    """Where a part begins."""

    row: int
    kind: BoundaryKind
    told: Identity


@dataclass(slots=True)
class _Draft:
    """A part while the document is walked: ``first`` row, and the row behind it where that is known."""

    boundary: _Boundary
    copies: list[Copy] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)  # of a table within another part: rows [first, last)

    @property
    def whole(self) -> bool:
        """Whether it begins as a report does."""
        return self.boundary.kind in ("section", "title") or (len(self.copies) >= _TABLES and not self.pieces)


def document_to_parts(document: Document, tags: Sequence[Tag], templates: Templates) -> list[DocumentPart]:
    """The parts of a document in order of reading; one where nothing in it begins again."""
    if not _begins_again(tags):
        return []
    outline = _outline(document, tags)
    copies = find_copies(document, tags, templates, [found.row for found in outline.breaks])
    sections = [tag.start for tag in tags if tag.role == "section" and tag.identity != "0"]
    drafts = _Walk(document, copies, outline, sections).drafts()
    return list(_to_parts(document, drafts)) if len(drafts) > 1 else []


def _begins_again(tags: Sequence[Tag]) -> bool:
    """Whether several labels of rows, or several sections, come more than once; most documents end here."""
    seen: set[str] = set()
    again: set[str] = set()
    for tag in tags:
        label = tag.label
        if label.startswith(("row:", "section:")) and tag.part != "tail":
            (again if label in seen else seen).add(label)
    return len(again - {"section:0"}) >= _AGAIN


def _outline(document: Document, tags: Sequence[Tag]) -> Outline:
    starts = [row.start for row in document.rows]
    rows = [(bisect_right(starts, tag.start) - 1, tag) for tag in tags if tag.role in ("section", "row")]
    sections = [(row, int(tag.identity)) for row, tag in rows if tag.role == "section" and tag.identity != "0"]
    labels = [(row, tag.identity) for row, tag in rows if tag.role == "row"]
    titles = title_clusters(document, [row for row, _ in rows])
    return Outline(sections, labels, titles, find_breaks(document, titles))


class _Walk:
    """Walks the copies of tables in order of reading, and begins a part where one of them begins again."""

    def __init__(self, document: Document, copies: Sequence[Copy], outline: Outline, sections: Sequence[int]) -> None:
        self.document = document
        self.copies = copies
        self.outline = outline
        self.titles, self.breaks = outline.titles, outline.breaks
        self.starts = [row.start for row in document.rows]
        self.sections = [(start, number) for start, (_, number) in zip(sections, outline.sections, strict=True)]
        self.sheets = [(self._row(sheet.start), sheet.name) for sheet in document.sheets[1:]]
        self.found: list[_Draft] = []
        self.current = _Draft(_Boundary(0, "none", Identity()))
        self.current.boundary = self._first()

    def drafts(self) -> list[_Draft]:
        self.found = [self.current]
        restarts = list(map(self._restart, find_restarts(self.document, self.outline)))
        inside = 0  # copies of the table before that stand in the current part without a heading of their own
        for number, copy in enumerate(self.copies):
            head = self._row(copy.head)
            while restarts and restarts[0].row <= head:
                self._begin(restarts.pop(0))
            if all(copy.table != other.table for other in self.current.copies):
                self.current.copies.append(copy)
                inside = 0
                continue
            before = self.copies[number - 1]
            boundary = self._boundary(before.end, copy)
            twice = before.table == copy.table and boundary.kind != "title" and self._interleaved(number)
            if not twice and (boundary.kind in _STRONG or self._restarts_together(number)):
                self._begin(boundary)
                self.current.copies.append(copy)
            else:
                inside += 1
                self._begin_inside(inside, boundary, copy, number)
        for boundary in restarts:
            self._begin(boundary)
        return self.found

    def _begin(self, boundary: _Boundary) -> None:
        self.current = _Draft(boundary)
        self.found.append(self.current)

    def _begin_inside(self, number: int, boundary: _Boundary, copy: Copy, at: int) -> None:
        """A further copy of a table within the current part, which goes on behind it."""
        after = self.current
        mine = [draft for draft in self.found[self.found.index(after) + 1 :] if draft.pieces]
        same = next((d for d in mine[number - 1 :] if all(c.table != copy.table for c in d.copies)), None)
        if same is None:
            same = _Draft(boundary)
            self.found.append(same)
        same.copies.append(copy)
        same.pieces.append((boundary.row, self._end_inside(copy, at, boundary.kind)))

    def _end_inside(self, copy: Copy, at: int, kind: BoundaryKind) -> int:
        """The row behind a copy; an appendix goes on to the next section or table."""
        last = self._row(max(copy.end - 1, copy.start)) + 1
        if kind != "appendix":
            return last
        offset = next((start for start, _ in self.sections if start >= copy.end), len(self.document.text) + 1)
        if at + 1 < len(self.copies):
            offset = min(offset, self.copies[at + 1].head)
            following = self._boundary(copy.end, self.copies[at + 1]).row
            return max(last, min(following, self._row(offset)))
        return len(self.document.rows) if offset > len(self.document.text) else max(last, self._row(offset))

    def _interleaved(self, number: int) -> bool:
        """Whether table for table stands twice, so that no place parts the one report from the other."""
        doubled = set()
        for before, copy in zip(self.copies[number - 1 :], self.copies[number:], strict=False):
            if before.table == copy.table:
                doubled.add(copy.table)
            elif any(copy.table == other.table for other in self.current.copies):
                break
        doubled |= {
            c.table
            for d in self.found
            if d.pieces
            for c in d.copies
            if any(c.table == o.table for o in self.current.copies)
        }
        return len(doubled) > 1

    def _restarts_together(self, number: int) -> bool:
        """Whether more than one table begins again from here on, in a part of its own."""
        seen = {copy.table for copy in self.current.copies}
        again: set[str] = set()
        titles = [found.row for found in self.breaks if found.kind == "title"]
        block = bisect_right(titles, self._row(self.copies[number].head))
        for copy in self.copies[number:]:
            if copy.table in again or bisect_right(titles, self._row(copy.head)) != block:
                break
            again.add(copy.table)
        return len(again & seen) >= _TABLES

    def _first(self) -> _Boundary:
        """What heads the first part: its title, or else its first line."""
        begins = self._row(self.copies[0].start) if self.copies else len(self.document.rows)
        title = next((one for one in self.titles[:1] if one[0] <= begins), None)
        if self.document.sheets:
            return _Boundary(0, "sheet", self._told_in((0, self.document.sheets[0].name), title, begins - 1))
        if title is not None:
            return _Boundary(0, "title", title[1])
        return _Boundary(0, "none", self._boundary(-1, self.copies[0]).told if self.copies else Identity())

    def _boundary(self, end: int, copy: Copy) -> _Boundary:
        """What parts a copy from the table that ends at ``end``, and the row that begins with it."""
        first, head = self._row(end - 1) + 1 if end > 0 else 0, self._row(copy.head)
        title = next((one for one in reversed(self.titles) if first <= one[0] <= head), None)
        sheet = next((one for one in reversed(self.sheets) if first <= one[0] <= head), None)
        appendix = next((r for r in range(head, first - 1, -1) if is_appendix(self._text(r))), None)
        if sheet is not None:
            return _Boundary(sheet[0], "sheet", self._told_in(sheet, title, head))
        if title is not None:
            above = title[0] - 1
            row = above if appendix == above else title[0]
            return _Boundary(row, "title", title[1])
        if appendix is not None:
            return _Boundary(appendix, "appendix", appendix_told(self.document, appendix, head))
        section = self._restarted_section(end, copy.head)
        if section is not None:
            begins = head_of(self.document, self.outline, section, self._row(end))
            return self._at_section(begins, section)
        found = next((one for one in reversed(self.breaks) if first <= one.row <= head), None)
        return self._caption(first, head) if found is None else _Boundary(found.row, found.kind, found.told)

    def _restart(self, found: Break) -> _Boundary:
        if found.kind != "section":
            return _Boundary(found.row, found.kind, found.told)
        return self._at_section(found.row, next(row for row, _ in self.outline.sections if row >= found.row))

    def _at_section(self, begins: int, section: int) -> _Boundary:
        """Where a report begins that has no title, with what its first line tells."""
        lines = [r for r in range(begins, section) if not is_prose(self.document, self.document.rows[r])]
        line = next((self._text(row) for row in lines if self._text(row).strip()), None)
        told = Identity(self._text(section)[:_TITLE]) if line is None else told_by(line[:_TITLE])
        return _Boundary(begins, "section", told)

    def _told_in(self, sheet: tuple[int, str], title: tuple[int, Identity] | None, head: int) -> Identity:
        """What heads a sheet: its title with the year, or else what it is called, or the lines above its table."""
        titled = title[1] if title is not None and title[0] >= sheet[0] else None
        if titled is not None and titled.years:
            return titled
        called = told_by(sheet[1])
        lines = () if titled is not None or tells(sheet[1]) else range(sheet[0], head + 1)
        called = next((told_by(self._text(row)) for row in lines if tells(self._text(row))), called)
        return called if titled is None else replace(called, agency=titled.agency)

    def _caption(self, first: int, head: int) -> _Boundary:
        row, line = head, ""
        for at in range(head, max(first, head - _CAPTION) - 1, -1):
            text = self._text(at)
            if is_prose(self.document, self.document.rows[at]) or is_date(text):
                break
            if tells(text) and (_YEAR.search(text) or not self._has_columns(at)):
                return _Boundary(at, "caption", told_by(text))
            if text.strip() and at < head:
                row, line = at, line or text
        return _Boundary(row, "none", Identity(" ".join(line.split())))

    def _restarted_section(self, end: int, head: int) -> int | None:
        """The row of a section heading that comes again behind a greater one."""
        begun = self.starts[self.current.boundary.row]
        before = [number for start, number in self.sections if begun <= start < end]
        between = [(start, number) for start, number in self.sections if end <= start <= head]
        if not before and any(number >= _LAST for _, number in between) and self._begin_behind(head):
            return None  # the sections of tables that stand before them
        highest = max(before, default=0)
        for start, number in between:
            if number < highest or number == 1:
                return self._row(start)
            highest = max(highest, number)
        return None

    def _begin_behind(self, head: int) -> bool:
        return next((number for start, number in self.sections if start > head), None) == 1

    def _has_columns(self, row: int) -> bool:
        return sum(cell.end > cell.start for cell in self.document.rows[row].cells) > _CAPTION_CELLS

    def _row(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)

    def _text(self, row: int) -> str:
        return self.document.row_text(self.document.rows[row])


def _to_parts(document: Document, drafts: Sequence[_Draft]) -> Iterator[DocumentPart]:
    """Drafts with their rows: pieces that stand within others go to their own, all else to the last that has begun."""
    owner = [0] * len(document.rows)
    for number, draft in enumerate(drafts):
        if not draft.pieces:
            owner[draft.boundary.row :] = [number] * (len(owner) - draft.boundary.row)
    for number, draft in enumerate(drafts):
        for first, last in draft.pieces:
            owner[first:last] = [number] * (last - first)
    for number in dict.fromkeys(owner):
        draft = drafts[number]
        rows = tuple(row for row, mine in enumerate(owner) if mine == number)
        yield DocumentPart(rows, excerpt(document, rows), draft.boundary.told, draft.boundary.kind, draft.whole)
