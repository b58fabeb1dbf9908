"""Tasks of a worker: documents to records, archives to tasks for each member."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.worker import describe_pipeline, read_tasks, report_to_payload, start
from gkml.document import Document
from gkml.labels import Tag
from gkml.pool.worker import Handler
from gkml.readers.limits import Limits
from gkml.records.report import Provenance, Report
from gkml.settings import Settings
from tests.batch.poison import harmless, load_light

SETTINGS = Settings("rules", limits=Limits(file_bytes=1_000))
PLAN = WorkerConfiguration(SETTINGS, 1, load="tests.batch.poison:load_light", warm=False)
TEXT = harmless(1).encode()


@pytest.fixture
def handler(tmp_path: Path) -> Handler:
    return read_tasks(PLAN, load_light(SETTINGS), str(tmp_path))


def records_of(reply: tuple[dict[str, Any], bytes]) -> list[dict[str, Any]]:
    """The records that stand beside a reply, cut as its sizes say."""
    plain, blob = reply
    found, at = [], 0
    for told in plain["records"]:
        found.append(json.loads(blob[at : at + told["size"]]))
        at += told["size"]
    assert at == len(blob)
    return found


def test_an_input_may_be_bytes_or_a_file(handler: Handler, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    (there,) = records_of(handler({"name": str(path), "path": str(path)}, b""))
    reply = handler({"name": str(path)}, TEXT)
    assert records_of(reply) == [there]
    assert (there["source"], there["error"]) == (str(path), None)
    assert reply[0]["input_sha256"] == there["sha256"] == sha256(TEXT).hexdigest()


def test_an_archive_becomes_a_task_for_each_member(handler: Handler, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("1.txt", TEXT)
        file.writestr("large.txt", b"x" * 5_000)
    plain, blob = handler({"name": "a.zip", "path": str(archive)}, b"")
    assert blob == b""
    first, large = plain["members"]
    (record,) = records_of(handler(first, b""))
    assert (record["source"], record["sha256"]) == (f"{archive}!/1.txt", sha256(TEXT).hexdigest())
    assert first["input_sha256"] == large["input_sha256"] == sha256(archive.read_bytes()).hexdigest()
    (failed,) = records_of(handler(large, b""))
    assert failed["error"]["code"] == large["error"]["code"]
    assert "path" not in large


def test_what_is_too_large_is_a_record_and_not_read(handler: Handler) -> None:
    (record,) = records_of(handler({"name": "a.txt"}, b"x" * 1_001))
    assert (record["status"], record["error"]["code"]) == ("failed", "file_too_large")


def test_a_worker_that_may_be_lost_is_when_memory_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(document: Document) -> list[Tag]:
        raise MemoryError

    pipeline = load_light(SETTINGS)
    monkeypatch.setattr(pipeline, "tagger", exhausted)
    with pytest.raises(MemoryError):
        read_tasks(PLAN, pipeline, str(tmp_path), may_be_lost=True)({"name": "a.txt"}, TEXT)
    (record,) = records_of(read_tasks(PLAN, pipeline, str(tmp_path))({"name": "a.txt"}, TEXT))
    assert record["error"]["code"] == "out_of_memory"


def test_a_worker_starts_with_the_pipeline_that_it_is_told(tmp_path: Path) -> None:
    plain, handler = start(PLAN.to_plain(), str(tmp_path))
    assert plain == describe_pipeline(load_light(SETTINGS)).to_plain()
    assert plain["provenance"]["tagger"] == "rules"
    assert len(records_of(handler({"name": "a.txt"}, TEXT))) == 1


def test_names_that_are_not_utf8_reach_the_line_of_a_record() -> None:
    report = Report("某局\udcff.txt", Provenance("1", None, "t", "rules", "text"), text="text")
    line = report_to_payload(exact=False, with_text=False)(report)
    assert json.loads(line)["source"] == report.source
    assert b"\n" not in line[:-1]
    exact = report_to_payload(exact=True, with_text=False)(report)
    assert Report.from_dict(json.loads(exact)).text == "text"
