"""Reports in pipelines of other libraries: a function for ``datasets``, a class for Ray Data; tables in, tables out.

::

    dataset.map(map_reports, batched=True, fn_kwargs=map_options(tagger="rules"))
    ray.data.read_binary_files(folder, include_paths=True).map_batches(ReadReports, batch_format="pyarrow", ...)

A batch has a column of paths (or addresses such as ``s3://bucket/a.html``), a column of bytes, or both: then the bytes
are read, and the path names them. What comes back is an Arrow table whose columns never depend on the data, with as
many rows as were found: an archive holds several reports, a report some 200 cells; of a report that failed, one with
its ``error``.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gkml.batch.configuration import WorkerConfiguration
from gkml.batch.engine import LocalEngine, open_in_place, open_workers
from gkml.batch.outcomes import Task
from gkml.errors import GkmlError, InputError, UsageError
from gkml.output.records import Record, line_to_record
from gkml.output.tables import ArrowTables, import_arrow
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from gkml.tagging.taggers import TaggerName

__all__ = ["ReadReports", "Rows", "map_options", "map_reports", "map_schema"]

Rows = Literal["records", "reports", "cells", "checks"]
"""What a row is: a report with its record as a line of JSON; a report with its figures as columns; a cell; a check."""


def map_reports(
    batch: Mapping[str, Sequence[Any]] | pa.Table,
    *,
    rows: Rows = "records",
    path: str = "path",
    data: str = "bytes",
    tagger: TaggerName = "combined",
    templates: Sequence[str] = (),
    model: str | None = None,
    limits: Mapping[str, Any] | None = None,
    with_text: bool = False,
    isolated: bool = True,
    versions: str | None = None,
) -> pa.Table:
    """Read the reports of a batch; for ``datasets.Dataset.map(map_reports, batched=True)``.

    The pipeline is loaded at the first batch that a process reads, and kept for the next ones.

    Args:
        batch: columns as lists or arrays, or an Arrow table; what other columns it has does not come back.
        rows: what a row of the result is; ``map_schema`` tells its columns.
        path: name of the column with paths.
        data: name of the column with bytes; one of the two has to be there.
        tagger: as ``gkml.load`` takes it.
        templates: as ``gkml.load`` takes them.
        model: as ``gkml.load`` takes it.
        limits: fields of ``Limits`` that are to be others.
        with_text: have the canonical text in records.
        isolated: read in a child process, which a report may end or keep too long without harm to this one.
        versions: what ``map_options`` says; it makes results of another model or forms others for the cache of
            ``datasets``, and has no other meaning.

    Raises:
        UsageError: the batch has neither column; or the pipeline cannot be made.
        MissingExtraError: pyarrow is not installed.
    """
    configuration = _configuration(tagger, templates, model, limits, with_text)
    return _read_batch(batch, _kept_engine(os.getpid(), configuration, isolated), rows, path, data)


def map_options(
    *,
    tagger: TaggerName = "combined",
    templates: Sequence[str] = (),
    model: str | None = None,
    limits: Mapping[str, Any] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Arguments for ``map_reports``, with a hash of all that its results depend on: ``fn_kwargs`` of ``Dataset.map``.

    ``datasets`` keeps results under a fingerprint of the function and its arguments, which know nothing of a model that
    was trained anew.

    Raises:
        UsageError: the pipeline cannot be made.
    """
    from gkml.batch.worker import describe_pipeline
    from gkml.pipeline import load_pipeline

    settings = _configuration(tagger, templates, model, limits).settings
    known = describe_pipeline(load_pipeline(settings)).to_plain()
    digest = hashlib.sha256(json.dumps([known, settings.to_plain()], sort_keys=True).encode()).hexdigest()
    chosen = {"tagger": tagger, "templates": list(settings.templates), "model": model, "limits": limits, **options}
    return {**chosen, "versions": digest[:16]}


