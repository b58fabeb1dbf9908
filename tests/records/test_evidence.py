"""The witnesses of a cell, in records and made often."""

from __future__ import annotations

from gkml.records.evidence import NO_EVIDENCE, Evidence, evidence_of


def test_the_same_witnesses_are_one_value() -> None:
    assert evidence_of("exact", "order", None) is evidence_of("exact", "order", None)
    assert evidence_of("exact", "order", "seen", "supported") == Evidence("exact", "order", "seen", "supported")
    assert evidence_of(None, None, None) == NO_EVIDENCE


def test_records_hold_what_witnesses_say_and_come_back() -> None:
    for evidence in (NO_EVIDENCE, Evidence("damaged", "order", "doubtful", "contradicted")):
        assert Evidence.from_dict(evidence.to_dict()) == evidence
