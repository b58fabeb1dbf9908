"""The text of a report: every place of it where the offsets say, and every character one character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from gkml.output.html.markup import element
from gkml.output.html.source import Place, report_to_places, text_to_markup, visible
from gkml.pipeline import Pipeline
from tests.conftest import EXAMPLES

TEXTS = st.text(alphabet="甲乙12 \t\n<>&\"'\u202e\x00𠮷", max_size=80)


def parsed(text: str, places: list[Place], most: int = 10**6) -> html.HtmlElement:
    return html.fromstring(element("div", text_to_markup(text, places, most)))


@given(TEXTS)
def test_lines_hold_the_characters_of_the_text_from_their_offset_on(text: str) -> None:
    page = parsed(text, [])
    lines = page.find_class("line")
    shown = {int(line.get("data-start")): line.text_content() for line in lines}
    assert all(visible(text[start : start + len(held)]) == held for start, held in shown.items())
    assert sum(map(len, shown.values())) == len(text.replace("\n", ""))
    assert {element.tag for element in page.iter()} <= {"div", "span"}


@given(TEXTS, st.lists(st.tuples(st.integers(0, 79), st.integers(1, 20)), max_size=6))
def test_marks_of_a_place_together_hold_what_stands_there(text: str, ranges: list[tuple[int, int]]) -> None:
    places = [
        Place(start, min(start + size, len(text)), "figure", f"cell{number}")
        for number, (start, size) in enumerate(ranges)
        if start < len(text)
    ]
    page = parsed(text, places)
    for place in places:
        marks = [mark for mark in page.iter("mark") if place.name in mark.get("data-cells").split()]
        held = "".join(mark.text_content() for mark in marks)
        assert held == visible(text[place.start : place.end].replace("\n", ""))
        for mark in marks:
            start, end = int(mark.get("data-start")), int(mark.get("data-end"))
            assert mark.text_content() == visible(text[start:end])


def test_places_of_a_report_are_its_cells_headings_and_statements(rules: Pipeline) -> None:
    report = rules(EXAMPLES[0])
    places = report_to_places(report)
    named = {place.name for place in places if place.kind == "figure"}
    assert named == {cell.id for cell in report.cells.values() if cell.start is not None}
    assert sum(place.kind == "heading" for place in places) == len(report.headings) + len(report.subheadings)
    told = {place.name for place in places if place.kind == "statement"}
    assert told == {check.id for check in report.checks if check.evidence}


def test_what_is_left_out_is_counted() -> None:
    text = "".join(f"{number}\t0\n" for number in range(30_000))
    page = parsed(text, [Place(5, 6, "figure", "a")], 10_000)
    (gap,) = page.find_class("gap")
    shown = sum(len(line.text_content()) + 1 for line in page.find_class("line"))
    assert str(len(text) - shown) in gap.text_content()


def test_controls_show_and_wide_spaces_stay() -> None:
    assert visible("\u3000一\t二\x85\u202e\ue000") == "\u3000一\t二 ��"
