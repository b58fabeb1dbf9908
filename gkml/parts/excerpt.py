"""Some rows of a document as a document of their own, and the way back to the offsets of the whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gkml.document import Document, Row
from gkml.records.report import CellRecord, CheckRecord, Heading, Report

__all__ = ["Excerpt", "excerpt"]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows of a document as a document.

    Attributes:
        document: of these rows alone, numbered and counted from 0.
        starts: offset of each row in it.
        shifts: what is to be added to an offset in each row for its offset in the whole.
    """

    document: Document
    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span in the whole document."""
        first, last = self._shift(start), self._shift(max(start, end - 1))
        return start + first, end + last

    def _shift(self, offset: int) -> int:
        return self.shifts[bisect_right(self.starts, offset) - 1]

    def report_in_whole(self, report: Report, text: str) -> Report:
        """A report on the excerpt with offsets into the ``text`` of the whole."""
        return replace(
            report,
            headings=tuple(map(self._heading, report.headings)),
            subheadings=tuple(map(self._heading, report.subheadings)),
            cells={cell_id: self._cell(cell) for cell_id, cell in report.cells.items()},
            checks=tuple(map(self._check, report.checks)),
            text=text,
        )

    def _heading(self, heading: Heading) -> Heading:
        start, end = self.span(heading.start, heading.end)
        return replace(heading, start=start, end=end)

    def _cell(self, cell: CellRecord) -> CellRecord:
        if cell.start is None or cell.end is None:
            return cell
        start, end = self.span(cell.start, cell.end)
        return replace(cell, start=start, end=end)

    def _check(self, check: CheckRecord) -> CheckRecord:
        return replace(check, evidence=tuple(self.span(start, end) for start, end in check.evidence))


def excerpt(document: Document, numbers: Sequence[int]) -> Excerpt:
    """The rows of these numbers, in order, as a document; its title is that of the file where it begins with it."""
    rows: list[Row] = []
    texts: list[str] = []
    starts: list[int] = []
    at = 0
    for index, number in enumerate(numbers):
        row = document.rows[number]
        by = at - row.start
        cells = tuple(replace(cell, start=cell.start + by, end=cell.end + by) for cell in row.cells)
        rows.append(replace(row, index=index, start=at, end=row.end + by, cells=cells))
        texts.append(document.row_text(row))
        starts.append(at)
        at = row.end + by + 1
    shifts = tuple(document.rows[number].start - start for number, start in zip(numbers, starts, strict=True))
    title = document.title if numbers and numbers[0] == 0 else None
    part = replace(document, text="".join(f"{text}\n" for text in texts), rows=tuple(rows), title=title, sheets=())
    return Excerpt(part, tuple(starts), shifts)
