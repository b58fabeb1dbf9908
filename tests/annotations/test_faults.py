"""Faults speak two languages."""

from __future__ import annotations

from gkml.annotations.faults import fault


def test_a_fault_has_a_code_a_place_and_a_sentence_in_both_languages() -> None:
    found = fault("white_space", at=(3, 7), span="3..7 ' ab'", mendable=True)
    assert (found.code, found.start, found.end, found.mendable) == ("white_space", 3, 7, True)
    assert "white space" in found.problem
    assert "空白" in found.problem.said_in("zh")
