"""Reports in pipelines of other libraries: a function for ``datasets``, a class for Ray Data; tables in, tables out.

::

    dataset.map(map_reports, batched=True, fn_kwargs=map_options(tagger="rules"))
    ray.data.read_binary_files(folder, include_paths=True).map_batches(ReadReports, batch_format="pyarrow", ...)

A batch has a column of paths (or addresses such as ``s3://bucket/a.html``), a column of bytes, or both: then the bytes
are read, and the path names them. What comes back is an Arrow table whose columns never depend on the data, with as
many rows as were found: an archive holds several reports, a report some 200 cells.
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

from gkml.errors import GkmlError, UsageError
from gkml.output.records import Record, line_to_record
from gkml.output.tables import ArrowTables, import_arrow
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.settings import Settings, TaggerName

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ReadReports", "Rows", "map_options", "map_reports", "map_schema"]

Rows = Literal["records", "reports", "cells", "checks"]
"""What a row is: a report with its record as a line of JSON; a report with its figures as columns; a cell; a check."""

Lines = Callable[[str, bytes | GkmlError], Iterator[bytes]]
"""An input, by its name and its bytes (or why there are none), to the records of its reports."""


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
        path, data: names of the columns with paths and with bytes; one of them has to be there.
        tagger, templates, model: as ``gkml.load`` takes them.
        limits: fields of ``Limits`` that are to be others.
        with_text: have the canonical text in records.
        isolated: read in a child process, which a report may end or keep too long without harm to this one.
        versions: what ``map_options`` says; it makes results of another model or forms others for the cache of
            ``datasets``, and has no other meaning.

    Raises:
        UsageError: the batch has neither column, or a value of another type; or the pipeline cannot be made.
        MissingExtraError: pyarrow is not installed.
    """
    settings = _settings(tagger, templates, model, limits)
    read = _kept_lines(os.getpid(), settings, with_text, isolated)
    return _read_batch(batch, read, rows, path, data, settings)


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
    from gkml.batch.worker import introduction, load_pipeline

    settings = _settings(tagger, templates, model, limits)
    known = introduction(load_pipeline(settings))
    del known["memory"]
    digest = hashlib.sha256(json.dumps([known, settings.to_plain()], sort_keys=True).encode()).hexdigest()
    chosen = {"tagger": tagger, "templates": list(settings.templates), "model": model, "limits": limits, **options}
    return {**chosen, "versions": digest[:16]}


