"""DocBins that were made with spaCy, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkml.errors import UsageError

pytest.importorskip("spacy")

import spacy
from spacy.tokens import DocBin

from gkml.annotations.docbin import KEY, read_docbin, write_docbin
from gkml.annotations.interchange import align
from gkml.annotations.lines import known_labels
from gkml.integrations.spacy import report_to_doc
from gkml.pipeline import Pipeline
from tests.annotations.made import generated
from tests.conftest import ROOT


def test_entities_of_a_docbin_from_elsewhere_are_read(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    doc = nlp("某县水务局 2023 年")
    doc.set_ents([doc.char_span(0, 5, "agency"), doc.char_span(6, 10, "year", alignment_mode="expand")])
    DocBin(docs=[doc]).to_disk(tmp_path / "a.spacy")
    (found,) = (align(given, known_labels()) for given in read_docbin(tmp_path / "a.spacy"))
    assert found.annotated is not None
    text = found.annotated.document.text
    assert [(tag.label, text[tag.start : tag.end]) for tag in found.annotated.tags] == [
        ("agency", "某县水务局"),
        ("year", "2023"),
    ]


def test_spacy_sees_the_text_the_spans_and_entities_to_train_on(tmp_path: Path) -> None:
    documents = generated(30)
    write_docbin(tmp_path / "a.spacy", documents)
    docs = list(DocBin().from_disk(tmp_path / "a.spacy").get_docs(spacy.blank("zh").vocab))
    for document, doc in zip(documents, docs, strict=True):
        assert doc.text == document.document.text
        told = [(span.start_char, span.end_char, span.label_) for span in doc.spans[KEY]]
        assert told == [(tag.start, tag.end, tag.label) for tag in document.tags]
        assert [(span.start_char, span.end_char, span.label_) for span in doc.ents] == told


def test_reports_as_spacy_has_them_are_proposals(tmp_path: Path, rules: Pipeline) -> None:
    report = rules(ROOT / "examples" / "linxi_2023_pipes.txt")
    DocBin(docs=[report_to_doc(report, spacy.blank("zh"))], store_user_data=True).to_disk(tmp_path / "a.spacy")
    (found,) = (align(given, known_labels()) for given in read_docbin(tmp_path / "a.spacy"))
    assert found.faults == ()
    assert found.annotated is not None
    assert found.annotated.document.text == report.text
    printed = sum(cell.start is not None and bool(cell.text) for cell in report.cells.values())
    assert sum(tag.label == "figure" for tag in found.annotated.tags) == printed
    assert sum(tag.role == "section" for tag in found.annotated.tags) == 6


def test_what_is_no_docbin_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.spacy").write_bytes(b"no")
    with pytest.raises(UsageError, match="cannot be read"):
        list(read_docbin(tmp_path / "a.spacy"))
