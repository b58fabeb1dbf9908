"""``gkml annotations``: exchange with other tools, checks, pre-annotation."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.commands.inputs import STDIN, paths_to_inputs, require_paths, tell_about
from gkml.commands.messages import (
    ALL_FAILED,
    ALL_READ,
    SOME_FAILED,
    error_text,
    language,
    note,
    require_stdout,
    say,
    tell,
)
from gkml.errors import GkmlError, UsageError

if TYPE_CHECKING:
    from gkml.annotations.document import AnnotatedDocument
    from gkml.annotations.faults import Fault

__all__ = ["annotations"]

_MOST_TOLD = 20  # faults of a run that are told one by one on stderr
_KEPT = (".jsonl", ".ndjson")


def annotations(options: argparse.Namespace) -> int:  # type: ignore[no-redef]  # the name of the future import, too
    """Carry out one action; the exit status."""
    if options.action == "check":
        home = import_module("gkml.commands.annotation_check")
        return int(home.check(options))
    return {"export": _export, "import": _import, "pre-annotate": _pre_annotate, "labels": _labels}[options.action](
        options
    )


class _Refused:
    """Tells of what is refused, the first of it one by one, and counts."""

    def __init__(self) -> None:
        self.documents = self.spans = self._told = 0

    def tell(self, place: str, problem: str) -> None:
        """One thing that is wrong."""
        self._told += 1
        if self._told <= _MOST_TOLD:
            tell(say("placed", place=place, problem=problem))
        elif self._told == _MOST_TOLD + 1:
            tell(say("more_refused"))

    def faults(self, place: str, faults: Iterable[Fault]) -> None:
        """Faults of one document, each with its place in the text."""
        for one in faults:
            self.tell(place, one.problem.said_in(language()))


def _export(options: argparse.Namespace) -> int:
    from gkml.annotations.faults import fault
    from gkml.annotations.formats import format_of_output
    from gkml.annotations.lines import read_annotations

    chosen = format_of_output(Path(options.output), options.format)
    require_paths(options.paths)
    _refuse_to_overwrite(options.output)
    refused = _Refused()
    wrong: list[UsageError] = []

    def sound() -> Iterator[AnnotatedDocument]:
        for annotated in read_annotations(map(Path, options.paths), wrong):
            text = annotated.document.text
            at = next((at for at, one in enumerate(text) if "\ud800" <= one <= "\udfff"), None)
            if at is None:
                yield annotated
            else:
                refused.documents += 1
                refused.faults(annotated.id, [fault("surrogate", at=(at, at + 1), place=at)])

    count = chosen.write(Path(options.output), sound())
    for error in wrong:
        refused.tell(*_parted(error_text(error)))
    note(
        say("exported", count=count, output=options.output, format=chosen.name, refused=len(wrong) + refused.documents)
    )
    return _status(count, len(wrong) + refused.documents)


def _parted(told: str) -> tuple[str, str]:
    """Place and problem of what ``read_annotations`` says."""
    for between in (": ", "："):
        place, found, problem = told.partition(between)
        if found:
            return place, problem
    return told, ""


def _import(options: argparse.Namespace) -> int:
    from gkml.annotations.formats import format_of_path
    from gkml.annotations.interchange import align
    from gkml.annotations.lines import known_labels, write_annotations
    from gkml.annotations.units import Units

    require_paths(options.paths)
    _refuse_to_overwrite(options.output)
    formats = [(Path(path), format_of_path(Path(path), options.format)) for path in options.paths]
    refused = _Refused()
    units: Counter[Units] = Counter()
    checked: Counter[bool] = Counter()

    def aligned() -> Iterator[AnnotatedDocument]:
        for path, chosen in formats:
            for given in chosen.read(path):
                found = align(given, known_labels(), checked=options.checked)
                refused.faults(found.place, found.faults)
                if found.annotated is None:
                    refused.documents += 1
                    continue
                refused.spans += len(found.faults)
                units[found.units] += 1
                checked[found.annotated.checked] += 1
                yield found.annotated

    count = write_annotations(Path(options.output), aligned())
    for one, number in units.items():
        if one is not Units.CODE_POINTS:
            note(say("units_converted", count=number, units=one.value))
    told = {"documents": refused.documents, "spans": refused.spans, "unchecked": checked[False]}
    note(say("imported", count=count, output=options.output, **told))
    return _status(count, refused.documents + refused.spans)


def _pre_annotate(options: argparse.Namespace) -> int:
    from gkml.annotations.formats import format_of_output
    from gkml.annotations.lines import write_annotations
    from gkml.annotations.pre_annotation import NotAnnotated, pre_annotate
    from gkml.pipeline import load
    from gkml.readers.sources import path_to_sources

    output = Path(options.output)
    kept = options.format is None and output.suffix.lower() in _KEPT
    write = write_annotations if kept else format_of_output(output, options.format).write
    _refuse_to_overwrite(options.output)
    if STDIN in options.paths:
        raise UsageError(say("no_stdin"))
    inputs = paths_to_inputs(options.paths)
    pipeline = load(tagger=options.tagger, model=options.model)
    tell_about(inputs)
    count: Counter[str] = Counter()

    def made() -> Iterator[AnnotatedDocument]:
        for found in pre_annotate(pipeline, (one for path in inputs.sources for one in path_to_sources(path))):
            if isinstance(found, NotAnnotated):
                count["failed"] += 1
                tell(say("input_failed", source=found.source, code=found.error.code, message=_words(found.error)))
                continue
            count["settled"] += found.checked
            count["doubts"] += len(found.doubts)
            yield found

    written = write(output, made())
    told = {"settled": count["settled"], "doubts": count["doubts"], "failed": count["failed"]}
    note(say("pre_annotated", count=written, output=options.output, **told))
    return _status(written, count["failed"])


def _words(error: GkmlError) -> str:
    return error_text(error)


def _labels(options: argparse.Namespace) -> int:
    from gkml.annotations.doccano import label_list
    from gkml.annotations.label_studio import labelling_configuration
    from gkml.labels import LabelSet
    from gkml.template import load_templates

    require_stdout()
    labels = LabelSet.from_templates(load_templates()).labels
    if options.format == "text":
        sys.stdout.write("".join(f"{label}\n" for label in labels))
    else:
        sys.stdout.write(labelling_configuration(labels) if options.format == "label-studio" else label_list(labels))
    return ALL_READ


def _refuse_to_overwrite(output: str) -> None:
    """What is there may hold corrections.

    Raises:
        UsageError: something is there.
    """
    if os.path.lexists(output):
        raise UsageError(say("may_hold_corrections", output=output))


def _status(count: int, refused: int) -> int:
    if not refused:
        return ALL_READ
    return SOME_FAILED if count else ALL_FAILED


def fault_to_json(place: str, one: Fault, name: str | None) -> str:
    """A fault as a line of JSON."""
    plain = {"place": place, "id": name, "code": one.code, "start": one.start, "end": one.end}
    plain |= {"mendable": one.mendable, "advice": one.advice, "message": one.problem.said_in(language())}
    return json.dumps(plain, ensure_ascii=False)
