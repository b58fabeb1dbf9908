"""The review as a person does it, in Chromium: the whole loop on a PDF, an HTML page and a text report."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gkml.cli import main
from gkml.output.jsonl import record_to_line, report_to_line
from gkml.pipeline import Pipeline
from gkml.review.decisions import DecisionStore, in_force
from tests.readers.producers import browser_program, printed_by_browser
from tests.review.conftest import CONTRADICTION, EXAMPLES, PAGE
from tests.review.test_serving import start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.skipif(browser_program() is None, reason="Chromium is not installed (.ci/producers does it)"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed (pip install playwright)"),
]

PDF = "huayan.pdf"
SOURCES = {"text": CONTRADICTION, "html": PAGE, "pdf": PDF}
ROW = "requests.granted."


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser_program(), args=arguments)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, rules: Pipeline) -> Path:
    """Sources and their records; in that of the page and of its PDF a figure is wrong, so that there is a proposal."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copy(EXAMPLES / CONTRADICTION, folder)
    page = (EXAMPLES / PAGE).read_bytes()
    assert page.count(b">61<") == 1
    (folder / PAGE).write_bytes(page.replace(b">61<", b">62<"))
    printed = printed_by_browser(folder / PAGE, tmp_path_factory.mktemp("printing"))
    shutil.copy(printed, folder / PDF)
    lines = [report_to_line(rules(folder / name, name=name)) for name in SOURCES.values()]
    (folder / "out.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def work(tmp_path: Path, reports: Path) -> Path:
    return Path(shutil.copytree(reports, tmp_path / "work"))


@pytest.fixture
def page(work: Path, browser: Browser) -> Iterator[Page]:
    """The queue of a running review; nothing may go wrong on its pages."""
    process, port, token = start(work)
    opened = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 860}).new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.set_default_timeout(90_000)  # a machine that is busy
    opened.goto(f"http://127.0.0.1:{port}/?token={token}")
    yield opened
    opened.context.close()
    process.kill()  # as a machine that goes down: what was answered is kept
    process.wait(30)
    assert process.stderr is not None
    process.stderr.close()
    assert faults == []


def told(page: Page, words: str) -> None:
    page.locator(".deciding .told", has_text=words).wait_for()


def choose(page: Page, cell: str) -> None:
    page.locator(f".tables [data-cell='{cell}']").click()
    page.locator(".panel .where small", has_text=cell).wait_for()


def correct(page: Page, cell: str, value: str) -> None:
    choose(page, cell)
    page.keyboard.press("e")
    page.locator(".panel .edit input").wait_for()
    page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.locator(f".tables [data-cell='{cell}'] .shown", has_text=re.compile(f"^{value}$")).wait_for()


