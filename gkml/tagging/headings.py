"""Section headings 1 to 6 and the headings below them.

A heading stands on a line of its own, may be broken over lines, may hide behind what Word left, and in dumps without
line ends stands inside the prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkml.document import Document, Row
from gkml.figures import printed
from gkml.folding import LEAVINGS, fold, fold_with_offsets
from gkml.labels import Tag
from gkml.tagging.lexicon import Lexicon
from gkml.tagging.section_words import (
    begins_with_coordination,
    ends_as_heading,
    free_heading,
    heading_at,
    is_second_line,
    section_of,
)

__all__ = ["heading_tags"]

_BLANKS = " \t*\u3000\u00a0"
_NOTHING = re.compile(rf"[{_BLANKS}:：]*(?:无|暂无|没有)[{_BLANKS}。.；;]*")
_LEAD = re.compile(rf"(?:{LEAVINGS}|[#*\s\u3000\u00a0>•·])*+")
_CHINESE = re.compile(
    r"(?:第([一二三四五六七八九十]{1,2})部分\s*[、，,.．:：]?|第?([一二三四五六七八九十]{1,2})\s*[、，,.．:：])\s*"
)
_ARABIC = re.compile(r"(\d{1,2})\s*[、.．]\s*")
_BRACKETED = re.compile(r"[（(]?([一二三四五六七八九十]{1,2})\s*[)）]\s*|([㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩])\s*")
_SUB_ARABIC = re.compile(r"[（(]?\d{1,2}\s*[)）、.．]\s*")
_STYLES = (("chinese", _CHINESE), ("arabic", _ARABIC), ("bracketed", _BRACKETED))
_NUMBERED = re.compile(r"[第（(一二三四五六七八九十㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩\d]")  # what a number of any style begins with
_INSIDE = re.compile(r"(?<![（(一二三四五六七八九十第])[一二三四五六七八九十]{1,2}、[ \u3000]*")
_MAX_HEADING = 42  # characters of a heading behind its number
_MAX_LABELLED = 160  # the same, of one in print before it is folded
_REACH = 80  # characters in which a heading that prose follows ends
_MAX_FREE = 30  # the same, for a heading that is none of the statutory ones
_MIN_FREE = 4
_LONG = 100  # characters of a row with labels, from which it may be a dump without line ends
_JOINED = 0.9  # confidence that the lines of a heading must have together
_MAX_LINES = 3  # lines a heading may be broken over
_FIGURES = 2  # cells of figures, from which a row of a table may be told by them
_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_SENTENCE = re.compile(r"[。；;！？!?]|，|,\s*\D")
_STOP = re.compile(r"[。：:；;]|(?<=情况)[，,]")  # what ends a heading that prose follows
_LISTING = frozenset("、，,（(“《及和与或第见即包括含")  # in front of a number: headings that are only named
_SENTENCE_END = frozenset("。；;！!？? \u3000\u00a0\t")
_SURE = 0.95  # confidence in a heading that may stand behind any character, a unit for instance
_NEW_SENTENCE = frozenset('。；;！!？?.：: \u3000\u00a0\t)）"”>')


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    section: int | None
    confidence: float
    style: str
    run_in: bool = False


def heading_tags(document: Document, tags: Sequence[Tag], lexicon: Lexicon) -> list[Tag]:
    """Tags ``section:1`` … ``section:6``, ``section:0`` for a heading that is none of them, and ``subheading``.

    A heading that prose follows in its line has ``part="head"``.
    """
    table_rows = _rows_with_labels(document, tags)
    candidates: list[_Candidate] = []
    taken = -1
    for row in document.rows:
        if row.index <= taken or row.end == row.start:
            continue
        in_table = row.index in table_rows
        found, last = (None, taken) if in_table else _line_heading(document, row, lexicon)
        if found:
            candidates.append(found)
            taken = last
        elif row.end - row.start > (_LONG if in_table else _MAX_HEADING) or "。" in document.row_text(row):
            candidates.extend(_headings_inside(document, row, lexicon))
    candidates = _choose(candidates)
    headings = [
        Tag(f"section:{c.section or 0}", c.start, c.end, c.confidence, "head" if c.run_in else "whole")
        for c in candidates
    ]
    return [*headings, *_subheadings(document, table_rows, headings)]


def _rows_with_labels(document: Document, tags: Sequence[Tag]) -> set[int]:
    """Rows that hold a label of a table, or figures in most of its cells, whatever stands before these.

    A label broken over many lines counts where it is a row's.
    """
    spans = sorted((tag.start, tag.end) for tag in tags if tag.role in ("row", "column", "group", "item", "corner"))
    found = set()
    at = 0
    for row in document.rows:
        while at < len(spans) and spans[at][1] <= row.start:
            at += 1
        if (at < len(spans) and spans[at][0] < row.end) or _holds_mostly_figures(document, row):
            found.add(row.index)
    return found


def _holds_mostly_figures(document: Document, row: Row) -> bool:
    if row.kind not in ("cells", "grid") or len(row.cells) <= _FIGURES:
        return False
    figures = sum(_FIGURE.fullmatch(document.text[cell.start : cell.end].strip()) is not None for cell in row.cells)
    return figures >= _FIGURES and 2 * figures > len(row.cells)


def _line_heading(document: Document, row: Row, lexicon: Lexicon) -> tuple[_Candidate | None, int]:
    """The heading that begins with ``row``, and the last row it takes."""
    text = document.row_text(row)
    lead = _LEAD.match(text)
    skip = lead.end() if lead else 0
    body = text[skip:].replace("\t", " ").rstrip(_BLANKS)
    start = row.start + skip
    numbers = ((style, pattern.match(body)) for style, pattern in (_STYLES if _NUMBERED.match(body) else ()))
    style, number = next(((style, number) for style, number in numbers if number), ("bare", None))
    if number is None:
        folded = fold(body) if len(body) <= _MAX_LABELLED else ""
        section = lexicon.sections.get(folded)
        if section and len(folded) >= _MIN_FREE:
            return _Candidate(start, start + len(body), section, 0.8, "bare"), row.index
        return None, row.index
    words = body[number.end() :]
    said = _number(number)
    if style == "chinese":
        empty = _said_to_be_empty(start, body, number.end(), said, lexicon)
        if empty:
            return empty, row.index
    if len(words) > _MAX_HEADING or (_SENTENCE.search(words) and not section_of(words, lexicon, said)):
        return _run_in(start, body, number.end(), lexicon, style), row.index
    alone = section_of(words, lexicon, said)
    joined = _joined(document, row, words, lexicon, said) if style == "chinese" else None
    if joined and joined[2] > (alone[1] if alone else 0.0):
        end, last, confidence, section = joined
        return _Candidate(start, end, section, confidence, style), last
    if alone and alone[1] < 0.9:
        # ``二、主动公开政府信息情况 本机关…``: part of the line is the heading
        part = _run_in(start, body, number.end(), lexicon, style)
        if part and part.confidence > alone[1]:
            return part, row.index
    if alone and (style != "arabic" or (alone[1] >= 0.95 and said == alone[0])):
        return _Candidate(start, start + len(body), alone[0], alone[1], style), row.index
    if (
        style == "chinese"
        and _MIN_FREE <= len(fold(words)) <= _MAX_FREE
        and not words.rstrip().endswith(("，", ",", "、", "：", ":"))
    ):
        return _Candidate(start, start + len(body), None, 0.7, style), row.index
    return None, row.index


def _joined(
    document: Document, row: Row, words: str, lexicon: Lexicon, said: int | None
) -> tuple[int, int, float, int | None] | None:
    """A heading broken over lines: end, last row, confidence, section; only where the lines together make one."""
    gathered, print_ = fold(words), words
    best: tuple[int, int, float, int | None] | None = None
    for follower in document.rows[row.index + 1 : row.index + _MAX_LINES]:
        if follower.kind == "grid":
            break
        text = document.row_text(follower)
        if not text.strip(_BLANKS):
            continue
        gathered += fold(text)
        if len(gathered) > _MAX_HEADING or _CHINESE.match(text.strip()):
            break
        print_ += text
        found = section_of(print_, lexicon, said)
        completed = ends_as_heading(print_) and not ends_as_heading(words)
        if found and (found[1] >= _JOINED or completed or begins_with_coordination(text)):
            best = (follower.start + len(text.rstrip(_BLANKS)), follower.index, max(0.98, found[1]), found[0])
        elif is_second_line(words, text):
            return follower.start + len(text.rstrip(_BLANKS)), follower.index, 0.6, None
    return best


def _run_in(start: int, body: str, at: int, lexicon: Lexicon, style: str) -> _Candidate | None:
    """A statutory heading at the beginning of a line that goes on with prose."""
    if style != "chinese":
        return None
    length = _heading_length(body[at:], lexicon, _number(_CHINESE.match(body)))
    if length:
        size, section, confidence = length
        return _Candidate(start, start + at + size, section, confidence, style, run_in=True)
    free = free_heading(body[at : at + _REACH])
    return _Candidate(start, start + at + free, None, 0.6, style, run_in=True) if free else None


def _said_to_be_empty(start: int, body: str, at: int, said: int | None, lexicon: Lexicon) -> _Candidate | None:
    """``六、其他需要报告的事项：无``: a heading whose section says in the same line that it is empty; or ``六、无``."""
    nothing = _NOTHING.fullmatch(body, at)
    if nothing and said == max(lexicon.sections.values(), default=0):
        return _Candidate(start, start + len(body.rstrip(_BLANKS)), said, 0.8, "chinese")
    end = _before_nothing(body)
    found = section_of(body[at:end], lexicon, said) if end is not None and at <= end <= at + _MAX_LABELLED else None
    if end is None or found is None:
        return None
    return _Candidate(start, start + end, *found, "chinese", run_in=True)


def _before_nothing(body: str) -> int | None:
    """Where the word for nothing that ends a line begins, blanks and colon in front of it left out."""
    text = body.rstrip(f"{_BLANKS}。.；;")
    said = next((word for word in ("暂无", "没有", "无") if text.endswith(word)), None)
    return len(text[: -len(said)].rstrip(f"{_BLANKS}:：")) if said else None


def _number(match: re.Match[str] | None) -> int | None:
    """The number in front of a heading; None where there is none, or no plain one."""
    digits = next(filter(None, match.groups()), None) if match else None
    if digits is None or digits.isdecimal():
        return int(digits) if digits else None
    value = printed(digits).value
    return int(value) if value is not None else None


def _heading_length(text: str, lexicon: Lexicon, said: int | None) -> tuple[int, int, float] | None:
    """How many characters at the beginning of ``text`` are a statutory heading: length, section, confidence."""
    folded = fold_with_offsets(text[:_REACH])
    best: tuple[int, int, float] | None = None
    for phrase, section in lexicon.sections.items():
        if len(phrase) >= _MIN_FREE and folded.text.startswith(phrase):
            size = folded.span(0, len(phrase))[1]
            if best is None or size > best[0]:
                best = (size, section, 0.95)
    found = heading_at(text[:80], lexicon, said)
    if found and (best is None or (found[0] > best[0] and found[1] == best[1])):
        return found[0], found[1], 0.9 * found[2] if best is None else best[2]
    return best


def _headings_inside(document: Document, row: Row, lexicon: Lexicon) -> Iterator[_Candidate]:
    """Headings inside a line that lost its line ends."""
    text = document.row_text(row)
    reach = 0
    for number in _INSIDE.finditer(text):
        if number.start() < reach:
            continue
        before = text[number.start() - 1] if number.start() else " "
        if before in _LISTING:
            continue
        rest = text[number.end() : number.end() + _REACH]
        at = row.start + number.start()
        said = _number(_CHINESE.match(text, number.start()))
        length = _heading_length(rest, lexicon, said)
        if length and (before in _NEW_SENTENCE or before.isdigit() or length[2] >= _SURE or length[1] == said):
            size, section, confidence = length
            reach = number.end() + size
            yield _Candidate(at, row.start + reach, section, 0.95 * confidence, "chinese", run_in=True)
        elif before in _SENTENCE_END:
            free = free_heading(rest)
            if free:
                reach = number.end() + free
                yield _Candidate(at, row.start + reach, None, 0.6, "chinese", run_in=True)


def _choose(candidates: list[_Candidate]) -> list[_Candidate]:
    """Drop what only looks like a heading: bracketed and bare ones where numbered ones announce the same."""
    numbered = {c.section for c in candidates if c.style in ("chinese", "arabic") and c.section}
    bracketed = {c.section for c in candidates if c.style == "bracketed" and _is_sure(c)}
    keep_bracketed = not numbered and len(bracketed) >= 3
    alone = {c.section for c in candidates if not c.run_in and c.style == "chinese"}
    chosen: list[_Candidate] = []
    for candidate in candidates:
        if candidate.style == "bracketed" and not (keep_bracketed and _is_sure(candidate)):
            continue
        if candidate.style == "bare" and candidate.section in numbered:
            continue
        if candidate.run_in and candidate.section in alone:
            continue
        chosen.append(candidate)
    return chosen


def _is_sure(candidate: _Candidate) -> bool:
    return bool(candidate.section) and candidate.confidence >= 0.95


def _subheadings(document: Document, table_rows: set[int], headings: Sequence[Tag]) -> Iterator[Tag]:
    """``（一）主动公开情况`` on a line of its own or at the beginning of a paragraph, apart from the sections."""
    headings = sorted(headings, key=lambda tag: tag.start)  # none reaches into the next
    ends = [tag.end for tag in headings]
    for row in document.rows:
        if row.index in table_rows or row.kind == "grid":
            continue
        text = document.row_text(row)
        lead = _LEAD.match(text)
        skip = lead.end() if lead else 0
        number = _BRACKETED.match(text, skip) or _SUB_ARABIC.match(text, skip)
        if not number:
            continue
        stop = _STOP.search(text, number.end())
        end = len(text[: stop.start() if stop else None].rstrip(_BLANKS))
        behind = bisect_right(ends, row.start + skip)
        free = behind == len(ends) or headings[behind].start >= row.start + end
        if free and 2 <= end - number.end() <= _MAX_FREE:
            yield Tag("subheading", row.start + skip, row.start + end, 0.8, "head" if stop else "whole")
