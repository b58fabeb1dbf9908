"""Annotation files: the round trip, every way of being wrong, splits, and the ways in and out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkml.document import Box, Document, DocumentBuilder, NewCell, RowKind
from gkml.errors import UsageError
from gkml.labels import LabelSet, Tag, decode_bio
from gkml.readers import DEFAULT_LIMITS
from gkml.readers.text import read_text
from gkml.tagging.encoding import encode
from gkml.template import load_templates
from training.annotations import (
    AnnotatedDocument,
    load_dataset_from,
    main,
    pre_annotated,
    read_annotations,
    synthetic_documents,
    to_labelled,
    write_annotations,
)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
LABELS = LabelSet.from_templates(load_templates())
GOLD = ROOT / "annotations" / "synthetic_gold.jsonl"

# Round trip

small = st.integers(0, 40)
cells = st.builds(
    NewCell,
    st.text(max_size=12) | st.text("一二0 \x85\u2028\r（件）", max_size=8),
    st.none() | small,
    small,
    st.integers(1, 9),
    st.none() | st.tuples(small, small),
    st.none() | st.integers(1, 9),
    st.lists(st.builds(Box, *[st.floats(0, 900)] * 4), max_size=2).map(tuple),
    st.none() | small,
)
rows = st.tuples(
    st.lists(cells, max_size=4),
    st.sampled_from(get_args(RowKind)),
    small,
    st.none() | small,
    st.none() | st.integers(1, 9),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder(draw(st.sampled_from(["text", "html"])))
    for content, kind, gap, table, page in draw(st.lists(rows, max_size=5)):
        builder.add_row(content, kind=kind, gap=gap, table=table, page=page)
    notes = draw(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2))
    return builder.build(title=draw(st.none() | st.text(max_size=9)), pictures=draw(small), notes=notes)


@st.composite
def annotated_documents(draw: st.DrawFn) -> AnnotatedDocument:
    document = draw(documents())
    tags = []
    for cell in (cell for row in document.rows for cell in row.cells):
        at = cell.start
        while at < cell.end and draw(st.booleans()):
            start = draw(st.integers(at, cell.end - 1))
            at = draw(st.integers(start + 1, cell.end))
            if (print_ := document.text[start:at]) == print_.strip():
                part = draw(st.sampled_from(["whole", "head", "tail"]))
                tags.append(Tag(draw(st.sampled_from(LABELS.labels)), start, at, part=part))  # type: ignore[arg-type]
    split = draw(st.sampled_from(["train", "validation", "test"]))
    return AnnotatedDocument("a", draw(st.text(max_size=9)), "某局", split, document, tuple(tags), draw(st.booleans()))  # type: ignore[arg-type]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(annotated_documents())
def test_what_is_written_is_read_again(tmp_path: Path, annotated: AnnotatedDocument) -> None:
    path = tmp_path / "a.jsonl"
    assert write_annotations(path, [annotated]) == 1
    assert list(read_annotations([path])) == [annotated]


@pytest.mark.parametrize("name", ["beihu_2024_layout.txt", "xiling_2019.html", "yunchuan_2020_tabs.txt"])
def test_examples_survive_the_round_trip(tmp_path: Path, name: str) -> None:
    proposed = list(pre_annotated([EXAMPLES / name]))
    write_annotations(tmp_path / "a.jsonl", proposed)
    assert list(read_annotations([tmp_path / "a.jsonl"])) == proposed


# Written by hand

TEXT = "某县水务局2023年报告\n\n规章\t3\t0\n规范性文件\t\t12\n"


def hand_made(**changes: Any) -> dict[str, Any]:
    entry = {"id": "a", "source": "typed", "agency": "某县水务局", "split": "train", "text": TEXT}
    spans = [{"start": 0, "end": 5, "label": "agency"}, {"start": 17, "end": 18, "label": "figure", "part": "whole"}]
    return entry | {"spans": spans} | changes


def file_of(folder: Path, *entries: dict[str, Any] | str, name: str = "hand.jsonl") -> Path:
    path = folder / name
    lines = [entry if isinstance(entry, str) else json.dumps(entry, ensure_ascii=False) for entry in entries]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


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


# Wrong files


def span(start: Any, end: int, label: str = "figure", **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, **more}


def row(start: int, end: int, *cells: Sequence[Any], **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "kind": "cells", "cells": cells, **more}


def wrong(**changes: Any) -> dict[str, Any]:
    return hand_made(**{"id": "b"} | changes)


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in wrong().items() if name != key}


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
    "overlap": (wrong(spans=[span(3, 6), span(0, 5, "agency")]), r"span 3..6 \(figure\) overlaps"),
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


# To training


def merged(spans: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Starts and labels; pieces of one label that follow one another without another between are one."""
    kept: list[tuple[int, str]] = []
    for start, label in spans:
        if not kept or kept[-1][1] != label:
            kept.append((start, label))
    return kept


