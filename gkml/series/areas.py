"""A table of who belongs to whom, written by the user: ``agency,parent`` and, where it changed, ``year``.

A row says that the report of the parent includes the figures of the agency. The year is one (``2023``), a range
(``2019-2022``), open at one end (``2023-``), or nothing for all years. An agency without a parent may have a row of its
own.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gkml.errors import UsageError
from gkml.series.agencies import Agencies, Agency, Spelling, group_spellings
from gkml.series.names import read_name

__all__ = ["AreaRow", "Areas", "Member", "area_spellings", "read_areas", "rows_to_areas"]

_HEADS = {
    "agency": ("agency", "机关", "机关名称", "单位", "单位名称"),
    "parent": ("parent", "上级", "上级机关", "所属政府"),
    "year": ("year", "years", "年份", "年度"),
}
_RANGE = re.compile(r"(\d{4})?\s*[-–—~～至]\s*(\d{4})?|(\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MOST = 16 * 2**20  # bytes; a table of all agencies of a country has a few million


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A row of the table: names as written, first and last year in which it holds."""

    file: str
    line: int
    agency: str
    parent: str | None
    first: int = _FIRST_YEAR
    last: int = _LAST_YEAR

    def error(self, problem: str) -> UsageError:
        """The problem with its place."""
        return UsageError(f"{self.file}:{self.line}: {problem}")


@dataclass(frozen=True, slots=True)
class Member:
    """An agency below another one, and the row that says so."""

    agency: Agency
    row: AreaRow


class Areas:
    """Who belongs to whom, year by year."""

    def __init__(self, members: dict[str, list[Member]], parents: dict[str, Agency]) -> None:
        self._members = members
        self._parents = parents

    def parents(self) -> list[Agency]:
        """All that something belongs to, in the order of their names."""
        return [self._parents[name] for name in sorted(self._parents)]

    def members(self, parent: Agency, year: int) -> list[Member]:
        """What belongs to ``parent`` in a year, in the order of the names."""
        return [member for member in self._members[parent.name] if member.row.first <= year <= member.row.last]


# ---------------------------------------------------------------------------------------------------------------------
# The file


def read_areas(path: str) -> list[AreaRow]:
    """The rows of a CSV file, UTF-8 or GB 18030.

    Raises:
        UsageError: it cannot be read, or is no such table by itself: it lacks a column, a name names no particular
            agency, an agency stands twice in a year, or belongs to itself over however many others. The message
            names the line.
    """
    rows = list(_parse(path, _decode(path)))
    spellings = group_spellings(area_spellings(rows))
    _rows_to_members(rows, lambda name, row: _known(name, row, spellings))  # told before any record is read
    return rows


def _decode(path: str) -> str:
    try:
        if Path(path).stat().st_size > _MOST:
            raise UsageError(f"the table {path!r} has more than {_MOST} bytes")
        data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"the table {path!r} cannot be read: {error.strerror or error}") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"the table {path!r} is neither UTF-8 nor GB 18030; save it as UTF-8")


def _parse(path: str, text: str) -> Iterator[AreaRow]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(path, next(reader, []))
        for fields in reader:
            if any(field.strip() for field in fields):
                yield _row(path, reader.line_num, columns, [field.strip() for field in fields])
    except csv.Error as error:
        raise UsageError(f"{path}:{reader.line_num}: this is no CSV ({error})") from None


