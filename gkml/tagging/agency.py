"""Whose report it is: what title, opening, line of contact and signature say of the agency, weighed.

A name is cut where a verb or an adverb begins, so that any sentence of which the agency is the subject tells it.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gkml.document import Document, Row
from gkml.folding import simplify
from gkml.tagging.chrome import is_page_text
from gkml.tagging.years import SPACES, YEAR, plain_digits

__all__ = ["agency_name", "find_agency", "is_agency", "is_date", "may_be_agency"]

_OPENING = 3000  # characters in which a report says what it is
_DATE = re.compile(rf"{YEAR}{SPACES}[-年/.]{SPACES}(\d{{1,2}}){SPACES}[-月/.]{SPACES}\d{{1,2}}")
_NAME = r"[\u4e00-\u9fffA-Za-z0-9.·（）()、\u3000 ]"
_YEAR_OF = rf"{YEAR}{SPACES}年度?{SPACES}"
_MADE_KNOWN = r"(?:公布|发布|公开|编制|编报|报送|报告|上报|呈报|呈送|印发|现将)(?:的)?[《<]?"
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
    r"|^(?:现将|我|本|各|全(?!国)|该|其|上级|相关|有关|以下|省市|条例|《)"
    r"|(?:规定|要求|通知|条例|精神|情况|工作要点|报告|年报|信息公开|网站|电话|栏目)"
)
_ANNOUNCING = re.compile(
    rf"{SPACES}(?:现将|现|特|兹)?{SPACES}(?:予以)?(?:公布|发布|编制|(?<=将))(?:了)?{SPACES}|关于(?:公布|报送|印发|发布)"
)
_LATIN = re.compile(r"[A-Za-z0-9.]+")
_OFFICE = re.compile(
    r"(?:党政综合办公?室?|党政办公?室?|综合办公?室?|电子政务中心|政府信息公开处|政务公开[办科处]公?室?|网络信息中心"
    r"|办公室.{0,8}(?:处|科|股|中心))$"
)
_SUBJECT = 1.4  # weight of the agency that a sentence is about
_SUBJECTS = 3  # sentences at the beginning of a report that are asked for it
_SENTENCE = re.compile(
    rf"(?:^|[。；\n]|(?:情况|概述|概况)(?={SPACES}{YEAR}))[\s\u3000\u00a0]*(?P<sentence>[^。；\n]{{4,200}})"
)
_TIME = re.compile(
    rf"{YEAR}{SPACES}年度?(?:以?来|期间|全年|里|内|中)?{SPACES}[,，]?|(?:一年|今年|本年度?|过去一年)(?:以?来)?[,，]"
)
_CLAUSES = re.compile(r"[^,，]{4}[,，]")
_CLAUSE = re.compile(r"[^,，\s][^,，]+")
_VERBS = "|".join(  # with adverbs: what begins where a name ends; no name holds one
    (
        "认真|坚持|始终|深入|严格|贯彻|落实|积极|紧紧|紧扣|围绕|根据|按照|依据|依照|结合|高度|切实|全面|扎实|持续|不断|进一步",
        "着力|聚焦|牢固|通过|推动|推进|加强|强化|加大|加快|成立|设立|建立|主动|制定|制作|收到|编制|开展|完成|履行|遵循|秉承",
        "秉持|立足|坚决|继续|大力|高质量|高标准|精心|严密|充分|努力|狠抓|共|已|均|未|在|以|把|将|按|对|为|我|本|各|的|了|是",
        "及|等|于|从|向|由|就|能|并|全(?!国)",
    )
)
_PART = rf"(?:(?!{_VERBS})[\u4e00-\u9fff·（）()])"
_BODY = (
    r"(?:人民政府|政府|委员会|管委会|党工委|办公室|办公厅|办事处|中心|支队|大队|总队|公司|集团|大学|学院|学校|医院"
    r"|局|厅|署)"
)
_BRANCH = rf"(?:{_PART}{{0,8}}?(?:分局|支队|大队|总队)|办公室|办公厅)"
_PLACE = r"(?:省|市|县|区|州|盟|旗|镇|乡|街道|苏木|林场|农场)"
_SHORT_BODY = (
    rf"(?:[发改卫健教科工信住建国资商贸经农统战宣]{{2,4}}委|[\u4e00-\u9fff]{{2}}[委办会院社站馆所处部](?!{_PART}))"
)
_ABOUT = re.compile(
    rf"(?P<body>{_PART}{{2,24}}?{_BODY}(?:{_BRANCH})*+)|(?P<short>{_PART}{{1,12}}?{_PLACE}{_SHORT_BODY})"
    rf"|(?P<place>(?:{_PART}{{1,6}}?{_PLACE})+)"
)
_ACTS = re.compile(rf"{_PART}{{4,24}}?{_BODY}(?:{_BRANCH})*+(?={_VERBS})")
_SUPERIOR = re.compile(
    r"(?:自治区|[省市县区州盟旗国])?(?:党委|[省市县区]委|(?:人民)?政府|国务院)(?:办公[厅室])?|(?:中华|国务院|国家).*"
)


def agency_name(text: str) -> str:
    """An agency as written, without the spaces that a dump puts inside."""
    return re.sub(r"[\s\u3000\u00a0]+", "", text)


def may_be_agency(name: str) -> bool:
    """Whether nothing in these words says that they name no agency."""
    return not _NOT_A_NAME.search(name)


def is_agency(text: str) -> bool:
    """Whether a text is the name of an agency, by its end."""
    name = agency_name(text)
    return len(name) > 2 and name.endswith(_ENDINGS) and may_be_agency(name)


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    return _DATE.fullmatch(line.strip(" 日\t\u3000")) is not None


def find_agency(
    document: Document, title: tuple[int, int] | None, head: Sequence[Row]
) -> tuple[int, int, float] | None:
    """The agency that most of what the report says of itself points to: its span and a confidence.

    Args:
        document: the report.
        title: span of the agency in the title, if it names one.
        head: rows in which a title may stand.
    """
    text = plain_digits(simplify(document.text))
    votes: dict[str, float] = defaultdict(float)
    places: dict[str, tuple[int, int]] = {}

    def vote(start: int, end: int, weight: float) -> None:
        name = agency_name(text[start:end])
        if not 2 <= len(name) <= 32 or not may_be_agency(name):
            return
        votes[name] += weight
        places.setdefault(name, (start, end))

    if title:
        vote(*title, 6.0 if agency_name(text[slice(*title)]).endswith(_ENDINGS) else 3.0)
    for start, end, weight in _stated_names(text[:_OPENING]):
        vote(start, end, weight)
    for start, end in itertools.islice(_subjects(text[:_OPENING]), _SUBJECTS):
        vote(start, end, _SUBJECT)
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


def _subjects(text: str) -> Iterator[tuple[int, int]]:
    """The agencies that sentences are about which say first what time they are about; the first need not say it."""
    begun = False
    for match in _SENTENCE.finditer(text):
        time = _TIME.match(text, *match.span("sentence"))
        first = not begun and _CLAUSES.search(match["sentence"]) is not None
        begun = begun or first
        if time or first:
            clauses = _CLAUSE.finditer(text, time.end() if time else match.start("sentence"), match.end())
            abouts = ((_ABOUT if time else _ACTS).match(text, *clause.span()) for clause in clauses)
            about = next((about for about in abouts if about and not _SUPERIOR.fullmatch(about.group())), None)
            if about:
                yield about.span()


def _signature(document: Document) -> Iterator[tuple[int, int]]:
    """A name on a line of its own near the end, with a date under it."""
    rows = [row for row in document.rows if row.end > row.start][-8:]
    for row, below in itertools.pairwise(rows):
        name = agency_name(document.row_text(row))
        dated = is_date(document.row_text(below))
        if dated and 3 <= len(name) <= 30 and name.endswith(_ENDINGS):
            yield row.start, row.end
