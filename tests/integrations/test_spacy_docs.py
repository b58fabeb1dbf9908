"""A report as a Doc: its offsets are those of the record, whatever the tokenizer makes of the text."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from gkml.errors import UsageError
from gkml.integrations.spacy_docs import STORE, Found, keep, report_to_doc, set_spans
from gkml.pipeline import Pipeline
from gkml.records.report import Report
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def report(rules: Pipeline) -> Report:
    return rules(next(path for path in EXAMPLES if path.stem == "jinshui_2023_contradiction"))


@pytest.mark.parametrize("language", ["zh", "en", "xx"])
@pytest.mark.parametrize("example", [EXAMPLES[0], EXAMPLES[3]], ids=lambda path: path.stem)
def test_every_printed_cell_is_a_span_with_its_offsets(language: str, example: Path, rules: Pipeline) -> None:
    report = rules(example)
    doc = report_to_doc(report, spacy.blank(language))
    assert doc.text == report.text
    spans = {span.kb_id_: (span.start_char, span.end_char, span.text) for span in doc.spans["gkml"] if span.kb_id_}
    printed = [cell for cell in report.cells.values() if cell.text]
    assert spans == {cell.id: (cell.start, cell.end, cell.text) for cell in printed}
    headings = [span.text for span in doc.spans["gkml"] if span.label_.startswith("section:")]
    assert headings == [heading.text for heading in report.headings]


def test_the_report_and_its_cells_come_back_from_the_doc(report: Report) -> None:
    doc = report_to_doc(report, spacy.blank("zh"))
    assert doc._.gkml == report
    group = doc.spans["gkml"]
    for span, score in zip(group, group.attrs["scores"], strict=True):
        if span.kb_id_:
            assert span._.gkml_cell == report.cells[span.kb_id_]
            assert span._.gkml_confidence == report.cells[span.kb_id_].confidence == pytest.approx(score)
        else:
            assert span._.gkml_cell is None
    assert doc[0:1]._.gkml_cell is None
    assert doc[0:1]._.gkml_confidence is None


def test_a_doc_without_a_report_has_none() -> None:
    doc = spacy.blank("zh")("一、总体情况")
    assert (doc._.gkml, doc._.gkml_reports) == (None, ())
    assert (doc[0:1]._.gkml_cell, doc[0:1]._.gkml_confidence) == (None, None)


def test_what_a_doc_keeps_survives_bytes_and_bins(report: Report) -> None:
    doc = report_to_doc(report, spacy.blank("zh"))
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (binned,) = DocBin().from_bytes(stored).get_docs(Vocab())
    for again in (binned, Doc(Vocab()).from_bytes(doc.to_bytes())):
        assert again._.gkml == report
        assert [
            (span.label_, span.kb_id_, span.start_char, span._.gkml_confidence) for span in again.spans["gkml"]
        ] == [(span.label_, span.kb_id_, span.start_char, span._.gkml_confidence) for span in doc.spans["gkml"]]
        assert list(again.spans["gkml"].attrs["scores"]) == pytest.approx(
            list(doc.spans["gkml"].attrs["scores"]), nan_ok=True
        )
    assert json.loads(doc.user_data[STORE])["reports"][0]["source"] == report.source


def test_a_record_without_text_makes_no_doc(report: Report) -> None:
    with pytest.raises(UsageError, match="--with-text"):
        report_to_doc(replace(report, text=None), spacy.blank("zh"))


def test_a_failed_report_is_an_empty_doc_that_tells_why(rules: Pipeline) -> None:
    doc = report_to_doc(rules("none.txt"), spacy.blank("zh"))
    assert (len(doc), len(doc.spans["gkml"])) == (0, 0)
    assert doc._.gkml.error.code == "unreadable_path"


@pytest.mark.parametrize(("mode", "expected"), [("strict", []), ("contract", []), ("expand", ["3119件", "3119件"])])
def test_spans_inside_tokens_are_left_out_or_widened_as_asked(mode: str, expected: list[str]) -> None:
    doc = Doc(Vocab(), words=["收到", "3119件"], spaces=[False, False])
    found = [Found(2, 4, "figure", "a.b.c", 0.5), Found(4, 6, "figure", "a.b.d", 0.25)]
    kept = set_spans(doc, found, "other", mode)
    keep(doc, [], kept)
    assert [span.text for span in doc.spans["other"]] == expected
    assert [span._.gkml_confidence for span in doc.spans["other"]] == [0.5, 0.25][: len(expected)]


def test_blanks_around_a_span_are_none_of_it() -> None:
    doc = spacy.blank("zh")("收到 12 件 ")
    set_spans(doc, [Found(2, 6, "figure"), Found(5, 6, "note"), Found(6, 8, "unit")], "gkml", "strict")
    assert [(span.text, span.start_char) for span in doc.spans["gkml"]] == [("12", 3), ("件", 6)]
