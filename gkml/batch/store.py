"""The database of a run folder: what its documents are, what became of each, and where its record lies.

It is written in the middle of a run and whatever instant that is killed at, so every change is one transaction. Files
are numbers in it and never names: whoever made the database, no path leaves the folder.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gkml.errors import GkmlError

__all__ = ["DATABASE", "Row", "Store", "store_errors", "to_blob", "to_name"]

DATABASE = "run.sqlite"
Row = tuple[Any, ...]

# todo: 0 done, 1 to be read, 2 to be read last, 3 being read
# file: from 0 on, the shard of that number; below 0, the work file of that number without its sign
_SCHEMA = (
    "CREATE TABLE options (id INTEGER PRIMARY KEY, plain TEXT NOT NULL) STRICT",
    "CREATE TABLE document (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, input BLOB NOT NULL UNIQUE, sha256 TEXT,"
    " options INTEGER REFERENCES options, todo INTEGER NOT NULL, shard INTEGER) STRICT",
    "CREATE INDEX by_turn ON document (todo, key) WHERE todo > 0",
    "CREATE INDEX by_shard ON document (shard, key)",
    "CREATE INDEX open_shard ON document (shard) WHERE todo > 0",
    "CREATE TABLE record (document INTEGER NOT NULL REFERENCES document, member INTEGER NOT NULL, source BLOB NOT NULL,"
    " status TEXT NOT NULL, error TEXT, seconds REAL NOT NULL, attempts INTEGER NOT NULL, digest BLOB NOT NULL,"
    " file INTEGER NOT NULL, offset INTEGER NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (document, member)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX by_place ON record (file, offset)",
    "CREATE TABLE file (number INTEGER PRIMARY KEY) STRICT",
    "CREATE TABLE move (old INTEGER NOT NULL, new INTEGER NOT NULL) STRICT",
    "CREATE TABLE output (name TEXT PRIMARY KEY, sha256 TEXT) STRICT",
)
# The folder is ours alone while a run holds it, so that no memory need be shared, which network file systems cannot.
# A commit is safe from a kill at once; from a loss of power when the log is synced, and hashes tell what was lost.
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
)
_FOREIGN = ("locked", "busy")  # of messages of SQLite: another process holds the database
_DAMAGED = ("malformed", "not a database", "corrupt")


class Store:
    """The database of a run; threads may share it.

    Args:
        folder: of the run, which the caller holds; the database is made where it is missing.

    Raises:
        GkmlError: ``damaged_run``, ``folder_in_use``, ``unwritable_output``; so do its methods.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / DATABASE
        fresh = not path.exists()
        self._lock = threading.RLock()
        with store_errors(folder):
            self._base = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
            try:
                for pragma in _PRAGMAS:
                    self._base.execute(pragma)
                self._create() if fresh else self._check()
            except BaseException:
                self._base.close()
                raise

    def _create(self) -> None:
        with self.transaction():
            for statement in _SCHEMA:
                self._base.execute(statement)

    def _check(self) -> None:
        """Nothing in it but what we made: no trigger, no view, no page that is not whole."""
        found = [sql for (sql,) in self._base.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
        if not found:  # killed before it was made
            self._create()
        elif sorted(found) != sorted(_SCHEMA):
            raise sqlite3.DatabaseError("its tables are not those of a run")
        (state,) = self._base.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise sqlite3.DatabaseError(state)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done in it, or nothing."""
        with self._lock, store_errors(self._folder):
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._base.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._base.execute("ROLLBACK")
                raise

    def do(self, statement: str, *values: Any) -> int:
        """Change something; the id of the row that was inserted last."""
        with self._lock, store_errors(self._folder):
            return self._base.execute(statement, values).lastrowid or 0

    def do_each(self, statement: str, rows: Sequence[Row]) -> None:
        """The same for each row of values."""
        with self._lock, store_errors(self._folder):
            self._base.executemany(statement, rows)

    def ask(self, query: str, *values: Any) -> Iterator[Row]:
        """Rows, as they come."""
        with store_errors(self._folder):
            yield from self._base.execute(query, values)

    def first(self, query: str, *values: Any) -> Row | None:
        """The first row; None where there is none."""
        with store_errors(self._folder):
            row: Row | None = self._base.execute(query, values).fetchone()
            return row

    def sync(self) -> None:
        """What was committed is safe from a loss of power as well."""
        self.first("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Let go of it; one file is left."""
        with store_errors(self._folder):
            self._base.close()


@contextlib.contextmanager
def store_errors(folder: Path) -> Iterator[None]:
    """What the file system and the database say, as a ``GkmlError`` with the next step."""
    try:
        yield
    except sqlite3.Error as error:
        raise _database_error(folder, error) from error
    except OSError as error:
        message = (
            f"the run folder {str(folder)!r} cannot be written: {error.strerror or error}; mend that and go on with "
            "--resume"
        )
        raise GkmlError(message, code="unwritable_output") from error


def _database_error(folder: Path, error: sqlite3.Error) -> GkmlError:
    said = str(error)
    if any(word in said for word in _FOREIGN):
        message = f"another program holds {str(folder / DATABASE)!r} ({said}); close it and go on with --resume"
        return GkmlError(message, code="folder_in_use")
    if isinstance(error, sqlite3.OperationalError) and not any(word in said for word in _DAMAGED):
        message = f"the run folder {str(folder)!r} cannot be written: {said}; mend that and go on with --resume"
        return GkmlError(message, code="unwritable_output")
    return GkmlError(
        f"the database {str(folder / DATABASE)!r} of the run is damaged ({said}); nothing was changed, and the records "
        f"in {str(folder / 'records')!r} can be read by gkml convert; begin anew in another folder",
        code="damaged_run",
    )


def to_blob(name: str) -> bytes:
    """A name as the database keeps it; names of files that are not UTF-8 hold lone surrogates."""
    return name.encode("utf-8", "surrogatepass")


def to_name(blob: bytes) -> str:
    """The inverse of ``to_blob``; raises ``GkmlError`` for what is none."""
    try:
        return bytes(blob).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise GkmlError("the database of the run is damaged: a name is no text", code="damaged_run") from None
