from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gkml.errors import UsageError
from gkml.records.report import Report
from gkml.review.decisions import DecisionKind
from gkml.review.requests import Wanted, json_to_wanted, labels_of, wanted_to_decision
from gkml.template import load_templates

TEMPLATES = load_templates()
WRONG = "requests.granted.total"


def decide(report: Report, **plain: object) -> object:
    wanted = json_to_wanted({"kind": "cell", "cell": WRONG, "action": "edit", **plain})
    return wanted_to_decision(wanted, report, report, TEMPLATES)


def test_a_cell_is_decided_with_its_print(contradiction: Report) -> None:
    decision = wanted_to_decision(
        json_to_wanted({"kind": "cell", "cell": WRONG, "action": "edit", "state": "number", "value": " ４０ "}),
        contradiction,
        contradiction,
        TEMPLATES,
    )
    assert (decision.value, decision.state, decision.print, decision.sha256) == (
        40,
        "number",
        "41",
        contradiction.sha256,
    )
    assert decision.source == contradiction.source


@pytest.mark.parametrize(
    ("plain", "state", "value"),
    [
        ({"action": "confirm"}, "number", 41),
        ({"action": "refuse"}, "number", 41),
        ({"action": "proposal"}, "number", 40),
        ({"action": "alternative", "state": "number", "value": "14"}, "number", 14),
        ({"state": "blank"}, "blank", None),
        ({"state": "unreadable"}, "unreadable", None),
        ({"cell": "disclosure.fees.amount", "value": "1,234.50"}, "number", Decimal("1234.50")),
    ],
)
def test_what_a_cell_says(contradiction: Report, plain: dict[str, object], state: str, value: object) -> None:
    decision = decide(contradiction, **plain)
    assert (decision.state, str(decision.value)) == (state, str(value))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ({"cell": "requests.granted.nobody"}, "no cell"),
        ({"cell": None}, "no cell"),
        ({"value": "vierzig"}, "no figure"),
        ({"value": ""}, "no figure"),
        ({"value": "1.5"}, "whole numbers"),
        ({"value": "-3"}, "below zero"),
        ({"state": "perhaps"}, "no page asks"),
        ({"action": "proposal", "cell": "requests.received_new.total"}, "imply no figure"),
    ],
)
def test_what_cannot_be_decided_is_refused(contradiction: Report, plain: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        decide(contradiction, **plain)


def test_a_change_may_be_below_zero(contradiction: Report) -> None:
    cells = {"disclosure.licensing.change": replace(contradiction.cells[WRONG], id="disclosure.licensing.change")}
    report = replace(contradiction, cells=cells)
    decision = decide(report, cell="disclosure.licensing.change", value="－12")
    assert decision.value == -12  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        "x",
        {"kind": "rule"},
        {"kind": 1},
        {"kind": "cell", "who": "me"},
        {"kind": "cell", "sha256": "a"},
        {"kind": "cell", "action": "guess"},
        {"kind": "tag", "start": "1"},
        {"kind": "tag", "start": True},
    ],
)
def test_what_no_page_asks_for_is_refused(plain: object) -> None:
    with pytest.raises(UsageError, match="no page asks"):
        json_to_wanted(plain)


def tag(report: Report, start: int | None, end: int | None, label: str | None = "section:1") -> tuple[object, ...]:
    found = wanted_to_decision(Wanted(DecisionKind.TAG, start=start, end=end, label=label), report, report, TEMPLATES)
    return found.print, found.start, found.end, found.label


def test_a_stretch_is_tagged_without_white_space_around_it(contradiction: Report) -> None:
    report = replace(contradiction, text=" 一、𠮷总体情况 \n二\t三")
    assert tag(report, 0, 9) == ("一、𠮷总体情况", 1, 8, "section:1")
    assert tag(report, 1, 3, None) == ("一、", 1, 3, None)


@pytest.mark.parametrize(
    ("start", "end", "label", "said"),
    [
        (0, 1, "section:99", "no label"),
        (8, 10, "title", "only white space"),
        (1, 11, "title", "several cells"),
        (10, 13, "title", "several cells"),
        (5, 5, "title", "no stretch"),
        (-1, 5, "title", "no stretch"),
        (0, 99, "title", "no stretch"),
        (None, 5, "title", "no stretch"),
        (1, None, "title", "no stretch"),
    ],
)
def test_what_is_no_stretch_is_refused(
    contradiction: Report, start: int | None, end: int | None, label: str, said: str
) -> None:
    report = replace(contradiction, text=" 一、𠮷总体情况 \n二\t三")
    with pytest.raises(UsageError, match=said):
        tag(report, start, end, label)


def test_a_label_is_no_page_long(contradiction: Report) -> None:
    with pytest.raises(UsageError, match="select less"):
        tag(replace(contradiction, text="字" * 999), 0, 999)


def test_without_a_text_nothing_is_tagged(contradiction: Report) -> None:
    with pytest.raises(UsageError, match="cannot be shown"):
        tag(replace(contradiction, text=None), 0, 1)


def test_labels_are_those_of_the_forms() -> None:
    assert {"title", "section:3", f"row:{WRONG.rpartition('.')[0]}"} <= set(labels_of(TEMPLATES))
