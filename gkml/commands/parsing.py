"""argparse in two languages: its own words, names that were meant, and lines of Chinese at their width."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from gkml.commands.messages import WRONG_USAGE, language, say
from gkml.commands.spelling import nearest
from gkml.messages import sentence
from gkml.messages.wrapping import wrap

__all__ = ["Parser", "argparse_speaks"]

_WIDEST = 100  # columns of help; longer lines are hard to read


class Parser(argparse.ArgumentParser):
    """An argument parser whose usage errors end with status 1 and name what may have been meant."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_Help, **settings)
        self._given: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong, on stderr, and leave."""
        with contextlib.suppress(OSError, ValueError):
            self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}{self._swallowed(message)}\n")

    def _swallowed(self, message: str) -> str:
        """Where an argument is missing and an option that takes any number of names stands before all: that it does."""
        missing = vars(argparse)["_"]("the following arguments are required: %s").partition("%s")[0]
        greedy = [name for one in self._actions if one.nargs == "+" for name in one.option_strings]
        taking = [name for name in self._given if name in greedy]
        return say("option_takes_all", option=taking[-1]) if taking and message.startswith(missing) else ""

    def _print_message(self, message: str, file: Any = None) -> None:
        """argparse itself would say nothing of help that cannot be written."""
        if message and (file or sys.stderr) is not None:
            (file or sys.stderr).write(message)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Leave, though nobody can be told why."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if message:
                sys.stderr.write(message)
        raise SystemExit(status)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does; what was given is kept for messages."""
        self._given = sys.argv[1:] if args is None else args
        return super().parse_known_args(args, namespace)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does, but what is not known is answered with what is."""
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            speaking = getattr(found, "parser", self)
            speaking.error(say("unknown_arguments", names=" ".join(unknown)) + _meant(unknown, speaking.options()))
        return found

    def options(self) -> list[str]:
        """All options, as they are written."""
        return [name for action in self._actions for name in action.option_strings]

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = list(map(str, action.choices))
            raise argparse.ArgumentError(
                action, say("unknown_choice", value=value, choices=", ".join(choices)) + _meant([str(value)], choices)
            )


def _meant(names: Sequence[str], known: Sequence[str]) -> str:
    found = [one for name in names for one in nearest(name.partition("=")[0], known)]
    return say("did_you_mean", names=", ".join(dict.fromkeys(found))) if found else ""


@contextlib.contextmanager
def argparse_speaks() -> Iterator[None]:
    """argparse speaks the language of the user while the block runs.

    It looks its words up by a function of gettext under the name ``_`` of its module; there is no other hook.
    """
    names = vars(argparse)
    before = names["_"]
    if language() == "zh":
        names["_"] = _translated
    try:
        yield
    finally:
        names["_"] = before


def _translated(words: str) -> str:
    try:
        return sentence("argparse", words, "zh")
    except (KeyError, ValueError, IndexError):  # words that are not known; braces in them
        return words


class _Help(argparse.HelpFormatter):
    """Lines by the columns that they take: Chinese takes two a character, and breaks anywhere."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=min(_screen_width(), _WIDEST) - 2)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap(" ".join(text.split()), width - len(indent)))


def _screen_width() -> int:
    with contextlib.suppress(ValueError):
        return max(40, int(os.environ.get("COLUMNS", "")))
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    return 80
