"""Tables whose line ends became something else: a blank, a wide one, `` // ``, ``\\n`` spelt out.

Where a program flattens a page, rows stand behind one another in one line, and the last figure of a row runs into the
label of the next. What stands between two figures of a row parts cells. What stands between the last figure of a row
and the label behind it has taken the place of a line end, but for what parts empty cells at the edges of rows. Both
are learnt from the line, and it is broken wherever the one stands that is no part of the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from gkml.readers.joined_lines import Source

__all__ = ["with_line_ends"]

_LEAST_LINE = 240  # characters of a line that may hold a table
_LEAST_PARTED = 6  # figures behind a figure that show what parts cells
_LEAST_ENDS = 3  # rows that end in the same way
_MOST_ENDS = 0.6  # share of rows that do
_EXACT = 0.8  # share of figures that are parted in exactly the same way
_MOST_FRAMES = 2  # line ends for each row that ends with a figure: there are heads and prose as well
_LONGEST_GAP = 40
_MOST_BETWEEN = 3  # signs between two figures of a row, some cells of which are empty
_LONG_CELL = 90  # characters from which a cell is prose
_LONGEST_HEAD = 40  # characters of the first cell of a table
_FEWEST_WORDS = 16  # characters of a line of prose
_USUAL_SIGNS = "|｜│┃║¦\t,，"  # which part cells in a single line as well
_BLANKS = " \u3000\u00a0"
_QUOTE = r"\\?[\"'“”]"
_DIGITS = r"[+\-－]?[\d０-９][\d０-９,.]*+(?:万?元|[%％件项条宗个次])?"
_FIGURE = (
    rf"(?:=?{_QUOTE}{_DIGITS}{_QUOTE}|(?<![\w.\-/\"'“]){_DIGITS}(?![\w.．、）)：:\"'])|(?<!\w)[a-zA-Z]\d{{1,3}}(?!\w))"
)
_UNIT = (
    r"(?<![\w）)、.．])(?:[件条项宗个次篇人]|人次|万?元)(?![\w（(、.．])"  # in a cell of its own, as a figure stands
)
_LABEL = rf"(?:=?{_QUOTE})?(?:[（(【“][ ]?)?(?:[\d０-９]{{1,2}}\\?[.．、，,)）][ ]?)?[\u3400-\u9fff]+"
_TOKEN = re.compile(rf"(?P<label>(?<![\d０-９.]){_LABEL})|(?P<figure>{_FIGURE})|[\u3400-\u9fff]+")
_TOKEN_OR_UNIT = re.compile(rf"(?P<figure>{_UNIT})|{_TOKEN.pattern.replace('<figure>', '<other>')}")
_WHOLE_FIGURE = re.compile(_FIGURE)
_NOTHINGS = ('""', "''", "None", "nan", '"None"', '"nan"')  # what some write in empty cells
_NOTHING = re.compile("|".join(_NOTHINGS))
_RULE = re.compile(r"(?<![|:])[|:]*+-{3,}+(?:[ |:]*+-{3,}+)*+[|:]*+")  # a row of Markdown that only rules
_NUMBERED = re.compile(
    r"[\"'“]?(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、])[\u3400-\u9fff]{2}"
)
_NO_CELL = re.compile(r"(?:\\[nrt]|[^\w（(【“])*")  # signs, blanks, a line end spelt out
_DATE = re.compile(r"(?<=[\d０-９年月]) (?=[年月日\d０-９])|(?<=[\u3400-\u9fff]) (?=[\d０-９]{4} ?年)")
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")

Span = tuple[int, int]


class _Token(NamedTuple):
    """A figure, or the beginning of a label."""

    is_figure: bool
    start: int
    end: int


class _Parts(NamedTuple):
    """What parts the cells of a line.

    Attributes:
        text: as it stands between most figures.
        sign: the first letter of it that is no blank; empty where blanks alone part cells.
        exact: it is nearly always the same.
    """

    text: str
    sign: str
    exact: bool

    @property
    def before(self) -> str:
        """The blanks in front of the sign."""
        return self.text.partition(self.sign)[0]

    @property
    def behind(self) -> str:
        """The blanks behind the sign."""
        return self.text.rpartition(self.sign)[2]

    def holds_nothing(self, stretch: str, *, edge: str, first: bool) -> bool:
        """Whether nothing stands between two signs, or between one and the edge of a gap."""
        blanks = _NOTHING.sub("", stretch)
        if blanks.strip(_BLANKS):
            return False
        return not self.exact or blanks == (edge if first else self.behind + self.before)


def with_line_ends(lines: Sequence[Source]) -> list[Source]:
    """The lines, with those broken in which a table has lost its line ends; what stood for these is left out."""
    if all(len(line.text) < _LEAST_LINE for line in lines):
        return list(lines)
    broken: list[Source] = []
    for line in lines:
        broken.extend(_pieces(line, _breaks(line.text)) if len(line.text) >= _LEAST_LINE else [line])
    return broken


def _pieces(line: Source, breaks: Iterable[Span]) -> Iterator[Source]:
    at = 0
    for start, end in breaks:
        if start >= at and end:
            yield Source(line.text[at:start], line.start + at)
            at = end
    yield Source(line.text[at:], line.start + at)


def _breaks(line: str) -> list[Span]:
    """Where in a line something stands for a line end."""
    tokens, fewest = list(_tokens(line, units=False)), 1
    parts = _learn_parts(line, tokens)
    if parts is None:  # rows of a unit and one figure
        tokens, fewest = list(_tokens(line, units=True)), 2
        parts = _learn_parts(line, tokens)
    if parts is None:
        return []
    counters = _counters(line, tokens, fewest)
    gaps = list(_row_ends(line, tokens, parts, counters))
    texts = [line[start:end] for start, end in gaps]
    readings = [_readings(gap, parts) for gap in texts]
    end = _learn_end(line, texts, readings, parts)
    if end is not None:
        known = [
            (start + reading[end][0], start + reading[end][1])
            for (start, _), reading in zip(gaps, readings, strict=True)
            if end in reading
        ]
        framed = all(reading[end][0] > 0 for reading in readings if end in reading)
        return sorted({*known, *_like(line, end, parts, framed)})
    if counters:
        return [_before(line, tokens[at].start, parts) for at in counters]
    if parts.sign and (few := [gap for gap in gaps if _is_before_number(line, gap)]):
        return few
    least = max(_LEAST_ENDS, _MOST_ENDS * len(gaps))
    if parts.sign and parts.sign not in _USUAL_SIGNS and texts.count(parts.text) >= least:
        return [match.span() for match in re.finditer(re.escape(parts.text), line)]  # each cell had its line
    return []


def _is_before_number(line: str, gap: Span) -> bool:
    """Whether blanks alone stand between a figure and a label with a number: they part rows, and no cells."""
    return not line[slice(*gap)].strip(_BLANKS) and _NUMBERED.match(line, gap[1]) is not None


def _tokens(line: str, *, units: bool) -> Iterator[_Token]:
    """The figures and labels of a line; ``units`` in cells of their own are told as figures are."""
    for match in (_TOKEN_OR_UNIT if units else _TOKEN).finditer(line):
        is_figure = match["figure"] is not None or (units and match["other"] is not None)
        if is_figure or match["label"]:
            yield _Token(is_figure, match.start(), match.end())


def _learn_parts(line: str, tokens: Sequence[_Token]) -> _Parts | None:
    between = Counter(
        line[left.end : right.start]
        for left, right in pairwise(tokens)
        if left.is_figure and right.is_figure and left.end < right.start <= left.end + _LONGEST_GAP
    )
    if between.total() < _LEAST_PARTED:
        return None
    text, count = between.most_common(1)[0]
    return _Parts(text, text.strip(_BLANKS)[:1], count >= _EXACT * between.total())


def _counters(line: str, tokens: Sequence[_Token], fewest: int) -> list[int]:
    """Numbers of the figures in front of labels that count the rows; none where they do not.

    Behind the ``fewest`` figures of a row, that is: else they are what it holds.
    """
    before = [at for at in range(len(tokens) - 1) if tokens[at].is_figure and not tokens[at + 1].is_figure]
    behind = [all(token.is_figure for token in tokens[max(0, at - fewest) : at]) for at in before if at >= fewest]
    if 2 * sum(behind) < len(before):
        return []
    numbers = [_number(line, tokens[at]) for at in before]
    steps = [right - left == 1 for left, right in pairwise(numbers)]
    if sum(steps) < max(_LEAST_ENDS, _MOST_ENDS * len(steps)):
        return []
    counts = [left or right for left, right in zip([False, *steps], [*steps, False], strict=True)]
    return [at for at, is_one in zip(before, counts, strict=True) if is_one]


def _number(line: str, token: _Token) -> int:
    digits = line[token.start : token.end].lstrip("rRnN")
    return int(digits) if digits.isdecimal() else -9


def _row_ends(line: str, tokens: Sequence[_Token], parts: _Parts, counters: Sequence[int]) -> Iterator[Span]:
    """What stands between the last figure of a row and the next row: its label, or the number that counts it."""
    counting = set(counters)
    for at in range(2, len(tokens)):
        begins = at in counting if counters else not tokens[at].is_figure
        if not (begins and tokens[at - 1].is_figure and tokens[at - 2].is_figure):
            continue  # a single figure stands in a sentence as well
        inside = line[tokens[at - 2].end : tokens[at - 1].start]
        parted = inside == parts.text or (parts.sign and 0 < inside.count(parts.sign) <= _MOST_BETWEEN)
        start, end = tokens[at - 1].end, tokens[at].start
        if rule := _RULE.search(line, start, end):
            pieces = [(start, rule.start()), (rule.end(), end)]
        else:
            pieces = [(start, end)]
        if parted:
            yield from (piece for piece in pieces if 0 < piece[1] - piece[0] <= _LONGEST_GAP)


def _readings(gap: str, parts: _Parts) -> Mapping[str, Span]:
    """What a gap between rows may hold in place of a line end, and where: between the signs of empty cells."""
    found: dict[str, Span] = {}
    for start in _after_empty_cells(gap, parts):
        for end in _before_empty_cells(gap, parts):
            text = gap[start:end]
            if _may_end_a_line(text, parts):
                found.setdefault(text, (start, end))
    told = _NO_CELL.match(gap)
    if told and _may_end_a_line(told[0], parts):
        found.setdefault(told[0], told.span())
    doubled = 2 * parts.sign
    if doubled and doubled in gap and parts.text.strip(_BLANKS) != parts.text:  # no empty cell: it would be padded
        found[doubled] = (gap.index(doubled), gap.index(doubled) + len(doubled))
    return found


def _may_end_a_line(text: str, parts: _Parts) -> bool:
    """Whether a text is nothing that stands in a cell or between two."""
    if not text or '"' in text or not _NO_CELL.fullmatch(text):
        return False
    if parts.sign:
        return parts.sign not in text
    return text != parts.text * (len(text) // len(parts.text))


def _after_empty_cells(gap: str, parts: _Parts) -> Iterator[int]:
    """Ends of the empty cells with which a gap begins, with and without the blanks behind the last sign."""
    yield 0
    at = 0
    if not parts.sign:
        while gap.startswith(parts.text, at):
            at += len(parts.text)
            yield at
        return
    while (sign := gap.find(parts.sign, at)) >= 0 and parts.holds_nothing(
        gap[at:sign], edge=parts.before, first=not at
    ):
        at = sign + len(parts.sign)
        yield at
        blanks = _BLANK_RUN.match(gap, at)
        if blanks and not parts.exact:
            yield blanks.end()
        elif gap.startswith(parts.behind, at):
            yield at + len(parts.behind)


def _before_empty_cells(gap: str, parts: _Parts) -> Iterator[int]:
    """Beginnings of the empty cells with which a gap ends, with and without the blanks before the first sign."""
    yield len(gap)
    at = len(gap)
    if not parts.sign:
        while gap.endswith(parts.text, 0, at):
            at -= len(parts.text)
            yield at
        return
    while (sign := gap.rfind(parts.sign, 0, at)) >= 0:
        if not parts.holds_nothing(gap[sign + len(parts.sign) : at], edge=parts.behind, first=at == len(gap)):
            return
        at = sign
        for nothing in ("", *_NOTHINGS):
            start = sign - len(nothing)
            if start >= 0 and gap.startswith(nothing, start):
                yield start
                if parts.exact and parts.before and gap.endswith(parts.before, 0, start):
                    yield start - len(parts.before)
                elif not parts.exact:
                    yield len(gap[:start].rstrip(_BLANKS))


def _learn_end(line: str, gaps: Sequence[str], readings: Sequence[Mapping[str, Span]], parts: _Parts) -> str | None:
    """What most gaps may hold in place of a line end; of several the longest that is not what an empty cell holds."""
    telling = [reading for gap, reading in zip(gaps, readings, strict=True) if gap != parts.text]
    votes = Counter(text for reading in telling for text in reading)
    least = max(_LEAST_ENDS, _MOST_ENDS * len(gaps))
    empty = parts.text.replace(parts.sign, "") if parts.sign else ""
    told = [text for text in votes if votes[text] >= least]
    if parts.sign:  # between two signs more often than rows end, it is an empty cell
        most = _MOST_FRAMES * len(gaps)
        told = [text for text in told if gaps.count(text) >= _LEAST_ENDS or _framed(line, text, parts.sign) <= most]
    return max(told, key=lambda text: (votes[text], text != empty, len(text)), default=None)


def _framed(line: str, text: str, sign: str) -> int:
    """How often a text stands between two signs."""
    return len(re.findall(f"{re.escape(sign + text)}(?={re.escape(sign)})", line))


def _like(line: str, end: str, parts: _Parts, framed: bool) -> Iterator[Span]:
    """Other places where the same stands, as between heads and lines of prose."""
    sign = re.escape(parts.sign)
    if end.strip(_BLANKS):
        yield from (match.span() for match in re.finditer(re.escape(end), line))
    elif framed and sign:
        if end != parts.behind + parts.before:  # that is an empty cell
            behind = f"(?={sign})" if end in (parts.behind, parts.before) else f"(?![{_BLANKS}])"
            yield from (match.span() for match in re.finditer(f"(?<={sign}){end}{behind}", line))
    else:
        for start, stop in _cells(line, parts):
            prose = stop - start > _LONG_CELL
            runs = [run.span() for run in _BLANK_RUN.finditer(line, start, stop)]
            found = {(a, b) for a, b in runs if line[a:b] == end and not (prose and _is_inside(line, a, start))}
            yield from sorted({*found, *(_beside_prose(line, runs, start, stop) if prose else ())})


def _cells(line: str, parts: _Parts) -> Iterator[Span]:
    """Stretches of a line between what parts its cells; a blank beside a sign belongs to it."""
    pattern = re.escape(parts.text) if parts.exact else f"[{_BLANKS}]*{re.escape(parts.sign)}[{_BLANKS}]*"
    if not parts.sign:
        pattern = f"(?<![{_BLANKS}])(?:{re.escape(parts.text)})+(?![{_BLANKS}])"
    at = 0
    for match in re.finditer(pattern, line):
        yield at, match.start()
        at = match.end()
    yield at, len(line)


def _is_inside(line: str, at: int, start: int) -> bool:
    """Whether a blank stands within a date or a sentence and not between two lines."""
    end = _before_blanks(line, at)
    ends_line = end > start and line[end - 1] in "。；！：:）)"
    return _DATE.match(line, at) is not None or not (ends_line or end - start < _FEWEST_WORDS)


def _before_blanks(line: str, at: int) -> int:
    """Where the blanks in front of a place begin."""
    while at > 0 and line[at - 1] in _BLANKS:
        at -= 1
    return at


def _beside_prose(line: str, runs: Sequence[Span], start: int, stop: int) -> Iterator[Span]:
    """Blanks between prose and the table before it, which ends with a figure, and the table behind it."""
    if runs and start and _WHOLE_FIGURE.fullmatch(line, start, runs[0][0]):
        yield runs[0]
    behind = [run for run in runs if run[0] >= stop - _LONGEST_HEAD]
    if behind and stop < len(line):
        yield max(behind, key=lambda run: (run[1] - run[0] > 1, run))


def _before(line: str, at: int, parts: _Parts) -> Span:
    """The blanks in front of a place, and one sign of cells."""
    start = _before_blanks(line, at)
    if parts.sign and line.startswith(parts.sign, start - len(parts.sign)):
        start = _before_blanks(line, start - len(parts.sign))
    return start, at
