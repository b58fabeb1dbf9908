"""Opening: what is worth reading, and with which reader."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from gkml.errors import InputError
from gkml.readers import Limits, read
from gkml.readers.opening import load_bytes, sniff

DUMP = "某局2021年政府信息公开工作年度报告\n\n一、总体情况\n本年度主动公开信息12条。\n规章\t0\t0\t0\n"


def zipped(*names: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def failure(path: Path, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        load_bytes(path, limits or Limits())
    return caught.value


def test_bytes_are_loaded_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa\r\n")
    assert load_bytes(tmp_path / "a.txt") == b"\xef\xbb\xbfa\r\n"


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path, tmp_path / "missing", tmp_path / "pipe", tmp_path / "loop", Path("a\0b"), Path("a" * 5_000)):
        error = failure(path)
        assert error.code == "unreadable_path"
        assert str(path) in error.message


def test_a_text_in_the_place_of_a_path_is_told_how_it_is_given() -> None:
    message = failure(Path(DUMP * 99)).message
    assert "text.encode()" in message
    assert len(message) < 200


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(10**12)  # a hole: reading it would not end
    error = failure(tmp_path / "a.txt")
    assert error.code == "file_too_large"
    assert "1,000,000,000,000" in error.message
    assert "50,000,000" in error.message


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"12345")
    assert load_bytes(tmp_path / "a.txt", Limits(file_bytes=5)) == b"12345"
    assert failure(tmp_path / "a.txt", Limits(file_bytes=4)).code == "file_too_large"


def test_bytes_in_memory_obey_the_same_limit() -> None:
    with pytest.raises(InputError) as caught:
        read(b"12345", "a.txt", Limits(file_bytes=4))
    assert caught.value.code == "file_too_large"


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe \0\n\0", b"\0\0\0\0"])
def test_nothing_but_white_space_is_empty(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert failure(tmp_path / "a.txt").code == "empty_file"
    with pytest.raises(InputError) as caught:
        read(data)
    assert caught.value.code == "empty_file"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped("OFD.xml"), "OFD"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (b"GIF89a\x01\0", "GIF"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7z"),
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report.html", ""])
def test_known_formats_are_named(data: bytes, said: str, name: str) -> None:
    with pytest.raises(InputError) as caught:
        sniff(data, name)
    assert caught.value.code == "unknown_format"
    assert said in caught.value.message
    assert name in caught.value.message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "doc"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[content_types].xml", "xl/workbook.xml"), "xlsx"),
        (b"PK\x03\x04" + bytes(26) + b"word/document.xml", "docx"),
        (zipped("a.txt", "word/a.txt"), "archive"),
        (zipped("mimetype", "content.xml"), "office"),
        (b"\x1f\x8b\x08\0", "archive"),
        (b"{\\rtf1\\ansi x}", "office"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument/>', "office"),
        (b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n<html></html>", "mhtml"),
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report.pdf", ""])
def test_containers_are_known_by_their_content(data: bytes, kind: str, name: str) -> None:
    assert sniff(data, name) == kind


def test_a_pdf_kept_in_an_archive_does_not_make_it_a_pdf() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n")
    assert sniff(buffer.getvalue(), "a.pdf") == "archive"


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(100),
        bytes(range(256)) * 20,
        b"text" + b"\0" * 40,
        bytes(code for code in range(1, 256)) * 4,
    ],
)
def test_binary_is_refused_whatever_its_name(data: bytes) -> None:
    for name in ("a.txt", "a.html"):
        with pytest.raises(InputError) as caught:
            read(data, name)
        assert caught.value.code == "binary_file"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (DUMP, "text"),
        (f"<!DOCTYPE html>\n<html><body>{DUMP}</body></html>", "html"),
        (f"<p style='text-align: center'>标题</p><p>{DUMP}</p>", "html"),
    ],
)
def test_content_decides_in_every_encoding(source: str, kind: str, codec: str) -> None:
    for name in ("", "a.txt", "a.html", "a.dat"):
        assert sniff(source.encode(codec), name) == kind


@pytest.mark.parametrize(
    "source",
    [
        DUMP + "7、其他<o:p></o:p>\n",
        "<!--[if !supportLists]-->一、<!--[endif]-->总体情况\n" + DUMP,
        DUMP + "申请量 < 100 且 > 10，见 <附件>\n",
        DUMP + "收件人 <office@example.org>\n",
        DUMP + "[bookmark: _GoBack]二、主动公开<br>情况\n",
        "| 规章 | 0 |\n|---|---|\n" * 5,
        "| 行政<br>许可 | 本年<br>增减 |\n|---|---|\n| 行政<br>处罚 | 0 |\n",
    ],
)
def test_stray_tags_do_not_make_a_page_of_a_dump(source: str) -> None:
    assert sniff(source.encode(), "a.txt") == "text"
    assert sniff(source.encode()) == "text"


def test_markdown_is_text_unless_its_tables_are_html() -> None:
    markdown = "# 报告\n\n第一行<br>第二行<br>第三行<br>\n\n<div>甲</div>\n"
    assert sniff(markdown.encode(), "a.md") == "text"
    assert sniff((markdown + "<table><tr><td>规章</td><td>0</td></tr></table>").encode(), "a.md") == "html"


def test_a_page_is_known_without_its_root() -> None:
    for source in (
        "<table><tr><td>规章</td></tr></table>",
        "\n <!-- a --><!-- b --> <head><meta charset=gbk></head>甲",
        '<?xml version="1.0"?><html xmlns="x"><p>甲</p></html>',
        "甲<br>乙<br>丙<br>丁",
        "<P>甲</P>",
    ):
        assert sniff(source.encode()) == "html"


def test_the_name_decides_only_between_equals() -> None:
    assert sniff("甲<b>乙</b>".encode(), "a.htm") == "html"
    assert sniff("甲<b>乙</b>".encode(), "a.txt") == "text"
    assert sniff("甲乙".encode(), "a.html") == "text"


def test_a_page_of_comments_without_end_is_sniffed() -> None:
    assert sniff(b"<!---->" * 100_000 + b"x", "a.txt") == "text"


def test_the_reader_follows_from_the_content() -> None:
    assert read(DUMP.encode(), "a.html").reader == "text"
    assert read(f"<p>{DUMP}</p>".encode(), "a.txt").reader == "html"


def test_stray_zero_bytes_do_not_reach_the_text() -> None:
    assert "\0" not in read((DUMP * 50).encode() + b"\0").text


@pytest.mark.parametrize("data", [b"%PDF-1.7\n...", b"\0\0junk\r\n%PDF-1.4\n1 0 obj\nendobj\n"])
def test_a_pdf_is_known_by_its_signature_whatever_its_name(data: bytes) -> None:
    assert sniff(data, "report.txt") == "pdf"


def test_breaks_within_the_cells_of_a_table_whose_line_ends_are_spelt_out_are_no_page() -> None:
    rows = ["项目<br>名称\\t自然<br>人\\t总<br>计", *(f"属于国<br>家秘密\\t{number}\\t0" for number in range(4))]
    assert sniff("\\n".join(rows).encode(), "a.txt") == "text"
    assert sniff(b"<br>".join(b"a line of a page" for _ in range(9)), "a.txt") == "html"


@pytest.mark.parametrize("tags", ["<br>\n{}", "<p>{}</p>", "<div>{}</div>", "{}<br/>"])
@pytest.mark.parametrize("sign", ["\t", " | ", ";", "¬", "\x1f"])
def test_rows_between_bare_tags_are_a_dump(tags: str, sign: str) -> None:
    rows = [sign.join(("规章", str(number), "3", "4")) for number in range(9)]
    assert sniff("".join(map(tags.format, rows)).encode(), "a.txt") == "text"
    assert sniff("".join(f"<p class=a>{row}</p>" for row in rows).encode(), "a.txt") == "html"


def test_separators_of_ascii_are_no_sign_of_a_binary_file() -> None:
    assert sniff("\x1e".join("\x1f".join("规123") for _ in range(9)).encode(), "a.txt") == "text"
