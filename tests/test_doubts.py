"""Doubts: stable codes with parameters."""

from __future__ import annotations

import pickle

from gkml.doubts import SIGHT_DOUBTS, DoubtCode, doubt, phrase


def test_a_doubt_knows_its_code_and_is_equal_by_what_it_says() -> None:
    told = doubt(DoubtCode.NEGATIVE, text="-3")
    assert told.code is DoubtCode.NEGATIVE
    assert told == doubt(DoubtCode.NEGATIVE, text="-3") != doubt(DoubtCode.NEGATIVE, text="-4")
    assert pickle.loads(pickle.dumps(told)) == told
    assert len({told, doubt(DoubtCode.NEGATIVE, text="-3"), phrase("negative", text="-3")}) == 2


def test_those_of_sight_end_where_those_of_text_begin() -> None:
    assert DoubtCode.RAISED in SIGHT_DOUBTS
    assert DoubtCode.DIALECT in SIGHT_DOUBTS
    assert DoubtCode.NOT_A_NUMBER not in SIGHT_DOUBTS
    assert DoubtCode.IMPLIED not in SIGHT_DOUBTS
