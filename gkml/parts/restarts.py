"""Where a document begins again: another report with sections and tables, or the tables of one behind it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from gkml.document import Document
from gkml.parts.breaks import Break
from gkml.parts.lines import Identity, begins_report, ends_report

__all__ = ["Outline", "find_restarts", "head_of"]

_HEAD = 20  # rows above its first section in which the head of a report stands
_SECTIONS = 2  # statutory sections on both sides of a title that make two reports
_RUN = 4  # as many where no title stands between them
_FIRST = 2  # section with which a report may begin, as its first may be lost
_SPACE = 60  # characters between headings of sections, on average, that are those of a table of contents where less
_ROWS = 3  # labelled rows that come again behind a title
_APPENDED = 5  # as many behind another heading
_BEFORE = 5  # labelled rows above the only title of a document that are those of another report


@dataclass(frozen=True, slots=True)
class Outline:
    """What a document is made of, each with the number of its row, in order of reading.

    Attributes:
        sections: statutory sections, by number.
        labels: labels of rows of tables.
        titles: titles of reports.
        breaks: lines that head something of another year or agency.
    """

    sections: Sequence[tuple[int, int]]
    labels: Sequence[tuple[int, str]]
    titles: Sequence[tuple[int, Identity]]
    breaks: Sequence[Break]

    def sections_in(self, first: int, last: int) -> list[int]:
        """Numbers of the sections in rows [first, last)."""
        return [number for row, number in self.sections if first <= row < last]

    def labels_in(self, first: int, last: int) -> set[str]:
        """Labels of rows of tables in rows [first, last)."""
        low, high = (bisect_left(self.labels, (row, "")) for row in (first, last))
        return {label for _, label in self.labels[low:high]}


def find_restarts(document: Document, outline: Outline) -> list[Break]:
    """The lines at which another report begins, in order of reading."""
    last = len(document.rows)
    heads = [*outline.breaks, *(Break(row, "title", told) for row, told in outline.titles[:1])]
    titles = sorted(found.row for found in heads if found.kind == "title")
    lines: list[tuple[int, Break | None]] = [(found.row, found) for found in heads]
    lines += [(row, None) for row, number in outline.sections if number <= _FIRST]
    begun = 0
    told = outline.titles[0][1] if outline.titles else Identity()
    restarts: list[Break] = []
    for row, found in sorted(lines, key=lambda line: (line[0], line[1] is None)):
        until = next((other for other in titles if other > row), last)
        if found is None:
            if _sections_restart(document, outline, begun, row, until):
                begun = head_of(document, outline, row, begun)
                restarts.append(Break(begun, "section", Identity()))
        elif found.kind == "title" and _is_second(outline, begun, row, until):
            begun, told = row, found.told
            restarts.append(found)
        elif found.kind != "title" and _is_appended(outline, told, begun, found, until):
            begun = row
            restarts.append(found)
    return restarts


def head_of(document: Document, outline: Outline, section: int, after: int) -> int:
    """The first row above a section that belongs to its report, behind row ``after``: its head and its preamble."""
    after = max([after, *(row for row, _ in outline.sections if row < section)])
    first = section
    for above in range(section - 1, max(after, section - 1 - _HEAD), -1):
        line = document.row_text(document.rows[above])
        if ends_report(line):
            break
        if begins_report(line):
            first = above
    return first


def _is_second(outline: Outline, begun: int, row: int, until: int) -> bool:
    """Whether the sections or tables above a title begin again below it."""
    before, after = outline.sections_in(begun, row), outline.sections_in(row, until)
    above = outline.labels_in(begun, row)
    if row == outline.titles[0][0]:  # what stands above the first title may have lost its own
        return len(above) >= _BEFORE and after[:1] == [1]
    if len(set(before)) >= _SECTIONS and len(set(after)) >= _SECTIONS and after[0] <= min(before):
        return True
    return len(above & outline.labels_in(row, until)) >= _ROWS


def _is_appended(outline: Outline, told: Identity, begun: int, found: Break, until: int) -> bool:
    """Whether tables of another year stand behind a report, with none of its own sections or tables behind them."""
    following = [other for other in outline.breaks if found.row < other.row < until]
    if any(other.told.years & told.years for other in following):
        return False
    sections = set(outline.sections_in(found.row, until)) <= set(outline.sections_in(begun, found.row))
    own, other = outline.labels_in(begun, found.row), outline.labels_in(found.row, until)
    return sections and len(own & other) >= _APPENDED


def _sections_restart(document: Document, outline: Outline, begun: int, row: int, until: int) -> bool:
    """Whether the sections begin again behind several of them, with what they say."""
    numbers = outline.sections_in(begun, row + 1)
    if len(numbers) < _RUN or numbers[-2] <= numbers[-1]:
        return False
    return all(_say_something(document, outline, first, last) for first, last in ((begun, row), (row, until)))


def _say_something(document: Document, outline: Outline, first: int, last: int) -> bool:
    """Whether many sections stand in rows [first, last), not as close together as in a table of contents."""
    rows = [row for row, _ in outline.sections if first <= row < last]
    if len(set(outline.sections_in(first, last))) < _RUN:
        return False
    return document.rows[rows[-1]].start - document.rows[rows[0]].start >= _SPACE * (len(rows) - 1)
