"""``gkml extract``, ``gkml show``, ``gkml explain``: reports to records and to the terminal."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.commands.inputs import paths_to_inputs, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, INTERRUPTED, SOME_FAILED, open_console, tell

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline
    from gkml.report import Report

__all__ = ["explain", "extract", "show"]


def extract(options: argparse.Namespace) -> int:
    """Write the records of reports; the exit status."""
    from gkml.output import open_writer

    inputs = paths_to_inputs(options.paths, options.output)
    count: Counter[str] = Counter()
    interrupted = False
    with open_writer(options.output, options.format, with_text=options.with_text) as writer:
        tell_about(inputs)
        pipeline = _load(options)
        try:
            for report in pipeline.pipe(inputs.sources):
                writer.write(report)
                count[report.status] += 1
                _tell_of(report, verbose=options.verbose)
        except KeyboardInterrupt:
            if not writer.count:
                raise
            interrupted = True
    if interrupted:
        tell(f"interrupted; what is written holds {writer.count} of {len(inputs.sources)} reports")
    tell(_summary(count))
    return INTERRUPTED if interrupted else _exit_status(count)


def show(options: argparse.Namespace) -> int:
    """Draw the tables of reports; the exit status."""
    from gkml.output.terminal import show as draw

    inputs = paths_to_inputs(options.paths)
    tell_about(inputs)
    pipeline = _load(options)
    console = open_console(no_color=options.no_color)
    count: Counter[str] = Counter()
    for report in pipeline.pipe(inputs.sources):
        with console.capture() as drawing:
            if count.total():
                console.print("\n")
            draw(report, pipeline.templates, console)
        sys.stdout.write(drawing.get())
        sys.stdout.flush()
        count[report.status] += 1
    if count.total() > 1:
        tell(_summary(count))
    return _exit_status(count)


def explain(options: argparse.Namespace) -> int:
    """Draw one cell of one report; the exit status."""
    from gkml.output.explanation import explain as explain_cell

    pipeline = _load(options)
    report = pipeline(options.path)
    if report.error is not None:
        _tell_of(report, verbose=False)
        return ALL_FAILED
    console = open_console(no_color=options.no_color)
    with console.capture() as drawing:
        explain_cell(report, options.cell, pipeline.templates, console)
    sys.stdout.write(drawing.get())
    return ALL_READ


def _load(options: argparse.Namespace) -> Pipeline:
    from gkml.pipeline import load

    return load(tagger=options.tagger, templates=[Path(path) for path in options.templates])


def _exit_status(count: Counter[str]) -> int:
    if not count["failed"]:
        return ALL_READ
    return ALL_FAILED if count["failed"] == count.total() else SOME_FAILED


def _tell_of(report: Report, *, verbose: bool) -> None:
    if report.error is not None:
        tell(f"{report.source}: {report.error.code}: {report.error.message}")
    elif verbose:
        tell(f"{report.source}: {', '.join(_in_short(report))}")


def _in_short(report: Report) -> Iterator[str]:
    yield report.status
    yield report.agency or "agency unknown"
    yield str(report.year or "year unknown")
    yield f"form {report.template}"
    yield f"{sum(cell.state == 'number' for cell in report.cells.values())} figures"
    yield f"{sum(cell.review for cell in report.cells.values())} to review"
    yield f"checks failed: {sum(check.status == 'fail' for check in report.checks)}"


def _summary(count: Counter[str]) -> str:
    states = ", ".join(f"{count[status]} {status}" for status in ("ok", "partial", "failed"))
    return f"{count.total()} report{'' if count.total() == 1 else 's'}: {states}"
