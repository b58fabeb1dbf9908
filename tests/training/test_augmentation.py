"""Changes of training to its reports: spans, separators and digits stay where they are."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.tagging.encoding import SPECIALS
from training.augmentation import with_noisy_tokens, with_other_separators
from training.network import character_vocabulary
from training.synthesis import synthesise

VOCABULARY = character_vocabulary()
DIGITS = np.array([token.isdigit() for token in VOCABULARY.tokens])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**9 - 1), st.integers(0, 3))
def test_spans_are_untouched_by_other_separators(seed: int, level: int) -> None:
    report = synthesise(seed, level)
    changed = with_other_separators(report.source, report.spans, random.Random(seed))
    assert len(changed) == len(report.source)
    for start, end, _, _ in report.spans:
        assert changed[start:end] == report.source[start:end]
    differing = {old for old, new in zip(report.source, changed, strict=True) if old != new}
    assert differing in (set(), {"|"}, {"\t"})


def test_a_table_of_tabs_gets_another_sign_and_prose_does_not() -> None:
    rng = random.Random(1)
    table = "规章\t1\t2\t3\n" * 10
    changed = with_other_separators(table, (), rng)
    assert "\t" not in changed
    assert changed.count(changed[2]) == 30
    assert with_other_separators("甲\t乙", (), rng) == "甲\t乙"


@given(st.lists(st.integers(0, len(VOCABULARY.tokens) - 1), max_size=200), st.integers(0, 2**32))
def test_separators_and_digits_are_never_noisy(tokens: list[int], seed: int) -> None:
    ids = np.array(tokens, np.int64)
    noisy = with_noisy_tokens(ids, DIGITS, len(VOCABULARY.tokens), random.Random(seed))
    kept = (ids < len(SPECIALS)) | DIGITS[ids]
    assert (noisy[kept] == ids[kept]).all()
    assert ((noisy >= 0) & (noisy < len(VOCABULARY.tokens))).all()
    assert (noisy == with_noisy_tokens(ids, DIGITS, len(VOCABULARY.tokens), random.Random(seed))).all()


def test_about_one_character_in_seventeen_is_noisy() -> None:
    ids = np.full(2000, VOCABULARY.ids()["公"], np.int64)
    rng = random.Random(5)
    shares = [(with_noisy_tokens(ids, DIGITS, len(VOCABULARY.tokens), rng) != ids).mean() for _ in range(100)]
    assert 0.04 < float(np.mean(shares)) < 0.08
    assert max(shares) < 0.15
