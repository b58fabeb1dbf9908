from __future__ import annotations

from pathlib import Path

import pytest

from gkml.document import DocumentBuilder
from gkml.errors import UsageError
from gkml.labels import Tag
from gkml.review.decisions import Action, Decision, DecisionKind, DecisionStore
from gkml.review.documents import TaggedDocument, document_to_bytes
from training.decisions import decisions_to_annotations

TEXT = "一、总体情况"


def keep(store: DecisionStore, sha256: str, reports: int = 1, agency: str = "甲县") -> None:
    builder = DocumentBuilder("text")
    builder.add_row([TEXT])
    builder.add_row(["规章", "3", "4"])
    tags = (Tag("section:2", 0, 6), Tag("row:disclosure.rules", 7, 9), Tag("figure", 10, 11))
    content = document_to_bytes(TaggedDocument(builder.build(), tags, reports))
    store.keep_document(sha256, f"{sha256}.txt", agency, content)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with DecisionStore(tmp_path / "d.sqlite") as store:
        keep(store, "a" * 64)
        keep(store, "b" * 64, reports=2, agency="")
        keep(store, "c" * 64, agency="")
        store.add(Decision(DecisionKind.TAG, "a" * 64, print=TEXT, start=0, end=6, label="section:1"))
        store.add(Decision(DecisionKind.CELL, "a" * 64, cell="x", action=Action.EDIT, start=12, end=13))
        for name, part in (("a" * 64, 0), ("b" * 64, 1), ("c" * 64, 0)):
            store.add(Decision(DecisionKind.DONE, name, part))
    return tmp_path / "d.sqlite"


def test_documents_come_with_their_tags_as_persons_left_them(path: Path) -> None:
    first, *_ = decisions_to_annotations(path, split="validation")
    labels = {(tag.label, tag.start, tag.end) for tag in first.tags}
    assert labels == {("section:1", 0, 6), ("row:disclosure.rules", 7, 9), ("figure", 10, 11), ("figure", 12, 13)}
    assert (first.agency, first.split, first.checked) == ("甲县", "validation", True)


def test_only_what_is_settled_in_all_its_reports_is_checked(path: Path) -> None:
    found = list(decisions_to_annotations(path))
    assert [one.checked for one in found] == [True, False, True]
    assert found[1].agency == ""
    assert found[2].agency  # the training keeps agencies apart
    assert len({one.id for one in found}) == 3


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no decisions"):
        list(decisions_to_annotations(tmp_path / "d.sqlite"))
