"""Comments, conditions and stray tags of pages."""

from __future__ import annotations

import pytest

from gkml.readers import DEFAULT_LIMITS
from gkml.readers.html import read_html
from gkml.readers.html_source import mended_source


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("a<!-- b -->c", "ac"),
        ("163<!--[if mso]>99<![endif]--></td>", "163</td>"),
        ("<!--[if lt IE 9]><script src='a'></script><![endif]--><body>", "<body>"),
        ("<!--[if !mso]><!-->a<!--<![endif]-->", "a"),
        ("<![if !supportLists]>1<![endif]>2", "12"),
        ("a<!-->b<!--->c<!-- d --!>e", "abce"),
        ("a</br>b</BODY >c</html>d", "a<br>bcd"),
        ("<script>'<!--'</script>a</body>b", "<script>'<!--'</script>ab"),
        ("<title><!-- a</title>b<!-- c", "<title><!-- a</title>b<!-- c"),
        ("<script>a</body>b", "<script>ab"),
    ],
)
def test_source_is_mended(source: str, mended: str) -> None:
    assert mended_source(source) == mended


def test_a_page_with_a_condition_in_its_head_is_read() -> None:
    page = (
        "<html><head><!--[if lt IE 9]><script src='a.js'></script><![endif]--></head><body><p>一、总体情况</p></body>"
    )
    assert read_html(page, DEFAULT_LIMITS).text == "一、总体情况\n"


def test_a_condition_in_a_cell_adds_nothing_to_its_figure() -> None:
    page = "<table><tr><td>规章</td><td>163<!--[if mso]>99<![endif]--></td><td><![if !x]>7<![endif]></td></tr></table>"
    assert read_html(page, DEFAULT_LIMITS).text == "规章\t163\t7\n"


@pytest.mark.parametrize("piece", ["<!--", "<![", "<script", "<title>", "</body", "<!--[if "])
def test_what_is_never_closed_is_looked_for_once(piece: str) -> None:
    assert mended_source(piece * 20_000) == piece * 20_000
