"""What other programs leave in a text is taken out, and every character that stays knows where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.document import Document
from gkml.doubts import DoubtCode
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.leavings import clean
from gkml.readers.text import read_text


def document(text: str) -> Document:
    return read_text(text, DEFAULT_LIMITS, leavings=True)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\u200b规\u200b章\ufeff\t1\u2060\u00ad2", "规章\t12"),
        ("规章&nbsp;&nbsp;|&nbsp;12", "规章\u00a0\u00a0|\u00a012"),
        ("3 &lt; 5 &amp; 7 &#49;&#x32;", "3 < 5 & 7 12"),
        ("本年新<br>制作数量", "本年新 制作数量"),
        ("<b>12</b> <span style='color:red'>3</span>", "12 3"),
        ("1\\. 规章 \\-67 \\+3", "1. 规章 -67 +3"),
        ("规章\\t1\\t2\\n行政许可\\t3\\t4\\n行政处罚\\t5\\t6", "规章\t1\t2\n行政许可\t3\t4\n行政处罚\t5\t6"),
        ("D:\\table\\new", "D:\\table\\new"),  # two are no text that a program escaped
        ("A & B; 1 < 2, &unknown; ~~", "A & B; 1 < 2, &unknown; ~~"),
    ],
)
def test_leavings(text: str, cleaned: str) -> None:
    assert clean(text).text == cleaned


def test_an_escaped_text_with_its_keys() -> None:
    text = '{"title": "年报", "content": "规章\\t1\\t2\\n许可\\t3\\t4\\n\\u5904\\u7f5a\\t5\\t6\\"\\n"}'
    lines = [line for line in clean(text).text.split("\n") if line.strip()]
    assert lines == ["年报", "规章\t1\t2", "许可\t3\t4", '处罚\t5\t6"']


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("~~12~~ 13", "13", DoubtCode.STRUCK),
        ("<del>12</del>13", "13", DoubtCode.STRUCK),
        ("13<sup>2</sup>", "13", DoubtCode.RAISED),
        ("13[^1]", "13", DoubtCode.RAISED),
        ("13<sub>2</sub>", "13", DoubtCode.LOWERED),
    ],
)
def test_what_is_struck_or_raised_is_no_figure_and_makes_its_cell_doubtful(
    cell: str, text: str, code: DoubtCode
) -> None:
    (row,) = document(f"规章 | {cell} | 5 |\n").rows
    _, figure, other = row.cells
    assert document(f"规章 | {cell} | 5 |\n").cell_text(figure) == text
    assert (figure.sight, figure.doubts, figure.unread) == ("doubtful", (code,), False)
    assert other.sight is None


def test_a_cell_that_holds_nothing_but_struck_text_is_unread() -> None:
    (row,) = document("规章 | ~~12~~ | 5 |\n").rows
    assert (row.cells[1].sight, row.cells[1].unread) == ("doubtful", True)


_parts = st.sampled_from(
    [
        *("规章", "12", "|", "\t", "\n", " ", "&nbsp;", "&#49;", "\u200b", "<br>", "<sup>1</sup>", "~~3~~"),
        "\\t",
        "\\n",
        "\\-",
        "&",
    ]
)


@given(st.lists(_parts, max_size=40).map("".join))
def test_every_character_knows_where_it_stood(text: str) -> None:
    cleaned = clean(text)
    places = list(range(len(text) + 1) if cleaned.offsets is None else cleaned.offsets)
    assert places == sorted(places)
    assert places[-1] == len(text)
    for at, letter in enumerate(cleaned.text):
        assert text[places[at]] == letter or text[places[at]] in "&<\\"


@given(st.lists(_parts, max_size=40).map("".join))
def test_a_cell_says_where_it_begins_in_the_file(text: str) -> None:
    dump = document(text)
    for row in dump.rows:
        for cell in row.cells:
            assert cell.source is not None
            if cell.end > cell.start:
                assert text[cell.source] == dump.text[cell.start] or text[cell.source] in "&<\\"


def test_tags_and_entities_that_end_most_lines_are_line_ends() -> None:
    lines = [f"规章 | {number} | 3" for number in range(9)]
    for tagged in ("<br>".join(lines), "".join(f"<p>{line}</p>" for line in lines), "&#13;&#10;".join(lines)):
        assert [line for line in clean(tagged).text.split("\n") if line] == lines
    assert clean("<br>\n".join(lines)).text == "\n".join(lines)


def test_characters_as_workbooks_escape_them() -> None:
    assert clean("行政_x000D_\n许可\t3_x0035_ _x00zz_").text == "行政\n许可\t35 _x00zz_"
