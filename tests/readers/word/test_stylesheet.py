"""Styles of a .doc file: what they say themselves, and what they take from those that they continue."""

from __future__ import annotations

import pytest

from gkml.readers.word.sprms import HIDDEN, LEVEL, LIST
from gkml.readers.word.stylesheet import read_style_sheet
from tests.readers.word.doc_files import sprm, style_sheet

NONE = 4095
SHEET = style_sheet(
    ("Normal", NONE, b"", b""),
    ("Heading 1", 0, sprm(LIST, 1, 0) + sprm(LEVEL, 2), b""),
    ("Hidden heading", 1, b"", sprm(HIDDEN, 1)),
    ("toc 1", 0, b"", b""),
    ("circle", 4, b"", b""),
)


def test_what_a_style_does_not_say_the_one_below_does() -> None:
    sheet = read_style_sheet(SHEET)
    assert [sheet.numbering(number) for number in range(3)] == [(0, 0), (1, 2), (1, 2)]
    assert [style.name for style in sheet.chain(2)] == ["hidden heading", "heading 1", "normal"]
    assert [sheet.run_format(number).switches.get("vanish", False) for number in (1, 2)] == [False, True]
    assert [sheet.is_contents(number) for number in (1, 3)] == [False, True]


def test_unknown_styles_and_circles_say_nothing() -> None:
    sheet = read_style_sheet(SHEET)
    assert sheet.chain(99) == sheet.chain(None) == []
    assert sheet.numbering(4) == (0, 0)
    assert {style.name for style in sheet.chain(4)} == {"circle"}


@pytest.mark.parametrize("size", range(0, len(SHEET), 23))
def test_what_is_cut_is_left_out(size: int) -> None:
    whole, cut = read_style_sheet(SHEET).styles, read_style_sheet(SHEET[:size]).styles
    assert len(cut) <= len(whole)
    assert all(whole[number].based_on == style.based_on for number, style in cut.items())
