"""What another tool tells is aligned with the text that was exported, or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.interchange import GivenDocument, Imported, align, structure_of
from gkml.annotations.lines import from_line, known_labels
from gkml.annotations.units import GivenSpan, Units
from tests.annotations.made import hand_made, span

TEXT = "😀某县水务局\n规章\t３\t12\n"
SPANS = [span(1, 6, "agency"), span(7, 9, "row:disclosure.rules"), span(10, 11), span(12, 14)]


def document(**changes: Any) -> AnnotatedDocument:
    parsed = from_line(json.dumps(hand_made(text=TEXT, spans=SPANS) | changes), known_labels())
    assert parsed.annotated is not None
    assert parsed.faults == ()
    return parsed.annotated


def given(annotated: AnnotatedDocument, shift: int = 0, **changes: Any) -> GivenDocument:
    spans = [GivenSpan(tag.start + shift, tag.end + shift, tag.label, tag.part) for tag in annotated.tags]
    plain = {"place": "t:1", "text": TEXT, "spans": spans, "structure": structure_of(annotated)}
    return GivenDocument(**{**plain, **changes})


def aligned(told: GivenDocument, *, checked: bool = False) -> Imported:
    return align(told, known_labels(), checked=checked)


def test_what_was_not_changed_comes_back_as_it_was() -> None:
    for annotated in (
        document(),
        document(checked=False, doubts=[[10, 11, ["row_by_order"]]]),
        document(voucher="sums"),
    ):
        assert aligned(given(annotated)) == Imported("t:1", annotated)


def test_utf16_offsets_are_converted_and_said() -> None:
    found = aligned(given(document(), shift=1))
    assert (found.units, found.faults) == (Units.UTF16, ())
    assert found.annotated == document()


def test_other_line_ends_and_a_lost_last_one_are_mended() -> None:
    annotated = document()
    moved = [GivenSpan(tag.start + (tag.start > 6), tag.end + (tag.start > 6), tag.label) for tag in annotated.tags]
    assert aligned(given(annotated, text=TEXT.replace("\n", "\r\n"), spans=moved)).annotated == annotated
    assert aligned(given(annotated, text=TEXT.rstrip("\n"))).annotated == annotated


def test_another_text_is_refused() -> None:
    found = aligned(given(document(), text=TEXT.replace("规章", "规 章")))
    assert found.annotated is None
    assert [one.code for one in found.faults] == ["text_changed"]


def test_a_span_that_fits_nowhere_is_refused_and_the_document_not_vouched_for() -> None:
    told = given(document(), accepted=True)
    found = aligned(
        replace(told, spans=[*told.spans, GivenSpan(12, 99, "figure"), GivenSpan(7, 9, "figure", text="收费")])
    )
    assert [one.code for one in found.faults] == ["other_print", "span_outside"]
    assert found.annotated is not None
    assert found.annotated.tags == document().tags
    assert not found.annotated.checked


def test_who_has_accepted_vouches_for_it() -> None:
    guess = document(checked=False, doubts=[[10, 11, ["row_by_order"]]])
    accepted = aligned(given(guess, accepted=True)).annotated
    assert accepted == replace(guess, checked=True, voucher="person", doubts=())
    assert aligned(given(guess), checked=True).annotated == accepted
    changed = given(document(voucher="sums"), spans=(), accepted=None)
    assert aligned(changed).annotated == replace(document(), tags=(), checked=False)


def test_a_document_from_elsewhere_gets_rows_and_waits_for_its_agency() -> None:
    spans = [GivenSpan(1, 6, "agency")]
    found = aligned(GivenDocument("t:1", TEXT, spans, told={"id": 7, "split": "test"}, accepted=True)).annotated
    assert found is not None
    assert (found.id, found.split, found.agency, found.checked) == ("7", "test", "", False)
    assert len(found.document.rows) == 2
    named = GivenDocument("t:1", TEXT, spans, told={"agency": "某县水务局"}, accepted=True)
    assert aligned(named).annotated.checked  # type: ignore[union-attr]


def test_damaged_structure_is_refused() -> None:
    for damaged in ("{", "[]", json.dumps({"id": 3, "split": "train"})):
        assert aligned(given(document(), structure=damaged)).annotated is None
