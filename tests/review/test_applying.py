from __future__ import annotations

from dataclasses import replace

from gkml.records.report import CellRecord, Part, Report
from gkml.review.applying import apply_decisions, decide_cell, part_of
from gkml.review.decisions import Action, Decision, DecisionKind
from gkml.template import load_templates

TEMPLATES = load_templates()
WRONG = "requests.granted.total"


def decision(report: Report, cell: str = WRONG, **more: object) -> Decision:
    told = {"action": Action.EDIT, "state": "number", "value": 40, "print": report.cells[cell].text, "id": 1, **more}
    return Decision(DecisionKind.CELL, report.sha256 or "", cell=cell, who="王核", **told)  # type: ignore[arg-type]


def test_a_decided_cell_says_so_and_is_in_no_doubt(contradiction: Report) -> None:
    decided = apply_decisions(contradiction, [decision(contradiction)], TEMPLATES)
    cell = decided.report.cells[WRONG]
    assert (cell.value, cell.text, cell.tagger, cell.review, cell.confidence) == (40, "41", "human", False, 1.0)
    assert (cell.doubts, cell.proposal, cell.cause, cell.reason) == ((), None, None, None)
    assert list(decided.applied) == [WRONG]
    assert [notice.code for notice in decided.report.warnings][-1] == "decided"


def test_others_say_what_they_said(contradiction: Report) -> None:
    decided = apply_decisions(contradiction, [decision(contradiction)], TEMPLATES).report
    for name, cell in contradiction.cells.items():
        if name != WRONG:
            assert (decided.cells[name].value, decided.cells[name].tagger) == (cell.value, cell.tagger)


def test_a_decision_on_another_print_is_shown_again_and_not_applied(contradiction: Report) -> None:
    decided = apply_decisions(contradiction, [decision(contradiction, print="14")], TEMPLATES)
    assert list(decided.changed) == [WRONG]
    cell = decided.report.cells[WRONG]
    assert (cell.value, cell.review) == (41, True)
    assert cell.tagger != "human"
    assert decided.report.warnings[-1].code == "decisions_outdated"
    assert WRONG in decided.report.warnings[-1].message


def test_a_decision_on_a_cell_that_is_gone_is_told(contradiction: Report) -> None:
    gone = replace(decision(contradiction), cell="requests.gone.total")
    assert list(apply_decisions(contradiction, [gone], TEMPLATES).changed) == ["requests.gone.total"]


def test_without_decisions_it_is_the_same_report(contradiction: Report) -> None:
    assert apply_decisions(contradiction, [], TEMPLATES).report is contradiction
    done = Decision(DecisionKind.DONE, contradiction.sha256 or "", id=1)
    decided = apply_decisions(contradiction, [done], TEMPLATES)
    assert decided.done
    assert decided.report is contradiction


def test_a_blank_has_no_print_and_an_unreadable_cell_keeps_it() -> None:
    cell = CellRecord("requests.granted.total", 3, "3", "number", 0.4, start=5, end=6)
    base = Decision(DecisionKind.CELL, "a", cell=cell.id, action=Action.EDIT, print="3")
    blank = decide_cell(cell, replace(base, state="blank"))
    assert (blank.state, blank.value, blank.text, blank.start) == ("blank", None, None, None)
    unread = decide_cell(cell, replace(base, state="unreadable"))
    assert (unread.state, unread.value, unread.text, unread.confidence) == ("unreadable", None, "3", 0.0)
    assert not unread.review


def test_a_figure_that_a_person_pointed_at_stands_there() -> None:
    cell = CellRecord("requests.granted.total", 3, "3", "number", 0.4, start=5, end=6)
    pointed = Decision(
        DecisionKind.CELL, "a", cell=cell.id, action=Action.EDIT, state="number", value=12, print="3", start=0, end=2
    )
    moved = decide_cell(cell, pointed, "12 或 3")
    assert (moved.value, moved.text, moved.start, moved.end) == (12, "12", 0, 2)


def test_parts_are_told_by_their_number(contradiction: Report) -> None:
    assert part_of(contradiction) == 0
    assert part_of(replace(contradiction, part=Part(2, 3))) == 2
