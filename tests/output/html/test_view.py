"""A report as a page: no text of it becomes markup, each of its cells is there once, places stand where offsets say."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from gkml.document import Box
from gkml.errors import InputError
from gkml.messages import LANGUAGES
from gkml.output.html.pictures import PageView
from gkml.output.html.source import visible
from gkml.output.html.view import report_title, report_to_page, report_to_view
from gkml.pipeline import Pipeline
from gkml.records.report import CellRecord, CheckRecord, Heading, Notice, Part, Report
from gkml.template import load_templates
from tests.conftest import EXAMPLES
from tests.output.html.test_markup import EVIL, anything
from tests.output.made_reports import PROVENANCE, reports

TEMPLATES = load_templates()
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "script",
        "header",
        "main",
        "section",
        "nav",
        "aside",
        "footer",
    ),
    *("h1", "h2", "p", "span", "a", "i", "b", "ul", "ol", "li", "small", "div", "details", "summary", "button", "mark"),
    *("table", "colgroup", "col", "tbody", "tr", "td", "th", "figure", "figcaption", "svg", "image", "rect"),
}
KEPT_ON_A_PAGE = 200_000  # bytes of a page on the longest report that forms allow, and some more of its text


def poisoned(report: Report, text: str) -> Report:
    """The same report with a text wherever a source may bring one."""
    cells = {
        cell.id: replace(cell, text=cell.text and text, reason=text, start=cell.start and 0, end=cell.end and 1)
        for cell in report.cells.values()
    }
    cells["x.y" + text] = CellRecord("x.y" + text, review=True, text=text, state="unreadable")
    return replace(
        report,
        source=text,
        agency=text,
        title=text,
        text=f"{text}\n{text}",
        headings=(Heading(1, 1, text, 0, min(4, len(text))),),
        cells=cells,
        checks=tuple(replace(check, message=text, id=text, cells=(*check.cells, text)) for check in report.checks),
        warnings=(Notice(text, text),),
        part=Part(2, 3, text),
        sha256=text,
        templates={**report.templates, text: text},
    )


def parse(page: str) -> html.HtmlElement:
    return html.fromstring(page.encode("utf-8", errors="backslashreplace"))


@settings(max_examples=60, deadline=None)
@given(reports(), anything)
def test_no_text_of_a_record_becomes_markup(report: Report, text: str) -> None:
    page = parse(report_to_page(poisoned(report, text), TEMPLATES, index="../index.html"))
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= TAGS
    names = {name for element in elements for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name in ("style", "srcdoc", "formaction")]
    assert [element.get("href") for element in elements if element.get("href")] == ["../index.html"]
    assert [element.get("src") for element in elements if element.get("src")] == []
    assert len(list(page.iter("script"))) == 3
    assert len(list(page.iter("style"))) == 1
    assert len(list(page.iter("meta"))) == 5
    json.loads(page.get_element_by_id("gkml-data").text)


@pytest.mark.parametrize("text", EVIL)
def test_everything_that_the_policy_lets_run_is_ours(text: str) -> None:
    page = parse(report_to_page(poisoned(Report("a", PROVENANCE), text), TEMPLATES))
    (policy,) = (meta.get("content") for meta in page.iter("meta") if meta.get("http-equiv"))
    for block in (*page.iter("style"), *page.iter("script")):
        if block.get("type") != "application/json":
            digest = base64.b64encode(hashlib.sha256(block.text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


@settings(max_examples=40, deadline=None)
@given(reports())
def test_every_cell_of_a_record_is_there_once(report: Report) -> None:
    page = parse(report_to_page(report, TEMPLATES))
    shown = Counter(element.get("data-cell") for element in page.iter() if element.get("data-cell") is not None)
    assert shown == Counter(list(report.cells))
    assert set(json.loads(page.get_element_by_id("gkml-data").text)["cells"]) == set(report.cells)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_figures_and_their_places_lead_to_each_other(path: object, rules: Pipeline) -> None:
    report = rules(str(path))
    assert report.text is not None
    page = parse(report_to_page(report, TEMPLATES))
    for cell in report.cells.values():
        (box,) = (one for one in page.iter("td") if one.get("data-cell") == cell.id)
        assert (box.get("data-start"), box.get("data-end")) == (
            None if cell.start is None else str(cell.start),
            None if cell.end is None else str(cell.end),
        )
    marks: dict[str, str] = {}
    for mark in page.iter("mark"):
        for name in (mark.get("data-cells") or "").split():
            marks[name] = marks.get(name, "") + mark.text_content()
    printed = [cell for cell in report.cells.values() if cell.start is not None]
    assert marks == {cell.id: visible(report.text[cell.start : cell.end].replace("\n", "")) for cell in printed}


def test_a_page_speaks_both_languages(rules: Pipeline) -> None:
    report = rules(EXAMPLES[0])
    page = parse(report_to_page(report, TEMPLATES, language="en"))
    (main,) = page.iter("main")
    spoken = {language: len(main.find_class(language)) for language in LANGUAGES}
    assert spoken["zh"] == spoken["en"] > 5
    assert page.get("data-language") == "en"
    assert report_title(replace(report, agency=None, year=None), "en") == "(agency unknown) · (year unknown)"


def test_a_report_that_could_not_be_read_says_why_in_both_languages() -> None:
    report = Report("<a>.pdf", PROVENANCE, status="failed", error=InputError("no <b> pages", code="empty_file"))
    page = parse(report_to_page(report, TEMPLATES))
    (error,) = page.find_class("error")
    assert "no <b> pages" in error.find_class("en")[0].text_content()
    assert error.find_class("zh")[0].text_content().startswith("empty_file: ")
    assert page.find_class("panel")[0].get("hidden") is not None


def test_a_record_without_its_text_says_how_to_have_it() -> None:
    page = parse(report_to_page(Report("a", PROVENANCE, year=2021), TEMPLATES))
    assert "--with-text" in page.find_class("source")[0].text_content()


def test_pages_are_shown_with_a_box_for_each_figure() -> None:
    cells = [
        CellRecord(
            f"requests.granted.{column}", 1, "1", "number", page=page, boxes=(Box(1, 2, 4, 6),), review=page == 3
        )
        for column, page in (("total", 2), ("natural_person", 3))
    ]
    report = Report("a.pdf", PROVENANCE, cells={cell.id: cell for cell in cells}, templates={"requests": "2021"})
    views = [PageView(2, "data:image/png;base64,AA==", 595, 842), PageView(3, "data:image/png;base64,AB==", 595, 842)]
    page = parse(str(report_to_view(report, TEMPLATES, pages=views)))
    figures = page.find_class("page")
    assert [one.get("data-page") for one in figures] == ["2", "3"]
    boxes = [box for figure in figures for box in figure.iter("rect")]
    assert [box.get("data-cells") for box in boxes] == [cell.id for cell in cells]
    assert boxes[1].get("class") == "box number review"
    assert {(box.get("x"), box.get("y"), box.get("width"), box.get("height")) for box in boxes} == {
        ("0.0", "1.0", "5.0", "6.0")
    }
    assert len(page.find_class("tab")) == 2


def test_a_hostile_report_makes_a_page_of_bounded_size() -> None:
    evil = "".join(EVIL)
    text = "\n".join(f"{evil}\t{number}" for number in range(10_000))
    names = [f"a.b.c{number}" for number in range(5_000)]
    cells = {
        name: CellRecord(name, text=evil * 50, state="unreadable", review=True, reason=evil * 99) for name in names
    }
    checks = tuple(
        CheckRecord(f"a.{number}", "row_sum", "fail", 1, 2, -1, tuple(cells), evil * 500) for number in range(300)
    )
    notices = tuple(Notice("x", evil * 1_000) for _ in range(500))
    report = Report(evil * 500, PROVENANCE, agency=evil * 500, cells=cells, checks=checks, warnings=notices, text=text)
    page = report_to_page(report, TEMPLATES)
    assert len(page) < 20 * KEPT_ON_A_PAGE
    parsed = parse(page)
    assert sum(1 for _ in parsed.iter()) < 30_000
    (gap,) = parsed.find_class("gap")
    assert "left out" in gap.text_content()


def test_statements_of_the_narrative_lead_to_their_place() -> None:
    check = CheckRecord("requests.text.total", "text", "fail", 3, 2, 1, ("requests.granted.total",), evidence=((2, 4),))
    cell = CellRecord("requests.granted.total", 2, "2", "number", start=5, end=6)
    report = Report("a", PROVENANCE, text="收到3件\n2", cells={cell.id: cell}, checks=(check,))
    page = parse(report_to_page(report, TEMPLATES))
    (listed,) = page.find_class("narrative")
    (button,) = listed.find_class("statement")
    (mark,) = (one for one in page.iter("mark") if one.get("data-checks"))
    assert (button.get("data-start"), button.get("data-end")) == (mark.get("data-start"), mark.get("data-end"))
    assert mark.text_content() == "3件"


@given(st.sampled_from(EVIL))
def test_the_same_report_makes_the_same_page(text: str) -> None:
    report = poisoned(Report("a", PROVENANCE), text)
    assert report_to_page(report, TEMPLATES) == report_to_page(report, TEMPLATES)
