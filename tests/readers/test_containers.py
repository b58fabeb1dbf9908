"""What a container is, by what it holds and not by its name."""

from __future__ import annotations

import gzip

import pytest

from gkml.errors import InputError
from gkml.readers.containers import container_kind
from tests.readers.test_zipped import zipped
from tests.readers.word.doc_files import compound
from tests.readers.word.docx_files import docx, para

WORKBOOK = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx(para("甲")), "docx"),
        (docx(para("甲"))[:900], "docx"),  # damaged: its reader says what
        (WORKBOOK, "xlsx"),
        (zipped({"[CONTENT_TYPES].XML": b"", "word\\document.xml": b""}), "docx"),
        (zipped({"a/word/b.txt": b"x"}), "archive"),
        (zipped({"mimetype": b"x", "content.xml": b"<x/>"}), "office"),
        (compound({"WordDocument": b"x"}), "doc"),
        (compound({"EncryptedPackage": b"x"}), "doc"),
        (compound({"CONTENTS": b"x"}), "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "doc"),
        (b"{\\rtf1}", "office"),
        (b'<?mso-application progid="Word.Document"?><w:wordDocument/>', "office"),
        (gzip.compress(b"x", mtime=0), "archive"),
        (b"MIME-Version: 1.0\r\n", "mhtml"),
        (b"From: x\r\nContent-Type: multipart/related; boundary=x\r\n", "mhtml"),
        (b"plain text", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_kinds(data: bytes, kind: str | None) -> None:
    assert container_kind(data, "a.zip") == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (compound({"Workbook": b"x"}), ".xlsx"),
        (compound({"PowerPoint Document": b"x"}), "PDF"),
        (zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "PDF"),
        (zipped({"OFD.xml": b""}), "PDF"),
    ],
)
def test_what_no_reader_takes_is_told_with_what_mends_it(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        container_kind(data, "a.bin")
    assert caught.value.code == "unknown_format"
    assert "a.bin" in caught.value.message


def test_a_damaged_archive_is_told() -> None:
    with pytest.raises(InputError) as caught:
        container_kind(zipped({"a.txt": b"x"})[:-10], "a.zip")
    assert caught.value.code == "damaged_file"
