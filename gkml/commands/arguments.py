"""The arguments of each command; only those of the command that is called are made."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from gkml.commands.annotation_arguments import add_actions, add_select
from gkml.commands.messages import ALL_READ, say
from gkml.commands.parsing import Parser
from gkml.messages import LANGUAGES

__all__ = ["COMMANDS", "SHELLS", "build_parser"]

SHELLS = ("bash", "zsh", "tcsh")
_LAST_PORT = 65_535
_LEAST_MEMORY = 50 * 10**6  # a long report takes that


def build_parser(called: str | None) -> Parser:
    """The parser of the command line.

    Args:
        called: the command whose arguments are needed; None for those of all.
    """
    parser = Parser(prog="gkml", add_help=False, description=say("about"), epilog=say("exit_status"))
    _add_general(parser, own=False)
    parser.add_argument("--version", action=_Version, nargs=0, help=say("help_version"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title=say("commands"))
    for name, add in COMMANDS.items():
        command = commands.add_parser(name, add_help=False, help=say(f"about_{name}"))
        command.set_defaults(parser=command)
        if called in (None, name):
            _add_general(command, own=True)
            add(command)
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from gkml import __version__

        print(f"gkml {__version__}")
        parser.exit(ALL_READ)


def _add_general(parser: Parser, *, own: bool, inner: bool = False) -> None:
    parser.add_argument("-h", "--help", action="help", help=say("help_help"))
    default: Any = argparse.SUPPRESS if own else None  # what stands before the command counts too
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=say("help_lang"))
    if own:
        quiet: Any = argparse.SUPPRESS if inner else False
        parser.add_argument("-q", "--quiet", action="store_true", default=quiet, help=say("help_quiet"))


def _add_forms(parser: Parser) -> None:
    parser.add_argument(
        "--templates", nargs="+", action="extend", default=[], metavar="FILE", help=say("help_templates")
    )


def _add_pipeline(parser: Parser) -> None:
    _add_forms(parser)
    parser.add_argument("--tagger", choices=("combined", "model", "rules"), help=say("help_tagger"))
    parser.add_argument("--model", metavar="FOLDER", help=say("help_model"))
    parser.set_defaults(settings=None)  # of gkml.toml and the environment, where there are any


def _add_extract(parser: Parser) -> None:
    parser.description = say("more_extract")
    parser.add_argument("paths", nargs="+", metavar="PATH", help=say("help_reports"))
    _add_pipeline(parser)
    parser.add_argument("-o", "--output", metavar="OUT", help=say("help_output"))
    parser.add_argument("--format", metavar="FORMAT", help=say("help_format"))
    parser.add_argument("--with-text", action="store_true", help=say("help_with_text"))
    parser.add_argument("--join", action="store_true", help=say("help_join"))
    parser.add_argument("-v", "--verbose", action="store_true", help=say("help_verbose"))
    many = parser.add_argument_group(say("many_reports"))
    many.add_argument("--workers", type=_whole_number, metavar="N", help=say("help_workers"))
    many.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=say("help_timeout"))
    many.add_argument("--memory", type=_size, metavar="SIZE", help=say("help_memory"))
    many.add_argument("--resume", action="store_true", help=say("help_resume"))
    many.add_argument("--retry", choices=("failed", "timeout", "all"), help=say("help_retry"))
    many.add_argument("--redo", action="store_true", help=say("help_redo"))
    many.add_argument("--report", metavar="FILE.html", help=say("help_report"))
    many.add_argument("--engine", choices=("local", "ray"), default="local", help=say("help_engine"))
    many.add_argument("--address", metavar="ADDRESS", help=say("help_address"))


def _add_show(parser: Parser) -> None:
    parser.description = say("more_show")
    parser.add_argument("paths", nargs="+", metavar="PATH", help=say("help_reports_or_records"))
    _add_pipeline(parser)
    parser.add_argument("--no-color", action="store_true", help=say("help_no_color"))
    parser.add_argument("--page-image", metavar="OUT.png", help=say("help_page_image"))
    parser.add_argument("--page", type=_page_number, metavar="N", help=say("help_page"))


def _add_explain(parser: Parser) -> None:
    parser.description = say("more_explain")
    parser.add_argument("path", metavar="PATH", help=say("help_report_or_record"))
    parser.add_argument("cell", nargs="+", metavar="CELL", help=say("help_cell"))
    _add_pipeline(parser)
    parser.add_argument("--no-color", action="store_true", help=say("help_no_color"))


def _add_check(parser: Parser) -> None:
    parser.description, parser.epilog = say("more_check"), say("exit_status_records")
    parser.add_argument("paths", nargs="+", metavar="RECORDS", help=say("help_records"))
    _add_forms(parser)
    parser.add_argument("--areas", metavar="CSV", help=say("help_areas"))
    parser.add_argument("-o", "--output", metavar="OUT", help=say("help_check_output"))
    parser.add_argument("--format", metavar="FORMAT", help=say("help_check_format"))
    parser.add_argument("--no-color", action="store_true", help=say("help_no_color"))


def _add_convert(parser: Parser) -> None:
    parser.description, parser.epilog = say("more_convert"), say("exit_status_records")
    parser.add_argument("paths", nargs="+", metavar="RECORDS", help=say("help_records"))
    _add_forms(parser)
    parser.add_argument("-o", "--output", metavar="OUT", help=say("help_convert_output"))
    parser.add_argument("--format", metavar="FORMAT", help=say("help_convert_format"))


def _add_review(parser: Parser) -> None:
    parser.description = say("more_review")
    parser.add_argument("path", metavar="RECORDS", help=say("help_review_records"))
    _add_pipeline(parser)
    parser.add_argument("--decisions", metavar="FILE", help=say("help_decisions"))
    parser.add_argument("--sources", metavar="FOLDER", nargs="+", action="extend", help=say("help_sources"))
    parser.add_argument("--port", type=_port, default=8463, metavar="PORT", help=say("help_port"))
    parser.add_argument("--who", metavar="NAME", help=say("help_who"))
    parser.add_argument("--no-open", dest="open", action="store_false", help=say("help_no_open"))


def _add_export(parser: Parser) -> None:
    parser.description, parser.epilog = say("more_export"), say("exit_status_records")
    parser.add_argument("paths", nargs="+", metavar="RECORDS", help=say("help_records"))
    _add_forms(parser)
    parser.add_argument("--decisions", metavar="FILE", help=say("help_decisions"))
    parser.add_argument("-o", "--output", metavar="OUT", help=say("help_convert_output"))
    parser.add_argument("--format", metavar="FORMAT", help=say("help_convert_format"))


def _add_cells(parser: Parser) -> None:
    parser.description = say("more_cells")
    parser.add_argument("names", nargs="*", metavar="NAME", help=say("help_cell_names"))
    _add_forms(parser)
    parser.add_argument("--table", metavar="TABLE", help=say("help_table"))
    parser.add_argument("--form", metavar="FORM", help=say("help_form"))
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text", help=say("help_cells_format"))


def _add_annotations(parser: Parser) -> None:
    add_actions(parser, lambda action: _add_general(action, own=True, inner=True))


def _add_config(parser: Parser) -> None:
    parser.description = say("more_config")
    parser.add_argument("--changed", action="store_true", help=say("help_config_changed"))
    parser.add_argument("--format", choices=("text", "json", "toml"), default="text", help=say("help_config_format"))


def _add_completion(parser: Parser) -> None:
    parser.description = say("more_completion")
    parser.add_argument("shell", choices=SHELLS, help=say("help_shell"))


COMMANDS: dict[str, Callable[[Parser], None]] = {
    "extract": _add_extract,
    "show": _add_show,
    "explain": _add_explain,
    "check": _add_check,
    "convert": _add_convert,
    "review": _add_review,
    "export": _add_export,
    "cells": _add_cells,
    "annotations": _add_annotations,
    "select": add_select,
    "config": _add_config,
    "completion": _add_completion,
}


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(say("no_whole_number", text=text))
    return int(text)


def _page_number(text: str) -> int:
    if not _whole_number(text):
        raise argparse.ArgumentTypeError(say("pages_from_1"))
    return int(text)


def _port(text: str) -> int:
    if _whole_number(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(say("no_port", text=text, last=_LAST_PORT))
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:  # also refuses nan
        raise argparse.ArgumentTypeError(say("no_seconds", text=text))
    return seconds


def _size(text: str) -> int:
    number, unit = text[:-1], text[-1:].upper()
    scale = {"K": 10**3, "M": 10**6, "G": 10**9}.get(unit)
    if scale is None:
        number, scale = text, 1
    if not number.isdecimal() or int(number) * scale < _LEAST_MEMORY:
        raise argparse.ArgumentTypeError(say("no_size", text=text))
    return int(number) * scale
