"""``gkml check``: the records of many reports against one another."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gkml.commands.inputs import RECORD_SUFFIXES, paths_to_inputs, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, SOME_FAILED, open_console, tell
from gkml.errors import UsageError

if TYPE_CHECKING:
    from gkml.output import Writer
    from gkml.output.series_table import SeriesTable
    from gkml.series.finding import SeriesCheck
    from gkml.series.series import Series

__all__ = ["TABLE", "check"]

TABLE = "table"
_MOST_TOLD = 20  # faulty lines of a run that are told one by one on stderr; all of them are in the output


def check(options: argparse.Namespace) -> int:
    """Write or draw what is found across records; the exit status."""
    from gkml.series.areas import read_areas
    from gkml.series.series import Series
    from gkml.template import load_templates

    inputs = paths_to_inputs(options.paths, options.output, RECORD_SUFFIXES)
    templates = load_templates(*options.templates)
    areas = read_areas(options.areas) if options.areas is not None else []
    count: Counter[tuple[str, str]] = Counter()
    with _open(options) as writer, Series(templates) as series:
        tell_about(inputs, RECORD_SUFFIXES)
        records = 0
        for found in _read(inputs.sources, series):
            if found is None:
                records += 1
                continue
            writer.write(found)
            count[found.kind, found.status] += 1
            _tell_fault(found, count["input", "fail"])
        for found in series.checks(areas):
            writer.write(found)
            count[found.kind, found.status] += 1
        agencies = series.agencies
    tell(_summary(records, agencies, count))
    if not count["input", "fail"]:
        return ALL_READ
    return SOME_FAILED if records else ALL_FAILED


def _open(options: argparse.Namespace) -> Writer[SeriesCheck] | SeriesTable:
    """The table is for people: it comes where no file and no other format is asked for."""
    from gkml.output.series import open_check_writer
    from gkml.output.series_table import SeriesTable

    if options.format == TABLE and options.output is not None:
        raise UsageError("the table is for the terminal; write jsonl or csv into a file")
    if options.format == TABLE or (options.format is None and options.output is None):
        return SeriesTable(open_console(no_color=options.no_color))
    return open_check_writer(options.output, options.format)


def _read(sources: tuple[str, ...], series: Series) -> Iterator[SeriesCheck | None]:
    """Every record goes into the series and comes out as None; what is none comes out as a finding."""
    from gkml.series.intake import Fault, read_file

    for source in sources:
        for record in read_file(source):
            if isinstance(record, Fault):
                yield record.to_check()
            else:
                series.add(record)
                yield None


def _tell_fault(found: SeriesCheck, number: int) -> None:
    if number <= _MOST_TOLD:
        tell(f"{found.code}: {found.message}")
    elif number == _MOST_TOLD + 1:
        tell("more lines are no records; the output names them all")


def _summary(records: int, agencies: int, count: Counter[tuple[str, str]]) -> str:
    parts = [f"{records} record{'' if records == 1 else 's'} of {agencies} {'agency' if agencies == 1 else 'agencies'}"]
    for kind in ("year", "hierarchy"):
        if any(count[kind, status] for status in ("pass", "fail", "undetermined", "not_applicable")):
            parts.append(f"{kind}: {', '.join(f'{count[kind, s]} {s}' for s in ('pass', 'fail', 'undetermined'))}")
    versions = count["duplicate", "pass"] + count["duplicate", "fail"]
    if versions:
        parts.append(f"duplicates: {versions}, {count['duplicate', 'fail']} of them differ")
    if count["agency", "not_applicable"]:
        parts.append(f"left out: {count['agency', 'not_applicable']}")
    if count["input", "fail"]:
        parts.append(f"unreadable: {count['input', 'fail']}")
    return "; ".join(parts)
