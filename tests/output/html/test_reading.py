"""The pages in a browser: figures and places linked, keys, both languages, both widths, nothing foreign that runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gkml.document import Box
from gkml.output import open_writer
from gkml.output.html.pictures import PageView
from gkml.output.html.view import report_to_page
from gkml.pipeline import Pipeline
from gkml.records.report import CellRecord, Part, Report
from gkml.template import load_templates
from tests.conftest import EXAMPLES, ROOT
from tests.output.html.test_markup import EVIL
from tests.output.html.test_view import poisoned
from tests.output.made_reports import PROVENANCE

api = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
CONTRADICTION = ROOT / "examples" / "jinshui_2023_contradiction.txt"
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens text as a page; whatever it asks for or complains of fails the test."""
    told: list[str] = []
    contexts = []

    def open_it(text: str, language: str = "en", size: tuple[int, int] = (1280, 800)) -> Any:
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale={"zh": "zh-CN", "en": "en-GB"}[language]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("dialog", lambda dialog: told.append(dialog.message) or dialog.dismiss())
        page.on("request", lambda request: told.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [line for line in told if not line.startswith("data:")] == []


@pytest.fixture(scope="module")
def contradiction(rules: Pipeline) -> Report:
    return rules(CONTRADICTION)


def test_a_figure_leads_to_its_place_and_back(open_page: Open, contradiction: Report) -> None:
    page = open_page(report_to_page(contradiction, load_templates()))
    cell = next(cell for cell in contradiction.cells.values() if cell.start is not None and cell.start > 1_500)
    page.click(f'[data-cell="{cell.id}"]')
    mark = page.locator("mark.chosen")
    assert mark.inner_text() == cell.text
    assert mark.evaluate("one => { const box = one.getBoundingClientRect(); return box.top > 0 && box.bottom < 800; }")
    assert cell.id in page.inner_text(".panel")
    page.keyboard.press("Escape")
    assert page.locator(".chosen").count() == 0
    page.click(f'mark[data-cells~="{cell.id}"]')
    assert page.locator("td.chosen").get_attribute("data-cell") == cell.id
    page.hover(f'mark[data-cells~="{cell.id}"]')
    assert page.locator("td.hover").get_attribute("data-cell") == cell.id


def test_keys_go_through_doubts_and_figures(open_page: Open, contradiction: Report) -> None:
    page = open_page(report_to_page(contradiction, load_templates()))
    doubtful = [cell.id for cell in contradiction.cells.values() if cell.review]
    seen = []
    for _ in doubtful:
        page.keyboard.press("n")
        seen.append(page.locator("td.chosen").get_attribute("data-cell"))
    assert set(seen) == set(doubtful)
    page.keyboard.press("p")
    assert page.evaluate("gkml.reading.chosen()") == seen[-2 if len(seen) > 1 else -1]
    page.evaluate("gkml.reading.choose('requests.granted.natural_person')")
    for key, cell in (
        ("ArrowRight", "requests.granted.commercial_enterprise"),
        ("ArrowDown", "requests.partially_granted.commercial_enterprise"),
        ("ArrowLeft", "requests.partially_granted.natural_person"),
        ("ArrowUp", "requests.granted.natural_person"),
    ):
        page.keyboard.press(key)
        assert page.evaluate("gkml.reading.chosen()") == cell
    page.keyboard.press("?")
    assert page.locator("dialog kbd").count() > 5
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0


def test_the_panel_tells_witnesses_sums_and_proposals_in_both_languages(open_page: Open, contradiction: Report) -> None:
    page = open_page(report_to_page(contradiction, load_templates()))
    cell = next(cell for cell in contradiction.cells.values() if cell.proposal is not None)
    page.evaluate(f"gkml.reading.choose('{cell.id}')")
    told = page.inner_text(".panel")
    assert f"the sums imply {cell.proposal}" in told
    assert "it stands by the label of its row" in told
    assert "≠" in told
    page.keyboard.press("l")
    assert "按勾稽关系应为" in page.inner_text(".panel")
    assert "所在行的行名与格式一致" in page.inner_text(".panel")
    assert "the sums imply" not in page.inner_text("body")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 800])
def test_pages_fit_their_window(open_page: Open, contradiction: Report, language: str, width: int) -> None:
    page = open_page(report_to_page(contradiction, load_templates()), language, (width, 860))
    page.keyboard.press("n")
    for selector in ("html", ".source .text", ".tables"):
        assert page.locator(selector).evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    shown = page.locator(".source, .tables, .panel").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.top, box.bottom, box.height])"
    )
    assert all(top >= 0 and bottom <= 861 and height > 80 for top, bottom, height in shown)
    other = "en" if language == "zh" else "zh"
    assert page.locator(f"main .{other}:visible").count() == 0
    head = page.locator(".top").evaluate("one => one.getBoundingClientRect().height")
    assert head < 50  # one line: name, chips, file and buttons


@pytest.mark.parametrize("text", [*EVIL, "".join(EVIL) * 20])
def test_nothing_of_a_hostile_report_runs(open_page: Open, contradiction: Report, text: str) -> None:
    evil = poisoned(replace(contradiction, text=None), text)
    page = open_page(report_to_page(evil, load_templates()))
    for key in ("n", "n", "l", "?", "Escape", "s"):
        page.keyboard.press(key)
    assert page.locator("script").count() == 3
    assert page.locator("main img, main script, main iframe, main style").count() == 0


