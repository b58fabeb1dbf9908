"""Web archives: the page in them, in every encoding that mail allows."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest

from gkml.errors import InputError
from gkml.pipeline import Pipeline
from gkml.readers import Limits, read
from gkml.readers.mhtml import page_of_web_archive, read_mhtml
from tests.conftest import EXAMPLES, gold_of

TABLE = "<table><tr><td>规章</td><td>3</td></tr></table>"
PAGES = [path for path in EXAMPLES if path.suffix == ".html"]


def part(page: bytes, coding: str, kind: str = "text/html", charset: str = "") -> bytes:
    body = {
        "quoted-printable": quopri.encodestring,
        "base64": base64.encodebytes,
        "8bit": bytes,
    }[coding](page)
    head = f"Content-Type: {kind}{charset}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: x\r\n\r\n"
    return head.encode() + body + b"\r\n"


def web_archive(*parts: bytes, start: bytes = b"From: <Saved by Blink>\r\n") -> bytes:
    head = start + b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--B--"\r\n\r\n'
    return head + b"".join(b"----B--\r\n" + each for each in parts) + b"----B----\r\n"


def failure(data: bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, "a.mht", limits or Limits())
    return caught.value


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_saved_page_is_read_like_the_page(path: Path, coding: str, rules: Pipeline) -> None:
    gold = gold_of(path)
    data = web_archive(part(path.read_bytes(), coding), part(b"\x89PNG", "base64", "image/png"))
    report = rules.reconcile(read(data, "a.mhtml"), "a")
    assert {key: None if cell.value is None else float(cell.value) for key, cell in report.cells.items()} == gold[
        "cells"
    ]
    assert [heading.text for heading in report.headings] == gold["headings"]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_the_page_is_decoded_by_its_bytes(codec: str) -> None:
    page = f"<html><body><p>政府信息公开工作年度报告总体情况说明</p>{TABLE}</body></html>".encode(codec)
    for charset in ("", "; charset=utf-8", "; charset=gb2312"):
        assert "规章\t3" in read(web_archive(part(page, "base64", charset=charset)), "a.mht").text


def test_a_page_alone_is_a_web_archive_too() -> None:
    data = b"MIME-Version: 1.0\r\n" + part(f"<p>甲</p>{TABLE}".encode(), "quoted-printable")
    assert page_of_web_archive(data).count("规章") == 1
    assert read_mhtml(data).text == "甲\n规章\t3\n"


def test_a_frame_with_the_tables_stands_before_a_page_without() -> None:
    outer = part("<html><body><p>导航</p><iframe src='cid:x'></iframe></body></html>".encode(), "base64")
    inner = part(f"<html><body>{TABLE}</body></html>".encode(), "base64")
    assert read(web_archive(outer, inner), "a.mht").text == "规章\t3\n"
    assert read(web_archive(inner, part(f"<p>甲</p>{TABLE * 2}".encode(), "base64")), "a.mht").text == "规章\t3\n"


def test_tables_in_pictures_are_counted() -> None:
    page = b"<html><body><p><img src='cid:x' width=600></p></body></html>"
    assert read(web_archive(part(page, "base64")), "a.mht").pictures == 1


def test_a_report_of_lines_of_hyphens_is_no_bomb() -> None:
    page = "<html><body>" + "<p>甲</p>\n--\n" * 300 + "</body></html>"
    assert read(web_archive(part(page.encode(), "8bit")), "a.mht", Limits(members=10)).rows


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (web_archive(), "damaged_file"),
        (web_archive(part(b"x", "base64", "image/png")), "damaged_file"),
        (web_archive(part(b" ", "8bit")), "damaged_file"),
        (web_archive(*[part(b"<p>x</p>", "8bit")] * 12), "too_many_members"),
    ],
    ids=["nothing", "no page", "blank", "many"],
)
def test_what_is_no_page_is_told(data: bytes, code: str) -> None:
    assert failure(data, Limits(members=10)).code == code


def test_parts_in_parts_without_end_are_told() -> None:
    data = b"MIME-Version: 1.0\r\n"
    for number in range(2_000):
        data += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
    assert failure(data).code in ("too_many_members", "too_deeply_nested", "damaged_file")
    shallow = data[: data.index(b"b90\r\n") + 5] + b"Content-Type: text/html\r\n\r\n<p>x</p>"
    assert read(shallow, "a.mht").text == "x\n"


@pytest.mark.parametrize("size", [40, 120, 200, 260, 300])
def test_cut_archives_are_read_or_told(size: int) -> None:
    data = web_archive(part(f"<html><body><p>甲</p>{TABLE}</body></html>".encode(), "base64"))[:size]
    told = None
    try:
        read(data, "a.mht")
    except InputError as error:
        told = error.code
    assert told in (None, "damaged_file", "undecodable", "empty_file")


def test_heads_without_end_are_told() -> None:
    line = b"X-Line: 1\r\n"
    assert failure(b"MIME-Version: 1.0\r\n" + line * 10_000).code == "damaged_file"
    long = line * 10_000 + part(b"<p>x</p>", "8bit")
    error = failure(web_archive(long))
    assert error.code == "damaged_file"
    assert "110," in error.message
