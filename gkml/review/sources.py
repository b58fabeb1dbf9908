"""The files that records were read from, as far as they lie in folders that the user gave; nothing else is opened."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from gkml.errors import UsageError
from gkml.messages import Sentence
from gkml.readers.archive import INSIDE
from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.remote import is_remote
from gkml.readers.sources import Source, members_of, path_to_source

__all__ = ["SourceFolders"]

_PART = re.compile(r"#[1-9]\d*$")  # behind the name of the second report of a file


class SourceFolders:
    """Folders in which the sources of records may lie.

    A record names its source as it was called when it was read. The file is taken where, links followed, it lies in one
    of the folders, and its bytes have the hash that the record has.

    Args:
        folders: in the order in which a relative name is looked for.
        limits: what a file may hold.
    """

    def __init__(self, folders: Iterable[Path | str], limits: Limits = DEFAULT_LIMITS) -> None:
        self._folders = tuple(dict.fromkeys(os.path.realpath(folder) for folder in folders))
        self._limits = limits

    def find(self, source: str, sha256: str | None) -> Source:
        """The bytes that a record was read from.

        Raises:
            UsageError: they are in no file of the folders, or have changed.
        """
        if sha256 is None or is_remote(source) or "\0" in source:
            raise UsageError(Sentence("review", "source_elsewhere", source=source, folders=self._named()))
        name = _PART.sub("", source)
        file, inside, _ = name.partition(INSIDE)
        changed = False
        for path in self._inside(file):
            for found in self._read(path, file, member=bool(inside)):
                if found.sha256 == sha256 and found.error is None:
                    return found
                changed = True
        key = "source_changed" if changed else "source_elsewhere"
        raise UsageError(Sentence("review", key, source=source, folders=self._named()))

    def _read(self, path: str, name: str, *, member: bool) -> Iterable[Source]:
        opened = path_to_source(path, self._limits, name)
        return members_of(opened, self._limits) if member else (opened,)

    def _inside(self, name: str) -> Iterable[str]:
        """The files of that name that lie in the folders."""
        for folder in self._folders:
            try:
                path = os.path.realpath(os.path.join(folder, name))
                if os.path.isfile(path) and any(Path(path).is_relative_to(one) for one in self._folders):
                    yield path
            except (OSError, ValueError):
                continue

    def _named(self) -> str:
        return ", ".join(self._folders)
