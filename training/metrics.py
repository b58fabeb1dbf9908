"""Entity precision, recall and F1 as seqeval counts them (strict IOB2), by label, by kind of label, and over all.

``entity_metrics`` and ``most_likely`` are what a ``Trainer`` takes as ``compute_metrics`` and
``preprocess_logits_for_metrics``, so that F1 stands in the log of a training and the best checkpoint is chosen by it.
The other functions count the same for whole documents, for ``training.evaluate`` and ``training.compare``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from seqeval.scheme import IOB2, Entities

from training.windows import IGNORED

__all__ = ["KINDS", "EntityCounts", "Score", "entity_counts", "entity_metrics", "kind_of", "most_likely"]

KINDS: Mapping[str, tuple[str, ...]] = {
    "heading": ("section", "item", "subheading"),
    "row": ("row",),
    "column": ("column",),
    "group": ("group",),
    "figure": ("figure", "unit", "note"),
    "title": ("title", "agency", "year"),
    "furniture": ("corner", "furniture"),
}
"""Kinds of labels and the roles (``gkml.labels``) that are of each."""

_KIND_OF = {role: kind for kind, roles in KINDS.items() for role in roles}

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, and how many entities there truly are; zero where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(slots=True)
class EntityCounts:
    """Entities by label: those that truly are there, those that were found, and those that are both."""

    truth: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, other: EntityCounts) -> None:
        """Add the counts of another."""
        self.truth.update(other.truth)
        self.found.update(other.found)
        self.right.update(other.right)

    def score(self, labels: Iterable[str] | None = None) -> Score:
        """Over the labels that are named, or over all (micro average)."""
        names = set(self.truth) | set(self.found) if labels is None else set(labels)
        truth, found, right = (sum(counts[name] for name in names) for counts in (self.truth, self.found, self.right))
        precision, recall = right / found if found else 0.0, right / truth if truth else 0.0
        f1 = 2 * right / (truth + found) if truth + found else 0.0
        return Score(precision, recall, f1, truth)

    def by_label(self) -> dict[str, Score]:
        """Of each label that is there or was found, in the order of their names."""
        return {label: self.score([label]) for label in sorted(set(self.truth) | set(self.found))}

    def by_kind(self) -> dict[str, Score]:
        """Of each kind of label that is there or was found, in the order of ``KINDS``."""
        labels: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for label in set(self.truth) | set(self.found):
            labels[kind_of(label)].append(label)
        return {kind: self.score(names) for kind, names in labels.items() if names}


def kind_of(label: str) -> str:
    """The kind of a label: ``row`` of ``row:requests.granted``; a role that no kind has is one of its own."""
    role = label.partition(":")[0]
    return _KIND_OF.get(role, role)


def entity_counts(truth: Sequence[Sequence[str]], guess: Sequence[Sequence[str]]) -> EntityCounts:
    """Count the entities of sequences of IOB2 labels; one with another label, start or end is wrong."""
    true, found = (set(_entities(sequences)) for sequences in (truth, guess))
    counted = (Counter(label for label, *_ in entities) for entities in (true, found, true & found))
    return EntityCounts(*counted)


def _entities(sequences: Sequence[Sequence[str]]) -> Iterable[tuple[str, int, int, int]]:
    for entities in Entities(sequences, IOB2).entities:
        yield from ((entity.tag, entity.sent_id, entity.start, entity.end) for entity in entities)


def entity_metrics(bio: Sequence[str]) -> Callable[[Any], dict[str, float]]:
    """What a ``Trainer`` takes as ``compute_metrics``.

    Args:
        bio: the IOB2 labels in the order of the network's outputs.

    Returns:
        A function of an ``EvalPrediction`` with ``label_ids (n, length)``, ``-100`` where a token has no label, and
        ``predictions`` of the same shape (``most_likely``) or ``(n, length, labels)``. It gives ``f1``, ``precision``,
        ``recall``, and ``f1_KIND`` for each kind of label that is there.
    """
    begins = np.array([label.startswith("B-") for label in bio])

    def compute_metrics(evaluated: Any) -> dict[str, float]:
        truth, guess = _first(evaluated.label_ids), _first(evaluated.predictions)
        if guess.ndim == 3:
            guess = guess.argmax(axis=-1)
        pairs = [_shortened(*rows, begins) for rows in zip(truth, guess, strict=True)]
        counts = entity_counts(
            [[bio[label] for label in true] for true, _ in pairs],
            [[bio[label] for label in found] for _, found in pairs],
        )
        whole = counts.score()
        scores = {"f1": whole.f1, "precision": whole.precision, "recall": whole.recall}
        return scores | {f"f1_{kind}": score.f1 for kind, score in counts.by_kind().items()}

    return compute_metrics


def most_likely(logits: Any, _: Any) -> Any:
    """What a ``Trainer`` takes as ``preprocess_logits_for_metrics``: the best label of each token is all it keeps.

    Networks with several outputs have the logits of the labels first.
    """
    return _first(logits).argmax(dim=-1)


def _first(outputs: Any) -> Any:
    return outputs[0] if isinstance(outputs, tuple | list) else outputs


def _shortened(truth: Labels, guess: Labels, begins: npt.NDArray[np.bool_]) -> tuple[Labels, Labels]:
    """Both sequences without ignored tokens, and without those at which neither begins or ends an entity.

    Where neither label differs from the one before and neither begins an entity, nothing begins or ends, so the same
    entities are equal as before. That leaves a third of the tokens for seqeval, which is slow.
    """
    kept = truth != IGNORED
    true, found = truth[kept], guess[kept]
    if not len(true):
        return true, found
    changes = np.ones(len(true), np.bool_)
    changes[1:] = (true[1:] != true[:-1]) | (found[1:] != found[:-1]) | begins[true[1:]] | begins[found[1:]]
    return true[changes], found[changes]
