"""Annotation files: the round trip, and every way of being wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.lines import from_line, known_labels, lines_of, read_annotations, write_annotations
from gkml.errors import UsageError
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from tests.annotations.made import annotated_documents, file_of, hand_made, row, span, without, wrong
from tests.conftest import ROOT

GOLD = ROOT / "annotations" / "synthetic_gold.jsonl"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(annotated_documents())
def test_what_is_written_is_read_again(tmp_path: Path, annotated: AnnotatedDocument) -> None:
    path = tmp_path / "a.jsonl"
    assert write_annotations(path, [annotated]) == 1
    assert list(read_annotations([path])) == [annotated]


def test_rows_are_made_where_there_are_none(tmp_path: Path) -> None:
    (found,) = read_annotations([file_of(tmp_path, hand_made())])
    document = found.document
    assert [[document.cell_text(cell) for cell in row.cells] for row in document.rows] == [
        ["某县水务局2023年报告"],
        ["规章", "3", "0"],
        ["规范性文件", "", "12"],
    ]
    assert [(row.kind, row.gap) for row in document.rows] == [("line", 0), ("cells", 1), ("cells", 0)]
    assert [cell.column for cell in document.rows[2].cells] == [0, 1, 2]
    assert [(tag.label, document.text[tag.start : tag.end]) for tag in found.tags] == [
        ("agency", "某县水务局"),
        ("figure", "3"),
    ]


def test_rows_of_a_plain_text_are_those_of_the_reader(tmp_path: Path) -> None:
    text = "一、总体情况\n规章\t3\t0\n规范性文件\t\t12\n"
    (found,) = read_annotations([file_of(tmp_path, hand_made(text=text, spans=[]))])
    document = read_text(text, DEFAULT_LIMITS)
    assert [(row.start, row.end, row.kind) for row in found.document.rows] == [
        (row.start, row.end, row.kind) for row in document.rows
    ]


def test_empty_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = file_of(tmp_path, "", hand_made(), "", hand_made(id="b"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert [found.id for found in read_annotations([path])] == ["a", "b"]


WRONG: dict[str, tuple[Any, str]] = {
    "not JSON": ("{", "Invalid JSON"),
    "not an object": ("[]", "object"),
    "id missing": (without("id"), "id: Field required"),
    "text missing": (without("text"), "text: Field required"),
    "spans missing": (without("spans"), "spans: Field required"),
    "split missing": (without("split"), "split: Field required"),
    "id empty": (wrong(id=""), "id: "),
    "unknown key": (wrong(sapns=[]), "sapns: "),
    "type of text": (wrong(text=3), "text: "),
    "type of start": (wrong(spans=[span("1", 2)]), "spans.0.start: "),
    "start a truth value": (wrong(spans=[span(True, 2)]), "spans.0.start: "),
    "split": (wrong(split="dev"), "split: .*'train', 'validation' or 'test'"),
    "part": (wrong(spans=[span(0, 1, part="middle")]), "spans.0.part: "),
    "agency empty": (wrong(agency=" "), "agency: is empty"),
    "label": (wrong(spans=[span(0, 1, "figures")]), "unknown label 'figures'.* figure"),
    "negative": (wrong(spans=[span(-1, 2)]), "spans.0.start: "),
    "empty span": (wrong(spans=[span(4, 4)]), "span 4..4"),
    "backwards": (wrong(spans=[span(4, 2)]), "span 4..2"),
    "behind the text": (wrong(spans=[span(20, 99)]), "span 20..99 .*characters"),
    "overlap": (wrong(spans=[span(3, 6), span(0, 5, "agency")]), r"span 3..6 .* \(figure\) overlaps"),
    "across cells": (wrong(spans=[span(15, 18)]), "span 15..18 .*crosses the edge of its cell"),
    "across rows": (wrong(spans=[span(10, 15)]), "crosses the edge"),
    "on a tab": (wrong(spans=[span(16, 17)]), "crosses the edge"),
    "white space": (wrong(text="某局 3", spans=[span(2, 4)]), "white space"),
    "row across a newline": (wrong(text="a\nb", spans=[], rows=[row(0, 3, [0, 3])]), "rows.0: "),
    "row in the middle": (wrong(text="ab", spans=[], rows=[row(1, 2, [1, 2])]), "rows.0: "),
    "row twice": (wrong(text="a", spans=[], rows=[row(0, 1, [0, 1]), row(0, 1, [0, 1])]), "rows.1: "),
    "row behind the text": (wrong(text="a", spans=[], rows=[row(0, 1, [0, 1]), row(9, 9)]), "rows.1: "),
    "row missing": (wrong(text="a\nb", spans=[], rows=[row(0, 1, [0, 1])]), "rows: .* at 2 is missing"),
    "cells of a row": (wrong(text="a\tb", spans=[], rows=[row(0, 3, [0, 3])]), "rows.0.cells: "),
    "cell missing": (wrong(text="a", spans=[], rows=[row(0, 1)]), "rows.0.cells: "),
    "cell of words": (wrong(text="a", spans=[], rows=[row(0, 1, [0, "1"])]), "rows.0.cells.0"),
    "kind of row": (wrong(text="a", spans=[], rows=[row(0, 1, [0, 1], kind="list")]), "rows.0.kind: "),
    "the same id": (wrong(id="a"), "id: 'a' is at .*hand.jsonl:1"),
    "the same id in two splits": (wrong(id="a", split="test"), "id: 'a' is at .*hand.jsonl:1 too, in train"),
    "agency in two splits": (wrong(split="test"), "agency: '某县水务局' is in train at .*hand.jsonl:1"),
    "agency spelt otherwise": (wrong(split="test", agency="某縣 水務局"), "agency: .* is in train at"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_lines_are_refused_with_file_line_and_reason(tmp_path: Path, name: str) -> None:
    line, reason = WRONG[name]
    path = file_of(tmp_path, hand_made(), line)
    with pytest.raises(UsageError, match=rf"hand\.jsonl:2: .*{reason}"):
        list(read_annotations([path]))


def test_splits_are_held_apart_across_files(tmp_path: Path) -> None:
    first = file_of(tmp_path, hand_made(), name="first.jsonl")
    other = file_of(tmp_path, hand_made(id="b", split="validation"), name="other.jsonl")
    with pytest.raises(UsageError, match=r"other\.jsonl:1: agency.*first\.jsonl:1"):
        list(read_annotations([first, other]))


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl: cannot be read"):
        list(read_annotations([tmp_path / "none.jsonl"]))
    (tmp_path / "bytes.jsonl").write_bytes(b"\n\xff\xfe{")
    with pytest.raises(UsageError, match=r"bytes\.jsonl:2: "):
        list(read_annotations([tmp_path / "bytes.jsonl"]))


def test_all_that_is_wrong_with_a_line_is_told_at_once() -> None:
    spans = [span(0, 2, "figures"), span(1, 4), span(15, 18), span(20, 99), span(17, 18)]
    parsed = from_line(json.dumps(wrong(agency="", spans=spans)), known_labels())
    assert [one.code for one in parsed.faults] == ["agency_empty", "unknown_label", "crosses_cell", "span_outside"]
    assert parsed.annotated is not None
    assert [tag.start for tag in parsed.annotated.tags] == [1, 17]


def test_the_gold_that_is_kept_is_sound() -> None:
    found = list(read_annotations([GOLD]))
    assert len(found) >= 10
    assert GOLD.stat().st_size < 1_000_000
    assert all(any(tag.role == "figure" for tag in document.tags) for document in found)


def test_a_file_of_something_else_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("一、总体情况\n二、主动公开\n", encoding="utf-8")
    with pytest.raises(UsageError, match="holds no JSON lines"):
        list(lines_of([path]))
