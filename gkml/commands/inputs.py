"""Arguments to inputs: files as they are, folders, also those of servers, as the files in them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gkml.commands.messages import note, say, tell
from gkml.commands.spelling import nearest_path
from gkml.errors import UsageError
from gkml.output.earlier import may_hold_records, output_kind, records_of_run
from gkml.readers.archive import REPORT_SUFFIXES
from gkml.readers.pages import pages_among
from gkml.readers.remote import is_remote, list_remote

__all__ = [
    "RECORD_SUFFIXES",
    "REPORT_SUFFIXES",
    "STDIN",
    "Inputs",
    "paths_to_inputs",
    "records_to_inputs",
    "require_paths",
    "tell_about",
]

RECORD_SUFFIXES = (".jsonl", ".ndjson")
"""What is taken from folders of records."""

STDIN = "-"
_MOST_NAMED = 5  # files that a message names; more are counted
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the arguments come to.

    Attributes:
        sources: every input once, as the user would name it.
        empty: folders in which no input was found.
        left_out: how many files were left in folders for their suffix, by suffix.
        outputs: earlier outputs of gkml that were left in folders.
        joined: folders that are one input, with the number of pictures in them.
    """

    sources: tuple[str, ...]
    empty: tuple[str, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)
    outputs: tuple[str, ...] = ()
    joined: Mapping[str, int] = field(default_factory=dict)


def require_paths(paths: Iterable[str]) -> None:
    """Everything that a user named exists.

    Raises:
        UsageError: something does not; the message names all of it, with what may have been meant.
    """
    told = []
    for path in dict.fromkeys(paths):
        if path == STDIN or is_remote(path) or not _is_missing(path):
            continue
        like = nearest_path(path)
        told.append(say("missing_path", path=path) if like is None else say("missing_path_like", path=path, like=like))
    if told:
        raise UsageError(say("list_semicolon").join([*told, say("nothing_touched")]))


def _is_missing(path: str) -> bool:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # it may be there: reading will tell what is wrong with it
        return False
    return False


_REFUSED = {"records": "is_records", "run": "is_run_folder"}


def paths_to_inputs(paths: Iterable[str]) -> Inputs:
    """Reports, folders replaced by the reports in them in the order of their names; one reached twice stands once.

    Raises:
        UsageError: a path does not exist, is an output of ``gkml extract``, or there is no input at all.
    """
    paths = list(paths)
    require_paths(paths)
    for path in paths:
        kind = None if path == STDIN or is_remote(path) else output_kind(path)
        if kind is not None:
            raise UsageError(say(_REFUSED.get(kind, "is_output"), path=path))
    search = _Search(REPORT_SUFFIXES)
    return search.inputs(paths, "no_reports_in")


def records_to_inputs(paths: Iterable[str]) -> Inputs:
    """The same for records: files of them, folders of runs, folders of these.

    Raises:
        UsageError: a path does not exist or is no file of records, or there is no input at all.
    """
    paths = list(paths)
    require_paths(paths)
    for path in paths:
        if os.path.isfile(path) and not may_hold_records(path):
            raise UsageError(say("is_report", path=path))
    return _Search(RECORD_SUFFIXES).inputs(paths, "no_records_in")


