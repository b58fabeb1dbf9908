"""Whether a new model should take the place of the old one, and why.

A measure is **better** where the whole interval of its gain lies above zero, and **worse** where it lies below zero and
more is lost than is tolerated. Silent errors, which no one will look at, are worse as soon as more is lost than is
tolerated, certain or not. It is **same** where the interval shows that no more than that can be lost, and **unclear**
otherwise. A model is promoted that is better somewhere and worse nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from training.bootstrap import Difference, paired_difference
from training.measuring import Measured

__all__ = ["FEWEST", "MEASURES", "Comparison", "Judgement", "Verdict", "compare_measured", "judge"]

Judgement = Literal["better", "same", "unclear", "worse"]

FEWEST = 8
"""Documents of a set from which a gain counts: of fewer an interval says little."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A score that is compared.

    Attributes:
        name: key in files.
        words: for people.
        ratio: numerator and denominator of one document; None where it does not have them.
        scale: what the ratio is shown in.
        sign: 1 where more is better, -1 where less is.
        tolerated: loss that does not stand in the way, if nothing else is said.
        certain: whether a loss has to be certain to count.
    """

    name: str
    words: str
    ratio: Callable[[Measured], tuple[float, float] | None]
    scale: float
    sign: int
    tolerated: float
    certain: bool = True


def _of_cells(name: str) -> Callable[[Measured], tuple[float, float] | None]:
    def ratio(measured: Measured) -> tuple[float, float] | None:
        score = measured.cells.get("combined")
        return None if score is None else (getattr(score, name), score.cells)

    return ratio


def _f1(measured: Measured) -> tuple[float, float] | None:
    if measured.tagged is None:
        return None
    entities = measured.tagged.entities
    return 2 * entities.right.total(), entities.truth.total() + entities.found.total()


MEASURES = (
    Measure("f1", "entity F1 of the model", _f1, 1, 1, 0.002),
    Measure("right", "share of cells right", _of_cells("right"), 1, 1, 0.001),
    Measure("silent", "silent errors in 10,000 cells", _of_cells("silent"), 10_000, -1, 1.0, certain=False),
    Measure("review", "share of cells for review", _of_cells("review"), 1, -1, 0.005),
)
"""Cells are those of the combined tagger, which is what gkml writes."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure on one set of documents."""

    measure: Measure
    documents: int
    difference: Difference
    judgement: Judgement

    def words(self) -> str:
        """A sentence without its end."""
        found = self.difference
        digits = 1 if self.measure.scale > 1 else 4
        return (
            f"{self.measure.words} {found.old:.{digits}f} -> {found.new:.{digits}f} "
            f"(difference {found.gain:+.{digits}f}, interval {found.low:+.{digits}f} to {found.high:+.{digits}f})"
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to promote the new model, and what speaks for and against it."""

    promote: bool
    reasons: tuple[str, ...]


def compare_measured(
    old: Sequence[Measured],
    new: Sequence[Measured],
    *,
    tolerated: Mapping[str, float] | None = None,
    rounds: int = 2000,
    level: float = 0.95,
    seed: int = 7,
) -> dict[str, Comparison]:
    """Every measure that the documents of a set have, by name; both models on the same documents in the same order."""
    found = {}
    for measure in MEASURES:
        pairs = [(measure.ratio(one), measure.ratio(other)) for one, other in zip(old, new, strict=True)]
        both = [(one, other) for one, other in pairs if one is not None and other is not None]
        if not both:
            continue
        ratios = ([(measure.scale * number, whole) for number, whole in side] for side in zip(*both, strict=True))
        difference = paired_difference(*ratios, rounds=rounds, level=level, seed=seed)
        limit = (tolerated or {}).get(measure.name, measure.tolerated)
        found[measure.name] = Comparison(measure, len(both), difference, _judge(measure, difference, len(both), limit))
    return found


def _judge(measure: Measure, found: Difference, documents: int, tolerated: float) -> Judgement:
    gain = measure.sign * found.gain
    lowest, highest = sorted((measure.sign * found.low, measure.sign * found.high))
    if gain < -tolerated and (highest < 0 or not measure.certain):
        return "worse"
    if lowest > 0 and documents >= FEWEST:
        return "better"
    return "same" if lowest >= -tolerated else "unclear"


def judge(sets: Mapping[str, Mapping[str, Comparison]]) -> Verdict:
    """The verdict on all sets of documents."""
    told: dict[Judgement, list[str]] = {"worse": [], "better": [], "unclear": [], "same": []}
    for name, comparisons in sets.items():
        for comparison in comparisons.values():
            told[comparison.judgement].append(f"{name}: {comparison.words()}")
    promote = bool(told["better"]) and not told["worse"]
    if promote:
        first = "it is better somewhere and worse nowhere"
    elif told["worse"]:
        first = "it is worse somewhere"
    else:
        first = "nothing shows that it is better"
    reasons = [f"{judgement}: {words}" for judgement, words in _in_order(told)]
    few = [name for name, found in sets.items() if any(one.documents < FEWEST for one in found.values())]
    if few:
        reasons.append(f"fewer than {FEWEST} documents, so no gain counts: {', '.join(few)}")
    return Verdict(promote, (first, *reasons))


def _in_order(told: Mapping[Judgement, Sequence[str]]) -> list[tuple[Judgement, str]]:
    return [(judgement, words) for judgement in ("worse", "better", "unclear") for words in told[judgement]]