def test_labels_of_tokens_decode_to_the_spans() -> None:
    pytest.importorskip("torch")
    from training.windows import IGNORED, labels_of
    from training.network import character_vocabulary

    bio = {label: number for number, label in enumerate(LABELS.bio)}
    for found in list(read_annotations([GOLD])):
        labelled = to_labelled(found)
        encoding = encode(labelled.document, character_vocabulary().ids())
        numbers = labels_of(encoding, labelled.tags, bio)
        real = [at for at, number in enumerate(numbers) if number != IGNORED]
        offsets = [int(encoding.offsets[at]) for at in real]
        decoded = decode_bio([LABELS.bio[int(numbers[at])] for at in real])
        inside = [(tag, [at for at in offsets if tag.start <= at < tag.end]) for tag in found.tags]
        assert merged((offsets[tag.start], tag.label) for tag in decoded) == merged(
            (places[0], tag.label) for tag, places in inside if places
        )


def test_documents_that_nobody_checked_are_not_learnt_from() -> None:
    proposed = next(pre_annotated([EXAMPLES / "linxi_2023_pipes.txt"]))
    with pytest.raises(UsageError, match="not checked"):
        to_labelled(proposed)
    assert to_labelled(replace(proposed, checked=True)).tags == proposed.tags


def test_datasets_have_features_and_splits() -> None:
    datasets = pytest.importorskip("datasets")
    found = {document.id: document for document in read_annotations([GOLD])}
    dataset = load_dataset_from([GOLD])
    assert set(dataset) == {"train", "validation", "test"}
    features = dataset["train"].features
    assert isinstance(features["bio"].feature, datasets.ClassLabel)
    assert features["bio"].feature.names == list(LABELS.bio)
    assert features["spans"].feature["label"].names == list(LABELS.labels)
    for split, entries in dataset.items():
        for entry in entries:
            document = found[entry["id"]]
            assert (document.split, document.document.text) == (split, entry["text"])
            assert len(entry["bio"]) == len(entry["text"])
            labels = [LABELS.labels[tag["label"]] for tag in entry["spans"]]
            assert labels == [tag.label for tag in document.tags]
            assert len(entry["cells"]) == sum(len(row.cells) for row in document.document.rows)


# Pre-annotation, synthesis, the command line


def test_pre_annotation_proposes_what_the_rules_find(tmp_path: Path) -> None:
    proposed = next(pre_annotated([EXAMPLES / "beihu_2024_layout.txt"]))
    assert (proposed.agency, proposed.checked) == ("北瑚市人民政府", False)
    printed: dict[str, list[str]] = {}
    for tag in proposed.tags:
        printed.setdefault(tag.label, []).append(proposed.document.text[tag.start : tag.end])
    assert printed["year"] == ["2024"]
    assert printed["agency"] == ["北瑚市人民政府"]
    assert printed["section:1"] == ["一、总体情况"]
    assert {"head", "tail"} <= {tag.part for tag in proposed.tags if tag.role in ("row", "column", "group")}
    assert len(printed["figure"]) > 180


def test_pre_annotation_leaves_out_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").write_text("")
    output = tmp_path / "new.jsonl"
    reports = [str(tmp_path / "empty.txt"), str(EXAMPLES / "qinghe_2020_cells.txt")]
    assert main(["pre-annotate", *reports, "-o", str(output)]) == 0
    assert "left out" in (said := capsys.readouterr().err)
    assert "1 train (not checked)" in said
    assert main(["check", str(output)]) == 0


def test_corrections_are_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = file_of(tmp_path, hand_made())
    before = output.read_bytes()
    assert main(["pre-annotate", str(EXAMPLES / "qinghe_2020_cells.txt"), "-o", str(output)]) == 1
    assert output.read_bytes() == before
    assert "may hold corrections" in capsys.readouterr().err


def test_check_tells_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(tmp_path, "{", hand_made(), hand_made(id="b", split="test"))
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr().err
    assert "hand.jsonl:1: Invalid JSON" in said
    assert "hand.jsonl:3: agency" in said


def test_synthesis_is_repeatable_and_keeps_agencies_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for path in (first, second):
        assert main(["synthesise", "7", "-o", str(path), "--seed", "5"]) == 0
    assert first.read_bytes() == second.read_bytes()
    found = list(read_annotations([first]))
    assert [document.split for document in found] == ["train"] * 4 + ["validation", "test", "train"]
    assert all(document.checked and document.source == "synthetic" for document in found)


def test_synthesis_spares_the_seeds_of_the_suite() -> None:
    assert list(synthetic_documents(1, 10**9)) == []


def test_the_gold_that_is_kept_is_sound() -> None:
    found = list(read_annotations([GOLD]))
    assert len(found) >= 10
    assert GOLD.stat().st_size < 1_000_000
    assert all(any(tag.role == "figure" for tag in document.tags) for document in found)
