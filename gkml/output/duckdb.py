"""Records to a DuckDB file: the tables cells, reports and checks, with views that answer the usual questions.

Tables, columns and views carry comments (``SELECT * FROM duckdb_columns()``). The file needs nothing beside it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkml.errors import MissingExtraError, UsageError
from gkml.messages import Sentence
from gkml.output.duckdb_views import schema_to_sql, views_to_sql
from gkml.output.records import Record
from gkml.output.sinks import PartFolder
from gkml.output.tables import ArrowTables, import_arrow, table_schemas
from gkml.template import Templates, load_templates

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DuckdbFile"]

_SETTINGS = {
    "memory_limit": "512MB",  # what it does not need stays with the worker processes
    "threads": "1",  # rows come from one stream; more threads would only take more memory
    "autoinstall_known_extensions": "false",  # no network
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


class DuckdbFile:
    """Takes records one after another.

    Args:
        path: the file; one that is there is replaced.
        templates: the forms whose cells are columns of the table of reports.

    Raises:
        MissingExtraError: duckdb or pyarrow is not installed.
        UsageError: the file cannot be written, or somebody has it open.
    """

    parses = binary = True

    def __init__(self, path: Path | str, templates: Templates | None = None) -> None:
        import_arrow("duckdb")
        try:
            import duckdb
        except ImportError:
            raise MissingExtraError("duckdb", "duckdb") from None
        self._templates = templates or load_templates()
        self._tables = ArrowTables(self._templates)
        self._schemas = table_schemas(templates)
        self._folder = PartFolder(path, "duckdb")
        self._connection: Any = None
        try:
            self._check_log()
            with _disk_errors():
                settings: dict[str, Any] = {**_SETTINGS, "temp_directory": str(self._folder.path / "temporary")}
                self._connection = duckdb.connect(str(self._folder.part), config=settings)
                for statement in schema_to_sql(self._schemas):
                    self._connection.execute(statement)
        except BaseException:
            self.close()
            raise

    def add(self, line: bytes, record: Record) -> None:
        """Append a report."""
        tables = self._tables.add(record)
        if tables is not None:
            self._take(tables)

    def commit(self) -> None:
        """Write what waits, add the views; the file takes its name."""
        self._take(self._tables.flush())
        with _disk_errors():
            for statement in views_to_sql(self._schemas, self._templates):
                self._connection.execute(statement)
            self._connection.execute("CHECKPOINT")
            self._connection.close()
        self._connection = None
        self._check_log()
        self._folder.commit()

    def keep(self) -> str | None:
        """Write what there is beside the file, which stays as it was."""
        path = self._folder.turn_to_partial()
        self.commit()
        return path

    def close(self) -> None:
        """Nothing uncommitted stays."""
        if self._connection is not None:
            with contextlib.suppress(OSError), _disk_errors():
                self._connection.close()
            self._connection = None
        self._folder.close()

    def _take(self, tables: dict[str, pa.Table]) -> None:
        with _disk_errors():
            for name, table in tables.items():
                self._connection.register("arrived", table)
                self._connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM arrived")
                self._connection.unregister("arrived")

    def _check_log(self) -> None:
        """A log beside a database belongs to what it held: replayed into another one it would spoil it."""
        target = self._folder.check_target()
        log = target.with_name(target.name + ".wal")
        if log.exists():
            raise UsageError(Sentence("output", "database_in_use", path=str(target), log=log.name))


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    """What DuckDB says of the disk, as the error of the operating system that it is."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OperationalError, duckdb.FatalException) as error:
        raise OSError(str(error)) from error
