"""What findings say, kept as keys and parameters until it is known in which language a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gkml.messages import Language, sentence

__all__ = ["Words", "clauses", "listed", "said", "sides"]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence of ``gkml/messages/series.*.toml`` with its parameters, or several with a sign between them.

    Attributes:
        key: of the sentence; of the sign, where there are ``parts``.
        parameters: for the places of the sentence; words among them are said in the same language.
        parts: what the sign stands between.
    """

    key: str
    parameters: tuple[tuple[str, object], ...] = ()
    parts: tuple[object, ...] | None = None

    def said_in(self, language: Language) -> str:
        """As a person reads it."""
        if self.parts is not None:
            return sentence("series", self.key, language).join(_plain(part, language) for part in self.parts)
        plain = {name: _plain(value, language) for name, value in self.parameters}
        return sentence("series", self.key, language, **plain)


def _plain(value: object, language: Language) -> str:
    return value.said_in(language) if isinstance(value, Words) else str(value)


def said(key: str, **parameters: object) -> Words:
    """A sentence."""
    return Words(key, tuple(parameters.items()))


def clauses(parts: Iterable[object]) -> Words:
    """Parts of a message that stand for themselves."""
    return Words("between_clauses", parts=tuple(parts))


def sides(parts: Iterable[object]) -> Words:
    """What is compared, and how it comes out."""
    return Words("between_sides", parts=tuple(parts))


def listed(parts: Iterable[object], most: int | None = None) -> Words:
    """Names, of which no more than ``most`` are named."""
    named = tuple(parts)
    told = Words("between_names", parts=named[:most])
    return told if most is None or len(named) <= most else said("and_others", names=told)
