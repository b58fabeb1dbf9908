"""Shares that never fall along two orders, and how high the observed cases allow them to be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import isotonic_regression

__all__ = ["isotonic_surface", "supported_height"]

Matrix = npt.NDArray[np.float64]

_ROUNDS, _CLOSE = 200, 1e-5  # a tenth of what a record shows of a confidence
_NO_CASE = 0.1  # weight of a place without a case: it follows its neighbours


def isotonic_surface(shares: Matrix, weights: Matrix) -> Matrix:
    """The closest surface that falls along neither axis: bivariate isotonic regression (Dykstra and Robertson 1982).

    Args:
        shares: ``(groups, bins)``; where no case was observed any number.
        weights: ``(groups, bins)``, how many cases were.

    Returns:
        ``(groups, bins)``, rising along both axes.
    """
    weights = np.maximum(weights, _NO_CASE)
    surface = shares.astype(np.float64)
    along_bins, along_groups = np.zeros_like(surface), np.zeros_like(surface)
    for _ in range(_ROUNDS):  # projections onto the two orders in turn, each with what it took away the last time
        given = surface + along_bins
        risen = np.stack([_rising(y, w) for y, w in zip(given, weights, strict=True)])
        along_bins = given - risen
        given = risen + along_groups
        both = np.stack([_rising(y, w) for y, w in zip(given.T, weights.T, strict=True)]).T
        along_groups = given - both
        moved, surface = float(np.abs(both - risen).max()), both
        if moved < _CLOSE:
            break
    lower = np.minimum.accumulate(surface[::-1, ::-1], axis=0)  # what is left of a fall is levelled downwards
    return np.minimum.accumulate(lower, axis=1)[::-1, ::-1]


def supported_height(shares: Matrix, trials: Matrix) -> Matrix:
    """The height that independent trials support, as the rule of succession (Laplace) has it.

    As shares never fall, the trials of bins that end at a bin, and of groups that end at a group, speak for it; the
    most that any of them allows counts. A group with few trials of its own so falls back on the weaker ones. What
    nobody has seen, and nothing weaker either, gets one half; 0.999 takes 998 trials without a mistake.

    Args:
        shares: ``(groups, bins)`` of right cases.
        trials: ``(groups, bins)``, how many of them are independent: their effective number, where cases come in
            clusters (Korn and Graubard 1998).

    Returns:
        ``(groups, bins)``, rising along both axes.
    """
    heights = np.full(shares.shape, 0.5)
    for group, lowest in np.ndindex(shares.shape):
        # a rectangle from here on, summed up to each of its ends
        right = (shares * trials)[group:, lowest:].cumsum(axis=0).cumsum(axis=1)
        number = trials[group:, lowest:].cumsum(axis=0).cumsum(axis=1)
        heights[group:, lowest:] = np.maximum(heights[group:, lowest:], (right + 1) / (number + 2))
    return np.maximum.accumulate(np.maximum.accumulate(heights, axis=0), axis=1)


def _rising(values: Matrix, weights: Matrix) -> Matrix:
    return np.asarray(isotonic_regression(values, sample_weight=weights), np.float64)
