"""Tables whose rows stand side by side: in which order rows and columns are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import RowKind
from gkml.doubts import DoubtCode
from gkml.tables.side_heads import PrintedCells, order_of_words, side_labels, side_order
from gkml.template import load_templates
from tests.tables.heads import printed_heads

(TABLE,) = (t for t in load_templates().variants("disputes") if t.form == "2021")
ROWS = [f"row:disputes.{row.id}" for row in TABLE.rows]
COLUMNS = [f"column:{column.id}" for column in TABLE.columns]
NATURAL = tuple((row.id, column.id) for row in TABLE.rows for column in TABLE.columns)


def order_of(*heads: str) -> PrintedCells:
    """The order that heads tell which stand one a line."""
    return side_order([printed_heads(TABLE, [[head] for head in heads])[1]], TABLE)


def test_all_heads_of_the_table_are_looked_for() -> None:
    assert side_labels(TABLE) == {*ROWS, *COLUMNS, "group:litigation"}


def test_without_heads_the_order_is_that_of_the_form() -> None:
    found = side_order([], TABLE)
    assert found.places == NATURAL
    assert {*found.rows.values(), *found.columns.values()} == {"order"}
    assert found.doubts == ()


@given(st.permutations(COLUMNS))
def test_columns_in_any_order_that_all_rows_share_are_followed(order: list[str]) -> None:
    found = order_of(*ROWS, *order * 3)
    names = [label.partition(":")[2] for label in order]
    assert found.places == tuple((row.id, name) for row in TABLE.rows for name in names)
    assert set(found.columns.values()) == {"exact"}


@given(st.permutations(ROWS))
def test_rows_in_any_order_are_followed(order: list[str]) -> None:
    found = order_of(*order, *COLUMNS * 3)
    assert [row for row, _ in found.places[:: len(COLUMNS)]] == [label.partition(".")[2] for label in order]
    assert set(found.rows.values()) == {"exact"}


def test_a_group_stands_in_the_place_of_its_rows() -> None:
    found = order_of("group:litigation", *ROWS, *COLUMNS * 3)
    assert [row for row, _ in found.places[:: len(COLUMNS)]] == [r.partition(".")[2] for r in (*ROWS[1:], ROWS[0])]


def test_columns_in_another_order_than_the_form_of_which_some_are_missing_are_in_doubt() -> None:
    found = order_of(*ROWS, *COLUMNS[::-1], *COLUMNS[:3])
    assert found.places == NATURAL
    assert set(found.columns.values()) == {"damaged"}
    assert [doubt.code for doubt in found.doubts] == [DoubtCode.COLUMN_ORDER]


@pytest.mark.parametrize("kind", ["cells", "line", "aligned"])
@given(runs=st.lists(st.permutations(COLUMNS), min_size=3, max_size=3))
def test_columns_in_an_order_of_their_own_in_each_row_are_followed_in_doubt(
    kind: RowKind, runs: list[list[str]]
) -> None:
    """Even where the text may be that of a page: whole heads are no broken ones."""
    lines = [[ROWS[0], "group:litigation"], [*runs[0], *ROWS[1:]], [*runs[1], *runs[2]]]
    found = side_order([printed_heads(TABLE, lines, kind)[1]], TABLE)
    names = [label.partition(":")[2] for run in runs for label in run]
    assert [column for _, column in found.places] == names
    certain = runs[0] == runs[1] == runs[2]
    assert [doubt.code for doubt in found.doubts] == ([] if certain else [DoubtCode.COLUMN_ORDER])


@pytest.mark.parametrize("kind", ["cells", "line"])
def test_a_head_that_the_page_breaks_off_to_the_next_line_keeps_its_order(kind: RowKind) -> None:
    """Its place is that of the line below, in which less stands in front of it."""
    lines = [[ROWS[0], "group:litigation"], [*COLUMNS, ROWS[1]], ["甲", "乙", ROWS[2]], [*COLUMNS, *COLUMNS]]
    found = side_order([printed_heads(TABLE, lines, kind)[1]], TABLE)
    assert [row for row, _ in found.places[:: len(COLUMNS)]] == [row.id for row in TABLE.rows]


WORDS = {f"row:{TABLE.id}.{row.id}": row.labels[0] for row in TABLE.rows} | {
    f"column:{column.id}": column.labels[0] for column in TABLE.columns
}


@given(st.permutations(NATURAL), st.sampled_from(["_", "-\n", " ", "→"]), st.sampled_from(["", " | 上年度合计"]))
def test_heads_that_name_row_and_column_tell_each_cell(order: list[tuple[str, str]], between: str, behind: str) -> None:
    """However they are broken, in any order, and with a head behind them that is none of the form."""
    heads = [f"{WORDS[f'row:{TABLE.id}.{row}']}{between}{WORDS[f'column:{column}']}" for row, column in order]
    found = order_of_words(f"行政复议1件，总计2件。\n{' | '.join(heads)}{behind}\n", side_order([], TABLE), TABLE)
    assert found.places == tuple(order)
    assert found.doubts == ()


@given(st.lists(st.permutations(COLUMNS), min_size=3, max_size=3))
def test_words_in_an_order_of_their_own_are_followed_in_doubt(runs: list[list[str]]) -> None:
    text = " ".join([*(WORDS[row] for row in ROWS), *(WORDS[column] for run in runs for column in run)])
    found = order_of_words(text, side_order([], TABLE), TABLE)
    assert [f"column:{column}" for _, column in found.places] == [column for run in runs for column in run]
    assert [row for row, _ in found.places] == [row for row, _ in NATURAL]
    in_form = all(run == COLUMNS for run in runs)
    assert [doubt.code for doubt in found.doubts] == ([] if in_form else [DoubtCode.COLUMN_ORDER])


def test_words_of_which_some_are_missing_leave_the_columns_in_doubt_where_they_are_in_no_order_of_the_form() -> None:
    for order, doubts in ((COLUMNS, []), (COLUMNS[::-1], [DoubtCode.COLUMN_ORDER])):
        text = " ".join(WORDS[column] for column in (order * 3)[1:])
        found = order_of_words(text, side_order([], TABLE), TABLE)
        assert found.places == NATURAL
        assert [doubt.code for doubt in found.doubts] == doubts
