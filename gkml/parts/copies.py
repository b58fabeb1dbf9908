"""Copies of tables: each table that tags tell of, as often as it is printed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gkml.document import Document, Row
from gkml.form import Table
from gkml.labels import Tag
from gkml.parts.lines import is_prose
from gkml.template import Templates

__all__ = ["Copy", "find_copies"]

_NEAR = 30  # rows below a label, or below heads and figures behind it, within which its figures stand
_ROWS = 3  # labelled rows of a table that make a copy of it; of a shorter table half of its rows
_DENSE = 40  # labels and figures in a row from which it is a whole report on one line and no paragraph
_RESTART = 2  # as many rows times those are looked at where a label comes again, to see whether the table begins anew
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
    block: int  # how many headings of other reports stand before it
    ruled: bool
    figures: int = 0


def find_copies(
    document: Document, tags: Sequence[Tag], templates: Templates, breaks: Sequence[int] = ()
) -> list[Copy]:
    """All copies of all tables in order of reading.

    A copy ends where labels come again that have figures in it: so tables that pages cut, with their heads repeated,
    are one copy, and so is a table that is printed as several.

    Args:
        document: in which they stand.
        tags: that tell of them.
        templates: the forms.
        breaks: rows, by number and in order, that head something of another year or agency: no copy goes on past them.
    """
    rows: dict[str, list[_Row]] = {table: [] for table in templates.table_ids}
    for row in _labelled_rows(document, tags, breaks):
        if row.table in rows:
            rows[row.table].append(row)
    copies: list[Copy] = []
    for table, mine in rows.items():
        ways = templates.variants(table)
        if ways[0].layout == "single_row":
            copies += _side_by_side(mine)
        else:
            copies += _one_under_another(mine, ways)
    copies.sort(key=lambda copy: copy.start)
    _find_heads(document, copies, tags)
    return copies


def _labelled_rows(document: Document, tags: Sequence[Tag], breaks: Sequence[int]) -> Iterator[_Row]:
    """Labels of rows with the figures behind them, none of which stand behind prose; those in prose are mentions."""
    starts = [row.start for row in document.rows]
    places = [bisect_right(starts, tag.start) - 1 for tag in tags]
    dense = Counter(place for tag, place in zip(tags, places, strict=True) if tag.role in _TABLE_ROLES)
    prose = [row.index for row in document.rows if dense[row.index] < _DENSE and is_prose(document, row)]
    ends = sorted({*prose, *breaks})
    current: _Row | None = None
    at = section = 0
    before = ""  # role of the tag before
    for tag, place in zip(tags, places, strict=True):
        role = tag.role
        of_group, before = before == "group" and _is_mark(document, tag), role
        if role == "section" or (current is not None and bisect_right(ends, at) != bisect_right(ends, place)):
            if current is not None:
                yield current
            current, section = None, section + (role == "section")
        if place in prose or (role == "row" and (tag.others or tag.confidence < _TOLD)):
            continue
        if role == "row" and tag.part != "tail":
            if current is not None:
                yield current
            table, _, label = tag.identity.partition(".")
            block, ruled = bisect_right(breaks, place), _is_ruled(document.rows[place])
            current, at = _Row(table, label, tag.start, tag.end, section, block, ruled), place
        elif current is not None and place <= at + _NEAR and role in _TABLE_ROLES:
            at = place
            if role == "figure" and not of_group:
                current.figures, current.end = current.figures + 1, tag.end
    if current is not None:
        yield current


def _is_mark(document: Document, tag: Tag) -> bool:
    """Whether a tag is of a figure without digits, as rows that head others have it (``——``)."""
    return tag.role == "figure" and not any(sign.isdigit() for sign in document.text[tag.start : tag.end])


def _is_ruled(row: Row) -> bool:
    """Whether a row has cells, so that it is one of a table even where they are empty."""
    return row.kind != "line" and len(row.cells) > 1


def _one_under_another(rows: Sequence[_Row], ways: Sequence[Table]) -> list[Copy]:
    """Copies of a table with its rows one under another; a row that is printed again within it is no other copy."""
    least = min(_ROWS, *(len(way.rows) // 2 for way in ways))
    order = {row.id: number for way in reversed(ways) for number, row in enumerate(way.rows)}
    rows = [row for row in rows if row.figures or row.ruled]
    groups: list[list[_Row]] = []
    for number, row in enumerate(rows):
        if not groups or row.block != groups[-1][-1].block:
            groups.append([row])
        elif not _begins_again(groups[-1], rows[number:], least):
            groups[-1].append(row)
        else:
            groups.append([*_first_rows(groups[-1], rows[number:], order), row])
    return [_copy(group) for group in groups]


def _begins_again(group: Sequence[_Row], rows: Sequence[_Row], least: int) -> bool:
    """Whether the rows from here on are those of the group, and not a single one of them comes again."""
    seen = {row.label for row in group}
    if rows[0].label not in seen or (rows[0].label == group[-1].label and len(seen) > 1):
        return False
    ahead = {row.label for row in rows[: _RESTART * least] if row.block == rows[0].block}
    return len(ahead & seen) >= max(least, len(ahead) // 2)


def _first_rows(group: list[_Row], rows: Sequence[_Row], order: Mapping[str, int]) -> list[_Row]:
    """Rows at the end of a group that are the first of the next one, which it alone has: taken out of the group."""
    later = {row.label for row in rows}
    at, following = len(group), rows[0]
    while at > 0 and group[at - 1].label not in later and _is_above(group[at - 1], following, order):
        at, following = at - 1, group[at - 1]
    first = group[at:] if at > 0 and not _is_above(group[at - 1], following, order) else []
    del group[len(group) - len(first) :]
    return first


def _is_above(row: _Row, other: _Row, order: Mapping[str, int]) -> bool:
    return order.get(row.label, -1) < order.get(other.label, -1)


def _copy(group: Sequence[_Row]) -> Copy:
    rows: dict[str, _Row] = {}
    for row in group:
        rows.setdefault(row.label, row)  # one that is mentioned again below the table does not make it longer
    first = group[0]
    return Copy(first.table, first.start, first.start, max(row.end for row in rows.values()), list(rows))


def _side_by_side(rows: Sequence[_Row]) -> list[Copy]:
    """Copies of a table of a single row: its labels are heads, whose figures stand below them or behind each."""
    copies: list[Copy] = []
    mine: list[_Row] = []
    for row in rows:
        again = any(row.label == other.label for other in mine)
        apart = mine and (row.section, row.block) != (mine[-1].section, mine[-1].block)
        if (again and _figures(mine)) or apart:
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


def _find_heads(document: Document, copies: Sequence[Copy], tags: Sequence[Tag]) -> None:
    """Let copies begin at their heads, which stand between the table before and their first label."""
    starts = [tag.start for tag in tags]
    behind = 0
    for copy in copies:
        for at in range(bisect_right(starts, copy.start) - 1, -1, -1):
            tag = tags[at]
            if tag.start < behind or tag.role in ("section", "title"):
                break
            if tag.role == "figure" and not _is_mark(document, tag):
                break
            if tag.role in _HEADS:
                copy.head = tag.start
        behind = max(behind, copy.end)
