"""Records to Parquet: a folder with the tables cells, reports and checks, each partitioned by year.

::

    out.parquet/cells/2023/part-00000.parquet
    out.parquet/reports/unknown/part-00000.parquet    the year is not known, as where a report could not be read

A folder of a table is read whole by whatever reads Parquet::

    gkml.output.parquet.read_table("out.parquet", "cells")  # a table of pyarrow; .to_pandas() makes a frame of it
    pandas.read_parquet("out.parquet/cells")
    polars.read_parquet("out.parquet/cells")
    SELECT * FROM read_parquet('out.parquet/cells/*/*.parquet')  -- DuckDB

The year stands in the files and in their statistics, by which readers pass over those of other years. It does not stand
in the names of folders as Hive has it (``year=2023``): pandas cannot read Hive's null, and each reader takes the year
there for another type.

The same records in the same order make the same bytes. Memory does not grow with their number: rows go to the disk in
groups, and a file is closed when it holds a number of them.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.output.folders import AtomicFolder
from gkml.output.records import Record
from gkml.output.tables import TABLES, ArrowTables, import_arrow

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from gkml.template import Templates

__all__ = ["ParquetFolder", "read_table"]

_UNKNOWN = "unknown"

# Rows of a row group: enough for good compression, few enough for a year to wait in a few MB of memory.
_GROUP_ROWS = {"cells": 20_000, "reports": 200, "checks": 10_000}
_FILE_GROUPS = 100  # row groups of a file: its index, kept in memory until the file is closed, stays small
_MOST_OPEN = 48  # files: sixteen years of all three tables; more years than that are a heap of unlike records
# what a folder of gkml holds; before, folders were named as Hive has it
_FILE = re.compile(
    rf"(?:{'|'.join(TABLES)})/(?:(?:year=)?\d{{1,4}}|{_UNKNOWN}|year=__HIVE_DEFAULT_PARTITION__)/part-\d{{5,}}\.parquet"
)


class ParquetFolder:
    """Takes records one after another.

    Args:
        path: the folder; one that gkml wrote is replaced.
        templates: the forms whose cells are columns of the table of reports.

    Raises:
        MissingExtraError: pyarrow is not installed.
        UsageError: the folder cannot be written, or holds what gkml did not write.
    """

    parses = binary = True

    def __init__(self, path: Path | str, templates: Templates | None = None) -> None:
        import_arrow("parquet")
        self._tables = ArrowTables(templates)
        self._folder = AtomicFolder(path, "parquet", lambda file: _FILE.fullmatch(file.as_posix()) is not None)
        self._parts: dict[tuple[str, int | None], _Part] = {}

    def add(self, line: bytes, record: Record) -> None:
        """Append a report."""
        tables = self._tables.add(record)
        if tables is not None:
            self._take(tables)

    def commit(self) -> None:
        """Write what waits; the folder takes its name."""
        self._take(self._tables.flush())
        for part in self._parts.values():
            part.finish()
        for name in TABLES:  # a table without rows is there as well, with its columns
            if not (self._folder.path / name).exists():
                empty = _Part(self._folder.path / name / _UNKNOWN, self._tables.schemas[name], 0)
                empty.write_empty()
        self._folder.commit()

    def keep(self) -> str | None:
        """Write what there is beside the folder, which stays as it was."""
        path = self._folder.turn_to_partial()
        self.commit()
        return path

    def close(self) -> None:
        """Nothing uncommitted stays."""
        for part in self._parts.values():
            part.close()
        self._folder.close()

    def _take(self, tables: dict[str, pa.Table]) -> None:
        for name, table in tables.items():
            years = table.column("year").to_pylist()
            for year in sorted(set(years), key=lambda year: (year is None, year)):
                part = self._part(name, year)
                part.take(table.filter([one == year for one in years]))
                if part.is_open:
                    self._close_eldest()

    def _part(self, name: str, year: int | None) -> _Part:
        """The part of a year; asked for last, it is the youngest."""
        part = self._parts.pop((name, year), None)
        if part is None:
            folder = self._folder.path / name / (_UNKNOWN if year is None else str(year))
            part = _Part(folder, self._tables.schemas[name], _GROUP_ROWS[name])
        self._parts[name, year] = part
        return part

    def _close_eldest(self) -> None:
        opened = [part for part in self._parts.values() if part.is_open]
        for part in opened[: max(0, len(opened) - _MOST_OPEN)]:
            part.close_file()


def read_table(path: Path | str, table: str = "cells") -> pa.Table:
    """One table of a folder, in the order in which the reports came within each year.

    Args:
        path: the folder that was written.
        table: ``cells``, ``reports`` or ``checks``.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    import_arrow("parquet")
    import pyarrow.dataset as ds

    return ds.dataset(Path(path) / table, format="parquet").to_table()


class _Part:
    """The files of one table and one year."""

    def __init__(self, folder: Path, schema: pa.Schema, group_rows: int) -> None:
        self._folder = folder
        self._schema = schema
        self._group_rows = group_rows
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._file: pq.ParquetWriter | None = None
        self._groups = 0
        self._files = 0

    @property
    def is_open(self) -> bool:
        return self._file is not None

    def take(self, table: pa.Table) -> None:
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        if self._waiting_rows >= self._group_rows:
            self._write_group()

    def finish(self) -> None:
        """Write what waits and close the file."""
        if self._waiting_rows:
            self._write_group()
        self.close_file()

    def write_empty(self) -> None:
        """A file with columns and no rows."""
        self._open()
        self.close_file()

    def close_file(self) -> None:
        """What comes later goes to the next file."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def close(self) -> None:
        """Let go of the file, complete or not."""
        with contextlib.suppress(OSError):  # a full disk fails once more here; the first failure is on its way up
            self.close_file()

    def _open(self) -> pq.ParquetWriter:
        import pyarrow.parquet as pq

        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"part-{self._files:05d}.parquet"
        # ids, states and names repeat: dictionaries (the default) make little of them, zstd does the rest
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._files += 1
        self._groups = 0
        return self._file

    def _write_group(self) -> None:
        import pyarrow as pa

        table = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting, self._waiting_rows = [], 0
        file = self._file or self._open()
        file.write_table(table, row_group_size=max(1, table.num_rows))
        self._groups += 1
        if self._groups == _FILE_GROUPS:
            self.close_file()
