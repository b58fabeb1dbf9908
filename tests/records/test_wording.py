"""Doubts in words: one sentence for a cell, in either language."""

from __future__ import annotations

import pytest

from gkml.doubts import DoubtCode, doubt, phrase
from gkml.messages import LANGUAGES, Language, sentence
from gkml.records.wording import phrase_to_text, reason_of

RAISED, PICTURE = doubt(DoubtCode.RAISED), doubt(DoubtCode.PICTURE)
IMPLIED = doubt(DoubtCode.CONTRADICTION_IMPLIES, state="3", figure="7")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_doubt_is_said_and_what_the_sums_add(language: Language) -> None:
    assert reason_of((), language) is None
    assert reason_of((RAISED,), language) == sentence("doubts", "raised", language)
    assert reason_of((RAISED, PICTURE), language) == reason_of((RAISED,), language)
    both = reason_of((RAISED, PICTURE, IMPLIED), language)
    assert both is not None
    assert both.startswith(sentence("doubts", "raised", language))
    assert both.endswith(phrase_to_text(IMPLIED, language))
    assert reason_of((RAISED, RAISED), language) == reason_of((RAISED,), language)


def test_parameters_are_in_the_sentence() -> None:
    told = reason_of((doubt(DoubtCode.UNITS_DIFFER, text="3元", stated="万元"),))
    assert told is not None
    assert "3元" in told
    assert "万元" in told


def test_phrases_stand_in_phrases() -> None:
    inner = phrase("raised")
    outer = doubt(DoubtCode.READINGS_UNCHECKED, printed=inner, count=3)
    assert phrase_to_text(inner) in phrase_to_text(outer)
