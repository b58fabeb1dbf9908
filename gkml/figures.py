"""The grammar of printed figures: signs, thousands separators, full-width digits, units, remarks, marks.

``printed`` says what one piece of print is; it never guesses: two numbers in one place, a number cut by a space, a
letter among digits and more digits than any report counts are ``unclear``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

from gkml.caching import remembers_short_texts
from gkml.folding import simplify
from gkml.numerals import chinese_number

__all__ = [
    "MISSING",
    "Printed",
    "figure_spans",
    "in_wan_yuan",
    "is_blank",
    "is_ideographic",
    "is_like_figure",
    "is_smudge",
    "is_unit",
    "narrow",
    "printed",
    "smudge_to_digits",
    "tail_figures",
    "without_frame",
]

_NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"(?:万元|亿元|千元|元|万件|万条|万宗|万份|件次|人次|件|项|条|个|宗|次|份|起|部|篇|例|人)"
_FIGURE = re.compile(
    rf"(?P<sign>--?|\+|净?增加?|净?减少?)?\s?(?P<number>{_NUMBER})\s?"
    rf"(?:(?P<unit>{_UNIT})|\(\s?(?P<bracketed>{_UNIT})\s?\))?"
    r"\s?(?P<remark>\([^()]*\)?)?"
)
_MAX_DIGITS = 18  # before the point; no report counts so far, so more are several numbers run together
_EXACT = Context(prec=60)  # digits; wider than any figure, so that no amount is rounded
_SMUDGE = re.compile(r"[^\u3400-\u9fff]*[^\u3400-\u9fff\s][^\u3400-\u9fff]*")
_ILLEGIBLE = "■□●○◆?？\ufffd"
_LIKE_DIGITS = frozenset("OoQDlIi|SsZzBbGgq")  # letters that a poor scan gives for digits
_NO_SMUDGE = re.compile(  # dates, times, numbers of lists, addresses
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?|\(?\d{1,2}[).、:]|.*(?:www\.|://|@|\.(?:cn|com|org|net)).*",
    re.IGNORECASE,
)
_MAX_SMUDGE = 16  # characters
_MARK = re.compile(r"[/\\_…·*×.\-]{1,6}|无|暂无|没有|空|空白|无此项|不适用")
_LIST_NUMBER = r"[一二三四五六七八九十\d]{1,2}"  # in brackets behind a figure it begins the next label
_TOKEN = re.compile(
    rf"(?:(?:--?|\+|净?增加?|净?减少?)?{_NUMBER}(?: ?(?:{_UNIT}|\({_UNIT}\)))?(?: ?\((?!{_LIST_NUMBER}\))[^()]*\))?"
    r"|[/\\_\-…×]{1,3}|无)(?= |$)"
)
_LEAVINGS = re.compile(r"&nbsp;|</?o:p>", re.IGNORECASE)  # of markup, where a page was dumped as text
_DIGIT = "[一二三四五六七八九]"
_THOUSANDS = rf"(?:(?:两|{_DIGIT})千)?(?:零?(?:两|{_DIGIT})百)?(?:零?{_DIGIT}?十)?(?:零?{_DIGIT})?"
_NUMERAL = re.compile(
    rf"[零〇两]|(?=.)(?!零)(?:(?!万){_THOUSANDS}万)?{_THOUSANDS}"
)  # as it is spelt, not digit by digit
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_WHOLE_UNIT = re.compile(rf"[（(]?{_UNIT}[)）]?")
_INSIDE_UNIT = re.compile(r"(?<=[万亿千件])\s+(?=[元次])")
_FACTORS = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10_000)}
MONEY_UNITS = frozenset(_FACTORS)
MISSING = frozenset(
    {"#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL"}
    | {"NaN", "None", "n/a", "nan", "null", "NaT", "NAN", "none", "Null", "(blank)", "(空白)", "（空白）"}
)
"""Words that programs write where nothing stands: those that pandas reads as missing, and those of a pivot table."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a piece of print is.

    Attributes:
        kind: ``number``, ``mark``, ``blank`` or ``unclear``.
        value: the number as printed, without its unit; None unless ``kind`` is ``number``.
        sign: ``"+"``, ``"-"`` or empty, as printed.
        unit: the unit behind the number, or empty.
        remark: what stands in brackets behind it, or empty.
    """

    kind: Literal["number", "mark", "blank", "unclear"]
    value: Decimal | None = None
    sign: str = ""
    unit: str = ""
    remark: str = ""

    def in_wan_yuan(self) -> Decimal | None:
        """The amount in 万元, to the printed place; a number without a unit is taken to be in 万元 already."""
        return None if self.value is None else in_wan_yuan(self.value, self.unit)


def in_wan_yuan(value: Decimal, unit: str) -> Decimal:
    """An amount in 万元; of a unit that is none of money, or none, it is one already."""
    return _EXACT.multiply(value, _FACTORS.get(unit, Decimal(1)))


@remembers_short_texts(megabytes=16)
def printed(text: str) -> Printed:
    """Read one printed figure."""
    plain = _INSIDE_UNIT.sub("", _plain(_LEAVINGS.sub(" ", text)).strip())
    if not plain:
        return Printed("blank")
    match = _FIGURE.fullmatch(plain)
    if match:
        digits = match["number"].replace(",", "")
        if len(digits.partition(".")[0]) > _MAX_DIGITS:
            return Printed("unclear")
        number = Decimal(digits)
        sign = _sign(match["sign"] or "")
        if sign == "-":
            number = number.copy_negate()  # the minus sign would round
        unit = match["unit"] or match["bracketed"] or ""
        return Printed("number", number, sign, unit, (match["remark"] or "").strip("()"))
    if _MARK.fullmatch(plain):
        return Printed("mark")
    numeral = plain.translate(_FORMAL)
    chinese = chinese_number(numeral) if _NUMERAL.fullmatch(numeral) else None
    if chinese is None:
        return Printed("blank" if plain in MISSING else "unclear")
    return Printed("number", Decimal(chinese))


def _sign(text: str) -> str:
    """``+`` or ``-`` for a sign in words; two dashes are one minus."""
    if "增" in text or text == "+":
        return "+"
    return "-" if text else ""


def is_unit(text: str) -> bool:
    """Whether a text is a word of counting, or a unit of money, and nothing else."""
    return _WHOLE_UNIT.fullmatch(text.strip()) is not None


def is_blank(text: str) -> bool:
    """Whether nothing is printed, as ``printed`` says; long prose is not looked through."""
    plain = text.strip()
    if not plain or plain in MISSING:
        return True
    return ("&" in plain or "<" in plain) and printed(plain).kind == "blank"


def is_smudge(text: str) -> bool:
    """Short print without ideographs that is no figure: letters or blots among digits (``8O``, ``l2``, ``3■``)."""
    plain = narrow(text).strip()
    if len(text) > _MAX_SMUDGE or not _SMUDGE.fullmatch(text) or _NO_SMUDGE.fullmatch(plain):
        return False
    letters = [c for c in plain if c.isalpha()]
    strange = sum(c not in _LIKE_DIGITS for c in letters)
    return strange <= 1 and (any(c.isdigit() or c in _ILLEGIBLE for c in plain) or (bool(letters) and not strange))


_AS_DIGITS = str.maketrans(
    {**dict.fromkeys("OoQD", "0"), **dict.fromkeys("lIi|", "1"), "Z": "2", "z": "2", "S": "5", "s": "5"}
    | {"b": "6", "G": "6", "B": "8", "g": "9", "q": "9"}
)


def is_like_figure(text: str) -> bool:
    """Whether letters that a poor scan gives for digits would be a figure as those: ``O宗``, ``l2``."""
    return printed(narrow(text).translate(_AS_DIGITS)).kind == "number"


def smudge_to_digits(text: str) -> str | None:
    """``8O`` to ``80``: letters that a poor scan gives for digits, as those; None where there are none, or others."""
    plain = narrow(text).strip()
    digits = plain.translate(_AS_DIGITS)
    return digits if digits != plain and digits.isdigit() else None


_FRAME = frozenset("「」『』【】〔〕[]{}<>《》〈〉\"“”'‘’,，;；、:：。|")  # what no figure begins or ends with


def without_frame(text: str, start: int, end: int) -> tuple[int, int]:
    """``「12」`` to ``12``: a part of a text without brackets and stops at its ends, unless it holds no more."""
    low, high = start, end
    while low < high and text[low] in _FRAME:
        low += 1
    while high > low and text[high - 1] in _FRAME:
        high -= 1
    if low >= high:
        return start, end
    if low > start and text[low - 1] in "<>" and (text[low - 1] == ">" or text[high : high + 1] != ">"):
        low -= 1  # more or less than a figure is none
    return low, high


def is_ideographic(text: str) -> bool:
    """Whether a figure is printed in ideographs: ``三``, ``十二``, ``无``."""
    return text.strip().isalpha()


def narrow(text: str) -> str:
    """Full-width digits and signs made half-width, one for one."""
    # a search is many times as fast as a translation, and most print is narrow already
    return text.translate(_NARROW_TABLE) if _WIDE.search(text) else text


_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}([\u2007\u2009\u202f'’_·٬])\d{3}(?:\1\d{3})*(?!\d)")


def _plain(text: str) -> str:
    """Print in half-width and simplified characters, groups of thousands parted by commas, one for one."""
    if not text.isascii() or "_" in text or "'" in text:
        text = _GROUPED.sub(lambda match: match[0].replace(match[1], ","), text)
    return narrow(simplify(text))


_NARROW_TABLE = {
    **{0xFF10 + n: str(n) for n in range(10)},
    **dict.fromkeys(map(ord, "－−﹣–—―─"), "-"),
    **{ord(a): b for a, b in zip("，．＋（）【】〔〕[]／＼＿％　\u00a0\u2009", ",.+()()()()/\\_%   ", strict=True)},
}


_WIDE = re.compile(f"[{re.escape(''.join(map(chr, _NARROW_TABLE)))}]")


def figure_spans(text: str) -> list[tuple[int, int]] | None:
    """Spans of the figures in a piece of print that holds nothing else, parted by spaces; None where it holds more."""
    spans = []
    at = 0
    for match in _tokens(text):
        if text[at : match[0]].strip(" \u3000\u00a0"):
            return None
        spans.append(match)
        at = match[1]
    return spans if spans and not text[at:].strip(" \u3000\u00a0") else None


def tail_figures(text: str) -> tuple[int, list[tuple[int, int]]] | None:
    """Figures at the end of a line, parted by spaces, and where the text before them ends; None where there are none.

    The text before them is not empty and ends in front of a space.
    """
    spans = list(_tokens(text))
    kept: list[tuple[int, int]] = []
    end = len(text.rstrip(" \u3000\u00a0"))
    while spans and spans[-1][1] == end and spans[-1][0] > 0 and text[spans[-1][0] - 1] in " \u3000\u00a0":
        kept.insert(0, spans.pop())
        end = len(text[: kept[0][0]].rstrip(" \u3000\u00a0"))
    return (end, kept) if kept and end else None


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    text = _plain(text)
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at) if at == 0 or text[at - 1] == " " else None
        if match:
            yield match.span()
            at = match.end()
        else:
            at += 1
