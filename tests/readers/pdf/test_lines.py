"""Characters to lines and pieces, whatever their order in the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gkml.readers.pdf.lines import (
    Bar,
    PrintedLine,
    characters_to_lines,
    joined_text,
    line_to_pieces,
    line_to_text,
)
from gkml.readers.pdf.page import Character

SIZE = 10.0


def typed(text: str, x: float = 0.0, y: float = 0.0, size: float = SIZE) -> list[Character]:
    """Text set from a place on; a blank leaves its room and prints nothing."""
    characters = []
    for letter in text:
        width = size if ord(letter) > 0x2E7F or letter == "　" else size / 2
        if letter.strip():
            characters.append(Character(letter, x, y, x + width, y + size, size))
        x += width
    return characters


words = st.text(alphabet="政府信息公开0123（）一、", min_size=1, max_size=12)


@given(st.lists(words, min_size=1, max_size=8), st.randoms(use_true_random=False), st.floats(11, 25))
def test_lines_come_back_from_top_to_bottom(texts: list[str], dice: object, leading: float) -> None:
    characters = [c for number, text in enumerate(texts) for c in typed(text, 30, number * leading)]
    dice.shuffle(characters)  # type: ignore[attr-defined]
    assert [line_to_text(line) for line in characters_to_lines(characters)] == texts


@given(words, st.lists(words, max_size=4), st.integers(3, 8))
def test_wide_gaps_part_pieces_and_boxes_hold_their_characters(first: str, more: list[str], gap: int) -> None:
    texts = [first, *more]
    (line,) = characters_to_lines(typed((" " * gap).join(texts)))
    pieces = line_to_pieces(line)
    assert [piece.text for piece in pieces] == texts
    for character in line.characters:
        inside = [p for p in pieces if p.box.x0 <= character.x0 and character.x1 <= p.box.x1]
        assert len(inside) == 1


def test_a_bar_parts_what_stands_close() -> None:
    (line,) = characters_to_lines(typed("12345"))
    assert [piece.text for piece in line_to_pieces(line, [Bar(10.0, -5, 20)])] == ["12", "345"]
    assert [piece.text for piece in line_to_pieces(line, [Bar(10.0, 50, 90)])] == ["12345"]


def test_a_blank_between_figures_stays_and_between_ideographs_goes() -> None:
    texts = ["2023 年 12 月", "政 府 信 息", "a b"]
    lines = [line_to_text(characters_to_lines(typed(text))[0]) for text in texts]
    assert lines == ["2023 年 12 月", "政府信息", "a b"]


def test_bold_by_printing_twice_is_read_once_and_figures_twice_are_two() -> None:
    twice = [*typed("总计11"), *typed("总计11", 0.4, 0.2)]
    (line,) = characters_to_lines(twice)
    assert line_to_text(line) == "总计11"


def test_the_number_of_a_footnote_is_no_digit_of_the_figure() -> None:
    (line,) = characters_to_lines([*typed("35"), *typed("1", 10, -2, 6)])
    assert line_to_text(line) == "35¹"


def test_smaller_type_on_the_same_line_is_no_footnote() -> None:
    (line,) = characters_to_lines([*typed("共"), *typed("35", 10, 4, 6)])
    assert line_to_text(line) == "共35"


def test_lines_of_a_cell_in_one() -> None:
    assert joined_text(["一、本年新收政府信", "息公开申请数量"]) == "一、本年新收政府信息公开申请数量"
    assert joined_text(["12", "34"]) == "12 34"
    assert joined_text([]) == ""


def test_slightly_shifted_characters_are_one_line_and_half_a_line_is_not() -> None:
    shifted = [*typed("甲乙"), *typed("丙丁", 20, 2.0)]
    apart = [*typed("甲乙"), *typed("丙丁", 20, 6.0)]
    assert len(characters_to_lines(shifted)) == 1
    assert len(characters_to_lines(apart)) == 2


def test_an_empty_page_has_no_lines() -> None:
    assert characters_to_lines([]) == []
    assert line_to_pieces(PrintedLine(tuple(typed("一")))) != []
