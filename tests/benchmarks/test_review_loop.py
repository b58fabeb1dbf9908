"""What a script reviews as a person would is what there truly is, and can be learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.new_layout import reports, write
from benchmarks.review_loop import FIRST_REVIEWED, ROLES, loop
from gkml.annotations.lines import read_annotations
from gkml.labels import Tag
from gkml.tagging.model import model_folder
from training.dataset import labelled_report
from training.reviewed import reviewed_documents
from training.samples import annotated_samples


@pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")
def test_a_reviewed_report_has_its_true_tags_and_figures(tmp_path: Path) -> None:
    lines = list(loop(tmp_path, 1))
    assert lines[-1] == "| reviewed and exported | 1.0000 | 0.0 | 0.000 |"
    assert lines[-2] != lines[-1]
    found = reviewed_documents(tmp_path / "out.jsonl.decisions.sqlite", hold_out=False)
    assert found.left_out == ()
    labelled = labelled_report(next(iter(reports(FIRST_REVIEWED, 1))))
    assert labelled is not None
    (document,) = found.documents
    assert document.document.text == labelled.document.text
    assert _looked_at(document.tags) == _looked_at(labelled.tags)


def _looked_at(tags: Sequence[Tag]) -> list[tuple[int, int, str]]:
    return [(tag.start, tag.end, tag.label) for tag in tags if tag.role in ROLES]


def test_annotations_of_the_layout_come_with_what_they_print(tmp_path: Path) -> None:
    assert write(tmp_path, 2, 1) == 3
    file = tmp_path / "new_layout.jsonl"
    assert [found.split for found in read_annotations([file])] == ["train", "train", "test"]
    (sample,) = annotated_samples([file], "test", tmp_path / "gold")
    assert sum(value is not None for value in sample.golds[0].values()) > 100
