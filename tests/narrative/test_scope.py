"""Whose figure it is, by the words in front of it."""

from __future__ import annotations

import pytest

from gkml.narrative.scope import Owner, names_self, scope_of, speaks_of_other_time

OWNER = Owner("青禾县财政局", 2023)


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("", "own"),
        ("本年度全县共", "own"),
        ("2023年我局共", "own"),
        ("2022年", "foreign"),
        ("上半年", "foreign"),
        ("同比", "foreign"),
        ("县财政局", "own"),
        ("县水务局", "unsure"),
        ("通过网站、信函等方式", "own"),
        ("某种", "unsure"),
    ],
)
def test_words_in_front(words: str, scope: str) -> None:
    assert scope_of(words, OWNER) == scope


def test_words_of_disputes_are_harmless_where_one_is_told_of() -> None:
    words = "因不服政府信息公开答复"
    assert (scope_of(words, OWNER), scope_of(words, OWNER, dispute=True)) == ("unsure", "own")


def test_a_year_says_nothing_where_the_own_is_not_known() -> None:
    assert scope_of("2023年", Owner("青禾县财政局")) == "unsure"
    assert not speaks_of_other_time("2022年", Owner())
    assert not speaks_of_other_time("2022年1月1日至2023年12月31日", OWNER)
    assert speaks_of_other_time("2022年", OWNER)


def test_the_office_of_a_government_is_not_the_government() -> None:
    assert scope_of("县政府", Owner("青禾县政府", 2023)) == "unsure"
    assert names_self("我局")
    assert not names_self("财政局")
