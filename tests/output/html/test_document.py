"""Pages: what runs in them is what gkml wrote, and the policy says so to the browser."""

from __future__ import annotations

import base64
import hashlib
import re

from lxml import html

from gkml.output.html.document import content_security_policy, page, static_text
from gkml.output.html.markup import element

NAMES = ["common.css", "view.css", "index.css", "common.js", "reading.js", "index.js"]


def test_the_policy_names_every_style_and_script_by_its_hash_and_allows_nothing_else() -> None:
    parsed = html.fromstring(page("题<目>", element("p", "x"), styles=["p{}"], scripts=["1", "2"], language="en"))
    (policy,) = (meta.get("content") for meta in parsed.iter("meta") if meta.get("http-equiv"))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(block.text.encode()).digest()).decode()}'"
        for block in (*parsed.iter("style"), *parsed.iter("script"))
    ]
    assert rules == {
        "default-src": "'none'",
        "style-src": hashes[0],
        "script-src": " ".join(hashes[1:]),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert parsed.findtext(".//title") == "题<目>"
    assert (parsed.get("lang"), parsed.get("data-language")) == ("en", "en")


def test_a_page_without_scripts_allows_none() -> None:
    assert "script-src 'none'" in content_security_policy(["a"], [])


def test_another_policy_takes_the_place_of_the_usual_one() -> None:
    made = page("t", element("p"), styles=[], scripts=[], policy="default-src 'self'")
    assert "content=\"default-src 'self'\"" in made


def test_what_comes_with_gkml_loads_nothing_and_makes_no_markup_of_text() -> None:
    for name in NAMES:
        text = static_text(name)
        assert "</" not in text
        assert not re.search(
            r"https?:|@import|url\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text
        )
