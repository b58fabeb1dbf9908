"""Readings of rows whose print leaves open which figure stands where: compared with every way to cut the print."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gkml.tables.ambiguous_rows import AmbiguousRow
from gkml.tables.divisions import RowReading, Sum, TooManyReadingsError, ambiguous_row_to_readings, unharmed_readings
from gkml.template import Column
from tests.tables.prints import CHANGE, COUNT, MONEY, row_of

SEVEN = Sum((0, 1, 2, 3, 4, 5), (6,))

Values = tuple[object, ...]


def values(readings: Sequence[RowReading]) -> list[Values]:
    return [tuple(cell.value for cell in reading.cells) for reading in readings]


def slices(row: AmbiguousRow, reading: RowReading) -> list[str]:
    """The print of each cell that prints something."""
    return [
        row.text[cell.start - row.start : cell.end - row.start]
        for cell in reading.cells
        if cell.start is not None and cell.end is not None
    ]


def every_cut(text: str, figures: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut digits into figures none of which begins with a zero."""
    for places in combinations(range(1, len(text)), figures - 1):
        parts = [text[a:b] for a, b in zip((0, *places), (*places, len(text)), strict=True)]
        if all(part == "0" or part[0] != "0" for part in parts):
            yield tuple(int(part) for part in parts)


def every_cut_with_gaps(text: str, columns: int) -> Iterator[tuple[int | None, ...]]:
    """The same where some of the columns are empty."""
    for figures in range(1, columns):
        for kept in combinations(range(columns), figures):
            for cut in every_cut(text, figures):
                placed: list[int | None] = [None] * columns
                for at, value in zip(kept, cut, strict=True):
                    placed[at] = value
                yield tuple(placed)


def holds(cut: Sequence[int | None], sums: Sequence[Sum]) -> bool:
    return all(sum(cut[i] or 0 for i in each.left) == sum(cut[i] or 0 for i in each.right) for each in sums)


