"""Where bytes go: a file that is complete or not there, or a stream on which what is written is out."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from gkml.errors import GkmlError, UsageError
from gkml.messages import Sentence

__all__ = [
    "PartFolder",
    "Sink",
    "hidden_name",
    "open_sink",
    "output_errors",
    "output_path",
    "partial_name",
    "replace_file",
]


_LEAST_ROOM = 2**16  # bytes that a disk has to have left for an output to be begun


class Sink(Protocol):
    """Takes bytes until it is committed or closed; closed without a commit, a file leaves nothing behind."""

    def write(self, data: bytes) -> None:
        """Append."""

    def commit(self) -> None:
        """All is written: the output may appear."""

    def keep(self) -> str | None:
        """Not all is written: keep what is, beside the output; where, or None where it is out already."""

    def close(self) -> None:
        """Let go of everything; nothing uncommitted stays."""


@contextlib.contextmanager
def output_errors() -> Iterator[None]:
    """Failures of the file system as a ``GkmlError`` with the code ``unwritable_output``."""
    try:
        yield
    except BrokenPipeError:
        raise  # who reads has had enough: no error of ours
    except OSError as error:
        message = Sentence("output", "unwritable_now", reason=error.strerror or error)
        raise GkmlError(message, code="unwritable_output") from error


def _unwritable(path: Path | str, error: OSError) -> Sentence:
    """What is said of an output that cannot even be begun."""
    return Sentence("output", "unwritable", path=str(path), reason=error.strerror or error)


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

    def keep(self) -> str | None:
        return None

    def close(self) -> None:
        if self._owned:
            self._stream.close()


class _AtomicFile:
    """A file that appears under its name when it is complete."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = hidden_name(target)
        self._file = self._part.open("xb")
        self._complete = 0
        self._whole = True
        try:
            self._try_disk()
        except OSError:
            self.close()
            raise

    def _try_disk(self) -> None:
        """A disk that is full says so now and not when hours of work are done."""
        self._file.write(bytes(_LEAST_ROOM))
        self._file.flush()
        self._file.truncate(0)
        self._file.seek(0)

    def write(self, data: bytes) -> None:
        if not self._whole:  # an interrupt has cut the record before
            self._file.seek(self._complete)
        self._whole = False
        self._file.write(data)
        self._complete += len(data)
        self._whole = True

    def commit(self) -> None:
        self._complete_as(self._target)

    def keep(self) -> str | None:
        target = partial_name(self._target)
        self._complete_as(target)
        return str(target)

    def _complete_as(self, target: Path) -> None:
        self._file.flush()
        self._file.truncate(self._complete)  # an interrupt may have cut the last record as well
        os.fsync(self._file.fileno())
        self._file.close()
        replace_file(self._part, target)

    def close(self) -> None:
        with contextlib.suppress(OSError):  # a full disk fails once more here; the first failure is on its way up
            self._file.close()
        self._part.unlink(missing_ok=True)


class PartFolder:
    """A folder beside an output file for what is not complete yet: ``part`` becomes the file when all of it is there.

    Args:
        path: the file; one that is there is replaced.
        format: for messages.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(self, path: Path | str, format: str) -> None:
        self._target = output_path(path)
        self._format = format
        self.check_target()
        self.path = hidden_name(self._target)
        try:
            self.path.mkdir()
        except OSError as error:
            raise UsageError(_unwritable(path, error)) from None
        self.part = self.path / f"part{self._target.suffix}"

    def check_target(self) -> Path:
        """The file, or whether what is there is none."""
        if self._target.exists() and not self._target.is_file():
            raise UsageError(Sentence("output", "no_regular_file", path=str(self._target), format=self._format))
        return self._target

    def commit(self) -> None:
        """All is written: the file takes its name."""
        with self.part.open("rb") as file:
            os.fsync(file.fileno())
        self.check_target()
        replace_file(self.part, self._target)

    def turn_to_partial(self) -> str:
        """What there is will be kept beside the file, which stays as it was; where."""
        self._target = partial_name(self._target)
        return str(self._target)

    def close(self) -> None:
        """Nothing uncommitted stays."""
        shutil.rmtree(self.path, ignore_errors=True)


def open_sink(path: Path | str | None) -> Sink:
    """Where bytes go: a file that appears when it is complete, or stdout.

    Raises:
        UsageError: it cannot be written.
    """
    if path is None:
        if sys.stdout is None:
            raise UsageError(Sentence("output", "stdout_closed"))
        return _Stream(sys.stdout.buffer, owned=False)
    target = output_path(path)
    try:
        if target.exists() and not target.is_file():
            return _Stream(target.open("wb"), owned=True)
        return _AtomicFile(target)
    except OSError as error:
        raise UsageError(_unwritable(path, error)) from None


def output_path(path: Path | str) -> Path:
    """The file that ``path`` comes to: through a link, so that the link stays one.

    Raises:
        UsageError: it is a folder, or stands in none.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise UsageError(Sentence("output", "is_folder", path=str(path)))
    if not target.parent.is_dir():
        raise UsageError(Sentence("output", "no_folder", folder=str(target.parent)))
    return target


def partial_name(target: Path) -> Path:
    """Where what an interrupted run has done is kept: ``out.jsonl.partial``."""
    return target.with_name(f"{target.name}.partial")


def hidden_name(target: Path) -> Path:
    """A new name beside ``target`` for what is not complete yet."""
    return target.with_name(f".gkml-{secrets.token_hex(6)}.tmp")


def replace_file(part: Path, target: Path) -> None:
    """Give a complete file its name; the permissions of a file that was there before stay."""
    if target.exists():
        shutil.copymode(target, part)
    os.replace(part, target)
