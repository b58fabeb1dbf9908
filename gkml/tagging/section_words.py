"""The words of a section heading: where they end in a line that goes on, and which section they announce.

A heading ends with a noun of its kind (情况, 事项, 措施); it may begin with the year or the work it speaks of, and
another of its kind may be coordinated with it (存在的主要问题 及明年工作计划). Which section it is, the lexicon knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gkml.folding import fold
from gkml.tagging.lexicon import Lexicon

__all__ = ["begins_with_coordination", "ends_as_heading", "free_heading", "heading_at", "is_second_line", "section_of"]

_NOUN = (
    r"(?:情况|事项|措施|举措|计划|打算|安排|概述|概况|综述|问题|不足|困难|短板|原因|分析|建议|方向|思路|对策|办法|重点"
    r"|方案|设想|目标|任务)"
)
_JOIN = r"(?:以及|[、及和与暨])"
_WORD = r"(?:(?![一二三四五六七八九十]、)[\u3400-\u9fff、“”（）()])"
_TAIL = re.compile(rf"\s?{_JOIN}{_WORD}{{0,14}}?{_NOUN}(?!{_NOUN})(?:的?情况)?")
_TIME = r"(?:(?:20\d\d|二[〇零○][〇零○一二三四五六七八九]{2})\s*年度?|本年度?|全年)"
_FRAME = re.compile(
    rf"{_TIME}?(?:政府信息公开(?:工作)?(?:中|方面)?|政务公开(?:工作)?(?:中)?|(?:信息公开)?工作(?:中|方面)?)?的?"
)
_WORDS = re.compile(rf"{_TIME}?{_WORD}{{2,40}}")
_ENDS = re.compile(rf"{_NOUN}(?!{_NOUN})")
_GOES_ON = re.compile(  # what prose after a heading may begin with
    r"\s|20\d\d|二[〇零○]|本|我|全|自|截[至止]|按|根据|依据|为|在|今年|[（(][一二1]|一是|\d|[一二三四五六七八九]、|无|未|没有|$|[：:。]"
)
_PROBLEMS = re.compile(r"不足|困难|短板")
_MAX_REST = 8  # letters on the second line of a heading of the report's own
_FRAMED = 0.97  # of the confidence in the words that remain without year and tail
_LEAST = 3  # letters of the words that announce a section


def section_of(words: str, lexicon: Lexicon, said: int | None) -> tuple[int, float] | None:
    """The section that ``words`` as a whole announce, with a confidence.

    Args:
        words: a heading without its number.
        lexicon: spellings of the forms.
        said: the number in front of it.
    """
    best = lexicon.section(fold(words), said)
    for core in _cores(words):
        found = lexicon.section(fold(core), said) if len(fold(core)) >= _LEAST else None
        if found and (best is None or _FRAMED * found[1] > best[1]):
            best = found[0], _FRAMED * found[1]
    return best


def _cores(words: str) -> Iterator[str]:
    """The words without the time and the work they speak of, without what is coordinated, and without both."""
    plain = words.rstrip(" ：:。")
    frame = _FRAME.match(plain)
    starts = {0, frame.end() if frame else 0}
    ends = {len(plain), *(noun.end() for noun in _ENDS.finditer(plain) if _is_tail(plain, noun.end()))}
    for start in starts:
        for end in ends:
            if 0 < end - start < len(plain):
                yield plain[start:end]
            yield _PROBLEMS.sub("问题", plain[start:end])


def _is_tail(text: str, at: int) -> bool:
    """Whether nothing but coordinated nouns follows."""
    while tail := _TAIL.match(text, at):
        at = tail.end()
    return at == len(text)


def begins_with_coordination(text: str) -> bool:
    """Whether a line goes on with what is coordinated with the line before it: ``及改进措施``."""
    return bool(text.strip()) and _is_tail(text.strip(), 0)


def ends_as_heading(words: str) -> bool:
    """Whether the last word is one with which headings end."""
    return re.search(rf"{_NOUN}[\s：:]*$", words) is not None


def is_second_line(first: str, second: str) -> bool:
    """Whether a heading of the report's own goes on in a second line: only with it, the words end as headings do."""
    whole = (first + second).strip()
    words = _WORDS.match(whole)
    return (
        len(second.strip()) <= min(_MAX_REST, len(first.strip()))
        and not ends_as_heading(first)
        and ends_as_heading(whole)
        and words is not None
        and words.end() == len(whole)
    )


def heading_at(text: str, lexicon: Lexicon, said: int | None) -> tuple[int, int, float] | None:
    """The statutory heading, without its number, with which a line begins: length, section, confidence."""
    words = _WORDS.match(text)
    best: tuple[int, int, float] | None = None
    if not words:
        return None
    ends = [noun.end() for noun in _ENDS.finditer(words.group())]
    if not ends or words.end() != ends[-1]:
        ends.append(words.end())
    for end in ends:
        found = section_of(text[:end], lexicon, said)
        whole = end < words.end() or text[end : end + 1].isspace() or end in ends[:-1] or _ENDS.search(text[:end][-3:])
        if found and whole and (best is None or found[1] > best[2]):
            best = end, *found
    if best is None:
        return None
    size = best[0]
    while tail := _TAIL.match(text, size):
        size = tail.end()
    return size, best[1], best[2]


def free_heading(text: str) -> int | None:
    """The length of a heading of the report's own with which a line begins; None where no prose seems to follow it."""
    words = _WORDS.match(text)
    for noun in _ENDS.finditer(words.group()) if words else ():
        size = noun.end()
        while tail := _TAIL.match(text, size):
            size = tail.end()
        if _GOES_ON.match(text, size):
            return size
    return None
