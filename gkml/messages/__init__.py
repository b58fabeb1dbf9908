"""Sentences for people, in Chinese and in English, kept in files beside this module: ``AREA.LANGUAGE.toml``.

Code decides on codes and hands over parameters; which words a person reads is chosen here, last.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

__all__ = ["LANGUAGES", "Language", "Sentence", "error_sentence", "language_of_locale", "sentence", "warning_sentence"]

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts, as in POSIX


def sentence(area: str, key: str, language: Language = "zh", **parameters: Any) -> str:
    """The sentence of ``key`` with ``parameters`` in the places that it names (``str.format``).

    Args:
        area: the file it stands in, ``doubts`` for instance.
        key: its key there.
        language: of the sentence.
        parameters: for its places; those that it does not name are left out.

    Raises:
        KeyError: there is no such sentence, or a parameter that it names is missing.
    """
    return _sentences(area, language)[key].format(**parameters)


def error_sentence(code: str, message: str, language: Language) -> str:
    """What the error of a record says: in Chinese what its code means, as records tell details in English."""
    known = _sentences("errors", "zh") if language == "zh" else {}
    return known.get(code, message)


def warning_sentence(code: str, message: str, language: Language) -> str:
    """What the warning of a record says: in Chinese what its code means before the details."""
    known = _sentences("warnings", "zh").get(code) if language == "zh" else None
    return message if known is None else f"{known}（{message}）"


class Sentence(str):
    """A sentence in English, for an error that knows no reader, which can be said in another language later.

    Args:
        area, key, parameters: as ``sentence`` takes them.
    """

    area: str
    key: str
    parameters: dict[str, Any]

    def __new__(cls, area: str, key: str, **parameters: Any) -> Sentence:
        """The sentence, made in English."""
        made = super().__new__(cls, sentence(area, key, "en", **parameters))
        made.area, made.key, made.parameters = area, key, parameters
        return made

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """In another process it is its text."""
        return str, (str(self),)

    def said_in(self, language: Language) -> str:
        """The same sentence in a language."""
        return sentence(self.area, self.key, language, **self.parameters)


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """The language of a user, as the locale says: Chinese where it names it, English for all others."""
    named = next((value for name in _LOCALE if (value := environment.get(name))), "")
    return "zh" if named.lower().startswith("zh") else "en"


@cache  # as many entries as there are files
def _sentences(area: str, language: Language) -> dict[str, str]:
    path = Path(__file__).with_name(f"{area}.{language}.toml")  # importlib.resources takes longer to import
    return tomllib.loads(path.read_text(encoding="utf-8"))
