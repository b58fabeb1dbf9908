"""What commands say on stderr and in which language, and how they end."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

from gkml.errors import GkmlError, UsageError
from gkml.messages import Language, Sentence, error_sentence, language_of_locale, sentence

if TYPE_CHECKING:
    from rich.console import Console

    from gkml.series.intake import Fault

__all__ = [
    "ALL_FAILED",
    "ALL_READ",
    "BROKEN_PIPE",
    "INTERRUPTED",
    "SOME_FAILED",
    "WRONG_USAGE",
    "code_text",
    "error_text",
    "language",
    "note",
    "open_console",
    "require_stdout",
    "say",
    "speak",
    "tell",
    "tell_fault",
]

# Exit status
ALL_READ, WRONG_USAGE, SOME_FAILED, ALL_FAILED = 0, 1, 2, 3
INTERRUPTED, BROKEN_PIPE = 130, 141  # as a shell reports SIGINT and SIGPIPE: 128 and the number of the signal

_PIPE_WIDTH = 100  # columns where there is no screen to ask; rich would take 80


class _Manner:
    """How this process speaks; ``speak`` sets it when a command begins."""

    language: Language = "en"
    quiet = False


def speak(language: Language | None, *, quiet: bool = False) -> None:
    """Set the language (None: that of the locale) and whether notes are kept back."""
    _Manner.language = language or language_of_locale(os.environ)
    _Manner.quiet = quiet


def language() -> Language:
    """The language that a command speaks."""
    return _Manner.language


def say(key: str, **parameters: Any) -> str:
    """A sentence of ``gkml/messages/cli.*.toml`` in the language of the user."""
    return sentence("cli", key, _Manner.language, **parameters)


def tell(message: str) -> None:
    """A line on stderr; where nobody can be told, the data goes on."""
    from gkml.output.printable import printable

    with contextlib.suppress(OSError, ValueError, AttributeError):  # ValueError: closed; None has no ``write``
        sys.stderr.write(f"gkml: {printable(message)}\n")
        sys.stderr.flush()


def note(message: str) -> None:
    """The same of what ``--quiet`` keeps back: how it goes, not what went wrong."""
    if not _Manner.quiet:
        tell(message)


def error_text(error: GkmlError) -> str:
    """An error in the language of the user."""
    message = error.args[0]
    return message.said_in(_Manner.language) if isinstance(message, Sentence) else code_text(error.code, error.message)


def code_text(code: str, message: str) -> str:
    """The error of a record in the language of the user."""
    return error_sentence(code, message, _Manner.language)


def tell_fault(fault: Fault) -> None:
    """Tell of a line or a file that is no record."""
    message = fault.problem.said_in(_Manner.language)
    tell(say("input_failed", source=fault.where, code=fault.code, message=message))


def require_stdout() -> None:
    """There is a stdout; raises ``UsageError`` where it is closed."""
    if sys.stdout is None:
        raise UsageError(say("stdout_closed"))


def open_console(*, no_color: bool) -> Console:
    """Stdout for tables; raises ``UsageError`` where it is closed."""
    from rich.console import Console

    require_stdout()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that is not UTF-8 gets "?" and no traceback

    class _Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise  # the command ends as all do; rich would end it with the status of wrong usage

    at_screen = sys.stdout.isatty() or "COLUMNS" in os.environ
    return _Terminal(no_color=no_color or None, highlight=False, width=None if at_screen else _PIPE_WIDTH)
