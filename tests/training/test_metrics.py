"""Entities are counted as seqeval counts them, however the sequences are shortened for it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from gkml.labels import LabelSet
from gkml.template import load_templates
from training.metrics import KINDS, entity_counts, entity_metrics, kind_of, most_likely

BIO = ("O", "B-row:a", "I-row:a", "B-row:b", "I-row:b", "B-figure", "I-figure", "B-section:1", "I-section:1")
_SEQUENCES = st.lists(
    st.lists(st.tuples(st.integers(-1, len(BIO) - 1), st.integers(0, len(BIO) - 1)), min_size=1, max_size=30),
    min_size=1,
    max_size=4,
)


def _padded(rows: list[list[int]]) -> np.ndarray:
    longest = max(map(len, rows))
    return np.array([[*row, *[-100] * (longest - len(row))] for row in rows])


@settings(deadline=None, max_examples=150)
@given(_SEQUENCES)
def test_the_metrics_of_a_training_are_those_of_seqeval(pairs: list[list[tuple[int, int]]]) -> None:
    """Ignored tokens, drawn as -1, are left out of both."""
    truth = [[-100 if true < 0 else true for true, _ in row] for row in pairs]
    guess = [[found for _, found in row] for row in pairs]
    metrics = entity_metrics(BIO)(SimpleNamespace(label_ids=_padded(truth), predictions=_padded(guess)))
    kept = [[(BIO[true], BIO[found]) for true, found in row if true >= 0] for row in pairs]
    words = [[list(side) for side in zip(*row, strict=True)] for row in kept if row]
    if not words:
        assert metrics["f1"] == 0
        return
    for name, scored in (("f1", f1_score), ("precision", precision_score), ("recall", recall_score)):
        expected = scored(*zip(*words, strict=True), mode="strict", scheme=IOB2, zero_division=0)
        assert metrics[name] == pytest.approx(float(expected)), name


def test_f1_by_kind_asks_for_the_right_row_and_not_only_for_a_row() -> None:
    truth = np.array([[1, 2, 5, 3, 4, 5]])
    guess = np.array([[1, 2, 5, 1, 2, 5]])  # the second row bears the name of the first
    metrics = entity_metrics(BIO)(SimpleNamespace(label_ids=truth, predictions=guess))
    assert metrics["f1_row"] == 0.5
    assert metrics["f1_figure"] == 1
    assert "f1_section" not in metrics
    assert metrics["f1"] == 0.75


def test_logits_are_reduced_to_labels_also_beside_other_outputs() -> None:
    logits = torch.rand(2, 3, len(BIO))
    assert most_likely(logits, None).tolist() == logits.argmax(-1).tolist()
    assert most_likely((logits, torch.zeros(1)), None).tolist() == logits.argmax(-1).tolist()
    asked = SimpleNamespace(label_ids=np.zeros((2, 3), int), predictions=logits.numpy())
    reduced = SimpleNamespace(label_ids=np.zeros((2, 3), int), predictions=logits.argmax(-1).numpy())
    assert entity_metrics(BIO)(asked) == entity_metrics(BIO)(reduced)


def test_every_label_of_the_forms_is_of_a_kind() -> None:
    assert {kind_of(label) for label in LabelSet.from_templates(load_templates()).labels} == set(KINDS)


def test_scores_by_label_and_counts_add_up() -> None:
    counts = entity_counts([["B-row:a", "O", "B-figure"]], [["B-row:a", "B-figure", "B-figure"]])
    counts.add(entity_counts([["B-row:a"]], [["B-row:b"]]))
    by_label = counts.by_label()
    assert (by_label["row:a"].precision, by_label["row:a"].recall, by_label["row:a"].support) == (1, 0.5, 2)
    assert (by_label["row:b"].f1, by_label["row:b"].support) == (0, 0)
    assert (by_label["figure"].precision, by_label["figure"].recall) == (0.5, 1)
    assert counts.score(["row:a", "row:b"]).f1 == counts.by_kind()["row"].f1 == 0.5
