"""What other programs leave in a text: entities, escapes, invisible characters, marks of Markdown and bits of HTML.

A text is cleaned once, before it is cut into lines, and every character that stays knows its offset in the file.
"""

from __future__ import annotations

import html
import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from gkml.document import NewCell
from gkml.doubts import DoubtCode

__all__ = ["Cleaned", "Dressed", "clean", "cleaned_cells"]

_BLANKS = " \u3000\u00a0"
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\u2061-\u2064\ufeff"
_MAY_HOLD = re.compile(rf"[{_INVISIBLE}\\<]|&[#A-Za-z]|~~|\[\^|_x[0-9A-Fa-f]{{4}}_")  # what any leaving begins with
_ESCAPES = re.compile(r"\\[tn]")
_ENOUGH = 6  # literal ``\t`` and ``\n`` from which a text is one that a program escaped
_RAISED = r"<sup\b[^>]*>[^<]*</sup>|\[\^\w{1,3}\]"
_LOWERED = r"<sub\b[^>]*>[^<]*</sub>"
_STRUCK = r"~~[^~\n]{1,60}~~|<(?P<tag>del|s|strike)\b[^>]*>[^<]*</(?P=tag)>"
_LEAVING = re.compile(
    rf"(?P<invisible>[{_INVISIBLE}]+)|(?P<entity>&(?:[A-Za-z]{{2,8}}|#\d{{1,6}}|#[xX][0-9A-Fa-f]{{1,5}});)"
    r"|(?P<escaped>_x[0-9A-Fa-f]{4}_)"
    rf"|(?P<raised>{_RAISED})|(?P<lowered>{_LOWERED})|(?P<struck>{_STRUCK})"
    r"|(?P<tags><br\s*/?>(?=[ \t]*[\r\n])|</?(?:b|i|u|em|strong|span|font|p|div|o:p|center)(?:\s[^<>\n]{0,200})?/?>)"
    r"|(?P<newline><br\s*/?>)"
    r"|(?P<markdown>\\(?=[-+.*_()\[\]#~!>]))",
    re.IGNORECASE,
)
_LINE_TAG = re.compile(  # tags and entities that end lines
    r"<br\s*/?>|(?:</(?:p|div)>\s*+)?</?(?:p|div)(?:\s[^<>\n]{0,200})?>|(?:&#(?:13|[xX]0?[dD]);)?&#(?:10|[xX]0?[aA]);",
    re.IGNORECASE,
)
_ESCAPED = re.compile(
    r"\\(?:(?P<newline>r\\n|n|r)|(?P<tab>t)|u(?P<code>[0-9A-Fa-f]{4})|(?P<sign>[\"'/\\]))"
    r"|(?P<key>(?:\{\s*+|(?<!\s)\s++|)\"[A-Za-z_]{2,20}\"\s*+:\s*+\"|\"\s*,\s*(?=\"[A-Za-z_]{2,20}\"\s*:)|\"\s*\}\s*$)"
)
_DRESSES = {"raised": DoubtCode.RAISED, "lowered": DoubtCode.LOWERED, "struck": DoubtCode.STRUCK}


Edit = tuple[int, int, str]


