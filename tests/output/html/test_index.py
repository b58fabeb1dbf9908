"""The list of reports: all of them, with the right counts, totals and links."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from gkml.errors import InputError
from gkml.output.html.index import Index, page_name
from gkml.records.report import CellRecord, CheckRecord, Part, Report
from tests.output.html.test_markup import EVIL
from tests.output.made_reports import PROVENANCE, reports

CELLS = {
    "requests.granted.total": CellRecord("requests.granted.total", 3, "3", "number", review=True),
    "requests.granted.natural_person": CellRecord("requests.granted.natural_person", 3, "3", "number"),
    "disputes.reconsideration.total": CellRecord("disputes.reconsideration.total"),
    "disputes.reconsideration.other": CellRecord("disputes.reconsideration.other", state="blank"),
}
FAILED = CheckRecord("a", "row_sum", "fail", 1, 2, -1)
READ = Report(
    "a.pdf", PROVENANCE, "00", agency="甲局", year=2021, cells=CELLS, checks=(FAILED,), templates={"requests": "2021"}
)
UNREAD = Report("b.pdf", PROVENANCE, status="failed", error=InputError("nothing in it", code="empty_file"))


def parse(page: str) -> html.HtmlElement:
    return html.fromstring(page.encode("utf-8", errors="backslashreplace"))


def shown(row: html.HtmlElement) -> list[str]:
    return [cell.text_content() for cell in row]


def test_a_line_tells_of_a_report_and_leads_to_it(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.add(READ, "reports/00001.html")
    index.add(UNREAD, "reports/00002.html")
    page = parse(index.to_page(1, "en"))
    read, unread = page.findall(".//tbody/tr")
    assert [cell for cell in shown(read) if "complete" not in cell] == [
        *("甲局", "2021", "1 / 2", "2", "1", "25.0 %", "1", "a.pdf")
    ]
    assert "empty_file" in shown(unread)[-1]
    assert [link.get("href") for link in page.findall(".//tbody//a")] == ["reports/00001.html", "reports/00002.html"]
    tiles = [tile.findtext("b") for tile in page.find_class("tiles")[0]]
    assert tiles == ["2", "1", "2", "1", "1"]
    assert (read.get("data-year"), read.get("data-status"), read.get("data-review")) == ("2021", "ok", "1")


def test_more_reports_than_a_page_lists_go_on_on_others(tmp_path: Path) -> None:
    index = Index(tmp_path, most=3)
    assert index.page_of_next() == 1
    for number in range(8):
        index.add(READ, f"reports/{number}.html")
    assert (index.pages(), index.page_of_next()) == (3, 3)
    pages = [parse(index.to_page(number, "zh")) for number in (1, 2, 3)]
    listed = [[link.get("href") for link in page.findall(".//tbody//a")] for page in pages]
    assert listed == [[f"reports/{number}.html" for number in part] for part in (range(3), range(3, 6), range(6, 8))]
    assert all(page.find_class("tiles")[0][0].findtext("b") == "8" for page in pages)
    links = [[link.get("href") for link in page.find_class("pages")[0].iter("a")] for page in pages]
    assert links[1] == ["index.html", "index-3.html"]
    assert page_name(2) == "index-2.html"
    index.close()
    assert not list(tmp_path.iterdir())


def test_links_may_lead_from_elsewhere(tmp_path: Path) -> None:
    index = Index(tmp_path, most=1)
    evil = ' href="reports/x'
    index.add(Report(evil, PROVENANCE, agency=evil), "reports/1.html")
    index.add(READ, "reports/2.html")
    page = parse(index.to_page(1, "zh", "out_files/"))
    assert page.find(".//tbody//a").get("href") == "out_files/reports/1.html"
    assert page.find(".//tbody//a").text == evil
    assert page.find_class("pages")[0].find("a").get("href") == "out_files/index-2.html"


@settings(max_examples=30, deadline=None)
@given(st.lists(reports(), max_size=4), st.sampled_from(EVIL))
def test_no_text_of_a_report_becomes_markup(made: list[Report], text: str) -> None:
    index = Index(Path())
    for number, report in enumerate(made):
        index.add(report, f"{number}.html")
    index.add(Report(text, PROVENANCE, agency=text, part=Part(1, 2, text)), "last.html")
    page = parse(index.to_page(1, "en"))
    rows = page.findall(".//tbody/tr")
    assert [len(row) for row in rows] == [9] * (len(made) + 1)
    assert {element.tag for row in rows for element in row.iter()} <= {"tr", "td", "a", "span", "small"}
    assert len(list(page.iter("script"))) == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_index_of_nothing_is_a_page_too(language: str, tmp_path: Path) -> None:
    page = parse(Index(tmp_path).to_page(1, "zh" if language == "zh" else "en"))
    assert page.get("data-language") == language
    assert page.findall(".//tbody/tr") == []
