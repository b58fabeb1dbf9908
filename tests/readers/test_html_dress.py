from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from gkml.doubts import DoubtCode
from gkml.readers.dress import PLAIN
from gkml.readers.html import read_html
from gkml.readers.html_cascade import Styles
from gkml.readers.html_dress import dress_of, needs_dressing
from tests.readers.pages import cell_of

# what is beside 48213 is no part of what a person reads as the figure; one code says why it is doubtful
_BESIDE = {
    DoubtCode.STRUCK: [
        "<s>17</s>",
        "<strike>17</strike>",
        "<del>17</del>",
        '<span style="text-decoration:red line-through"><b>17</b></span>',
        '<u style="text-decoration-line:line-through">17</u>',
    ],
    DoubtCode.RAISED: [
        "<sup>1</sup>",
        "<sup><a href=#n>[1]</a></sup>",
        '<span style="vertical-align:super;font-size:8px">1</span>',
        '<span style="vertical-align:top;font-size:8px">1</span>',
        '<span style="vertical-align:5px">1</span>',
        '<span style="position:relative;top:-.5em;font-size:75%">1</span>',
        '<span style="position:relative;inset:auto auto .4em">1</span>',
        "<span style=\"font-feature-settings:'sups'\">1</span>",
    ],
    DoubtCode.LOWERED: ["<sub>2</sub>", '<span style="position:relative;top:.4em">1</span>'],
    DoubtCode.TINY: [
        '<span style="font-size:0">1</span>',
        '<span style="font:0/0 a">1</span>',
        '<span style="zoom:0.01">1</span>',
    ],
    DoubtCode.FAINT: [
        "<font size=1 color=white>1</font>",
        '<font color="fefefe">1</font>',
        '<span style="color:rgb(255,255,255)">1</span>',
        '<span style="color:rgba(0,0,0,.02)">1</span>',
        '<span style="color:transparent">1</span>',
        '<span style="background:#888;color:#888">1</span>',
        '<span style="--light:#fff;color:var(--light)">1</span>',
        '<span style="opacity:0">1</span>',
    ],
    DoubtCode.HIDDEN: [
        '<span style="visibility:hidden">1</span>',
        '<span style="DISPLAY : NONE !important">1</span>',
        '<span style="display:no\\6e e">1</span>',
        "<span hidden>1</span>",
        "<span popover>1</span>",
        '<span style="position:absolute;left:-9999px">1</span>',
        '<span style="position:fixed;top:-200%">1</span>',
        '<span style="display:inline-block;text-indent:-9999px">1</span>',
        '<span style="margin-left:-9999px">1</span>',
        '<span style="transform:scale(0)">1</span>',
        '<span style="translate:-9999px">1</span>',
        '<span style="content-visibility:hidden">1</span>',
        "<dialog>1</dialog>",
    ],
    DoubtCode.CLIPPED: [
        '<span style="display:inline-block;width:0;overflow:hidden">1</span>',
        '<span style="max-height:0;overflow:hidden;display:block">1</span>',
        '<span style="position:absolute;clip:rect(1px,1px,1px,1px)">1</span>',
        '<span style="clip-path:inset(50%)">1</span>',
    ],
}


