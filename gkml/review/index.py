"""Where each record of a large output stands in its file, and what the queue needs to know of it.

A run of ten thousand reports takes hundreds of megabytes: lines are looked at one after another in the background,
and kept are offsets and a summary of each. A record is read from its file when somebody opens it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gkml.doubts import CONTRADICTIONS
from gkml.errors import UsageError
from gkml.messages import Sentence
from gkml.output.records import line_to_report
from gkml.records.report import Report
from gkml.series.kept import RecordError

__all__ = ["OpenCell", "RecordIndex", "Summary", "open_cells", "records_of", "summarise", "worth_of"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST = 64 * 2**20  # bytes of a line, as elsewhere
_CONTRADICTED, _UNREADABLE, _LACKING, _UNSURE = 8.0, 5.0, 3.0, 1.0
"""How much a cell is worth a look: sums that do not hold, no reading, a witness that is missing, mere doubt."""
_WITNESSES = {
    "row": ("exact",),
    "column": ("exact",),
    "sight": ("seen", None),
    "sums": ("supported", None),
    "model": ("agrees", None),
}
_SHOWN = 400  # characters of a name that the queue shows; more is no name


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A cell that a person should look at: its table, its doubts, its print, how much it is worth a look."""

    id: str
    doubts: tuple[str, ...]
    print: str | None
    worth: float

    @property
    def table(self) -> str:
        """The table that it stands in."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the queue knows of a record: ``number`` counts from 1, ``worth`` is how much all its cells are."""

    number: int
    source: str
    sha256: str | None
    part: int
    status: str
    agency: str
    year: int | None
    failed: int
    open: tuple[OpenCell, ...]
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class _Place:
    file: int
    start: int
    length: int


class RecordIndex:
    """The records of files that ``gkml extract`` wrote.

    Args:
        paths: of the files, in order.

    Attributes:
        summaries: those that were looked at so far, in order of reading.
        faulty: lines that are no records.
    """

    def __init__(self, paths: Sequence[Path | str]) -> None:
        self._paths = [Path(path) for path in paths]
        self._places: list[_Place] = []
        self.summaries: list[Summary] = []
        self.faulty = 0
        self._bytes = sum(path.stat().st_size for path in self._paths)
        self._seen = 0
        self._stop = threading.Event()
        self._scanned = False
        self._last: tuple[bytes, Report | None] = (b"", None)  # it is asked for several times over

    @property
    def share_seen(self) -> float:
        """How much of the files was looked at, 0..1."""
        return 1.0 if self._scanned else self._seen / max(1, self._bytes)

    @property
    def stopped(self) -> bool:
        """Whether nobody wants to know more."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Look at no more."""
        self._stop.set()

    def scan(self) -> None:
        """Look at all records; what is known of them can be asked for meanwhile."""
        for file, path in enumerate(self._paths):
            with path.open("rb") as lines:
                for start, line in _lines(lines):
                    if self._stop.is_set():
                        return
                    self._seen += len(line)
                    self._add(_Place(file, start, len(line)), line)
        self._scanned = True

    def _add(self, place: _Place, line: bytes) -> None:
        if not line.strip():
            return
        try:
            summary = summarise(json.loads(line.removeprefix(_BYTE_ORDER_MARK)), len(self.summaries) + 1)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.faulty += 1
            return
        self._places.append(place)
        self.summaries.append(summary)

    def report(self, number: int) -> Report:
        """A record from its file.

        Raises:
            UsageError: there is none of that number, or it is damaged or has changed since.
        """
        if not 1 <= number <= len(self.summaries):
            raise UsageError(Sentence("review", "no_report", number=number, count=len(self.summaries)))
        place, summary = self._places[number - 1], self.summaries[number - 1]
        try:
            with self._paths[place.file].open("rb") as file:
                file.seek(place.start)
                line = file.read(place.length)
            known, report = self._last
            if line != known:
                report = line_to_report(line.removeprefix(_BYTE_ORDER_MARK))
                self._last = line, report
        except (OSError, RecordError) as error:
            raise UsageError(Sentence("review", "record_unreadable", number=number, reason=error)) from None
        if report is None or (report.source, report.sha256) != (summary.source, summary.sha256):
            raise UsageError(Sentence("review", "record_unreadable", number=number, reason=summary.source))
        return report


def _lines(file: Any) -> Iterator[tuple[int, bytes]]:
    """Lines with their offsets; one that is too long is left out."""
    start = 0
    while line := file.readline(_LONGEST + 1):
        if len(line) <= _LONGEST:
            yield start, line
            start += len(line)
            continue
        while line and not line.endswith(b"\n"):
            start += len(line)
            line = file.readline(_LONGEST + 1)
        start += len(line)


def summarise(record: Mapping[str, Any], number: int) -> Summary:
    """What the queue needs to know of a record.

    Raises:
        KeyError, TypeError, AttributeError, ValueError: it is no record.
    """
    part = record.get("part")
    year = record.get("year")
    opened = open_cells(record)
    return Summary(
        number=number,
        source=str(record["source"]),
        sha256=None if record.get("sha256") is None else str(record["sha256"]),
        part=int(part["number"]) if part else 0,
        status=str(record["status"]),
        agency=str(record.get("agency") or "")[:_SHOWN],
        year=year if isinstance(year, int) else None,
        failed=sum(check.get("status") == "fail" for check in record.get("checks") or ()),
        open=opened,
        worth=worth_of(opened),
    )


def open_cells(record: Mapping[str, Any]) -> tuple[OpenCell, ...]:
    """The cells of a record that a person should look at."""
    return tuple(_open_cell(cell) for cell in record["cells"] if cell.get("review") is True)


def worth_of(cells: Iterable[OpenCell]) -> float:
    """How much a report is worth a look: its worst cell counts most, before many small doubts."""
    worths = sorted((cell.worth for cell in cells), reverse=True)
    return sum(worth / place for place, worth in enumerate(worths, 1))


def _open_cell(cell: Mapping[str, Any]) -> OpenCell:
    doubts = tuple(map(str, cell.get("doubts") or ()))
    evidence = cell.get("evidence") or {}
    worth = _UNSURE - float(cell.get("confidence") or 0.0)
    worth += _CONTRADICTED * (evidence.get("sums") == "contradicted" or not CONTRADICTIONS.isdisjoint(doubts))
    worth += _UNREADABLE * (cell.get("state") == "unreadable")
    worth += _LACKING * sum(evidence.get(name) not in fine for name, fine in _WITNESSES.items())
    text = cell.get("text")
    return OpenCell(str(cell["id"]), doubts, None if text is None else str(text), worth)


def records_of(path: str) -> list[str]:
    """The files of records at a path: of a run its shards, else the file itself.

    Raises:
        UsageError: there are none.
    """
    from gkml.output.earlier import may_hold_records, output_kind, records_of_run

    if output_kind(path) == "run":
        files = records_of_run(path)
        if files:
            return files
    elif os.path.isfile(path) and may_hold_records(path):
        return [path]
    raise UsageError(Sentence("review", "no_records", path=path))
