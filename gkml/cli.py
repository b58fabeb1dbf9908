"""The command line: ``gkml extract`` and ``gkml show``.

Data goes to the output, everything said about it to stderr. Heavy modules are imported when a command needs them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from gkml.errors import GkmlError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from gkml.pipeline import Pipeline
    from gkml.report import Report

__all__ = ["Inputs", "main", "paths_to_inputs"]

SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", "")
"""What is taken from folders; a file that is named is always taken."""

# Exit status
ALL_READ, WRONG_USAGE, SOME_FAILED, ALL_FAILED = 0, 1, 2, 3
INTERRUPTED, BROKEN_PIPE = 130, 141  # as a shell reports SIGINT and SIGPIPE: 128 and the number of the signal

_PIPE_WIDTH = 100  # columns of ``show`` where there is no screen to ask; rich would take 80


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(argv)
    try:
        return _show(options) if options.command == "show" else _extract(options)
    except GkmlError as error:
        _tell(error.message)
        return WRONG_USAGE
    except BrokenPipeError:
        # who reads has had enough; nothing of it may be said at exit, when Python flushes stdout once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        _tell("interrupted")
        return INTERRUPTED


# ---------------------------------------------------------------------------------------------------------------------
# Arguments


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from gkml import __version__

        print(f"gkml {__version__}")
        parser.exit(ALL_READ)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gkml",
        description="Read Chinese government information disclosure reports (政府信息公开工作年度报告).",
        epilog="Exit status: 0 all read, 1 wrong usage, 2 some inputs failed, 3 all failed.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    common = _Parser(add_help=False)
    common.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a report, or a folder of reports: read recursively, files named "
        f"{' '.join(SUFFIXES[:-1])} or without a suffix, hidden ones and READMEs left out",
    )
    common.add_argument(
        "--tagger",
        choices=("combined", "model", "rules"),
        default="combined",
        help="who reads the tables (default: %(default)s)",
    )
    common.add_argument(
        "--templates",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="forms (YAML files or folders of them) to use instead of those that come with gkml",
    )

    extract = commands.add_parser("extract", parents=[common], help="write the figures as JSON lines or CSV")
    extract.add_argument("-o", "--output", metavar="OUT", help="file to write; without it, stdout")
    extract.add_argument("--format", metavar="FORMAT", help="jsonl or csv; without it, the suffix of OUT decides")
    extract.add_argument("--with-text", action="store_true", help="add the text that the offsets point into")
    extract.add_argument("-v", "--verbose", action="store_true", help="a line on stderr for each report")

    show = commands.add_parser("show", parents=[common], help="draw the tables on the terminal")
    show.add_argument("--no-color", action="store_true", help="no colours")
    return parser


# ---------------------------------------------------------------------------------------------------------------------
# Inputs


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the arguments come to.

    Attributes:
        sources: every input once, as the user would name it.
        empty: folders in which no report was found.
        left_out: how many files were left in folders for their suffix, by suffix.
    """

    sources: tuple[str, ...]
    empty: tuple[str, ...]
    left_out: Counter[str]


def paths_to_inputs(paths: Iterable[str], output: str | None = None) -> Inputs:
    """Folders replaced by the reports in them, in the order of their names; a file reached twice stands once.

    Raises:
        UsageError: ``output`` is named as an input, or there is no input at all.
    """
    target = None if output is None else os.path.realpath(output)
    sources: dict[str, str] = {}
    empty: list[str] = []
    left_out: Counter[str] = Counter()
    for path in paths:
        found = [path]
        if os.path.isdir(path):
            found = [name for name in _files_below(path, left_out) if os.path.realpath(name) != target]
            if not found:
                empty.append(path)
        elif target is not None and os.path.realpath(path) == target:
            raise UsageError(f"{path!r} is both an input and the output; name another output")
        for name in found:
            sources.setdefault(os.path.realpath(name), name)
    if not sources:
        raise UsageError(f"no report in {', '.join(empty)}; files taken from a folder end in {' '.join(SUFFIXES[:-1])}")
    return Inputs(tuple(sources.values()), tuple(empty), left_out)


def _files_below(folder: str, left_out: Counter[str]) -> list[str]:
    """Reports in a folder; a folder in it that cannot be listed stands for itself and will fail as an input."""
    found: list[str] = []
    for root, folders, names in os.walk(folder, onerror=lambda error: found.append(error.filename)):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = os.path.join(root, name)
            # a broken link goes on to be reported; a named pipe would wait for ever
            if name.startswith(".") or (os.path.exists(path) and not os.path.isfile(path)):
                continue
            stem, suffix = os.path.splitext(name)
            if stem.lower().partition(".")[0] == "readme":
                continue
            if suffix.lower() in SUFFIXES:
                found.append(path)
            else:
                left_out[suffix.lower()] += 1
    return sorted(found, key=lambda path: path.split(os.sep))


# ---------------------------------------------------------------------------------------------------------------------
# Commands


def _extract(options: argparse.Namespace) -> int:
    from gkml.output import open_writer

    inputs = paths_to_inputs(options.paths, options.output)
    count: Counter[str] = Counter()
    interrupted = False
    with open_writer(options.output, options.format, with_text=options.with_text) as writer:
        _tell_about(inputs)
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
        _tell(f"interrupted; what is written holds {writer.count} of {len(inputs.sources)} reports")
    _tell(_summary(count))
    return INTERRUPTED if interrupted else _exit_status(count)


def _show(options: argparse.Namespace) -> int:
    from gkml.output.terminal import show

    inputs = paths_to_inputs(options.paths)
    _tell_about(inputs)
    pipeline = _load(options)
    console = _console(no_color=options.no_color)
    count: Counter[str] = Counter()
    for report in pipeline.pipe(inputs.sources):
        with console.capture() as drawing:
            if count.total():
                console.print("\n")
            show(report, pipeline.templates, console)
        sys.stdout.write(drawing.get())
        sys.stdout.flush()
        count[report.status] += 1
    if count.total() > 1:
        _tell(_summary(count))
    return _exit_status(count)


def _load(options: argparse.Namespace) -> Pipeline:
    from gkml.pipeline import load

    return load(tagger=options.tagger, templates=[Path(path) for path in options.templates])


def _console(*, no_color: bool) -> Console:
    from rich.console import Console

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that is not UTF-8 gets "?" and no traceback
    at_screen = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(no_color=no_color or None, highlight=False, width=None if at_screen else _PIPE_WIDTH)


def _exit_status(count: Counter[str]) -> int:
    if not count["failed"]:
        return ALL_READ
    return ALL_FAILED if count["failed"] == count.total() else SOME_FAILED


# ---------------------------------------------------------------------------------------------------------------------
# Messages


def _tell(message: str) -> None:
    from gkml.output.printable import printable

    with contextlib.suppress(BrokenPipeError):  # nobody listens; the data goes on
        print(f"gkml: {printable(message)}", file=sys.stderr, flush=True)


def _tell_about(inputs: Inputs) -> None:
    for folder in inputs.empty:
        _tell(f"warning: no report in {folder}")
    if inputs.left_out:
        kinds = ", ".join(f"{number} {suffix}" for suffix, number in sorted(inputs.left_out.items()))
        _tell(f"files of other kinds left out: {kinds}")


def _tell_of(report: Report, *, verbose: bool) -> None:
    if report.error is not None:
        _tell(f"{report.source}: {report.error.code}: {report.error.message}")
    elif verbose:
        _tell(f"{report.source}: {', '.join(_in_short(report))}")


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


if __name__ == "__main__":
    sys.exit(main())