@pytest.mark.parametrize(("code", "beside"), [(code, each) for code, some in _BESIDE.items() for each in some])
def test_what_is_not_part_of_the_figure_is_left_out_and_doubted(code: DoubtCode, beside: str) -> None:
    document, cell = cell_of("48213" + beside)

    assert document.cell_text(cell) == "48213"
    assert (cell.sight, cell.doubts, cell.unread) == ("doubtful", (code,), False)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("48213<small>1</small>", DoubtCode.TINY),
        ('48213<span style="font-size:6px">1</span>', DoubtCode.TINY),
        ('<span style="transform:scaleX(-1)">31284</span>', DoubtCode.ROTATED),
        ("<bdo dir=rtl>31284</bdo>", DoubtCode.REVERSED),
        ('<span dir=rtl style="unicode-bidi:bidi-override">31284</span>', DoubtCode.REVERSED),
        ("&#x202e;31284", DoubtCode.REVERSED),
        ('<p style="display:flex;flex-direction:row-reverse"><b>13</b><b>482</b></p>', DoubtCode.REVERSED),
        ('<span style="color:yellow">48213</span>', DoubtCode.FAINT),
        ('48213<span style="position:absolute;top:0">1</span>', DoubtCode.OVERLAPPING),
        ('<span style="letter-spacing:-20px">48213</span>', DoubtCode.OVERLAPPING),
        ('<span style="filter:opacity(0)">48213</span>', DoubtCode.FAINT),
        ('<span style="mask:linear-gradient(transparent,transparent)">48213</span>', DoubtCode.CLIPPED),
        ('<span style="-webkit-text-security:disc">48213</span>', DoubtCode.HIDDEN),
        ("<sup>48213</sup>", DoubtCode.RAISED),
        ('<div style="width:2em;overflow:hidden">48213</div>', DoubtCode.CLIPPED),
        ('<span style="font-size:5px">48213</span>', DoubtCode.TINY),
        ("<font face=Wingdings>48213</font>", DoubtCode.UNREAD_INK),
        ('<span style="animation:fade 1s">48213</span>', DoubtCode.HIDDEN),
    ],
)
def test_what_is_not_certain_is_doubted(source: str, code: DoubtCode) -> None:
    _, cell = cell_of(source)

    assert cell.sight == "doubtful"
    assert code in cell.doubts


@pytest.mark.parametrize(
    "source",
    [
        "<ins>48213</ins>",
        '<span style="color:#fff;background:navy">48213</span>',
        '<span style="color:#fff;color:#000">48213</span>',
        '<b style="display:block;font-size:9pt">48213</b>',
        '<span style="position:relative;top:1.0pt;mso-text-raise:-1.0pt">48213</span>',
        '<p style="visibility:hidden"><b style="visibility:visible">48213</b></p>',
        '<span style="text-decoration:underline;vertical-align:middle">48213</span>',
        "48213<sup>注</sup>",
    ],
)
def test_what_is_plain_is_seen(source: str) -> None:
    document, cell = cell_of(source)

    assert document.cell_text(cell) == "48213"
    assert (cell.sight, cell.doubts) == ("seen", ())


def test_white_text_on_a_coloured_row_is_seen() -> None:
    white = "<font color=white>5</font>"
    page = f"<table><tr bgcolor=#003366><td>甲<td>{white}<tr><td>乙<td>{white}</table>"
    document = read_html(page)

    assert [(document.cell_text(row.cells[1]), row.cells[1].sight) for row in document.rows] == [
        ("5", "seen"),
        ("", "doubtful"),
    ]


def test_digits_on_lines_of_their_own_do_not_join() -> None:
    document, cell = cell_of('48<span style="display:block">213</span>')

    assert document.cell_text(cell) == "48 213"


def test_a_hidden_cell_keeps_its_place() -> None:
    document = read_html('<table><tr><td>甲<td style="visibility:hidden">1<td>2<tr><td>乙<td>3<td>4</table>')

    assert document.row_text(document.rows[0]) == "甲\t\t2"
    assert document.rows[0].cells[1].doubts == (DoubtCode.HIDDEN,)


def test_hidden_text_outside_tables_is_left_out() -> None:
    document = read_html('<p>收到<span style="visibility:hidden">1</span>5件<s>6件</s><sup>1</sup></p>')

    assert document.text == "收到5件\n"


def test_struck_text_in_preformatted_lines_keeps_its_room() -> None:
    document = read_html("<pre>甲   <s>12</s>  5\n乙    3  6</pre>")

    assert [cell.x for cell in document.rows[0].cells[-1:]] == [cell.x for cell in document.rows[1].cells[-1:]]


def test_plain_pages_need_no_dressing() -> None:
    assert not needs_dressing(fragment_fromstring("<p><font color=red size=2>5</font></p>"), Styles())
    assert needs_dressing(fragment_fromstring("<p>5<sup>1</sup></p>"), Styles())
    assert needs_dressing(fragment_fromstring("<table bgcolor=black></table>"), Styles())


def test_dress_is_inherited() -> None:
    outer = dress_of(fragment_fromstring("<s>5</s>"), "s", None, PLAIN)

    assert dress_of(fragment_fromstring("<b>5</b>"), "b", {"opacity": "0.5"}, outer).struck
