"""What commands say on stderr, and how they end."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "ALL_FAILED",
    "ALL_READ",
    "BROKEN_PIPE",
    "INTERRUPTED",
    "SOME_FAILED",
    "WRONG_USAGE",
    "open_console",
    "tell",
]

# Exit status
ALL_READ, WRONG_USAGE, SOME_FAILED, ALL_FAILED = 0, 1, 2, 3
INTERRUPTED, BROKEN_PIPE = 130, 141  # as a shell reports SIGINT and SIGPIPE: 128 and the number of the signal

_PIPE_WIDTH = 100  # columns where there is no screen to ask; rich would take 80


def tell(message: str) -> None:
    """A line on stderr."""
    from gkml.output.printable import printable

    with contextlib.suppress(BrokenPipeError):  # nobody listens; the data goes on
        print(f"gkml: {printable(message)}", file=sys.stderr, flush=True)


def open_console(*, no_color: bool) -> Console:
    """Stdout for tables."""
    from rich.console import Console

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that is not UTF-8 gets "?" and no traceback
    at_screen = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(no_color=no_color or None, highlight=False, width=None if at_screen else _PIPE_WIDTH)
