"""What is measured on one document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.labels import Tag
from gkml.readers import read
from gkml.tagging.model import model_folder
from training.measuring import compare_tags, measure
from training.samples import Sample, fresh_samples

SHIPPED = pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is shipped")
ROW, OTHER = "row:disclosure.rules", "row:disclosure.normative_documents"


def test_tags_are_compared_cell_by_cell() -> None:
    document = read("规章\t3件\n规范性文件\t5".encode(), "some.txt")
    spans = {"规章": ROW, "3": "figure", "件": "unit", "规范性文件": OTHER, "5": "figure"}
    starts = {word: document.text.index(word) for word in spans}
    true = [Tag(label, starts[word], starts[word] + len(word), 0.9) for word, label in spans.items()]
    right = compare_tags(document, true, true)
    assert right.entities.score().f1 == 1
    assert right.truths == [True] * 4
    found = [replace(true[0], label=OTHER, confidence=0.25), replace(true[1], label="unit"), *true[2:4]]
    wrong = compare_tags(document, true, found)
    # a unit is part of its figure
    assert wrong.confusions == {(ROW, OTHER): 1, ("figure", "figure"): 1, (OTHER, OTHER): 1, ("figure", "O"): 1}
    assert wrong.confidences == [0.25, 0.9, 0.9]
    assert wrong.truths == [False, True, True]


@SHIPPED
def test_samples_without_labels_or_document_are_measured_as_far_as_they_go() -> None:
    samples = list(fresh_samples(1, 5_000_000))[:1]
    unreadable = Sample("broken", "0", None, None, ({"requests.granted.total": 5.0, "fees.amount": None},))
    prose = Sample("prose", "0", read("没有表格。".encode(), "prose.txt"), None, ())
    good, lost, unknown = measure([*samples, unreadable, prose], model_folder(), ("rules", "combined"))
    assert good.tagged is not None
    assert good.tagged.entities.score().f1 > 0.9
    assert good.cells["combined"].right > 100
    assert (lost.tagged, lost.cells["rules"].right, lost.cells["rules"].silent) == (None, 1, 1)
    assert (unknown.tagged, unknown.cells) == (None, {})
