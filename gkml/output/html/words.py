"""Words of the pages, in all languages at once: the page shows those of one, and its reader may change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gkml.messages import LANGUAGES, Language, sentence
from gkml.output.html.markup import Markup, element, join
from gkml.records.evidence import Evidence
from gkml.records.schema import record_fields

__all__ = ["both", "in_both", "say", "title", "words_for_scripts"]

_AREA = "view"
_OF_SCRIPTS = """
state_number state_blank state_mark state_absent state_unreadable cause_reading cause_source cause_ambiguous
tagger_model tagger_rules tagger_both tagger_human value printed confidence proposal alternatives place page_number
no_place for_review no_doubt doubt_of no_doubts hint next previous close rows_shown
key_arrows key_doubts key_source key_language key_close key_help
""".split()
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
