"""Archives of reports: every member that may be a report becomes an input of its own, ``reports.zip!/folder/a.docx``.

Members are inflated in memory one at a time, under one budget for the archive and the archives in it; no name of a
member ever becomes a path. A member that cannot be had is a failure of its own, and the next one follows.

No two members have one name: where names are alike, also once what is harmful is taken out of them, the second ends in
``~2``, the third in ``~3``, each by the first number that no other has. A name that ends as that of the second report
of a file does (``x#2``) ends in ``~1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from gkml.errors import InputError
from gkml.readers.containers import container_kind
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.tarred import Tar, is_tar
from gkml.readers.zipped import ZIP_SIGNATURES, Inflation, Packed, Zip, inflate_gzip

__all__ = ["INSIDE", "REPORT_SUFFIXES", "Member", "archive_members", "is_archive"]

INSIDE: Final = "!/"
"""What stands between an archive and its member in the name of an input."""

# fmt: off
REPORT_SUFFIXES: Final = (
    ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".pdf", ".docx", ".docm", ".dotx",
    ".doc", ".rtf", ".wps", ".odt", ".xlsx", ".xlsm", ".tif", ".tiff", ".zip", ".gz", ".tgz", ".tar",
    ".rar", ".7z", "",
)
# fmt: on
"""What is taken from archives; a file that is named itself is always taken."""

_LIKE_A_PART = re.compile(r"#\d+$")
_GZIP = b"\x1f\x8b"
_MACHINERY = ("__macosx",)  # folders that file managers add


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        source: the names of the archive and of the member, ``INSIDE`` between them.
        data: its bytes; empty where they cannot be had.
        error: why they cannot be had, else None.
    """

    source: str
    data: bytes
    error: InputError | None = None


def is_archive(data: bytes, name: str = "", limits: Limits = DEFAULT_LIMITS) -> bool:
    """Whether a file holds inputs instead of being one."""
    if not data.startswith((_GZIP, *ZIP_SIGNATURES)) and not is_tar(data):
        return False
    try:
        return container_kind(data, name, limits) == "archive"
    except InputError:
        return False


def archive_members(path: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """The members of an archive that may be reports, in the order of the archive; those of archives in it in place.

    Args:
        path: of the archive, as the user names it.
        data: the whole archive.
        limits: what it may hold.

    Raises:
        InputError: where the archive itself cannot be read; what is wrong with a member stands in the member.
    """
    yield from _Archive(limits, Inflation(limits, path)).members(path, data, depth=1)


class _Archive:
    def __init__(self, limits: Limits, inflation: Inflation) -> None:
        self._limits = limits
        self._inflation = inflation
        self._count = 0
        self._sources: set[str] = set()
        self._numbers: dict[str, int] = {}  # by name the last number that was given

    def members(self, path: str, data: bytes, depth: int) -> Iterator[Member]:
        self._limits.check_archive_depth(depth, path)
        if data.startswith(_GZIP):
            name = PurePosixPath(path).name
            name = name[:-3] if name.lower().endswith(".gz") else name
            data = inflate_gzip(data, self._inflation, path)
            if not is_tar(data):  # of one that is, ``a.tar.gz`` is the archive, and no ``a.tar`` in it
                yield from self._opened(path, name, data, depth)
                return
        archive = Tar(data, self._limits, path) if is_tar(data) else Zip(data, self._inflation, path)
        files = archive.files()
        self._count += len(files)
        self._limits.check_members(self._count, path)
        reports = [(name, file) for file in files if _is_report(name := _harmless(file.name))]
        if not reports:
            raise InputError(
                f"{path} holds {len(files)} files, none of which may be a report; reports end in "
                f"{' '.join(filter(None, REPORT_SUFFIXES))}",
                code="empty_archive",
            )
        for name, file in reports:
            yield from self._member(path, name, file, depth)

    def _member(self, path: str, name: str, file: Packed, depth: int) -> Iterator[Member]:
        try:
            self._limits.check_file(file.size, name)
            data = file.inflate()
            self._limits.check_file(len(data), name)
        except InputError as error:
            yield Member(self._source(path, name), b"", error)
            if error.code == "archive_too_large":  # the next ones would fail for the same reason
                raise
            return
        yield from self._opened(path, name, data, depth)

    def _opened(self, path: str, name: str, data: bytes, depth: int) -> Iterator[Member]:
        source = self._source(path, name)
        if not is_archive(data, name, self._limits):
            yield Member(source, data)
            return
        try:
            yield from self.members(source, data, depth + 1)
        except InputError as error:
            if error.code == "archive_too_large":
                raise
            yield Member(source, b"", error)

    def _source(self, path: str, name: str) -> str:
        """A name for the record that no other has: see the module."""
        plain = f"{path}{INSIDE}{name}"
        number = self._numbers.get(plain, 1)
        source = f"{plain}~1" if _LIKE_A_PART.search(name) else plain
        while source in self._sources:
            number += 1
            source = f"{plain}~{number}"
        self._numbers[plain] = number
        self._sources.add(source)
        return source


def _harmless(name: str) -> str:
    """A name without steps upwards, drives, roots and signs that terminals obey."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":
        parts = parts[1:]
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in "/".join(parts))


def _is_report(name: str) -> bool:
    path = PurePosixPath(name)
    if any(part.lower() in _MACHINERY or part.startswith(".") for part in path.parts) or not name:
        return False
    return path.suffix.lower() in REPORT_SUFFIXES and path.stem.lower().partition(".")[0] != "readme"
