from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from gkml.document import Sight
from gkml.doubts import DoubtCode
from gkml.readers.html_controls import mark_controls
from tests.readers.pages import cell_of, page_with


@pytest.mark.parametrize(
    ("source", "sight"),
    [
        ("<input value=48213>", "seen"),
        ("<input type=number value=48213 disabled>", "seen"),
        ("<input type=hidden value=1>48213", "seen"),
        ("<input type=checkbox value=1 checked>48213", "seen"),
        ("<textarea>48213</textarea>", "seen"),
        ("<form><input value=48213></form>", "seen"),
        ("<aside>48213</aside>", "seen"),
        ("<select><option>1<option selected>48213</select>", "seen"),
        ("<button>展开</button>48213", "seen"),
        ("<noscript>1</noscript>48213<template>2</template><!-- 3 -->", "seen"),
        ("<math><mn>48213</mn></math>", "seen"),
        ("<select><option>48213<option>1</select>", "doubtful"),
        ("<button>48213</button>", "doubtful"),
        ("<option>48213</option>", "doubtful"),
        ("<input type=button value=48213>", "doubtful"),
        ("<ruby>48213<rt>1</rt></ruby>", "doubtful"),
        ("<ol start=4><li>48213</ol>", "doubtful"),
        ("<ul><li>48213</ul>", "seen"),
        ("<details><summary>48213</summary>1</details>", "doubtful"),
    ],
)
def test_what_controls_show(source: str, sight: Sight) -> None:
    document, cell = cell_of(source)

    assert document.cell_text(cell) == "48213"
    assert (cell.sight, cell.unread) == (sight, False)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<svg><text>48213</text></svg>", DoubtCode.PICTURE),
        ("<canvas></canvas>", DoubtCode.PICTURE),
        ("<object data=x.png>1</object>", DoubtCode.PICTURE),
        ("<iframe src=x></iframe>", DoubtCode.PICTURE),
        ("<img src=x.png alt=48213>", DoubtCode.PICTURE),
        ("4821<img src=3.png width=9 height=12>", DoubtCode.PICTURE),
        ("48213<meter value=1>1</meter>", DoubtCode.PICTURE),
        ("<math><mfrac><mn>48</mn><mn>213</mn></mfrac></math>", DoubtCode.FORMULA),
        ("<input type=password value=48213>", DoubtCode.CONTROL),
        ('<script>document.write("48213")</script>', DoubtCode.FIELD),
        ("<my-figure value=48213></my-figure>", DoubtCode.FIELD),
    ],
)
def test_what_is_not_read_makes_its_cell_unread(source: str, code: DoubtCode) -> None:
    _, cell = cell_of(source)

    assert cell.unread
    assert cell.doubts == (code,)


def test_an_empty_control_is_doubted() -> None:
    document, cell = cell_of("<input placeholder=48213>")

    assert document.cell_text(cell) == ""
    assert cell.doubts == (DoubtCode.CONTROL,)


@pytest.mark.parametrize("source", ["<img src=x.gif width=1 height=1>5", '<img src=x.png style="visibility:hidden">5'])
def test_pictures_that_show_nothing_do_not_count(source: str) -> None:
    assert not cell_of(source)[1].unread


@pytest.mark.parametrize(
    ("sheet", "text", "doubts"),
    [
        (".n::before{content:attr(data-v)}", "48213", ()),
        ('.n:after{content:"48" "213"}', "48213", ()),
        (".n:after{content:'213'}.n:before{content:'48'}", "48213", ()),
        (".n::before{content:attr(data-v);display:none}", "", (DoubtCode.HIDDEN,)),
        (".n::before{content:counter(a)}", "", (DoubtCode.FIELD,)),
        (".n::before{content:url(x.png)}", "", (DoubtCode.PICTURE,)),
        (".n{background:url(x.png)}", "", (DoubtCode.PICTURE,)),
        (".n{content:url(x.png)}", "", (DoubtCode.PICTURE,)),
        (".n::before{content:''}", "", ()),
    ],
)
def test_generated_content(sheet: str, text: str, doubts: tuple[DoubtCode, ...]) -> None:
    document, cell = cell_of("<i class=n data-v=48213></i>", sheet)

    assert document.cell_text(cell) == text
    assert cell.doubts == doubts


@pytest.mark.parametrize(
    ("source", "marked"), [("48213", False), ("<b>48213</b>", False), ("<input value=48213>", True)]
)
def test_it_tells_whether_a_cell_was_changed(source: str, marked: bool) -> None:
    assert mark_controls(document_fromstring(page_with(source))) is marked


def test_controls_outside_cells_are_left_alone() -> None:
    root = document_fromstring("<p>搜索 <input value=3></p><table><tr><td>1</td></tr></table>")
    assert not mark_controls(root)
    assert root.find(".//input") is not None
