"""The tree of a page: what a visitor sees stays, what the site shows beside it goes, tables end where they should."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from gkml.errors import InputError
from gkml.readers.html_cascade import read_styles
from gkml.readers.html_page import page_title, source_to_tree, visible_tree
from gkml.readers.limits import DEFAULT_LIMITS, Limits


def tree(source: str) -> HtmlElement:
    root = source_to_tree(source, DEFAULT_LIMITS)
    assert root is not None
    return root


def seen(source: str) -> str:
    root = tree(source)
    visible_tree(root, read_styles(root, DEFAULT_LIMITS))
    return " ".join(root.text_content().split())


LONG = "本年度按照要求开展了各项政府信息公开工作。" * 3


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<script>x</script><style>p {}</style><p>甲", "甲"),
        ("<p hidden>藏</p><p>甲", "甲"),
        ("<p style='display: none'>藏</p><p>甲", "甲"),
        (f"<nav>首页</nav><p>{LONG}</p><footer>版权</footer>", LONG),
        (f"<header><h1>题</h1></header><p>{LONG}", f"题 {LONG}".replace(" ", "")),
        (f"<nav><table><tr><td>甲</table></nav><p>{LONG}", f"甲{LONG}"),
        (f"<form>{LONG}</form>", LONG),  # which holds the text of the page
    ],
)
def test_what_is_shown(source: str, left: str) -> None:
    assert seen(source).replace(" ", "") == left


def test_hidden_text_in_a_cell_leaves_a_mark() -> None:
    root = tree("<table><tr><td>48<span style='display: none'>9</span>2</td></tr></table>")
    assert visible_tree(root, read_styles(root, DEFAULT_LIMITS))
    plain = tree("<table><tr><td>482</td></tr></table>")
    assert not visible_tree(plain, read_styles(plain, DEFAULT_LIMITS))


def test_cells_that_were_left_open_end_where_the_next_begins() -> None:
    root = tree("<table><tr><td><b>甲<td>1<tr><td>乙<td>2</table>")
    visible_tree(root, read_styles(root, DEFAULT_LIMITS))
    rows = [[" ".join(cell.text_content().split()) for cell in row.iter("td")] for row in root.iter("tr")]
    assert rows == [["甲", "1"], ["乙", "2"]]


def test_the_title_of_the_article_goes_before_that_of_the_page() -> None:
    page = "<title> 网站 </title><meta name=ArticleTitle content='某局 年报'>"
    assert page_title(tree(page)) == "某局 年报"
    assert page_title(tree("<title> 网站 </title><p>")) == "网站"
    assert page_title(tree("<p>甲")) is None


def test_limits_hold_and_a_page_of_comments_is_none() -> None:
    assert source_to_tree("<!-- a -->", DEFAULT_LIMITS) is None
    for limits in (Limits(nesting=5), Limits(elements=5)):
        with pytest.raises(InputError):
            source_to_tree("<div>" * 20, limits)
