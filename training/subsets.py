"""So many of the documents that were annotated, each larger choice around the smaller ones."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from gkml.annotations.document import AnnotatedDocument, Split
from gkml.errors import UsageError
from gkml.folding import fold

__all__ = ["VALIDATING", "subset"]

VALIDATING = 5
"""Of so many documents one validates: the best step of a training is chosen by it."""


def subset(documents: Sequence[AnnotatedDocument], count: int, seed: int) -> list[AnnotatedDocument]:
    """The first so many documents of a random order, a fifth of them for validation.

    The order is that of agencies, so that all documents of one are in the same split, and the same for every count.

    Args:
        documents: those that are not for the test.
        count: how many are wanted.
        seed: of the order.

    Raises:
        UsageError: there are not as many.
    """
    if count > len(documents):
        raise UsageError(f"{count} annotated documents were asked for and there are {len(documents)} besides the test")
    by_agency: defaultdict[str, list[AnnotatedDocument]] = defaultdict(list)
    for document in sorted(documents, key=lambda document: document.id):
        by_agency[fold(document.agency)].append(document)
    agencies = sorted(by_agency)
    random.Random(seed).shuffle(agencies)
    chosen: list[AnnotatedDocument] = []
    for number, agency in enumerate(agencies, 1):
        split: Split = "validation" if number % VALIDATING == 0 else "train"
        chosen += [replace(document, split=split) for document in by_agency[agency]]
    return chosen[:count]
