"""The arguments of what concerns annotations: ``gkml annotations …`` and ``gkml select``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from gkml.commands.messages import say
from gkml.commands.parsing import Parser

__all__ = ["ACTIONS", "add_actions", "add_select"]

_TAGGERS = ("combined", "model", "rules")


def add_actions(parser: Parser, add_general: Callable[[Parser], None]) -> None:
    """The actions of ``gkml annotations``; ``add_general`` adds what every command has."""
    parser.description = say("more_annotations")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", title=say("commands"))
    for name, add in ACTIONS.items():
        action = actions.add_parser(name, add_help=False, help=say(f"about_annotations_{name.replace('-', '_')}"))
        action.set_defaults(parser=action)
        add_general(action)
        add(action)


def _add_export(parser: Parser) -> None:
    parser.description = say("more_annotations_export")
    parser.add_argument("paths", nargs="+", metavar="FILE", help=say("help_annotations"))
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help=say("help_exchange_output"))
    parser.add_argument("--format", metavar="FORMAT", help=say("help_exchange_format"))


def _add_import(parser: Parser) -> None:
    parser.description = say("more_annotations_import")
    parser.add_argument("paths", nargs="+", metavar="FILE", help=say("help_exchanged"))
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help=say("help_annotations_output"))
    parser.add_argument("--format", metavar="FORMAT", help=say("help_exchange_format"))
    parser.add_argument("--checked", action="store_true", help=say("help_checked"))


def _add_check(parser: Parser) -> None:
    parser.description, parser.epilog = say("more_annotations_check"), say("exit_status_check")
    parser.add_argument("paths", nargs="+", metavar="FILE", help=say("help_annotations"))
    parser.add_argument("--fix", action="store_true", help=say("help_fix"))
    parser.add_argument("--counts", action="store_true", help=say("help_counts"))
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help=say("help_faults_format"))


def _add_pre_annotate(parser: Parser) -> None:
    parser.description = say("more_annotations_pre_annotate")
    parser.add_argument("paths", nargs="+", metavar="PATH", help=say("help_reports"))
    parser.add_argument("--tagger", choices=_TAGGERS, default="combined", help=say("help_tagger"))
    parser.add_argument("--model", metavar="FOLDER", help=say("help_model"))
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help=say("help_annotations_output"))
    parser.add_argument("--format", metavar="FORMAT", help=say("help_pre_annotate_format"))


def _add_labels(parser: Parser) -> None:
    parser.description = say("more_annotations_labels")
    parser.add_argument(
        "--format", choices=("label-studio", "doccano", "text"), default="text", help=say("help_labels")
    )


ACTIONS: dict[str, Callable[[Parser], None]] = {
    "export": _add_export,
    "import": _add_import,
    "check": _add_check,
    "pre-annotate": _add_pre_annotate,
    "labels": _add_labels,
}


def add_select(parser: Parser) -> None:
    """The arguments of ``gkml select``."""
    parser.description, parser.epilog = say("more_select"), say("exit_status_records")
    parser.add_argument("paths", nargs="+", metavar="RECORDS", help=say("help_records"))
    parser.add_argument("-n", "--count", type=_positive, default=50, metavar="N", help=say("help_count"))
    parser.add_argument("-o", "--output", metavar="OUT", help=say("help_select_output"))
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help=say("help_select_format"))


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(say("no_count", text=text))
    return int(text)
