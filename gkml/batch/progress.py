"""How far a run is, on stderr: a bar on a terminal, lines now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, TextIO

from gkml.batch.outcomes import Outcome
from gkml.messages import Language, sentence

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

__all__ = ["Progress", "Tally"]

_SECONDS = 10.0  # between lines
_SHARE = 0.05  # of the inputs between lines, where that is sooner
_LEAST = 1.0  # seconds between lines at any rate


class Tally:
    """Documents by status, and those that failed by the code of their error."""

    def __init__(self) -> None:
        self.status: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()

    def add(self, status: str, code: str | None, number: int = 1) -> None:
        """Count documents."""
        self.status[status] += number
        if code is not None:
            self.failures[code] += number

    def update(self, other: Tally) -> None:
        """Count what another has counted."""
        self.status.update(other.status)
        self.failures.update(other.failures)

    def total(self) -> int:
        """All documents."""
        return self.status.total()


class Progress:
    """Shows how far a run is, until it is closed.

    Args:
        total: inputs to read.
        stream: where to; None for stderr.
        language: that it speaks.
    """

    def __init__(self, total: int, stream: TextIO | None = None, *, language: Language = "en") -> None:
        self._total = total
        self._say = partial(sentence, "progress", language=language)
        self._stream = stream or sys.stderr
        self._bar: Bar | None = None
        self._line: TaskID | None = None
        self._inputs = self._failures = self._told = 0
        self._documents: Counter[int] = Counter()  # of inputs that hold several, as far as they are read
        self._began = self._last = time.monotonic()

        if self._stream.isatty() and total:
            self._open_bar()

    def _open_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(self._say("bar")),
            TimeRemainingColumn(),
        )
        self._bar = Bar(*columns, console=Console(file=self._stream), transient=True)
        self._line = self._bar.add_task("", total=self._total, rate="-", failures=0)
        self._bar.start()

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def add(self, outcome: Outcome) -> None:
        """A document was read."""
        self._failures += sum(record.status == "failed" for record in outcome.records)
        documents = self._documents[outcome.task.index] + 1
        if documents < outcome.members:
            self._documents[outcome.task.index] = documents
            return
        del self._documents[outcome.task.index]
        self._inputs += 1
        if self._bar is not None and self._line is not None:
            rate = f"{self._rate():.1f}"
            self._bar.update(self._line, completed=self._inputs, rate=rate, failures=self._failures)
        else:
            self._tell()

    def _rate(self) -> float:
        return self._inputs / max(time.monotonic() - self._began, 1e-9)

    def _tell(self) -> None:
        passed = time.monotonic() - self._last
        far = (self._inputs - self._told) >= _SHARE * self._total
        if self._inputs == self._total or passed < _LEAST or (passed < _SECONDS and not far):
            return
        rate = self._rate()
        left = self._in_words((self._total - self._inputs) / rate)
        share = self._inputs / self._total
        line = self._say(
            "line",
            inputs=self._inputs,
            total=self._total,
            share=share,
            rate=rate,
            failures=self._failures,
            left=left,
        )
        with contextlib.suppress(OSError):  # nobody listens; the data goes on
            print(line, file=self._stream, flush=True)
        self._last, self._told = time.monotonic(), self._inputs

    def _in_words(self, seconds: float) -> str:
        if seconds < 90:
            return self._say("seconds", number=seconds)
        key, number = ("minutes", seconds / 60) if seconds < 5400 else ("hours", seconds / 3600)
        return self._say(key, number=number)
