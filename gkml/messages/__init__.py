"""Sentences for people, in Chinese and in English, kept in files beside this module: ``AREA.LANGUAGE.toml``.

Code decides on codes and hands over parameters; which words a person reads is chosen here, last.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

__all__ = ["LANGUAGES", "Language", "sentence"]

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


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


@cache  # as many entries as there are files
def _sentences(area: str, language: Language) -> dict[str, str]:
    text = (files(__name__) / f"{area}.{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