def test_ten_thousand_rows_do_not_hold_the_page_up(open_page: Open) -> None:
    text = "\n".join(f"{number}\t<b>{number}</b>\u202e\t0" for number in range(10_000))
    cell = CellRecord("requests.granted.total", 9_000, "9000", "number", review=True, start=text.index("\n9000\t") + 1)
    cell = replace(cell, end=(cell.start or 0) + 4)
    page = open_page(report_to_page(Report("a", PROVENANCE, text=text, cells={cell.id: cell}), load_templates()))
    page.keyboard.press("n")
    assert page.locator("mark.chosen").inner_text() == "9000"
    assert page.locator(".gap").count() == 2
    assert page.locator("*").count() < 20_000


def test_what_is_selected_is_told_in_code_points(open_page: Open) -> None:
    text = "𠮷𠮷野家\t甲\n第二行 𠮷3件\u3000完"
    cell = CellRecord("requests.granted.total", 3, "3", "number", start=text.index("3"), end=text.index("3") + 1)
    page = open_page(report_to_page(Report("a", PROVENANCE, text=text, cells={cell.id: cell}), load_templates()))
    select = """([first, from, last, to]) => {
        const lines = document.querySelectorAll(".line");
        const find = (line, at) => {
            const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                if (at <= node.length) return [node, at];
                at -= node.length;
            }
        };
        const range = document.createRange();
        range.setStart(...find(lines[first], from));
        range.setEnd(...find(lines[last], to));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return gkml.reading.selection();
    }"""
    found = page.evaluate(select, [0, 4, 1, 7])  # UTF-16 units, as browsers count
    assert text[found["start"] : found["end"]] == "野家\t甲\n第二行 𠮷3"
    found = page.evaluate(select, [1, 6, 1, 8])
    assert text[found["start"] : found["end"]] == "3件"
    assert page.evaluate("() => { getSelection().removeAllRanges(); return gkml.reading.selection(); }") is None


def test_of_several_reports_in_a_file_a_page_begins_at_its_own(open_page: Open) -> None:
    text = "\n".join(map(str, range(400)))
    cell = CellRecord("requests.granted.total", 300, "300", "number", start=text.index("\n300") + 1)
    cell = replace(cell, end=(cell.start or 0) + 3)
    report = Report("a#2", PROVENANCE, text=text, cells={cell.id: cell}, part=Part(2, 2, "附件"))
    page = open_page(report_to_page(report, load_templates()))
    assert page.locator(".text").evaluate("one => one.scrollTop") > 1_000
    assert "report 2 of 2" in page.inner_text("header")


def test_pages_and_text_take_turns(open_page: Open) -> None:
    cell = CellRecord("requests.granted.total", 3, "3", "number", start=0, end=1, page=1, boxes=(Box(10, 10, 30, 30),))
    report = Report("a.pdf", PROVENANCE, text="3", cells={cell.id: cell}, templates={"requests": "2021"})
    picture = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    page = open_page(report_to_page(report, load_templates(), pages=[PageView(1, picture, 100, 100)]))
    assert page.locator(".pages").is_visible()
    page.click("rect")
    assert page.evaluate("gkml.reading.chosen()") == cell.id
    page.keyboard.press("s")
    assert page.locator(".pages").is_hidden()
    page.click(".tab[data-shows=pages]")
    page.click(".to-place")
    assert page.locator("rect.chosen").is_visible()


def test_on_paper_all_is_shown_one_below_the_other(open_page: Open, contradiction: Report) -> None:
    page = open_page(report_to_page(contradiction, load_templates()))
    page.emulate_media(media="print")
    tables, source = (page.locator(name).bounding_box() for name in (".tables", ".source"))
    assert source["y"] >= tables["y"] + tables["height"]
    assert page.locator(".source .text").evaluate("one => one.scrollHeight - one.clientHeight") <= 1
    assert page.locator(".panel, .switch, .help").evaluate_all(
        "all => all.every(one => getComputedStyle(one).display === 'none')"
    )


def test_the_index_is_sorted_and_filtered(open_page: Open, rules: Pipeline, tmp_path: Path) -> None:
    with open_writer(tmp_path / "out.html") as writer:
        for path in EXAMPLES[:3]:
            writer.write(rules(path))
        writer.write(rules(CONTRADICTION))
    page = open_page((tmp_path / "out.html").read_text(encoding="utf-8"))
    column = "tr:visible td:nth-child(6)"
    page.click("th:nth-child(6) button")
    counts = [int(text) for text in page.locator(f"tbody {column}").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    page.click("th:nth-child(6) button")
    assert [int(text) for text in page.locator(f"tbody {column}").all_inner_texts()] == counts[::-1]
    page.fill("input[type=search]", "jinshui")
    assert page.locator("tbody tr:visible").count() == 1
    assert page.inner_text(".filters .shown") == f"1 of {len(counts)} shown"
    page.fill("input[type=search]", "")
    page.check("input[name=doubts]")
    assert page.locator("tbody tr:visible").count() == sum(count > 0 for count in counts)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ["机关或文件", "所有年度"]), ("en", ["agency or file", "any year"])]
)
def test_the_index_fits_a_narrow_window_in_one_language(
    open_page: Open, rules: Pipeline, tmp_path: Path, language: str, words: list[str]
) -> None:
    with open_writer(tmp_path / "out.html") as writer:
        for path in (EXAMPLES[0], CONTRADICTION):
            writer.write(rules(path))
    page = open_page((tmp_path / "out.html").read_text(encoding="utf-8"), language, (800, 600))
    assert page.locator(".wide").evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    assert page.get_attribute("input[type=search]", "placeholder") == words[0]
    assert page.inner_text("select[name=year] option:first-child") == words[1]


def test_a_long_table_begins_on_the_first_sheet_of_paper(open_page: Open, rules: Pipeline) -> None:
    report = rules(ROOT / "examples" / "jichuan_2016_statistics.txt")
    page = open_page(report_to_page(report, load_templates()))
    page.emulate_media(media="print")
    assert page.locator(".table").evaluate("one => getComputedStyle(one).breakInside") == "auto"
