"""Damaged Word files: whatever bytes are changed, a document comes out or a typed failure, never anything else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkml.document import Document
from gkml.errors import InputError
from gkml.readers import Limits, read
from tests.readers.printed import PrintedCell
from tests.readers.test_mhtml import TABLE, part, web_archive
from tests.readers.word.doc_files import (
    LISTS,
    Para,
    compound,
    doc_streams,
    sprm,
    style_sheet,
    table_to_paras,
    text_para,
)
from tests.readers.word.docx_files import NUMBERING, cell, docx, numbered, package, para, row, run, table

LIMITS = Limits(inflated_bytes=1_000_000, cells=5_000, columns=100)
PRINTED = ((PrintedCell("甲", 2, 1), PrintedCell("乙", 1, 2)), (PrintedCell("1"), PrintedCell("2")))
STYLES = style_sheet(("normal", 4095, b"", b""), ("heading 1", 0, sprm(0x460B, 1, 0), sprm(0x083C, 0)))
STREAMS = doc_streams(
    [
        text_para("总体情况", sprm(0x460B, 1, 0)),
        Para([("甲\x13 PAGE \x143\x15", b""), ("藏", sprm(0x083C, 1))], style=1),
        *table_to_paras(PRINTED),
        text_para("end"),
    ],
    boxes=[text_para("盒")],
    lists=LISTS,
    styles=STYLES,
)
DOC = compound(STREAMS)
BODY = numbered("总体情况") + para(run("甲") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>')
BODY += table(
    row(cell("甲", '<w:vMerge w:val="restart"/>'), cell("乙", '<w:gridSpan w:val="2"/>')),
    row(cell("", "<w:vMerge/>"), cell("1"), cell(table(row(cell("2"), cell("3"))))),
)
DOCX = docx(BODY, numbering=NUMBERING)
MHTML = web_archive(part(f"<html><body><p>甲</p>{TABLE}</body></html>".encode(), "quoted-printable"))


def check(data: bytes, name: str) -> None:
    """A document whose rows cover its text, or a failure of a kind that users are told of."""
    told = None
    try:
        check_document(read(data, name, LIMITS))
    except InputError as error:
        told = error.code
    assert told != "bad_input"


def check_document(document: Document) -> None:
    assert "".join(document.row_text(row) + "\n" for row in document.rows) == document.text
    document.text.encode("utf-8")
    for row_ in document.rows:
        for cell_ in row_.cells:
            assert row_.start <= cell_.start <= cell_.end <= row_.end
            assert min(cell_.rowspan, cell_.colspan) >= 1


def changed(data: bytes, changes: list[tuple[int, int]]) -> bytes:
    """The bytes with some of them set; places are taken modulo the length."""
    result = bytearray(data)
    for at, byte in changes:
        result[at % len(result)] = byte
    return bytes(result)


BYTES = st.sampled_from([0, 1, 2, 7, 0x7F, 0x80, 0xFE, 0xFF]) | st.integers(0, 255)
CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), BYTES), min_size=1, max_size=6)
MISPLACED = ("", "<w:tbl>", "</w:tbl>", "<w:tr/>", "<w:tc/>", "<w:p/>", "<w:vMerge/>", "<w:ins><w:tc/></w:ins>")


def test_the_whole_files_are_read() -> None:
    assert read(DOC, "a.doc").text == "一、总体情况\n二、甲3\n甲\t乙\n1\t2\nend\n盒\n"
    assert read(DOCX, "a.docx").text == "一、总体情况\n甲\n甲\t乙\n1\n2\t3\n"
    assert read(MHTML, "a.mht").text == "甲\n规章\t3\n"


@pytest.mark.parametrize(("data", "name"), [(DOC, "a.doc"), (DOCX, "a.docx"), (MHTML, "a.mht")])
@settings(max_examples=60)
@given(changes=CHANGES)
def test_bytes_changed_anywhere(data: bytes, name: str, changes: list[tuple[int, int]]) -> None:
    check(changed(data, changes), name)


@pytest.mark.parametrize("stream", ["WordDocument", "1Table"])
@settings(max_examples=150)
@given(changes=CHANGES)
def test_bytes_changed_in_the_streams_of_a_doc(stream: str, changes: list[tuple[int, int]]) -> None:
    check(compound({**STREAMS, stream: changed(STREAMS[stream], changes)}), "a.doc")


@settings(max_examples=100)
@given(changes=CHANGES, head=st.booleans())
def test_bytes_changed_in_what_holds_the_streams(changes: list[tuple[int, int]], head: bool) -> None:
    size = 512
    data = changed(DOC[:size], changes) + DOC[size:] if head else DOC[:-size] + changed(DOC[-size:], changes)
    check(data, "a.doc")


@settings(max_examples=40)
@given(size=st.integers(0, max(len(DOC), len(DOCX))))
def test_cut_anywhere(size: int) -> None:
    for data, name in ((DOC, "a.doc"), (DOCX, "a.docx"), (MHTML, "a.mht")):
        check(data[:size] or b"x", name)


_TAGS = re.compile(r"<[^<>]*>")


@settings(max_examples=150)
@given(
    places=st.lists(st.integers(0, len(_TAGS.findall(BODY)) - 1), min_size=1, max_size=4),
    tag=st.sampled_from([*MISPLACED, "<w:gridSpan w:val='99'/>", "<w:numId w:val='1'/>"]),
)
def test_elements_out_of_place(places: list[int], tag: str) -> None:
    pieces = _TAGS.split(BODY)
    tags = [tag if number in places else found for number, found in enumerate(_TAGS.findall(BODY))]
    body = "".join(piece + found for piece, found in zip(pieces, [*tags, ""], strict=True))
    check(docx(body, numbering=NUMBERING), "a.docx")


@settings(max_examples=100)
@given(
    value=st.sampled_from(["", "-1", "x", "0", "4294967296", "9" * 30, "1.5", "甲"]),
    attribute=st.integers(0, len(re.findall(r'w:val="[^"]*"', NUMBERING)) - 1),
)
def test_values_out_of_range(value: str, attribute: int) -> None:
    found = list(re.finditer(r'w:val="[^"]*"', NUMBERING))[attribute]
    numbering = f'{NUMBERING[: found.start()]}w:val="{value}"{NUMBERING[found.end() :]}'
    check(docx(BODY, numbering=numbering), "a.docx")


def test_parts_that_are_not_what_they_should_be() -> None:
    for content in ("<x/>", "", "<", "\0", "<w:styles/>"):
        check(package({"word/document.xml": content}), "a.docx")
        check(docx(BODY, numbering=content.replace("\0", "")), "a.docx")
