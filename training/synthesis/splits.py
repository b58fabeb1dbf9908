"""Splits of documents printed by the grammar, with seeds that training never uses, beside the frozen suite.

    python -m training.synthesis.splits --freeze    note the digests of the splits as they are now
    python -m training.synthesis.splits --check     exit status 1 where one is another

``printed`` holds what training draws too; ``held_out`` what it never draws; ``blind`` holds productions and
combinations of its own: nothing is ever mended after its single errors, which nobody reads, so that its totals tell how
the reader does on print that neither training nor its authors have met.

A change of the grammar changes all of them: freeze them anew only with the intention to measure everything again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from training.synthesis.printing import Split, print_document
from training.synthesis.report import SyntheticReport
from training.synthesis.suite import FIRST_SEED

__all__ = ["BLIND", "EARLY_EVERY", "SPLITS", "digests", "frozen_digests", "split_reports"]

BLIND = "blind"
SPLITS: Mapping[str, Split] = {"printed": "training", "held_out": "unseen", BLIND: "blind"}
"""Name of the split to the productions that it draws."""

EARLY_EVERY = 5  # every fifth document is a report on a year before 2019
_FIRST_SEEDS = {"printed": FIRST_SEED + 100_000, "held_out": FIRST_SEED + 200_000, BLIND: FIRST_SEED + 300_000}
_DIGESTED = 60  # documents of each split
_DIGESTS = Path(__file__).with_name("splits.json")


def split_reports(name: str, count: int, first_seed: int | None = None) -> Iterator[SyntheticReport]:
    """The first documents of a split, or others of its kind from another seed on."""
    first = _FIRST_SEEDS[name] if first_seed is None else first_seed
    for number in range(count):
        yield print_document(first + number, SPLITS[name], early=number % EARLY_EVERY == EARLY_EVERY - 1)


def digests() -> dict[str, str]:
    """SHA-256 of sources and gold of the first documents of each split."""
    found = {}
    for name in SPLITS:
        whole = hashlib.sha256()
        for report in split_reports(name, _DIGESTED):
            golds = json.dumps([report.gold, *report.others], ensure_ascii=False)
            whole.update(f"{report.file}\0{report.source}\0{golds}\0".encode())
        found[name] = whole.hexdigest()
    return found


def frozen_digests() -> dict[str, str]:
    """The digests that were noted when the splits were frozen."""
    frozen: dict[str, str] = json.loads(_DIGESTS.read_text(encoding="ascii"))
    return frozen


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.synthesis.splits", description="The splits of the grammar of printing."
    )
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--freeze", action="store_true", help="note the digests of the splits as they are now")
    action.add_argument("--check", action="store_true", help="compare the splits with the digests that were noted")
    options = parser.parse_args(arguments)
    if options.freeze:
        _DIGESTS.write_text(json.dumps(digests(), indent=1) + "\n", encoding="ascii")
        return 0
    frozen = frozen_digests()
    changed = [name for name, digest in digests().items() if frozen.get(name) != digest]
    if changed:
        print(f"{', '.join(changed)}: not the frozen one; see --freeze", file=sys.stderr)
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
