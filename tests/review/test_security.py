from __future__ import annotations

import pytest

from gkml.review.security import POLICY
from tests.review.conftest import OpenSession
from tests.review.served import HOST, PORT, TOKEN, Browser

DECIDE = "/api/reports/1/decisions"
TAKE = {"kind": "cell", "cell": "requests.granted.total", "action": "proposal"}


@pytest.fixture
def browser(open_session: OpenSession) -> Browser:
    return Browser(open_session())


@pytest.mark.parametrize(
    "host", [None, "evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1.evil.example:{PORT}",
             f"0.0.0.0:{PORT}", ""]
)  # fmt: skip
def test_foreign_hosts_are_refused(browser: Browser, host: str | None) -> None:
    for answer in (browser.get("/", {"host": host}), browser.post(DECIDE, TAKE, {"host": host})):
        assert answer.status == 403
        assert "127.0.0.1" in answer.text


def test_the_machine_may_be_called_localhost(browser: Browser) -> None:
    assert browser.get("/", {"host": f"localhost:{PORT}"}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": f"https://{HOST}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_foreign_pages_are_refused(browser: Browser, headers: dict[str, str]) -> None:
    assert browser.get("/", headers).status == 403
    assert browser.post(DECIDE, TAKE, headers).status == 403


@pytest.mark.parametrize("token", [None, "", "t0ke", "t0ken2", "字"])
def test_writes_need_the_token_in_a_header(browser: Browser, token: str | None) -> None:
    assert browser.post(DECIDE, TAKE, {"x-gkml-token": token}).status == 403
    assert browser.post(DECIDE + f"?token={TOKEN}", TAKE, {"x-gkml-token": token}).status == 403
    assert browser.get("/api/reports/1").plain["standing"] == 0


def test_what_another_page_can_send_without_asking_is_refused(browser: Browser) -> None:
    for kind in (None, "text/plain", "application/x-www-form-urlencoded"):
        assert browser.post(DECIDE, TAKE, {"content-type": kind}).status == 415
    assert browser.post(DECIDE, TAKE, {"content-type": "application/json; charset=utf-8"}).status == 200


def test_pages_need_the_address_that_was_printed(browser: Browser) -> None:
    assert browser.get("/", {"cookie": None}).status == 403
    assert browser.get("/reports/1", {"cookie": "gkml_review_8463=other"}).status == 403
    assert browser.get("/?token=other").status == 403
    answer = browser.get(f"/?token={TOKEN}&show=all", {"cookie": None})
    assert (answer.status, answer.headers["location"]) == (303, "/?show=all")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"gkml_review_{PORT}={TOKEN};")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert browser.get("/", {"cookie": cookie.partition(";")[0]}).status == 200


def test_the_way_in_leads_to_this_server(browser: Browser) -> None:
    for path in (f"//evil.example/?token={TOKEN}", f"/\\evil.example/?token={TOKEN}"):
        assert browser.get(path).headers["location"] == "/evil.example/"


def test_a_program_may_bear_the_token_in_a_header(browser: Browser) -> None:
    assert browser.get("/api/queue", {"cookie": None, "x-gkml-token": TOKEN}).status == 200
    assert browser.post(DECIDE, TAKE, {"origin": None, "cookie": None}).status == 200


def test_other_methods_are_refused(browser: Browser) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE"):
        assert browser.get("/", method=method).status == 405


def test_a_body_is_no_larger_than_a_decision(browser: Browser) -> None:
    assert browser.post(DECIDE, b" " * (64 * 2**10 + 1)).status == 413


@pytest.mark.parametrize("address", ["/", "/reports/1", "/static/decide.js", "/nothing", "/api/reports/99"])
def test_every_answer_tells_what_pages_may_do(browser: Browser, address: str) -> None:
    headers = browser.get(address).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_pages_hold_nothing_that_runs() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "data:" not in POLICY
