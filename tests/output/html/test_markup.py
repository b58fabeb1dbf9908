"""No text becomes markup, wherever it is put."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from gkml.output.html.markup import NOTHING, Markup, element, join, json_block, raw_text, text
from gkml.output.printable import printable
from tests.output.made_reports import texts

EVIL = [
    "<script>alert(1)</script>",
    "\"' onload=alert(1) x=",
    "]]></style><img src=x onerror=alert(1)>",
    "</title><!-- ",
    "\u202e\u2066txt\u2069<b>",
    "&lt;script&gt;&#60;",
]
anything = st.sampled_from(EVIL) | texts | st.text(alphabet="<>&\"'/!-=x \n\x00\u202e", max_size=20)


@given(anything, anything)
def test_text_stays_text_in_elements_and_attributes(one: str, other: str) -> None:
    (parsed,) = html.fragments_fromstring(element("p", one, title=other))
    assert (parsed.tag, len(parsed)) == ("p", 0)
    assert (parsed.text or "") == printable(one)
    assert dict(parsed.attrib) == {"title": printable(other)}


@given(anything)
def test_data_for_scripts_is_whole_and_ends_where_it_ends(plain: str) -> None:
    block = json_block("data", {plain: [plain]})
    (parsed,) = html.fragments_fromstring(block)
    assert json.loads(parsed.text) == {plain: [plain]}
    assert block.count("<") == 2


def test_elements_hold_markup_as_it_is() -> None:
    inner = element("b", "1 < 2")
    assert element("p", inner, None, " & ") == "<p><b>1 &lt; 2</b> &amp; </p>"
    assert join([inner, None, "x"]) == "<b>1 &lt; 2</b>x"
    assert element("br") == "<br>"
    assert join([]) == NOTHING


def test_attributes_have_names_as_html_spells_them() -> None:
    made = element("td", class_="a", data_start=0, hidden=True, title=None, open=False)
    assert made == '<td class="a" data-start="0" hidden></td>'


def test_signs_that_turn_text_around_are_seen() -> None:
    assert text("1\u202e23") == "1�23"


@pytest.mark.parametrize("content", ["</script>", "<!-- x"])
def test_a_script_cannot_hold_its_end(content: str) -> None:
    with pytest.raises(ValueError, match="end it"):
        raw_text("script", content)
    assert raw_text("script", "1 < 2") == Markup("<script>1 < 2</script>")
