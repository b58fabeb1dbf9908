"""Files of doccano in its three spellings, written by hand as its documentation has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gkml.annotations.doccano import label_list, read_doccano, write_doccano
from gkml.annotations.interchange import Imported, align
from gkml.annotations.lines import known_labels
from tests.annotations.made import LABELS, generated

TEXT = "北苑县林业局\n规章\t３\t12\n没有现成信息\n"
CREATION = "row:requests.unavailable.needs_creation"
TRIPLES = [[0, 6, "agency"], [7, 9, "row:disclosure.rules"], [15, 21, f"{CREATION}/head"]]
OBJECTS = [{"id": n, "start_offset": s, "end_offset": e, "label": label} for n, (s, e, label) in enumerate(TRIPLES)]


def imported(folder: Path, *lines: dict[str, Any] | str) -> list[Imported]:
    path = folder / "admin.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), encoding="utf-8")
    return [align(given, known_labels()) for given in read_doccano(path)]


@pytest.mark.parametrize(
    "spelling",
    [{"label": TRIPLES}, {"labels": TRIPLES}, {"entities": OBJECTS, "relations": []}, {"annotations": OBJECTS}],
)
def test_every_spelling_is_read(tmp_path: Path, spelling: dict[str, Any]) -> None:
    (found,) = imported(tmp_path, {"id": 4, "text": TEXT, "agency": "北苑县林业局", "Comments": [], **spelling})
    assert found.faults == ()
    assert found.annotated is not None
    assert (found.annotated.id, found.annotated.checked) == ("admin-4", False)  # doccano does not tell who has seen it
    assert [(tag.label, tag.part) for tag in found.annotated.tags] == [
        ("agency", "whole"),
        ("row:disclosure.rules", "whole"),
        (CREATION, "head"),
    ]


def test_what_is_no_span_or_no_document_is_told_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    old = {"start_offset": 0, "end_offset": 6, "label": 3}  # a number that only doccano knows
    found = imported(
        tmp_path, "{", {"label": []}, {"text": TEXT, "annotations": [old]}, {"text": TEXT, "label": TRIPLES}
    )
    assert [[one.code for one in each.faults] for each in found] == [["bad_field"], ["no_text"], ["no_span"], []]
    assert found[2].place.endswith("admin.jsonl:3")
    assert [each.annotated is None for each in found] == [True, True, False, False]


def test_offsets_in_utf16_are_converted(tmp_path: Path) -> None:
    text = f"😀{TEXT}"
    moved = [[start + 2, end + 2, label] for start, end, label in TRIPLES]
    (found,) = imported(tmp_path, {"text": text, "label": moved})
    assert found.units == "utf16"
    assert found.annotated is not None
    assert text[found.annotated.tags[1].start : found.annotated.tags[1].end] == "规章"


def test_nothing_but_strings_travels_beside_text_and_spans(tmp_path: Path) -> None:
    """doccano reads lines as a table: what is missing in some would make numbers of the others fractions."""
    write_doccano(tmp_path / "a.jsonl", generated(5))
    for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        plain = json.loads(line)
        assert all(isinstance(value, str) for key, value in plain.items() if key != "label")


def test_the_list_of_labels_is_that_of_the_forms() -> None:
    assert [one["text"] for one in json.loads(label_list(LABELS.labels))] == list(LABELS.labels)