class ReadReports:
    """Reads the reports of batches; for ``ray.data.Dataset.map_batches(ReadReports, batch_format="pyarrow", …)``.

    The pipeline is loaded when it is made, once for each actor. Arrow tables are read where they lie; of other batches
    (columns as lists, NumPy arrays) the values are taken as they are.

    Its arguments are those of ``map_reports``.

    Raises:
        UsageError: the pipeline cannot be made.
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(
        self,
        *,
        rows: Rows = "records",
        path: str = "path",
        data: str = "bytes",
        tagger: TaggerName = "combined",
        templates: Sequence[str] = (),
        model: str | None = None,
        limits: Mapping[str, Any] | None = None,
        with_text: bool = False,
        isolated: bool = True,
    ) -> None:
        self._columns = (rows, path, data)
        self._engine = _open_engine(_configuration(tagger, templates, model, limits, with_text), isolated)

    def __call__(self, batch: Mapping[str, Sequence[Any]] | pa.Table) -> pa.Table:
        """Read a batch."""
        return _read_batch(batch, self._engine, *self._columns)

    def __del__(self) -> None:
        if hasattr(self, "_engine"):
            self._engine.close()


def map_schema(rows: Rows = "records", templates: Sequence[str] = ()) -> pa.Schema:
    """The columns of what ``map_reports`` and ``ReadReports`` make.

    Raises:
        UsageError: there are no such rows.
        MissingExtraError: pyarrow is not installed.
    """
    return _tables(rows, tuple(templates))[0]


# ---------------------------------------------------------------------------------------------------------------------
# Batches to inputs, records to tables


def _read_batch(
    batch: Mapping[str, Sequence[Any]] | pa.Table, engine: LocalEngine, rows: Rows, path: str, data: str
) -> pa.Table:
    _, to_table = _tables(rows, engine.configuration.settings.templates)
    outcomes = engine.read(_tasks(batch, path, data))
    return to_table([record.line for outcome in outcomes for record in outcome.records])


def _tasks(batch: Mapping[str, Sequence[Any]] | pa.Table, path: str, data: str) -> Iterator[Task]:
    """The inputs of a batch, one for each row, whatever it holds."""
    paths, blobs = _column(batch, path), _column(batch, data)
    if paths is None and blobs is None:
        names = batch if isinstance(batch, Mapping) else batch.column_names
        raise UsageError(f"the batch has no column {path!r} and no column {data!r}; it has {', '.join(names)}")
    count = len(paths if paths is not None else blobs or ())
    for number in range(count):
        name = None if paths is None else paths[number]
        blob = None if blobs is None else blobs[number]
        given: bytes | GkmlError | None = None
        if name is not None and not isinstance(name, (str, Path)):
            given = _bad_value(f"row {number} of the batch: {path!r} is {type(name).__name__}, not a path")
        elif blob is not None and not isinstance(blob, (bytes, bytearray, memoryview)):
            given = _bad_value(f"row {number} of the batch: {data!r} is {type(blob).__name__}, not bytes")
        elif blob is not None:
            given = bytes(blob)
        elif name is None:
            given = _bad_value(f"row {number} of the batch has neither {path!r} nor {data!r}")
        if name is None:
            name = f"sha256:{hashlib.sha256(given).hexdigest()}" if isinstance(given, bytes) else f"row {number}"
        yield Task(number, str(name), given)


def _bad_value(message: str) -> GkmlError:
    return InputError(f"{message}; give a path, bytes, or both", code="unreadable_path")


def _column(batch: Mapping[str, Sequence[Any]] | pa.Table, name: str) -> Sequence[Any] | None:
    if isinstance(batch, Mapping):
        return batch.get(name)
    return _ArrowColumn(batch.column(name)) if name in batch.column_names else None


class _ArrowColumn(Sequence[Any]):
    """Values of an Arrow column, made when they are asked for: a batch of files is not copied as a whole."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self._column = column

    def __getitem__(self, number: Any) -> Any:
        return self._column[number].as_py()

    def __len__(self) -> int:
        return len(self._column)


