"""Reports, and checks across reports, into a file, as they come.

A file is complete or not there: records go to a hidden file in the same folder, which takes the name of the output
when all of them are written. Until then a file that was there before stays as it was.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Generic, Protocol, TypeVar

from gkml.errors import GkmlError, UsageError
from gkml.output import csv, jsonl
from gkml.report import Report

__all__ = ["FORMATS", "Format", "Writer", "choose_format", "open_sink", "open_writer"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Format(Generic[T]):
    """A way to write reports, or other records, as text.

    Attributes:
        name: as ``--format`` takes it.
        suffixes: of files that are written so.
        render: one record as text.
        render_with_text: the same with its canonical text; None where the format has no place for it.
        head: what stands before the first record.
    """

    name: str
    suffixes: tuple[str, ...]
    render: Callable[[T], str]
    render_with_text: Callable[[T], str] | None = None
    head: str = ""


FORMATS: dict[str, Format[Report]] = {
    known.name: known
    for known in (
        Format("jsonl", (".jsonl", ".ndjson"), jsonl.report_to_line, partial(jsonl.report_to_line, with_text=True)),
        Format("csv", (".csv",), csv.report_to_lines, head=csv.HEAD),
    )
}


def open_writer(
    path: Path | str | None = None, format: str | None = None, *, with_text: bool = False
) -> Writer[Report]:
    """A writer to be used as a context manager.

    Args:
        path: the output; None for stdout.
        format: a key of ``FORMATS``; None lets the suffix of ``path`` decide, and stdout gets ``jsonl``.
        with_text: write the canonical text of each report too.

    Raises:
        UsageError: the format is not known or cannot carry the text, or the output cannot be written. The writer
            raises a ``GkmlError`` with the code ``unwritable_output`` where that comes out later (a full disk).
    """
    chosen = choose_format(path, format, FORMATS)
    render = chosen.render_with_text if with_text else chosen.render
    if render is None:
        able = [known.name for known in FORMATS.values() if known.render_with_text is not None]
        raise UsageError(f"{chosen.name} has no place for the text of a report; use {' or '.join(able)}")
    return Writer(open_sink(path), chosen.head, render)


def choose_format(path: Path | str | None, name: str | None, formats: Mapping[str, Format[T]]) -> Format[T]:
    """The format of that name; without one that of the suffix of ``path``, and the first one for stdout.

    Raises:
        UsageError: the name or the suffix is not known.
    """
    known_formats = ", ".join(f"{known.name} ({' '.join(known.suffixes)})" for known in formats.values())
    if name is not None:
        if name in formats:
            return formats[name]
        raise UsageError(f"the format {name!r} is not known; known are {known_formats}")
    if path is None:
        return next(iter(formats.values()))
    suffix = Path(str(path)).suffix.lower()
    for known in formats.values():
        if suffix in known.suffixes:
            return known
    raise UsageError(
        f"the suffix {suffix!r} of {str(path)!r} names no format; known are {known_formats}; or name one by --format"
    )


class Writer(Generic[T]):
    """Writes records one after another.

    Leaving the ``with`` block completes the output; leaving it by an exception discards what was written to a file.
    """

    def __init__(self, sink: _Sink, head: str, render: Callable[[T], str]) -> None:
        self._sink = sink
        self._head = head
        self._render = render
        self.count = 0

    def write(self, record: T) -> None:
        """Append one record."""
        self._write(self._render(record))
        self.count += 1

    def __enter__(self) -> Writer[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write("")
                with _output_errors():
                    self._sink.commit()
        finally:
            self._sink.close()

    def _write(self, text: str) -> None:
        # Names of files that are not UTF-8 reach us as lone surrogates: ``\udcff`` is what JSON writes for them.
        data = (self._head + text).encode("utf-8", errors="backslashreplace")
        with _output_errors():
            self._sink.write(data)
        self._head = ""


@contextlib.contextmanager
def _output_errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # who reads has had enough: no error of ours
    except OSError as error:
        message = f"the output cannot be written: {error.strerror or error}; nothing is kept of an unfinished file"
        raise GkmlError(message, code="unwritable_output") from error


class _Sink(Protocol):
    def write(self, data: bytes) -> None: ...

    def commit(self) -> None: ...

    def close(self) -> None: ...


class _Stream:
    """Stdout, a device or a named pipe: what is written is out."""

    def __init__(self, stream: BinaryIO, *, owned: bool) -> None:
        self._stream = stream
        self._owned = owned

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self._stream.flush()

    def commit(self) -> None:
        pass

    def close(self) -> None:
        if self._owned:
            self._stream.close()


class _AtomicFile:
    """A file that appears under its name when it is complete."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(f".gkml-{secrets.token_hex(6)}.tmp")
        self._file = self._part.open("xb")
        self._complete = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._complete += len(data)

    def commit(self) -> None:
        self._file.flush()
        self._file.truncate(self._complete)  # an interrupt may have cut the last record
        os.fsync(self._file.fileno())
        self._file.close()
        if self._target.exists():
            shutil.copymode(self._target, self._part)
        os.replace(self._part, self._target)

    def close(self) -> None:
        with contextlib.suppress(OSError):  # a full disk fails once more here; the first failure is on its way up
            self._file.close()
        self._part.unlink(missing_ok=True)


def open_sink(path: Path | str | None) -> _Sink:
    """Where bytes go: a file that appears when it is complete, or stdout.

    Raises:
        UsageError: it cannot be written.
    """
    if path is None:
        return _Stream(sys.stdout.buffer, owned=False)
    target = Path(os.path.realpath(path))  # through a link, so that the link stays one
    if target.is_dir():
        raise UsageError(f"the output {str(path)!r} is a folder; name a file in it")
    if not target.parent.is_dir():
        raise UsageError(f"the folder {str(target.parent)!r} of the output does not exist; create it first")
    try:
        if target.exists() and not target.is_file():
            return _Stream(target.open("wb"), owned=True)
        return _AtomicFile(target)
    except OSError as error:
        raise UsageError(f"the output {str(path)!r} cannot be written: {error.strerror or error}") from None
