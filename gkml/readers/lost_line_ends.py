"""Tables whose line ends became something else: a blank, a wide one, `` // ``, ``\\n`` spelt out.

Where a program flattens a page, rows stand behind one another in one line, and the last figure of a row runs into the
label of the next. What stands between two figures of a row parts cells; what stands between a figure and the label
behind it, and does not part cells, has taken the place of a line end. Both are learnt from the line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gkml.readers.joined_lines import Source

__all__ = ["with_line_ends"]

_LEAST_LINE = 240  # characters of a line that may hold a table
_LEAST_PARTED = 6  # figures behind a figure that show what parts cells
_LEAST_ENDS = 3  # rows that end in the same way
_MOST_ENDS = 0.6  # share of rows that do
_EXACT = 0.8  # share of figures that are parted in exactly the same way
_LONGEST_GAP = 40
_LONG_CELL = 90  # characters from which a cell is prose
_USUAL_SIGNS = "|｜│┃║¦\t,，"
_BLANKS = " \u3000\u00a0"
_QUOTE = r"\\?[\"'“”]"
_DIGITS = r"[+\-－]?[\d０-９][\d０-９,.]*+(?:万?元|[%％件项条宗个次])?"
_FIGURE = rf"(?:=?{_QUOTE}{_DIGITS}{_QUOTE}|(?<![\w.\-/\"'“]){_DIGITS}(?![\w.．、）)：:\"']))"
_LABEL = rf"(?:=?{_QUOTE})?(?:[（(【“][ ]?)?(?:[\d０-９]{{1,2}}\\?[.．、，,)）][ ]?)?[\u3400-\u9fff]+"
_TOKEN = re.compile(
    rf"(?P<label>(?<![\d０-９.,]){_LABEL})|(?P<figure>{_FIGURE})|[\u3400-\u9fff]+"
)
_END = re.compile(r"(?:\\[nrt]|[^\w（(【“])*")  # what is no cell: signs, blanks, a line end spelt out
_DATE = re.compile(r"(?<=[\d０-９年月]) (?=[年月日\d０-９])|(?<=[\u3400-\u9fff]) (?=[\d０-９]{4} ?年)")
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")


class _Token(NamedTuple):
    """A figure, or the beginning of a label."""

    is_figure: bool
    start: int
    end: int


class _Ends(NamedTuple):
    """How a line writes its tables: what parts cells, and what stands where a line ended.

    Attributes:
        parts: between two cells; empty where it is not always the same.
        sign: the first letter of it that is no blank; empty where cells are parted by blanks.
        end: in place of a line end.
    """

    parts: str
    sign: str
    end: str


def with_line_ends(lines: Sequence[Source]) -> list[Source]:
    """The lines, with those broken in which a table has lost its line ends; what stood for these is left out."""
    if all(len(line.text) < _LEAST_LINE for line in lines):
        return list(lines)
    broken: list[Source] = []
    for line in lines:
        ends = _learn(line.text) if len(line.text) >= _LEAST_LINE else None
        broken.extend(_pieces(line, _breaks(line.text, ends)) if ends else [line])
    return broken


def _learn(line: str) -> _Ends | None:
    tokens = [
        _Token(match["figure"] is not None, match.start(), match.end())
        for match in _TOKEN.finditer(line)
        if match["figure"] or match["label"]
    ]
    parted = Counter(_gaps(line, tokens))
    if parted.total() < _LEAST_PARTED:
        return None
    parts, count = parted.most_common(1)[0]
    sign = parts.strip(_BLANKS)[:1]
    between = list(_row_ends(line, tokens, parts, sign))
    unframed = [gap for gap in between if sign not in gap] if sign else between
    if len(unframed) >= _LEAST_ENDS:
        ends = Counter(_end(gap, parts) for gap in unframed)
    else:
        ends = Counter(_framed_end(gap, sign, parts) for gap in between)
    if not ends:
        return None
    end, rows = ends.most_common(1)[0]
    if not end or rows < _LEAST_ENDS or rows < _MOST_ENDS * ends.total():
        return None
    if end == parts and (not sign or sign in _USUAL_SIGNS):
        return None  # a cell a line, which the signs of cells part as well
    return _Ends(parts if count >= _EXACT * parted.total() else "", sign, end)


def _gaps(line: str, tokens: Sequence[_Token]) -> Iterator[str]:
    """What stands between two figures behind one another."""
    for left, right in pairwise(tokens):
        if left.is_figure and right.is_figure and left.end < right.start <= left.end + _LONGEST_GAP:
            yield line[left.end : right.start]


def _row_ends(line: str, tokens: Sequence[_Token], parts: str, sign: str) -> Iterator[str]:
    """What stands between the last figure of a row and the next label; a number that counts rows belongs to it."""
    labels = [at for at in range(1, len(tokens)) if tokens[at - 1].is_figure and not tokens[at].is_figure]
    numbers = [_number(line, tokens[at - 1]) for at in labels]
    steps = sum(right - left == 1 for left, right in pairwise(numbers))
    counted = steps >= max(_LEAST_ENDS, _MOST_ENDS * (len(numbers) - 1))
    for at in labels:
        last = at - 2 if counted else at - 1
        if last < 1 or not (tokens[last - 1].is_figure and tokens[last].is_figure):
            continue  # a single figure stands in a sentence as well
        inside = line[tokens[last - 1].end : tokens[last].start]
        if inside == parts or (sign and inside.count(sign) == 1):
            yield line[tokens[last].end : tokens[at].start][: _LONGEST_GAP + 1]


def _number(line: str, token: _Token) -> int:
    digits = line[token.start : token.end]
    return int(digits) if digits.isdecimal() else -9


def _end(gap: str, parts: str) -> str:
    """What took the place of a line end in a gap between rows; empty where nothing did that can be told."""
    end = _between_cells(gap)
    while len(end) > len(parts) and end.endswith(parts):  # empty cells that begin the next row
        end = end[: -len(parts)]
    return end


def _between_cells(gap: str) -> str:
    """The signs and blanks with which a gap begins."""
    found = _END.match(gap)
    return found[0] if found else ""


def _framed_end(gap: str, sign: str, parts: str) -> str:
    """The same where a sign closes each row or opens the next: what stands between two signs as no empty cell does."""
    empty = parts.replace(sign, "")
    for piece in gap.split(sign)[1:-1] if sign else ():
        if piece != empty:
            return _between_cells(piece) if piece else 2 * sign
    return ""


def _breaks(line: str, ends: _Ends) -> Iterator[tuple[int, int]]:
    """Where in a line something stands for a line end."""
    if ends.end.strip(_BLANKS):
        yield from ((match.start(), match.end()) for match in re.finditer(re.escape(ends.end), line))
        return
    for start, stop in _cells(line, ends):
        prose = stop - start > _LONG_CELL and len(ends.end) == 1
        for run in _BLANK_RUN.finditer(line, start, stop):
            beside = line[run.start() - 1 : run.start()] + line[run.end() : run.end() + 1]
            if run[0] != ends.end or (ends.sign and ends.sign in beside):
                continue
            if not (prose and _is_inside(line, run.start(), start)):
                yield run.span()


def _cells(line: str, ends: _Ends) -> Iterator[tuple[int, int]]:
    """Stretches of a line between what parts its cells."""
    parts = re.escape(ends.parts) if ends.parts else f"[{_BLANKS}]*{re.escape(ends.sign)}[{_BLANKS}]*"
    if not ends.sign:  # blanks part cells, and other blanks rows
        parts = f"(?<![{_BLANKS}])(?:{re.escape(ends.parts)})+(?![{_BLANKS}])"
    at = 0
    for match in re.finditer(parts, line):
        yield at, match.start()
        at = match.end()
    yield at, len(line)


def _is_inside(line: str, at: int, start: int) -> bool:
    """Whether a blank stands within a date or a sentence and not between two lines."""
    if _DATE.match(line, at):
        return True
    figure = line[start:at].strip(_BLANKS)
    return not (figure[-1:] in "。；！：:）)" or len(figure) < 16)  # noqa: PLR2004


def _pieces(line: Source, breaks: Iterable[tuple[int, int]]) -> Iterator[Source]:
    at = 0
    for start, end in breaks:
        yield Source(line.text[at:start], line.start + at)
        at = end
    yield Source(line.text[at:], line.start + at)
