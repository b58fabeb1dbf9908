"""Number formats of spreadsheets: what a person sees of a stored number (ISO/IEC 29500-1, 18.8.30 and 18.8.31).

A format has up to four sections, for positive, negative and zero numbers and for text, or for numbers that conditions
ask for. A section places digits among text, scales by thousands and percents, and may show nothing at all. A section
of another kind (fractions, powers of ten, hours, numerals) is not followed: the figure is shown as General shows it,
and is not certain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, Literal, NamedTuple

__all__ = ["Shown", "general", "show_number", "show_text"]

_FIRST_DAY = date(1899, 12, 30)  # serial number 0; right from March 1900 on
_DAYS = 2_958_465  # the last day that a spreadsheet knows, in the year 9999
_LONGEST = 255  # characters of a format, as many as spreadsheets allow
_MOST_PLACES = 30  # behind the point, as many as spreadsheets allow
_PRECISE: Final = Context(prec=80)

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?) | (?P<escaped>[\\!].) | (?P<room>[_*].) | (?P<bracket>\[[^\]]*\]?)
      | (?P<general>General|G/通用格式) | (?P<digit>[0#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<text>@)
      | (?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_UNSEEN_COLOURS: Final = frozenset(("[white]", "[白色]", "[color2]", "[颜色2]", "[颜色 2]", "[color 2]"))
_COLOUR = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|[黑蓝青绿洋红白黄]+色?|颜色 ?\d+)\]"
)
_DATE_LETTERS: Final = frozenset("ymdeghsb")
_PLAIN_SIGNS: Final = frozenset("$¥￥€£+-/(): ’'<>=&^{}~")


class Shown(NamedTuple):
    """What a number or text is shown as.

    Attributes:
        text: as it is shown.
        certain: whether the format was followed.
        unseen: whether its colour cannot be seen.
    """

    text: str
    certain: bool = True
    unseen: bool = False


Kind = Literal["number", "general", "date", "text", "empty", "unknown"]


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format.

    Attributes:
        kind: what it shows.
        parts: what stands in it in order: ``digit``, ``point``, ``general``, ``text`` (for @), and text of its own.
        thousands: whether digits are grouped.
        scale: power of ten that the number is multiplied by.
        condition: comparison and number that it is for, or None.
        unseen: whether its colour cannot be seen.
    """

    kind: Kind
    parts: tuple[tuple[str, str], ...] = ()
    thousands: bool = False
    scale: int = 0
    condition: tuple[str, Decimal] | None = None
    unseen: bool = False


def general(figure: Decimal) -> str:
    """A figure as the format General shows it, never as a power of ten."""
    text = f"{figure:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def show_number(figure: Decimal, code: str | None) -> Shown:
    """What a number is shown as in a format; ``None``: General."""
    if code is None:
        return Shown(general(figure))
    if len(code) > _LONGEST:
        return Shown(general(figure), certain=False)
    section, magnitude = _chosen(figure, _sections(code))
    try:
        shown = _shown(figure, section, magnitude=magnitude)
    except InvalidOperation:  # more digits than anybody could read
        return Shown(general(figure), certain=False)
    return shown._replace(unseen=shown.unseen or section.unseen) if shown.text else shown


def show_text(text: str, code: str | None) -> Shown:
    """What a text is shown as in a format."""
    if code is None or len(code) > _LONGEST:
        return Shown(text, certain=code is None)
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else next((each for each in sections if each.kind == "text"), None)
    if section is None or section.kind == "general":
        return Shown(text)
    shown = "".join(text if kind == "text" else literal for kind, literal in section.parts)
    return Shown(shown, section.kind in ("text", "empty"), section.unseen)


def _chosen(figure: Decimal, sections: tuple[_Section, ...]) -> tuple[_Section, bool]:
    """The section for a number, and whether it shows its magnitude alone, without a sign."""
    numeric = [section for section in sections[:3] if section.kind != "text"] or [_Section("general")]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(figure, section.condition):
                return section, section.condition is not None and _is_negative_only(section.condition)
        return _Section("unknown"), False
    if figure < 0 and len(numeric) > 1:
        return numeric[1], True
    if figure == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _holds(figure: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, bound = condition
    order = (figure > bound) - (figure < bound)
    return order in {"<": (-1,), ">": (1,), "=": (0,), "<=": (-1, 0), ">=": (1, 0), "<>": (-1, 1)}[sign]


def _is_negative_only(condition: tuple[str, Decimal]) -> bool:
    sign, bound = condition
    return sign in ("<", "<=") and bound <= 0


def _shown(figure: Decimal, section: _Section, *, magnitude: bool) -> Shown:
    if section.kind == "empty":
        return Shown("".join(literal for _, literal in section.parts))
    if section.kind == "date":
        return _date(figure)
    if section.kind == "unknown":
        return Shown(general(figure), certain=False)
    figure = abs(figure) if magnitude else figure
    sign = "-" if figure < 0 else ""
    if section.kind == "general":
        number = "".join(general(abs(figure)) if kind == "general" else literal for kind, literal in section.parts)
        return Shown(sign + (number or general(abs(figure))))
    text = _placed(abs(figure).scaleb(section.scale, _PRECISE), section)
    return Shown((sign if any(digit in "123456789" for digit in text) else "") + text)


def _date(figure: Decimal) -> Shown:
    days = int(figure)
    if 0 < days <= _DAYS:
        return Shown((_FIRST_DAY + timedelta(days=days)).isoformat())
    return Shown(general(figure), certain=False)


def _placed(figure: Decimal, section: _Section) -> str:
    """The digits of a positive number in their places among the text of a section."""
    kinds = [kind for kind, _ in section.parts]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    decimals = min(kinds[point:].count("digit"), _MOST_PLACES)
    rounded = figure.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_PRECISE)
    whole, _, fraction = f"{rounded:f}".partition(".")
    return _whole(whole.lstrip("0"), section, point) + _fraction(fraction, section.parts[point:])


