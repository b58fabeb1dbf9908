from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from gkml.output.html.pictures import PageView
from gkml.review.decisions import Action, DecisionKind
from gkml.review.pages import opened_to_markup, queue_to_page, report_to_review_page, static_file
from gkml.review.queue import Filters
from gkml.review.requests import Wanted
from gkml.review.session import ReviewSession
from tests.review.conftest import OpenSession

WRONG = "requests.granted.total"


@pytest.fixture
def session(open_session: OpenSession) -> ReviewSession:
    return open_session()


def queue(session: ReviewSession, filters: Filters = Filters(), at: int = 0, size: int = 100) -> str:  # noqa: B008
    found = session.entries(filters)
    shown = found[at : at + size]
    return queue_to_page(shown, session, filters, query={}, at=at, size=size, count=len(found), language="zh")


def report(session: ReviewSession, pages: tuple[PageView, ...] = ()) -> str:
    return report_to_review_page(
        session.open(1),
        session,
        neighbours=(None, 3),
        query={"year": "2023"},
        pages=pages,
        token="t0ken",
        language="en",
    )


def data(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="gkml-review">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    made: dict[str, object] = json.loads(found[1])
    return made


def test_the_queue_names_what_is_worth_a_look_in_both_languages(session: ReviewSession) -> None:
    page = queue(session)
    assert page.index("槿水县市场监督管理局") < page.index("浔岭县水利局")
    assert "有勾稽关系不符" in page
    assert "sums do not hold" in page
    assert 'data-language="zh"' in page
    assert "王核" in page


def test_a_long_queue_is_turned(session: ReviewSession) -> None:
    page = queue(session, Filters(show="all"), at=1, size=1)
    assert 'href="/?at=0"' in page
    assert 'href="/?at=2"' in page
    assert page.count("data-number=") == 1


def test_an_empty_queue_says_what_comes_next(session: ReviewSession) -> None:
    assert "gkml export" in queue(session, Filters(year=1999))


def test_filters_show_what_is_set(session: ReviewSession) -> None:
    page = queue(session, Filters(year=2023, doubt="check_failed", agency='"><b>'))
    assert re.search(r'<option value="2023" selected', page)
    assert re.search(r'<option value="check_failed" selected', page)
    assert "&quot;&gt;&lt;b&gt;" in page


def test_a_report_brings_what_scripts_need(session: ReviewSession) -> None:
    page = report(session)
    told = data(page)
    assert (told["number"], told["token"], told["query"]) == (1, "t0ken", "?year=2023")
    assert told["words"].keys() == {"zh", "en"}  # type: ignore[attr-defined]
    assert len(told["labels"]) > 100  # type: ignore[arg-type]
    assert 'href="/reports/3?year=2023"' in page
    assert 'class="before"' not in page


def test_a_report_tells_who_decided_and_what_is_outdated(session: ReviewSession) -> None:
    session.decide(1, Wanted(DecisionKind.CELL, cell=WRONG, action=Action.PROPOSAL))
    told = data(report(session))["applied"]
    assert told[WRONG]["who"] == "王核"  # type: ignore[index]
    assert (told[WRONG]["value"], told[WRONG]["print"]) == ("40", "41")  # type: ignore[index]


def test_why_a_text_is_missing_is_told(session: ReviewSession) -> None:
    opened = session.open(1)
    from gkml.errors import InputError

    missing = replace(opened, missing=InputError("the file is gone", code="unreadable_path"))
    assert "the file is gone" in opened_to_markup(missing, session, ())


def test_pictures_come_from_the_server(session: ReviewSession) -> None:
    assert '<image href="/reports/1/pages/1.png"' in report(
        session, (PageView(1, "/reports/1/pages/1.png", 595.0, 842.0),)
    )


class _Checker(HTMLParser):
    """Finds attributes that run."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bad += [name for name, _ in attrs if name.startswith("on") or name == "style"]


def test_no_attribute_runs(session: ReviewSession) -> None:
    checker = _Checker()
    checker.feed(queue(session) + report(session))
    assert checker.bad == []


@pytest.mark.parametrize("name", ["common.css", "view.css", "review.css", "decide.js", "tagging.js", "queue.js"])
def test_files_have_types_that_browsers_take(name: str) -> None:
    found = static_file(name)
    assert found is not None
    assert found[1] == ("text/css" if name.endswith(".css") else "text/javascript")


@pytest.mark.parametrize("name", ["", "pages.py", "../pages.py", "/etc/passwd", "decide.js.map"])
def test_other_files_are_not_handed_out(name: str) -> None:
    assert static_file(name) is None


def test_words_of_scripts_are_there() -> None:
    scripts = "".join((static_file(name) or ("", ""))[0] for name in ("decide.js", "tagging.js"))
    from gkml.messages import sentence
    from gkml.review.pages import _LEFT_OPEN, _OF_SCRIPTS

    asked = set(re.findall(r'\bsay\("(\w+)"', scripts))
    assert asked <= set(_OF_SCRIPTS)
    for key in _OF_SCRIPTS:
        assert sentence("review_page", key, "zh", **_LEFT_OPEN)
