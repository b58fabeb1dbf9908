"""Whose report it is and on which year: title, agency, year.

Each is read where reports state it - title, opening sentence, line of contact, signature - and the statements are
weighed against one another. The date of publication is not the year reported on.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gkml.document import Document, Row
from gkml.folding import simplify
from gkml.labels import Tag
from gkml.tagging.chrome import is_page_number, is_page_text
from gkml.tagging.years import COMPACT_YEAR, SPACES, YEAR, find_year, plain_digits

__all__ = ["identity_tags"]

_HEAD_ROWS = 60  # rows in which a title and an opening are looked for
_OPENING = 3000  # characters in which they are
_TITLE_LINES = 4
_MAX_TITLE = 90
_RUN_IN_ROWS = 4  # rows in which a title may stand in front of prose
_TITLE_END = re.compile(r"(?:报[\s\u3000]*告|年[\s\u3000]*报)")
_KIND = (
    r"(?:政府|政务)*(?:信息|政务)公开(?:工作)?(?:的)?(?:情况)?(?:的)?(?:年度|工作|总结|年)*(?:报告|年报|报表)"
    r"[》>]?(?:[（(].{0,12}[)）])?"
)
_KEY = r"(?:标题|名称|题名)?[:：]?[《<]?"
_TITLES = (
    re.compile(rf"{_KEY}(?P<before>.{{0,45}}?)(?:关于)?(?P<year>{COMPACT_YEAR})年?度?的?(?P<after>.{{0,40}}?){_KIND}"),
    re.compile(
        rf"{_KEY}(?P<before>.{{2,45}}?)(?:政府|政务)?(?:信息|政务)公开(?:工作)?(?P<year>{COMPACT_YEAR})(?P<after>)"
        r"年?度?(?:工作)?(?:报告|年报)[》>]?"
    ),
    re.compile(rf"{_KEY}(?P<before>.{{0,45}}?)(?:关于)?(?P<year>)(?P<after>){_KIND}"),
)
_DATE = re.compile(rf"{YEAR}{SPACES}[-年/.]{SPACES}(\d{{1,2}}){SPACES}[-月/.]{SPACES}\d{{1,2}}")
_NAME = r"[\u4e00-\u9fffA-Za-z0-9.·（）()、\u3000 ]"
_YEAR_OF = rf"{YEAR}{SPACES}年度?{SPACES}"
_MADE_KNOWN = r"(?:公布|发布|公开|编制)(?:的)?[《<]?"
_MANNER = r"(?:认真|按照|严格|坚持|深入|积极|以|全面|在|紧紧|贯彻|结合|根据|高度)"
_IN_SENTENCE = tuple(
    (re.compile(pattern, re.M), weight)
    for pattern, weight in (
        (rf"{_MADE_KNOWN}(?P<name>{_NAME}{{2,40}}?){_YEAR_OF}(?:政府)?信息公开", 2.4),
        (rf"{_MADE_KNOWN}{_YEAR_OF}(?P<name>{_NAME}{{2,40}}?)(?:政府)?信息公开", 2.4),
        (rf"^[\s\u3000]*+(?P<name>{_NAME}{{2,40}}?){_YEAR_OF}(?:政府)?信息公开", 2.4),
        (rf"由(?P<name>{_NAME}{{2,40}}?)(?:负责)?(?:根据|依据|按照|编制|综合|汇总|组织|撰写)", 2.2),
        (
            rf"(?:请|可)(?:径|直接|及时)?(?:与|联系|和|跟|向|致电)(?P<name>{_NAME}{{2,40}}?)(?:[(（,，。:：]|联系|反映|咨询)",
            1.6,
        ),
        (rf"^{YEAR}{SPACES}年度?[,，](?P<name>{_NAME}{{2,30}}?){_MANNER}", 1.4),
        (
            rf"(?:要求|规定|精神)[,，、](?:结合[^,，。]{{0,20}}[,，])?(?P<name>{_NAME}{{2,30}}?)(?:编制|结合|在总结)",
            1.2,
        ),
        (rf"(?:发布机构|发文机关|信息来源|来源|公开主体)[\s:：|]*(?P<name>{_NAME}{{2,25}}?)(?:[\s|]|$)", 0.8),
    )
)
_ENDING_WORDS = (
    "人民政府 政府 办公室 办公厅 办事处 街道 委员会 管委会 管理委员会 党工委 区委 科委 发展改革委 健康委",
    "局 厅 署 部 院 处 站 中心 支队 大队 总队 分局 公司 集团 学校 医院 馆 社 会",
    "省 市 县 区 州 盟 旗 镇 乡 地区 园区 开发区 新区 实验区 委 办 林场 农场 团",
)
_ENDINGS = tuple(word for words in _ENDING_WORDS for word in words.split())
_NOT_A_NAME = re.compile(
    r"^(?:以下|省市|国务院办公厅政府信息|中华人民共和国|年|年度|年度报告|[县区市镇乡]?政府)$"
    r"|^(?:我|本|各|全(?!国)|该|其|上级|相关|有关|以下|省市|条例|《)"
    r"|(?:规定|要求|通知|条例|精神|情况|工作要点|报告|年报|信息公开|网站|电话|栏目)"
)
_ANNOUNCING = re.compile(rf"{SPACES}(?:现将|现|特|兹)?{SPACES}(?:予以)?(?:公布|发布|编制|(?<=将))(?:了)?{SPACES}")
_LATIN = re.compile(r"[A-Za-z0-9.]+")
_OFFICE = re.compile(
    r"(?:党政综合办公?室?|党政办公?室?|综合办公?室?|电子政务中心|政府信息公开处|政务公开[办科处]公?室?|网络信息中心"
    r"|办公室.{0,8}(?:处|科|股|中心))$"
)


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
    agency = _find_agency(document, title, head)
    if agency:
        found.append(Tag("agency", *agency[:2], agency[2]))
    year = find_year(document.text, title.year if title else None)
    if year:
        found.append(Tag("year", *year[:2], year[2]))
    return found


def agency_name(text: str) -> str:
    """An agency as written, without the spaces that a dump puts inside."""
    return re.sub(r"[\s\u3000\u00a0]+", "", text)


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
            if title and title.year and title.agency and _is_name(document, title.agency):
                return title
    return None


def _is_name(document: Document, place: tuple[int, int]) -> bool:
    name = agency_name(document.text[place[0] : place[1]])
    return len(name) > 2 and name.endswith(_ENDINGS) and not _NOT_A_NAME.search(name)


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
        if b - a >= 2 and not _NOT_A_NAME.search(text[a:b]) and re.search(r"[\u4e00-\u9fff]{2}", text[a:b]):
            agency = place(a, b)
            break
    year = place(*match.span("year")) if match["year"] else None
    return _Title(start + kept[0], start + kept[-1] + 1, len(rows), agency, year)


def _trim_name(text: str, a: int, b: int) -> tuple[int, int]:
    """Leave out hosts, brackets and little words around a name."""
    while a < b and (text[a] in "《<：:、-—·|" or text[a].isascii()):
        a += 1
    while b > a and text[b - 1] in "的》>：:、-—·|":
        b -= 1
    if text[a:b].endswith("关于"):
        b -= 2
    return a, b


def _find_agency(document: Document, title: _Title | None, head: Sequence[Row]) -> tuple[int, int, float] | None:
    """The agency that most of what the report says of itself points to."""
    text = plain_digits(simplify(document.text))
    votes: dict[str, float] = defaultdict(float)
    places: dict[str, tuple[int, int]] = {}

    def vote(start: int, end: int, weight: float) -> None:
        name = agency_name(text[start:end])
        if not 2 <= len(name) <= 32 or _NOT_A_NAME.search(name):
            return
        votes[name] += weight
        places.setdefault(name, (start, end))

    if title and title.agency:
        name = agency_name(text[title.agency[0] : title.agency[1]])
        vote(*title.agency, 6.0 if name.endswith(_ENDINGS) else 3.0)
    for start, end, weight in _stated_names(text[:_OPENING]):
        vote(start, end, weight)
    for row in head[:4]:
        line = agency_name(document.row_text(row))
        if len(line) >= 3 and line.endswith(_ENDINGS) and not is_page_text(line) and len(row.cells) == 1:
            vote(row.start, row.end, 1.0)
    for start, end in _signature(document):
        vote(start, end, 1.5)
    if not votes:
        return None
    best = max(votes, key=lambda name: (votes[name], -places[name][0]))
    start, end = places[best]
    while document.text[start].isspace():
        start += 1
    while document.text[end - 1].isspace():
        end -= 1
    return start, end, min(0.95, 0.4 + 0.15 * votes[best])


def _stated_names(text: str) -> Iterator[tuple[int, int, float]]:
    for pattern, weight in _IN_SENTENCE:
        for match in list(pattern.finditer(text))[:3]:
            start, end = match.span("name")
            latin = list(_LATIN.finditer(text, start, end))
            if latin:
                start = latin[-1].end()  # a host or a number that got in front of the name
            office = _OFFICE.search(text, start, end)
            if office and office.start() - start >= 3:
                end = office.start()
            announcing = _ANNOUNCING.match(text, start, end)
            if announcing:
                start = announcing.end()
            name = agency_name(text[start:end])
            if name.endswith(_ENDINGS) and len(name) >= 3:
                yield start, end, weight


def _signature(document: Document) -> Iterator[tuple[int, int]]:
    """A name on a line of its own near the end, with a date under it."""
    rows = [row for row in document.rows if row.end > row.start][-8:]
    for row, below in itertools.pairwise(rows):
        name = agency_name(document.row_text(row))
        dated = _DATE.fullmatch(document.row_text(below).strip(" 日\t\u3000"))
        if dated and 3 <= len(name) <= 30 and name.endswith(_ENDINGS):
            yield row.start, row.end
