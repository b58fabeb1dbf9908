"""Splits of documents printed by the grammar, with seeds that training never uses, beside the frozen suite.

``printed`` holds what training draws too; ``held_out`` what it never draws; ``blind`` holds productions and
combinations of its own: nothing is ever mended after its single errors, which nobody reads, so that its totals tell how
the reader does on print that neither training nor its authors have met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from training.synthesis.printing import Split, print_document
from training.synthesis.report import SyntheticReport
from training.synthesis.suite import FIRST_SEED

__all__ = ["BLIND", "EARLY_EVERY", "SPLITS", "split_reports"]

BLIND = "blind"
SPLITS: Mapping[str, Split] = {"printed": "training", "held_out": "unseen", BLIND: "blind"}
"""Name of the split to the productions that it draws."""

EARLY_EVERY = 5  # every fifth document is a report on a year before 2019
_FIRST_SEEDS = {"printed": FIRST_SEED + 100_000, "held_out": FIRST_SEED + 200_000, BLIND: FIRST_SEED + 300_000}


def split_reports(name: str, count: int, first_seed: int | None = None) -> Iterator[SyntheticReport]:
    """The first documents of a split, or others of its kind from another seed on."""
    first = _FIRST_SEEDS[name] if first_seed is None else first_seed
    for number in range(count):
        yield print_document(first + number, SPLITS[name], early=number % EARLY_EVERY == EARLY_EVERY - 1)
