"""Evidence and doubts of a cell in words, for a person who looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gkml.doubts import DoubtCode
from gkml.messages import Language, sentence
from gkml.records.evidence import Evidence
from gkml.records.schema import record_fields

__all__ = ["WITNESSES", "Saying", "doubts_in_words", "lacking_in_words", "sayings"]

WITNESSES = tuple(field.name for field in record_fields(Evidence))
"""Those that are asked about each cell, in the order of the record."""

_ENOUGH = ("exact", "seen", "supported", "agrees")
_MAY_BE_SILENT = ("model",)  # it is not asked where the rules settle a table
_AREA = "evidence"
_NOTHING = "none"
_CODES = frozenset(DoubtCode)


class Saying(NamedTuple):
    """What one witness says: both as codes, and both in words."""

    witness: str
    code: str | None
    name: str
    meaning: str


def sayings(evidence: Mapping[str, str | None], language: Language) -> Iterator[Saying]:
    """The witnesses of a cell, without a model that says nothing; a saying of a later version stands for itself.

    Args:
        evidence: the field of the record.
        language: of the words.
    """
    for witness in WITNESSES:
        saying = evidence.get(witness)
        if saying is None and witness in _MAY_BE_SILENT:
            continue
        meaning = _known(f"{witness}_{saying or _NOTHING}", language) or str(saying)
        yield Saying(witness, saying, sentence(_AREA, witness, language), meaning)


def lacking_in_words(evidence: Mapping[str, str | None], language: Language) -> list[str]:
    """What those witnesses say that say less than that a figure stands as the form has it, is seen, and adds up.

    Nothing where none says anything: of a cell that is absent, and in records that tell of no witnesses.
    """
    if not any(evidence.values()):
        return []
    return [
        sentence(_AREA, "named", language, witness=told.name, meaning=told.meaning)
        for told in sayings(evidence, language)
        if told.code not in _ENOUGH
    ]


def doubts_in_words(codes: Iterable[str], language: Language, text: str | None = None) -> list[tuple[str, str]]:
    """Each doubt with its sentence, or with what its code means where a record does not keep what the sentence names.

    Args:
        codes: of the record.
        language: of the sentences.
        text: what is printed in the cell.
    """
    return [(str(code), _doubt_in_words(str(code), language, text)) for code in codes]


def _doubt_in_words(code: str, language: Language, text: str | None) -> str:
    if meaning := _known(code, language):
        return meaning
    if code not in _CODES:  # of a later version
        return code
    shown = text or "-"
    printed = sentence("doubts", "printed_as", language, text=shown)
    return sentence("doubts", code, language, text=shown, printed=printed)


def _known(key: str, language: Language) -> str | None:
    try:
        return sentence(_AREA, key, language)
    except KeyError:
        return None
