"""What runs on the nodes of a cluster, run here: inputs to documents, documents to outcomes."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.outcomes import Task
from gkml.batch.ray_stages import ReadDocuments, describe_pipeline, open_inputs, rows_to_table, table_to_outcomes
from gkml.errors import GkmlError
from gkml.readers.limits import Limits
from gkml.settings import Settings
from tests.batch import poison

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

LIMITS = Limits(file_bytes=200_000, seconds=5.0)
PLAN = WorkerConfiguration(Settings("rules", limits=LIMITS), 0, load=f"{poison.__name__}:load_light", warm=False)


def test_members_of_one_archive_come_in_several_blocks(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number in range(3):
            file.writestr(f"{number}.txt", poison.harmless(number))
    tables = list(open_inputs(rows_to_table([(7, {"name": str(archive)}, b"")]), PLAN.to_plain()))
    heads = [json.loads(table["head"][0].as_py()) for table in tables]
    assert [(head["member"], head["members"]) for head in heads] == [(0, 3), (1, 3), (2, 3)]
    assert [head["name"] for head in heads] == [f"{archive}!/{number}.txt" for number in range(3)]
    assert {len(table) for table in tables} == {1}


def test_documents_come_back_as_outcomes_of_their_tasks(tmp_path: Path) -> None:
    good, bad = tmp_path / "某局.txt", tmp_path / "gone.txt"
    good.write_text(poison.harmless(1), encoding="utf-8")
    tasks = {4: Task(0, str(good)), 9: Task(1, str(bad))}
    plain = PLAN.to_plain()
    rows = rows_to_table([(number, {"name": task.path}, b"") for number, task in tasks.items()])
    loaded = describe_pipeline(plain)
    other = {**loaded, "provenance": {**loaded["provenance"], "template_hash": "other"}}
    with pytest.raises(GkmlError, match="install the same on all of them") as caught:
        ReadDocuments(plain, other)
    assert caught.value.code == "other_versions"
    reader = ReadDocuments(plain, loaded)
    found = [
        outcome
        for documents in open_inputs(rows, plain)
        for table in reader(documents)
        for outcome in table_to_outcomes(table, tasks)
    ]
    assert [number for number, _ in found] == [4, 9]
    first, second = (outcome for _, outcome in found)
    assert (first.task, first.records[0].code, first.members) == (tasks[4], None, 1)
    assert json.loads(first.records[0].line)["sha256"] == first.sha256
    assert (second.task, second.records[0].code) == (tasks[9], "unreadable_path")


def test_what_cannot_be_loaded_is_an_answer(tmp_path: Path) -> None:
    plan = replace(PLAN, settings=Settings("model", model=str(tmp_path)), load="gkml.pipeline:load_pipeline")
    failed = describe_pipeline(plan.to_plain())["failed"]
    assert failed["usage"]
    assert "manifest" in failed["message"]
