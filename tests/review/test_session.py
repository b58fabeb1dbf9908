from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gkml.errors import UsageError
from gkml.output.jsonl import report_to_line
from gkml.pipeline import Pipeline
from gkml.readers.sources import path_to_source
from gkml.review.decisions import Action, DecisionKind
from gkml.review.queue import Filters
from gkml.review.requests import Wanted
from gkml.review.session import ReviewSession
from tests.review.conftest import CONTRADICTION, EXAMPLES, PAGE, OpenSession

WRONG = "requests.granted.total"
TAKE = Wanted(DecisionKind.CELL, cell=WRONG, action=Action.PROPOSAL)
DONE = Wanted(DecisionKind.DONE)


@pytest.fixture
def session(open_session: OpenSession) -> ReviewSession:
    return open_session()


def test_a_report_is_shown_with_its_text(session: ReviewSession) -> None:
    opened = session.open(1)
    report = opened.report
    assert opened.missing is None
    assert report.text is not None
    cell = report.cells[WRONG]
    assert report.text[cell.start : cell.end] == "41"


def test_a_decision_is_there_at_once_and_after_a_new_start(session: ReviewSession, open_session: OpenSession) -> None:
    assert session.decide(1, TAKE).report.cells[WRONG].value == 40
    for one in (session, open_session()):
        cell = one.open(1).report.cells[WRONG]
        assert (cell.value, cell.tagger) == (40, "human")
        assert one.open(1).decided.applied[WRONG].who == "王核"


def test_the_queue_and_its_progress_follow(session: ReviewSession) -> None:
    before = session.progress()
    first = [entry.summary.number for entry in session.entries(Filters())]
    assert first[0] == 1
    session.decide(1, TAKE)
    assert session.progress().cells_left == before.cells_left - 1
    session.decide(1, DONE)
    assert [entry.summary.number for entry in session.entries(Filters())] == first[1:]
    assert session.neighbours(1, Filters()) == (None, first[1])
    session.undo(1)
    assert sorted(entry.summary.number for entry in session.entries(Filters())) == sorted(first)


def test_cells_that_a_correction_clears_are_open_no_more(session: ReviewSession, open_session: OpenSession) -> None:
    (entry,) = [one for one in session.entries(Filters()) if one.summary.number == 1]
    upheld = "disputes.reconsideration.upheld"
    opened = session.decide(1, Wanted(DecisionKind.CELL, cell=upheld, action=Action.EDIT, value="12"))
    left = {cell.id for cell in opened.report.cells.values() if cell.review}
    assert len(left) < len(entry.open) - 1
    again = open_session()
    again.begin().join()
    for one in (session, again):
        (entry,) = [found for found in one.entries(Filters()) if found.summary.number == 1]
        assert {cell.id for cell in entry.open} == left


def test_a_settled_report_leaves_nothing_in_doubt(session: ReviewSession) -> None:
    opened = session.decide(1, DONE)
    assert opened.decided.done
    assert not any(cell.review for cell in opened.report.cells.values())
    assert opened.report.cells[WRONG].value == 41  # as it is printed
    assert opened.decided.applied[WRONG].action is Action.SETTLE
    assert session.undo(1).standing == 0


def test_undoing_goes_back_step_by_step(session: ReviewSession) -> None:
    session.decide(1, TAKE)
    session.decide(1, Wanted(DecisionKind.CELL, cell=WRONG, action=Action.EDIT, value="39"))
    opened = session.undo(1)
    assert opened.report.cells[WRONG].value == 40
    assert opened.undone is not None
    assert opened.undone.value == 39
    assert session.undo(1).report.cells[WRONG].value == 41
    with pytest.raises(UsageError, match="nothing is decided"):
        session.undo(1)


