"""Samples: the suite, fresh reports and annotated documents as one kind of thing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gkml.annotations.lines import write_annotations
from gkml.errors import UsageError
from training.annotations import synthetic_documents
from training.samples import PARTS, annotated_samples, fresh_samples, suite_samples
from training.synthesis import synthesise

FOUND = list(synthetic_documents(12, seed=50))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.jsonl"
    write_annotations(path, FOUND)
    return path


def test_synthetic_samples_have_as_many_of_each_part() -> None:
    for samples in (list(suite_samples(1)), list(fresh_samples(1, 5_000_000))):
        assert [sample.part for sample in samples] == list(PARTS)
        assert all(sample.document is not None and all(sample.golds) for sample in samples)


def test_a_split_is_taken_and_an_empty_one_is_refused(file: Path) -> None:
    tests = [sample.name for sample in annotated_samples([file], "test")]
    assert tests == [found.id for found in FOUND if found.split == "test"]
    assert len(annotated_samples([file], None)) == len(FOUND)
    write_annotations(file, [found for found in FOUND if found.split == "train"])
    with pytest.raises(UsageError, match=r"no document of split test; there are train\."):
        annotated_samples([file], "test")


def test_what_nobody_checked_is_not_measured_on(file: Path) -> None:
    write_annotations(file, [replace(FOUND[0], split="test", checked=False)])
    with pytest.raises(UsageError, match="not checked"):
        annotated_samples([file], "test")


def test_cells_come_from_gold_where_there_is_any_and_else_from_the_true_tags(file: Path, tmp_path: Path) -> None:
    """Those of the true tags agree with what the generator printed, but for what they leave open."""
    named = FOUND[0]
    (tmp_path / f"{named.id}.json").write_text(json.dumps({"cells": {"requests.granted.total": 5}}), encoding="utf-8")
    samples = {sample.name: sample for sample in annotated_samples([file], None, tmp_path)}
    assert samples[named.id].golds == ({"requests.granted.total": 5.0},)
    compared = 0
    for found in FOUND[1:]:
        level, seed = found.id.partition("-")[0][1:], int(found.id.split("-")[1])
        gold = synthesise(seed, int(level)).gold["cells"]
        (cells,) = samples[found.id].golds
        assert {name: value for name, value in cells.items() if gold[name] != value} == {}
        compared += len(cells)
    assert compared > 1500


def test_a_broken_gold_reading_is_named(file: Path, tmp_path: Path) -> None:
    (tmp_path / f"{FOUND[0].id}.json").write_text('{"values": {}}', encoding="utf-8")
    with pytest.raises(UsageError, match=rf"{FOUND[0].id}\.json: is no gold reading"):
        annotated_samples([file], None, tmp_path)
