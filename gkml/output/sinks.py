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

__all__ = ["Sink", "hidden_name", "open_sink", "output_errors", "output_path", "replace_file"]


class Sink(Protocol):
    """Takes bytes until it is committed or closed; closed without a commit, a file leaves nothing behind."""

    def write(self, data: bytes) -> None:
        """Append."""

    def commit(self) -> None:
        """All is written: the output may appear."""

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
        message = f"the output cannot be written: {error.strerror or error}; nothing is kept of an unfinished file"
        raise GkmlError(message, code="unwritable_output") from error


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
        self._part = hidden_name(target)
        self._file = self._part.open("xb")
        self._complete = 0
        self._whole = True

    def write(self, data: bytes) -> None:
        if not self._whole:  # an interrupt has cut the record before
            self._file.seek(self._complete)
        self._whole = False
        self._file.write(data)
        self._complete += len(data)
        self._whole = True

    def commit(self) -> None:
        self._file.flush()
        self._file.truncate(self._complete)  # an interrupt may have cut the last record as well
        os.fsync(self._file.fileno())
        self._file.close()
        replace_file(self._part, self._target)

    def close(self) -> None:
        with contextlib.suppress(OSError):  # a full disk fails once more here; the first failure is on its way up
            self._file.close()
        self._part.unlink(missing_ok=True)


def open_sink(path: Path | str | None) -> Sink:
    """Where bytes go: a file that appears when it is complete, or stdout.

    Raises:
        UsageError: it cannot be written.
    """
    if path is None:
        return _Stream(sys.stdout.buffer, owned=False)
    target = output_path(path)
    try:
        if target.exists() and not target.is_file():
            return _Stream(target.open("wb"), owned=True)
        return _AtomicFile(target)
    except OSError as error:
        raise UsageError(f"the output {str(path)!r} cannot be written: {error.strerror or error}") from None


def output_path(path: Path | str) -> Path:
    """The file that ``path`` comes to: through a link, so that the link stays one.

    Raises:
        UsageError: it is a folder, or stands in none.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise UsageError(f"the output {str(path)!r} is a folder; name a file in it")
    if not target.parent.is_dir():
        raise UsageError(f"the folder {str(target.parent)!r} of the output does not exist; create it first")
    return target


def hidden_name(target: Path) -> Path:
    """A new name beside ``target`` for what is not complete yet."""
    return target.with_name(f".gkml-{secrets.token_hex(6)}.tmp")


def replace_file(part: Path, target: Path) -> None:
    """Give a complete file its name; the permissions of a file that was there before stay."""
    if target.exists():
        shutil.copymode(target, part)
    os.replace(part, target)
