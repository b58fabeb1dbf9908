"""The input of a record, where it still is at its path and is what was read."""

from __future__ import annotations

import os
import re

from gkml.readers.limits import DEFAULT_LIMITS, Limits
from gkml.readers.remote import is_remote
from gkml.readers.sources import path_to_source

__all__ = ["input_of"]

_NUMBERED = re.compile(r"#\d+\Z")  # ends the name of the second report of a file


def input_of(source: str, sha256: str | None, limits: Limits = DEFAULT_LIMITS) -> bytes | None:
    """The bytes that a record was made from; None where they are not at hand.

    Nothing is fetched from a server, and no archive is opened again for one of its members.

    Args:
        source, sha256: of the record.
        limits: what an input may hold.
    """
    if sha256 is None or is_remote(source):
        return None
    for path in dict.fromkeys((source, _NUMBERED.sub("", source))):
        if not os.path.exists(path):
            continue
        found = path_to_source(path, limits)
        if found.error is None and found.sha256 == sha256:
            return found.data
    return None
