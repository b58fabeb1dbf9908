"""What offsets count: code points as here, or what another tool counts; told apart by what the spans would cover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gkml.annotations.document import Part

__all__ = ["GivenSpan", "Units", "convert", "recognise", "with_line_ends"]


class Units(StrEnum):
    """What a tool may count."""

    CODE_POINTS = "code_points"
    UTF16 = "utf16"  # JavaScript, Java, Windows
    UTF8 = "utf8"  # bytes
    CRLF = "crlf"  # line ends counted as two where the text has one
    LF = "lf"  # line ends counted as one where the text has two
    UTF16_CRLF = "utf16_crlf"
    UTF16_LF = "utf16_lf"


@dataclass(frozen=True, slots=True)
class GivenSpan:
    """A span as another tool tells it.

    Attributes:
        start, end: as the tool counts.
        label: as the tool names it.
        part: as in ``Tag``.
        text: the print that the tool says it covers; None where it does not say.
    """

    start: int
    end: int
    label: str
    part: Part = "whole"
    text: str | None = None


def convert(text: str, spans: Sequence[GivenSpan], units: Units) -> list[tuple[int, int] | None]:
    """The spans in code points; None for one that begins or ends where no character does."""
    if units is Units.CODE_POINTS:
        return [(span.start, span.end) for span in spans]
    places = _places(text, units)
    pairs = ((places.get(span.start), places.get(span.end)) for span in spans)
    return [None if start is None or end is None else (start, end) for start, end in pairs]


def _places(text: str, units: Units) -> dict[int, int]:
    """The code point that begins at each offset."""
    places: dict[int, int] = {}
    offset = 0
    for at, width in enumerate(_widths(text, units)):
        places.setdefault(offset, at)
        offset += width
    places.setdefault(offset, len(text))
    return places


def _widths(text: str, units: Units) -> Iterator[int]:
    wide = units in (Units.UTF16, Units.UTF16_CRLF, Units.UTF16_LF)
    longer, shorter = units in (Units.CRLF, Units.UTF16_CRLF), units in (Units.LF, Units.UTF16_LF)
    for at, character in enumerate(text):
        if units is Units.UTF8:
            yield len(character.encode("utf-8", "surrogatepass"))
        elif longer and character == "\n" and not text.endswith("\r", 0, at):
            yield 2
        elif shorter and text.startswith("\r\n", at):
            yield 0
        else:
            yield 2 if wide and character > "\uffff" else 1


def recognise(text: str, spans: Sequence[GivenSpan]) -> Units:
    """What the offsets of the spans of a text count: code points, unless some are misplaced and fewer otherwise."""
    found = (0, 0)
    best = Units.CODE_POINTS
    for units in (Units.CODE_POINTS, *_candidates(text)):
        amiss = _amiss(text, spans, units)
        if units is Units.CODE_POINTS or amiss < found:
            best, found = units, amiss
        if not found[0]:
            break
    return best


def _candidates(text: str) -> Iterator[Units]:
    """Those that differ from code points in this text."""
    astral = any(character > "\uffff" for character in text)
    ends = [Units.CRLF] if re.search(r"(?<!\r)\n", text) else []
    if "\r\n" in text:
        ends.append(Units.LF)
    if astral:
        yield Units.UTF16
    yield from ends
    if astral:
        yield from (Units.UTF16_CRLF if one is Units.CRLF else Units.UTF16_LF for one in ends)
    if not text.isascii():
        yield Units.UTF8


def _amiss(text: str, spans: Sequence[GivenSpan], units: Units) -> tuple[int, int]:
    """How many spans would be misplaced, and how many would cover what their labels are not printed as."""
    covered = [place and text[slice(*place)] for place in convert(text, spans, units)]
    pairs = list(zip(covered, spans, strict=True))
    misplaced = sum(not print_ or not _stands(print_, span) for print_, span in pairs)
    return misplaced, sum(not print_ or not _suits(print_, span) for print_, span in pairs)


_FIGURE = re.compile(r"[\d/—–\-─无]")
_WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_NEEDED = {
    "figure": _FIGURE,
    "year": re.compile(r"\d|[一二三四五六七八九〇零]"),
    "row": _WORD,
    "column": _WORD,
    "group": _WORD,
}


def _stands(covered: str, span: GivenSpan) -> bool:
    """Whether there can be such a span."""
    if span.text is not None and " ".join(covered.split()) != " ".join(span.text.split()):
        return False
    return covered == covered.strip() and "\t" not in covered and "\n" not in covered


def _suits(covered: str, span: GivenSpan) -> bool:
    needed = _NEEDED.get(span.label.partition(":")[0])
    return needed is None or needed.search(covered) is not None


def with_line_ends(text: str) -> Iterator[str]:
    """The text, and what it may have been before a tool changed its line ends or cut its last one off."""
    one = text.replace("\r\n", "\n")
    yield from dict.fromkeys((text, one, one.replace("\n", "\r\n"), f"{text}\n", f"{one}\n", f"{text}\r\n"))
