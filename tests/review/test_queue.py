from __future__ import annotations

from gkml.review.decisions import Action, Decision, DecisionKind
from gkml.review.index import OpenCell, Summary, worth_of
from gkml.review.queue import Filters, choices, entries, progress, reviewed

BAD = OpenCell("requests.granted.total", ("check_failed",), "41", 9.0)
DIM = OpenCell("disclosure.fees.amount", ("low_confidence",), "3", 1.0)


def summary(number: int, *cells: OpenCell, agency: str = "甲县", year: int = 2023) -> Summary:
    return Summary(number, f"{number}.txt", f"{number:064}", 0, "ok", agency, year, 0, cells, worth_of(cells))


ALL = [summary(1), summary(2, DIM), summary(3, BAD, agency="乙县", year=2022), summary(4, DIM, DIM, DIM, DIM)]


def decided(number: int, cell: OpenCell | None = None, print: str | None = None, id: int = 1) -> Decision:
    name = f"{number:064}"
    if cell is None:
        return Decision(DecisionKind.DONE, name, id=id)
    return Decision(DecisionKind.CELL, name, cell=cell.id, action=Action.CONFIRM, print=print or cell.print, id=id)


def numbers(filters: Filters, *log: Decision) -> list[int]:
    return [entry.summary.number for entry in entries(ALL, reviewed(log), filters)]


def test_contradictions_come_before_many_small_doubts() -> None:
    assert numbers(Filters()) == [3, 4, 2]
    assert numbers(Filters(show="all")) == [3, 4, 2, 1]


def test_filters_narrow_it_down() -> None:
    assert numbers(Filters(agency="乙")) == [3]
    assert numbers(Filters(year=2023)) == [4, 2]
    assert numbers(Filters(table="requests")) == [3]
    assert numbers(Filters(doubt="low_confidence")) == [4, 2]
    assert numbers(Filters(table="requests", doubt="low_confidence")) == []


def test_what_is_decided_leaves_the_queue() -> None:
    assert numbers(Filters(), decided(3, BAD)) == [4, 2]
    assert numbers(Filters(), decided(3)) == [4, 2]
    assert numbers(Filters(show="done"), decided(3)) == [3]
    assert numbers(Filters(show="done"), decided(3, BAD)) == [3]


def test_a_cell_that_is_printed_otherwise_since_comes_again() -> None:
    assert numbers(Filters(), decided(3, BAD, print="14")) == [3, 4, 2]


def test_what_is_undone_comes_again() -> None:
    undo = Decision(DecisionKind.UNDO, f"{3:064}", undoes=1, id=2)
    assert numbers(Filters(), decided(3, BAD), undo) == [3, 4, 2]


def test_progress_counts_reports_and_cells() -> None:
    none = progress(ALL, {})
    assert (none.reports, none.reports_left, none.cells, none.cells_left) == (3, 3, 6, 6)
    some = progress(ALL, reviewed([decided(3, BAD), decided(4, id=2)]))
    assert (some.reports_left, some.cells_left) == (1, 1)


def test_choices_are_what_there_is() -> None:
    found = choices(ALL)
    assert found.agencies == (("乙县", 1), ("甲县", 3))
    assert found.years == ((2022, 1), (2023, 3))
    assert found.tables == (("disclosure", 2), ("requests", 1))
    assert found.doubts == (("low_confidence", 2), ("check_failed", 1))
