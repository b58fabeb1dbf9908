from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.readers.html import read_html
from gkml.readers.html_cascade import read_styles
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from tests.readers.pages import cell_of, page_with

_SHEET = """
.n1{color:white} @media screen{.n2{display:none}} td > b.n3{visibility:hidden} TD B.n4{font-size:0}
table b:nth-child(1).n5{opacity:0} .n6{position:absolute;left:-999em} @media (min-width:1000px){.n7{display:none}}
#n8{display:none} [class="n9"]{display:none} .n10{display:none;} .sr-only{position:absolute;width:1px;height:1px;
clip:rect(0,0,0,0);overflow:hidden}
"""


@pytest.mark.parametrize(
    "attributes", [*(f"class=n{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10)), "id=n8", 'class="a sr-only"']
)
def test_rules_hide_what_attributes_do_not(attributes: str) -> None:
    document, cell = cell_of(f"48213<b {attributes}>1</b>", _SHEET)

    assert document.cell_text(cell) == "48213"
    assert cell.sight == "doubtful"


@pytest.mark.parametrize(
    "sheet",
    [
        "@media print{.a{display:none}}",
        ".a{display:none} b.a{display:inline}",
        ".a{display:none} .a{display:inline!important}",
        ".b{display:none}",
    ],
)
def test_rules_that_do_not_win_hide_nothing(sheet: str) -> None:
    document, cell = cell_of("<b class=a>48213</b>", sheet)

    assert (document.cell_text(cell), cell.sight) == ("48213", "seen")


def test_an_attribute_overrules_rules_but_important_ones() -> None:
    source = '<b class=a style="display:inline">48213</b>'

    assert cell_of(source, ".a{display:none}")[1].sight == "seen"
    assert cell_of(source, ".a{display:none!important}")[1].sight == "doubtful"


@pytest.mark.parametrize(
    ("sheet", "sight"),
    [
        (".a::first-letter{font-size:0}", "doubtful"),
        (".a:first-line{color:#fff}", "doubtful"),
        (".a::first-letter{font-size:2em}", "seen"),
        ("@font-face{font-family:x;src:url(x)} .a{font-family:'X',serif}", "doubtful"),
        ("@font-face{font-family:x;src:url(x)} body{font-family:x}", "seen"),
        ("@font-face{font-family:x;src:url(x)} .a{font-family:serif}", "seen"),
    ],
)
def test_letters_that_may_show_something_else(sheet: str, sight: str) -> None:
    document, cell = cell_of("<b class=a>48213</b>", sheet)

    assert (document.cell_text(cell), cell.sight) == ("48213", sight)


def test_selectors_that_look_inside_cost_what_they_look_at() -> None:
    page = page_with("<b><i>1</i></b>48213", "b:has(i){display:none}")

    assert read_html(page).rows[1].cells[1].sight == "doubtful"
    with pytest.raises(InputError, match="elements"):
        read_html(page_with("<b><i>1</i></b>" * 100, "b:has(u){display:none}"), Limits(elements=2_000))


def test_copies_hidden_by_a_class_are_left_out() -> None:
    phone, screen = (f"<table><tr><td>甲<td>{figure}</table>" for figure in (1, 2))
    page = f"<style>.phone{{display:none}}</style><div class=phone>{phone}</div>{screen}"

    assert read_html(page).text == "甲\t2\n"


def test_a_page_hidden_by_a_rule_until_its_scripts_run_is_read() -> None:
    assert read_html("<style>body{opacity:0}</style><body><table><tr><td>甲<td>2</table>").text == "甲\t2\n"


@pytest.mark.parametrize("rule", ["display:none", "visibility:hidden", "opacity:0"])
def test_what_holds_all_tables_is_shown_by_scripts(rule: str) -> None:
    table = "<table><tr><td>甲<td>2</table>"
    document = read_html(f"<style>[v-cloak]{{{rule}}}</style><div v-cloak><p>乙</p>{table}</div>")

    assert document.text == "乙\n甲\t2\n"
    assert document.rows[1].cells[1].sight is None


def test_without_its_style_sheets_the_dress_of_a_page_is_not_known() -> None:
    linked = page_with("5").replace("<style>", "<link rel=stylesheet href=a.css><style>")
    cell = read_html(linked).rows[1].cells[1]

    assert (cell.sight, cell.doubts) == (None, ())
    assert read_html(linked.replace("rel=", "media=print rel=")).rows[1].cells[1].sight == "seen"


def test_a_class_that_linked_sheets_may_hide_by_is_doubted() -> None:
    linked = page_with("48213<b class=sr-only>1</b>").replace("<style>", "<link rel=stylesheet href=a.css><style>")

    assert read_html(linked).rows[1].cells[1].doubts == (DoubtCode.HIDDEN,)


def test_styles_that_concern_no_table_are_not_looked_into() -> None:
    table = "<table><tr><td style='color:red'>5</table>"
    page = f"<style>.nav li{{float:left;color:#fff}}</style><ul class=nav><li>甲</ul>{table}"

    assert not read_styles(document_fromstring(page), DEFAULT_LIMITS).own


def test_more_rules_than_the_limit_end_the_page() -> None:
    rules = "".join(f".a{number}{{display:none}}" for number in range(20))

    with pytest.raises(InputError, match="elements"):
        read_html(page_with("<b class=a1>1</b>", rules), Limits(elements=2_000))
