"""Arguments to inputs: files as they are, folders, also those of servers, as the files in them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gkml.commands.messages import tell
from gkml.errors import UsageError
from gkml.readers.archive import REPORT_SUFFIXES
from gkml.readers.remote import is_remote, list_remote

__all__ = ["RECORD_SUFFIXES", "REPORT_SUFFIXES", "Inputs", "paths_to_inputs", "tell_about"]

RECORD_SUFFIXES = (".jsonl", ".ndjson")
"""What is taken from folders of records."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the arguments come to.

    Attributes:
        sources: every input once, as the user would name it.
        empty: folders in which no input was found.
        left_out: how many files were left in folders for their suffix, by suffix.
    """

    sources: tuple[str, ...]
    empty: tuple[str, ...]
    left_out: Counter[str]


def paths_to_inputs(
    paths: Iterable[str], output: str | None = None, suffixes: Sequence[str] = REPORT_SUFFIXES
) -> Inputs:
    """Folders replaced by the inputs in them, in the order of their names; a file reached twice stands once.

    Raises:
        UsageError: ``output`` is named as an input, or there is no input at all.
    """
    target = None if output is None else os.path.realpath(output)
    sources: dict[str, str] = {}
    empty: list[str] = []
    left_out: Counter[str] = Counter()
    for path in paths:
        found = [path]
        if is_remote(path):
            found = list_remote(path, lambda name: _takes(name.split("/"), suffixes, left_out))
            if not found:
                empty.append(path)
        elif os.path.isdir(path):
            found = [name for name in _files_below(path, suffixes, left_out) if os.path.realpath(name) != target]
            if not found:
                empty.append(path)
        elif target is not None and os.path.realpath(path) == target:
            raise UsageError(f"{path!r} is both an input and the output; name another output")
        for name in found:
            sources.setdefault(name if is_remote(name) else os.path.realpath(name), name)
    if not sources:
        taken = " ".join(filter(None, suffixes))
        raise UsageError(f"no {_kind(suffixes)} in {', '.join(empty)}; files taken from a folder end in {taken}")
    return Inputs(tuple(sources.values()), tuple(empty), left_out)


def tell_about(inputs: Inputs, suffixes: Sequence[str] = REPORT_SUFFIXES) -> None:
    """Say what was found empty or left out."""
    for folder in inputs.empty:
        tell(f"warning: no {_kind(suffixes)} in {folder}")
    if inputs.left_out:
        kinds = ", ".join(f"{number} {suffix}" for suffix, number in sorted(inputs.left_out.items()))
        tell(f"files of other kinds left out: {kinds}")


def _kind(suffixes: Sequence[str]) -> str:
    return "records" if suffixes == RECORD_SUFFIXES else "report"


def _files_below(folder: str, suffixes: Sequence[str], left_out: Counter[str]) -> list[str]:
    """Inputs in a folder; a folder in it that cannot be listed stands for itself and will fail as an input."""
    found: list[str] = []
    for root, folders, names in os.walk(folder, onerror=lambda error: found.append(error.filename)):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = os.path.join(root, name)
            # a broken link goes on to be reported; a named pipe would wait for ever
            if os.path.exists(path) and not os.path.isfile(path):
                continue
            if _takes([name], suffixes, left_out):
                found.append(path)
    return sorted(found, key=lambda path: path.split(os.sep))


def _takes(parts: Sequence[str], suffixes: Sequence[str], left_out: Counter[str]) -> bool:
    """Whether a file is taken, by the parts of its path below the folder that was named."""
    stem, suffix = os.path.splitext(parts[-1])
    if any(part.startswith(".") for part in parts) or stem.lower().partition(".")[0] == "readme":
        return False
    if suffix.lower() not in suffixes:
        left_out[suffix.lower()] += 1
        return False
    return True
