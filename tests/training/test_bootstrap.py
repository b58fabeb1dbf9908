"""Intervals of paired differences: exact where nothing differs, narrow where documents are paired, seeded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.bootstrap import paired_difference

RATIOS = st.lists(st.tuples(st.integers(0, 20), st.integers(20, 40)), min_size=1, max_size=30)


@settings(deadline=None, max_examples=50)
@given(RATIOS)
def test_the_same_model_differs_by_nothing(ratios: list[tuple[int, int]]) -> None:
    found = paired_difference(ratios, ratios, rounds=50)
    assert found.gain == found.low == found.high == 0
    assert found.old == pytest.approx(sum(n for n, _ in ratios) / sum(d for _, d in ratios))


@settings(deadline=None, max_examples=50)
@given(RATIOS, st.integers(1, 5))
def test_a_gain_of_every_document_is_certain_and_mirrored(ratios: list[tuple[int, int]], more: int) -> None:
    better = [(number + more, whole) for number, whole in ratios]
    found = paired_difference(ratios, better, rounds=100)
    assert 0 < found.low <= found.gain <= found.high
    back = paired_difference(better, ratios, rounds=100)
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


def test_the_interval_is_as_wide_as_theory_says_and_pairs_make_it_narrow() -> None:
    """Means of 400 documents: the standard error of a mean is the deviation over the root of their number."""
    rng = np.random.default_rng(1)
    hardness, noise = rng.normal(0.8, 0.1, 400), rng.normal(0.01, 0.02, 400)
    old = [(value, 1.0) for value in hardness]
    paired = paired_difference(old, [(value, 1.0) for value in hardness + noise], rounds=4000)
    width = 2 * 1.96 * noise.std() / 20
    assert paired.high - paired.low == pytest.approx(width, rel=0.1)
    apart = paired_difference(old, [(value, 1.0) for value in rng.permutation(hardness + noise)], rounds=4000)
    assert apart.high - apart.low > 3 * (paired.high - paired.low)


def test_the_same_seed_draws_the_same_documents() -> None:
    rng = np.random.default_rng(2)
    old, new = ([(value, 1.0) for value in rng.random(20)] for _ in range(2))
    assert paired_difference(old, new, seed=3) == paired_difference(old, new, seed=3)
    assert paired_difference(old, new, seed=3) != paired_difference(old, new, seed=4)
    narrow = paired_difference(old, new, level=0.5)
    wide = paired_difference(old, new, level=0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_documents_that_cannot_be_paired_are_refused() -> None:
    for old, new in (([], []), ([(1, 2)], [(1, 2), (1, 2)])):
        with pytest.raises(ValueError, match="cannot be paired"):
            paired_difference(old, new)


def test_documents_without_anything_to_find_score_zero() -> None:
    assert paired_difference([(0, 0)], [(0, 0)]).new == 0
