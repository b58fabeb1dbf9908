"""Words in both languages at once."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import html

import gkml.output.html
from gkml.messages import LANGUAGES
from gkml.output.html.markup import element
from gkml.output.html.words import both, in_both, say, title, words_for_scripts

FOLDER = Path(gkml.output.html.__file__).parent


def test_both_languages_stand_side_by_side() -> None:
    spans = html.fromstring(element("p", both("page_number", number=3))).findall("span")
    assert {span.get("class"): span.text for span in spans} == {"zh": "第 3 页", "en": "Page 3"}
    assert all(span.get("lang") == span.get("class") for span in spans)


def test_what_is_the_same_in_both_is_said_once() -> None:
    assert in_both({"zh": "a<b", "en": "a<b"}) == "a&lt;b"
    assert title("value") == "数值 · value"
    assert say("year", "en") == "year"


def test_scripts_have_every_word_that_they_say() -> None:
    words = words_for_scripts()
    assert set(words) == set(LANGUAGES)
    assert words["en"]["doubt_of"] == "doubt {number} of {all}"
    scripts = "".join(path.read_text(encoding="utf-8") for path in (FOLDER / "static").glob("*.js"))
    asked = set(re.findall(r'\bsay\("(\w+)"', scripts)) | set(re.findall(r'\["[^"]+", "(key_\w+)"\]', scripts))
    assert asked <= set(words["zh"])
    assert {"row_exact", "sums_none", "sight"} <= set(words["zh"])
