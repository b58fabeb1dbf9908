"""Copies of tables: each table that tags tell of, as often as it is printed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gkml.document import Document, Row
from gkml.labels import Tag
from gkml.parts.lines import is_prose
from gkml.template import Templates

__all__ = ["Copy", "find_copies"]

_NEAR = 30  # rows below a label, or below heads and figures behind it, within which its figures stand
_ROWS = 3  # labelled rows of a table that make a copy of it; of a shorter table half of its rows
_DENSE = 40  # labels and figures in a row from which it is a whole report on one line and no paragraph
_FIGURES = 5  # figures under the heads of a table of a single row that make a copy of it
_TOLD = 0.8  # confidence from which a label counts
_HEADS = frozenset({"column", "group", "item", "corner"})
_TABLE_ROLES = _HEADS | {"row", "figure"}


@dataclass(slots=True)
class Copy:
    """One copy of a table.

    Attributes:
        table: id of the table.
        head: offset of the first of its heads, or of its first label.
        start: offset of its first label.
        end: offset behind its last figure.
        rows: its labels that have figures, in order of reading.
    """

    table: str
    head: int
    start: int
    end: int
    rows: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A label with the figures that follow it, up to the next one."""

    table: str
    label: str
    start: int
    end: int
    section: int  # how many headings of sections stand before it
    ruled: bool
    figures: int = 0


def find_copies(document: Document, tags: Sequence[Tag], templates: Templates) -> list[Copy]:
    """All copies of all tables in order of reading.

    A copy ends where labels come again that have figures in it: so tables that pages cut, with their heads repeated,
    are one copy, and so is a table that is printed as several.
    """
    rows: dict[str, list[_Row]] = {table: [] for table in templates.table_ids}
    for row in _labelled_rows(document, tags):
        if row.table in rows:
            rows[row.table].append(row)
    copies: list[Copy] = []
    for table, mine in rows.items():
        ways = templates.variants(table)
        if ways[0].layout == "single_row":
            copies += _side_by_side(mine)
        else:
            copies += _one_under_another(mine, min(_ROWS, *(len(way.rows) // 2 for way in ways)))
    copies.sort(key=lambda copy: copy.start)
    _find_heads(copies, tags)
    return copies


def _labelled_rows(document: Document, tags: Sequence[Tag]) -> Iterator[_Row]:
    """Labels of rows with the figures behind them; those in prose are mentions."""
    starts = [row.start for row in document.rows]
    places = [bisect_right(starts, tag.start) - 1 for tag in tags]
    dense = Counter(place for tag, place in zip(tags, places, strict=True) if tag.role in _TABLE_ROLES)
    prose = {row.index for row in document.rows if dense[row.index] < _DENSE and is_prose(document, row)}
    current: _Row | None = None
    at = section = 0
    for tag, place in zip(tags, places, strict=True):
        role = tag.role
        if role == "section":
            if current is not None:
                yield current
            current, section = None, section + 1
        elif place in prose or (role == "row" and (tag.others or tag.confidence < _TOLD)):
            continue
        elif role == "row" and tag.part != "tail":
            if current is not None:
                yield current
            table, _, label = tag.identity.partition(".")
            current, at = _Row(table, label, tag.start, tag.end, section, _is_ruled(document.rows[place])), place
        elif current is not None and place <= at + _NEAR and role in _TABLE_ROLES:
            at = place
            if role == "figure":
                current.figures, current.end = current.figures + 1, tag.end
    if current is not None:
        yield current


def _is_ruled(row: Row) -> bool:
    """Whether a row has cells, so that it is one of a table even where they are empty."""
    return row.kind != "line" and len(row.cells) > 1


def _one_under_another(rows: Sequence[_Row], least: int) -> list[Copy]:
    groups: list[list[_Row]] = []
    seen: set[str] = set()
    for row in rows:
        if not (row.figures or row.ruled):
            continue
        if not groups or row.label in seen:
            groups.append([])
            seen = set()
        groups[-1].append(row)
        seen.add(row.label)
    copies: list[Copy] = []
    for group in groups:
        labels = [row.label for row in group]
        if not copies or len(set(labels).intersection(copies[-1].rows)) >= least:
            copies.append(Copy(group[0].table, group[0].start, group[0].start, group[-1].end, labels))
        else:  # a row that is mentioned again is no copy of the table
            new = [row for row in group if row.label not in copies[-1].rows]
            copies[-1].rows.extend(row.label for row in new)
            copies[-1].end = max([copies[-1].end, *(row.end for row in new)])
    return copies


def _side_by_side(rows: Sequence[_Row]) -> list[Copy]:
    """Copies of a table of a single row: its labels are heads, whose figures stand below them or behind each."""
    copies: list[Copy] = []
    mine: list[_Row] = []
    for row in rows:
        again = any(row.label == other.label for other in mine)
        if (again and _figures(mine)) or (mine and row.section != mine[-1].section):
            copies += _side_copy(mine)
            mine = []
        mine.append(row)
    return copies + _side_copy(mine)


def _side_copy(rows: Sequence[_Row]) -> list[Copy]:
    """The copy that labels make, if they do: with figures, or all of them with the room for such."""
    labels = [row.label for row in rows]
    if _figures(rows) < _FIGURES and not (len(set(labels)) >= _ROWS and any(row.ruled for row in rows)):
        return []
    return [Copy(rows[0].table, rows[0].start, rows[0].start, rows[-1].end, labels)]


def _figures(rows: Sequence[_Row]) -> int:
    return sum(row.figures for row in rows)


def _find_heads(copies: Sequence[Copy], tags: Sequence[Tag]) -> None:
    """Let copies begin at their heads, which stand between the table before and their first label."""
    starts = [tag.start for tag in tags]
    behind = 0
    for copy in copies:
        for at in range(bisect_right(starts, copy.start) - 1, -1, -1):
            if tags[at].start < behind or tags[at].role in ("section", "title", "figure"):
                break
            if tags[at].role in _HEADS:
                copy.head = tags[at].start
        behind = max(behind, copy.end)
