"""HTML to Document: nothing lost, nothing doubled, every cell in its true column."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers import Limits, read
from gkml.readers.html import read_html
from tests.readers.shown import lines


def check_offsets(document: Document) -> None:
    """Rows cover the text, cells cover their row, and no cell holds a separator or blank edges."""
    assert "".join(document.row_text(row) + "\n" for row in document.rows) == document.text
    at = 0
    for index, row in enumerate(document.rows):
        assert (row.index, row.start) == (index, at)
        assert row.cells
        assert document.row_text(row) == "\t".join(map(document.cell_text, row.cells))
        column = 0
        for cell in row.cells:
            assert document.cell_text(cell) == document.cell_text(cell).strip()
            assert cell.column >= column
            assert cell.rowspan >= 1
            assert cell.colspan >= 1
            column = cell.column + cell.colspan
        at = row.end + 1


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>（<span>一</span><span>）</span><font>主</font><b>动</b>公开</p>", ["（一）主动公开"]),
        ("<p>甲<o:p> </o:p></p><p><o:p>&nbsp;</o:p></p><p>乙</p>", ["甲", "乙"]),
        ("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"]),
        ("<p>甲<br>乙<br/>丙</br>丁</p>", ["甲", "乙", "丙", "丁"]),
        ("<ul><li>甲<li>乙</ul><h2>丙</h2>", ["甲", "乙", "丙"]),
        ("<p>&nbsp;&#12288;2020&nbsp;年　度 &nbsp;</p>", ["2020\xa0年　度"]),
        ("<p>in  two\n   words</p>", ["in two words"]),
        ("<p>政府信\n      息公开 工作</p>", ["政府信息公开 工作"]),
        ("<p>收到 3\n件</p>", ["收到 3 件"]),
        ("<p>1 < 2 &lt; 3 &amp; 4</p>", ["1 < 2 < 3 & 4"]),
        ("<p><![if !supportLists]>7、<![endif]>甲<!--[if gte mso 9]><xml>乙</xml><![endif]--></p>", ["7、甲"]),
        ("<p>規<ruby>章<rp>(</rp><rt>zhang</rt><rp>)</rp></ruby></p>", ["規章"]),
        ("<p>甲\x00&#0;乙</p>", ["甲\ufffd\ufffd乙"]),
        ("<!-- nothing -->", []),
        ("", []),
    ],
)
def test_blocks_become_lines(source: str, expected: list[str]) -> None:
    document = read_html(source)
    check_offsets(document)
    assert lines(document) == expected
    assert {row.kind for row in document.rows} <= {"line"}
    assert {row.table for row in document.rows} <= {None}


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>if (a<b) document.write('<p>乙</p>')</script>",
        "<style>p {content: '乙'}</style>",
        "<noscript><p>乙</p></noscript>",
        "<template><p>乙</p></template>",
        "<!-- <p>乙</p> -->",
        "<p hidden>乙</p>",
        "<div style='color:red; DISPLAY : none'><p>乙</p></div>",
        "<span style='visibility:hidden'>乙</span>",
        "<input type='hidden' value='乙'>",
        "<select><option>乙</option></select>",
        "<textarea>乙</textarea>",
        "<iframe>乙</iframe>",
        "<svg><title>乙</title></svg>",
    ],
)
def test_what_nobody_sees_is_dropped_and_what_follows_stays(unseen: str) -> None:
    assert lines(read_html(f"<div>甲{unseen}丙</div>")) in (["甲丙"], ["甲", "丙"])


def test_properties_that_only_look_hiding_hide_nothing() -> None:
    assert lines(read_html("<p style='-webkit-backface-visibility:hidden'>甲</p>")) == ["甲"]


def test_a_page_hidden_until_its_scripts_run_is_read() -> None:
    assert lines(read_html("<html><body style='display:none'><p>甲</p></body></html>")) == ["甲"]


def test_a_page_pasted_into_a_page_does_not_end_it() -> None:
    pasted = "<html><head><title>乙</title></head><body><p>甲</p></body></html>"
    source = f"<html><body><div>{pasted}</div><p>丙</p></body></html>"
    assert lines(read_html(source)) == ["甲", "丙"]
    assert lines(read_html("<html><body><p>甲</p></body></html>\n<p>乙</p><html><p>丙</p></html>")) == [
        "甲",
        "乙",
        "丙",
    ]


def test_title_of_the_article_stands_before_the_title_of_the_page() -> None:
    page = "<html><head><title>{}</title>{}</head><body><p>正文</p></body></html>"
    assert read_html(page.format(" 年报\n 首页 ", "")).title == "年报 首页"
    assert read_html(page.format("首页", "<META NAME='ArticleTitle' CONTENT='年报'>")).title == "年报"
    assert read_html(page.format("首页", "<meta name='ArticleTitle' content=' '>")).title == "首页"
    assert read_html("<p>正文</p>").title is None
    assert lines(read_html(page.format("首页", ""))) == ["正文"]


def test_site_chrome_is_dropped_unless_the_report_stands_in_it() -> None:
    body = "<p>" + "正文" * 40 + "</p>"
    chrome = (
        "<nav>首页</nav><header>站名</header><aside>推荐</aside><form>搜<button>查</button></form><footer>案</footer>"
    )
    assert lines(read_html(chrome + body)) == ["正文" * 40]
    assert lines(read_html(f"<form><header>站名</header>{body}</form>")) == ["正文" * 40]
    assert lines(read_html(f"<article><header><h1>年报</h1></header>{body}</article>")) == ["年报", "正文" * 40]
    table = "<table><tr><td>甲</td><td>1</td></tr></table>"
    assert lines(read_html(f"<footer>{table}</footer>{body}")) == ["甲\t1", "正文" * 40]


def test_pictures_count_where_text_stands_and_where_they_can_be_read() -> None:
    page = (
        "<div><img src='logo.png'></div><p><img src='1.png'><img width='1' height='1' src='count.gif'></p>"
        "<table><tr><td><img src='2.png'></td><td>甲</td></tr></table><p hidden><img src='3.png'></p>"
    )
    assert read_html(page).pictures == 2


def test_preformatted_text_keeps_its_lines_and_empty_cells() -> None:
    document = read_html("<p>甲</p><pre>\n规章\t1\t\t3\n\t2\n\n乙\n</pre><p>丙\n丁</p>")
    check_offsets(document)
    assert lines(document) == ["甲", "规章\t1\t\t3", "\t2", "乙", "丙丁"]
    assert [row.kind for row in document.rows] == ["line", "cells", "cells", "line", "line"]


def test_newlines_outside_all_blocks_break_lines() -> None:
    document = read_html("甲\n乙 | 1 | |\n\n<html><body><table><tr><td>丙<td>2</table></body></html>\n\n丁\n戊")
    check_offsets(document)
    assert lines(document) == ["甲", "乙\t1\t", "丙\t2", "丁", "戊"]
    assert [row.kind for row in document.rows] == ["line", "cells", "grid", "line", "line"]


# --- anything --------------------------------------------------------------------------------------------------------

_words = st.text(alphabet="政府信息公开一二（）、0123456789ab <&\n\xa0\u3000", max_size=12)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, max_size=4).map("".join)
    cells = st.lists(inside.map("<td>{}</td>".format), min_size=1, max_size=4).map("".join)
    table = (
        st.lists(cells.map("<tr>{}</tr>".format), min_size=1, max_size=4).map("".join).map("<table>{}</table>".format)
    )
    tags = ["div", "span", "b", "section", "blockquote", "o:p", "center", "li"]
    return st.one_of(
        st.tuples(st.sampled_from(tags), inside).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"), table
    )


@given(st.recursive(_words.map(_escaped), _element, max_leaves=30))
def test_no_character_is_lost_or_doubled(source: str) -> None:
    document = read_html(f"<div>{source}</div>")
    check_offsets(document)
    visible = re.sub(r"<[^>]*>", "", source).replace("&lt;", "<").replace("&amp;", "&")
    assert "".join(document.text.split()) == "".join(visible.split())


TAGS = """
<table> </table> <tr> </tr> <td> </td> <tbody> </tbody> <thead> <caption> <p> </p> <div> </div> <br> <span> </span> <b>
<pre> </pre> <nav> </nav> <form> <html> </html> <body> </body> <head> </head> <title> </title> <script> </script> <li>
<select> <o:p> </o:p> <img> <font> <input> <!-- --> <![if > < & <a<b> <?xml <!doctype &nbsp; &#12288; &#0; &#xD800; &odd
1 规章 <p>一、总体情况
"""
ODD = [
    "\t",
    "\n",
    " ",
    "\u3000",
    "\0",
    "\v",
    "\x85",
    "\u2028",
    "\ud800",
    "a\tb\n",
    "<p hidden>",
    "<p style='display:none'>",
]
SPANS = ["<td rowspan=99999999999 colspan='-3'>", "<th rowspan=3>", "<td colspan=2>"]
_soup = st.lists(st.sampled_from([*TAGS.split(), *ODD, *SPANS]) | st.text(max_size=3), max_size=40).map("".join)


@given(_soup)
def test_soup_gives_a_sound_document(source: str) -> None:
    document = read_html(source)
    assert "".join(document.row_text(row) + "\n" for row in document.rows) == document.text
    for row in document.rows:
        assert document.row_text(row) == "\t".join(map(document.cell_text, row.cells))
        assert not any(set("\t\n\r") & set(document.cell_text(cell)) for cell in row.cells)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_document_or_a_typed_error(data: bytes) -> None:
    try:
        document = read(b"<p>" + data, "x.html")
    except InputError as error:
        code = error.code
    else:
        code = "none"
        assert "".join(document.row_text(row) + "\n" for row in document.rows) == document.text
    assert code in {"none", "undecodable", "binary_file"}


# --- limits ----------------------------------------------------------------------------------------------------------


def failure(data: bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, "a.html", limits or Limits())
    return caught.value


@pytest.mark.parametrize("tag", [b"<table><tr><td>", b"<div>", b"<span>", b"<nav>", b"<div hidden>"])
def test_deep_nesting_is_refused(tag: bytes) -> None:
    assert failure(tag * 1_000 + b"x").code == "too_deeply_nested"
    assert failure(tag * 100_000 + b"x").code == "too_deeply_nested"


def test_a_page_that_the_parser_cuts_for_its_depth_is_refused_under_the_widest_limits() -> None:
    assert failure(b"<nav>" * 5_000 + b"</nav>" * 5_000 + b"<p>x", Limits(nesting=2_000)).code == "too_deeply_nested"


def test_tables_nested_within_the_limit_are_read() -> None:
    assert lines(read("<table><tr><td>甲".encode() * 20)) == ["甲"] * 20


def test_a_long_line_is_refused_and_named() -> None:
    error = failure(b"<p>" + b"a" * 49_000_000)
    assert error.code == "line_too_long"
    assert "2,000,000" in error.message
    assert failure("<p>一二三四".encode(), Limits(line_characters=3)).code == "line_too_long"
    cell = "<table><tr><td>一<br>二<br>三<br>四</td><td>1</td></tr></table>".encode()
    assert failure(cell, Limits(line_characters=3)).code == "line_too_long"
    assert lines(read("<p>一二三".encode(), "a.html", Limits(line_characters=3))) == ["一二三"]


@pytest.mark.parametrize(
    ("source", "limits"),
    [
        (b"<p>a" * 4, Limits(rows=3)),
        (b"<table>" + b"<tr><td>1<td>2" * 4 + b"</table>", Limits(rows=3)),
        (b"<table>" + b"<tr><td>1<td>2" * 4 + b"</table>", Limits(cells=7)),
        (b"<table>" + b"<tr><td>1<td>2" * 2 + b"</table>" + b"<table>" + b"<tr><td>1<td>2" * 2, Limits(cells=7)),
        (b"<table><tr><td colspan=3>1<td>2", Limits(columns=3)),
        (b"<table><tr><td colspan=1000>1<td colspan=1000>2", Limits()),
        (b"<p>a" * 4, Limits(elements=3)),
    ],
)
def test_too_much_is_refused(source: bytes, limits: Limits) -> None:
    error = failure(source, limits)
    assert error.code == "too_many_rows"
    assert "limit of" in error.message
    assert "Limits." in error.message