def _whole(digits: str, section: _Section, point: int) -> str:
    """The digits before the point; those that have no place of their own stand before the first."""
    places = [number for number in range(point) if section.parts[number][0] == "digit"]
    asked = next((len(places) - n for n, place in enumerate(places) if section.parts[place][1] == "0"), 0)
    digits = digits.rjust(asked, "0")
    shown: list[str] = []
    left = len(digits)
    for number in reversed(range(point)):
        kind, literal = section.parts[number]
        if kind != "digit":
            shown.append(literal)
            continue
        first = number == places[0]
        begin = 0 if first else max(0, left - 1)
        for place in reversed(range(begin, left)):
            behind = len(digits) - place - 1
            shown.append(digits[place] + ("," if section.thousands and behind and behind % 3 == 0 else ""))
        left = begin
    return "".join(reversed(shown))


def _fraction(digits: str, parts: tuple[tuple[str, str], ...]) -> str:
    places = [number for number, (kind, _) in enumerate(parts) if kind == "digit"]
    asked = max((n + 1 for n, place in enumerate(places) if parts[place][1] == "0"), default=0)
    digits = digits[:asked] + digits[asked:].rstrip("0")
    shown = []
    used = 0
    for kind, literal in parts:
        if kind == "digit":
            shown.append(digits[used : used + 1])
            used += 1
        else:
            shown.append(literal)
    return "".join(shown)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a format; a semicolon in quotes or behind an escape parts nothing."""
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "other"
        if kind == "other" and match[0] == ";":
            sections.append([])
        else:
            sections[-1].append((kind, match[0]))
    return tuple(map(_section, sections))


def _section(tokens: list[tuple[str, str]]) -> _Section:
    condition, unseen, known, is_date = None, False, True, False
    parts: list[tuple[str, str]] = []
    for number, (kind, written) in enumerate(tokens):
        if kind == "bracket":
            own, currency = _CONDITION.fullmatch(written), _CURRENCY.fullmatch(written)
            lower = written.lower()
            if own is not None:
                condition = own[1], Decimal(own[2])
            elif currency is not None:
                parts.append(("literal", currency[1]))
            elif _COLOUR.fullmatch(lower):
                unseen = unseen or lower in _UNSEEN_COLOURS
            else:
                known = False  # elapsed hours, numerals of other scripts
        elif kind == "quoted":
            parts.append(("literal", written.strip('"')))
        elif kind == "escaped":
            parts.append(("literal", written[1]))
        elif kind == "room":
            # the width of a character, or one that fills the cell; a digit that does is no part of the figure
            known = known and not (written[0] == "*" and written[1].isdigit())
        elif kind == "other":
            power = written in "eE" and number + 1 < len(tokens) and tokens[number + 1][1] in "+-"
            is_date = is_date or (written.lower() in _DATE_LETTERS and not power)
            known = known and _is_literal(written, tokens, number)
            parts.append(("literal", written))
        elif kind == "percent":
            parts.append((kind, "%"))
        else:
            parts.append((kind, written))
    section = _numeric(parts) if known or is_date else _Section("unknown", tuple(parts))
    if is_date:
        section = _Section("date" if _has_day(tokens) else "unknown")
    return _Section(section.kind, section.parts, section.thousands, section.scale, condition, unseen)


def _is_literal(written: str, tokens: list[tuple[str, str]], number: int) -> bool:
    """Whether an unquoted sign stands for itself; a slash or an E between digits does not."""
    if written == "/" and any(kind == "digit" for kind, _ in tokens):
        return False
    return written in _PLAIN_SIGNS or not (written.isascii() and written.isprintable()) or written.isspace()


def _has_day(tokens: list[tuple[str, str]]) -> bool:
    return any(kind == "other" and written.lower() in ("y", "d", "e") for kind, written in tokens)


def _numeric(parts: list[tuple[str, str]]) -> _Section:
    """A section of known parts: commas are told apart as those that group and those that scale."""
    kinds = [kind for kind, _ in parts]
    if "text" in kinds:
        return _Section("text", tuple(parts))
    if "general" in kinds:
        return _Section("general", tuple(parts))
    if "digit" not in kinds:
        literal = tuple(("literal", written) for _, written in parts)
        return _Section("empty", literal)
    digits = [number for number, kind in enumerate(kinds) if kind == "digit"]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    last_whole = max((number for number in digits if number < point), default=-1)
    scale = thousands = 0
    kept: list[tuple[str, str]] = []
    for number, (kind, written) in enumerate(parts):
        if kind == "comma":
            if digits[0] < number < last_whole:
                thousands += 1
            elif number > digits[0]:
                scale -= 3
            continue
        scale += 2 if kind == "percent" else 0
        kept.append(("literal", ".") if kind == "point" and number != point else (kind, written))
    return _Section("number", tuple(kept), bool(thousands), scale)
