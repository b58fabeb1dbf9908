"""The formats that annotated documents are exchanged in, and which one a file is in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from gkml.annotations.document import AnnotatedDocument
from gkml.annotations.interchange import GivenDocument
from gkml.errors import UsageError
from gkml.messages import Sentence

__all__ = ["FORMATS", "Format", "format_of_name", "format_of_output", "format_of_path"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: as ``--format`` takes it.
        suffixes: of its files; empty where another format has them.
        module, kind: where its functions are, and what their names end with; imported when they are called.
        options: of the function that writes.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    kind: str
    options: Mapping[str, str] | None = None

    def write(self, path: Path, documents: Iterable[AnnotatedDocument]) -> int:
        """Write documents; returns how many."""
        writer: Callable[..., int] = getattr(self._home(), f"write_{self.kind}")
        return partial(writer, **(self.options or {}))(path, documents)

    def read(self, path: Path) -> Iterator[GivenDocument]:
        """The documents of a file as it tells them."""
        reader: Callable[[Path], Iterator[GivenDocument]] = getattr(self._home(), f"read_{self.kind}")
        return reader(path)

    def _home(self) -> object:
        return import_module(f"gkml.annotations.{self.module}")


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("label-studio", (".json",), "label_studio", "label_studio"),
        Format("doccano", (".jsonl", ".ndjson"), "doccano", "doccano"),
        Format("doccano-labels", (), "doccano", "doccano", {"spelling": "labels"}),
        Format("doccano-entities", (), "doccano", "doccano", {"spelling": "entities"}),
        Format("docbin", (".spacy",), "docbin", "docbin"),
        Format("conll", (".conll", ".iob", ".iob2", ".bio", ".tsv"), "conll", "conll"),
        Format("datasets", ("",), "dataset_folder", "dataset"),
    )
}


def format_of_name(name: str) -> Format:
    """The format of a name.

    Raises:
        UsageError: there is none.
    """
    found = FORMATS.get(name)
    if found is None:
        raise UsageError(Sentence("annotations", "unknown_format", name=repr(name), known=", ".join(FORMATS)))
    return found


def format_of_output(path: Path, name: str | None) -> Format:
    """The format of a file or folder that is to be written: that which was asked for, else that of its suffix.

    Raises:
        UsageError: there is none.
    """
    return format_of_name(name) if name is not None else _of_suffix(path)


def format_of_path(path: Path, name: str | None) -> Format:
    """The format of a file or folder that is there: that which was asked for, else as it looks.

    Raises:
        UsageError: it is in none, or is annotations as gkml keeps them.
    """
    if name is not None:
        return format_of_name(name)
    if path.is_dir():
        return FORMATS["datasets"]
    found = _of_suffix(path)
    if found.name == "doccano" and _is_kept(path):
        raise UsageError(Sentence("annotations", "own_annotations", path=path))
    return found


def _of_suffix(path: Path) -> Format:
    suffix = path.suffix.lower()
    found = next((one for one in FORMATS.values() if suffix in one.suffixes), None)
    if found is None:
        raise UsageError(Sentence("annotations", "no_format_of_suffix", path=path, known=", ".join(FORMATS)))
    return found


def _is_kept(path: Path) -> bool:
    """Whether the first line is a document of ``gkml.annotations.lines``."""
    try:
        with path.open("rb") as file:
            first = json.loads(next((line for line in file if line.strip()), b"null"))
    except (OSError, ValueError):
        return False
    return isinstance(first, dict) and {"spans", "split", "text"} <= first.keys()
