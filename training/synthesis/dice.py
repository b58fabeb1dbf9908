"""Dice: seeded choices that come out the same on every machine and version of Python.

Only ``random()`` of the standard generator is promised to stay the same from version to version, so everything is drawn
from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """A source of choices; two of the same seed choose the same."""

    __slots__ = ("_next",)

    def __init__(self, seed: int | str) -> None:
        self._next = Random(seed).random

    def chance(self, probability: float) -> bool:
        """True with that probability."""
        return self._next() < probability

    def between(self, low: float, high: float) -> float:
        """A number in ``[low, high)``."""
        return low + (high - low) * self._next()

    def integer(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int((high - low + 1) * self._next())

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(len(choices) * self._next())]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """One of the choices, each as likely as its weight says."""
        at = self._next() * sum(weight for _, weight in choices)
        for choice, weight in choices:
            at -= weight
            if at < 0:
                return choice
        return choices[-1][0]

    def shuffled(self, choices: Iterable[T]) -> list[T]:
        """The choices in another order."""
        order = list(choices)
        for at in range(len(order) - 1, 0, -1):
            other = int((at + 1) * self._next())
            order[at], order[other] = order[other], order[at]
        return order

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """``count`` different choices in the order in which they stand."""
        kept = sorted(self.shuffled(range(len(choices)))[:count])
        return [choices[at] for at in kept]
