"""Words of the pages, in all languages at once: the page shows those of one, and its reader may change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from gkml.messages import LANGUAGES, Language, sentence
from gkml.output.html.markup import Markup, element, join
from gkml.records.evidence import Evidence
from gkml.records.report import Cause, State
from gkml.records.schema import record_fields

__all__ = ["both", "in_both", "say", "title", "words_for_scripts"]

_AREA = "view"
_OF_SCRIPTS = (
    *(f"state_{state}" for state in get_args(State)),
    *(f"cause_{cause}" for cause in get_args(Cause)),
    *(f"tagger_{tagger}" for tagger in ("model", "rules", "both", "human")),
    *(f"key_{act}" for act in ("arrows", "doubts", "source", "language", "close", "help")),
    *("value", "printed", "confidence", "proposal", "alternatives", "place", "no_place", "page_number"),
    *("for_review", "no_doubt", "no_doubts", "doubt_of", "hint", "next", "previous", "close", "rows_shown"),
)
_LEFT_OPEN = {name: f"{{{name}}}" for name in ("number", "all")}
_SAYINGS = tuple(
    key
    for field in record_fields(Evidence)
    for key in (field.name, *(f"{field.name}_{said}" for said in (*field.choices, "none")))
)


def say(key: str, language: Language, **parameters: Any) -> str:
    """A sentence of the pages in one language."""
    return sentence(_AREA, key, language, **parameters)


def both(key: str, **parameters: Any) -> Markup:
    """A sentence in each language; style sheets show one of them."""
    return in_both({language: say(key, language, **parameters) for language in LANGUAGES})


def in_both(said: Mapping[Language, str]) -> Markup:
    """What was said in each language; once where all say the same."""
    if len(set(said.values())) == 1:
        return join([next(iter(said.values()))])
    return join(element("span", said[language], class_=language, lang=language) for language in LANGUAGES)


def title(key: str) -> str:
    """What an attribute says, which knows no language: both, one after the other."""
    return " · ".join(dict.fromkeys(say(key, language) for language in LANGUAGES))


def words_for_scripts() -> dict[str, dict[str, str]]:
    """What scripts say, by language, and what witnesses say; parameters are left for them to put in."""
    return {
        language: {key: say(key, language, **_LEFT_OPEN) for key in _OF_SCRIPTS}
        | {key: sentence("evidence", key, language) for key in _SAYINGS}
        for language in LANGUAGES
    }
