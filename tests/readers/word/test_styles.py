"""Styles of a .docx: what they say, what they take from those that they are based on, and circles."""

from __future__ import annotations

from lxml import etree

from gkml.readers.word.markup import W
from gkml.readers.word.styles import Styles


def styles(content: str) -> Styles:
    return Styles(etree.fromstring(f'<w:styles xmlns:w="{W[1:-1]}">{content}</w:styles>'))


def style(name: str, based_on: str = "", content: str = "", kind: str = "paragraph", more: str = "") -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}" {more}><w:name w:val="{name.upper()}"/>{based}{content}</w:style>'
    )


LISTED = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr>'
FOUND = styles(
    style("plain", more='w:default="1"')
    + style("listed", "plain", LISTED)
    + style("hidden", "listed", "<w:rPr><w:vanish/></w:rPr>")
    + style("shown", "hidden", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    + style("a", "b")
    + style("b", "a", "<w:rPr><w:vanish/></w:rPr>")
    + style("toc 1")
    + style("grid", kind="table", content='<w:tcPr><w:shd w:val="clear" w:fill="FF0000"/></w:tcPr>')
    + style("white", kind="table", content='<w:tcPr><w:shd w:val="clear" w:fill="FFFFFF"/></w:tcPr>')
)


def test_what_a_style_says_overrules_what_it_is_based_on() -> None:
    assert [FOUND.hides(name) for name in ("plain", "hidden", "shown")] == [False, True, False]
    assert [name for name, _ in FOUND.chain("shown")] == ["shown", "hidden", "listed", "plain"]
    (listed,) = (each for _, each in FOUND.chain("shown") if each.list_id is not None)
    assert (listed.list_id, listed.depth) == ("3", 1)
    assert FOUND.default == "plain"


def test_a_circle_ends() -> None:
    assert FOUND.hides("a")
    assert {name for name, _ in FOUND.chain("a")} == {"a", "b"}


def test_what_is_not_there_says_nothing() -> None:
    assert list(FOUND.chain("none")) == list(FOUND.chain(None)) == []
    assert not FOUND.hides(None)
    assert list(Styles(None).chain("plain")) == []


def test_names_and_shades_tell_their_kind() -> None:
    assert [FOUND.is_contents(name) for name in ("toc 1", "plain")] == [True, False]
    assert [FOUND.shades(name) for name in ("grid", "white", "plain")] == [True, False, False]
