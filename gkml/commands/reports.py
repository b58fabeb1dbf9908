"""``gkml show``, ``gkml explain``: reports to the terminal."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gkml.commands.inputs import paths_to_inputs, tell_about
from gkml.commands.messages import ALL_FAILED, ALL_READ, SOME_FAILED, open_console, tell
from gkml.errors import UsageError

if TYPE_CHECKING:
    from gkml.pipeline import Pipeline
    from gkml.readers.sources import Source
    from gkml.records.report import Report

__all__ = ["explain", "show"]


def show(options: argparse.Namespace) -> int:
    """Draw the tables of reports; the exit status."""
    from gkml.output.terminal import show as draw

    inputs = paths_to_inputs(options.paths, options.page_image)
    _check_page_image(options, len(inputs.sources))
    tell_about(inputs)
    pipeline = _load(options)
    console = open_console(no_color=options.no_color)
    count: Counter[str] = Counter()
    for source, report in _read(pipeline, inputs.sources):
        _check_page_image(options, count.total() + 1)  # an archive holds more than one
        with console.capture() as drawing:
            if count.total():
                console.print("\n")
            draw(report, pipeline.templates, console)
        sys.stdout.write(drawing.get())
        sys.stdout.flush()
        count[report.status] += 1
        if options.page_image is not None and report.error is None:
            _write_page_image(report, source.data, options, pipeline)
    if count.total() > 1:
        tell(_summary(count))
    return _exit_status(count)


def _read(pipeline: Pipeline, paths: Iterable[str]) -> Iterator[tuple[Source, Report]]:
    from gkml.readers.sources import path_to_sources

    for path in paths:
        for source in path_to_sources(path, pipeline.limits):
            yield source, pipeline.read_source(source)


def _check_page_image(options: argparse.Namespace, reports: int) -> None:
    if options.page_image is None and options.page is not None:
        raise UsageError("--page is the page that --page-image draws; name its file as well")
    if options.page_image is not None and reports > 1:
        raise UsageError("--page-image draws the pages of one report; name one")


def _write_page_image(report: Report, data: bytes, options: argparse.Namespace, pipeline: Pipeline) -> None:
    from gkml.output.page_image import report_to_image

    image = report_to_image(report, data, options.page, pipeline.limits)
    try:
        image.save(options.page_image)
    except (OSError, ValueError) as error:  # ValueError: a suffix that is no kind of picture
        raise UsageError(f"{options.page_image} cannot be written: {error}; name a .png file") from error
    tell(f"pages with the boxes of cells: {options.page_image}, {image.width} x {image.height} pixels")


def explain(options: argparse.Namespace) -> int:
    """Draw one cell of one report; the exit status."""
    from gkml.output.explanation import explain as explain_cell

    pipeline = _load(options)
    report = pipeline(options.path)
    if report.error is not None:
        tell(f"{report.source}: {report.error.code}: {report.error.message}")
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


def _summary(count: Counter[str]) -> str:
    states = ", ".join(f"{count[status]} {status}" for status in ("ok", "partial", "failed"))
    return f"{count.total()} report{'' if count.total() == 1 else 's'}: {states}"
