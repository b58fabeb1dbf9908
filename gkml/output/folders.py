"""A folder that is complete or not there, and that takes the place of nothing that gkml did not write."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from gkml.errors import UsageError
from gkml.output.sinks import hidden_name, partial_name

__all__ = ["MARK", "RUN", "AtomicFolder", "is_marked", "is_run_folder", "mark_folder"]

MARK = "_gkml.json"
"""Tells that gkml wrote the folder; readers of Parquet pass over names that begin with ``_``."""

RUN = "run"
"""What the mark says of a folder that a run has made."""


def mark_folder(folder: Path, kind: str) -> None:
    """Write into a folder that gkml made it."""
    (folder / MARK).write_text(json.dumps({"kind": kind}) + "\n", encoding="utf-8")


def is_marked(folder: Path, kind: str) -> bool:
    """Whether gkml made a folder, as what it says there."""
    if not (folder / MARK).is_file():  # a pipe would wait
        return False
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(mark, dict) and mark.get("kind") == kind


def is_run_folder(path: Path | str) -> bool:
    """Whether a folder is one that a run has made."""
    return is_marked(Path(path), RUN)


class AtomicFolder:
    """A folder that appears under its name when it is complete.

    Args:
        path: the folder; one that is there is replaced where it is empty or all that it holds is known to be ours.
        kind: written into the mark and asked for in it.
        is_ours: tells whether a file, by its path in the folder, is one that gkml writes.

    Raises:
        UsageError: ``path`` is a file, a folder that holds something else, or stands in no folder.
    """

    def __init__(self, path: Path | str, kind: str, is_ours: Callable[[Path], bool]) -> None:
        self._target = Path(os.path.realpath(path))
        self._kind = kind
        self._is_ours = is_ours
        if not self._target.parent.is_dir():
            raise UsageError(f"the folder {str(self._target.parent)!r} of the output does not exist; create it first")
        self._check_target()
        self.path = hidden_name(self._target)
        try:
            self.path.mkdir()
        except OSError as error:
            raise UsageError(f"the output {str(path)!r} cannot be written: {error.strerror or error}") from None

    def commit(self) -> None:
        """Everything is written: the folder takes its name."""
        mark_folder(self.path, self._kind)
        _sync(self.path)
        self._check_target()  # once more: something may have been put there meanwhile
        old = None
        if self._target.exists():
            shutil.copymode(self._target, self.path)
            old = hidden_name(self._target)
            os.rename(self._target, old)
        try:
            os.rename(self.path, self._target)
        except OSError:
            if old is not None:
                os.rename(old, self._target)
            raise
        _sync_folder(self._target.parent)
        if old is not None:
            _remove(old, self._files(old))

    def turn_to_partial(self) -> str:
        """What there is will be kept beside the folder, which stays as it was; where."""
        self._target = partial_name(self._target)
        return str(self._target)

    def close(self) -> None:
        """Nothing uncommitted stays."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _check_target(self) -> None:
        if not self._target.exists():
            return
        if not self._target.is_dir():
            raise UsageError(f"the output {str(self._target)!r} is a file; {self._kind} is written as a folder")
        files = self._files(self._target)
        foreign = sorted(str(file) for file in files if not self._is_ours(file) and file != Path(MARK))
        if foreign or (files and not is_marked(self._target, self._kind)):
            what = f"holds {foreign[0]!r}, which" if foreign else "is not empty, and its content"
            raise UsageError(
                f"the folder {str(self._target)!r} {what} gkml did not write as {self._kind}; name another output"
            )

    def _files(self, folder: Path) -> list[Path]:
        """All that is no folder, by its path in ``folder``; what a link points to is not looked at."""
        found: list[Path] = []
        for root, folders, names in os.walk(folder):
            here = Path(root).relative_to(folder)
            found.extend(here / name for name in names)
            found.extend(here / name for name in folders if (Path(root) / name).is_symlink())
        return sorted(found)


def _remove(folder: Path, files: list[Path]) -> None:
    """Delete the files that were looked at, then the folders as far as they are empty."""
    for file in files:
        (folder / file).unlink(missing_ok=True)
    for root, _, _ in os.walk(folder, topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(root)


def _sync(folder: Path) -> None:
    """Everything in the folder is on the disk when this returns."""
    for root, _, names in os.walk(folder):
        for name in names:
            with (Path(root) / name).open("rb") as file:
                os.fsync(file.fileno())
        _sync_folder(Path(root))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
