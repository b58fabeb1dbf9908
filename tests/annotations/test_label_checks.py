"""Labels against the print they stand on, the order of the form, and its sums."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.label_checks import label_findings
from gkml.annotations.lines import read_annotations
from gkml.annotations.pre_annotation import pre_annotate
from gkml.pipeline import Pipeline
from gkml.readers.sources import data_to_source
from gkml.tagging.rules import RuleTagger
from gkml.template import load_templates
from tests.annotations.test_lines import GOLD
from tests.conftest import ROOT

TEMPLATES = load_templates()
RULES = RuleTagger(TEMPLATES)
SECRET, LAW = "row:requests.refused.state_secret", "row:requests.refused.prohibited_by_law"


@pytest.fixture(scope="module")
def annotated(rules: Pipeline) -> AnnotatedDocument:
    data = (ROOT / "examples" / "qinghe_2020_cells.txt").read_bytes()
    (made,) = pre_annotate(rules, [data_to_source(data, "a.txt")])
    assert isinstance(made, AnnotatedDocument)
    return made


def codes(document: AnnotatedDocument) -> list[str]:
    return [one.fault.code for one in label_findings(document, TEMPLATES, RULES(document.document))]


def relabelled(document: AnnotatedDocument, names: dict[str, str]) -> AnnotatedDocument:
    return replace(document, tags=tuple(replace(tag, label=names.get(tag.label, tag.label)) for tag in document.tags))


def test_true_labels_are_left_alone(annotated: AnnotatedDocument) -> None:
    assert codes(annotated) == []
    assert all(codes(document) == [] for document in read_annotations([GOLD]))


def test_swapped_labels_are_one_finding_and_its_change_puts_them_right(annotated: AnnotatedDocument) -> None:
    wrong = relabelled(annotated, {SECRET: LAW, LAW: SECRET})
    (found,) = label_findings(wrong, TEMPLATES, RULES(wrong.document))
    assert found.fault.code == "swapped_labels"
    changes = dict(found.changes)
    assert tuple(changes.get(tag, tag) for tag in wrong.tags) == annotated.tags


def test_a_label_that_the_form_prints_otherwise_is_told(annotated: AnnotatedDocument) -> None:
    wrong = relabelled(annotated, {SECRET: "row:requests.granted"})
    (found,) = label_findings(wrong, TEMPLATES, RULES(wrong.document))
    assert found.fault.code == "label_unlike_print"
    assert [(old.label, new.label) for old, new in found.changes] == [("row:requests.granted", SECRET)]


def in_own_words(document: AnnotatedDocument, words: dict[str, str]) -> AnnotatedDocument:
    """The document with some labels in words that no form has, as long as they were."""
    text = document.document.text
    for tag in document.tags:
        if tag.label in words:
            print_ = (words[tag.label] * 99)[: tag.end - tag.start]
            text = text[: tag.start] + print_ + text[tag.end :]
    return replace(document, document=replace(document.document, text=text))


def test_rows_in_the_words_of_an_office_are_told_by_order_and_sums(annotated: AnnotatedDocument) -> None:
    new, carried = "row:requests.received_new", "row:requests.handled_total"
    own = in_own_words(annotated, {new: "本年进件", carried: "合共办毕"})
    assert codes(own) == []
    wrong = relabelled(own, {new: carried, carried: new})
    (found,) = label_findings(wrong, TEMPLATES, RULES(wrong.document))
    assert found.fault.code == "rows_out_of_order"
    changes = dict(found.changes)
    assert tuple(changes.get(tag, tag) for tag in wrong.tags) == own.tags


def test_a_report_that_prints_its_rows_in_another_order_is_right(annotated: AnnotatedDocument) -> None:
    """Where labels and figures have moved together, no sum fails."""
    moved = in_own_words(annotated, {SECRET: "甲", LAW: "乙"})
    assert codes(relabelled(moved, {SECRET: LAW, LAW: SECRET})) == []