class _Search:
    """Inputs in folders."""

    def __init__(self, suffixes: Sequence[str]) -> None:
        self._suffixes = suffixes
        self._of_records = suffixes == RECORD_SUFFIXES
        self._left_out: Counter[str] = Counter()
        self._outputs: list[str] = []
        self._joined: dict[str, int] = {}

    def inputs(self, paths: Sequence[str], none: str) -> Inputs:
        """What paths come to; ``none`` says that there is nothing."""
        sources: dict[str, str] = {}
        empty: list[str] = []
        for path in paths:
            found = list(self._expand(path))
            if not found:
                empty.append(path)
            for name in found:
                sources.setdefault(name if is_remote(name) or name == STDIN else os.path.realpath(name), name)
        if not sources:
            folders = say("list_comma").join(empty)
            if self._outputs:
                raise UsageError(say("only_outputs_in", folders=folders, outputs=_some(self._outputs)))
            raise UsageError(say(none, folders=folders, suffixes=" ".join(filter(None, self._suffixes))))
        return Inputs(tuple(sources.values()), tuple(empty), self._left_out, tuple(self._outputs), self._joined)

    def _expand(self, path: str) -> Iterable[str]:
        if path == STDIN:
            return [path]
        if is_remote(path):
            return list_remote(path, lambda name: self._takes(name.split("/")))
        if not os.path.isdir(path):
            return [path]
        if self._of_records and output_kind(path) == "run":
            return records_of_run(path)
        return sorted(self._files_below(path), key=lambda name: name.split(os.sep))

    def _files_below(self, folder: str) -> Iterator[str]:
        """Inputs in a folder; a folder in it that cannot be listed stands for itself and will fail as an input."""
        unreadable: list[str] = []
        for root, folders, names in os.walk(folder, onerror=lambda error: unreadable.append(error.filename)):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from self._outputs_among(root, folders)
            shown = [name for name in names if not name.startswith(".")]
            if not self._of_records and not folders and (pages := pages_among(shown)):
                self._joined[root] = len(pages)
                yield root
                continue
            for name in names:
                if self._is_input(os.path.join(root, name), name):
                    yield os.path.join(root, name)
        yield from unreadable

    def _outputs_among(self, root: str, folders: list[str]) -> Iterator[str]:
        """Take folders that gkml wrote out of those to be gone into; of runs, where records are wanted, theirs."""
        for name in sorted(folders):
            path = os.path.join(root, name)
            kind = output_kind(path)
            if kind is None:
                continue
            folders.remove(name)
            if self._of_records and kind == "run":
                yield from records_of_run(path)
            else:
                self._outputs.append(path)

    def _is_input(self, path: str, name: str) -> bool:
        # a broken link goes on to be reported; a named pipe would wait for ever
        if os.path.exists(path) and not os.path.isfile(path):
            return False
        taken = self._takes([name])
        suffix = os.path.splitext(name)[1].lower()
        if not taken and (suffix not in _OUTPUT_SUFFIXES or name.startswith(".")):
            return False
        kind = output_kind(path)
        if kind is None or (self._of_records and kind == "records"):
            return taken
        if not taken:
            self._left_out[suffix] -= 1
        if not (self._of_records and not taken):
            self._outputs.append(path)
        return False

    def _takes(self, parts: Sequence[str]) -> bool:
        """Whether a file is taken, by the parts of its path below the folder that was named."""
        stem, suffix = os.path.splitext(parts[-1])
        if any(part.startswith(".") for part in parts) or stem.lower().partition(".")[0] == "readme":
            return False
        if suffix.lower() not in self._suffixes:
            self._left_out[suffix.lower()] += 1
            return False
        return True


_OUTPUT_SUFFIXES = (
    *RECORD_SUFFIXES,
    ".csv",
    ".duckdb",
    ".db",
)  # of files that are no reports by their names, and may be outputs


def tell_about(inputs: Inputs, *, records: bool = False) -> None:
    """Say what was found empty, left out, joined, and what is fetched."""
    for folder in inputs.empty:
        tell(say("empty_folder_records" if records else "empty_folder", folder=folder))
    if kinds := [f"{number} {suffix}" for suffix, number in sorted((+inputs.left_out).items())]:
        note(say("other_kinds", kinds=say("list_comma").join(kinds)))
    if inputs.outputs:
        note(say("own_outputs", names=_some(inputs.outputs)))
    for folder, number in inputs.joined.items():
        note(say("pages_joined", folder=folder, number=number))
    if (fetched := next((source for source in inputs.sources if source.lower().startswith(_WEB)), None)) is not None:
        note(say("fetched_alone", path=fetched))


def _some(names: Sequence[str]) -> str:
    shown = say("list_comma").join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return shown if more <= 0 else say("and_more", names=shown, more=more)