@lru_cache(maxsize=16)
def _tables(rows: str, templates: tuple[str, ...]) -> tuple[pa.Schema, Callable[[Sequence[bytes]], pa.Table]]:
    """The schema of rows, and what makes tables of them."""
    arrow = import_arrow("parquet")
    if rows == "records":
        kinds = {name: arrow.string() for name in (*_RECORD_FIELDS, "record")}
        schema = arrow.schema([*{**kinds, "year": arrow.int32()}.items()])
        return schema, lambda lines: _records_table(lines, schema)
    if rows not in ("reports", "cells", "checks"):
        raise UsageError(f"there are no rows {rows!r}; known are records, reports, cells, checks")
    from gkml.template import load_templates

    forms = load_templates(*templates)
    numbered = ArrowTables(forms).schemas[rows]
    if rows != "reports":
        numbered = numbered.append(arrow.field("error", arrow.string()))
    schema = numbered.remove(numbered.get_field_index("report"))  # it counts the reports of a file

    def to_table(lines: Sequence[bytes]) -> pa.Table:
        tables = ArrowTables(forms)
        records = [line_to_record(line) for line in lines]
        parts = [made for record in records if (made := tables.add(record)) is not None]
        table = arrow.concat_tables([made[rows] for made in (*parts, tables.flush())])
        if rows != "reports":
            table = _with_empty(table.append_column("error", arrow.nulls(len(table), arrow.string())), records)
        return table.select(schema.names)

    return schema, to_table


def _with_empty(table: pa.Table, records: Sequence[Record]) -> pa.Table:
    """A row also for each report without cells or checks, so that none is lost; ``error`` says why there are none."""
    import pyarrow as pa

    there = set(table["report"].to_pylist())
    keys = ("source", "sha256", "agency", "year", "error")
    empty = [
        {"report": number, **{key: _plain(record.get(key)) for key in keys}}
        for number, record in enumerate(records)
        if number not in there
    ]
    if not empty:
        return table
    return pa.concat_tables([table, pa.Table.from_pylist(empty, schema=table.schema)]).sort_by("report")


_RECORD_FIELDS = ("source", "sha256", "status", "error", "agency", "year", "title", "template")


def _records_table(lines: Sequence[bytes], schema: pa.Schema) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for line in lines:
        record: Record = line_to_record(line)
        for name in _RECORD_FIELDS:
            columns[name].append(_plain(record.get(name)))
        columns["record"].append(line.decode().rstrip("\n"))
    import pyarrow as pa

    return pa.table(columns, schema=schema)


def _plain(value: Any) -> Any:
    """As Arrow takes it: of an error its code; of names that are not UTF-8 what JSON writes."""
    if isinstance(value, dict):
        value = value.get("code")
    return value.encode("utf-8", errors="backslashreplace").decode() if isinstance(value, str) else value


# ---------------------------------------------------------------------------------------------------------------------
# Inputs to records


def _configuration(
    tagger: TaggerName,
    templates: Sequence[str],
    model: str | None,
    limits: Mapping[str, Any] | None,
    with_text: bool = False,
) -> WorkerConfiguration:
    try:
        chosen = Limits(**limits) if limits else DEFAULT_LIMITS
    except TypeError as error:
        raise UsageError(f"limits: {error}") from None
    settings = Settings(tagger, tuple(map(str, templates)), None if model is None else str(model), chosen)
    return WorkerConfiguration(settings, 1, with_text=with_text)


def _open_engine(configuration: WorkerConfiguration, isolated: bool) -> LocalEngine:
    engine = open_workers(configuration) if isolated else open_in_place(configuration)
    try:
        engine.loaded()
    except BaseException:
        engine.close()
        raise
    return engine


@lru_cache(maxsize=4)
def _kept_engine(process: int, configuration: WorkerConfiguration, isolated: bool) -> LocalEngine:
    """What reads in this process; ``process`` is its number, for a fork of another one must not use what that has."""
    engine = _open_engine(configuration, isolated)
    atexit.register(engine.close)
    return engine
