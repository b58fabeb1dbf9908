"""Outputs before anything is read: none of them is an input or another output, and all of them can be written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gkml.commands.messages import say
from gkml.errors import UsageError
from gkml.readers.remote import is_remote

__all__ = ["probe", "refuse_clashes"]


def refuse_clashes(
    outputs: Mapping[str, str | None], inputs: Iterable[str] = (), used: Mapping[str, Sequence[str]] | None = None
) -> None:
    """No output is an input, a file that another option names, or another output, by whatever links.

    Args:
        outputs: files or folders that will be written, by option; None for one that was not given.
        inputs: what is read.
        used: what else is read, by option: files, and folders whose files are.

    Raises:
        UsageError: two are the same file.
    """
    named = [(option, path) for option, path in outputs.items() if path is not None]
    if not named:
        return
    taken: dict[object, str] = {}
    for option, path in named:
        for identity in _identities(path):
            if taken.setdefault(identity, option) != option:
                raise UsageError(say("clash_outputs", option=option, other=taken[identity], path=path))
    paths = dict(named)
    for option, files in (used or {}).items():
        for file in _with_members(files):
            if (output := _first(taken, file)) is not None:
                raise UsageError(say("clash_used", option=output, other=option, path=paths[output]))
    for source in inputs:
        if not is_remote(source) and (output := _first(taken, source)) is not None:
            raise UsageError(say("clash_inputs", option=output, path=paths[output]))


def _first(taken: Mapping[object, str], path: str) -> str | None:
    return next((taken[identity] for identity in _identities(path) if identity in taken), None)


def _identities(path: str) -> Iterator[object]:
    """What a path comes to: through links, and as a file that may have several names."""
    yield os.path.realpath(path)
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return
    if os.path.isfile(path):
        yield status.st_dev, status.st_ino


def _with_members(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        yield path
        if os.path.isdir(path):
            yield from (os.path.join(path, name) for name in os.listdir(path))


def probe(path: Path | str | None) -> None:
    """A file can be written at the path.

    Raises:
        UsageError: it cannot, or not even a little.
    """
    from gkml.output.sinks import open_sink

    if path is not None:
        open_sink(path).close()
