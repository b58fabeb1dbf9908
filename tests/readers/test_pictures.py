from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image

from gkml.document import Document
from gkml.readers import read
from gkml.readers.limits import Limits
from gkml.readers.pictures import docx_pictures, html_pictures
from tests.readers.ocr.sheets import drawn_table

ROWS = [["12", "0", "3"], ["0", "408", "0"], ["1", "0", "56"]]


def picture(kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    drawn_table(ROWS).save(stream, kind)
    return stream.getvalue()


def grid(document: Document) -> list[list[str]]:
    return [[document.cell_text(cell) for cell in row.cells] for row in document.rows if row.kind == "grid"]


def test_table_in_an_address(engine: Any) -> None:
    source = base64.b64encode(picture()).decode()
    page = f'<html><body><p>一、总体情况</p><p><img src="data:image/png;base64,{source}"></p></body></html>'
    document = read(page.encode(), "page.html")
    assert grid(document) == ROWS
    assert document.text.startswith("一、总体情况\n")
    assert all(document.text[row.start : row.end] == document.row_text(row) for row in document.rows)
    assert all(cell.page is None and not cell.boxes for row in document.rows for cell in row.cells)
    assert "ocr" in dict(document.notes)


def test_table_in_a_file_beside_the_page(engine: Any, tmp_path: Path) -> None:
    (tmp_path / "report_files").mkdir()
    (tmp_path / "report_files" / "表 1.png").write_bytes(picture())
    page = tmp_path / "report.html"
    page.write_text('<p>二、主动公开</p><p><img src="report_files/%E8%A1%A8%201.png?v=2"></p>', encoding="utf-8")
    assert grid(read(page.read_bytes(), str(page))) == ROWS


@pytest.mark.parametrize(
    "source",
    [
        "../secret.png",
        "a/../../secret.png",
        "%2e%2e/secret.png",
        "..\\secret.png",
        "/etc/hostname",
        "file:///etc/hostname",
        "http://127.0.0.1:9/a.png",
        "//127.0.0.1/a.png",
        "link.png",
        "page.html",
        "",
        "\0.png",
        "x" * 5_000 + ".png",
    ],
)
def test_nothing_outside_the_folder_is_opened(tmp_path: Path, source: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.png").write_bytes(picture())
    (inner / "link.png").symlink_to(tmp_path / "secret.png")
    page = inner / "page.html"
    page.write_text(f'<p><img src="{source}"></p>', encoding="utf-8")
    assert list(html_pictures(page.read_text(encoding="utf-8"), str(page), Limits())) == []


def test_pages_that_come_from_elsewhere_have_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    monkeypatch.chdir(tmp_path)
    for name in ("", "reports.zip!/page.html", "s3://bucket/page.html", "http://host/page.html"):
        assert list(html_pictures('<img src="a.png">', name, Limits())) == []


def test_broken_addresses_are_left_out() -> None:
    page = '<img src="data:image/png;base64,%%%"><img src="data:text/html,x"><img src=data:image/png,%89PNG>'
    assert list(html_pictures(page, "", Limits())) == [b"\x89PNG"]


def test_tables_in_word(engine: Any) -> None:
    document = docx.Document()
    document.add_paragraph("二、主动公开政府信息情况")
    document.add_picture(io.BytesIO(picture("JPEG")))
    stream = io.BytesIO()
    document.save(stream)
    assert len(docx_pictures(stream.getvalue(), Limits())) == 1
    assert grid(read(stream.getvalue(), "a.docx")) == ROWS


def test_pictures_without_a_table_add_nothing(engine: Any) -> None:
    stream = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(stream, "PNG")
    source = base64.b64encode(stream.getvalue()).decode()
    document = read(f'<p>一、总体情况</p><p><img src="data:image/png;base64,{source}"></p>'.encode(), "page.html")
    assert grid(document) == []
    assert document.pictures == 1


def test_without_the_extra_the_note_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkml.readers.ocr.engine.find_spec", lambda name: None)
    source = base64.b64encode(picture()).decode()
    document = read(f'<p>一、总体情况</p><p><img src="data:image/png;base64,{source}"></p>'.encode(), "page.html")
    assert "pip install 'gkml[ocr]'" in dict(document.notes)["pictures_not_read"]
