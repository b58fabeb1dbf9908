"""The model is asked only where the rules leave something open, and what they settle alone is settled."""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import copy
from pathlib import Path

import pytest

import gkml
from gkml import cascade
from gkml.cascade import cheap_tags, read_in_attempts
from gkml.document import Document
from gkml.labels import Tag
from gkml.pipeline import Cascade, Pipeline
from gkml.readers import Limits
from gkml.tagging.combine import CombinedTagger
from gkml.tagging.model import ModelTagger

EXAMPLES = Path(__file__).parent.parent / "examples"
PLAIN = EXAMPLES / "qinghe_2020_cells.txt"


Asked = tuple[Document, Container[int] | None]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """The documents that the model was asked about, and their rows in question."""
    documents: list[Asked] = []
    tag = ModelTagger.__call__

    def spied(self: ModelTagger, document: Document, rows: Container[int] | None = None) -> Sequence[Tag]:
        documents.append((document, rows))
        return tag(self, document, rows)

    monkeypatch.setattr(ModelTagger, "__call__", spied)
    return documents


def test_a_plain_report_is_read_without_the_model(combined: Pipeline, rules: Pipeline, asked: list[Asked]) -> None:
    report = combined(PLAIN)
    assert not asked
    alone = rules(PLAIN)
    assert {name: cell.value for name, cell in report.cells.items()} == {
        name: cell.value for name, cell in alone.cells.items()
    }
    assert {cell.tagger for cell in report.cells.values()} == {"rules"}


@pytest.mark.parametrize(
    ("old", "new", "is_asked"),
    [
        ("属于国家秘密", "厲于国家秘蜜", True),
        ("行政处罚", "处", True),
        ("1. 属于国家秘密\t", "\t", False),  # order and sums tell the row
        ("属于国家秘密", "属于国家秘蜜", False),  # damaged, and all else speaks for it
    ],
)
def test_the_model_is_asked_where_a_label_leaves_something_open(
    combined: Pipeline, asked: list[Asked], old: str, new: str, is_asked: bool
) -> None:
    text = (EXAMPLES / "yunchuan_2020_tabs.txt").read_text(encoding="utf-8")
    assert old in text
    combined.read(text.replace(old, new, 1).encode(), "damaged.txt")
    assert bool(asked) is is_asked


def test_of_contradicting_sums_under_exact_labels_the_model_has_nothing_to_say(
    combined: Pipeline, asked: list[Asked]
) -> None:
    report = combined(EXAMPLES / "jinshui_2023_contradiction.txt")
    assert not asked
    assert any(check.status == "fail" for check in report.checks)


def test_the_model_is_asked_about_the_rows_of_open_tables_alone(combined: Pipeline, asked: list[Asked]) -> None:
    text = (EXAMPLES / "yunchuan_2020_tabs.txt").read_text(encoding="utf-8").replace("行政处罚", "处", 1)
    report = combined.read(text.encode(), "damaged.txt")
    ((document, rows),) = asked
    assert rows is not None
    shown = "\n".join(document.row_text(row) for row in document.rows if row.index in rows)
    assert "行政许可" in shown
    assert "予以公开" not in shown
    assert {cell.tagger for name, cell in report.cells.items() if name.startswith("requests.")} == {"rules"}


def test_the_model_is_asked_where_no_report_is_seen(combined: Pipeline, asked: list[Asked]) -> None:
    report = combined.read("今天天气很好。\n".encode(), "other.txt")
    assert asked
    assert report.error is not None
    assert report.error.code == "no_report"


def test_the_tags_of_a_call_are_those_of_both(combined: Pipeline) -> None:
    tagger = combined.tagger
    assert isinstance(tagger, CombinedTagger)
    assert isinstance(tagger, Cascade)
    document = gkml.readers.read(PLAIN.read_bytes(), PLAIN.name)
    first = tagger.first(document)
    both, *alone = tagger.further(document, first)
    assert tagger(document) == both
    assert {tag.tagger for tag in first} == {"rules"}
    assert "both" in {tag.tagger for tag in both}
    assert all(tag.tagger != "both" for tags in alone for tag in tags if tag.role in ("row", "column"))


def test_a_tagger_that_is_no_cascade_has_one_attempt(rules: Pipeline) -> None:
    document = gkml.readers.read(PLAIN.read_bytes(), PLAIN.name)
    tags = cheap_tags(rules.tagger, document)
    assert tags == rules.tagger(document)
    attempt = read_in_attempts(document, tags, rules.tagger, rules.templates)
    assert attempt is not None
    assert attempt.tags is tags


LONG = PLAIN.read_text(encoding="utf-8").replace("规章", "规草") + "".join(f"丙{n}\t8\t9\t7\n" for n in range(900))


def _within(combined: Pipeline, tokens: int, text: str = LONG) -> gkml.Report:
    assert isinstance(combined.tagger, CombinedTagger)
    model = copy(combined.tagger.model)
    model.limits = Limits(tokens=tokens)
    limited = Pipeline(CombinedTagger(model, combined.tagger.rules), combined.templates)
    return limited.read(text.encode(), "long.txt")


def test_a_document_within_the_budget_has_no_notice(combined: Pipeline) -> None:
    report = _within(combined, 40_000)
    assert not [notice for notice in report.warnings if notice.code == "too_many_tokens"]
    assert any(cell.tagger != "rules" for cell in report.cells.values())


def test_of_a_long_document_the_model_sees_the_rows_around_tables(combined: Pipeline) -> None:
    lines = LONG.splitlines()
    first, last = (next(n for n, line in enumerate(lines) if word in line) for word in ("规草", "三、收到和处理"))
    report = _within(combined, 4_000, "\n".join(lines[:first] + lines[last:]))  # a table may be anywhere
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


def test_where_all_sums_contradict_the_model_is_asked_about_everything(
    combined: Pipeline, asked: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PLAIN.read_text(encoding="utf-8").replace("属于国家秘密", "厲于国家秘蜜")
    combined.read(text.encode(), "a.txt")
    assert [rows is None for _, rows in asked] == [False]
    asked.clear()
    monkeypatch.setattr(cascade, "are_contradicted", lambda attempts, table_id: True)
    combined.read(text.encode(), "a.txt")
    assert [rows is None for _, rows in asked] == [False, True]
