"""The model is asked only where the rules leave something open, and what they settle alone is settled."""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import copy
from pathlib import Path

import pytest

import gkml
from gkml.document import Document
from gkml.labels import Tag
from gkml.pipeline import Cascade, Pipeline
from gkml.readers import Limits
from gkml.tagging.combine import CombinedTagger
from gkml.tagging.model import ModelTagger

EXAMPLES = Path(__file__).parent.parent / "examples"
PLAIN = EXAMPLES / "qinghe_2020_cells.txt"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """The documents that the model was asked about."""
    documents: list[Document] = []
    tag = ModelTagger.__call__

    def spied(self: ModelTagger, document: Document, rows: Container[int] | None = None) -> Sequence[Tag]:
        documents.append(document)
        return tag(self, document, rows)

    monkeypatch.setattr(ModelTagger, "__call__", spied)
    return documents


def test_a_plain_report_is_read_without_the_model(combined: Pipeline, rules: Pipeline, asked: list[Document]) -> None:
    report = combined(PLAIN)
    assert not asked
    alone = rules(PLAIN)
    assert {name: cell.value for name, cell in report.cells.items()} == {
        name: cell.value for name, cell in alone.cells.items()
    }
    assert {cell.tagger for cell in report.cells.values()} == {"rules"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("属于国家秘密", "厲于国家秘蜜"),  # a damaged label
        ("行政处罚", "行政外罚"),
    ],
)
def test_the_model_is_asked_where_a_label_is_not_exact(
    combined: Pipeline, asked: list[Document], old: str, new: str
) -> None:
    text = PLAIN.read_text(encoding="utf-8")
    assert old in text
    combined.read(text.replace(old, new, 1).encode(), "damaged.txt")
    assert asked


def test_the_model_is_asked_where_the_sums_contradict(combined: Pipeline, asked: list[Document]) -> None:
    report = combined(EXAMPLES / "jinshui_2023_contradiction.txt")
    assert asked
    assert any(check.status == "fail" for check in report.checks)


def test_the_model_is_asked_where_no_report_is_seen(combined: Pipeline, asked: list[Document]) -> None:
    report = combined.read("今天天气很好。\n".encode(), "other.txt")
    assert asked
    assert report.error is not None
    assert report.error.code == "no_report"


def test_the_tags_of_a_call_are_those_of_both(combined: Pipeline, asked: list[Document]) -> None:
    tagger = combined.tagger
    assert isinstance(tagger, CombinedTagger)
    assert isinstance(tagger, Cascade)
    document = gkml.readers.read(PLAIN.read_bytes(), PLAIN.name)
    attempts = list(tagger.attempts(document))
    assert len(attempts) == 2
    assert tagger(document) == attempts[-1]
    assert any(tag.tagger != "rules" for tag in attempts[-1])


LONG = PLAIN.read_text(encoding="utf-8").replace("规章", "规草") + "".join(f"丙{n}\t8\t9\t7\n" for n in range(900))


def _within(combined: Pipeline, tokens: int) -> gkml.Report:
    assert isinstance(combined.tagger, CombinedTagger)
    model = copy(combined.tagger.model)
    model.limits = Limits(tokens=tokens)
    limited = Pipeline(CombinedTagger(model, combined.tagger.rules), combined.templates)
    return limited.read(LONG.encode(), "long.txt")


def test_a_document_within_the_budget_has_no_notice(combined: Pipeline) -> None:
    report = _within(combined, 40_000)
    assert not [notice for notice in report.warnings if notice.code == "too_many_tokens"]
    assert any(cell.tagger != "rules" for cell in report.cells.values())


def test_of_a_long_document_the_model_sees_the_rows_around_tables(combined: Pipeline) -> None:
    report = _within(combined, 4_000)
    assert any(cell.tagger != "rules" for cell in report.cells.values())
    (notice,) = [notice for notice in report.warnings if notice.code == "too_many_tokens"]
    assert "4,000" in notice.message
    assert "around tables" in notice.message
    assert "Limits.tokens" in notice.message


def test_where_even_these_are_too_long_the_rules_set_the_tags(combined: Pipeline) -> None:
    report = _within(combined, 100)
    assert all(cell.tagger == "rules" for cell in report.cells.values())
    (notice,) = [notice for notice in report.warnings if notice.code == "too_many_tokens"]
    assert "rules alone" in notice.message


def test_the_model_alone_refuses_a_document_that_is_too_long(combined: Pipeline) -> None:
    assert isinstance(combined.tagger, CombinedTagger)
    model = copy(combined.tagger.model)
    model.limits = Limits(tokens=100)
    report = Pipeline(model, combined.templates).read(LONG.encode(), "long.txt")
    assert report.error is not None
    assert report.error.code == "too_many_tokens"
