"""Whose report it is and on which year: title, agency, year.

Each is read where reports state it - title, opening sentence, line of contact, signature - and the statements are
weighed against one another. The date of publication is not the year reported on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gkml.document import Document, Row
from gkml.folding import simplify
from gkml.labels import Tag
from gkml.tagging.agency import find_agency, is_agency, is_date, may_be_agency
from gkml.tagging.chrome import is_page_number, is_page_text
from gkml.tagging.years import COMPACT_YEAR, Voter, conflicting_votes, find_year, plain_digits, year_of, year_votes

__all__ = ["TitleLine", "identity_tags", "title_lines", "year_warnings"]

_HEAD_ROWS = 60  # rows in which a title and an opening are looked for
_OPENING = 3000  # characters in which they are
_TITLE_LINES = 4
_MAX_TITLE = 90
_RUN_IN_ROWS = 4  # rows in which a title may stand in front of prose
_TITLE_END = re.compile(r"(?:报[\s\u3000]*告|年[\s\u3000]*报)")
_KIND = (
    r"(?:政府|政务)*(?:信息|资讯|政务)公开(?:工作)?(?:的)?(?:情况)?(?:的)?(?:年度|工作|总结|年)*(?:报告|年报|报表)"
    r"[》>]?(?:[（(].{0,12}[)）])?(?:的(?:函|通知|公告|报告|请示|公示|通报|说明|情况))?"
)
_KEY = r"(?:标题|名称|题名)?[:：]?(?:关于.{0,6}?[《<]|[《<])?"
_ABOUT = r"(?:关于(?:[\u4e00-\u9fff]{2})?[《<]?)?"  # 关于报送《…》的函: whatever is done with the report
_TITLES = (
    re.compile(rf"{_KEY}(?P<before>.{{0,45}}?){_ABOUT}(?P<year>{COMPACT_YEAR})年?度?的?(?P<after>.{{0,40}}?){_KIND}"),
    re.compile(
        rf"{_KEY}(?P<before>.{{2,45}}?)(?:政府|政务)?(?:信息|资讯|政务)公开(?:工作)?(?P<year>{COMPACT_YEAR})(?P<after>)"
        r"年?度?(?:工作)?(?:报告|年报)[》>]?"
    ),
    re.compile(rf"{_KEY}(?P<before>.{{0,45}}?){_ABOUT}(?P<year>)(?P<after>){_KIND}"),
)
_DOING = re.compile(r"关于[\u4e00-\u9fff]{2}")  # 关于公布, 关于报送
_YEAR_IN_TITLE = re.compile(r"2\s*[0０]\s*[0-9０-９]\s*[0-9０-９]|二[〇零○О0]\s*[〇零○一二三四五六七八九]{2}")
_VOTERS: dict[Voter, str] = {
    "title": "the title says",
    "period": "the sentence on the period of the figures says",
    "announcement": "the sentence that announces the report says",
    "narrative": "the narrative begins with",
    "publication": "the date of publication is of",
}


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    rows: int
    agency: tuple[int, int] | None
    year: tuple[int, int] | None


def identity_tags(document: Document, tags: Sequence[Tag]) -> list[Tag]:
    """At most one tag each of ``title``, ``agency`` and ``year``."""
    labelled = min((t.start for t in tags if t.role in ("item", "row", "column") and t.confidence > 0.9), default=None)
    first_section = min((t.start for t in tags if t.role == "section"), default=None)
    head = _head_rows(document, labelled, first_section)
    title = _find_title(document, head)
    found = []
    if title:
        found.append(Tag("title", title.start, title.end, 0.9))
    agency = find_agency(document, title.agency if title else None, head)
    if agency:
        found.append(Tag("agency", *agency[:2], agency[2]))
    year = find_year(document.text, title.year if title else None)
    if year:
        found.append(Tag("year", *year[:2], year[2]))
    return found


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line, or several, that read as the title of a report.

    Attributes:
        row: number of its first row.
        start, end: offsets of the print.
        agency: that it names; None where it names none.
    """

    row: int
    start: int
    end: int
    agency: str | None


def title_lines(document: Document) -> Iterator[TitleLine]:
    """All titles of reports, wherever they stand; what ends with a date belongs to what stands before it."""
    at = 0
    while at < len(document.rows):
        title = _title_from(document, at)
        below = _title_from(document, at + 1) if title and title.rows > 1 else None
        if title and not (below and below.agency and below.rows < title.rows):
            name = document.text[slice(*title.agency)] if title.agency else None
            yield TitleLine(at, title.start, title.end, name)
            at += title.rows
        else:
            at += 1


def _title_from(document: Document, at: int) -> _Title | None:
    """The title that begins in a row, on the fewest lines."""
    for count in range(1, _TITLE_LINES + 1):
        rows = document.rows[at : at + count]
        if len(rows) < count or not _may_be_title(document, rows[-1]) or is_date(document.row_text(rows[-1])):
            break
        title = _read_title(document, rows)
        if title:
            return title
    return None


