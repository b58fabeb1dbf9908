"""The number of a paragraph: by its own properties, by its style, or none."""

from __future__ import annotations

from lxml import etree

from gkml.readers.ooxml import Element
from gkml.readers.word.lists import Numbering
from gkml.readers.word.markup import W
from gkml.readers.word.styles import Styles
from tests.readers.word.docx_files import NUMBERING

NAMES = f'xmlns:w="{W[1:-1]}"'


def part(content: str) -> Element:
    return etree.fromstring(f"<w:x {NAMES}>{content}</w:x>")


def properties(list_id: int | None = None, depth: int | None = None) -> Element:
    level = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    of = "" if list_id is None else f'<w:numId w:val="{list_id}"/>'
    return part(f"<w:numPr>{level}{of}</w:numPr>")


STYLE = '<w:style w:type="paragraph" w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'


def test_levels_are_counted_in_order_of_reading() -> None:
    numbering = Numbering(part(NUMBERING), Styles(None))
    drawn = [numbering.draw(properties(1, depth), None) for depth in (0, 1, 1, 2, 0, 1)]
    assert drawn == ["一、", "（一）", "（二）", "1.", "二、", "（一）"]


def test_a_style_numbers_its_paragraphs_and_a_paragraph_may_refuse() -> None:
    numbering = Numbering(part(NUMBERING), Styles(part(STYLE)))
    assert numbering.draw(None, "h") == "一、"
    assert numbering.draw(properties(0), "h") == ""
    assert numbering.draw(properties(depth=1), "h") == "（一）"  # its own level in the list of the style
    assert numbering.draw(None, "h") == "二、"
    assert numbering.draw(None, None) == ""


def test_a_level_may_be_tied_to_a_style() -> None:
    tied = NUMBERING.replace('<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:pStyle w:val="h"/>')
    numbering = Numbering(part(tied), Styles(part(STYLE)))
    assert numbering.draw(None, "h") == "（一）"


def test_a_list_may_restart_a_level_or_bring_its_own() -> None:
    override = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
        '<w:lvlOverride w:ilvl="1"><w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlText w:val="%2)"/></w:lvl>'
        "</w:lvlOverride></w:num>"
    )
    numbering = Numbering(part(NUMBERING + override), Styles(None))
    assert numbering.draw(properties(1, 0), None) == "一、"
    assert [numbering.draw(properties(2, depth), None) for depth in (0, 1)] == ["五、", "1)"]


def test_lists_that_are_not_there_draw_nothing() -> None:
    numbering = Numbering(part('<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>'), Styles(None))
    assert numbering.draw(properties(1, 0), None) == ""
    assert Numbering(None, Styles(None)).draw(properties(1, 0), None) == ""
