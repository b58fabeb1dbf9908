"""Lists counted as Word counts them."""

from __future__ import annotations

from gkml.readers.word.numbering import Counter, Level, NumberedList


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
