"""Children and values of elements, as the accepted document has them."""

from __future__ import annotations

import pytest
from lxml import etree

from gkml.readers.ooxml import Element
from gkml.readers.word.markup import MC, W, child, children, integer, is_on, value


def element(content: str) -> Element:
    names = f'xmlns:w="{W[1:-1]}" xmlns:mc="{MC[1:-1]}"'
    return etree.fromstring(f"<w:p {names}>{content}</w:p>")


def names_of(content: str) -> list[str]:
    return [inner.tag.removeprefix(W) for inner in children(element(content))]


def test_insertions_are_opened_and_deletions_stay_what_they_are() -> None:
    assert names_of("<w:ins><w:r/><w:hyperlink><w:r/></w:hyperlink></w:ins><w:del><w:r/></w:del>") == ["r", "r", "del"]
    assert names_of("<w:sdt><w:sdtPr/><w:sdtContent><w:tbl/></w:sdtContent></w:sdt>") == ["sdtPr", "tbl"]


def test_of_alternatives_the_first_that_holds_something_counts() -> None:
    ways = "<mc:AlternateContent>{}<mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent>"
    assert names_of(ways.format("<mc:Choice><w:drawing/></mc:Choice>")) == ["drawing"]
    assert names_of(ways.format("<mc:Choice/>")) == ["pict"]


def test_a_path_ends_where_an_element_is_missing() -> None:
    found = element('<w:pPr><w:numPr><w:ilvl w:val="2"/></w:numPr></w:pPr>')
    assert integer(child(found, "pPr", "numPr", "ilvl")) == 2
    assert child(found, "pPr", "rPr", "ilvl") is None
    assert value(child(found, "rPr")) is None


@pytest.mark.parametrize(("text", "number"), [("-3", -3), ("x", 7), ("", 7), ("99999999999", 1_000_000)])
def test_numbers_are_held_within_what_a_document_can_mean(text: str, number: int) -> None:
    assert integer(element(f'<w:sz w:val="{text}"/>')[0], default=7) == number


@pytest.mark.parametrize(
    ("content", "on"), [("<w:b/>", True), ('<w:b w:val="1"/>', True), ('<w:b w:val="Off"/>', False), ("<w:i/>", False)]
)
def test_a_switch_is_on_where_it_is_there_and_not_set_off(content: str, on: bool) -> None:
    assert is_on(child(element(content), "b")) is on