class Dressed(NamedTuple):
    """A place in the cleaned text from which raised, lowered or struck text was taken."""

    at: int
    code: DoubtCode


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without leavings.

    Attributes:
        text: what remains.
        offsets: offset in the file of each of its characters, and of its end; None where nothing was taken out.
        dressed: where raised, lowered or struck text stood.
    """

    text: str
    offsets: Sequence[int] | None = None
    dressed: tuple[Dressed, ...] = ()

    def without(self, pattern: re.Pattern[str]) -> Cleaned:
        """The text with every match of ``pattern`` replaced by what its name says."""
        edits = [
            (match.start(), match.end(), put, _DRESSES.get(match.lastgroup or ""))
            for match in pattern.finditer(self.text)
            if (put := _put(match)) is not None
        ]
        cleaned = self.replaced((start, end, put) for start, end, put, _ in edits)
        taken = 0
        dressed = list(cleaned.dressed)
        for start, end, put, code in edits:
            if code:
                dressed.append(Dressed(start - taken, code))
            taken += end - start - len(put)
        return replace(cleaned, dressed=tuple(dressed)) if dressed else cleaned

    def replaced(self, edits: Iterable[Edit]) -> Cleaned:
        """The text with other characters in some places.

        Args:
            edits: beginning, end and what stands there instead, in order.
        """
        parts: list[str] = []
        offsets = array("L")
        dressed: list[Dressed] = []
        marks = deque(self.dressed)
        at = length = 0
        for start, end, put in edits:
            while marks and marks[0].at <= start:
                dressed.append(marks[0]._replace(at=length + marks.popleft().at - at))
            parts += (self.text[at:start], put)
            offsets.extend(range(at, start))
            offsets.extend([start] * len(put))
            length += start - at + len(put)
            at = end
        if not parts:
            return self
        dressed += [mark._replace(at=max(length, length + mark.at - at)) for mark in marks]
        parts.append(self.text[at:])
        offsets.extend(range(at, len(self.text) + 1))
        before = self.offsets
        return Cleaned(
            "".join(parts),
            offsets if before is None else array("L", [before[place] for place in offsets]),
            tuple(dressed),
        )


def clean(text: str) -> Cleaned:
    """Take out of a text what other programs left in it."""
    cleaned = Cleaned(text)
    if not _MAY_HOLD.search(text):
        return cleaned
    if len(_ESCAPES.findall(text)) >= _ENOUGH:
        cleaned = cleaned.without(_ESCAPED)
    tags = [(*match.span(), "\n") for match in _LINE_TAG.finditer(cleaned.text)]
    if len(tags) > max(_ENOUGH, cleaned.text.count("\n")):
        cleaned = cleaned.replaced(tags)
    return cleaned.without(_LEAVING)


def _put(match: re.Match[str]) -> str | None:
    """What stands instead of a leaving; None where it is none."""
    groups = match.groupdict()
    if groups.get("entity"):
        plain = html.unescape(match.group())
        if plain == match.group():
            return None
        return "" if re.fullmatch(f"[{_INVISIBLE}]", plain) else " " if plain in "\r\n" else plain
    if groups.get("escaped"):  # a character in a workbook, ST_Xstring of ECMA-376
        sign = chr(int(match[0][2:6], 16))
        return sign if sign.isprintable() else ""
    if match.re is _LEAVING:
        return " " if groups["newline"] else ""
    if groups["code"]:
        return chr(int(groups["code"], 16))
    if groups["tab"]:
        return "\t"
    return groups["sign"] or "\n"


def cleaned_cells(cells: Sequence[NewCell], cleaned: Cleaned) -> Iterator[NewCell]:
    """The cells with their offsets in the file, doubtful where raised, lowered or struck text stood in them."""
    for cell in cells:
        if cleaned.offsets is None or cell.source is None:
            yield cell
            continue
        at, end = cell.source, cell.source + len(cell.text)
        codes = _codes(cleaned, at, end) if cleaned.dressed else ()
        if codes:
            cell = replace(cell, sight="doubtful", doubts=(*cell.doubts, *codes), unread=not cell.text)
        yield replace(cell, source=cleaned.offsets[at])


def _codes(cleaned: Cleaned, start: int, end: int) -> tuple[DoubtCode, ...]:
    """What was taken from a cell and the blanks around it."""
    while start > 0 and cleaned.text[start - 1] in _BLANKS:
        start -= 1
    while end < len(cleaned.text) and cleaned.text[end] in _BLANKS:
        end += 1
    return tuple(dict.fromkeys(mark.code for mark in cleaned.dressed if start <= mark.at <= end))
