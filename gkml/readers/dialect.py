"""The dialect of a dump, learnt from its figures: what parts its cells, ends and opens its rows, encloses its cells.

No sign is known beforehand. What stands most often between two figures parts cells; what stands between the last figure
of a row and the label of the next ends one row and opens the other; what surrounds a separator in mirror image are
quotes. Only what is not told line by line (tabs, bars, commas, blanks, plain line ends) makes a dialect.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["BLANKS", "LINE_ENDS", "NUMBER", "PROSE", "Dialect", "learn_dialect", "line_mark", "without_numbers"]

LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # where str.splitlines() splits
BLANKS = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))  # Unicode's Zs
PROSE = frozenset("，。、；：？！…,.;:?!")
_NARROW = frozenset(" \u00a0\u2006\u2008\u2009\u200a\u202f")  # within words and between groups of thousands
_IDEOGRAPH = "\u3400-\u9fff"
_COUNTED = "(?:[件条项宗个次篇人]|人次|[万亿千]?元)?"
_UNIT = f"(?:{_COUNTED}|[%％])?"
NUMBER = rf"[+\-－]?\d++(?:[.,]\d++)*+{_UNIT}"
_WHOLE = rf"\d++(?![.．、）)]\s?[{_IDEOGRAPH}])"  # no number of a label
_BETWEEN_FIGURES = re.compile(rf"\d{_COUNTED}([^\d{_IDEOGRAPH}]{{1,24}})(?={_WHOLE})")
_ON_A_LINE = re.compile(
    rf"[{_IDEOGRAPH}）)]([{LINE_ENDS}]+[^\w\s]{{1,3}}[{BLANKS}]+)(?={NUMBER}[{BLANKS}]*(?:[{LINE_ENDS}]|\Z))"
)
_ROW_END = re.compile(
    rf"\d{_UNIT}([^\d{_IDEOGRAPH}{LINE_ENDS}]{{0,16}}[{LINE_ENDS}][^\d{_IDEOGRAPH}]{{0,24}})"
    rf"(?=\d{{0,3}}[^\d{_IDEOGRAPH}{LINE_ENDS}]{{0,8}}[{_IDEOGRAPH}])"
)
_BEHIND_SENTENCES = re.compile(  # ¶, or [NL]
    rf"。[{BLANKS}]*+([^\w\s，。、；：？！…\"'“”‘’（()）《》〈〉【】〔〕]{{1,4}}+|[<\[{{(]/?[A-Za-z]{{1,8}}/?[>\]}})])[{BLANKS}]*+(?=[{_IDEOGRAPH}（(])"
)
_WRAP = re.compile(
    rf"([^\w\s，。、；：？！…|\"“”（()）《》〈〉【】〔〕\[\]<>]{{1,3}}+)[{BLANKS}]*+[{LINE_ENDS}]++[{BLANKS}]*+(?=[{_IDEOGRAPH}（(])"
)
_LABEL_END = re.compile(rf"[{_IDEOGRAPH}）)][{BLANKS}]*+\Z")
_NO_SEPARATOR = re.compile(  # dates, times, telephones and thousands: numbers that signs stand in
    rf"(?<!\d)(?:19|20)\d{{2}}[{BLANKS}]*([-/.·－—])[{BLANKS}]*\d{{1,2}}[{BLANKS}]*\1[{BLANKS}]*\d{{1,2}}(?!\d)"
    r"|(?<!\d)\d{1,2}([:：])\d{2}(?:\2\d{2})?(?!\d)"
    rf"|(?<!\d)0\d{{2,3}}[{BLANKS}]*[-－—][{BLANKS}]*\d{{7,8}}(?!\d)"
    r"|(?<![\d.])[1-9]\d{0,2}(?P<group>[,，'’_·、 ])\d{3}(?:(?P=group)\d{3})*(?![\d.])"
)
_LETTER = re.compile("[A-Za-z]")
_WIKI = re.compile(
    rf"(?:\A|[{LINE_ENDS}])[{BLANKS}]*\{{\|"
)  # where a table of MediaWiki begins, which has rules of its own
_USUAL = frozenset("|｜│┃║¦\t,;，；")  # what is told line by line
_USUAL_QUOTES = ('"', "'", "`", "*", "**", "***", "__")
_COMMAS = frozenset(",;，；")  # told where quotes say that no comma of a sentence is one
_QUOTES = frozenset("\"'`*_")
_NO_WRAP = frozenset("~%+/")
_FEWEST = 3
_ROWS = 2
_SAMPLE = 500_000  # characters of a dump that tell its dialect; the longest report has a fifth
_MANY = 12  # pairs of figures that need no label beside them
_FEW = 0.25  # of the line ends behind figures, where a number in front of each row makes them as frequent as rows
_SOME = 0.1  # of what stands most often
_ALL = 0.95
_MOST = 0.5  # share of the places that are alike
_OPENING, _CLOSING = ("Ps", "Pi"), ("Pe", "Pf")


class Dialect(NamedTuple):
    """How a dump is written where it is none of the usual ways; empty where there is nothing to tell.

    Attributes:
        separator: between cells.
        spaced: whether blanks or an edge of the line stand on both its sides.
        lined: whether it stands between lines as well, where each cell has a line.
        opening, closing: quotes around cells.
        begin, end: of rows, besides their line ends.
        rule: on lines of its own between rows.
        wrap: in front of line ends inside cells.
        core: what parts cells, usual or not.
        pairs: of figures that it parts.
    """

    separator: str = ""
    spaced: bool = False
    lined: bool = False
    opening: str = ""
    closing: str = ""
    begin: str = ""
    end: str = ""
    rule: str = ""
    wrap: str = ""
    core: str = ""
    pairs: int = 0

    @property
    def is_usual(self) -> bool:
        """Whether there is nothing to translate."""
        return not any(self[: self._fields.index("core")])

    @property
    def is_told(self) -> bool:
        """Whether tabs, bars, blanks or line ends are known to part cells."""
        return self.pairs >= _MANY and not self.core.strip("\t|｜│┃║¦" + LINE_ENDS + BLANKS)


def learn_dialect(text: str) -> Dialect:
    """The dialect of a text; the beginning of a long one tells it."""
    text = text[:_SAMPLE]
    common, pairs = _most_common(Counter(_BETWEEN_FIGURES.findall(text)))
    common = common or _in_front_of_figures(text)
    core, opening, closing = _parts(common.strip(BLANKS) or common, text)
    dialect = Dialect(core=core, pairs=pairs)
    if _WIKI.search(text):
        return dialect
    quoted = opening != "" and (core in _COMMAS or (len(core) > 1 and not _has_lines(core)))
    told = quoted or _is_doubled(core, text) or not _is_usual(core)
    if core and told and _parts_cells(text, core, opening + closing):
        dialect = dialect._replace(separator=core, spaced=_is_spaced(common, core), lined=_is_lined(text, core))
    if opening and not (opening == closing and opening in _USUAL_QUOTES):
        dialect = dialect._replace(opening=opening, closing=closing)
    begin, end, rule = _row_ends(text, core, opening + closing)
    return dialect._replace(begin=begin, end=end, rule=rule, wrap=_wrap(text))


def line_mark(text: str) -> str:
    """What stands in place of most line ends: behind sentences, in a text that has fewer line ends of its own."""
    if "。" not in text:
        return ""
    text = text[:_SAMPLE]
    marks = Counter(_BEHIND_SENTENCES.findall(text))
    mark, number = max(marks.items(), key=lambda item: item[1], default=("", 0))
    most = number >= _FEWEST and number > _MOST * marks.total()
    return mark if most and text.count(mark) > max(_MANY, text.count("\n")) else ""


def without_numbers(text: str, core: str) -> str:
    """A text without the signs that stand within dates, times, telephones and thousands; as long as before.

    Where ``core`` parts cells, it stands in no thousands and times, nor in dates beside it.
    """

    def put(match: re.Match[str]) -> str:
        start, end = match.span()
        before, behind = text[max(0, start - 8) : start].rstrip(BLANKS), text[end : end + 8].lstrip(BLANKS)
        beside = before.endswith(core) or behind.startswith(core)
        cells = match["group"] == core or (core in match[0] and (beside or core in (":", "：")))
        return match[0] if core and cells else "0" * len(match[0])

    return _NO_SEPARATOR.sub(put, text)


def _most_common(gaps: Mapping[str, int]) -> tuple[str, int]:
    """What stands most often between two figures, and how often; beside empty cells a part of it at both its ends."""
    cores: Counter[str] = Counter()
    exact: dict[str, Counter[str]] = {}
    for gap, number in gaps.items():
        plain = gap[:-1] if gap[-1:] in "+-－" else gap
        core = plain.strip(BLANKS) or plain
        if core and not _is_word(core):
            cores[core] += number
            exact.setdefault(core, Counter())[plain] += number
    best = max(cores, key=lambda core: (cores[core], -len(core)), default="")
    if _has_lines(best):  # as often as rows end, where they are counted and have two figures
        inside = [core for core in cores if not _has_lines(core) and cores[core] >= _FEW * cores[best]]
        best = max(inside, key=lambda core: (cores[core], -len(core)), default=best)
    for core in sorted(cores, key=len):
        often = cores[core] >= max(_FEWEST, _SOME * cores[best]) and not _QUOTES.issuperset(core)
        if often and len(core) * 2 <= len(best) and best.startswith(core) and best.endswith(core):
            best = core
            break
    return (exact[best].most_common(1)[0][0], cores[best]) if best else ("", 0)


def _in_front_of_figures(text: str) -> str:
    """What stands between labels or units and figures, on lines of their own; for tables whose rows have one figure."""
    gaps = Counter(_ON_A_LINE.findall(text))
    gap, number = max(gaps.items(), key=lambda item: item[1], default=("", 0))
    return gap if number >= _MANY and number > _MOST * gaps.total() else ""


def _is_spaced(gap: str, core: str) -> bool:
    before, _, behind = gap.partition(core)
    return before[-1:] in BLANKS and behind[:1] in BLANKS and bool(before and behind)


def _is_word(gap: str) -> bool:
    """Whether letters stand there that no marks enclose: ``nan`` between two tabs, and not ``<TAB>``."""
    ends = gap[0] + gap[-1]
    return _LETTER.search(gap) is not None and (any(map(str.isalnum, ends)) or ends[0] == ends[1] or ends.isspace())


def _parts(gap: str, text: str) -> tuple[str, str, str]:
    """The separator, and the quotes that open and close a cell, of what stands between two figures."""
    for length in range((len(gap) - 1) // 2, 0, -1):
        closing, opening = gap[:length], gap[-length:]
        inner = gap[length:-length].strip(BLANKS)
        if inner and _mirrored(closing) == opening and _encloses_cells(closing, opening, inner, text):
            inner = inner.partition(opening + closing)[0].strip(BLANKS) or inner  # an empty cell
            inner = inner.rstrip("=").rstrip(BLANKS) or inner  # ="3", a formula
            return inner, opening, closing
    return gap, "", ""


def _encloses_cells(closing: str, opening: str, inner: str, text: str) -> bool:
    """Whether signs around a separator enclose cells: quotes and brackets do, any others if lines begin with them."""
    if all(map(_is_quote, closing)) and (closing != opening or not closing.strip("\"'")):
        return True
    if closing.isspace() or not (inner in _USUAL or all(map(_is_quote, closing))):
        return False
    edge = rf"(?:^|[{LINE_ENDS}])[{BLANKS}]*+(?:{re.escape(inner)}[{BLANKS}]*+)?"
    lines = re.findall(rf"{edge}{re.escape(opening)}[{_IDEOGRAPH}（(]", text)
    return len(lines) >= _FEWEST


def _is_quote(sign: str) -> bool:
    return sign in _QUOTES or unicodedata.category(sign) in (*_OPENING, *_CLOSING)


def _mirrored(closing: str) -> str:
    """The signs that open what some close."""
    return "".join(_mirror(sign) for sign in reversed(closing))


def _mirror(sign: str) -> str:
    """The partner of a bracket or quote: Unicode puts both beside one another; any other sign itself."""
    if sign in "’”":
        return chr(ord(sign) - 1)
    kind = unicodedata.category(sign)
    if kind in _CLOSING:
        return next(filter(_opens, (chr(ord(sign) - step) for step in (1, 2, 16))), sign)
    return sign


def _opens(sign: str) -> bool:
    return unicodedata.category(sign) in _OPENING


def _is_usual(core: str) -> bool:
    """Whether the reader of lines tells it: one of its signs, blanks, plain line ends, or these in quotes."""
    if not core.strip(BLANKS):
        return _NARROW.issuperset(core) or core.count("\u3000") > 1
    signs = frozenset(core) - frozenset(LINE_ENDS + BLANKS + "\"'")
    if core in (".", '"', "'") or (len(core) == 1 and unicodedata.category(core) in (*_OPENING, *_CLOSING)):
        return True
    return signs <= _USUAL and not (len(signs) > 1 and len(core) > 2)


def _is_doubled(core: str, text: str) -> bool:
    """Whether several of one sign stand wherever any does: two tabs between cells."""
    if len(core) < 2 or core.strip(core[0]) or core[0] in BLANKS + LINE_ENDS:
        return False
    sign = re.escape(core[0])
    beside = re.finditer(rf"\d[{BLANKS}]*+({sign}++)|({sign}++)(?=[{BLANKS}]*+\d)", text)
    runs = Counter(len(match[1] or match[2]) % len(core) == 0 for match in beside)
    return runs[True] > _ALL * runs.total()


def _has_lines(core: str) -> bool:
    return not frozenset(core).isdisjoint(LINE_ENDS)


def _parts_cells(text: str, core: str, quotes: str) -> bool:
    """Whether a separator stands between figures, and between labels and figures, in several rows."""
    plain, sign = _NO_SEPARATOR.sub("0", text), re.escape(core)
    edges = frozenset(f"{BLANKS}\"'`*={quotes}").difference(core)
    edge = f"[{re.escape(''.join(sorted(edges)))}]*+"
    between = len(re.findall(rf"\d{_UNIT}{edge}{sign}{edge}(?=[+\-－]?\d)", plain))
    rows = len(
        re.findall(rf"[{_IDEOGRAPH}）)]{edge}(?:{sign}{edge})+(?={NUMBER}{edge}(?:{sign}|[{LINE_ENDS}]|\Z))", plain)
    )
    return between >= (_FEWEST if rows >= _ROWS else _MANY) or (rows >= _MANY and _has_lines(core))


def _is_lined(text: str, core: str) -> bool:
    """Whether a separator stands where lines end as well: between most rows, or behind sentences."""
    if not _has_lines(core):
        return len(re.findall(rf"。[{BLANKS}]*{re.escape(core)}", text)) >= _ROWS
    ends: list[bool] = [match[1].strip(BLANKS) == core for match in _ROW_END.finditer(text)]
    return sum(ends) > _MOST * len(ends)


def _row_ends(text: str, core: str, quotes: str) -> tuple[str, str, str]:
    """What opens rows, what ends them, and what stands between them on lines of its own."""
    ends: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    number = 0
    for gap, times in Counter(_ROW_END.findall(text)).items():
        lines = re.split(f"[{LINE_ENDS}]", gap)
        number += times
        ends[_edge(lines[0], core, quotes, _CLOSING)] += times
        begins[_edge(lines[-1][::-1], core[::-1], quotes, _OPENING)[::-1]] += times
        for line in {line.strip(BLANKS) for line in lines[1:-1]}:
            rules[line] += times
    end, begin = _usual_text(ends, number), _usual_text(begins, number)
    rule = "" if _has_lines(core) else _usual_text(rules, number)
    if begin and (_opens(begin[-1]) or _opens(begin[0])) and begin not in _mirrored(end):
        begin = ""
    if end and (unicodedata.category(end[0]) == "Pd" or (unicodedata.category(end[0]) in _CLOSING and not begin)):
        end = ""  # of a page number, or of the last cell
    return begin, end, rule


def _edge(gap: str, core: str, quotes: str, brackets: tuple[str, str]) -> str:
    """What stands at the edge of a row behind its last figure or, reversed, in front of its label.

    Where words stand in its empty cells, only a bracket is known to be none of these.
    """
    cells = "".join(_USUAL | _QUOTES) + quotes + BLANKS + "="
    marks = cells.translate({ord(sign): None for sign in "*`"}) if gap[:1] in BLANKS else cells  # a bullet, or a quote
    while (rest := gap.removeprefix(core).lstrip(marks)) != gap:
        gap, marks = rest, cells
    gap = gap.rstrip(BLANKS)
    if gap and unicodedata.category(gap[0]) in brackets and not any(map(str.isalnum, gap)):
        return gap
    if (core and core in gap) or any(map(str.isalnum, gap)):
        gap = re.split(r"[^\W_]", gap[::-1])[0][::-1]
        gap = (gap.rpartition(core)[2] if core else gap).lstrip(cells)
        return gap if gap and unicodedata.category(gap[0]) in brackets else ""
    return gap


def _usual_text(found: Mapping[str, int], number: int) -> str:
    text = max(found, key=lambda text: found[text], default="")
    most = found.get(text, 0) >= max(_FEWEST, _MOST * number)
    return text if most and not any(map(str.isalnum, text)) else ""


def _wrap(text: str) -> str:
    """What stands in front of line ends within labels: no sign of prose, no bracket, no dash."""
    found = Counter(
        match[1] for match in _WRAP.finditer(text) if _LABEL_END.search(text[max(0, match.start() - 9) : match.start()])
    )
    told = {sign: times for sign, times in found.items() if not any(map(_is_of_prose, sign))}
    best = max(told, key=lambda sign: told[sign], default="")
    return best if told.get(best, 0) >= _FEWEST else ""


def _is_of_prose(sign: str) -> bool:
    kind = unicodedata.category(sign)
    narrow = unicodedata.normalize("NFKC", sign)
    return narrow in PROSE | _USUAL | _QUOTES | _NO_WRAP or kind in (*_OPENING, *_CLOSING, "Pd")
