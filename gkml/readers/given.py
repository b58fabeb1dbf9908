"""What a caller may give to be read: a path, bytes, or an open binary file."""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO, TypeAlias

from gkml.errors import InputError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.sources import Source, data_to_source, path_to_source

__all__ = ["Given", "given_to_source"]

Given: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO

_UNNAMED = "<bytes>"  # the name of what has none
_TAKEN = "a path (str or pathlib.Path), the bytes of a file, or a file opened in binary mode ('rb', io.BytesIO)"


def given_to_source(given: Given, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Source:
    """The bytes of what was given; where they cannot be had, the source tells why.

    Args:
        given: a path or address, bytes, or a binary file, which is read from where it stands and not closed.
        name: what the record calls it; by default the path, or the name of the file. Its suffix decides about the
            format only where the content does not.
        limits: ``file_bytes`` bounds what is read.

    Raises:
        TypeError: it is none of these.
    """
    if isinstance(given, str | os.PathLike):
        return path_to_source(os.fsdecode(given), limits, name)
    if isinstance(given, bytes | bytearray | memoryview):
        return data_to_source(bytes(given), name or _UNNAMED)
    read = getattr(given, "read", None)
    if not callable(read):
        raise TypeError(f"a report is {_TAKEN}; not {type(given).__name__}")
    if isinstance(given, io.TextIOBase):
        raise TypeError(f"a report is {_TAKEN}; {_named(given) or 'this file'} is opened as text")
    name = name or _named(given) or _UNNAMED
    try:
        return data_to_source(_read(read, limits, name), name)
    except InputError as error:
        return Source(name, b"", None, None, error)


def _named(file: Any) -> str | None:
    name = getattr(file, "name", None)
    return name if isinstance(name, str) and name else None


def _read(read: Any, limits: Limits, name: str) -> bytes:
    """All that comes, or what is enough to see that it is too much: a file without buffer gives it piecemeal."""
    parts = bytearray()
    while len(parts) <= limits.file_bytes:
        try:
            part = read(limits.file_bytes + 1 - len(parts))
        except (OSError, ValueError) as error:  # ValueError: it is closed
            reason = getattr(error, "strerror", None) or error
            raise InputError(f"{name} cannot be read: {reason}; open it again", code="unreadable_path") from None
        if isinstance(part, str):
            raise TypeError(f"a report is {_TAKEN}; {name} gives text")
        if not part:
            break
        parts += part
    limits.check_file(len(parts), name)
    return bytes(parts)
