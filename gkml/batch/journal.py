"""What is done, on the disk for good: records first, then the lines of the manifest that vouch for them.

Records go to work files in the order in which they come, and both kinds of files are synced for a group of documents
at a time. Whatever instant a run is killed at, a line of the manifest speaks of a record that can be read.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from gkml.batch.manifest import Entry, entries_to_lines

__all__ = ["Journal", "sync_folder"]

_SECONDS = 1.0  # at most so long a document waits to be safe; a sync takes some milliseconds
_DOCUMENTS = 200
_SEGMENT = 256_000_000  # bytes of a work file, after which the next one is begun


class Journal:
    """Work files and the manifest of a run folder, both growing at their ends.

    Args:
        folder: of the run.
        live: how many records that are still needed lie in each file below the folder, by name.
    """

    def __init__(self, folder: Path, live: Counter[str]) -> None:
        self._folder = folder
        self._live = live
        self._manifest: BinaryIO = (folder / "manifest.jsonl").open("ab")
        self._segment: BinaryIO | None = None
        self._name = ""
        self._number = max((_number(path) for path in (folder / "work").iterdir()), default=0)
        self._waiting: list[Entry] = []
        self._synced = time.monotonic()

    def put(self, record: bytes) -> tuple[str, int]:
        """Append a record to the work files; where it lies."""
        if self._segment is None or self._segment.tell() > _SEGMENT:
            self._next_segment()
        assert self._segment is not None
        offset = self._segment.tell()
        self._segment.write(record)
        self._live[self._name] += 1
        return self._name, offset

    def drop(self, names: Sequence[str]) -> None:
        """Records in these files are no longer needed, one for each name; work files without any go."""
        self._live.subtract(names)
        for name in set(names):
            if self._live[name] <= 0 and name != self._name and name.startswith("work/"):
                (self._folder / name).unlink(missing_ok=True)
                del self._live[name]

    def tell(self, entries: Sequence[Entry]) -> None:
        """Let the manifest say so as soon as the records are safe."""
        self._waiting += entries

    @property
    def due(self) -> bool:
        """Whether enough waits to be made safe."""
        if not self._waiting:
            return False
        return len(self._waiting) >= _DOCUMENTS or time.monotonic() - self._synced >= _SECONDS

    def sync(self) -> list[Entry]:
        """Make safe what waits; the entries that the manifest has now."""
        told, self._waiting = self._waiting, []
        if told:
            if self._segment is not None:
                _flush(self._segment)
            self.append(told)
        self._synced = time.monotonic()
        return told

    def append(self, entries: Sequence[Entry]) -> tuple[int, int]:
        """Write entries whose records are safe already; where their lines lie in the manifest, from and to."""
        begin = self._manifest.tell()
        self._manifest.write(entries_to_lines(entries))
        _flush(self._manifest)
        return begin, self._manifest.tell()

    def close(self) -> None:
        """Leave the files; what was not synced is as if it had not been read."""
        for file in (self._segment, self._manifest):
            if file is not None:
                file.close()

    def _next_segment(self) -> None:
        if self._segment is not None:
            _flush(self._segment)
            self._segment.close()
        self._number += 1
        finished, self._name = self._name, f"work/{self._number:06}.jsonl"
        self._segment = (self._folder / self._name).open("xb")
        sync_folder(self._folder / "work")
        if finished and self._live[finished] <= 0:
            (self._folder / finished).unlink(missing_ok=True)


def _number(path: Path) -> int:
    return int(path.stem) if path.stem.isdecimal() else 0


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make names in a folder safe; where folders cannot be synced, the system does it by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
