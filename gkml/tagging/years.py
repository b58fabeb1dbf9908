"""Years as reports print them - ``2022``, ``２０２２``, ``二〇二二``, ``2 0 2 2`` - and the one that a report is on."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "COMPACT_YEAR",
    "SPACES",
    "YEAR",
    "YearVote",
    "conflicting_votes",
    "find_year",
    "plain_digits",
    "year_of",
    "year_votes",
]

Voter = Literal["title", "period", "announcement", "narrative", "publication"]

SPACES = r"[\s\u3000\u00a0]*+"  # given back to nothing: what may follow begins with none, and many may meet
_ZERO = "〇零○О"  # the circle and the Cyrillic letter stand for the ideograph
_CHINESE = {**dict.fromkeys(_ZERO, "0"), **{c: str(n) for n, c in enumerate("一二三四五六七八九", 1)}}
COMPACT_YEAR = rf"(?:20\d\d|二[{_ZERO}0][{_ZERO}一二三四五六七八九]{{2}})"
YEAR = rf"({COMPACT_YEAR}|(?<!\d)2[ \u3000\u00a0]?0[ \u3000\u00a0]?\d[ \u3000\u00a0]?\d)"
_PLAIN = {0xFF10 + n: str(n) for n in range(10)}
_WIDE_DIGIT = re.compile("[０-９]")
_OPENING = 3000  # characters in which a report says what it is
_MENTIONS = 40  # mentions of years that are counted
_WEIGHTS: dict[Voter, float] = {
    # what is copied from the report before, period and announcement, is together less than the title
    "title": 4.5,
    "period": 2.5,
    "announcement": 1.5,
    "narrative": 1.0,  # shared among the years that the rest of the text names
    "publication": 0.7,  # for the year before it
}
_SUBJECT = 1.0  # further weight of the year with which the narrative begins

_PERIOD = re.compile(
    SPACES.join(
        [
            *(YEAR, "年?", "0?1", "月?", "0?1?", "日?", r"[起]?(?:至|到|[-—–~－]+|止)?"),
            *(r"(?:20\d\d)?", "年?", "12", "月?", "31"),
        ]
    )
)
_STATISTICS = re.compile(rf"(?:统计|数据)[^。]{{0,12}}?(?:期限|时限|时段|时间|周期|期间)[^。\d]{{0,10}}?{YEAR}")
_NOW = re.compile(rf"(?:现将|公布|发布|公开|编制)[^。\d]{{0,20}}?{YEAR}{SPACES}年")
_MENTION = re.compile(
    rf"{YEAR}{SPACES}年(?!{SPACES}\d{{1,2}}{SPACES}月{SPACES}\d{{1,2}}{SPACES}日)"
)  # no date, signatures have one
_BEFORE_SUBJECT = re.compile(r"(?:^|[\n。]|情况|概述|概况)[\s\u3000\u00a0]*$")
_AFTER_SUBJECT = re.compile(rf"度?(?:以?来)?{SPACES}[,，]")
_PUBLISHED = re.compile(rf"(?:发布|发文|成文|日期|时间)[^。\d]{{0,12}}?{YEAR}{SPACES}[-年/.]")


def plain_digits(text: str) -> str:
    """Full-width digits made half-width, one for one."""
    return text.translate(_PLAIN) if _WIDE_DIGIT.search(text) else text


def year_of(text: str) -> int | None:
    """The year that a print of one says, in whatever digits, spaced or broken; None where it says none."""
    digits = (_CHINESE.get(c, c) for c in unicodedata.normalize("NFKC", text) if not c.isspace())
    match = re.match(r"\d{4}", "".join(digits), re.ASCII)
    return int(match.group()) if match else None


@dataclass(frozen=True, slots=True)
class YearVote:
    """What one part of a report says of the year it is on.

    Attributes:
        voter: the part; each has one vote, the narrative shares its among the years that it names.
        year: the year reported on, for a date of publication the one before it.
        start, end: where the year stands; None for a date of publication, which prints another year.
        weight: of the vote.
    """

    voter: Voter
    year: int
    start: int | None
    end: int | None
    weight: float


def find_year(document_text: str, title: tuple[int, int] | None) -> tuple[int, int, float] | None:
    """The year that title, period and opening agree on: its span and a confidence.

    Args:
        document_text: the whole text.
        title: span of the year in the title, if it has one.
    """
    weights: dict[int, float] = defaultdict(float)
    places: dict[int, tuple[int, int]] = {}
    for vote in year_votes(document_text, title):
        weights[vote.year] += vote.weight
        if vote.start is not None and vote.end is not None:
            places.setdefault(vote.year, (vote.start, vote.end))
    known = {year: weight for year, weight in weights.items() if year in places}
    if not known:
        return None
    best = max(known, key=lambda year: (known[year], -places[year][0]))
    return (*places[best], min(0.98, 0.5 + 0.1 * known[best]))


def year_votes(document_text: str, title: tuple[int, int] | None) -> list[YearVote]:
    """The votes of the parts of a report, the weightiest voter first.

    A sentence left over from the year before is one vote, and the title is worth more than all that a report copies.
    """
    text = plain_digits(document_text)
    votes = []
    taken = []

    def vote(voter: Voter, span: tuple[int, int], weight: float) -> None:
        year = year_of(text[slice(*span)])
        if year is not None:
            votes.append(YearVote(voter, year, *span, weight))

    for voter, span in _statements(text, title):
        taken.append(span)
        vote(voter, span, _WEIGHTS[voter])
    published = _PUBLISHED.search(text[:_OPENING])
    year = year_of(published.group(1)) if published else None
    if published and year is not None:
        taken.append(published.span(1))
        votes.append(YearVote("publication", year - 1, None, None, _WEIGHTS["publication"]))
    for span, weight in _narrative(text, taken):
        vote("narrative", span, weight)
    return votes


def conflicting_votes(votes: Sequence[YearVote], year: int) -> list[YearVote]:
    """One vote of each part of the report that speaks against ``year``.

    A report may be published late, but not before its year; a narrative speaks against it that begins with another.
    """
    against: dict[Voter, YearVote] = {}
    for vote in votes:
        if vote.year == year or (vote.voter == "publication" and vote.year + 1 >= year):
            continue
        if vote.voter != "narrative" or vote.weight >= _SUBJECT:
            against.setdefault(vote.voter, vote)
    return list(against.values())


def _statements(text: str, title: tuple[int, int] | None) -> Iterator[tuple[Voter, tuple[int, int]]]:
    """Where title, period and announcement name the year."""
    opening = text[:_OPENING]
    if title:
        yield "title", title
    period = _PERIOD.search(text) or _STATISTICS.search(opening)
    if period:
        yield "period", period.span(1)
    announced = _NOW.search(opening)
    if announced and announced.span(1) not in (title, period and period.span(1)):
        yield "announcement", announced.span(1)


def _narrative(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], float]]:
    """Where the rest of the text names years, each with its part of the narrative's weight."""
    mentions = [m for m in itertools.islice(_MENTION.finditer(text), _MENTIONS) if m.span(1) not in taken]
    begins = Counter(
        year_of(mention.group(1))
        for mention in mentions
        if _AFTER_SUBJECT.match(text, mention.end())
        and _BEFORE_SUBJECT.search(text[max(0, mention.start() - 8) : mention.start()])
    )
    subject = next((year for year, _ in begins.most_common(1)), None)
    for mention in mentions:
        yield mention.span(1), _WEIGHTS["narrative"] / len(mentions)
    first = next((mention for mention in mentions if year_of(mention.group(1)) == subject), None)
    if subject is not None and first:
        yield first.span(1), _SUBJECT
