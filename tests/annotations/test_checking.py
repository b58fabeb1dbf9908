"""Everything that a trainer would regret is found at once, and what can be mended is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gkml.annotations.checking import Examined, examine
from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.lines import from_line, from_plain, known_labels, read_annotations, to_line, to_plain
from gkml.labels import Tag
from tests.annotations.made import hand_made, span
from tests.annotations.test_lines import GOLD

TEXT = "某县水务局2023年报告\n规章\t３1\t0\n规范性文件\t4\t1,204\n"
AGENCY, YEAR = span(0, 5, "agency"), span(5, 9, "year")
RULES, NORMS = span(13, 15, "row:disclosure.rules"), span(21, 26, "row:disclosure.normative_documents")
SPANS = [AGENCY, YEAR, RULES, span(16, 18), span(19, 20), NORMS, span(27, 28), span(29, 34)]


def examined(**changes: Any) -> Examined:
    return examine(from_line(json.dumps(hand_made(text=TEXT, spans=SPANS) | changes), known_labels()))


def codes(found: Examined) -> list[str]:
    return [one.code for one in found.faults]


def covered(annotated: AnnotatedDocument | None) -> list[str]:
    assert annotated is not None
    return [annotated.document.text[tag.start : tag.end] for tag in annotated.tags]


TRUE = covered(examined().annotated)


def test_a_sound_document_has_no_faults() -> None:
    assert examined().faults == ()
    assert examined().mended is None
    assert TRUE == ["某县水务局", "2023", "规章", "３1", "0", "规范性文件", "4", "1,204"]


def test_synthetic_documents_are_sound() -> None:
    for annotated in read_annotations([GOLD]):
        assert codes(examine(from_line(to_line(annotated), known_labels()))) == []


def test_a_document_without_spans_is_told() -> None:
    assert codes(examined(spans=[])) == ["no_spans"]


def utf16(text: str, spans: list[dict[str, Any]], shift: int) -> list[dict[str, Any]]:
    return [{**one, "start": one["start"] + shift, "end": one["end"] + shift} for one in spans]


def test_offsets_in_utf16_are_named_as_such_and_mended() -> None:
    text = f"😀😀{TEXT}"
    found = examined(text=text, spans=utf16(text, SPANS, 4))
    assert codes(found) == ["offsets_utf16"]
    assert covered(found.mended) == TRUE


def test_offsets_over_crlf_are_named_as_such_and_mended() -> None:
    moved = [{**one, **{key: one[key] + TEXT[: one[key]].count("\n") for key in ("start", "end")}} for one in SPANS]
    found = examined(spans=moved)
    assert codes(found) == ["offsets_crlf"]
    assert covered(found.mended) == TRUE
    inside = examined(text=TEXT.replace("\n", "\r\n"), spans=moved)
    assert codes(inside) == ["crlf_text"]
    assert inside.mended == examined().annotated


@pytest.mark.parametrize(("start", "end"), [(16, 17), (17, 18), (29, 30), (30, 34), (31, 32)])
def test_a_figure_cut_inside_its_digits_is_told_and_mended(start: int, end: int) -> None:
    cut = [one for one in SPANS if not one["start"] <= start < one["end"]]
    found = examined(spans=[*cut, span(start, end)])
    assert codes(found) == ["figure_cut"]
    assert covered(found.mended) == TRUE


def test_figures_run_together_are_no_cut_ones() -> None:
    halves = [one for one in SPANS if one["start"] != 16]
    assert codes(examined(spans=[*halves, span(16, 17), span(17, 18)])) == []


def test_figures_without_the_label_of_their_row_are_told_with_what_stands_there() -> None:
    found = examined(spans=[one for one in SPANS if one is not NORMS])
    assert codes(found) == ["figures_without_row"]
    assert "规范性文件" in found.faults[0].problem
    assert not found.faults[0].advice
    assert found.faults[0].problem.parameters["count"] == 2
    assert (
        codes(examined(spans=[one for one in SPANS if one is not NORMS and one is not RULES]))
        == ["figures_without_row"] * 2
    )


def test_a_row_that_no_form_has_is_worth_a_thought_alone() -> None:
    found = examined(text=f"{TEXT}全镇小计\t5\n", spans=[*SPANS, span(40, 41)])
    assert [(one.code, one.advice) for one in found.faults] == [("figures_without_row", True)]


def test_all_faults_of_a_document_are_told_at_once() -> None:
    spans = [
        AGENCY,
        {**YEAR, "end": 10},
        span(13, 16, "row:disclosure.rules"),
        span(16, 17),
        span(19, 20),
        span(24, 28),
    ]
    found = examined(spans=[*spans, span(3, 7, "title"), span(10, 12, "figur"), span(29, 34)])
    assert set(codes(found)) == {
        "span_overlaps",
        "crosses_cell",
        "unknown_label",
        "white_space",
        "figure_cut",
        "figures_without_row",
    }
    assert not any(one.mendable for one in found.faults)  # what was written anew would lose the other spans


def test_white_space_is_left_out() -> None:
    text = TEXT.replace("规章", "规章 ")
    moved = [{**one, **{key: one[key] + (one[key] > 15) for key in ("start", "end")}} for one in SPANS]
    wide = [{**one, "end": 16} if one["start"] == 13 else one for one in moved]
    found = examined(text=text, spans=wide)
    assert codes(found) == ["white_space"]
    assert covered(found.mended) == TRUE


def swapped(annotated: AnnotatedDocument, one: str, other: str) -> Examined:
    names = {one: other, other: one}
    tags = tuple(replace(tag, label=names.get(tag.label, tag.label)) for tag in annotated.tags)
    return examine(from_plain(to_plain(replace(annotated, tags=tags)), known_labels()))


def test_mended_documents_have_nothing_left_to_mend() -> None:
    text = "😀" + TEXT.replace("\n", "\r\n")
    spans = [{**one, **{key: one[key] + 2 + TEXT[: one[key]].count("\n") for key in ("start", "end")}} for one in SPANS]
    found = examined(text=text, spans=[{**one, "end": one["end"] - (one["start"] == 18 + 2)} for one in spans])
    assert {"offsets_utf16", "crlf_text"} <= set(codes(found))
    assert found.mended is not None
    again = examine(from_line(to_line(found.mended), known_labels()))
    assert codes(again) == []
    assert [type(tag) for tag in found.mended.tags] == [Tag] * len(TRUE)
