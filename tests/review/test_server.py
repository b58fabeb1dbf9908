from __future__ import annotations

import json
from pathlib import Path

import pytest

from gkml.output.jsonl import record_to_line
from gkml.review.server import create_app
from tests.review.conftest import OpenSession
from tests.review.served import Browser

WRONG = "requests.granted.total"
DECIDE, UNDO = "/api/reports/1/decisions", "/api/reports/1/undo"
TAKE = {"kind": "cell", "cell": WRONG, "action": "proposal"}


@pytest.fixture
def browser(open_session: OpenSession) -> Browser:
    return Browser(open_session())


def test_the_queue_is_a_page_and_a_list(browser: Browser) -> None:
    page = browser.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert 'href="/reports/1"' in page.text
    listed = browser.get("/api/queue").plain
    assert listed["reports"][0]["number"] == 1
    assert WRONG in listed["reports"][0]["open"]
    assert listed["seen"] == 1.0


def test_filters_narrow_the_queue_and_go_along(browser: Browser) -> None:
    assert [one["number"] for one in browser.get("/api/queue?doubt=contradiction_located").plain["reports"]] == [1]
    assert browser.get("/api/queue?year=1999").plain["reports"] == []
    assert browser.get("/api/queue?year=%C2%B2&at=-1&show=x").status == 200
    assert 'href="/reports/1?table=disputes"' in browser.get("/?table=disputes").text


def test_deciding_and_undoing_answer_with_the_report_as_it_is_then(browser: Browser) -> None:
    answer = browser.post(DECIDE, TAKE).plain
    assert answer["applied"][WRONG]["value"] == "40"
    assert answer["standing"] == 1
    assert f'data-cell="{WRONG}"' in answer["markup"]
    assert browser.get("/api/reports/1").plain["record"]["sha256"]
    undone = browser.post(UNDO, {}).plain
    assert (undone["applied"], undone["undone"]) == ({}, WRONG)
    refused = browser.post(UNDO, {})
    assert refused.status == 400
    assert set(refused.plain) == {"error", "zh", "en"}


def test_tags_of_the_text_can_be_asked_for(browser: Browser) -> None:
    tags = browser.get("/api/reports/1/tags").plain["tags"]
    assert {label for _, _, label in tags} >= {"section:1", "row:requests.granted", "figure"}
    assert browser.get("/api/reports/99/tags").status == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"kind": "cell"}', b"[" * 60_000])
def test_what_is_no_decision_is_refused_in_both_languages(browser: Browser, body: bytes) -> None:
    answer = browser.post(DECIDE, body)
    assert answer.status == 400
    assert answer.plain["zh"]


@pytest.mark.parametrize(
    "address",
    [
        "/static/../decisions.py",
        "/static/..%2f..%2fdecisions.py",
        "/static/session.py",
        "/static//etc/passwd",
        "/reports/../../etc/passwd",
        "/reports/x",
        "/out.jsonl",
        "/review.sqlite",
    ],
)
def test_no_address_leads_to_a_file(browser: Browser, address: str) -> None:
    assert browser.get(address).status == 404


@pytest.mark.parametrize("address", ["/reports/0", "/reports/99", "/reports/1/pages/1.png", "/api/reports/99"])
def test_what_is_not_there_is_told(browser: Browser, address: str) -> None:
    answer = browser.get(address)
    assert answer.status == 400
    assert answer.plain["error"] == "usage"


def test_pages_load_what_they_need_and_hold_no_script(browser: Browser) -> None:
    for address in ("/", "/reports/1"):
        page = browser.get(address).text
        for part in page.split("<script")[1:]:
            assert "src=" in part.partition(">")[0] or 'type="application/json"' in part.partition(">")[0]
        assert "<style" not in page
        assert " style=" not in page
        for name in [one.partition('"')[0] for one in page.split("/static/")[1:]]:
            assert browser.get(f"/static/{name}").status == 200


def test_a_hostile_record_stays_text(folder: Path, open_session: OpenSession) -> None:
    line = (folder / "out.jsonl").read_text("utf-8").splitlines()[0]
    record = json.loads(line)
    bad = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u0000\x1b[31m"
    record |= {"agency": bad, "title": bad, "source": bad, "text": f"{bad}\n" * 10_000}
    record["headings"] = [{"section": 1, "level": 1, "text": bad, "start": 0, "end": 20}]
    record["warnings"] = [{"code": bad, "message": bad}]
    record["cells"] = [cell | {"text": bad, "start": None, "reason": bad, "doubts": [bad]} for cell in record["cells"]]
    record["cells"] += [record["cells"][0] | {"id": f"x.{bad}.{number}"} for number in range(3_000)]
    record["checks"] = [check | {"message": bad} for check in record["checks"]]
    (folder / "out.jsonl").write_text(record_to_line(record), encoding="utf-8")
    browser = Browser(open_session())
    pages = [browser.get("/?show=all").text, browser.get("/reports/1").text]
    pages.append(browser.post(DECIDE, {"kind": "cell", "cell": WRONG, "action": "confirm"}).plain["markup"])
    for page in pages:
        assert "<script>" not in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert "alert(1)" in page
        assert len(page) < 5_000_000


def test_an_application_is_made_for_one_port(open_session: OpenSession) -> None:
    assert create_app(open_session(), token="x", port=1) is not None
