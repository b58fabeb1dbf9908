"""Files of records, line by line: what is kept of each, or what is wrong with the line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar

from gkml.series.finding import SeriesCheck
from gkml.series.kept import KeptReport, RecordError, record_to_kept
from gkml.series.wording import Words, said

__all__ = ["Fault", "line_to_json", "read_file", "read_file_as", "read_lines"]

T = TypeVar("T")

_LONGEST = 64 * 2**20  # bytes of a line; a record with its text has less than one
_HOPELESS = 100  # faulty lines without one record among them: the file is something else


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is no record; ``line`` counts from 1 and is None where the file as a whole cannot be read."""

    file: str
    line: int | None
    code: str
    problem: Words

    @property
    def where(self) -> str:
        """``FILE:LINE``, or the file."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    @property
    def message(self) -> str:
        """What is wrong, in Chinese."""
        return self.problem.said_in("zh")

    def to_check(self) -> SeriesCheck:
        """The finding that it is written as."""
        key = "fault_of_file" if self.line is None else "fault_in_line"
        words = said(key, file=self.file, line=self.line, problem=self.problem)
        return SeriesCheck(self.where, "input", "fail", self.code, words=words, file=self.file, line=self.line)


def read_file(path: str) -> Iterator[KeptReport | Fault]:
    """The records of a JSON Lines file; a file that cannot be opened is one fault."""
    return read_file_as(path, _line_to_kept)


def read_file_as(path: str, line_to: Callable[[bytes], T]) -> Iterator[T | Fault]:
    """The same with ``line_to`` to take a line, which raises a ``RecordError`` where it is no record."""
    try:
        with Path(path).open("rb") as file:
            yield from _read_lines(path, _bounded(file), line_to)
    except OSError as error:
        yield Fault(path, None, "unreadable_path", said("unreadable", reason=error.strerror or error))


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    """Lines; of one that is too long its beginning, which is one byte longer than allowed."""
    while line := file.readline(_LONGEST + 1):
        yield line
        while len(line) > _LONGEST and not line.endswith(b"\n"):
            line = file.readline(_LONGEST + 1)


def read_lines(name: str, lines: Iterable[bytes]) -> Iterator[KeptReport | Fault]:
    """The records in lines of bytes; blank lines are passed over."""
    return _read_lines(name, lines, _line_to_kept)


def _read_lines(name: str, lines: Iterable[bytes], line_to: Callable[[bytes], T]) -> Iterator[T | Fault]:
    records = faults = 0
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield line_to(line)
            records += 1
        except RecordError as error:
            yield Fault(name, number, error.code, error.words)
            faults += 1
        if faults == _HOPELESS and not records:
            yield Fault(name, None, "no_records", said("hopeless", number=number))
            return


def line_to_json(line: bytes) -> Any:
    """What a line of JSON holds; numbers with a point are ``Decimal``.

    Raises:
        RecordError: ``line_too_long``, ``undecodable`` or ``bad_json``.
    """
    if len(line) > _LONGEST:
        raise RecordError(said("too_long", most=_LONGEST), code="line_too_long")
    try:
        return json.loads(line.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise RecordError(said("no_utf8", place=error.start + 1), code="undecodable") from None
    except RecursionError:
        raise RecordError(said("too_deep"), code="bad_json") from None
    except ValueError as error:
        at = isinstance(error, json.JSONDecodeError) and said("no_json_at", place=error.pos + 1)
        raise RecordError(at or said("no_json"), code="bad_json") from None


def _line_to_kept(line: bytes) -> KeptReport:
    record = line_to_json(line)
    try:
        return record_to_kept(record)
    except RecordError as error:
        raise RecordError(said("no_record", problem=error.words), code=error.code) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and infinities are no JSON