def _columns(path: str, heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        for name, spellings in _HEADS.items():
            if head.strip().lower() in spellings:
                if name in found:
                    raise UsageError(f"{path}:1: two columns are the {name}")
                found[name] = at
    for name in ("agency", "parent"):
        if name not in found:
            raise UsageError(f"{path}:1: there is no column for the {name}; name one {' or '.join(_HEADS[name])}")
    return found


def _row(path: str, line: int, columns: dict[str, int], fields: Sequence[str]) -> AreaRow:
    def field(name: str) -> str:
        at = columns.get(name, len(fields))
        return fields[at] if at < len(fields) else ""

    row = AreaRow(path, line, field("agency"), field("parent") or None)
    if not row.agency:
        raise row.error("the row names no agency")
    for name in filter(None, (row.agency, row.parent)):
        if read_name(name) is None:
            raise row.error(f"{name!r} names no particular agency; write its full name, with the place it belongs to")
    years = field("year")
    if not years:
        return row
    match = _RANGE.fullmatch(years)
    if match is None:
        raise row.error(f"{years!r} is no year; write 2023, 2019-2022, 2023- or nothing")
    first = int(match[3] or match[1] or _FIRST_YEAR)
    last = int(match[3] or match[2] or _LAST_YEAR)
    if first > last:
        raise row.error(f"the years {years!r} end before they begin")
    return AreaRow(path, line, row.agency, row.parent, first, last)


def area_spellings(rows: Iterable[AreaRow]) -> list[Spelling]:
    """Every name in the table once; none of them has a report by that."""
    found: dict[str, Spelling] = {}
    for row in rows:
        for written in filter(None, (row.agency, row.parent)):
            name = read_name(written)
            if name is not None:
                found.setdefault(name.text, Spelling(name, "".join(written.split())))
    return list(found.values())


# ---------------------------------------------------------------------------------------------------------------------
# Rows to who belongs to whom


def rows_to_areas(rows: Sequence[AreaRow], agencies: Agencies, has_reports: Callable[[Agency], bool]) -> Areas:
    """The table among the agencies that there are records of.

    Raises:
        UsageError: with the line, as in ``read_areas``; and where a name could mean several agencies, or a parent has
            neither a report nor a row.
    """
    members = _rows_to_members(rows, lambda name, row: _known(name, row, agencies))
    listed = {_known(row.agency, row, agencies).name for row in rows}
    parents: dict[str, Agency] = {}
    for row in rows:
        if row.parent is not None:
            parent = _known(row.parent, row, agencies)
            if parent.name not in listed and not has_reports(parent):
                raise row.error(
                    f"nothing is known of {row.parent!r}: there is no report of it; correct the name, or give it a row "
                    "of its own, with an empty parent"
                )
            parents[parent.name] = parent
    return Areas(members, parents)


def _known(name: str, row: AreaRow, agencies: Agencies) -> Agency:
    read = read_name(name)
    if read is None or read.text not in agencies.of:
        raise row.error(f"{name!r} names no agency")
    agency = agencies.of[read.text]
    if agency.name in agencies.unplaced:
        raise row.error(f"{name!r} could be one of several agencies; write its full name")
    return agency


def _rows_to_members(rows: Sequence[AreaRow], agency_of: Callable[[str, AreaRow], Agency]) -> dict[str, list[Member]]:
    """Members of each parent; every agency belongs to one other at a time, and never to itself."""
    members: dict[str, list[Member]] = defaultdict(list)
    above: dict[str, list[tuple[AreaRow, str | None]]] = defaultdict(list)
    for row in rows:
        agency = agency_of(row.agency, row)
        parent = None if row.parent is None else agency_of(row.parent, row)
        for other, _ in above[agency.name]:
            if other.first <= row.last and row.first <= other.last:
                raise row.error(f"{row.agency!r} stands twice: see line {other.line}")
        above[agency.name].append((row, None if parent is None else parent.name))
        if parent is not None:
            members[parent.name].append(Member(agency, row))
    _refuse_circles(above)
    for below in members.values():
        below.sort(key=lambda member: (member.agency.name, member.row.first))
    return dict(members)


def _refuse_circles(above: dict[str, list[tuple[AreaRow, str | None]]]) -> None:
    """In every year that a row begins to hold, nothing may stand below itself."""
    for year in sorted({row.first for rows in above.values() for row, _ in rows}):
        parent = {
            name: (row, over)
            for name, rows in above.items()
            for row, over in rows
            if over is not None and row.first <= year <= row.last
        }
        done: set[str] = set()
        for start in parent:
            path: dict[str, None] = {}
            name: str | None = start
            while name is not None and name in parent and name not in done:
                if name in path:
                    walked = list(path)
                    circle = [parent[one][0] for one in walked[walked.index(name) :]]
                    lines = ", ".join(str(row.line) for row in sorted(circle, key=lambda row: row.line))
                    raise circle[0].error(f"{circle[0].agency!r} belongs to itself: see lines {lines}")
                path[name] = None
                name = parent[name][1]
            done.update(path)
