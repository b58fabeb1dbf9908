"""Raised and lowered digits are no digits of the figure beside which they stand."""

from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode
from gkml.readers.pdf.lines import characters_to_lines, line_to_piece
from gkml.readers.pdf.notes import has_notes, is_beside, small_alone, without_notes
from gkml.readers.pdf.page import Character


def typed(text: str, x: float = 0.0, base: float = 10.0, size: float = 10.0) -> list[Character]:
    half = size / 2
    return [
        Character(
            letter, x + number * half, base - 0.8 * size, x + (number + 1) * half, base + 0.2 * size, size, 1.0, base
        )
        for number, letter in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (typed("1", 10, 6, 6), DoubtCode.RAISED),
        (typed("12", 10, 6.5, 8), DoubtCode.RAISED),
        (typed("1", 10, 5, 10), DoubtCode.RAISED),
        (typed("1", 10, 12.5, 6), DoubtCode.LOWERED),
        (typed("1", 10, 13, 10), DoubtCode.LOWERED),
        (typed("[1]", 10, 6, 6), DoubtCode.RAISED),
    ],
)
def test_notes_are_left_out_and_told(note: list[Character], code: DoubtCode) -> None:
    lines = characters_to_lines([*typed("35"), *note])
    pieces = [line_to_piece(line) for line in lines]
    assert [(piece.text, piece.doubts) for piece in pieces] == [("35", (code,))]


def test_smaller_digits_on_the_line_stay_and_are_in_doubt() -> None:
    kept, doubts = without_notes([*typed("35"), *typed("1", 10, 10, 6)])
    assert "".join(character.text for character in kept) == "351"
    assert doubts


def test_labels_keep_their_notes() -> None:
    label = [*typed("第3项"), *typed("1", 15, 6, 6)]
    assert without_notes(label) == (label, ())


def test_figures_under_one_another_are_no_notes() -> None:
    lines = characters_to_lines([*typed("12"), *typed("34", 0, 22)])
    assert [line_to_piece(line).text for line in lines] == ["12", "34"]


def test_where_no_line_is_known_nothing_is_left_out() -> None:
    unknown = Character("1", 10, 0, 15, 6, 6)
    characters = [*typed("35"), unknown]
    assert without_notes(characters) == (characters, ())
    assert not is_beside(unknown, characters[0])


def test_a_note_alone_in_its_cell_is_told_by_its_size() -> None:
    cells = [typed("35"), typed("1", 50, 6, 6), typed("4"), [], typed("7"), typed("第1项", 0, 10, 5)]
    assert small_alone(cells) == {1}
    assert small_alone(cells[:2]) == set()


def test_a_line_with_notes_is_known() -> None:
    assert has_notes([*typed("35"), *typed("1", 10, 6, 10)])
    assert not has_notes(typed("351"))


@pytest.mark.parametrize("below", ["4", "17", "205"])
def test_figures_in_lines_set_solid_are_lines_of_their_own(below: str) -> None:
    for x in (0.0, 5.0, 10.0):
        lines = characters_to_lines([*typed("60"), *typed(below, x, 10.0 + 9.9)])
        assert [line_to_piece(line).text for line in lines] == ["60", below]
