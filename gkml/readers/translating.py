"""A dump in a dialect of its own translated into the usual one: tabs between cells, plain line ends between rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gkml.readers.dialect import BLANKS, LINE_ENDS, NUMBER, PROSE, Dialect, line_mark, without_numbers
from gkml.readers.leavings import Cleaned, Edit
from gkml.readers.limits import Limits

__all__ = ["translated", "with_lines"]

_IDEOGRAPH = "\u3400-\u9fff"
_RARE = re.compile("[\u1680\u2000-\u2005\u2007\u205f\x1c-\x1f\x85\u2028\u2029]")
_WIDE = {ord(sign): "\u3000" for sign in "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2007\u205f"}
_WIDE |= dict.fromkeys(map(ord, "\x1c\x1d\x1e\x85\u2028\u2029"), "\n") | {0x1F: "\t"}  # as ASCII and Unicode have it
_LINE = re.compile(f"[^{LINE_ENDS}]+")
_SEGMENT = re.compile(f"[^{LINE_ENDS}。]+")
_BEFORE_PROSE_END = re.compile(rf"[\d{BLANKS}\t|｜│,;，；\"'」”件条项个次元—/\-]$")
_STRAY_END = re.compile(rf"(?<=[\d\"'`])[{BLANKS}]*[;；。\\]+$")
_LONGEST = 200  # characters of a cell in quotes
_NUMBERING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})$")


def with_lines(cleaned: Cleaned, limits: Limits) -> Cleaned:
    """The text with line ends for the sign that stands in their place.

    Raises:
        InputError: ``too_many_rows``.
    """
    mark = line_mark(cleaned.text)
    if not mark:
        return cleaned
    limits.check_rows(cleaned.text.count(mark))
    return cleaned.replaced((*match.span(), "\n") for match in re.finditer(re.escape(mark), cleaned.text))


def translated(cleaned: Cleaned, dialect: Dialect, limits: Limits) -> Cleaned:
    """The text with its separators as tabs, its quotes as ``"``, and its rows without what else opens and ends them.

    Raises:
        InputError: ``too_many_rows``.
    """
    if not dialect.is_usual:
        limits.check_cells(cleaned.text.count(dialect.core) if dialect.core else 0)
        for step in (_row_edits, _cell_edits, _quote_edits):
            cleaned = cleaned.replaced(step(cleaned.text, dialect))
    return replace(cleaned, text=cleaned.text.translate(_WIDE)) if _RARE.search(cleaned.text) else cleaned


def _row_edits(text: str, dialect: Dialect) -> list[Edit]:
    """Takes out what opens and ends rows besides line ends, lines between them, and marks of wrapped lines."""
    begin, end, separator = dialect.begin, dialect.end, dialect.separator
    edits: list[Edit] = []
    opened: Edit | None = None  # a row that goes on in the next line
    for match in _LINE.finditer(text) if begin or end or dialect.rule or dialect.wrap or separator else ():
        line = match[0].strip(BLANKS)
        start = match.start() + len(match[0]) - len(match[0].lstrip(BLANKS))
        stop = start + len(line)
        if dialect.rule and line == dialect.rule:
            edits.append((start, min(match.end() + 1, len(text)), ""))
            continue
        if begin and line.startswith(begin):
            behind = start + len(begin)
            opened = (start, behind + (text[behind : behind + 1] == " "), "")
            if not end or dialect.core in line:
                edits.append(opened)
                opened = None
        if end and line.endswith(end) and stop - len(end) > start and _may_end(line[: -len(end)], end):
            if opened:
                edits.append(opened)
            if opened or not begin or dialect.core in line:
                edits.append((stop - len(end), stop, ""))
            opened = None
        elif dialect.wrap and line.endswith(dialect.wrap):
            edits.append((stop - len(dialect.wrap), stop, ""))
        elif separator and separator in line:
            edits += _frame_edits(line, start)
    return sorted(edits)


def _frame_edits(line: str, start: int) -> Iterator[Edit]:
    """Takes brackets from around a row, and what else stands behind its last figure."""
    row = line.rstrip(BLANKS + ",;") or line
    if row[0] == "[" and row[-1] == "]":  # a list of a program, or the first or last of several in one
        inner = row.strip("[]")
        at = row.index(inner)
        yield start, start + at, ""
        yield start + at + len(inner), start + len(line), ""
    elif _is_framed(row):
        yield start, start + 1, ""
        yield start + len(row) - 1, start + len(line), ""
    elif stray := _STRAY_END.search(line):
        yield start + stray.start(), start + len(line), ""


def _may_end(row: str, end: str) -> bool:
    """Whether what ends rows ends this line as one: a sentence ends with some of it too."""
    return not PROSE.issuperset(end) or _BEFORE_PROSE_END.search(row) is not None


def _is_framed(line: str) -> bool:
    """Whether a bracket in front of a line is closed at its end and not before."""
    depth = 0
    for at, sign in enumerate(line):
        depth += (sign in "([{<（【〔《") - (sign in ")]}>）】〕》")
        if depth <= 0:
            return at == len(line) - 1 > 0
    return False


def _cell_edits(text: str, dialect: Dialect) -> Iterator[Edit]:
    """Puts a tab in place of every separator outside quotes."""
    if not dialect.separator:
        return
    sign = re.escape(dialect.separator)
    beside = f'{BLANKS}{LINE_ENDS}"'
    bare = rf"(?<![^{beside}]){sign}(?![^{beside}])" if dialect.spaced else sign
    begins, ends = rf"(?:(?<=[{LINE_ENDS}])|(?<={sign})|\A)", rf"(?=[{BLANKS}]*+(?:{sign}|[{LINE_ENDS}]|\Z))"
    quoted = rf"{begins}[{BLANKS}]*+=?(?P<quote>[\"'])(?:(?!(?P=quote)).){{0,{_LONGEST}}}+(?P=quote){ends}"
    pattern = re.compile(f"{quoted}|(?P<bare>{bare})", re.DOTALL)
    put = "\n" if dialect.lined else "\t"
    plain = without_numbers(text, dialect.separator)
    for start, stop in _rows(plain, dialect) if _stands_in_prose(plain, sign) else [(0, len(plain))]:
        for match in pattern.finditer(plain, start, stop):
            if match["bare"] and not (dialect.separator == "、" and _NUMBERING.fullmatch(plain, start, match.start())):
                yield match.start(), match.end(), put


def _rows(text: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Where rows of cells stand, if what parts them is a sign of sentences as well: figures tell them, empty cells, and
    that they stand by such."""
    sign = re.escape(dialect.separator)
    figure = re.compile(rf"{sign}[{BLANKS}\"]*{NUMBER}[{BLANKS}\"]*(?:{sign}|$)|{sign}[{BLANKS}]*{sign}")
    segments = [match.span() for match in _SEGMENT.finditer(text) if match[0].strip(BLANKS)]
    rows = [figure.search(text, *span) is not None for span in segments]
    for at, span in enumerate(segments):
        if rows[at] or (text.count(dialect.separator, *span) > 1 and any(rows[max(0, at - 2) : at + 3])):
            yield span


def _stands_in_prose(text: str, sign: str) -> bool:
    return re.search(rf"[{_IDEOGRAPH}]{sign}[{_IDEOGRAPH}\d][^{LINE_ENDS}]{{0,200}}。", text) is not None


def _quote_edits(text: str, dialect: Dialect) -> Iterator[Edit]:
    """Puts ``"`` in place of quotes at the edges of cells."""
    if not dialect.opening:
        return
    edge = f"[{LINE_ENDS}\t{re.escape(dialect.core) if len(dialect.core) == 1 else ''}]"
    opening, closing = map(re.escape, (dialect.opening, dialect.closing))
    begin, end = (f"|(?<={closing})", f"|{opening}") if opening != closing else ("", "")
    pattern = rf"(?:(?<={edge})|\A{begin})(?P<pad>[{BLANKS}]*+){opening}|{closing}(?=[{BLANKS}]*+(?:{edge}|\Z{end}))"
    for match in re.finditer(pattern, text):
        yield max(match.start(), match.end("pad")), match.end(), '"'
