"""``gkml check``: the records of many reports against one another."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gkml.commands.inputs import STDIN, Inputs, records_to_inputs, require_paths, tell_about
from gkml.commands.messages import (
    ALL_FAILED,
    ALL_READ,
    SOME_FAILED,
    language,
    note,
    open_console,
    say,
    tell,
    tell_fault,
)
from gkml.commands.outputs import refuse_clashes
from gkml.commands.standins import StandIns, read_records_from_stdin
from gkml.errors import UsageError

if TYPE_CHECKING:
    from gkml.output import Writer
    from gkml.output.series_table import SeriesTable
    from gkml.series.finding import SeriesCheck
    from gkml.series.intake import Fault
    from gkml.series.series import Series

__all__ = ["TABLE", "check"]

TABLE = "table"
_MOST_TOLD = 20  # faulty lines of a run that are told one by one on stderr; all of them are in the output


def check(options: argparse.Namespace) -> int:
    """Write or draw what is found across records; the exit status."""
    named = [options.areas] if options.areas is not None else []
    require_paths([*options.paths, *options.templates, *named])
    with StandIns() as standins:
        paths = [read_records_from_stdin(standins) if path == STDIN else path for path in options.paths]
        return _check(options, records_to_inputs(paths), {"--templates": options.templates, "--areas": named})


def _check(options: argparse.Namespace, inputs: Inputs, used: dict[str, list[str]]) -> int:
    from gkml.series.areas import read_areas
    from gkml.series.series import Series
    from gkml.template import load_templates

    refuse_clashes({"-o": options.output}, inputs.sources, used)
    templates = load_templates(*options.templates)
    areas = read_areas(options.areas) if options.areas is not None else []
    count: Counter[tuple[str, str]] = Counter()
    with _open(options) as writer, Series(templates) as series:
        tell_about(inputs, records=True)
        records = 0
        for fault in _read(inputs.sources, series):
            if fault is None:
                records += 1
                continue
            writer.write(fault.to_check())
            count["input", "fail"] += 1
            _tell_fault(fault, count["input", "fail"])
        for found in series.checks(areas):
            writer.write(found)
            count[found.kind, found.status] += 1
        agencies = series.agencies
    note(_summary(records, agencies, count))
    if not count["input", "fail"]:
        return ALL_READ
    return SOME_FAILED if records else ALL_FAILED


def _open(options: argparse.Namespace) -> Writer[SeriesCheck] | SeriesTable:
    """The table is for people: it comes where no file and no other format is asked for."""
    from gkml.output.series import open_check_writer
    from gkml.output.series_table import SeriesTable

    if options.format == TABLE and options.output is not None:
        raise UsageError(say("table_in_file"))
    if options.format == TABLE or (options.format is None and options.output is None):
        return SeriesTable(open_console(no_color=options.no_color), language())
    return open_check_writer(options.output, options.format, options.lang or "zh")


def _read(sources: tuple[str, ...], series: Series) -> Iterator[Fault | None]:
    """Every record goes into the series and comes out as None."""
    from gkml.series.intake import Fault, read_file

    for source in sources:
        for record in read_file(source):
            if isinstance(record, Fault):
                yield record
            else:
                series.add(record)
                yield None


def _tell_fault(fault: Fault, number: int) -> None:
    if number <= _MOST_TOLD:
        tell_fault(fault)
    elif number == _MOST_TOLD + 1:
        tell(say("more_faults_written"))


def _summary(records: int, agencies: int, count: Counter[tuple[str, str]]) -> str:
    told = say("records_1") if records == 1 else say("records_n", count=records)
    parts = [say("agencies_1", records=told) if agencies == 1 else say("agencies_n", records=told, count=agencies)]
    for kind in ("year", "hierarchy"):
        if any(count[kind, status] for status in ("pass", "fail", "undetermined", "not_applicable")):
            states = (f"{count[kind, one]} {say(f'status_{one}')}" for one in ("pass", "fail", "undetermined"))
            parts.append(say("checks_kind", kind=kind, states=say("list_comma").join(states)))
    versions = count["duplicate", "pass"] + count["duplicate", "fail"]
    if versions:
        parts.append(say("checks_duplicates", count=versions, differ=count["duplicate", "fail"]))
    if count["agency", "not_applicable"]:
        parts.append(say("checks_left_out", count=count["agency", "not_applicable"]))
    if count["input", "fail"]:
        parts.append(say("checks_unreadable", count=count["input", "fail"]))
    return say("list_semicolon").join(parts)
