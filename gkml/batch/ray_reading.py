"""What runs on the nodes of a Ray cluster: fetching inputs, and reading them in a worker that may be lost.

Rows are messages, as between a process and its children: an index, plain data as JSON, and bytes beside it. JSON also
holds names of files that are not UTF-8, which Arrow strings do not.

    index, {name} ──load_batch──▶ index, {name, error}, file ──ReadFiles──▶ index, event, record
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from gkml.batch.bytes_reading import BytesReader
from gkml.batch.outcomes import Event, Finished, Outcome, Task
from gkml.batch.plan import Introduction, Plan
from gkml.errors import GkmlError, UsageError
from gkml.readers.remote import load_input
from gkml.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "ReadAlone",
    "ReadFiles",
    "introduction_from_json",
    "introduction_to_json",
    "load_batch",
    "plan_from_json",
    "plan_to_json",
    "row_to_event",
    "rows_to_events",
    "rows_to_table",
]

Row = tuple[int, dict[str, Any], bytes]
"""Index of the input, plain data, bytes."""

_EVENTS = 16  # that travel together
_EVENT_BYTES = 8_000_000  # of records that travel together


# ---------------------------------------------------------------------------------------------------------------------
# The stages


def load_batch(batch: pa.Table, plan: str) -> Iterator[pa.Table]:
    """Inputs to their bytes, or to what is wrong with them; sizes are looked at before anything is fetched."""
    limits = plan_from_json(plan).settings.limits
    for index, head, _ in _table_to_rows(batch):
        try:
            data = load_input(head["name"], limits)
        except GkmlError as error:
            yield rows_to_table([(index, {**head, "code": error.code, "message": error.message}, b"")])
        else:
            yield rows_to_table([(index, head, data)])


class ReadFiles:
    """Reads inputs that were fetched; an actor of a pool, which has its worker warm.

    Args:
        plan: of the worker; ``plan_to_json``.
        folder: see ``BytesReader``.
        introduction: what the pipeline of every actor has to be; ``introduction_to_json``.

    Raises:
        GkmlError: ``other_versions``, this node has another pipeline; or it cannot be loaded.
    """

    def __init__(self, plan: str, folder: str, introduction: str) -> None:
        self._reader = BytesReader(plan_from_json(plan), folder)
        mine, first = self._reader.introduction, introduction_from_json(introduction)
        if (mine.provenance, mine.notices, mine.calibration) != (first.provenance, first.notices, first.calibration):
            self._reader.close()
            raise GkmlError(
                f"a node of the cluster has another gkml or model ({mine.provenance}) than the first one that was "
                f"asked ({first.provenance}); install the same on all of them",
                code="other_versions",
            )

    def __call__(self, batch: pa.Table) -> Iterator[pa.Table]:
        """Inputs to events."""
        rows: list[Row] = []
        size = 0
        for index, head, data in _table_to_rows(batch):
            task = Task(index, head["name"])
            if "code" in head:
                events = self._reader.fail(task, GkmlError(head["message"], code=head["code"]))
            else:
                events = self._reader.read(task, data)
            for event in events:
                rows.append(_event_to_row(event))
                size += len(rows[-1][2])
                if len(rows) >= _EVENTS or size >= _EVENT_BYTES:
                    yield rows_to_table(rows)
                    rows, size = [], 0
        yield rows_to_table(rows)

    def __del__(self) -> None:
        if hasattr(self, "_reader"):
            self._reader.close()


class ReadAlone:
    """An actor beside the pool: says what is loaded, and reads what was lost with an actor of the pool."""

    def __init__(self, plan: str, folder: str) -> None:
        self._plan = plan_from_json(plan)
        self._folder = folder
        self._reader: BytesReader | None = None

    def introduce(self) -> str:
        """What is loaded, or why nothing is."""
        try:
            return introduction_to_json(self._open().introduction)
        except GkmlError as error:
            return json.dumps({"failed": error.code, "message": error.message, "usage": isinstance(error, UsageError)})

    def read(self, task: Task) -> list[Row]:
        """The events of an input."""
        reader = self._open()
        try:
            data = load_input(task.path, self._plan.settings.limits)
        except GkmlError as error:
            return list(map(_event_to_row, reader.fail(task, error)))
        return list(map(_event_to_row, reader.read(task, data)))

    def close(self) -> None:
        """End the worker."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _open(self) -> BytesReader:
        if self._reader is None:
            self._reader = BytesReader(self._plan, self._folder)
        return self._reader


# ---------------------------------------------------------------------------------------------------------------------
# Plain data: a node with another gkml is to say so, and not to stumble over a class that has changed


def plan_to_json(plan: Plan) -> str:
    """A plan as an actor takes it."""
    return json.dumps({**asdict(plan), "settings": plan.settings.to_plain()}, sort_keys=True)


def plan_from_json(plain: str) -> Plan:
    """The inverse of ``plan_to_json``."""
    fields = json.loads(plain)
    return Plan(**{**fields, "settings": Settings.from_plain(fields["settings"])})


def introduction_to_json(introduction: Introduction) -> str:
    """What an actor says of itself."""
    return json.dumps(asdict(introduction), sort_keys=True)


def introduction_from_json(plain: str) -> Introduction:
    """The inverse of ``introduction_to_json``.

    Raises:
        GkmlError: there is none, as the pipeline could not be loaded.
    """
    fields = json.loads(plain)
    if "failed" in fields:
        raise (UsageError if fields["usage"] else GkmlError)(fields["message"], code=fields["failed"])
    return Introduction.from_plain(fields)


# ---------------------------------------------------------------------------------------------------------------------
# Rows


def rows_to_table(rows: Iterable[Row]) -> pa.Table:
    """Messages as an Arrow table, of the same schema where there are none."""
    import pyarrow as pa

    kept = list(rows)
    columns = {
        "index": pa.array([index for index, _, _ in kept], pa.int64()),
        "head": pa.array([json.dumps(head).encode() for _, head, _ in kept], pa.binary()),
        "blob": pa.array([blob for _, _, blob in kept], pa.large_binary()),
    }
    return pa.table(columns)


def _table_to_rows(table: pa.Table) -> Iterator[Row]:
    for index, head, blob in zip(table["index"], table["head"], table["blob"], strict=True):
        yield index.as_py(), json.loads(head.as_py()), blob.as_py()


def _event_to_row(event: Event) -> Row:
    if isinstance(event, Finished):
        return event.task.index, {"sha256": event.sha256, "documents": event.documents}, b""
    head = asdict(replace(event, payload=b""))
    del head["task"], head["payload"]
    return event.task.index, head, event.payload


def rows_to_events(table: pa.Table, tasks: dict[int, Task]) -> Iterator[Event]:
    """The events of a table that ``ReadFiles`` made."""
    for index, head, blob in _table_to_rows(table):
        yield row_to_event((index, head, blob), tasks[index])


def row_to_event(row: Row, task: Task) -> Event:
    """The inverse of what the actors do."""
    _, head, blob = row
    return Finished(task, **head) if "documents" in head else Outcome(task, **head, payload=blob)
