from __future__ import annotations

import pytest

from gkml.doubts import SIGHT_DOUBTS, DoubtCode
from gkml.readers.sight import could_be_figure, doubted, left_out, note, settle, shifted, unmarked, unread


def test_plain_lines_are_as_they_are() -> None:
    settled = settle(["行政许可", "48213"])

    assert settled == (("行政许可", "48213"), (), False)
    assert settled.sight() == "seen"
    assert settled.sight(None) is None


@pytest.mark.parametrize("code", [DoubtCode.RAISED, DoubtCode.LOWERED])
def test_a_note_beside_a_figure_is_left_out_and_doubted(code: DoubtCode) -> None:
    settled = settle(["48213" + shifted("1", code)])

    assert settled == (("48213",), (code,), False)
    assert settled.sight() == "doubtful"


def test_a_figure_that_is_raised_alone_is_kept_and_doubted() -> None:
    assert settle([shifted("48213", DoubtCode.RAISED)]) == (("48213",), (DoubtCode.RAISED,), False)


def test_raised_words_are_kept_without_doubt() -> None:
    assert settle(["5" + shifted("（万元）", DoubtCode.RAISED)]) == (("5（万元）",), (), False)


def test_small_digits_beside_others_are_kept_and_doubted() -> None:
    assert settle(["48213" + shifted("1", DoubtCode.TINY)]) == (("482131",), (DoubtCode.TINY,), False)
    assert settle([shifted("1", DoubtCode.TINY)]) == (("1",), (), False)


def test_what_was_left_out_is_doubted_where_it_could_be_part_of_a_figure() -> None:
    assert settle([left_out("17", DoubtCode.STRUCK) + "48213"]) == (("48213",), (DoubtCode.STRUCK,), False)
    assert settle([left_out("旧", DoubtCode.STRUCK) + "48213"]) == (("48213",), (), False)


def test_a_line_of_marks_alone_is_none() -> None:
    assert settle(["5", note(DoubtCode.CONTROL)]) == (("5",), (DoubtCode.CONTROL,), False)


def test_what_is_unread_is_told() -> None:
    assert settle([unread(DoubtCode.PICTURE)]) == ((), (DoubtCode.PICTURE,), True)


def test_text_that_turns_its_direction_is_doubted() -> None:
    assert settle(["\u202e31284"]).doubts == (DoubtCode.REVERSED,)
    assert settle(["\u202e许可"]).doubts == ()


def test_text_outside_cells_loses_marks_and_notes() -> None:
    assert unmarked("共" + shifted("1", DoubtCode.RAISED) + doubted("5", DoubtCode.TINY) + "件") == "共5件"


def test_every_code_has_a_mark() -> None:
    for code in SIGHT_DOUBTS:
        assert settle([note(code)]).doubts == (code,)
    assert all("\ufdd0" <= note(code) <= "\ufdef" for code in SIGHT_DOUBTS)  # noncharacters, of which there are few


@pytest.mark.parametrize(
    ("text", "could"), [("1", True), ("-", True), ("．", True), ("①", True), ("甲*", False), ("", False)]
)
def test_what_could_be_part_of_a_figure(text: str, could: bool) -> None:
    assert could_be_figure(text) is could
