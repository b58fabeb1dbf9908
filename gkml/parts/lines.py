"""Lines that part a document: titles, headings of appendices, captions with a year or a scope."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from gkml.document import Document, Row
from gkml.folding import simplify
from gkml.tagging.agency import agency_name, is_agency, is_date
from gkml.tagging.identity import TitleLine, title_lines
from gkml.tagging.years import YEAR, plain_digits, year_of

__all__ = [
    "Identity",
    "begins_report",
    "differ",
    "ends_report",
    "is_appendix",
    "is_prose",
    "other_agency",
    "other_report",
    "tells",
    "title_clusters",
    "told_by",
]

_PROSE = 46  # characters of one cell from which a sentence in it makes it prose
_LINE = 60  # characters of the longest heading
_APART = 6  # rows between titles of the same report, as a page and a document in it have each its own
_APPENDIX = re.compile(
    r"[\s#*]*[（(【]?附\s*(?:件|表|录|图)?\s*[\d一二三四五六]{0,2}\s*(?:[)）】:：、.．]|$|\s|20\d\d|上)"
)
_PREAMBLE = re.compile(r"(?:信息|资讯)公开条例|本(?:年度)?报告|年度(?:工作)?报告|年报告|统计期限|现将20\d\d年")
_LAST_YEAR = re.compile(r"(?:上|前)一?年度?|去年")
_CARRIED = re.compile(r"上年结转|结转下年")
_SCOPES = (
    ("own", re.compile(r"本级|本机关|本单位|局机关|委机关|本部门")),
    ("whole", re.compile(r"全[省市县区州旗镇系]|汇总|合计表|总体情况表|辖区|各(?:部门|乡镇|单位)")),
)
_YEAR_LINE = re.compile(rf"{YEAR}\s*年?")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a line tells of the part that it heads.

    Attributes:
        line: as printed.
        years: that it names.
        scope: ``own`` for the figures of the agency alone, ``whole`` for those of its area; None where it says nothing.
        last_year: it speaks of the year before.
        appendix: it heads an appendix.
        agency: that it names as a title does.
    """

    line: str = ""
    years: frozenset[int] = frozenset()
    scope: str | None = None
    last_year: bool = False
    appendix: bool = False
    agency: str | None = None


def is_prose(document: Document, row: Row) -> bool:
    """Whether a row is a paragraph."""
    if len(row.cells) != 1 or row.end - row.start < _PROSE:
        return False
    text = document.row_text(row)
    return "。" in text or "；" in text or text.count("，") > 1


def begins_report(line: str) -> bool:
    """Whether a line may be the first of a report: its agency, a title, or its preamble."""
    return is_agency(line) or _PREAMBLE.search(simplify(line)) is not None


def ends_report(line: str) -> bool:
    """Whether a line is one of the last of a report: its date, or that there is nothing else to report."""
    return is_date(line) or line.strip(" 。\u3000（）()") == "无"


def is_appendix(line: str) -> bool:
    """Whether a line heads an appendix."""
    return len(line) <= _LINE and _APPENDIX.match(line) is not None and "。" not in line


def told_by(line: str, title: TitleLine | None = None) -> Identity:
    """What a line tells."""
    line = " ".join(line.split())
    plain = plain_digits(_CARRIED.sub("", line))
    years = {year_of(match.group(1)) for match in _YEAR_LINE.finditer(plain)} - {None}
    scope = next((name for name, pattern in _SCOPES if pattern.search(plain)), None)
    last = _LAST_YEAR.search(plain) is not None and len(line) <= _LINE
    agency = None if title is None else title.agency
    return Identity(line, frozenset(y for y in years if y is not None), scope, last, is_appendix(line), agency)


def tells(line: str) -> bool:
    """Whether a line tells a year, a scope or an appendix."""
    if not line.strip() or len(line) > _LINE or "。" in line or is_date(line):
        return False
    told = told_by(line)
    return bool(told.years or told.scope or told.last_year or told.appendix)


def differ(first: Identity, other: Identity) -> bool:
    """Whether two lines tell two parts apart."""
    if other.appendix or other.last_year:
        return not (first.appendix and other.appendix and first.line == other.line)
    if other.years and first.years and other.years != first.years:
        return True
    if first.scope != other.scope:
        return True
    return other_agency(first.agency, other.agency)


def other_report(first: Identity, other: Identity) -> bool:
    """Whether two lines name two years or agencies, so that equal figures are no copy."""
    years = bool(first.years and other.years and first.years != other.years) or other.last_year != first.last_year
    return years or other_agency(first.agency, other.agency)


def other_agency(first: str | None, other: str | None) -> bool:
    """Whether two names are of two agencies: neither is a part of the other."""
    if first is None or other is None:
        return False
    a, b = (re.sub(r"(?:人民)?政府(?:办公[室厅])?$", "", agency_name(name)) for name in (first, other))
    return bool(a and b) and not (a in b or b in a)


def title_clusters(document: Document, anchors: Sequence[int]) -> list[tuple[int, Identity]]:
    """Titles of reports with the row in which they begin; of titles close together the first stands for all.

    What the title of a page leaves open, that of the document in it may tell. A title of another report that another
    follows before anything stands between them is a link.

    Args:
        document: in which they stand.
        anchors: rows in which sections and tables begin, in order.
    """
    found: list[tuple[int, Identity]] = []
    last = -_APART - 1
    for title in title_lines(document):
        told = told_by(document.text[title.start : title.end], title)
        if found and title.row - last <= _APART and not differ(found[-1][1], told):
            row, first = found[-1]
            if (told.years and not first.years) or (told.agency and not first.agency):
                found[-1] = (row, told)
        else:
            if found and bisect_left(anchors, last) == bisect_left(anchors, title.row):
                found.pop()
            found.append((title.row, told))
        last = title.row
    return found
