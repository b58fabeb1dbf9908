"""Years as reports print them - ``2022``, ``２０２２``, ``二〇二二``, ``2 0 2 2`` - and the one that a report is on."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

__all__ = ["COMPACT_YEAR", "SPACES", "YEAR", "find_year", "plain_digits", "year_of"]

SPACES = r"[\s\u3000\u00a0]*+"  # given back to nothing: what may follow begins with none, and many may meet
_ZERO = "〇零○О"  # the circle and the Cyrillic letter stand for the ideograph
_CHINESE = {**dict.fromkeys(_ZERO, "0"), **{c: str(n) for n, c in enumerate("一二三四五六七八九", 1)}}
COMPACT_YEAR = rf"(?:20\d\d|二[{_ZERO}0][{_ZERO}一二三四五六七八九]{{2}})"
YEAR = rf"({COMPACT_YEAR}|(?<!\d)2[ \u3000\u00a0]?0[ \u3000\u00a0]?\d[ \u3000\u00a0]?\d)"
_PLAIN = {0xFF10 + n: str(n) for n in range(10)}
_WIDE_DIGIT = re.compile("[０-９]")
_OPENING = 3000  # characters in which a report says what it is
_MENTIONS = 40  # mentions of years that are counted

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
_MENTION = re.compile(rf"{YEAR}{SPACES}年")
_PUBLISHED = re.compile(rf"(?:发布|发文|成文|日期|时间)[^。\d]{{0,12}}?{YEAR}{SPACES}[-年/.]")


def plain_digits(text: str) -> str:
    """Full-width digits made half-width, one for one."""
    return text.translate(_PLAIN) if _WIDE_DIGIT.search(text) else text


def year_of(text: str) -> int | None:
    """The year that a print of one says, in whatever digits, spaced or broken; None where it says none."""
    digits = (_CHINESE.get(c, c) for c in unicodedata.normalize("NFKC", text) if not c.isspace())
    match = re.match(r"\d{4}", "".join(digits), re.ASCII)
    return int(match.group()) if match else None


def find_year(document_text: str, title: tuple[int, int] | None) -> tuple[int, int, float] | None:
    """The year that title, period and opening agree on: its span and a confidence.

    Args:
        document_text: the whole text.
        title: span of the year in the title, if it has one.
    """
    text = plain_digits(document_text)
    votes: dict[int, float] = defaultdict(float)
    places: dict[int, tuple[int, int]] = {}
    for start, end, weight, shift in _statements(text, title):
        year = year_of(text[start:end])
        if year is None:
            continue
        votes[year + shift] += weight
        if not shift:
            places.setdefault(year, (start, end))
    known = {year: weight for year, weight in votes.items() if year in places}
    if not known:
        return None
    best = max(known, key=lambda year: (known[year], -places[year][0]))
    return (*places[best], min(0.98, 0.5 + 0.1 * known[best])) if known[best] > 0 else None


def _statements(text: str, title: tuple[int, int] | None) -> Iterator[tuple[int, int, float, int]]:
    """Span and weight of every year, and how many years from it the year reported on is."""
    opening = text[:_OPENING]
    if title:
        yield *title, 4.0, 0
    for pattern, weight in ((_PERIOD, 4.0), (_STATISTICS, 3.0), (_NOW, 2.0)):
        match = pattern.search(text if pattern is _PERIOD else opening)
        if match:
            yield *match.span(1), weight, 0
    mentions = list(_MENTION.finditer(text))
    for match in mentions[:_MENTIONS]:
        yield *match.span(1), min(0.15, 3.0 / len(mentions)), 0
    published = _PUBLISHED.search(opening)
    if published:
        yield *published.span(1), 0.4, -1
        yield *published.span(1), -0.2, 0
