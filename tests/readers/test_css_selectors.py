from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from gkml.errors import InputError
from gkml.readers.css import read_sheet
from gkml.readers.css_selectors import SelectorIndex, last_keys
from gkml.readers.limits import DEFAULT_LIMITS, Limits

_PAGE = """<div class="a b"><p id=p1><i>1</i><b class=c>2</b></p><p id=p2 lang=zh><u id=u>3</u><b id=b2>4</b></p></div>
<ul><li id=l1>5<li id=l2>6<li id=l3>7</ul>"""


def _ids(selector: str, page: str = _PAGE, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    root = document_fromstring(page)
    matches = SelectorIndex(root, list(read_sheet(selector + "{display:none}"))).matches(limits)
    return [match.element.get("id") or str(match.element.tag) for match in matches]


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        (".a.b p i", ["i"]),
        (".a > b", []),
        (".a b.c", ["b"]),
        ("div > p > b", ["b", "b2"]),
        ("i + b", ["b"]),
        ("u ~ b", ["b2"]),
        ("p + p b", ["b2"]),
        ("#u, #b2", ["u", "b2"]),
        ("P#p1", ["p1"]),
        ("[lang=zh]", ["p2"]),
        ("[lang=zh] b", ["b2"]),
        ("li:nth-child(2)", ["l2"]),
        ("li:not(:first-child)", ["l2", "l3"]),
        ("ul li:last-child", ["l3"]),
        ("a:hover, li:hover", []),
        ("li:is(#l1, #l3)", ["l1", "l3"]),
        ("p:has(u)", ["p2"]),
        ("p:unknown, li", []),  # one that is not understood makes the list void
        ("ul > *", ["l1", "l2", "l3"]),
        ("\\{a, \\31 a, ª, a|b, li#l1", []),
        ("\\{a, \\31 a, ª, li#l1", ["l1"]),
    ],
)
def test_selectors(selector: str, ids: list[str]) -> None:
    assert _ids(selector) == ids


def test_heavier_selectors_weigh_more() -> None:
    root = document_fromstring("<p id=x class=y>1</p>")
    matches = SelectorIndex(root, list(read_sheet("#x{color:red} .y{color:blue} p{color:lime}"))).matches(
        DEFAULT_LIMITS
    )

    by_weight = sorted(matches, key=lambda match: match.weight)

    assert [match.declarations["color"][0] for match in by_weight] == ["lime", "blue", "red"]


def test_what_is_generated_is_told_apart() -> None:
    root = document_fromstring("<p class=y>1</p>")
    (match,) = SelectorIndex(root, list(read_sheet(".y::after{content:'5'}"))).matches(DEFAULT_LIMITS)

    assert match.pseudo == "after"


def test_the_keys_of_the_last_parts() -> None:
    assert list(last_keys("#a .b, .c td, *, p#d.e")) == [".b", "td", "", "#d"]


def test_selectors_of_many_parts_in_deep_pages_are_quick() -> None:
    page = "<b>" * 200 + "<i>1</i>" + "</b>" * 200

    assert _ids("a " + "b " * 40 + "i", page) == []
    assert _ids("b " * 40 + "i", page) == ["i"]


def test_more_comparisons_than_the_limit_end_the_page() -> None:
    with pytest.raises(InputError, match="elements"):
        _ids(", ".join(["i"] * 50), "<i>1</i>" * 50, Limits(elements=1_000))


def test_selectors_of_thousands_of_parts_are_left_out() -> None:
    deep = "div " * 5_000
    assert list(last_keys(deep)) == []
    assert _ids(f"{deep}, li") == []
    assert _ids(f"{deep}{{display:none}} #l2") == ["l2"]
