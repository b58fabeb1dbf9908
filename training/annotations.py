"""Annotated documents for training: synthetic ones, and documents as the trainer takes them.

python -m training.annotations N -o FILE --seed S     synthetic reports with their true tags

What annotated documents are, how they are read, checked and exchanged: ``gkml.annotations``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.annotations.document import AnnotatedDocument, Split
from gkml.annotations.lines import write_annotations
from gkml.annotations.spans import trimmed, with_heads
from gkml.errors import UsageError
from gkml.folding import fold

if TYPE_CHECKING:  # importing it takes seconds
    from training.dataset import LabelledDocument

__all__ = ["synthetic_documents", "to_labelled"]

_SYNTHETIC_SPLITS: tuple[Split, ...] = ("train", "train", "train", "train", "validation", "test")  # agencies, by turns


def to_labelled(annotated: AnnotatedDocument) -> LabelledDocument:
    """The document as ``training.dataset`` takes it, its figures with the cells that the tags lead to.

    Raises:
        UsageError: nobody vouches for its tags yet.
    """
    from training.dataset import LabelledDocument
    from training.led_cells import with_pointers

    if not annotated.checked:
        raise UsageError(f"{annotated.id} is not checked; correct its spans, then set checked to true")
    return LabelledDocument(annotated.document, with_pointers(annotated.document, annotated.tags))


def synthetic_documents(count: int, seed: int) -> Iterator[AnnotatedDocument]:
    """The synthetic text reports of the seeds from ``seed`` on, levels of noise by turns."""
    from training.dataset import labelled_report
    from training.synthesis import synthesise
    from training.synthesis.suite import FIRST_SEED

    splits: dict[str, Split] = {}
    reports = (synthesise(number, number % 4) for number in range(seed, FIRST_SEED))
    for report in islice((report for report in reports if report.suffix == ".txt"), count):
        agency = report.gold["agency"][0] or report.name  # some reports do not name it
        split = splits.setdefault(fold(agency), _SYNTHETIC_SPLITS[len(splits) % len(_SYNTHETIC_SPLITS)])
        if labelled := labelled_report(report):
            tags = with_heads(filter(None, (trimmed(labelled.document, tag) for tag in labelled.tags)))
            yield AnnotatedDocument(report.name, "synthetic", agency, split, labelled.document, tags)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; exit status 1 where nothing was made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, required=True, help="of the first report; the others have the next ones")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    made = write_annotations(options.output, synthetic_documents(options.count, options.seed))
    print(f"{made} documents in {options.output}", file=sys.stderr)
    return 0 if made else 1


if __name__ == "__main__":
    sys.exit(main())
