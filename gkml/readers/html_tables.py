"""Tables of HTML to rows: spans resolved to true grid columns, and rows of prose told from rows of figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gkml.document import NewCell, Sight
from gkml.doubts import DoubtCode
from gkml.readers.limits import Limits

__all__ = [
    "WIDE",
    "HtmlCell",
    "HtmlTable",
    "Place",
    "Span",
    "is_listing",
    "is_prose",
    "read_span",
    "spans_to_places",
    "table_to_rows",
]

WIDE = "\u2014\u2018-\u201d\u2026\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60"
"""Ideographs and the signs that stand between them without spaces, as the inside of a regular expression's class."""

_SPAN_CAP = 1_000  # where HTML itself caps columns; no table of a report has as many rows
_PROSE_CHARACTERS = 200  # the longest labels, with the remarks that some offices add, have about 100
_WIDE_SIGN = re.compile(f"[{WIDE}]")
_SECTION = re.compile(
    ".{0,5}(?:总体情况|主动公开政府信息|收到和处理政府信息|政府信息公开行政复议|存在的?主要问题|其他需要报告)"
)
_FIGURE = re.compile(r"[-+－＋]?[0-9０-９][0-9０-９,，.．]*")
_LEADING_NUMBER = re.compile(r"\s*([0-9]{1,9})")


class Span(NamedTuple):
    """Size of a cell as written; rowspan 0 reaches to the end of the row group."""

    rowspan: int = 1
    colspan: int = 1


class Place(NamedTuple):
    """Where a cell stands in the grid: its left column, the row after its last, its columns."""

    column: int
    bottom: int
    colspan: int


@dataclass(frozen=True, slots=True)
class HtmlCell:
    """A cell as walked: its lines, none of them blank, its size, and what speaks against its text being all."""

    lines: tuple[str, ...]
    span: Span
    doubts: tuple[DoubtCode, ...] = ()
    unread: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether a person sees something in it."""
        return bool(self.lines) or self.unread

    @property
    def text(self) -> str:
        """The lines in one; ideographs meet, other characters keep a space between them."""
        parts = list(self.lines[:1])
        for before, line in zip(self.lines, self.lines[1:], strict=False):
            parts += ["" if _WIDE_SIGN.match(before[-1]) and _WIDE_SIGN.match(line) else " ", line]
        return "".join(parts)


@dataclass(slots=True)
class HtmlTable:
    """A table as walked.

    Attributes:
        rows: the cells of every row, covered positions left out.
        groups: for every row the number of its row group, rising.
        loose: lines that stand between cells, by the number of rows begun before them.
    """

    rows: list[list[HtmlCell]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    loose: dict[int, list[str]] = field(default_factory=dict)


def read_span(rowspan: str | None, colspan: str | None) -> Span:
    """The two attributes as browsers read them: a leading number, else 1; at most 1,000."""
    return Span(_leading_number(rowspan), max(1, _leading_number(colspan)))


def spans_to_places(rows: Sequence[Sequence[Span]], groups: Sequence[int], limits: Limits) -> list[list[Place]]:
    """Resolve spans as browsers do: a cell takes the first free column, and no cell leaves its row group."""
    ends = list(range(1, len(rows) + 1))  # for every row, the row after its group
    for row in range(len(rows) - 2, -1, -1):
        if groups[row] == groups[row + 1]:
            ends[row] = ends[row + 1]
    free_from: list[int] = []  # for every column, the first row in which no cell from above stands there
    places: list[list[Place]] = []
    passed = 0  # places of the grid, each of which is looked at
    for row, spans in enumerate(rows):
        column = 0
        places.append([])
        for rowspan, colspan in spans:
            while column < len(free_from) and free_from[column] > row:
                column += 1
            right = column + colspan
            limits.check_columns(right)
            bottom = min(row + rowspan, ends[row]) if rowspan else ends[row]
            free_from.extend([0] * (right - len(free_from)))
            free_from[column:right] = [max(bottom, old) for old in free_from[column:right]]
            places[-1].append(Place(column, bottom, colspan))
            column = right
        passed += column
        limits.check_cells(passed)
    return places


def table_to_rows(table: HtmlTable, limits: Limits, sight: Sight | None = None) -> Iterable[str | list[NewCell]]:
    """Yield lines (text) and grid rows (cells) in order of reading; ``sight``: that of cells without doubts.

    Rowspans count the rows that are yielded as grid rows: rows without cells of their own and rows of prose are not.
    """
    places = spans_to_places([[cell.span for cell in row] for row in table.rows], table.groups, limits)
    listing = is_listing(table.rows)
    kept = [bool(row) and not listing and not is_prose(row) for row in table.rows]
    kept_before = [0]
    for keep in kept:
        kept_before.append(kept_before[-1] + keep)
    for index, row in enumerate(table.rows):
        yield from table.loose.get(index, ())
        if kept[index]:
            yield [
                NewCell(
                    cell.text,
                    place.column,
                    kept_before[place.bottom] - kept_before[index],
                    place.colspan,
                    sight="doubtful" if cell.doubts else sight,
                    doubts=cell.doubts,
                    unread=cell.unread,
                )
                for cell, place in zip(row, places[index], strict=True)
            ]
        else:
            for cell in row:
                yield from cell.lines
    yield from table.loose.get(len(table.rows), ())


def _leading_number(value: str | None) -> int:
    match = _LEADING_NUMBER.match(value or "")
    return min(int(match[1]), _SPAN_CAP) if match else 1


def is_listing(rows: Iterable[Sequence[HtmlCell]]) -> bool:
    """True for a table that only places text: never two filled cells in a row, and no room for figures beside one."""
    return all(len(row) <= 3 and sum(cell.is_filled for cell in row) <= 1 for row in rows)


def is_prose(row: Sequence[HtmlCell]) -> bool:
    """True for a row that holds running text or whole sections, and no figure of its own."""
    return any(map(_is_running_text, row)) and not any(_FIGURE.fullmatch(cell.text) for cell in row)


def _is_running_text(cell: HtmlCell) -> bool:
    if sum(map(len, cell.lines)) > _PROSE_CHARACTERS:
        return True
    return len(cell.lines) > 1 and sum(bool(_SECTION.match(line)) for line in cell.lines) > 1
