"""Annotated documents on their way to training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from gkml.annotations.lines import read_annotations
from gkml.errors import UsageError
from gkml.labels import LabelSet, decode_bio
from gkml.tagging.encoding import encode
from gkml.template import load_templates
from training.annotations import main, synthetic_documents, to_labelled

ROOT = Path(__file__).resolve().parents[2]
LABELS = LabelSet.from_templates(load_templates())
GOLD = ROOT / "annotations" / "synthetic_gold.jsonl"


def merged(spans: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Starts and labels; pieces of one label that follow one another without another between are one."""
    kept: list[tuple[int, str]] = []
    for start, label in spans:
        if not kept or kept[-1][1] != label:
            kept.append((start, label))
    return kept


def test_labels_of_tokens_decode_to_the_spans() -> None:
    pytest.importorskip("torch")
    from training.network import character_vocabulary
    from training.windows import IGNORED, labels_of

    bio = {label: number for number, label in enumerate(LABELS.bio)}
    for found in list(read_annotations([GOLD])):
        labelled = to_labelled(found)
        encoding = encode(labelled.document, character_vocabulary().ids())
        numbers = labels_of(encoding, labelled.tags, bio)
        real = [at for at, number in enumerate(numbers) if number != IGNORED]
        offsets = [int(encoding.offsets[at]) for at in real]
        decoded = decode_bio([LABELS.bio[int(numbers[at])] for at in real])
        inside = [(tag, [at for at in offsets if tag.start <= at < tag.end]) for tag in found.tags]
        assert merged((offsets[tag.start], tag.label) for tag in decoded) == merged(
            (places[0], tag.label) for tag, places in inside if places
        )


def test_documents_that_nobody_checked_are_not_learnt_from() -> None:
    pytest.importorskip("torch")
    checked = next(read_annotations([GOLD]))
    with pytest.raises(UsageError, match="not checked"):
        to_labelled(replace(checked, checked=False))
    assert [replace(tag, pointer=None) for tag in to_labelled(checked).tags] == list(checked.tags)


def test_synthesis_is_repeatable_and_keeps_agencies_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for path in (first, second):
        assert main(["7", "-o", str(path), "--seed", "5"]) == 0
    assert first.read_bytes() == second.read_bytes()
    found = list(read_annotations([first]))
    assert [document.split for document in found] == ["train"] * 4 + ["validation", "test", "train"]
    assert all(document.checked and document.source == "synthetic" for document in found)


def test_synthesis_spares_the_seeds_of_the_suite() -> None:
    assert list(synthetic_documents(1, 10**9)) == []
