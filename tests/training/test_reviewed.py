"""Reviewed documents: learnt from where their tags lead to what was decided, in splits by agency, with their gold."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gkml.review.decisions import Action, Decision, DecisionKind, DecisionStore
from tests.training.decided import digest_of, review
from training.annotations import synthetic_documents
from training.reviewed import reviewed_documents
from training.samples import annotated_samples

FOUND = [found for found in synthetic_documents(20, seed=50) if found.id.startswith("l0")]
FOUND = [replace(found, agency=f"{number}号局") for number, found in enumerate(FOUND)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    review(tmp_path / "review.sqlite", FOUND)
    return tmp_path / "review.sqlite"


def test_what_persons_corrected_is_learnt_from(path: Path, tmp_path: Path) -> None:
    reviewed = reviewed_documents(path)
    assert reviewed.left_out == ()
    assert [[tag.label for tag in one.tags] for one in reviewed.documents] == [
        [tag.label for tag in found.tags] for found in FOUND
    ]
    assert all(one.checked and one.voucher == "person" for one in reviewed.documents)
    assert {one.split for one in reviewed.documents} == {"train", "validation", "test"}
    annotations, gold = reviewed.write(tmp_path / "out")
    samples = annotated_samples([annotations], None, gold)
    assert {sample.name: dict(sample.golds[0]) for sample in samples} == {
        name: dict(cells) for name, cells in reviewed.gold.items()
    }
    assert sum(len(cells) for cells in reviewed.gold.values()) > 150 * len(FOUND)


def test_a_decided_figure_is_gold_and_tags_that_do_not_lead_to_it_teach_nothing(path: Path) -> None:
    before = reviewed_documents(path)
    first, second = before.documents[:2]
    cell = next(name for name, value in before.gold[first.id].items() if value and name in before.gold[second.id])
    held = int(before.gold[first.id][cell] or 0)
    with DecisionStore(path) as store:
        for found, value in ((FOUND[0], held), (FOUND[1], 987_654)):
            store.add(
                Decision(
                    DecisionKind.CELL, digest_of(found), cell=cell, action=Action.EDIT, state="number", value=value
                )
            )
    after = reviewed_documents(path)
    assert after.gold[first.id][cell] == held
    assert second.id not in {one.id for one in after.documents}
    (reason,) = after.left_out
    assert reason.startswith(f"{FOUND[1].id}.txt: its labels lead to ")
    assert f"in {cell}, where 987654 was decided; label the text of its row or column" in reason


def test_a_taken_proposal_need_not_be_printed(path: Path) -> None:
    cell = "requests.received_new.total"
    taken = Decision(
        DecisionKind.CELL, digest_of(FOUND[0]), cell=cell, action=Action.PROPOSAL, state="number", value=987_654
    )
    with DecisionStore(path) as store:
        store.add(taken)
    reviewed = reviewed_documents(path)
    assert reviewed.left_out == ()
    assert reviewed.gold[reviewed.documents[0].id][cell] == 987_654


def test_what_is_not_finished_is_left_out_and_named(tmp_path: Path) -> None:
    review(tmp_path / "review.sqlite", FOUND[:1], finished=False)
    reviewed = reviewed_documents(tmp_path / "review.sqlite")
    assert reviewed.documents == ()
    assert reviewed.left_out == (f"{FOUND[0].id}.txt: its review is not finished",)


def test_an_agency_stays_in_the_split_of_the_annotations(path: Path) -> None:
    other = replace(FOUND[0], id="other", split="validation")
    reviewed = reviewed_documents(path, [other], hold_out=False)
    splits = {one.agency: one.split for one in reviewed.documents}
    assert splits[FOUND[0].agency] == "validation"
    assert "test" not in splits.values()
    assert splits == {one.agency: one.split for one in reviewed_documents(path, [other], hold_out=False).documents}


def test_two_fifths_of_the_agencies_are_held_out(tmp_path: Path) -> None:
    """Twenty documents leave eight for the test, of which a gain counts."""
    many = [replace(FOUND[0], agency=f"{number}号局", document=_altered(number)) for number in range(20)]
    review(tmp_path / "review.sqlite", many)
    counts = Counter(one.split for one in reviewed_documents(tmp_path / "review.sqlite").documents)
    assert counts == {"train": 8, "test": 8, "validation": 4}


def _altered(number: int):  # type: ignore[no-untyped-def]
    """The first document with another title, so that it goes by another hash."""
    document = FOUND[0].document
    return replace(document, text=f"{number:04}" + document.text[4:])


def test_gold_is_written_as_gold_readings_are(path: Path, tmp_path: Path) -> None:
    _, gold = reviewed_documents(path).write(tmp_path / "out")
    file = next(gold.glob("*.json"))
    assert set(json.loads(file.read_text(encoding="utf-8"))) == {"cells"}
