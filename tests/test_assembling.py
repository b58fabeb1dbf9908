"""Tags to a report, before it has a source and versions."""

from __future__ import annotations

from gkml.assembling import attempt_to_report, tags_to_report
from gkml.attempts import tags_to_attempt
from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.conftest import EXAMPLES, text_document

CLEAN = next(path for path in EXAMPLES if path.stem.startswith("linxi"))


def test_the_report_is_that_of_the_pipeline_without_source_and_calibration(rules: Pipeline) -> None:
    document = read(CLEAN.read_bytes(), CLEAN.name)
    report = tags_to_report(document, rules.tagger(document), rules.templates)
    whole = rules(CLEAN)
    assert report is not None
    assert (report.source, report.sha256) == ("", None)
    assert (report.agency, report.year, report.headings) == (whole.agency, whole.year, whole.headings)
    assert [cell.value for cell in report.cells.values()] == [cell.value for cell in whole.cells.values()]
    assert tuple(report.templates) == rules.templates.table_ids


def test_no_report_without_tables_and_headings(rules: Pipeline) -> None:
    document = text_document("今天天气很好。")
    assert tags_to_report(document, rules.tagger(document), rules.templates) is None


def test_the_report_of_an_attempt_is_that_of_its_tags(rules: Pipeline) -> None:
    document = read(CLEAN.read_bytes(), CLEAN.name)
    tags = rules.tagger(document)
    attempt = tags_to_attempt(document, tags, rules.templates)
    assert attempt is not None
    assert attempt_to_report(document, attempt, rules.templates) == tags_to_report(document, tags, rules.templates)
