"""``gkml convert``: records in any other format, or in several at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.commands.inputs import RECORD_SUFFIXES, Inputs, paths_to_inputs, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, SOME_FAILED, tell
from gkml.errors import UsageError

if TYPE_CHECKING:
    from gkml.output import Fault, ReportWriter

__all__ = ["convert"]

_MOST_TOLD = 20  # faulty lines of a run that are told one by one
_SHARDS = "records"  # folder with the records in the folder of a run
_MANIFEST = "manifest.jsonl"  # of a run, beside it: no records


def convert(options: argparse.Namespace) -> int:
    """Write records in other formats; the exit status."""
    from gkml.output import Fault
    from gkml.output.records import read_lines_and_records

    formats = None if options.format is None else [name.strip() for name in options.format.split(",")]
    into_folder = _is_folder(options.output, formats)
    inputs = paths_to_inputs(
        map(_run_to_records, options.paths), None if into_folder else options.output, RECORD_SUFFIXES
    )
    sources = list(_without_outputs(inputs, options.output)) if into_folder else list(inputs.sources)
    if not sources:
        raise UsageError("the records are those that the output replaces; name another output")
    faults = 0
    with _open(options, formats, into_folder) as writer:
        tell_about(inputs, RECORD_SUFFIXES)
        for source in sources:
            for found in read_lines_and_records(source):
                if isinstance(found, Fault):
                    faults += 1
                    _tell_fault(found, faults)
                else:
                    writer.write_line(*found)
    told = f"{writer.count} record{'' if writer.count == 1 else 's'}"
    tell(f"{told}; unreadable: {faults}" if faults else told)
    if not faults:
        return ALL_READ
    return SOME_FAILED if writer.count else ALL_FAILED


def _is_folder(output: str | None, formats: list[str] | None) -> bool:
    """Whether outputs go into a folder under names of their own: several formats, or a name that ends with a slash."""
    if formats is None or output is None:
        if formats is not None and len(formats) > 1:
            raise UsageError("several formats go into a folder; name it with -o")
        return False
    return len(formats) > 1 or output.endswith(("/", os.sep))


def _open(options: argparse.Namespace, formats: list[str] | None, into_folder: bool) -> ReportWriter:
    from gkml.output import open_writer, open_writers
    from gkml.template import load_templates

    templates = load_templates(*options.templates)
    if into_folder:
        return open_writers(options.output, formats or (), templates=templates)
    return open_writer(options.output, formats[0] if formats else None, templates=templates)


def _run_to_records(path: str) -> str:
    """The records of the folder of a run, which holds a manifest beside them."""
    shards = os.path.join(path, _SHARDS)
    return shards if os.path.isfile(os.path.join(path, _MANIFEST)) and os.path.isdir(shards) else path


def _without_outputs(inputs: Inputs, folder: str) -> Iterator[str]:
    """An output of an earlier conversion into the folder is no input."""
    from gkml.output import FORMATS

    ours = {os.path.realpath(Path(folder) / known.in_folder) for known in FORMATS.values()}
    return (source for source in inputs.sources if os.path.realpath(source) not in ours)


def _tell_fault(fault: Fault, number: int) -> None:
    if number <= _MOST_TOLD:
        where = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
        tell(f"{where}: {fault.code}: {fault.message}")
    elif number == _MOST_TOLD + 1:
        tell("more lines are no records")