class ReadReports:
    """Reads the reports of batches; for ``ray.data.Dataset.map_batches(ReadReports, batch_format="pyarrow", …)``.

    The pipeline is loaded when it is made, once for each actor. Arrow tables are read where they lie; of other batches
    (columns as lists, NumPy arrays) the values are taken as they are.

    Args:
        rows, path, data, tagger, templates, model, limits, with_text, isolated: as for ``map_reports``.

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
        self._settings = _settings(tagger, templates, model, limits)
        self._columns = (rows, path, data)
        self._lines = _open_lines(self._settings, with_text, isolated)

    def __call__(self, batch: Mapping[str, Sequence[Any]] | pa.Table) -> pa.Table:
        """Read a batch."""
        return _read_batch(batch, self._lines, *self._columns, self._settings)

    def __del__(self) -> None:
        if hasattr(self, "_lines"):
            self._lines.close()


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
    batch: Mapping[str, Sequence[Any]] | pa.Table, read: Lines, rows: Rows, path: str, data: str, settings: Settings
) -> pa.Table:
    _, to_table = _tables(rows, settings.templates)
    lines = (line for name, given in _inputs(batch, path, data, settings.limits) for line in read(name, given))
    return to_table(list(lines))


def _inputs(
    batch: Mapping[str, Sequence[Any]] | pa.Table, path: str, data: str, limits: Limits
) -> Iterator[tuple[str, bytes | GkmlError]]:
    """Names and bytes of a batch; files are fetched one at a time."""
    from gkml.readers.remote import load_input

    paths, blobs = _column(batch, path), _column(batch, data)
    if paths is None and blobs is None:
        names = batch if isinstance(batch, Mapping) else batch.column_names
        raise UsageError(f"the batch has no column {path!r} and no column {data!r}; it has {', '.join(names)}")
    count = len(paths if paths is not None else blobs or ())
    for number in range(count):
        name = None if paths is None else paths[number]
        blob = None if blobs is None else blobs[number]
        if name is not None and not isinstance(name, (str, Path)):
            raise UsageError(f"row {number} of the batch: {path!r} is {type(name).__name__}, not a path")
        if blob is not None and not isinstance(blob, (bytes, bytearray, memoryview)):
            raise UsageError(f"row {number} of the batch: {data!r} is {type(blob).__name__}, not bytes")
        if blob is not None:
            content = bytes(blob)
            yield str(name) if name is not None else f"sha256:{hashlib.sha256(content).hexdigest()}", content
        elif name is not None:
            try:
                yield str(name), load_input(str(name), limits)
            except GkmlError as error:
                yield str(name), error
        else:
            raise UsageError(f"row {number} of the batch has neither {path!r} nor {data!r}")


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
    schema = ArrowTables(forms).schemas[rows]
    schema = schema.remove(schema.get_field_index("report"))  # it counts the reports of a file

    def to_table(lines: Sequence[bytes]) -> pa.Table:
        tables = ArrowTables(forms)
        parts = [made for line in lines if (made := tables.add(line_to_record(line))) is not None]
        return arrow.concat_tables([made[rows] for made in (*parts, tables.flush())]).select(schema.names)

    return schema, to_table


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


def _settings(
    tagger: TaggerName, templates: Sequence[str], model: str | None, limits: Mapping[str, Any] | None
) -> Settings:
    try:
        chosen = Limits(**limits) if limits else DEFAULT_LIMITS
    except TypeError as error:
        raise UsageError(f"limits: {error}") from None
    return Settings(tagger, tuple(map(str, templates)), None if model is None else str(model), chosen)


class _Apart:
    """Reads in a process of its own."""

    def __init__(self, settings: Settings, with_text: bool) -> None:
        from gkml.batch.bytes_reading import BytesReader
        from gkml.batch.plan import Plan

        self._reader = BytesReader(Plan(settings, 1, with_text=with_text))
        self.close = self._reader.close

    def __call__(self, name: str, given: bytes | GkmlError) -> Iterator[bytes]:
        from gkml.batch.outcomes import Outcome, Task

        task = Task(0, name)
        read = self._reader
        events = read.fail(task, given) if isinstance(given, GkmlError) else read.read(task, given)
        return (event.payload for event in events if isinstance(event, Outcome))


class _Here:
    """Reads in this process."""

    def __init__(self, settings: Settings, with_text: bool) -> None:
        from gkml.batch.worker import load_pipeline, report_to_payload

        self._pipeline = load_pipeline(settings)
        self._to_payload = report_to_payload(exact=False, with_text=with_text)

    def __call__(self, name: str, given: bytes | GkmlError) -> Iterator[bytes]:
        from gkml.batch.sources import input_to_sources

        sources = input_to_sources(name, given, self._pipeline.limits)
        return (self._to_payload(self._pipeline.read_source(source)) for source in sources)

    def close(self) -> None:
        """Nothing is to be ended."""


def _open_lines(settings: Settings, with_text: bool, isolated: bool) -> _Apart | _Here:
    return _Apart(settings, with_text) if isolated else _Here(settings, with_text)


@lru_cache(maxsize=4)
def _kept_lines(process: int, settings: Settings, with_text: bool, isolated: bool) -> Lines:
    """What reads in this process; ``process`` is its number, for a fork of another one must not use what that has."""
    lines = _open_lines(settings, with_text, isolated)
    atexit.register(lines.close)
    return lines
