"""Records become rows of the form: labels anchor, order fills in only where it leaves one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.tables.alignment import Alignment, align
from gkml.tables.records import RowRecord
from gkml.template import RowSpec, load_templates
from tests.tables.rows import record

(TABLE,) = (t for t in load_templates().variants("requests") if t.form == "2021")
NAMES = [row.id for row in TABLE.rows]
WIDTH = len(TABLE.columns)


def fits(found: RowRecord, row: RowSpec) -> bool:
    return len(found.slots) == len(row.columns)


def aligned(labels: list[str | None], width: int = WIDTH) -> tuple[Alignment, list[RowRecord]]:
    records = [record(TABLE, label, width, row=number) for number, label in enumerate(labels)]
    return align(TABLE, records, fits), records


def places(alignment: Alignment) -> dict[str, int]:
    """Rows that were found, with the number of the record that each is."""
    return {match.row.id: match.record.rows[0] for match in alignment.matches}


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1).flatmap(st.permutations))
def test_a_record_is_the_row_that_its_label_names_wherever_it_stands(labels: list[str]) -> None:
    alignment, _ = aligned(list(labels))
    assert places(alignment) == {label: at for at, label in enumerate(labels)}
    assert all(match.anchored and not match.ambiguous for match in alignment.matches)
    assert alignment.unplaced == ()


@given(st.sets(st.sampled_from(range(1, len(NAMES) - 1)), max_size=12))
def test_rows_without_labels_are_told_where_order_leaves_one_way(unlabelled: set[int]) -> None:
    labels = [None if at in unlabelled else name for at, name in enumerate(NAMES)]
    alignment, _ = aligned(labels)
    assert places(alignment) == {name: at for at, name in enumerate(NAMES)}
    assert not any(match.ambiguous for match in alignment.matches)
    assert {match.row.id for match in alignment.matches if not match.anchored} == {NAMES[at] for at in unlabelled}


@given(st.integers(1, len(NAMES) - 3), st.booleans())
def test_one_record_for_two_rows_is_ambiguous(at: int, first: bool) -> None:
    labels = [*NAMES[:at], None, *NAMES[at + 2 :]]
    alignment, _ = aligned(labels)
    (open_match,) = (match for match in alignment.matches if not match.anchored)
    assert open_match.ambiguous
    assert open_match.row.id in NAMES[at : at + 2]


def test_two_records_for_one_row_are_ambiguous() -> None:
    alignment, records = aligned([*NAMES[:3], None, None, *NAMES[4:]])
    (match,) = (match for match in alignment.matches if not match.anchored)
    assert match.ambiguous
    assert len(alignment.unplaced) == 1
    assert alignment.unplaced[0] in records[3:5]


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_a_row_that_a_line_end_has_cut_is_one_again(cut: int) -> None:
    parts = [record(TABLE, NAMES[0], cut, row=0), record(TABLE, None, WIDTH - cut, row=1)]
    alignment = align(TABLE, [*parts, record(TABLE, NAMES[1], WIDTH, row=2)], fits)
    whole = next(match for match in alignment.matches if match.row.id == NAMES[0])
    assert whole.record.rows == [0, 1]
    assert len(whole.record.slots) == WIDTH


def test_a_label_with_nothing_behind_it_is_an_empty_row() -> None:
    alignment, _ = aligned([NAMES[0]])
    empty = align(TABLE, [record(TABLE, NAMES[0], WIDTH), record(TABLE, NAMES[5], 0, row=1)], fits)
    assert places(empty) == {**places(alignment), NAMES[5]: 1}


def test_figures_that_are_too_few_are_not_a_row_without_a_label() -> None:
    records = [record(TABLE, name, WIDTH, row=at) for at, name in enumerate(NAMES[:2])]
    records.append(record(TABLE, None, 2, row=4))
    alignment = align(TABLE, records, fits)
    assert set(places(alignment)) == set(NAMES[:2])
    assert [found.rows for found in alignment.unplaced] == [[4]]


def test_neighbours_in_the_order_of_the_form_make_a_damaged_label_surer() -> None:
    alone = align(TABLE, [record(TABLE, NAMES[4], WIDTH, confidence=0.8)], fits)
    among = align(
        TABLE,
        [record(TABLE, name, WIDTH, row=at, confidence=0.8 if at == 4 else 1.0) for at, name in enumerate(NAMES)],
        fits,
    )
    sure = {match.row.id: match.confidence for match in among.matches}
    assert sure[NAMES[4]] > next(match.confidence for match in alone.matches)
