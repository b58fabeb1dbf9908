"""Bytes to text: whatever the file is written in, and whatever it says of itself."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkml.errors import InputError
from gkml.readers import read
from gkml.readers.encoding import decode

SIMPLIFIED = (
    "某县某局2021年政府信息公开工作年度报告。一、总体情况：本年度主动公开各类信息12条，收到申请3件，均按时答复。\n"
)
TRADITIONAL = (
    "某縣某局2021年政府資訊公開工作年度報告。一、總體情況：本年度主動公開各類資訊12條，收到申請3件，均按時答覆。\n"
)
COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
COMMON_TRADITIONAL = (
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種"
)
ASCII = "0123456789 abc\n\t，。（）、"

_simplified = st.text(alphabet=COMMON + ASCII, max_size=200).map(SIMPLIFIED.__add__)
_traditional = st.text(alphabet=COMMON_TRADITIONAL + ASCII, max_size=200).map(TRADITIONAL.__add__)
_any_text = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"))


@given(_any_text)
def test_utf8_comes_back_whatever_it_holds(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")
    assert decode(codecs.BOM_UTF8 + text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@given(text=_any_text)
def test_marked_wide_text_comes_back(mark: bytes, codec: str, text: str) -> None:
    assert decode(mark + text.encode(codec)) == (text, codec)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "gb18030"])
@given(text=_simplified)
def test_unmarked_simplified_text_comes_back(codec: str, text: str) -> None:
    assert decode(text.encode(codec)) == (text, codec)


@given(_traditional)
def test_unmarked_traditional_text_comes_back_from_big5(text: str) -> None:
    assert decode(text.encode("big5")) == (text, "big5hkscs")


@pytest.mark.parametrize("said", ["utf-8", "gb2312", "GBK", "big5", "iso-8859-1", "utf-16", "nonsense"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="{}">',
        '<title>某局工作</title><meta charset="{}">',
        "<META http-equiv=Content-Type content='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
def test_a_wrong_declaration_does_no_harm(declaration: str, codec: str, said: str) -> None:
    page = declaration.format(said) + f"<p>{TRADITIONAL if codec == 'big5' else SIMPLIFIED}</p>"
    assert decode(page.encode(codec))[0] == page


@pytest.mark.parametrize(("said", "codec"), [("gb2312", "gb18030"), ("big5", "big5hkscs")])
def test_a_declaration_decides_where_the_bytes_do_not(said: str, codec: str) -> None:
    assert decode(f'<meta charset="{said}"><p>'.encode() + b"\xa4\xa4\xa4\xe5</p>")[1] == codec


def test_characters_beyond_gb2312_are_read_though_the_page_says_gb2312() -> None:
    page = f'<meta charset="gb2312"><p>{SIMPLIFIED}朱镕基 㙍 喆 \U00020087</p>'
    assert decode(page.encode("gb18030")) == (page, "gb18030")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_a_cut_last_character_costs_that_character(codec: str) -> None:
    assert decode((SIMPLIFIED + "数").encode(codec)[:-1]) == (SIMPLIFIED + "\ufffd", codec)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("at", [0, 1_000, 150_000])
def test_a_few_broken_bytes_cost_a_few_characters(codec: str, at: int) -> None:
    source = (TRADITIONAL if codec == "big5hkscs" else SIMPLIFIED) * 2_000
    data = source.encode(codec)
    end = data.index(b"\n", at) + 1
    text, found = decode(data[:end] + b"\xff\xff" + data[end:])
    assert found == codec
    assert text.replace("\ufffd", "") == source
    assert 1 <= text.count("\ufffd") <= 2


@pytest.mark.parametrize(("lines", "readable"), [(1, False), (20, True)])
def test_a_small_share_of_broken_bytes_is_read_and_a_larger_one_is_not(lines: int, readable: bool) -> None:
    data = (SIMPLIFIED.encode() * lines + b"\xff\xff\xff\n") * 50
    if readable:
        assert decode(data)[0].count("\ufffd") == 150
    else:
        with pytest.raises(InputError):
            decode(data)


def test_a_mark_of_utf8_before_gbk_is_not_believed() -> None:
    assert decode(codecs.BOM_UTF8 + (SIMPLIFIED * 20).encode("gb18030")) == (SIMPLIFIED * 20, "gb18030")


def test_damage_is_noted_in_the_document_and_whole_text_carries_no_note() -> None:
    page = f"<p>{SIMPLIFIED}</p>"
    assert read(page.encode()).notes == ()
    notes = read(page.encode() + b"<p>\xe6\x95</p>").notes
    assert [code for code, _ in notes] == ["damaged_bytes"]


@pytest.mark.parametrize("size", [20, 500, 200_000])
def test_bytes_that_are_no_text_are_refused(size: int) -> None:
    data = bytes(random.Random(7).choices(range(0xF8, 0x100), k=size - 1)) + b"\xff"
    with pytest.raises(InputError) as caught:
        decode(data)
    assert caught.value.code == "undecodable"
    assert f"{size:,}" in caught.value.message


def test_text_with_one_half_in_another_encoding_is_refused_or_loses_nothing() -> None:
    with pytest.raises(InputError) as caught:
        decode((SIMPLIFIED * 300).encode() + (SIMPLIFIED * 300).encode("utf-16-be").replace(b"\0", b"\xff"))
    assert caught.value.code == "undecodable"


def test_two_bytes_that_are_nothing_are_refused() -> None:
    with pytest.raises(InputError):
        decode(b"\xff\xff")


def test_wide_letters_are_not_taken_for_ideographs() -> None:
    assert decode(("abcdefghij" * 5).encode("utf-16-le")) == ("abcdefghij" * 5, "utf-16-le")


def test_a_script_in_ascii_before_the_text_does_not_hide_its_encoding() -> None:
    page = "<script>" + "var a = 1;\n" * 20_000 + "</script>" + SIMPLIFIED
    assert decode(page.encode("gb18030")) == (page, "gb18030")
