"""What findings say, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import gkml.messages
from gkml.series.wording import Words, clauses, listed, said, sides

MESSAGES = Path(gkml.messages.__file__).parent
SOURCES = [*Path(gkml.messages.__file__).parents[1].glob("series/*.py")]


def test_words_inside_words_are_said_in_the_same_language() -> None:
    words = clauses([said("lacking", number=2), said("in_doubt", cells=listed([said("for_review"), "甲"]))])
    assert words.said_in("zh") == "下级有2个没有这个数字；存疑：待核、甲"
    assert words.said_in("en") == "2 of those below lack this figure; in doubt: for review, 甲"
    assert sides(["a", said("agrees")]).said_in("en") == "a, they agree"


def test_of_many_names_the_first_are_named() -> None:
    assert listed("甲乙丙", 2).said_in("zh") == "甲、乙等"
    assert listed("甲乙", 2).said_in("en") == "甲, 乙"
    assert listed([]) == Words("between_names", parts=())


def test_every_sentence_that_findings_ask_for_is_there_and_every_one_there_is_asked_for() -> None:
    known = tomllib.loads((MESSAGES / "series.en.toml").read_text(encoding="utf-8")).keys()
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    asked = set(re.findall(r'\bsaid\(\s*"(\w+)"', text))
    assert len(asked) > 40
    assert asked <= known
    others = "".join((MESSAGES.parent / name).read_text(encoding="utf-8") for name in ("output/records.py",))
    assert not [key for key in known if not re.search(rf'[" ]{key}"', text + others)]
