"""What an earlier run has done that still holds: same input, same versions, record there."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Literal

from gkml.batch.manifest import Entry, Versions, read_entries

__all__ = ["Done", "Retry", "find_done"]

Done = dict[str, list[Entry]]
"""The documents of each path that needs no reading, in the order of their members."""

Retry = Literal["failed", "timeout", "all"]
"""What to read again although it is done: what failed, what took too long, or everything."""


def find_done(
    folder: Path,
    paths: Collection[str],
    versions: Versions,
    retry: Retry | None,
    file_hash: Callable[[str], str | None],
) -> Done:
    """Look for what is done in a run folder.

    Args:
        folder: of the run.
        paths: the inputs; what is known of others is left out.
        versions: what was read under others is left out.
        retry: documents to leave out too.
        file_hash: of the file at a path as it is now; an input that has changed since is left out.
    """
    manifest = folder / "manifest.jsonl"
    if not manifest.exists() or retry == "all":
        return {}
    wanted = paths if isinstance(paths, (set, frozenset, dict)) else set(paths)
    found: dict[str, dict[int, Entry]] = {}
    for entry in read_entries(manifest):  # of a document the last line counts
        if entry.input in wanted:
            found.setdefault(entry.input, {})[entry.member] = entry
    sizes: dict[str, int] = {}
    done: Done = {}
    for path, members in found.items():
        entries = [members[number] for number in sorted(members)]
        if (
            _is_complete(entries)
            and all(entry.versions == versions for entry in entries)
            and not any(_is_retried(entry, retry) for entry in entries)
            and all(_is_there(folder, entry, sizes) for entry in entries)
            and file_hash(path) == entries[0].sha256
        ):
            done[path] = entries
    return done


def _is_complete(entries: Sequence[Entry]) -> bool:
    """Whether all documents of a path are there, from one reading."""
    first = entries[0]
    return [entry.member for entry in entries] == list(range(first.members)) and all(
        (entry.members, entry.sha256) == (first.members, first.sha256) for entry in entries
    )


def _is_retried(entry: Entry, retry: Retry | None) -> bool:
    return (retry == "failed" and entry.status == "failed") or (retry == "timeout" and entry.error == "timeout")


def _is_there(folder: Path, entry: Entry, sizes: dict[str, int]) -> bool:
    if entry.records not in sizes:
        try:
            sizes[entry.records] = os.path.getsize(folder / entry.records)
        except OSError:
            sizes[entry.records] = 0
    return entry.offset + entry.size <= sizes[entry.records]
