"""Figures of annotated documents get the row and the column that the generator printed them for."""

from __future__ import annotations

from dataclasses import replace

from gkml.document import Document
from gkml.labels import Pointer, Tag
from gkml.readers import read
from training.dataset import labelled_report
from training.led_cells import reports_of_tags, with_pointers
from training.synthesis import synthesise


def test_true_tags_lead_to_the_cells_that_were_printed() -> None:
    found = missing = 0
    for seed in range(60, 76):
        labelled = labelled_report(synthesise(seed, seed % 3))
        if labelled is None:
            continue
        bare = [replace(tag, pointer=None) for tag in labelled.tags]
        for tag, true in zip(with_pointers(labelled.document, bare), labelled.tags, strict=True):
            assert tag.pointer is None or true.pointer is None or tag.pointer == true.pointer, (seed, tag, true)
            found += tag.pointer is not None
            missing += tag.pointer is None and true.pointer is not None
    assert found > 10 * missing


def test_what_makes_no_report_points_nowhere() -> None:
    document: Document = read("没有表格。".encode(), "prose.txt")
    tags = [Tag("figure", 0, 1)]
    assert reports_of_tags(document, tags) == []
    assert with_pointers(document, tags) == (Tag("figure", 0, 1),)


def test_figures_that_are_for_review_point_nowhere() -> None:
    """Two rows of one label: nobody knows which of them is meant."""
    labelled = labelled_report(synthesise(61, 0))
    assert labelled is not None
    rows = [tag for tag in labelled.tags if tag.role == "row"]
    twice = [
        replace(tag, label=rows[4].label, pointer=None) if tag == rows[5] else replace(tag, pointer=None)
        for tag in labelled.tags
    ]
    before = {tag.pointer for tag in labelled.tags} - {None}
    after = {tag.pointer for tag in with_pointers(labelled.document, twice)} - {None}
    assert len(after) < len(before)
    assert all(isinstance(pointer, Pointer) for pointer in after)
