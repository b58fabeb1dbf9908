"""What a script reviews as a person would is what there truly is, and can be learnt from."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.new_layout import FIRST_SEED, reports, write
from benchmarks.review_loop import reviewed
from gkml.annotations.lines import read_annotations
from gkml.tagging.model import model_folder
from training.dataset import labelled_report
from training.reviewed import reviewed_documents
from training.samples import annotated_samples


@pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")
def test_a_reviewed_report_has_its_true_tags(tmp_path: Path) -> None:
    (report,) = reports(FIRST_SEED, 1)
    assert reviewed(tmp_path, {report.file: report}) > 1
    found = reviewed_documents(tmp_path / "review.sqlite", hold_out=False)
    assert found.left_out == ()
    labelled = labelled_report(report)
    assert labelled is not None
    (document,) = found.documents
    assert document.document.text == labelled.document.text
    assert [(tag.start, tag.end, tag.label) for tag in document.tags] == [
        (tag.start, tag.end, tag.label) for tag in labelled.tags
    ]


def test_annotations_of_the_layout_come_with_what_they_print(tmp_path: Path) -> None:
    assert write(tmp_path, 2, 1) == 3
    file = tmp_path / "new_layout.jsonl"
    assert [found.split for found in read_annotations([file])] == ["train", "train", "test"]
    (sample,) = annotated_samples([file], "test", tmp_path / "gold")
    assert sum(value is not None for value in sample.golds[0].values()) > 100
