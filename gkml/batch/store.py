"""The database of a run folder: its documents, what became of each, and where its records lie.

Files are numbers in it and never names: whoever made the database, no path leaves the folder.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gkml.errors import GkmlError

__all__ = ["DATABASE", "Store", "damaged_run", "store_errors", "to_blob", "to_name"]

DATABASE = "run.sqlite"

# document: todo is 0 done, 1 to be read, 2 to be read last; run counts the runs, up to the last that named it.
# record: file is that of ``shards.file_name``.
_SCHEMA = (
    "CREATE TABLE options (id INTEGER PRIMARY KEY, plain TEXT NOT NULL) STRICT",
    "CREATE TABLE document (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, input BLOB NOT NULL UNIQUE, sha256 TEXT,"
    " options INTEGER NOT NULL, todo INTEGER NOT NULL, shard INTEGER NOT NULL, run INTEGER NOT NULL) STRICT",
    "CREATE INDEX by_turn ON document (todo, key) WHERE todo > 0",
    "CREATE INDEX by_shard ON document (shard, key)",
    "CREATE INDEX open_shard ON document (shard) WHERE todo > 0",
    "CREATE TABLE record (document INTEGER NOT NULL, member INTEGER NOT NULL, source BLOB NOT NULL,"
    " status TEXT NOT NULL, error TEXT, seconds REAL NOT NULL, attempts INTEGER NOT NULL, digest BLOB NOT NULL,"
    " file INTEGER NOT NULL, offset INTEGER NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (document, member)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX by_place ON record (file, offset)",
    "CREATE TABLE output (name TEXT PRIMARY KEY, sha256 TEXT) STRICT",
)
# A run has the folder to itself, so that no memory need be shared, which file systems of networks cannot.
_PRAGMAS = ("trusted_schema = OFF", "locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL")


class Store:
    """The database of a run. Changes are safe, and visible after a kill, when they are committed.

    Args:
        folder: of the run, which the caller holds; the database is made where it is missing.

    Raises:
        GkmlError: ``damaged_run``, ``folder_in_use``, ``unwritable_output``; so do its methods.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with store_errors(folder):
            self._base = sqlite3.connect(folder / DATABASE, timeout=1.0, isolation_level=None, check_same_thread=False)
            try:
                for pragma in _PRAGMAS:
                    self._base.execute(f"PRAGMA {pragma}")
                self._open()
            except BaseException:
                self._base.close()
                raise

    def _open(self) -> None:
        """Make the tables, or see that there are none but ours: no trigger, no view, and every page whole."""
        found = {sql for (sql,) in self._base.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
        if not found:
            with self.transaction():
                for statement in _SCHEMA:
                    self._base.execute(statement)
        elif found != set(_SCHEMA):
            raise sqlite3.DatabaseError("its tables are not those of a run")
        (state,) = self._base.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise sqlite3.DatabaseError(state)

    def do(self, statement: str, *values: Any) -> int:
        """Change something, to be committed; the id of the row that was inserted last."""
        with store_errors(self._folder):
            if not self._base.in_transaction:
                self._base.execute("BEGIN")
            return self._base.execute(statement, values).lastrowid or 0

    def do_each(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """The same for each row of values."""
        with store_errors(self._folder):
            if not self._base.in_transaction:
                self._base.execute("BEGIN")
            self._base.executemany(statement, rows)

    def commit(self) -> None:
        """What was changed is safe."""
        with store_errors(self._folder):
            if self._base.in_transaction:
                self._base.execute("COMMIT")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done in it and is not committed, or nothing of that."""
        try:
            yield
            self.commit()
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._base.rollback()
            raise

    def ask(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows, as they come."""
        with store_errors(self._folder):
            yield from self._base.execute(query, values)

    def first(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row; None where there is none."""
        return next(self.ask(query, *values), None)

    def number(self, query: str, *values: Any) -> int:
        """The number that the first row holds; 0 where there is none."""
        row = self.first(query, *values)
        return int(row[0]) if row and row[0] is not None else 0

    def close(self) -> None:
        """Let go of it; what was not committed is as if it had not been done."""
        with store_errors(self._folder):
            self._base.close()


@contextlib.contextmanager
def store_errors(folder: Path) -> Iterator[None]:
    """What the file system and the database say, as a ``GkmlError`` with the next step."""
    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error.strerror or error) from error
    except sqlite3.Error as error:
        said = str(error)
        if "locked" in said:
            message = f"another program holds {str(folder / DATABASE)!r}; close it and go on with --resume"
            raise GkmlError(message, code="folder_in_use") from error
        if isinstance(error, sqlite3.OperationalError):  # malformed pages are a plain ``DatabaseError``
            raise _unwritable(folder, said) from error
        raise damaged_run(folder, f"its database {DATABASE} is not whole ({said})") from error


def _unwritable(folder: Path, reason: object) -> GkmlError:
    message = f"the run folder {str(folder)!r} cannot be written: {reason}; mend that and go on with --resume"
    return GkmlError(message, code="unwritable_output")


def damaged_run(folder: Path, what: str) -> GkmlError:
    """A run folder from which no run can go on."""
    return GkmlError(
        f"the run folder {str(folder)!r} is damaged: {what}; its records/ can still be read by gkml convert; begin "
        "anew in another folder",
        code="damaged_run",
    )


def to_blob(name: str) -> bytes:
    """A name as the database keeps it; names of files that are not UTF-8 hold lone surrogates."""
    return name.encode("utf-8", "surrogatepass")


def to_name(blob: bytes) -> str:
    """The inverse of ``to_blob``; of what is none, as much as is text."""
    try:
        return blob.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return blob.decode("utf-8", "replace")
