"""Doubts in words: what a person reads in place of codes and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from gkml.doubts import Doubt, DoubtCode, Phrase
from gkml.messages import Language, sentence
from gkml.records.report import Cause, CellRecord, Number

__all__ = ["doubted_record", "phrase_to_text", "reason_of"]

_CLAUSES = "clauses"  # the parameter whose phrases follow one another as clauses; others are lists
_ADDED = frozenset(
    {
        DoubtCode.CONTRADICTION_IMPLIES,
        DoubtCode.CONTRADICTION_LOCATED,
        DoubtCode.CONTRADICTION_SHARED,
        DoubtCode.CONTRADICTION_UNEXPLAINED,
        DoubtCode.IMPLIED,
    }
)
"""Those that say something beside a doubt that was there before; the others need no saying then."""


def reason_of(doubts: Sequence[Doubt], language: Language = "zh") -> str | None:
    """One sentence for all doubts about a cell; None where there are none."""
    spoken = [each for number, each in enumerate(doubts) if not number or each.code in _ADDED]
    texts = dict.fromkeys(phrase_to_text(each, language) for each in spoken)
    return sentence("doubts", "sentence_separator", language).join(texts) if texts else None


def doubted_record(
    cell: CellRecord, why: Doubt, most: float, cause: Cause | None = None, alternatives: Iterable[Number] = ()
) -> CellRecord:
    """A record with one doubt more, for which it is for review.

    Args:
        cell: the record.
        why: the doubt.
        most: its greatest confidence then.
        cause: where the record has none yet.
        alternatives: other figures, behind those that it has.
    """
    return replace(
        cell,
        review=True,
        confidence=min(cell.confidence, most),
        cause=cell.cause or cause,
        reason=cell.reason or reason_of((why,)),
        doubts=tuple(dict.fromkeys((*cell.doubts, why.code))),
        alternatives=tuple(dict.fromkeys((*cell.alternatives, *alternatives))),
    )


def phrase_to_text(phrase: Phrase, language: Language = "zh") -> str:
    """The words of one phrase, with those of the phrases in it."""
    parameters = {name: _words(name, value, language) for name, value in phrase.parameters}
    return sentence("doubts", phrase.key, language, **parameters)


def _words(name: str, value: Any, language: Language) -> Any:
    if isinstance(value, Phrase):
        return phrase_to_text(value, language)
    if isinstance(value, tuple):
        separator = sentence("doubts", "clause_separator" if name == _CLAUSES else "list_separator", language)
        return separator.join(str(_words(name, item, language)) for item in value)
    return value