def cells(work: Path, name: str) -> dict[str, dict[str, object]]:
    """What is exported of a report."""
    arguments = ["export", str(work / "out.jsonl"), "-o", str(work / "new.jsonl"), "-q"]
    assert main(arguments) == 0
    for line in (work / "new.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["source"] == name:
            return {cell["id"]: cell for cell in record["cells"]} | {"headings": record["headings"]}
    raise AssertionError(name)


@pytest.mark.parametrize("kind", list(SOURCES))
def test_the_whole_loop(page: Page, work: Path, kind: str) -> None:
    from playwright.sync_api import expect

    name = SOURCES[kind]
    page.get_by_role("row", name=re.compile(re.escape(name))).get_by_role("link").first.click()
    page.locator(".panel .actions").wait_for()
    if kind == "pdf":
        page.locator(".page image").first.wait_for()
        assert page.locator(".page image").first.evaluate("image => image.getBoundingClientRect().height") > 100

    # a proposal is refused: the report contradicts itself
    choose(page, ROW + "total")
    page.locator(".panel .take").wait_for()
    page.keyboard.press("r")
    told(page, "kept")

    # three figures are corrected by keys
    values = {
        ROW + "natural_person": "701",
        ROW + "legal_service_organization": "702",
        "disputes.litigation_direct.other": "7",
    }
    for cell, value in values.items():
        correct(page, cell, value)

    # a heading is another one
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.keyboard.press("t")
    page.locator("dialog.tagging input").fill("section:6")
    page.keyboard.press("Enter")
    told(page, "read again")
    assert page.locator(f".tables [data-cell='{ROW}natural_person'] .shown").inner_text() == "701"

    # the last correction but one is kept, the heading and the last are taken back
    page.keyboard.press("z")
    told(page, "taken back")
    page.keyboard.press("z")
    expect(page.locator(".tables [data-cell='disputes.litigation_direct.other'] .shown")).not_to_have_text("7")
    page.keyboard.press("h")
    page.keyboard.press("t")
    page.locator("dialog.tagging input").fill("section:6")
    page.keyboard.press("Enter")
    told(page, "read again")

    # all of it is there after the page is loaded again
    page.reload()
    page.locator(f".tables [data-cell='{ROW}legal_service_organization'] .shown", has_text="702").wait_for()
    choose(page, ROW + "total")
    page.locator(".panel .decided", has_text="王核").wait_for()

    found = cells(work, name)
    decided = {cell: found[cell]["value"] for cell in found if cell != "headings" and found[cell]["tagger"] == "human"}
    assert decided == {
        ROW + "total": found[ROW + "total"]["value"],
        ROW + "natural_person": 701,
        ROW + "legal_service_organization": 702,
    }
    with DecisionStore(f"{work / 'out.jsonl'}.decisions.sqlite", there=True) as store:
        log = store.all()
    assert [entry.kind for entry in log].count("undo") == 2
    assert {entry.who for entry in log} == {"王核"}
    standing = in_force(log)
    assert standing[0].action == "refuse"
    assert standing[-1].kind == "tag"
    tagged = (standing[-1].start, standing[-1].end, 6)
    headings = [(one["start"], one["end"], one["section"]) for one in found["headings"]]  # type: ignore[attr-defined]
    assert tagged in headings


def test_the_queue_goes_by_keys_from_report_to_report(page: Page) -> None:
    assert page.locator(".reports tbody tr").count() == 3
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(".panel .actions").wait_for()
    first = page.url
    page.keyboard.press("d")
    page.wait_for_url(lambda address: address != first)
    page.locator(".panel .actions").wait_for()
    page.keyboard.press("l")
    page.locator("html[data-language=zh]").wait_for()
    assert page.locator(".deciding .left").inner_text().startswith("还有")
    page.keyboard.press("q")
    page.locator(".reports").wait_for()
    assert page.locator(".reports tbody tr").count() == 2
    page.locator("html[data-language=zh]").wait_for()


def test_a_hostile_report_runs_nothing_and_can_be_decided(work: Path, browser: Browser) -> None:
    bad = "<img src=x onerror=document.title=1></script><script>document.title=2</script>\u202e\u0007"
    record = json.loads((work / "out.jsonl").read_text("utf-8").splitlines()[0])
    record |= {"agency": bad, "source": bad, "text": f"{bad}\t1\n" * 10_000, "headings": []}
    record["cells"] = [cell | {"text": bad, "start": None, "end": None, "reason": bad} for cell in record["cells"]]
    (work / "out.jsonl").write_text(record_to_line(record), encoding="utf-8")
    process, port, token = start(work)
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(90_000)  # a machine that is busy
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(f"http://127.0.0.1:{port}/?token={token}")
    page.locator(".reports a").first.click()
    page.locator(".panel .actions").wait_for()
    page.keyboard.press("Enter")
    told(page, "kept")
    page.keyboard.press("h")
    assert page.title() not in ("1", "2")
    assert page.locator("img").count() == 0
    assert dialogs == []
    page.context.close()
    process.kill()
    process.wait(30)
    assert process.stderr is not None
    process.stderr.close()


def test_a_foreign_page_cannot_decide(page: Page, browser: Browser, work: Path) -> None:
    target = page.url.rstrip("/") + "/api/reports/1/undo"
    other = browser.new_context().new_page()
    other.route(
        "http://evil.example/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<form method=post enctype=text/plain action='{target}'><input name=a value=b></form>"
            "<script>document.forms[0].submit()</script>",
        ),
    )
    other.goto("http://evil.example/")
    other.get_by_text("another page").wait_for()
    other.context.close()
    with DecisionStore(f"{work / 'out.jsonl'}.decisions.sqlite", there=True) as store:
        assert store.all() == []
