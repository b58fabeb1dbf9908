"""What workers do: a pipeline, loaded once, that reads one document after another.

A task is an input, ``{name}`` with the bytes beside it or ``{name, path}`` of a file; or a document that needs no
opening, ``{name, sha256, input_sha256}`` with its bytes, a ``path`` or an ``error``. An archive is answered with its
``members``, whose bytes lie in files then, so that every worker can read some of them; all else with its records.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkml.batch.configuration import LoadedPipeline, WorkerConfiguration
from gkml.errors import GkmlError
from gkml.pool.messages import Message
from gkml.pool.worker import Handler, find_function
from gkml.readers.limits import Limits
from gkml.readers.sources import Source, data_to_source, members_of, path_to_source
from gkml.records.report import Report

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline

__all__ = ["describe_pipeline", "read_tasks", "report_to_payload", "start"]

_FIRST = """青禾县某局2022年政府信息公开工作年度报告
一、总体情况
全年收到政府信息公开申请2件。
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量 | 1 | 1 | 0 | 0 | 0 | 0 | 2
（一）予以公开3（二）部分公开4
"""
"""Read before workers are forked: most modules are loaded by the first report, and that is not to count as reading."""


def start(options: dict[str, Any], folder: str) -> tuple[dict[str, Any], Handler]:
    """Load the pipeline of a configuration; ``PoolConfiguration.start``."""
    configuration = WorkerConfiguration.from_plain(options)
    pipeline: Pipeline = find_function(configuration.load)(configuration.settings)
    handler = read_tasks(configuration, pipeline, folder, may_be_lost=True)
    if configuration.warm:
        handler({"name": "first"}, _FIRST.encode())
    return describe_pipeline(pipeline).to_plain(), handler


def describe_pipeline(pipeline: Pipeline) -> LoadedPipeline:
    """What whoever uses a pipeline wants to know of it."""
    from hashlib import sha256

    curves = pipeline.calibration.curves if pipeline.calibration is not None else {}
    plain = json.dumps({name: list(knots) for name, knots in curves.items()}, sort_keys=True)
    calibration = sha256(plain.encode()).hexdigest()
    return LoadedPipeline(pipeline.provenance, pipeline.templates.table_ids, pipeline.notices, calibration)


def report_to_payload(*, exact: bool, with_text: bool) -> Callable[[Report], bytes]:
    """How a report is sent: as the line of its record, or with nothing lost on the way."""
    from gkml.output.jsonl import report_to_line

    def to_line(report: Report) -> bytes:
        # names of files that are not UTF-8 reach us as lone surrogates: \udcff is what JSON writes for them
        return report_to_line(report, with_text=with_text).encode("utf-8", errors="backslashreplace")

    def to_exact(report: Report) -> bytes:
        return json.dumps(report.to_dict(with_text=True, exact=True)).encode()

    return to_exact if exact else to_line


def read_tasks(
    configuration: WorkerConfiguration, pipeline: Pipeline, folder: str, *, may_be_lost: bool = False
) -> Handler:
    """What reads tasks.

    Args:
        configuration: what is read and written.
        pipeline: reads.
        folder: members of archives are put there.
        may_be_lost: a lack of memory is raised; a process could go on, but who knows what is broken in it then.
    """
    from gkml.failures import EXHAUSTED

    to_payload = report_to_payload(exact=configuration.exact, with_text=configuration.with_text)

    def handle(head: Mapping[str, Any], blob: bytes) -> Message:
        began = time.perf_counter()
        sources = _sources(head, blob, pipeline)
        first = list(islice(sources, 2))
        if len(first) > 1:
            return _expand(chain(first, sources), folder), b""
        reports = pipeline.read_all(first[0])
        if may_be_lost and any(report.error is not None and report.error.message == EXHAUSTED for report in reports):
            raise MemoryError
        records = [report_to_plain(report) for report in reports]
        lines = [to_payload(report) for report in reports]
        for record, line in zip(records, lines, strict=True):
            record["size"] = len(line)
        hashes = {"sha256": first[0].sha256, "input_sha256": first[0].file_sha256}
        return {**hashes, "records": records, "seconds": time.perf_counter() - began}, b"".join(lines)

    return handle


def report_to_plain(report: Report) -> dict[str, Any]:
    """What is told of a report beside its payload; see ``Record``."""
    code, message = (None, None) if report.error is None else (report.error.code, report.error.message)
    return {"source": report.source, "status": report.status, "code": code, "message": message}


def _sources(head: Mapping[str, Any], blob: bytes, pipeline: Pipeline) -> Iterator[Source]:
    """What there is to read for a task."""
    name, path, limits = head["name"], head.get("path"), pipeline.limits
    if "input_sha256" not in head:
        return members_of(_opened(name, blob, limits) if path is None else path_to_source(path, limits), limits)
    known = head.get("error")
    error = None if known is None else GkmlError(known["message"], code=known["code"])
    data = blob if path is None else Path(path).read_bytes()
    return iter([Source(name, data, head["sha256"], head["input_sha256"], error)])


def _opened(name: str, data: bytes, limits: Limits) -> Source:
    """An input whose bytes are there already."""
    try:
        limits.check_file(len(data), name)
    except GkmlError as error:
        return Source(name, b"", None, None, error)
    return data_to_source(data, name)


def _expand(sources: Iterator[Source], folder: str) -> dict[str, Any]:
    """The tasks for the documents of an archive; their bytes are put into files."""
    below = tempfile.mkdtemp(dir=folder)
    members = []
    for number, source in enumerate(sources):
        head: dict[str, Any] = {"name": source.name, "sha256": source.sha256, "input_sha256": source.file_sha256}
        if source.error is not None:
            head["error"] = {"code": source.error.code, "message": source.error.message}
        else:
            head["path"] = os.path.join(below, str(number))
            Path(head["path"]).write_bytes(source.data)
        members.append(head)
    return {"members": members}
