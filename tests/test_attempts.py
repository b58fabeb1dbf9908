"""Attempts at tables: what is open in them, which of several is taken, and where they leave a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gkml.attempts import (
    Attempt,
    Strength,
    are_contradicted,
    legible_tables,
    open_tables,
    rows_in_question,
    strength_of,
    strongest,
    tags_to_attempt,
)
from gkml.document import Document
from gkml.doubts import DoubtCode
from gkml.labels import Tag
from gkml.pipeline import Pipeline
from gkml.readers import read
from tests.conftest import EXAMPLES

TABLES = frozenset({"disclosure", "requests", "disputes"})
CELL = "requests.granted.natural_person"


@pytest.fixture(scope="module")
def document() -> Document:
    path = next(path for path in EXAMPLES if path.stem.startswith("yunchuan"))
    return read(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def tags(rules: Pipeline, document: Document) -> Sequence[Tag]:
    return rules.tagger(document)


def attempt_of(document: Document, tags: Sequence[Tag], rules: Pipeline) -> Attempt:
    attempt = tags_to_attempt(document, tags, rules.templates)
    assert attempt is not None
    return attempt


@pytest.fixture(scope="module")
def whole(document: Document, tags: Sequence[Tag], rules: Pipeline) -> Attempt:
    return attempt_of(document, tags, rules)


@pytest.fixture(scope="module")
def poor(document: Document, tags: Sequence[Tag], rules: Pipeline) -> Attempt:
    """An attempt that has lost a row of the table of requests."""
    return attempt_of(document, [tag for tag in tags if tag.label != "row:requests.granted"], rules)


def without(attempt: Attempt, table_id: str, **changed: object) -> Attempt:
    """The attempt with one cell changed."""
    cells = dict(attempt.cells[table_id])
    cells[CELL] = replace(cells[CELL], **changed)  # type: ignore[arg-type]
    return replace(attempt, cells={**attempt.cells, table_id: cells})


def test_a_table_without_a_doubt_is_settled(whole: Attempt) -> None:
    assert not open_tables(whole)
    assert legible_tables(whole) == TABLES


def test_a_lost_row_leaves_its_table_open_and_no_other(poor: Attempt) -> None:
    assert open_tables(poor) == {"requests"}
    assert "requests" not in legible_tables(poor)


def test_a_cell_for_review_leaves_its_table_open(whole: Attempt) -> None:
    assert open_tables(without(whole, "requests", review=True)) == {"requests"}


def test_the_rows_in_question_are_those_of_open_tables(document: Document, whole: Attempt) -> None:
    rows = rows_in_question(document, whole, frozenset({"disputes"}))
    assert rows is not None
    shown = "".join(document.row_text(document.rows[number]) for number in rows)
    assert "行政复议" in shown
    assert "予以公开" not in shown
    assert "行政许可" not in shown


def test_without_an_attempt_every_row_is_in_question(document: Document) -> None:
    assert rows_in_question(document, None, TABLES) is None


def test_the_sums_say_more_than_the_number_of_clear_cells() -> None:
    assert Strength(True, 5, 0, 0, 0) > Strength(True, 4, 9, 9, 9)
    assert Strength(True, -5, 0, 0, 0) > Strength(False, 0, 9, 9, 9)


def test_whoever_has_lost_a_row_is_weaker(whole: Attempt, poor: Attempt) -> None:
    assert strength_of(whole, "requests") > strength_of(poor, "requests")
    assert strength_of(whole, "disputes") == strength_of(poor, "disputes")


@pytest.mark.parametrize("turned", [False, True])
def test_the_stronger_attempt_is_taken_in_whatever_order_they_come(
    document: Document, whole: Attempt, poor: Attempt, turned: bool
) -> None:
    taken = strongest(document, [poor, whole] if turned else [whole, poor], TABLES)
    values = {name: cell.value for name, cell in taken.every_cell.items()}
    assert values == {name: cell.value for name, cell in whole.every_cell.items()}
    assert not open_tables(taken)


def test_each_table_is_taken_from_the_attempt_that_is_the_stronger_in_it(
    document: Document, tags: Sequence[Tag], whole: Attempt, poor: Attempt, rules: Pipeline
) -> None:
    other = attempt_of(document, [tag for tag in tags if tag.label != "row:disclosure.licensing"], rules)
    taken = strongest(document, [poor, other], TABLES)
    assert {name: cell.value for name, cell in taken.every_cell.items()} == {
        name: cell.value for name, cell in whole.every_cell.items()
    }


def test_tables_that_are_settled_stay_as_they_are(document: Document, whole: Attempt, poor: Attempt) -> None:
    taken = strongest(document, [whole, poor], frozenset({"disputes"}))
    assert taken.cells["requests"] == poor.cells["requests"]


def test_where_no_witness_decides_a_difference_is_a_doubt(document: Document, whole: Attempt) -> None:
    cell = whole.cells["requests"][CELL]
    damaged = without(whole, "requests", evidence=replace(cell.evidence, row="damaged"))
    other = without(damaged, "requests", value=987654, text="987654", review=True)
    marked = strongest(document, [damaged, other], TABLES).cells["requests"][CELL]
    assert (marked.value, marked.review, marked.alternatives) == (cell.value, True, (987654,))
    assert marked.doubts == (DoubtCode.TAGGERS_DIFFER,)
    assert marked.reason is not None
    assert "987654" in marked.reason


def test_a_figure_under_labels_of_the_form_stands_whatever_another_attempt_reads(
    document: Document, whole: Attempt
) -> None:
    other = without(whole, "requests", value=987654, review=True)
    assert not strongest(document, [whole, other], TABLES).cells["requests"][CELL].review


def test_who_reads_nothing_does_not_differ(document: Document, whole: Attempt) -> None:
    cell = whole.cells["requests"][CELL]
    damaged = without(whole, "requests", evidence=replace(cell.evidence, row="damaged"))
    other = without(damaged, "requests", value=None, state="unreadable", review=True)
    assert not strongest(document, [damaged, other], TABLES).cells["requests"][CELL].review


def test_tables_that_are_kept_are_not_placed_again(
    document: Document, tags: Sequence[Tag], whole: Attempt, rules: Pipeline
) -> None:
    kept = {"requests": whole.placement.tables["requests"]}
    again = tags_to_attempt(document, tags, rules.templates, kept=kept)
    assert again is not None
    assert again.placement.tables["requests"] is kept["requests"]
    assert again.every_cell == whole.every_cell


def test_two_attempts_under_labels_of_the_form_that_no_sum_tells_apart_are_a_doubt(
    document: Document, whole: Attempt
) -> None:
    cell = next(
        cell for cell in whole.cells["disclosure"].values() if cell.state == "number" and not cell.evidence.sums
    )
    changed = replace(cell, value=None, state="unreadable", review=True, doubts=(DoubtCode.ROW_IN_PARTS,))
    other = replace(whole, cells={**whole.cells, "disclosure": {**whole.cells["disclosure"], cell.id: changed}})
    marked = strongest(document, [whole, other], TABLES).cells["disclosure"][cell.id]
    assert (cell.evidence.row, cell.evidence.column) == ("exact", "exact")
    assert marked.doubts == (DoubtCode.TAGGERS_DIFFER,)
    assert marked.value == cell.value


def test_a_table_is_contradicted_where_its_sums_are_in_every_attempt(whole: Attempt) -> None:
    against = replace(
        whole,
        cells={
            "requests": {
                cell_id: replace(cell, evidence=replace(cell.evidence, sums="contradicted"))
                for cell_id, cell in whole.cells["requests"].items()
            }
        },
    )
    assert are_contradicted([against, against], "requests")
    assert not are_contradicted([against, whole], "requests")
    assert not are_contradicted([], "requests")
