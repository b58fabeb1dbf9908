"""``gkml show``, ``gkml explain``: reports to the terminal."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

from gkml.commands.engines import open_reader
from gkml.commands.inputs import STDIN
from gkml.commands.messages import (
    ALL_FAILED,
    ALL_READ,
    SOME_FAILED,
    code_text,
    language,
    note,
    open_console,
    say,
    tell,
)
from gkml.commands.outputs import probe, refuse_clashes
from gkml.commands.references import Found, find_reports, holds_records, require_references
from gkml.commands.reporting import reports_in_words
from gkml.errors import UsageError
from gkml.template import load_templates

__all__ = ["explain", "show"]

_NAMED = 8  # reports of a file that a message names


def show(options: argparse.Namespace) -> int:
    """Draw the tables of reports; the exit status."""
    from gkml.output.terminal import show as draw

    _check_arguments(options, options.paths)
    _check_page_image(options, len(options.paths))
    templates = load_templates(*map(Path, options.templates))
    console = open_console(no_color=options.no_color)
    count: Counter[str] = Counter()
    for found in find_reports(options.paths, lambda: open_reader(options)):
        _check_page_image(options, count.total() + 1)  # an archive holds more than one
        with console.capture() as drawing:
            if count.total():
                console.print("\n")
            draw(found.report, templates, console, language())
        sys.stdout.write(drawing.get())
        sys.stdout.flush()
        count[found.report.status] += 1
        if options.page_image is not None and found.report.error is None:
            _write_page_image(found, options)
    if count.total() > 1:
        note(reports_in_words(count))
    return _exit_status(count)


def _check_arguments(options: argparse.Namespace, paths: list[str]) -> None:
    """Everything that is named exists.

    Raises:
        UsageError: something does not, or the picture to be written is an input.
    """
    require_references([*paths, *options.templates, *([options.model] if options.model else [])])
    image = getattr(options, "page_image", None)
    refuse_clashes({"--page-image": image}, [path for path in paths if path != STDIN])


def _check_page_image(options: argparse.Namespace, reports: int) -> None:
    if options.page_image is None:
        if options.page is not None:
            raise UsageError(say("page_needs_image"))
        return
    if reports > 1:
        raise UsageError(say("one_report_drawn", number=reports))
    if Path(options.page_image).suffix.lower() not in _PICTURES:
        raise UsageError(say("image_unwritable", path=options.page_image, reason=Path(options.page_image).suffix))
    probe(options.page_image)


_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".pdf")


def _write_page_image(found: Found, options: argparse.Namespace) -> None:
    from gkml.output.page_image import report_to_image
    from gkml.readers.limits import DEFAULT_LIMITS

    if found.data is None:
        raise UsageError(say("image_needs_report", path=options.paths[0]))
    image = report_to_image(found.report, found.data, options.page, DEFAULT_LIMITS)
    try:
        image.save(options.page_image)
    except (OSError, ValueError) as error:
        raise UsageError(say("image_unwritable", path=options.page_image, reason=error)) from error
    note(say("page_image_written", path=options.page_image, width=image.width, height=image.height))


def explain(options: argparse.Namespace) -> int:
    """Draw one cell of one report; the exit status."""
    from gkml.output.explanation import explain as explain_cell

    _check_arguments(options, [options.path])
    templates = load_templates(*map(Path, options.templates))
    reports = [found.report for found in islice(find_reports([options.path], lambda: open_reader(options)), _NAMED + 1)]
    if len(reports) != 1:
        raise UsageError(_several(options.path, [report.source for report in reports]))
    (report,) = reports
    if report.error is not None:
        message = code_text(report.error.code, report.error.message)
        tell(say("input_failed", source=report.source, code=report.error.code, message=message))
        return ALL_FAILED
    console = open_console(no_color=options.no_color)
    with console.capture() as drawing:
        explain_cell(report, " ".join(options.cell), templates, console, language())
    sys.stdout.write(drawing.get())
    return ALL_READ


def _several(path: str, sources: list[str]) -> str:
    """What is said where a path holds several reports, or none."""
    of_records = holds_records(path)
    names = [f"{path}#{number} ({source})" if of_records else source for number, source in enumerate(sources, 1)]
    shown = say("list_comma").join(names[:_NAMED])
    key = "records_of" if of_records else "reports_of"
    more = len(sources) > _NAMED
    return say(key, path=path, count=f"{_NAMED}+" if more else len(sources), names=f"{shown} …" if more else shown)


def _exit_status(count: Counter[str]) -> int:
    if not count["failed"]:
        return ALL_READ
    return ALL_FAILED if count["failed"] == count.total() else SOME_FAILED
