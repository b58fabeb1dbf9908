"""The command line: its arguments, and which command they go to.

Data goes to the output, everything said about it to stderr. Heavy modules are imported when a command needs them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from gkml.commands.check import TABLE, check
from gkml.commands.convert import convert
from gkml.commands.extract import extract
from gkml.commands.inputs import RECORD_SUFFIXES, REPORT_SUFFIXES, Inputs, paths_to_inputs
from gkml.commands.messages import ALL_READ, BROKEN_PIPE, INTERRUPTED, WRONG_USAGE, tell
from gkml.commands.reports import explain, show
from gkml.errors import GkmlError

__all__ = ["Inputs", "main", "paths_to_inputs"]

_COMMANDS = {"extract": extract, "show": show, "explain": explain, "check": check, "convert": convert}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(argv)
    try:
        return _COMMANDS[options.command](options)
    except GkmlError as error:
        tell(error.message)
        return WRONG_USAGE
    except BrokenPipeError:
        # who reads has had enough; nothing of it may be said at exit, when Python flushes stdout once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED


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
    forms = _Parser(add_help=False)
    forms.add_argument(
        "--templates",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="forms (YAML files or folders of them) to use instead of those that come with gkml",
    )
    common = _Parser(add_help=False, parents=[forms])
    common.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a report, or a folder of reports: read recursively, files named "
        f"{' '.join(REPORT_SUFFIXES[:-1])} or without a suffix, hidden ones and READMEs left out",
    )
    common.add_argument(
        "--tagger",
        choices=("combined", "model", "rules"),
        default="combined",
        help="who reads the tables (default: %(default)s)",
    )
    _add_extract(commands, common)
    drawing = commands.add_parser("show", parents=[common], help="draw the tables on the terminal")
    drawing.add_argument("--no-color", action="store_true", help="no colours")
    drawing.add_argument(
        "--page-image",
        metavar="OUT.png",
        help="of one PDF or picture: draw the pages that figures were read from, a box around each, into one picture",
    )
    drawing.add_argument("--page", type=_page_number, metavar="N", help="the only page that --page-image draws")
    _add_explain(commands, forms)
    _add_check(commands, forms)
    _add_convert(commands, forms)
    return parser


def _add_extract(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("extract", parents=[common], help="write the figures as JSON lines or CSV")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help="file to write, or a folder (FOLDER/) that remembers what is done; without it, stdout",
    )
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        help="jsonl, csv, parquet, xlsx, xlsx-rows, duckdb; without it, the suffix of OUT decides; for a folder any "
        "number of them, parted by commas, beside its JSON lines",
    )
    parser.add_argument("--with-text", action="store_true", help="add the text that the offsets point into")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line on stderr for each report")
    many = parser.add_argument_group("many reports")
    many.add_argument(
        "--workers",
        type=_whole_number,
        metavar="N",
        help="processes that read; 0 reads in this one, where a report that hangs or crashes cannot be ended (default: "
        "as many as there are cores, 0 for a few reports)",
    )
    many.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help="time that one report may take (default: 120)"
    )
    many.add_argument(
        "--memory", type=_size, metavar="SIZE", help="memory that reading a report may take: 800M, 2G (default: 1G)"
    )
    many.add_argument(
        "--resume", action="store_true", help="go on with the run in FOLDER/: what is done and unchanged is not read"
    )
    many.add_argument(
        "--retry",
        choices=("failed", "timeout", "all"),
        help="as --resume, but read again what failed, what took too long, or everything",
    )
    many.add_argument(
        "--redo",
        action="store_true",
        help="as --retry all, also where the run in FOLDER/ was made with other options, model or forms",
    )
    many.add_argument(
        "--report",
        metavar="FILE.html",
        help="a page on the run; a bare name is put into FOLDER/ where that is the output",
    )
    many.add_argument(
        "--engine", choices=("local", "ray"), default="local", help="who reads: processes of this machine, or Ray"
    )
    many.add_argument("--address", metavar="ADDRESS", help="of the Ray cluster; without it, Ray starts on this machine")


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def _page_number(text: str) -> int:
    if not _whole_number(text):
        raise argparse.ArgumentTypeError("pages are counted from 1")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:  # also refuses nan
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds


def _size(text: str) -> int:
    number, unit = text[:-1], text[-1:].upper()
    scale = {"K": 10**3, "M": 10**6, "G": 10**9}.get(unit)
    if scale is None:
        number, scale = text, 1
    if not number.isdecimal() or int(number) * scale < _LEAST_MEMORY:
        raise argparse.ArgumentTypeError(f"{text!r} is no size of at least 50M, such as 800M or 2G")
    return int(number) * scale


_LEAST_MEMORY = 50 * 10**6  # a long report takes that


def _add_explain(commands: Any, forms: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "explain", parents=[forms], help="all that is known of one cell: print, readings, checks, conclusion"
    )
    parser.add_argument("path", metavar="PATH", help="a report")
    parser.add_argument("cell", metavar="CELL", help="id of a cell, or as much of its end as names one: granted.total")
    parser.add_argument(
        "--tagger",
        choices=("combined", "model", "rules"),
        default="combined",
        help="who reads the tables (default: %(default)s)",
    )
    parser.add_argument("--no-color", action="store_true", help="no colours")


def _add_check(commands: Any, forms: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "check",
        parents=[forms],
        help="check the records of many reports against one another",
        description="Check the records of gkml extract against one another: each agency from year to year, governments "
        "against what belongs to them, reports that were published twice. Contradictions are data: they do not change "
        "the exit status.",
        epilog="Exit status: 0 all lines read, 1 wrong usage, 2 some lines or files unreadable, 3 all of them.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="RECORDS",
        help=f"records as JSON lines, or a folder of them: read recursively, files named {' '.join(RECORD_SUFFIXES)}",
    )
    parser.add_argument(
        "--areas",
        metavar="CSV",
        help="who belongs to whom, columns agency, parent (机关, 上级) and perhaps year (年份)",
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="file to write; without it, a table on stdout")
    parser.add_argument(
        "--format", metavar="FORMAT", help=f"jsonl, csv or {TABLE}; without it, the suffix of OUT decides"
    )
    parser.add_argument("--no-color", action="store_true", help="no colours in the table")


def _add_convert(commands: Any, forms: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "convert",
        parents=[forms],
        help="write records as CSV, Parquet, an Excel workbook, a DuckDB file",
        description="Write the records of gkml extract in other formats. csv: one line a cell; parquet: a folder with "
        "the tables cells, reports and checks, by year; duckdb: the same tables in one file, with views; xlsx: one "
        "sheet a report as the form prints it, of more than 200 reports one row each; xlsx-rows: always one row each.",
        epilog="Exit status: 0 all lines read, 1 wrong usage, 2 some lines or files unreadable, 3 all of them.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="RECORDS",
        help="records as JSON lines, the folder of a run, or a folder of records: read recursively, files named "
        f"{' '.join(RECORD_SUFFIXES)}",
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="file or folder to write; without it, stdout")
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        help="jsonl, csv, parquet, duckdb, xlsx or xlsx-rows; without it, the suffix of OUT decides; several, parted "
        "by commas, go into the folder OUT in one pass",
    )


if __name__ == "__main__":
    sys.exit(main())
