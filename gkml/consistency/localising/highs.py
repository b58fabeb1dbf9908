"""HiGHS, imported where it is first used, and kept from printing to stdout, where nothing but records may stand."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import highspy

__all__ = ["new_solver"]

_STDOUT = 1  # by its number: what C++ prints does not go through ``sys.stdout``
_first = threading.Lock()
_greeted = False


def new_solver() -> highspy.Highs:
    """A solver that prints nothing.

    From 1.16.0 on the first solver of a process prints a banner while it is made, before an option could forbid it.
    """
    global _greeted
    import highspy

    with _first:
        with contextlib.nullcontext() if _greeted else _stdout_to_nowhere():
            solver = highspy.Highs()  # type: ignore[no-untyped-call]
        _greeted = True
    solver.setOptionValue("output_flag", False)
    return solver


@contextlib.contextmanager
def _stdout_to_nowhere() -> Iterator[None]:
    """For as long as it lasts, what is written to the file descriptor of stdout is lost; none needs to be open."""
    try:
        kept = os.dup(_STDOUT)
    except OSError:  # closed: nothing can be printed there
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        _flush()  # what others have printed before goes where it belongs
        os.dup2(nowhere, _STDOUT)
        os.close(nowhere)
        yield
    finally:
        _flush()
        os.dup2(kept, _STDOUT)
        os.close(kept)


def _flush() -> None:
    """Write out what the C library holds back."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # not every system has its symbols in the program
        ctypes.CDLL(None).fflush(None)
