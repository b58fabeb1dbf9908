"""What a noise is: a named change that may befall a report at one stage of its making."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import Family

__all__ = ["Noise", "befall"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Noise(Generic[T]):
    """One kind of noise.

    Attributes:
        apply: the change; it returns its very argument where it finds nothing to change.
        chances: probability at the levels 1, 2 and 3; level 0 has no noise.
        families: families of layouts in which it occurs; None for all.
    """

    apply: Callable[[Dice, T], T]
    chances: tuple[float, float, float]
    families: frozenset[Family] | None = None

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.apply.__name__


def befall(dice: Dice, value: T, noises: Iterable[Noise[T]], level: int, family: Family, names: list[str]) -> T:
    """Let noises befall ``value`` with the chances of the level; the names of those that did are added to ``names``."""
    if level == 0:
        return value
    for noise in noises:
        if not dice.chance(noise.chances[level - 1]):
            continue
        if noise.families is not None and family not in noise.families:
            continue
        changed = noise.apply(dice, value)
        if changed is not value:
            names.append(noise.name)
            value = changed
    return value
