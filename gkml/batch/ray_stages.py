"""What runs on the nodes of a Ray cluster: fetching inputs, and reading them in a worker that may be lost.

Rows are messages, as between a process and its workers: the number of an input, plain data as JSON, and bytes beside
it. JSON also holds names of files that are not UTF-8, which Arrow strings do not.

    number, {name} ──open_inputs──▶ number, a document, its bytes ──ReadDocuments──▶ number, its outcome, records
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from gkml.batch.configuration import LoadedPipeline, WorkerConfiguration
from gkml.batch.engine import open_workers
from gkml.batch.outcomes import Outcome, Record, Task
from gkml.errors import GkmlError
from gkml.pool.worker import error_to_plain
from gkml.readers.sources import Source, path_to_sources

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ReadDocuments", "describe_pipeline", "open_inputs", "rows_to_table", "table_to_outcomes"]

Row = tuple[int, dict[str, Any], bytes]
"""Number of the input, plain data, bytes."""


def describe_pipeline(configuration: dict[str, Any]) -> dict[str, Any]:
    """What is loaded on a node, or why nothing is."""
    try:
        with open_workers(replace(WorkerConfiguration.from_plain(configuration), workers=1, warm=False)) as engine:
            return engine.loaded().to_plain()
    except GkmlError as error:
        return {"failed": error_to_plain(error)}


def open_inputs(batch: pa.Table, configuration: dict[str, Any]) -> Iterator[pa.Table]:
    """Inputs to the documents in them; sizes are looked at before anything is fetched."""
    limits = WorkerConfiguration.from_plain(configuration).settings.limits
    for number, head, _ in _table_to_rows(batch):
        sources = list(path_to_sources(head["name"], limits))
        for member, source in enumerate(sources):
            error = source.error and {"code": source.error.code, "message": source.error.message}
            hashes = {"sha256": source.sha256, "input_sha256": source.file_sha256}
            place = {"member": member, "members": len(sources)}
            yield rows_to_table([(number, {"name": source.name, "error": error, **hashes, **place}, source.data)])


class ReadDocuments:
    """Reads documents; an actor of a pool, which has its worker warm.

    Args:
        configuration: of the worker.
        loaded: what the pipeline of every actor has to be.

    Raises:
        GkmlError: ``other_versions``, this node has another pipeline; or it cannot be loaded.
    """

    def __init__(self, configuration: dict[str, Any], loaded: dict[str, Any]) -> None:
        self._engine = open_workers(replace(WorkerConfiguration.from_plain(configuration), workers=1))
        mine, first = self._engine.loaded(), LoadedPipeline.from_plain(loaded)
        if mine != first:
            self._engine.close()
            raise GkmlError(
                f"a node of the cluster has another gkml or model ({mine.provenance}) than the first one that was "
                f"asked ({first.provenance}); install the same on all of them",
                code="other_versions",
            )

    def __call__(self, batch: pa.Table) -> Iterator[pa.Table]:
        """Documents to outcomes."""
        for number, head, data in _table_to_rows(batch):
            error = head["error"] and GkmlError(head["error"]["message"], code=head["error"]["code"])
            found = self._engine.read_source(
                Source(head["name"], data, head["sha256"], head["input_sha256"], error or None)
            )
            outcome = replace(found, member=head["member"], members=head["members"])
            yield rows_to_table([_outcome_to_row(number, outcome)])

    def __del__(self) -> None:
        if hasattr(self, "_engine"):
            self._engine.close()


def rows_to_table(rows: Iterable[Row]) -> pa.Table:
    """Messages as an Arrow table."""
    import pyarrow as pa

    kept = list(rows)
    columns = {
        "number": pa.array([number for number, _, _ in kept], pa.int64()),
        "head": pa.array([json.dumps(head).encode() for _, head, _ in kept], pa.binary()),
        "blob": pa.array([blob for _, _, blob in kept], pa.large_binary()),
    }
    return pa.table(columns)


def _table_to_rows(table: pa.Table) -> Iterator[Row]:
    for number, head, blob in zip(table["number"], table["head"], table["blob"], strict=True):
        yield number.as_py(), json.loads(head.as_py()), blob.as_py()


def _outcome_to_row(number: int, outcome: Outcome) -> Row:
    records = [{**asdict(replace(record, line=b"")), "line": len(record.line)} for record in outcome.records]
    head = {**asdict(replace(outcome, records=())), "records": records}
    del head["task"]
    return number, head, b"".join(record.line for record in outcome.records)


def table_to_outcomes(table: pa.Table, tasks: dict[int, Task]) -> Iterator[tuple[int, Outcome]]:
    """The outcomes of a table that ``ReadDocuments`` made, and the numbers of their tasks."""
    for number, head, blob in _table_to_rows(table):
        records, at = [], 0
        for told in head.pop("records"):
            size = told.pop("line")
            records.append(Record(**told, line=blob[at : at + size]))
            at += size
        yield number, Outcome(tasks[number], **head, records=tuple(records))
