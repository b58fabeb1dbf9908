"""Whether a folder may hold a run: one that a run has made, or one in which nothing is in the way."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import IO

from gkml.batch.shards import RECORDS, WORK
from gkml.batch.store import DATABASE, Store, damaged_run
from gkml.errors import GkmlError, UsageError
from gkml.output.folders import MARK, is_run_folder

__all__ = ["LOCK", "MANIFEST", "Outputs", "check_folder", "lock_folder"]

LOCK, MANIFEST = ".lock", "manifest.jsonl"

_FILES = (MARK, DATABASE, *(f"{DATABASE}{end}" for end in ("-wal", "-journal", "-shm")), MANIFEST)
_FOLDERS = (RECORDS, WORK)


def check_folder(folder: Path, outputs: Iterable[str]) -> None:
    """Nothing that we did not write may be where a run writes, and no link may lead elsewhere.

    Args:
        folder: of the run; it need not exist.
        outputs: what else the run will write into it, by name.

    Raises:
        UsageError: the folder is not ours, and something is in the way.
        GkmlError: ``damaged_run``: it is ours, and something in it is not what we made.
    """
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise UsageError(f"the run folder {str(folder)!r} cannot be written: it is a file; name another folder")
        return
    if not is_run_folder(folder):
        for name in (*_FILES, *_FOLDERS, *outputs, LOCK):
            if os.path.lexists(folder / name) and not (name == LOCK and (folder / name).is_file()):
                raise UsageError(
                    f"{str(folder / name)!r} is in the way, which no run of gkml has made; name another folder with -o"
                )
        return
    for name in (*_FILES, LOCK, *_FOLDERS):
        with contextlib.suppress(FileNotFoundError):
            mode = (folder / name).lstat().st_mode
            if not (stat.S_ISDIR(mode) if name in _FOLDERS else stat.S_ISREG(mode)):
                what = "folder" if name in _FOLDERS else "file"
                raise damaged_run(folder, f"{str(folder / name)!r} is no regular {what}")
    missing = not (folder / DATABASE).exists()
    if missing and any((folder / name).exists() for name in (*_FOLDERS, MANIFEST)):
        raise damaged_run(folder, f"its database {str(folder / DATABASE)!r} is missing")


def lock_folder(folder: Path) -> IO[bytes]:
    """Hold the folder as long as the file is open; the system lets go of it when the process ends, however it ends.

    Raises:
        GkmlError: ``folder_in_use``.
    """
    file = (folder / LOCK).open("ab")
    try:
        import fcntl
    except ImportError:  # Windows
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise GkmlError(
            f"another run is writing to {str(folder)!r}; wait for it, or name another folder", code="folder_in_use"
        ) from None
    except OSError:
        pass  # a file system that knows no locks
    return file


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a run has written into its folder beside the records, and whether it is still that.

    Attributes:
        folder: of the run.
        store: its database, which remembers.
    """

    folder: Path
    store: Store

    def check(self, names: Iterable[str]) -> None:
        """Raise ``UsageError`` where one of them would take the place of what we did not write."""
        for name in names:
            if os.path.lexists(self.folder / name) and not self._is_ours(name):
                raise UsageError(
                    f"{str(self.folder / name)!r} is in the way: gkml did not write it, or it was changed since; move "
                    "it elsewhere"
                )

    def kept(self) -> list[str]:
        """Those that are still there as we wrote them."""
        names = [name for (name,) in self.store.ask("SELECT name FROM output ORDER BY name")]
        return [name for name in names if os.path.lexists(self.folder / name) and self._is_ours(name)]

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[None]:
        """Remember one that is written meanwhile."""
        self.store.do("INSERT INTO output VALUES (?, NULL) ON CONFLICT DO UPDATE SET sha256 = NULL", name)
        self.store.commit()  # it is ours also if a kill comes in between
        try:
            yield
        except BaseException:
            if not os.path.lexists(self.folder / name):
                self.store.do("DELETE FROM output WHERE name = ?", name)
            raise
        self.store.do("UPDATE output SET sha256 = ? WHERE name = ?", _digest(self.folder / name), name)
        self.store.commit()

    def _is_ours(self, name: str) -> bool:
        row = self.store.first("SELECT sha256 FROM output WHERE name = ?", name)
        # None: a folder, which has a mark of its own, or a run was killed while it was written
        return row is not None and row[0] in (None, _digest(self.folder / name))


def _digest(path: Path) -> str | None:
    """SHA-256 of a file; None where it is none."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
