"""Inputs that have no path of their own: stdin, and pictures that are joined. A temporary file stands for each."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from gkml.commands.inputs import STDIN
from gkml.commands.messages import say
from gkml.errors import UsageError

if TYPE_CHECKING:
    from gkml.batch.outcomes import Outcome, Record

__all__ = ["StandIns", "joined_pictures", "read_records_from_stdin", "read_stdin"]


class StandIns:
    """Temporary files that are read under other names; to be used as a context manager."""

    def __init__(self) -> None:
        self._folder: str | None = None
        self._names: dict[str, str] = {}

    def __enter__(self) -> StandIns:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, name: str, data: bytes) -> str:
        """A file that holds the data, which records call ``name``."""
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="gkml-")
        path = os.path.join(self._folder, f"input{len(self._names)}")
        Path(path).write_bytes(data)
        self._names[path] = name
        return path

    def shown(self, outcome: Outcome) -> Outcome:
        """The outcome with the names of what files stand for: paths are random, so that no text holds them."""
        if not self._names:
            return outcome
        return replace(outcome, records=tuple(map(self._shown, outcome.records)))

    def _shown(self, record: Record) -> Record:
        line, source, message = record.line, record.source, record.message
        for path, name in self._names.items():
            line = line.replace(_in_json(path), _in_json(name))
            source, message = source.replace(path, name), message and message.replace(path, name)
        return replace(record, line=line, source=source, message=message)


def _in_json(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", errors="backslashreplace")


def read_stdin(limit: int) -> bytes:
    """All of stdin, or a byte more than ``limit``.

    Raises:
        UsageError: it is closed, or a terminal.
    """
    return _stdin().read(limit + 1)


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise UsageError(say("stdin_closed"))
    if sys.stdin.isatty():
        raise UsageError(say("stdin_is_terminal"))
    return sys.stdin.buffer


def joined_pictures(paths: Sequence[str]) -> tuple[str, bytes]:
    """Pictures as the pages of one report: what records call it, and its bytes.

    Raises:
        UsageError: one of them is no picture.
    """
    from gkml.readers.opening import is_picture
    from gkml.readers.pages import pack_pages

    pictures = []
    for path in paths:
        if path == STDIN or not os.path.isfile(path):
            raise UsageError(say("join_needs_files", path=path))
        data = Path(path).read_bytes()
        if not is_picture(data):
            raise UsageError(say("join_needs_pictures", path=path))
        pictures.append(data)
    return "+".join(paths), pack_pages(pictures)


def read_records_from_stdin(standins: StandIns) -> str:
    """A file with the records that come from stdin, of whatever length."""
    stdin = _stdin()
    path = standins.add(STDIN, b"")
    with Path(path).open("wb") as file:
        shutil.copyfileobj(stdin, file)
    return path