def test_a_heading_that_is_tagged_anew(session: ReviewSession, open_session: OpenSession) -> None:
    heading = session.open(1).report.headings[0]
    wanted = Wanted(DecisionKind.TAG, start=heading.start, end=heading.end, label="section:6")
    opened = session.decide(1, wanted)
    assert [one.section for one in opened.report.headings if one.start == heading.start] == [6]
    assert (heading.start, "section:6") in {(tag.start, tag.label) for tag in session.tags(1)}
    again = open_session()
    assert again.open(1).report.headings == opened.report.headings
    assert again.undo(1).report.headings[0].section == 1


def test_a_figure_in_a_row_that_was_tagged_anew_is_decided_by_its_print_there(
    session: ReviewSession, open_session: OpenSession
) -> None:
    text = session.open(1).report.text or ""
    label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    at = text.index(label)
    opened = session.decide(1, Wanted(DecisionKind.TAG, start=at, end=at + len(label), label=None))
    cell = next(cell for cell in opened.report.cells.values() if cell.id.startswith("requests.partially_granted."))
    session.decide(1, Wanted(DecisionKind.CELL, cell=cell.id, action=Action.EDIT, value="77"))
    for one in (session, open_session()):
        assert list(one.open(1).decided.applied) == [cell.id]
        assert one.open(1).report.cells[cell.id].value == 77


def test_what_is_refused_is_not_kept(session: ReviewSession) -> None:
    with pytest.raises(UsageError, match="no figure"):
        session.decide(1, Wanted(DecisionKind.CELL, cell=WRONG, action=Action.EDIT, value="x"))
    assert session.open(1).standing == 0


def test_a_source_that_is_gone_is_told_and_figures_are_decided_without(session: ReviewSession, folder: Path) -> None:
    (folder / CONTRADICTION).unlink()
    opened = session.open(1)
    assert opened.report.text is None
    assert opened.missing is not None
    assert CONTRADICTION in opened.missing.message
    assert session.decide(1, TAKE).report.cells[WRONG].value == 40
    with pytest.raises(UsageError, match="cannot be shown"):
        session.decide(1, Wanted(DecisionKind.TAG, start=0, end=1, label="title"))


def test_a_source_that_has_changed_is_not_shown(session: ReviewSession, folder: Path) -> None:
    shutil.copy(EXAMPLES / PAGE, folder / CONTRADICTION)
    opened = session.open(1)
    assert opened.report.text is None
    with pytest.raises(UsageError, match="not the one"):
        session.source(1)


def test_bytes_are_those_of_the_file(session: ReviewSession, folder: Path) -> None:
    assert session.source(2).data == (folder / PAGE).read_bytes()


def test_reports_of_one_file_are_decided_apart(folder: Path, open_session: OpenSession, rules: Pipeline) -> None:
    other = "linxi_2023_pipes.txt"
    texts = [(EXAMPLES / name).read_text("utf-8") for name in (CONTRADICTION, other)]
    (folder / "two.txt").write_text("\n\n".join(texts), encoding="utf-8")
    reports = rules.read_all(path_to_source(str(folder / "two.txt"), name="two.txt"))
    assert [report.source for report in reports] == ["two.txt", "two.txt#2"]
    (folder / "out.jsonl").write_text("".join(map(report_to_line, reports)), encoding="utf-8")
    session = open_session()
    session.decide(2, Wanted(DecisionKind.CELL, cell=WRONG, action=Action.EDIT, value="7"))
    assert session.open(2).report.cells[WRONG].value == 7
    assert session.open(1).report.cells[WRONG].value == 41
    heading = session.open(2).report.headings[0]
    opened = session.decide(2, Wanted(DecisionKind.TAG, start=heading.start, end=heading.end, label="section:6"))
    assert opened.report.headings[0].section == 1  # kept to be learnt from
    assert (heading.start, "section:6") in {(tag.start, tag.label) for tag in session.tags(1)}


def test_choices_come_from_the_records(session: ReviewSession) -> None:
    assert {year for year, _ in session.choices().years} == {2022, 2023}
