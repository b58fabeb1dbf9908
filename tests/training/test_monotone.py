"""Surfaces that rise along both axes: close to what was seen, and no higher than the trials support."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.monotone import Matrix, isotonic_surface, supported_height

SHARES = st.lists(st.lists(st.integers(0, 10), min_size=4, max_size=4), min_size=3, max_size=3).map(
    lambda rows: np.array(rows) / 10
)
COUNTS = st.lists(st.lists(st.integers(0, 2000), min_size=4, max_size=4), min_size=3, max_size=3).map(
    lambda rows: np.array(rows, float)
)


def _rises(surface: Matrix) -> bool:
    return bool((np.diff(surface, axis=0) >= 0).all() and (np.diff(surface, axis=1) >= 0).all())


@given(SHARES, COUNTS)
@settings(max_examples=40, deadline=None)
def test_surfaces_rise_along_both_axes(shares: Matrix, counts: Matrix) -> None:
    surface, heights = isotonic_surface(shares, counts), supported_height(shares, counts)
    assert _rises(surface)
    assert _rises(heights)
    assert (surface >= shares.min() - 1e-9).all()
    assert (surface <= shares.max() + 1e-9).all()
    assert (heights < 1).all()
    assert (heights >= 0.5).all()


def test_what_rises_already_is_left_as_it_is() -> None:
    shares = np.array([[0.1, 0.2], [0.2, 0.9]])
    assert isotonic_surface(shares, np.full((2, 2), 50.0)) == pytest.approx(shares, abs=1e-4)


def test_a_fall_is_levelled_at_its_weighted_mean() -> None:
    surface = isotonic_surface(np.array([[0.9, 0.6]]), np.array([[100.0, 200.0]]))
    assert surface[0] == pytest.approx([0.7, 0.7], abs=1e-4)


def test_the_rule_of_succession_over_all_that_speaks_for_a_place() -> None:
    heights = supported_height(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[0.0, 98.0], [0.0, 900.0]]))
    assert heights == pytest.approx(np.array([[0.5, 99 / 100], [0.5, 999 / 1000]]))
