"""Where the records wait until all are read: a database in a temporary file, so that memory does not grow with them."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from gkml.errors import GkmlError
from gkml.series.kept import KeptReport, pack, unpack
from gkml.series.names import read_name

__all__ = ["Store"]

K = TypeVar("K")

_TABLES = """
    CREATE TABLE report (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, sha256 TEXT, spelling TEXT, written TEXT, year INTEGER,
        used INTEGER NOT NULL, status INTEGER NOT NULL, failed INTEGER NOT NULL, doubt INTEGER NOT NULL,
        figures INTEGER NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL
    );
    CREATE TABLE spelling (text TEXT PRIMARY KEY, agency INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE chosen (
        agency INTEGER, year INTEGER, report INTEGER NOT NULL, PRIMARY KEY (agency, year)
    ) WITHOUT ROWID;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -65536;  -- kB
"""
_INDICES = """
    CREATE INDEX IF NOT EXISTS by_spelling ON report (spelling, year);
    CREATE INDEX IF NOT EXISTS by_sha256 ON report (sha256) WHERE sha256 IS NOT NULL;
"""
# The best reading of a report first; what follows the quality makes the order whole, whatever order they came in.
_BEST = "status, failed, doubt, figures, coalesce(sha256, ''), source, digest"
_ALL = "agency, year, id, status, failed, doubt, figures, sha256, source, digest"
_USED = "report JOIN spelling ON report.spelling = spelling.text WHERE used"


class Store:
    """Records, kept until they are compared; to be used as a context manager.

    Raises:
        GkmlError: ``unwritable_temporary``, when it is made or left: there is no place for the temporary file.
    """

    def __init__(self) -> None:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="gkml-")
        except OSError as error:
            raise _no_place(error) from error
        self._base = sqlite3.connect(Path(self._folder.name) / "records.sqlite", isolation_level=None)
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")
        self.count = 0

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()
        self._folder.cleanup()
        if isinstance(error, sqlite3.OperationalError):  # a full disk
            raise _no_place(error) from error

    def add(self, report: KeptReport) -> None:
        """Keep one record; it takes part in comparisons where it names an agency and a year and was read."""
        name = read_name(report.agency)
        body = pack(report)
        used = name is not None and report.year is not None and report.status != "failed"
        row = (
            _storable(report.source),
            _storable(report.sha256),
            name.text if name else None,
            _storable("".join(report.agency.split())) if name and report.agency else None,
            report.year,
            used,
            *report.quality,
            hashlib.sha256(body).digest(),
            body,
        )
        self._base.execute(
            "INSERT INTO report (source, sha256, spelling, written, year, used, status, failed, doubt, figures, digest,"
            " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        self.count += 1

    @property
    def size(self) -> int:
        """Bytes of the database."""
        pages, page = (self._base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(pages * page)

    def load(self, report: int) -> KeptReport:
        """One record."""
        (body,) = self._base.execute("SELECT body FROM report WHERE id = ?", (report,)).fetchone()
        return unpack(body)

    # --- who is who ---

    def spellings(self) -> Iterator[tuple[str, str, int]]:
        """Each folded spelling, how it is written most often, and how many reports it has."""
        self._base.executescript(_INDICES)
        rows = self._base.execute(
            "SELECT spelling, written, count(*) FROM report WHERE used"
            " GROUP BY spelling, written ORDER BY spelling, count(*) DESC, written"
        )
        current: tuple[str, str, int] | None = None
        for text, written, count in rows:
            if current is not None and current[0] == text:
                current = (text, current[1], current[2] + count)
                continue
            if current is not None:
                yield current
            current = (text, written, count)
        if current is not None:
            yield current

    def common_years(self, first: str, second: str) -> Iterator[tuple[int, int]]:
        """For each year that both spellings have: the best record of each."""
        rows = self._base.execute(
            f"SELECT year, id, spelling FROM report WHERE used AND spelling IN (?, ?) ORDER BY year, {_BEST}",
            (first, second),
        ).fetchall()
        best: dict[tuple[int, str], int] = {}
        for year, report, spelling in rows:
            best.setdefault((year, spelling), report)
        for year, spelling in best:
            if spelling == first and (year, second) in best:
                yield best[year, first], best[year, second]

    def assign(self, agencies: Iterable[tuple[str, int]]) -> None:
        """Spelling by spelling the number of the agency; then one record is chosen for each agency and year."""
        self._base.executemany("INSERT INTO spelling VALUES (?, ?)", agencies)
        self._base.execute(
            "INSERT INTO chosen SELECT agency, year, id FROM (SELECT agency, year, id, row_number() OVER"
            f" (PARTITION BY agency, year ORDER BY {_BEST}) AS place FROM {_USED}) WHERE place = 1"
        )

    # --- to compare ---

    def left_out(self) -> Iterator[int]:
        """Records that take part in no comparison."""
        return self._ids("SELECT id FROM report WHERE NOT used ORDER BY source, digest")

    def same_files(self) -> Iterator[Sequence[int]]:
        """Records made from files of the same bytes, the best of each group first."""
        rows = self._base.execute(
            "SELECT sha256, id FROM report WHERE sha256 IN (SELECT sha256 FROM report WHERE sha256 IS NOT NULL"
            f" GROUP BY sha256 HAVING count(*) > 1) ORDER BY sha256, used DESC, {_BEST}"
        )
        for _, group in _groups((sha256, report) for sha256, report in rows):
            yield group

    def versions(self) -> Iterator[tuple[int, Sequence[int]]]:
        """Agency and records of different files for one year, the chosen one first; of equal files one stands here."""
        rows = self._base.execute(
            f"SELECT agency, year, id FROM (SELECT {_ALL}, count(*) OVER (PARTITION BY agency, year) AS files FROM"
            f" (SELECT {_ALL}, row_number() OVER (PARTITION BY agency, year, coalesce(sha256, id) ORDER BY {_BEST})"
            f" AS place FROM {_USED}) WHERE place = 1) WHERE files > 1 ORDER BY agency, year, {_BEST}"
        )
        for (agency, _), group in _groups(((agency, year), report) for agency, year, report in rows):
            yield agency, group

    def chosen(self) -> Iterator[tuple[int, int, int]]:
        """Agency, year and record, in order."""
        yield from self._base.execute("SELECT agency, year, report FROM chosen ORDER BY agency, year")

    def chosen_for(self, agency: int, year: int) -> int | None:
        """The record of one agency and year."""
        row = self._base.execute("SELECT report FROM chosen WHERE agency = ? AND year = ?", (agency, year)).fetchone()
        return None if row is None else int(row[0])

    def years(self) -> list[int]:
        """All years that there are records of."""
        return [year for (year,) in self._base.execute("SELECT DISTINCT year FROM chosen ORDER BY year")]

    def _ids(self, query: str) -> Iterator[int]:
        for (report,) in self._base.execute(query):
            yield report


def _groups(rows: Iterable[tuple[K, int]]) -> Iterator[tuple[K, list[int]]]:
    """Rows in order of their keys to each key and what stands under it."""
    for key, group in groupby(rows, key=lambda row: row[0]):
        yield key, [report for _, report in group]


def _no_place(error: Exception) -> GkmlError:
    message = f"the temporary file cannot be written ({error}); the variable TMPDIR names another folder for it"
    return GkmlError(message, code="unwritable_temporary")


def _storable(text: str | None) -> str | None:
    """Names of files that are not UTF-8 hold lone surrogates, which a database does not take."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode("utf-8")
