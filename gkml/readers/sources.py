"""A path to the reports it holds: a file is one, an archive has one in each member."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from gkml.errors import GkmlError
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.remote import load_input

__all__ = ["Source", "data_to_source", "file_hash", "members_of", "path_to_source", "path_to_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """One report to be read.

    Attributes:
        name: the path as given; of a member, the path of the archive and the name of the member.
        data: its bytes; empty where they cannot be had.
        sha256: of its bytes; None where they cannot be had.
        file_sha256: of the file at the path: of a member, that of the archive.
        error: why the bytes cannot be had, else None.
    """

    name: str
    data: bytes
    sha256: str | None
    file_sha256: str | None
    error: GkmlError | None = None


def path_to_sources(path: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Source]:
    """The reports of a file, one at a time; what cannot be had stands in the source as its error."""
    return members_of(path_to_source(path, limits), limits)


def path_to_source(path: str, limits: Limits = DEFAULT_LIMITS, name: str | None = None) -> Source:
    """The file at a path, whatever it holds; ``name`` is what it is called instead."""
    try:
        return data_to_source(load_input(path, limits), name or path)
    except GkmlError as error:
        return Source(name or path, b"", None, None, error)


def data_to_source(data: bytes, name: str) -> Source:
    """The bytes of a file."""
    digest = hashlib.sha256(data).hexdigest()
    return Source(name, data, digest, digest)


def members_of(source: Source, limits: Limits = DEFAULT_LIMITS) -> Iterator[Source]:
    """The members of an archive, one at a time; what is none stands for itself."""
    from gkml.readers.archive import archive_members, is_archive

    if source.error is not None or not is_archive(source.data, source.name, limits):
        yield source
        return
    digest = source.file_sha256
    try:
        for member in archive_members(source.name, source.data, limits):
            if member.error is None:
                yield Source(member.source, member.data, hashlib.sha256(member.data).hexdigest(), digest)
            else:
                yield Source(member.source, b"", None, digest, member.error)
    except GkmlError as error:
        yield Source(source.name, b"", digest, digest, error)


def file_hash(path: str, limits: Limits = DEFAULT_LIMITS) -> str | None:
    """SHA-256 of a file that is worth reading; None for one that is not, or cannot be read."""
    try:
        return hashlib.sha256(load_input(path, limits)).hexdigest()
    except GkmlError:
        return None
