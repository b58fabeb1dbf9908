"""Import and export through the real APIs of Label Studio and doccano; both are started here, on the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from gkml.annotations.doccano import Spelling, read_doccano, write_doccano
from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.interchange import GivenDocument, align
from gkml.annotations.label_studio import labelling_configuration, read_label_studio, write_label_studio
from gkml.annotations.lines import known_labels
from tests.annotations.made import LABELS, generated
from tests.annotations.tools import doccano, download_from_doccano, label_studio, upload_to_doccano

pytestmark = pytest.mark.tools
DOCUMENTS = [document for document in generated(60) if document.document.text.strip()]  # neither takes an empty text


def imported(given: Iterable[GivenDocument]) -> dict[str, AnnotatedDocument]:
    found = [align(one, known_labels()) for one in given]
    assert [one.faults for one in found if one.faults] == []
    return {one.annotated.id: one.annotated for one in found if one.annotated}


def test_label_studio_gives_back_what_it_was_given(tmp_path: Path) -> None:
    tasks = tmp_path / "tasks.json"
    write_label_studio(tasks, DOCUMENTS)
    with label_studio(tmp_path) as api:
        settings = {"title": "gkml", "label_config": labelling_configuration(LABELS.labels)}
        project = api.json("POST", "/api/projects", settings)["id"]
        made = api.json("POST", f"/api/projects/{project}/import", json.loads(tasks.read_text(encoding="utf-8")))
        assert made["annotation_count"] == sum(document.checked for document in DOCUMENTS)
        assert made["task_count"] == len(DOCUMENTS)
        export = f"/api/projects/{project}/export?exportType=JSON&download_all_tasks=true"
        waiting = [task["id"] for task in api.json("GET", export) if not task["annotations"]]
        predicted = [api.json("GET", f"/api/tasks/{number}") for number in waiting]
        tasks.write_text(json.dumps(predicted), encoding="utf-8")
        assert imported(read_label_studio(tasks)) == {one.id: one for one in DOCUMENTS if not one.checked}
        for task in predicted:  # a person submits what was predicted
            api.call("POST", f"/api/tasks/{task['id']}/annotations", {"result": task["predictions"][0]["result"]})
        tasks.write_bytes(api.call("GET", export))
    accepted = imported(read_label_studio(tasks))
    assert {name: (one.document, one.tags) for name, one in accepted.items()} == {
        one.id: (one.document, one.tags) for one in DOCUMENTS
    }
    assert all(one.checked for one in accepted.values())


@pytest.fixture(scope="module")
def running_doccano(tmp_path_factory: pytest.TempPathFactory) -> Iterable[object]:
    folder = tmp_path_factory.mktemp("doccano")
    with doccano(folder) as api:
        yield api, folder


@pytest.mark.parametrize("spelling", ["label", "entities"])
def test_doccano_gives_back_what_it_was_given(running_doccano: tuple, spelling: Spelling, tmp_path: Path) -> None:  # type: ignore[type-arg]
    api, folder = running_doccano
    relations = spelling == "entities"
    options = {"name": "gkml", "description": "-", "project_type": "SequenceLabeling", "use_relation": relations}
    more = {"allow_overlapping": False, "grapheme_mode": False, "tags": [], "resourcetype": "SequenceLabelingProject"}
    project = api.json("POST", "/v1/projects", options | more)["id"]
    path = tmp_path / "a.jsonl"
    write_doccano(path, DOCUMENTS, spelling)
    task = "RelationExtraction" if relations else "SequenceLabeling"
    assert upload_to_doccano(api, project, path, task, folder / "log") == []
    download_from_doccano(api, project, path, folder / "log")
    assert imported(read_doccano(path)) == {one.id: one for one in DOCUMENTS}
