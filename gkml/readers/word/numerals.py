"""Numbers as Word draws them before paragraphs: 一、, （二）, 3., iv, ⑤.

Formats are those of ST_NumberFormat (ISO/IEC 29500-1, 17.18.59); the codes of .doc files are those of MSONFC
([MS-OSHARED], 2.2.1.3).
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["NUMBER_CODES", "to_numeral"]

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_UNITS = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LARGEST = 32_767  # the largest that Word keeps; a file may ask for more


def to_numeral(number: int, number_format: str) -> str:
    """A number as drawn; ``""`` where nothing or only a bullet is; decimal in formats that reports do not use."""
    if number_format in ("none", "bullet"):
        return ""
    writer = _WRITERS.get(number_format, str)
    return writer(number) if 0 < number <= _LARGEST else str(number)


def _counting(digits: str, units: tuple[str, ...]) -> Callable[[int], str]:
    """十一, 二十, 一百零五: with units, a zero between, and no 一 before a leading 十."""

    def write(number: int) -> str:
        if number >= 10_000:
            rest = number % 10_000
            joint = digits[0] if 0 < rest < 1_000 else ""
            return write(number // 10_000) + "万" + joint + (write(rest) if rest else "")
        text = ""
        for place, digit in enumerate(reversed(str(number))):
            if digit != "0":
                text = digits[int(digit)] + units[place] + text
            elif text and not text.startswith(digits[0]):
                text = digits[0] + text
        return text

    def shortened(number: int) -> str:
        text = write(number)
        return text[1:] if text.startswith("一十") else text

    return shortened


def _digitwise(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _enclosed(*ranges: tuple[int, int, int]) -> Callable[[int], str]:
    """Signs of Unicode blocks: from number ``first`` to ``last`` those from ``code`` on; beyond, plain digits."""

    def write(number: int) -> str:
        return next(
            (chr(code + number - first) for first, last, code in ranges if first <= number <= last), str(number)
        )

    return write


def _roman(number: int) -> str:
    text = ""
    for value, sign in (*_ROMAN, *_ROMAN_ONES):
        count, number = divmod(number, value)
        text += sign * count
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb …, as Word goes on."""
    count, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (count + 1)


_CHINESE = _counting("零" + _DIGITS[1:], _UNITS)
_WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _CHINESE,
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCounting": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "japaneseCounting": _CHINESE,
    "chineseLegalSimplified": _counting(_LEGAL_DIGITS, _LEGAL_UNITS),
    "ideographLegalTraditional": _counting(_LEGAL_DIGITS, _LEGAL_UNITS),
    "ideographDigital": _digitwise(_DIGITS),
    "japaneseDigitalTenThousand": _digitwise(_DIGITS),
    "taiwaneseDigital": _digitwise(_DIGITS),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": _enclosed((1, 10, 0x3220)),
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _digitwise("０１２３４５６７８９"),
    "decimalFullWidth2": _digitwise("０１２３４５６７８９"),
    "decimalEnclosedCircle": _enclosed((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)),
    "decimalEnclosedCircleChinese": _enclosed((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)),
    "decimalEnclosedParen": _enclosed((1, 20, 0x2474)),
    "decimalEnclosedFullstop": _enclosed((1, 20, 0x2488)),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}

NUMBER_CODES: dict[int, str] = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 16: "japaneseLegal", 17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle",
    30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting", 34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 255: "none",
}  # fmt: skip
"""Number formats of .doc files by their code."""
