"""Evidence and doubts in words: every code has some, whatever a record keeps of what it names."""

from __future__ import annotations

from typing import get_args

import pytest

from gkml.doubts import DoubtCode
from gkml.messages import LANGUAGES, Language
from gkml.output.evidence_words import WITNESSES, doubts_in_words, lacking_in_words, sayings
from gkml.records.evidence import NO_EVIDENCE, LabelEvidence, ModelEvidence, Sight, Sums

SAYINGS = {"row": LabelEvidence, "column": LabelEvidence, "sight": Sight, "sums": Sums, "model": ModelEvidence}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_witness_may_say_has_words_of_its_own(language: Language) -> None:
    assert set(SAYINGS) == set(WITNESSES)
    said = [
        told.meaning
        for witness, kind in SAYINGS.items()
        for saying in (*get_args(kind), None)
        for told in sayings({witness: saying}, language)
        if told.witness == witness
    ]
    assert len(set(said)) == len(said)
    assert not set(said) & {"exact", "damaged", "order", "seen", "doubtful", "supported", "contradicted", "None"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_has_a_sentence_without_the_figures_that_it_names(language: Language) -> None:
    told = dict(doubts_in_words(DoubtCode, language, "12"))
    assert list(told) == [code.value for code in DoubtCode]
    assert not [code for code, meaning in told.items() if meaning == code or "{" in meaning]
    assert "“12”" in told["negative"]


def test_what_a_later_version_says_stands_for_itself() -> None:
    assert doubts_in_words(["not-yet-known"], "en") == [("not-yet-known", "not-yet-known")]
    assert next(iter(sayings({"row": "oracle"}, "en"))).meaning == "oracle"


def test_witnesses_that_say_enough_are_not_named() -> None:
    full = {"row": "exact", "column": "exact", "sight": "seen", "sums": "supported"}
    assert lacking_in_words(full, "en") == []
    assert lacking_in_words({**full, "column": "damaged", "sums": None}, "zh") == [
        "列名：所在列的列名与格式略有出入，或由其余列名推知",
        "勾稽：没有勾稽关系支持或反对它",
    ]


def test_a_record_without_evidence_lacks_nothing() -> None:
    assert lacking_in_words(NO_EVIDENCE.to_dict(), "en") == []
    assert lacking_in_words({}, "en") == []
