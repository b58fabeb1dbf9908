"""What a cell shows: four things that are no figure look unlike each other and unlike 0."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html

from gkml.doubts import DoubtCode
from gkml.output.excel_cells import UNREAD
from gkml.output.html.figures import figure_box, reference, shown_figure
from gkml.records.report import CellRecord, Number, State


@pytest.mark.parametrize(
    ("state", "value", "text", "shown"),
    [
        ("number", 0, "0", "0"),
        ("number", Decimal("1.5"), "1.50", "1.50"),
        ("number", 10**17 + 1, None, "100000000000000001"),
        ("blank", None, None, ""),
        ("absent", None, None, ""),
        ("mark", None, " — ", "—"),
        ("unreadable", None, "#", UNREAD),
    ],
)
def test_a_figure_shows_as_printed(state: State, value: Number | None, text: str | None, shown: str) -> None:
    assert shown_figure(CellRecord("a.b.c", value, text, state)) == shown


def test_states_have_classes_of_their_own() -> None:
    states: list[State] = ["number", "blank", "mark", "absent", "unreadable"]
    boxes = [html.fromstring(figure_box("p", CellRecord("a.b.c", state=state), {})) for state in states]
    assert [box.get("class") for box in boxes] == [f"figure {state}" for state in states]


def test_a_box_tells_what_scripts_go_by() -> None:
    cell = CellRecord(
        "a.b.c", 7, "7", "number", review=True, start=3, end=4, page=2, doubts=(DoubtCode.FAINT, DoubtCode.TINY)
    )
    box = html.fromstring(figure_box("p", cell, {"a.b.c": "one two"}, colspan=2))
    assert dict(box.attrib) == {
        "class": "figure number review failed",
        "tabindex": "-1",
        "data-cell": "a.b.c",
        "data-state": "number",
        "data-start": "3",
        "data-end": "4",
        "data-page": "2",
        "data-doubts": "faint tiny",
        "data-checks": "one two",
        "colspan": "2",
    }


def test_a_cell_for_review_without_a_code_is_found_by_scripts_too() -> None:
    box = html.fromstring(figure_box("p", CellRecord("a.b.c", review=True), {}))
    assert box.get("data-doubts") == ""
    assert html.fromstring(figure_box("p", CellRecord("a.b.c"), {})).get("data-doubts") is None


def test_a_reference_is_a_button() -> None:
    button = html.fromstring(reference("a.b.c", "<7>"))
    assert (button.tag, button.get("type"), button.get("data-ref"), button.text) == ("button", "button", "a.b.c", "<7>")
