"""``gkml convert``: records in any other format, or in several at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.commands.inputs import STDIN, records_to_inputs, require_paths, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, SOME_FAILED, note, say, tell, tell_fault
from gkml.commands.outputs import refuse_clashes
from gkml.commands.standins import StandIns, read_records_from_stdin
from gkml.errors import UsageError

if TYPE_CHECKING:
    from gkml.output import Fault, ReportFormat, ReportWriter
    from gkml.output.records import Record

__all__ = ["Converted", "convert", "write_records"]

_MOST_TOLD = 20  # faulty lines of a run that are told one by one


Converted = tuple[bytes, "Record"]
"""A line of JSON and the record in it."""


def convert(options: argparse.Namespace) -> int:
    """Write records in other formats; the exit status."""
    return write_records(options)


def write_records(
    options: argparse.Namespace,
    change: Callable[[bytes, Record], Converted] | None = None,
    used: Mapping[str, Sequence[str]] | None = None,
) -> int:
    """Write records in the formats that a user asked for; the exit status.

    Args:
        options: of the command.
        change: what becomes of each record; nothing without it.
        used: files that the command reads besides, by option.
    """
    from gkml.output import Fault
    from gkml.output.records import read_lines_and_records

    formats, into_folder = _chosen_formats(options)
    require_paths([*options.paths, *options.templates])
    faults = 0
    with StandIns() as standins:
        paths = [read_records_from_stdin(standins) if path == STDIN else path for path in options.paths]
        inputs = records_to_inputs(paths)
        outputs = _outputs(options.output, formats, into_folder)
        refuse_clashes(outputs, inputs.sources, {"--templates": options.templates, **(used or {})})
        with _open(options, formats, into_folder) as writer:
            tell_about(inputs, records=True)
            for source in inputs.sources:
                for found in read_lines_and_records(source):
                    if isinstance(found, Fault):
                        faults += 1
                        _tell_fault(found, faults)
                    else:
                        writer.write_line(*(found if change is None else change(*found)))
    told = say("records_1") if writer.count == 1 else say("records_n", count=writer.count)
    note(say("records_unreadable", records=told, faults=faults) if faults else told)
    if not faults:
        return ALL_READ
    return SOME_FAILED if writer.count else ALL_FAILED


def _chosen_formats(options: argparse.Namespace) -> tuple[list[ReportFormat], bool]:
    """The formats, and whether they go into a folder under names of their own: several, or a name that ends in a slash.

    Raises:
        UsageError: one is not known, or several have no folder.
        MissingExtraError: what writes one is not installed.
    """
    from gkml.output.writing import FORMATS, choose_format

    names = [None] if options.format is None else [name.strip() for name in options.format.split(",")]
    into_folder = options.format is not None and (len(names) > 1 or _ends_in_slash(options.output))
    if into_folder and options.output is None:
        raise UsageError(say("several_formats"))
    chosen = [choose_format(options.output, name, FORMATS) for name in names]
    for one in chosen:
        one.require()
    return chosen, into_folder


def _ends_in_slash(path: str | None) -> bool:
    return path is not None and path.endswith(("/", os.sep))


def _outputs(output: str | None, formats: list[ReportFormat], into_folder: bool) -> dict[str, str | None]:
    if not into_folder or output is None:
        return {"-o": output}
    return {f"-o {one.name}": os.path.join(output, one.in_folder) for one in formats}


def _open(options: argparse.Namespace, formats: list[ReportFormat], into_folder: bool) -> ReportWriter:
    from gkml.output import open_writer, open_writers
    from gkml.template import load_templates

    templates = load_templates(*map(Path, options.templates))
    if into_folder:
        return open_writers(options.output, [one.name for one in formats], templates=templates)
    return open_writer(options.output, formats[0].name, templates=templates)


def _tell_fault(fault: Fault, number: int) -> None:
    if number <= _MOST_TOLD:
        tell_fault(fault)
    elif number == _MOST_TOLD + 1:
        tell(say("more_faults"))
