"""Numbers in the formats of Word."""

from __future__ import annotations

import pytest

from gkml.readers.word.numerals import NUMBER_CODES, to_numeral


@pytest.mark.parametrize(
    ("number_format", "drawn"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 100: "一百"}),
        ("chineseCountingThousand", {105: "一百零五", 110: "一百一十", 2024: "二千零二十四", 10_001: "一万零一"}),
        ("japaneseCounting", {3: "三", 19: "十九"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 12: "壹拾贰"}),
        ("ideographDigital", {10: "一〇", 24: "二四"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "甲"}),
        ("ideographZodiac", {12: "亥"}),
        ("ideographEnclosedCircle", {1: "㈠", 10: "㈩", 11: "11"}),
        ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 51: "51"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa"}),
        ("upperRoman", {4: "IV", 9: "IX", 14: "XIV", 2024: "MMXXIV"}),
        ("lowerRoman", {40: "xl"}),
        ("none", {1: ""}),
        ("bullet", {1: ""}),
        ("hebrew1", {7: "7"}),
    ],
)
def test_numbers_are_drawn_in_their_format(number_format: str, drawn: dict[int, str]) -> None:
    assert {number: to_numeral(number, number_format) for number in drawn} == drawn


@pytest.mark.parametrize("number_format", ["chineseCounting", "upperRoman", "lowerLetter", "ideographTraditional"])
def test_numbers_without_a_numeral_are_decimal(number_format: str) -> None:
    for number in (0, -3, 1_000_000):
        assert to_numeral(number, number_format) == str(number)


def test_the_codes_of_old_files_are_formats_that_are_drawn() -> None:
    assert to_numeral(3, NUMBER_CODES[39]) == "三"
    assert to_numeral(3, NUMBER_CODES[2]) == "iii"
    assert to_numeral(3, NUMBER_CODES[23]) == to_numeral(3, NUMBER_CODES[255]) == ""
