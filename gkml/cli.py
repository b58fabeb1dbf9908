"""The command line: which command the arguments go to, and how it ends.

Data goes to the output, everything said about it to stderr. Heavy modules are imported when a command needs them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from gkml.commands.arguments import COMMANDS, build_parser
from gkml.commands.configuration import configure
from gkml.commands.messages import BROKEN_PIPE, INTERRUPTED, WRONG_USAGE, error_text, say, speak, tell
from gkml.commands.parsing import argparse_speaks
from gkml.errors import GkmlError, GkmlWarning
from gkml.messages import LANGUAGES, Language

__all__ = ["main"]

_HOMES = {"show": "reports", "explain": "reports"}  # modules of commands that are not of the same name


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    speak(_asked_language(arguments))
    try:
        with argparse_speaks(), warnings.catch_warnings():
            warnings.simplefilter("ignore", GkmlWarning)  # commands tell of what is amiss with their pipeline
            status = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as ending:
        return _left(ending)
    except GkmlError as error:
        tell(error_text(error))
        status = WRONG_USAGE
    except BrokenPipeError:
        status = BROKEN_PIPE  # who reads has had enough
    except KeyboardInterrupt:
        tell(say("interrupted"))
        status = INTERRUPTED
    except OSError as error:
        tell(say("system_error", name=error.filename or "stdout", reason=error.strerror or error))
        status = WRONG_USAGE
    except Exception as error:
        if os.environ.get("GKML_TRACEBACK"):
            raise
        tell(say("internal_error", kind=type(error).__name__, message=error))
        status = WRONG_USAGE
    _let_go_of_stdout()
    return status


def _run(arguments: list[str]) -> int:
    called = next((one for one in arguments if one in COMMANDS), "")
    options = build_parser(called).parse_args(arguments)
    options.arguments = arguments
    configure(options, os.environ, Path.cwd())
    speak(options.lang or _asked_language(arguments), quiet=options.quiet)
    command = getattr(import_module(f"gkml.commands.{_HOMES.get(options.command, options.command)}"), options.command)
    status: int = command(options)
    return status


def _asked_language(arguments: Sequence[str]) -> Language | None:
    """What ``--lang`` says, read before the parser is made: its help speaks the language already."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--lang", choices=LANGUAGES)
    with contextlib.suppress(argparse.ArgumentError, SystemExit):
        asked: Language | None = parser.parse_known_args(list(arguments))[0].lang
        return asked
    return None


def _left(ending: SystemExit) -> int:
    """argparse has answered, with its help or with what is wrong."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
        return BROKEN_PIPE
    except OSError as error:
        _let_go_of_stdout()
        tell(say("system_error", name="stdout", reason=error.strerror or error))
        return WRONG_USAGE
    raise ending


def _let_go_of_stdout() -> None:
    """Nothing of what could not be written may be said at exit, when Python flushes stdout once more."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
