"""Files of Label Studio, written by hand as its documentation has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gkml.annotations.interchange import Imported, align
from gkml.annotations.label_studio import labelling_configuration, read_label_studio, write_label_studio
from gkml.annotations.lines import known_labels
from gkml.errors import UsageError
from tests.annotations.made import LABELS, generated

TEXT = "😀北苑县林业局\n规章\t３\t12\n没有现成信息\n需要另行制作\n"


def label(name: str, start: int, end: int, text: str, label: str, kind: str = "labels") -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text, kind: [label]}
    return {"id": name, "from_name": "label", "to_name": "text", "type": kind, "value": value}


def task(**changes: Any) -> dict[str, Any]:
    result = [label("a", 1, 7, "北苑县林业局", "agency"), label("b", 8, 10, "规章", "row:disclosure.rules")]
    piece = label("c", 16, 22, "没有现成信息", "row:requests.unavailable.needs_creation")
    part = {**piece, "from_name": "part", "type": "choices", "value": {"start": 16, "end": 22, "choices": ["head"]}}
    made = {"id": 3, "result": [*result, piece, part], "was_cancelled": False, "ground_truth": False}
    return {"id": 12, "data": {"text": TEXT, "agency": "北苑县林业局"}, "annotations": [made]} | changes


def imported(folder: Path, tasks: Any) -> list[Imported]:
    path = folder / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return [align(given, known_labels()) for given in read_label_studio(path)]


def test_an_annotation_is_read_with_the_parts_of_broken_labels(tmp_path: Path) -> None:
    (found,) = imported(tmp_path, [task()])
    assert found.faults == ()
    assert found.annotated is not None
    assert (found.annotated.id, found.annotated.checked, found.annotated.voucher) == ("export-12", True, "person")
    assert [(tag.label, tag.part) for tag in found.annotated.tags] == [
        ("agency", "whole"),
        ("row:disclosure.rules", "whole"),
        ("row:requests.unavailable.needs_creation", "head"),
    ]


def test_offsets_of_the_browser_are_utf16(tmp_path: Path) -> None:
    result = [label("a", 2, 8, "北苑县林业局", "agency"), label("b", 9, 11, "规章", "row:disclosure.rules")]
    (found,) = imported(tmp_path, [task(annotations=[{"result": result}])])
    assert found.units == "utf16"
    assert found.annotated is not None
    assert [TEXT[tag.start : tag.end] for tag in found.annotated.tags] == ["北苑县林业局", "规章"]


def test_of_several_annotations_the_ground_truth_is_taken_then_the_last_never_a_cancelled_one(tmp_path: Path) -> None:
    def made(text: str, start: int, **more: Any) -> dict[str, Any]:
        return {"result": [label("a", start, start + len(text), text, "figure")], **more}

    three, twelve = made("３", 11, updated_at="2024-03-02"), made("12", 13, updated_at="2024-03-01")
    cancelled = made("３", 11, was_cancelled=True, updated_at="2024-03-09")
    for made_by_all, expected in (
        ([three, twelve], "３"),
        ([three, twelve | {"ground_truth": True}], "12"),
        ([cancelled, twelve], "12"),
    ):
        (found,) = imported(tmp_path, [task(annotations=made_by_all)])
        assert found.annotated is not None
        assert [TEXT[tag.start : tag.end] for tag in found.annotated.tags] == [expected]


def test_a_prediction_is_not_checked_and_a_number_of_one_is_none(tmp_path: Path) -> None:
    predicted = {"result": [label("a", 11, 12, "３", "figure")]}
    (found,) = imported(tmp_path, [task(annotations=[], predictions=[predicted])])
    assert found.annotated is not None
    assert not found.annotated.checked
    (found,) = imported(tmp_path, [task(annotations=[], predictions=[41])])
    assert (found.annotated, [one.code for one in found.faults]) == (None, ["not_annotated"])


def test_what_cannot_be_aligned_is_told_with_task_and_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    wrong = [label("a", 11, 12, "４", "figure"), label("b", 8, 10, "规章", "row:disclosure.rules")]
    halves = [{"type": "labels", "value": {"labels": ["figure"]}}]
    tasks = [task(annotations=[{"result": wrong}]), task(data={}), task(annotations=[{"result": halves}]), task()]
    first, second, third, last = imported(tmp_path, tasks)
    assert [(one.code, one.start) for one in first.faults] == [("other_print", 11)]
    assert first.place.endswith("export.json: task 12")
    assert first.annotated is not None
    assert (len(first.annotated.tags), first.annotated.checked) == (1, False)
    assert [one.code for one in second.faults] == ["no_text"]
    assert [one.code for one in third.faults] == ["no_offsets"]
    assert last.faults == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[1]", "no list of tasks"),
        ("{", "cannot be read"),
        (json.dumps([{"id": 1, "text": "a", "label": [{"start": 0, "end": 1}]}]), "JSON-MIN"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=reason):
        list(read_label_studio(tmp_path / "a.json"))


def test_what_is_checked_is_an_annotation_and_what_is_not_a_prediction_with_its_doubts(tmp_path: Path) -> None:
    documents = [one for one in generated(20) if one.tags]
    write_label_studio(tmp_path / "a.json", documents)
    tasks = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    for document, made in zip(documents, tasks, strict=True):
        assert ("annotations" in made, "predictions" in made) == (document.checked, not document.checked)
        if document.doubts:
            result = made["predictions"][0]["result"]
            assert sum("meta" in one for one in result) == len(document.doubts)
            assert made["predictions"][0]["score"] < 1


def test_the_labelling_interface_has_every_label() -> None:
    tree = ElementTree.fromstring(labelling_configuration(LABELS.labels))
    assert [one.get("value") for one in tree.iter("Label")] == list(LABELS.labels)
    assert [one.get("value") for one in tree.iter("Choice")] == ["head", "tail"]
