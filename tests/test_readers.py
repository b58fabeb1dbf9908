"""Any bytes to a document by the reader of their kind, or to a typed failure."""

from __future__ import annotations

import pytest

from gkml.errors import InputError
from gkml.readers import Limits, read
from tests.readers.test_mhtml import part, web_archive
from tests.readers.test_zipped import zipped
from tests.readers.word.doc_files import doc, text_para
from tests.readers.word.docx_files import docx, para

PAGE = "<html><body><p>规章</p></body></html>".encode()


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        ("规章\n".encode(), "text"),
        (PAGE, "html"),
        (web_archive(part(PAGE, "base64")), "html"),
        (docx(para("规章")), "docx"),
        (doc([text_para("规章")]), "doc"),
    ],
)
def test_the_content_decides_whatever_the_name_says(data: bytes, reader: str) -> None:
    for name in ("", "a.pdf", "report"):
        document = read(data, name)
        assert (document.reader, document.text) == (reader, "规章\n")


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b" \n", Limits(), "empty_file"),
        (b"x" * 11, Limits(file_bytes=10), "file_too_large"),
        (bytes(range(256)) * 40, Limits(), "binary_file"),
        (zipped({"[Content_Types].xml": b"", "ppt/x": b""}), Limits(), "unknown_format"),
    ],
)
def test_what_is_no_report_is_a_typed_failure(data: bytes, limits: Limits, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, "a.txt", limits)
    assert caught.value.code == code


def test_characters_that_are_lost_are_counted_in_a_note() -> None:
    damaged = ("政府信息公开工作年度报告\n" * 20).encode() + "规章".encode()[:5] + b"\n"
    notes = dict(read(damaged, "a.txt").notes)
    assert "compare with the original file" in notes["damaged_bytes"]
