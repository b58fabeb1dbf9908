"""``gkml annotations check``: everything that is wrong with annotation files, and with ``--fix`` what can be mended."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.commands.inputs import require_paths
from gkml.commands.messages import ALL_FAILED, ALL_READ, SOME_FAILED, language, note, require_stdout, say

if TYPE_CHECKING:
    from gkml.annotations.document import AnnotatedDocument
    from gkml.annotations.faults import Fault

__all__ = ["check"]


@dataclass(slots=True)
class _Line:
    """A line of a file: what it holds, and what is wrong with it."""

    place: str
    path: Path
    content: bytes
    annotated: AnnotatedDocument | None
    faults: list[Fault]
    mended: AnnotatedDocument | None = None

    @property
    def name(self) -> str | None:
        return self.annotated.id if self.annotated else None


def check(options: argparse.Namespace) -> int:
    """Tell of all faults on stdout, and mend what can be; the exit status."""
    require_paths(options.paths)
    require_stdout()
    lines = list(_examined([Path(path) for path in options.paths]))
    if options.fix:
        mended = _mend(lines)
        if mended:
            note(say("mended", count=mended))
            lines = list(_examined([Path(path) for path in options.paths]))
    for line in lines:
        for one in line.faults:
            _print(line, one, options.format)
    documents = [line.annotated for line in lines if line.annotated]
    if options.counts:
        _print_counts(documents, options.format)
    return _summary(lines, documents)


def _examined(paths: list[Path]) -> Iterator[_Line]:
    """All lines of all files, each by itself and against the others."""
    from gkml.annotations.checking import examine
    from gkml.annotations.collection import Neighbours, near_duplicates
    from gkml.annotations.lines import from_line, known_labels, lines_of

    lines = []
    neighbours = Neighbours()
    for path in paths:
        for place, content in lines_of([path]):
            found = examine(from_line(content, known_labels()))
            line = _Line(place, path, content, found.annotated, list(found.faults), found.mended)
            if line.annotated is not None:
                line.faults.extend(neighbours.faults(place, line.annotated))
            lines.append(line)
    by_place = {line.place: line for line in lines}
    whole = {line.place: line.annotated for line in lines if line.annotated is not None}
    for place, one in near_duplicates(whole):
        by_place[place].faults.append(one)
    yield from lines
    yield from _rare(list(whole.values()), paths)


def _rare(documents: list[AnnotatedDocument], paths: list[Path]) -> Iterator[_Line]:
    """What is to be said of all files together."""
    from gkml.annotations.collection import label_counts, rare_labels
    from gkml.labels import LabelSet
    from gkml.template import load_templates

    labels = LabelSet.from_templates(load_templates()).labels
    found = list(rare_labels(label_counts(documents), labels))
    if found and documents:
        yield _Line(", ".join(map(str, paths)), paths[0], b"", None, found)


def _mend(lines: list[_Line]) -> int:
    """Write files anew in which something was mended; other lines stay byte for byte. Returns how many were mended."""
    from gkml.annotations.collection import split_of_agencies
    from gkml.annotations.lines import to_line

    apart = any(one.code == "agency_in_two_splits" for line in lines for one in line.faults)
    splits = split_of_agencies(line.annotated for line in lines if line.annotated) if apart else {}
    files: dict[Path, list[bytes]] = {}
    mended = 0
    for line in lines:
        content = line.content.rstrip(b"\r") if line.mended is None else to_line(line.mended).encode()
        content = _in_split(content, line.annotated, splits)
        mended += content != line.content.rstrip(b"\r")
        if line.content:
            files.setdefault(line.path, []).append(content)
    for path, contents in files.items() if mended else ():
        _write(path, b"".join(content + b"\n" for content in contents))
    return mended


def _in_split(content: bytes, annotated: AnnotatedDocument | None, splits: Mapping[str, str]) -> bytes:
    """The line with the split of its agency."""
    from gkml.folding import fold

    split = annotated and splits.get(fold(annotated.agency))
    if annotated is None or split is None or split == annotated.split:
        return content
    return json.dumps({**json.loads(content), "split": split}, ensure_ascii=False).encode()


def _write(path: Path, content: bytes) -> None:
    """Put the file in place of the old one at once."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def _print(line: _Line, one: Fault, style: str) -> None:
    from gkml.commands.annotations import fault_to_json

    if style == "jsonl":
        told = fault_to_json(line.place, one, line.name)
    else:
        mark = say("advice") if one.advice else say("mendable") if one.mendable else ""
        told = say("fault_line", place=line.place, code=one.code, problem=one.problem.said_in(language()), mark=mark)
    sys.stdout.write(f"{told}\n")


def _print_counts(documents: list[AnnotatedDocument], style: str) -> None:
    from gkml.annotations.collection import label_counts
    from gkml.annotations.document import SPLITS

    counts = label_counts(documents)
    if style == "text":
        sys.stdout.write("".join(f"{split:>12}" for split in SPLITS) + "\n")
    for label, found in sorted(counts.items()):
        numbers = {split: found[split] for split in SPLITS}
        if style == "jsonl":
            sys.stdout.write(json.dumps({"label": label, **numbers}, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write("".join(f"{number:>12}" for number in numbers.values()) + f"  {label}\n")


def _summary(lines: list[_Line], documents: list[AnnotatedDocument]) -> int:
    splits: Counter[str] = Counter()
    for annotated in documents:
        splits[annotated.split if annotated.checked else say("split_unchecked", split=annotated.split)] += 1
    told = say("list_comma").join(f"{count} {name}" for name, count in sorted(splits.items())) or say("no_documents")
    faults = [one for line in lines for one in line.faults if not one.advice]
    note(
        say("checked", documents=told, faults=len(faults), advice=sum(len(line.faults) for line in lines) - len(faults))
    )
    if not documents:
        return ALL_FAILED
    return SOME_FAILED if faults else ALL_READ
