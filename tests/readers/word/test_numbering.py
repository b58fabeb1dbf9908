"""Drawn numbers: formats as Word writes them, lists counted as Word counts them."""

from __future__ import annotations

import pytest

from gkml.readers.word.numbering import Counter, Level, NumberedList
from gkml.readers.word.numerals import to_numeral


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


def counted(levels: dict[int, Level], *depths: int) -> list[str]:
    counter, numbered = Counter(), NumberedList("a", levels)
    return [counter.count("1", numbered, depth) for depth in depths]


DECIMAL = {depth: Level(text="".join(f"%{n + 1}." for n in range(depth + 1))) for depth in range(3)}


def test_deeper_levels_begin_again() -> None:
    assert counted(DECIMAL, 0, 1, 1, 2, 0, 1, 2) == ["1.", "1.1.", "1.2.", "1.2.1.", "2.", "2.1.", "2.1.1."]


def test_a_level_may_say_when_it_begins_again() -> None:
    never = {**DECIMAL, 1: Level(text="%2.", restart=0)}
    assert counted(never, 0, 1, 0, 1) == ["1.", "1.", "2.", "2."]
    only_by_the_first = {**DECIMAL, 2: Level(text="%3.", restart=1)}
    assert counted(only_by_the_first, 0, 1, 2, 1, 2, 0, 2) == ["1.", "1.1.", "1.", "1.2.", "2.", "2.", "1."]


def test_levels_above_that_were_not_used_show_their_start() -> None:
    assert counted(DECIMAL, 1, 1, 0) == ["1.1.", "1.2.", "1."]


def test_a_legal_level_shows_decimals() -> None:
    levels = {0: Level("chineseCounting", "%1、"), 1: Level("decimal", "%1.%2", legal=True)}
    assert counted(levels, 0, 0, 1) == ["一、", "二、", "2.1 "]


def test_text_without_numbers_is_drawn_and_bullets_are_not() -> None:
    assert counted({0: Level("none", "附件：")}, 0) == ["附件："]
    assert counted({0: Level("bullet", "\uf0b7")}, 0) == [""]
    assert counted({}, 0) == [""]


def test_lists_that_share_their_count_go_on_and_restart_once() -> None:
    counter = Counter()
    first, second = NumberedList("a", DECIMAL), NumberedList("a", DECIMAL, {0: 5})
    drawn = [counter.count(*of, 0) for of in (("1", first), ("2", second), ("2", second), ("1", first))]
    assert drawn == ["1.", "5.", "6.", "7."]
