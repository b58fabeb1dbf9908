"""Pages on the disk: complete or not there, each report once, links that lead somewhere."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from gkml.document import Box
from gkml.errors import UsageError
from gkml.output import open_writer
from gkml.output.earlier import output_kind
from gkml.output.html.folder import PageFile, PageFolder, open_pages
from gkml.output.html.pictures import PageView
from gkml.output.records import line_to_record
from gkml.records.report import CellRecord, Report
from tests.output.made_reports import PROVENANCE, to_record


def report(name: str) -> Report:
    return Report(name, PROVENANCE, agency=f"机关{name}", year=2021)


def write(path: Path, *names: str) -> None:
    with open_writer(path, "html") as writer:
        for name in names:
            writer.write(report(name))


def links(page: Path) -> list[Path]:
    found = html.fromstring(page.read_bytes()).iter("a")
    return [Path(os.path.normpath(page.parent / unquote(link.get("href")))) for link in found]


def test_a_folder_holds_a_page_for_each_report_and_an_index_that_leads_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    write(folder, "a", "b", "c")
    pages = [folder / "reports" / f"0000{number}.html" for number in (1, 2, 3)]
    assert sorted(folder.rglob("*.html")) == sorted([folder / "index.html", *pages])
    assert links(folder / "index.html") == pages
    assert [links(page) for page in pages] == [[folder / "index.html"]] * 3
    assert "机关b" in pages[1].read_text(encoding="utf-8")
    assert output_kind(str(folder)) == "html"
    assert output_kind(str(pages[0])) == "page"


def test_one_report_in_a_file_is_its_page(tmp_path: Path) -> None:
    write(tmp_path / "a b.html", "a")
    assert os.listdir(tmp_path) == ["a b.html"]
    assert links(tmp_path / "a b.html") == []
    assert "机关a" in (tmp_path / "a b.html").read_text(encoding="utf-8")


def test_several_reports_in_a_file_are_an_index_with_a_folder_beside(tmp_path: Path) -> None:
    write(tmp_path / "出 1.html", "a", "b")
    beside = tmp_path / "出 1_files"
    assert sorted(os.listdir(tmp_path)) == ["出 1.html", "出 1_files"]
    pages = [beside / "reports" / "00001.html", beside / "reports" / "00002.html"]
    assert links(tmp_path / "出 1.html") == pages == links(beside / "index.html")


def test_no_report_at_all_is_an_empty_index(tmp_path: Path) -> None:
    write(tmp_path / "a.htm")
    assert html.fromstring((tmp_path / "a.htm").read_bytes()).findall(".//tbody/tr") == []


def test_what_gkml_wrote_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    write(folder, "a", "b")
    write(folder, "c")
    assert [page.name for page in (folder / "reports").iterdir()] == ["00001.html"]
    (folder / "mine.html").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine\.html"):
        PageFolder(folder)
    (tmp_path / "out_files").mkdir()
    (tmp_path / "out_files" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine\.txt"):
        PageFile(tmp_path / "out.html")
    assert sorted(os.listdir(tmp_path)) == ["out_files", "pages"]


def test_nothing_is_left_of_what_was_not_completed(tmp_path: Path) -> None:
    for name in ("pages", "a.html"):
        output = open_pages(tmp_path / name)
        output.add(b"", to_record(report("a")))
        output.add(b"", to_record(report("b")))
        output.close()
    assert os.listdir(tmp_path) == []


def test_what_an_interrupt_leaves_is_kept_beside(tmp_path: Path) -> None:
    for name, count, kept in (
        ("pages", 2, "pages.partial"),
        ("one.html", 1, "one.html.partial"),
        ("two.html", 2, "two_files.partial"),
    ):
        with open_writer(tmp_path / name, "html") as writer:
            for number in range(count):
                writer.write(report(str(number)))
            assert writer.keep() == [str(tmp_path / kept)]
        assert not (tmp_path / name).exists()
        index = tmp_path / kept / "index.html"
        assert (tmp_path / kept).is_file() or len(links(index)) == count
        assert all(link.is_file() for link in (links(index) if index.exists() else []))


def test_a_record_that_lacks_what_a_report_needs_gets_a_page_that_says_so(tmp_path: Path) -> None:
    record = line_to_record('{"source":"a","status":"ok","year":2020,"agency":"甲","cells":[],"checks":[{}]}')
    output = open_pages(tmp_path / "a.html")
    output.add(b"", record)
    output.commit()
    output.close()
    (error,) = html.fromstring((tmp_path / "a.html").read_bytes()).find_class("error")
    assert error.text_content()


def test_pictures_are_of_the_input_that_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = CellRecord("requests.granted.total", 1, "1", "number", page=1, boxes=(Box(0, 0, 1, 1),))
    asked = []

    def views(read: Report, data: bytes) -> list[PageView]:
        asked.append(data)
        return [PageView(1, "data:,", 10, 10)]

    monkeypatch.setattr("gkml.output.html.folder.pages_to_views", views)
    monkeypatch.setattr("gkml.output.html.folder.input_of", lambda source, digest: b"x" if source == "there" else None)
    for source in ("there", "gone", "no pages"):
        cells = {} if source == "no pages" else {cell.id: cell}
        with open_writer(tmp_path / f"{source}.html") as writer:
            writer.write(Report(source, PROVENANCE, "00", cells=cells))
    assert asked == [b"x"]
    assert "<image" in (tmp_path / "there.html").read_text(encoding="utf-8")
    assert "<image" not in (tmp_path / "gone.html").read_text(encoding="utf-8")
