"""Paired bootstrap over documents: how far the difference of two models may be chance.

Documents are drawn with replacement, the same ones for both models, and the difference of their scores is taken each
time; the interval lies between the percentiles of these differences. Percentile intervals: Efron and Tibshirani, An
Introduction to the Bootstrap (1993), chapter 13; drawing documents in pairs to compare two systems: Koehn, Statistical
Significance Tests for Machine Translation Evaluation (EMNLP 2004). Cells of one document stand or fall together, so
documents are drawn and not cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Difference", "Ratios", "paired_difference"]

Ratios = Sequence[tuple[float, float]]
"""Of each document the numerator and the denominator of a score; the score is the ratio of their sums."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two scores on the same documents, and the interval of what is gained (new less old)."""

    old: float
    new: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """What is gained, below zero where it is lost."""
        return self.new - self.old


def paired_difference(
    old: Ratios, new: Ratios, *, rounds: int = 2000, level: float = 0.95, seed: int = 7
) -> Difference:
    """The scores of two models on the same documents, and the interval of their difference.

    Args:
        old, new: document by document, in the same order.
        rounds: how often documents are drawn.
        level: share of the differences between the ends of the interval.
        seed: of the draws; the same seed gives the same interval.

    Raises:
        ValueError: there are no documents, or not as many of both.
    """
    if not old or len(old) != len(new):
        raise ValueError(f"{len(old)} documents of the one and {len(new)} of the other cannot be paired")
    draws = np.random.default_rng(seed).multinomial(len(old), np.full(len(old), 1 / len(old)), size=rounds)
    differences = _scores(new, draws) - _scores(old, draws)
    low, high = np.quantile(differences, [(1 - level) / 2, (1 + level) / 2])
    once = np.ones((1, len(old)), np.int64)
    return Difference(float(_scores(old, once)[0]), float(_scores(new, once)[0]), float(low), float(high))


def _scores(ratios: Ratios, draws: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The score of each draw, zero where its denominator is."""
    sums = draws @ np.asarray(ratios, np.float64)
    return np.divide(sums[:, 0], sums[:, 1], out=np.zeros(len(sums)), where=sums[:, 1] != 0)