def _head_rows(document: Document, labelled: int | None, first_section: int | None) -> list[Row]:
    rows = []
    for row in document.rows[:_HEAD_ROWS]:
        if row.start > _OPENING or (labelled is not None and row.start >= labelled):
            break
        if first_section is not None and row.start > first_section:
            break
        rows.append(row)
    return rows


def _find_title(document: Document, head: Sequence[Row]) -> _Title | None:
    """The best title: one that names agency and year, on the fewest lines, first."""
    best: tuple[tuple[int, int, int], _Title] | None = None
    for first, _row in enumerate(head):
        for count in range(1, _TITLE_LINES + 1):
            rows = head[first : first + count]
            if len(rows) < count or any(not _may_be_title(document, r) for r in rows):
                break
            title = _read_title(document, rows)
            if title:
                complete = bool(title.agency) * 2 + bool(title.year)
                rank = (complete, -count, -first)
                if best is None or rank > best[0]:
                    best = (rank, title)
                break
    if best is None:
        return next(filter(None, (_run_in_title(document, row) for row in head[:_RUN_IN_ROWS])), None)
    return best[1]


def _run_in_title(document: Document, row: Row) -> _Title | None:
    """A title after which the text goes on in the same line, as in dumps that have lost their line ends."""
    text = document.text[row.start : min(row.end, row.start + _MAX_TITLE)]
    for start in (0, *(space.end() for space in re.finditer(r"\s+", text))):
        for end in (end.end() for end in _TITLE_END.finditer(text, start)):
            if re.search(r"[，。；：、,;:《》“”|]", text[start:end]):
                break
            title = _read_title(document, [replace(row, start=row.start + start, end=row.start + end)])
            if title and title.year and title.agency and is_agency(document.text[slice(*title.agency)]):
                return title
    return None


def _may_be_title(document: Document, row: Row) -> bool:
    text = document.row_text(row)
    if sum(cell.end > cell.start for cell in row.cells) > 2 or len(text) > _MAX_TITLE * 2:
        return False
    return not re.search(r"[。；;>＞]|https?:", text) and not is_page_text(text)


def _is_page_number(text: str) -> bool:
    """A page number between two lines of a title; ``20`` alone is rather the first half of a year."""
    return is_page_number(text) or bool(re.fullmatch(r"\s*(?!20)\d{1,2}\s*", text))


def _read_title(document: Document, rows: Sequence[Row]) -> _Title | None:
    start = rows[0].start
    raw = document.text
    kept = [
        at - start
        for row in rows
        if row is rows[0] or not _is_page_number(document.row_text(row))
        for at in range(row.start, row.end)
        if not raw[at].isspace() and raw[at] not in "#*"
    ]
    text = plain_digits(simplify("".join(raw[start + at] for at in kept)))
    if not kept or len(text) > _MAX_TITLE:
        return None
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _TITLES)), None)
    if not match or not (match["year"] or match["before"] or match["after"]):
        return None

    def place(a: int, b: int) -> tuple[int, int]:
        return start + kept[a], start + kept[b - 1] + 1

    agency = None
    for group in ("before", "after"):
        a, b = match.span(group)
        if text[b : b + 2] == "政府" and text[max(a, b - 2) : b] == "人民":
            b += 2  # 县人民政府信息公开…: the word serves twice
        a, b = _trim_name(text, a, b)
        if b - a >= 2 and may_be_agency(text[a:b]) and re.search(r"[\u4e00-\u9fff]{2}", text[a:b]):
            agency = place(a, b)
            break
    year = place(*match.span("year")) if match["year"] else None
    return _Title(start + kept[0], start + kept[-1] + 1, len(rows), agency, year)


def _trim_name(text: str, a: int, b: int) -> tuple[int, int]:
    """Leave out hosts, brackets and little words around a name, and what is done with its report."""
    while a < b and (text[a] in "《<：:、-—·|" or text[a].isascii()):
        a += 1
    while b > a and text[b - 1] in "的》>：:、-—·|":
        b -= 1
    if text[a:b].endswith("关于"):
        b -= 2
    doing = _DOING.match(text, a, b)
    if doing and is_agency(text[doing.end() : b]):
        a = doing.end()
    return a, b


def year_warnings(document: Document, tags: Sequence[Tag]) -> Iterator[tuple[str, str]]:
    """What in a report speaks against the year that its tags say, as code and message."""
    first = {tag.role: tag for tag in reversed(tags)}
    if "year" not in first:
        return
    year = year_of(document.text[first["year"].start : first["year"].end])
    title = first.get("title")
    in_title = _YEAR_IN_TITLE.search(document.text, title.start, title.end) if title else None
    if year is None:
        return
    for vote in conflicting_votes(year_votes(document.text, in_title.span() if in_title else None), year):
        yield (
            "year_conflict",
            f"{_VOTERS[vote.voter]} {vote.year + (vote.voter == 'publication')}, where the rest of the report says "
            f"{year}, which was taken; see whether it is left over from another report",
        )