@st.composite
def sums_of(draw: st.DrawFn, columns: int) -> list[Sum]:
    """No sum, the one of table two, two groups side by side as in table three, or one that links any columns."""
    groups = [Sum(tuple(range(columns // 2 - 1)), (columns // 2 - 1,))] if columns > 3 else []
    groups += [Sum(tuple(range(columns // 2, columns - 1)), (columns - 1,))] if columns > 3 else []
    mixed = draw(st.permutations(range(columns)))
    at = draw(st.integers(1, columns - 1))
    total = Sum(tuple(range(columns - 1)), (columns - 1,))
    return draw(st.sampled_from([[], [total], groups, [Sum(tuple(mixed[:at]), tuple(mixed[at:]))]]))


DIGITS = st.text("0123456789", min_size=1, max_size=9) | st.text("01", min_size=1, max_size=9)


@settings(max_examples=150)
@given(data=st.data(), text=DIGITS, columns=st.integers(2, 6))
def test_exactly_the_cuts_that_add_up(data: st.DataObject, text: str, columns: int) -> None:
    sums = data.draw(sums_of(columns))
    full = {cut for cut in every_cut(text, columns) if holds(cut, sums)}
    lossy = {cut for cut in every_cut_with_gaps(text, columns) if holds(cut, sums)}
    row = row_of(text, columns)
    readings = ambiguous_row_to_readings(row, sums)
    assert set(values(readings)) == (full or lossy)
    assert len(readings) == len(full or lossy)  # none twice
    assert {reading.lost for reading in readings} <= {not full}
    assert set(values(ambiguous_row_to_readings(row, sums, least=1))) == full | lossy


@settings(max_examples=100)
@given(
    st.lists(st.integers(0, 12) | st.integers(0, 300) | st.integers(0, 40_000), min_size=6, max_size=6),
    st.sets(st.integers(1, 6)),
)
def test_a_row_of_table_two_is_among_its_readings(parts: list[int], spaces: set[int]) -> None:
    truth = (*parts, sum(parts))
    text = "".join(" " * (at in spaces) + str(value) for at, value in enumerate(truth))
    readings = ambiguous_row_to_readings(row_of(text, 7), [SEVEN])
    assert truth in values(readings)
    assert all(
        reading.mishaps == 0 and holds(cut, [SEVEN]) for reading, cut in zip(readings, values(readings), strict=True)
    )


PRINTS = st.lists(
    st.sampled_from(["0", "00", "7", "12", "305", "—", "——", "-", "_", "/", "8O", "l2", "009", "1,234", "3;4", "5、"]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150)
@given(PRINTS, st.sampled_from(["", " ", "　"]), st.booleans(), st.integers(2, 5))
def test_readings_stand_in_the_print_in_order(parts: list[str], between: str, run: bool, columns: int) -> None:
    assume(not re.fullmatch(r"[-—]\s*\d{1,3}\s*[-—]", between.join(parts)))  # a page number
    row = row_of(between.join(parts), columns, run=run)
    try:
        readings = ambiguous_row_to_readings(row)
    except TooManyReadingsError:
        return
    for reading in readings:
        at = row.start
        for cell in reading.cells:
            assert (cell.start is None) == (cell.end is None)
            if cell.start is None or cell.end is None:
                assert (cell.state, cell.value) == ("blank", None)
                continue
            assert at <= cell.start < cell.end <= row.start + len(row.text)
            skipped = row.text[at - row.start : cell.start - row.start]
            assert not skipped.strip(" 　;、,/"), "print between two figures belongs to one of them"
            at = cell.end
            printed = row.text[cell.start - row.start : cell.end - row.start]
            if cell.state == "number" and printed.isdigit():
                assert cell.value == int(printed)
                assert printed == "0" or printed[0] != "0" or not run
            elif cell.state == "mark":
                assert cell.value is None
                assert not any(character.isalnum() for character in printed)
    assert len({reading.mishaps for reading in readings}) <= 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("640020470", [(64, 0, 0, 2, 0, 4, 70)]),
        ("200 000121", [(20, 0, 0, 0, 0, 1, 21)]),
        ("20 0 00 0 020", [(20, 0, 0, 0, 0, 0, 20)]),
        ("2200003252", []),
        ("0000000", [(0, 0, 0, 0, 0, 0, 0)]),
        ("1100000011", []),
        ("110000011", [(11, 0, 0, 0, 0, 0, 11), (1, 10, 0, 0, 0, 0, 11)]),
    ],
)
def test_rows_run_together(text: str, read: list[Values]) -> None:
    assert set(values(ambiguous_row_to_readings(row_of(text, 7), [SEVEN], mishaps=0))) == set(read)


def test_the_fewest_mishaps_come_first() -> None:
    separate = row_of("12 3 15", 3, run=False)
    assert values(ambiguous_row_to_readings(separate)) == [(12, 3, 15)]
    # a figure too many: one was cut in two, or the last belongs to no column; two mishaps would allow more
    cut = ambiguous_row_to_readings(row_of("31 19 50 3169", 3, run=False), [Sum((0, 1), (2,))])
    assert values(cut) == [(31, 19, 50), (3119, 50, 3169)]
    assert {reading.mishaps for reading in cut} == {1}


def test_a_number_cut_by_a_space_is_joined_only_where_the_sums_say_so() -> None:
    row = row_of("31 19 0 3119", 3, run=False)
    assert values(ambiguous_row_to_readings(row, [Sum((0, 1), (2,))])) == [(3119, 0, 3119)]
    [reading] = ambiguous_row_to_readings(row, [Sum((0, 1), (2,))])
    assert slices(row, reading) == ["31 19", "0", "3119"]
    whole = row_of("31 19 50", 3, run=False)
    assert values(ambiguous_row_to_readings(whole, [Sum((0, 1), (2,))])) == [(31, 19, 50)]
    assert ambiguous_row_to_readings(row_of("31 0 9", 2, run=False), [Sum((0,), (1,))], mishaps=0) == []


def test_a_lost_empty_cell_may_be_anywhere_in_a_run() -> None:
    readings = ambiguous_row_to_readings(row_of("404", 4), [Sum((0, 1, 2), (3,))])
    assert set(values(readings)) == {(None, 4, 0, 4), (4, None, 0, 4), (4, 0, None, 4)}
    assert all(reading.lost for reading in readings)
    # between figures that stand apart it leaves no trace either, and inside a figure there is none
    apart = ambiguous_row_to_readings(row_of("40 40", 3, run=False), [Sum((0, 1), (2,))])
    assert set(values(apart)) == {(40, None, 40), (None, 40, 40)}


@pytest.mark.parametrize(
    ("text", "columns", "read"),
    [
        ("0——0——00", 6, [(0, None, 0, None, 0, 0)]),  # each is one mark, as it is typed
        ("0——0——00", 8, [(0, None, None, 0, None, None, 0, 0)]),  # or two
        ("3_0×3", 5, [(3, None, 0, None, 3)]),
        ("×0…0", 4, [(None, 0, None, 0)]),
    ],
)
def test_marks_inside_runs_are_cells(text: str, columns: int, read: list[Values]) -> None:
    row = row_of(text, columns)
    readings = ambiguous_row_to_readings(row)
    assert values(readings) == read
    for reading in readings:
        assert "".join(slices(row, reading)) == text
        assert [cell.state == "mark" for cell in reading.cells] == [value is None for value in read[0]]


def test_blots_are_read_as_the_digits_they_look_like() -> None:
    row = row_of("00O0l1", 6)
    [reading] = ambiguous_row_to_readings(row)
    assert values([reading]) == [(0, 0, 0, 0, 1, 1)]
    assert reading.mishaps == 1
    assert "".join(slices(row, reading)) == "00O0l1"
    alone = row_of(["1", "8O", "81"], 3, run=False)
    assert values(ambiguous_row_to_readings(alone, [Sum((0, 1), (2,))])) == [(1, 80, 81)]
    assert unharmed_readings(alone, 2) == []


def test_zero_padding_is_a_mishap_of_a_figure_that_stands_alone() -> None:
    row = row_of(["009", "0", "9"], 3, run=False)
    [reading] = ambiguous_row_to_readings(row, [Sum((0, 1), (2,))])
    assert (values([reading]), reading.mishaps) == ([(9, 0, 9)], 1)
    assert slices(row, reading) == ["009", "0", "9"]
    # in a run it is three figures, as no figure begins with a zero
    assert values(ambiguous_row_to_readings(row_of("009", 3))) == [(0, 0, 9)]


@pytest.mark.parametrize("sign", [".", "、", ",", "，", "．"])
def test_the_number_of_the_next_label_is_no_figure_of_the_row(sign: str) -> None:
    apart = row_of(["2", "0", "2", f"4{sign}"], 3)
    assert values(ambiguous_row_to_readings(apart, [Sum((0, 1), (2,))])) == [(2, 0, 2)]
    glued = row_of(f"2200003254{sign}", 7)
    readings = ambiguous_row_to_readings(glued, [SEVEN])
    assert set(values(readings)) >= {(22, 0, 0, 0, 0, 3, 25)}
    assert all(reading.mishaps == 1 for reading in readings)
    assert unharmed_readings(glued, 1) == []  # so the last figure is never sure
    assert unharmed_readings(row_of(f"12{sign}", 2), 1) == []


def test_the_last_digits_of_an_amount_may_number_the_next_label() -> None:
    readings = ambiguous_row_to_readings(row_of("9116.362、", [MONEY]))
    assert set(values(readings)) == {(Decimal("9116.362"),), (Decimal("9116.36"),), (Decimal("9116.3"),)}


@pytest.mark.parametrize("number", ["- 4 -", "—4—", "-12-"])
def test_a_page_number_among_the_cells_is_left_out(number: str) -> None:
    row = row_of(["3", "4", number, "7"], 3, run=False)
    assert values(ambiguous_row_to_readings(row, [Sum((0, 1), (2,))])) == [(3, 4, 7)]


@pytest.mark.parametrize(
    ("text", "columns", "read"),
    [
        ("2648-18538", (COUNT, CHANGE, COUNT), (2648, -18, 538)),
        ("114+139756", (COUNT, CHANGE, COUNT), (114, 139, 756)),
        ("395 73802895.90元", (COUNT, MONEY), (395, Decimal("7380.289590"))),
        ("395 251000元", (COUNT, MONEY), (395, Decimal("25.1"))),
        ("12 8.5万元", (COUNT, MONEY), (12, Decimal("8.5"))),
    ],
)
def test_signs_and_amounts(text: str, columns: tuple[Column, ...], read: Values) -> None:
    row = row_of(text, columns)
    readings = ambiguous_row_to_readings(row)
    assert read in values(readings)
    for reading in readings:
        assert "".join(slices(row, reading)) == text.replace(" ", "")


def test_a_minus_sign_stands_in_signed_columns_only() -> None:
    readings = ambiguous_row_to_readings(row_of("26-18", (COUNT, COUNT)))
    assert all(value is None or value >= 0 for cut in values(readings) for value in cut)  # type: ignore[operator]
    assert (26, -18) in values(ambiguous_row_to_readings(row_of("26-18", (COUNT, CHANGE))))


def test_too_many_ways_are_told() -> None:
    with pytest.raises(TooManyReadingsError):
        ambiguous_row_to_readings(row_of("1" * 60, 15))
    assert len(unharmed_readings(row_of("1" * 60, 15), 2)) == 2


@given(st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_as_many_digits_as_columns_allow_one_reading(digits: list[int]) -> None:
    row = row_of("".join(map(str, digits)), 7)
    assert values(unharmed_readings(row, 2)) == [tuple(digits)]


def test_an_empty_cell_that_is_printed_is_no_mishap() -> None:
    row = row_of(["3", "", "3"], 3, run=False)
    [reading] = ambiguous_row_to_readings(row)
    assert (values([reading]), reading.mishaps, reading.lost) == ([(3, None, 3)], 0, False)


def test_ways_that_were_found_already_are_the_readings() -> None:
    [first] = ambiguous_row_to_readings(row_of("12", 2))
    row = replace(row_of("12", 2), ways=(first.cells, first.cells))
    assert [reading.cells for reading in ambiguous_row_to_readings(row)] == [first.cells, first.cells]
    assert unharmed_readings(row, 1) == [RowReading(first.cells, 0)]


@pytest.mark.parametrize("run", [True, False])
@pytest.mark.parametrize("digits", [5_000, 300_000])  # Python makes no number of so many
def test_digits_without_end_are_no_figure_and_cost_no_more_than_their_length(digits: int, run: bool) -> None:
    row = row_of(["9" * digits, *"111111"], 7, run=run)
    with contextlib.suppress(TooManyReadingsError):
        readings = ambiguous_row_to_readings(row, [SEVEN])
        assert not [cell for reading in readings for cell in reading.cells if cell.value and cell.value > 10**9]
