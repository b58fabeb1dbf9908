"""Inputs whose bytes are there already, to the reports they hold; ``gkml.readers.sources`` does it for paths."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from gkml.errors import GkmlError
from gkml.readers.archive import archive_members, is_archive
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.sources import Source

__all__ = ["input_to_sources"]


def input_to_sources(name: str, given: bytes | GkmlError, limits: Limits = DEFAULT_LIMITS) -> Iterator[Source]:
    """The reports of an input, one at a time; of an archive each of its members.

    Args:
        name: what records call it.
        given: its bytes, or why there are none.
        limits: what it may hold; what is too large becomes an error of its source.
    """
    if isinstance(given, GkmlError):
        yield Source(name, b"", None, None, given)
        return
    try:
        limits.check_file(len(given), name)
    except GkmlError as error:
        yield Source(name, b"", None, None, error)
        return
    digest = hashlib.sha256(given).hexdigest()
    if not is_archive(given, name, limits):
        yield Source(name, given, digest, digest)
        return
    try:
        for member in archive_members(name, given, limits):
            known = hashlib.sha256(member.data).hexdigest() if member.error is None else None
            yield Source(member.source, member.data, known, digest, member.error)
    except GkmlError as error:
        yield Source(name, b"", digest, digest, error)
