"""Checks across reports on the terminal: how many there are of each kind, and what a person should look at."""

from __future__ import annotations

from collections import Counter
from functools import partial
from types import TracebackType

from rich.box import HORIZONTALS
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gkml.messages import Language, sentence
from gkml.output.printable import printable
from gkml.series.finding import SeriesCheck

__all__ = ["SeriesTable"]

_MOST_ROWS = 200  # of one kind; more than that is for a file
_STATUSES = ("pass", "fail", "undetermined", "not_applicable")
_KINDS = ("input", "agency", "duplicate", "year", "hierarchy")
_STYLES = {"fail": "red", "undetermined": "yellow"}


class SeriesTable:
    """Collects checks and draws them when the ``with`` block is left without an exception.

    What passes is counted and not shown, and so are figures that cannot be compared; other findings that are undecided
    are shown, because somebody has to decide them.
    """

    def __init__(self, console: Console, language: Language = "en") -> None:
        self._console = console
        self._language = language
        self._say = partial(sentence, "show", language=language)
        self._shown: dict[str, list[SeriesCheck]] = {kind: [] for kind in _KINDS}
        self._more: Counter[str] = Counter()
        self._counted: Counter[tuple[str, str]] = Counter()
        self.count = 0

    def write(self, check: SeriesCheck) -> None:
        """One more check."""
        self.count += 1
        self._counted[check.kind, check.status] += 1
        if not _is_shown(check):
            return
        rows = self._shown[check.kind]
        if len(rows) < _MOST_ROWS:
            rows.append(check)
        else:
            self._more[check.kind] += 1

    def __enter__(self) -> SeriesTable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._draw()

    def _draw(self) -> None:
        if self.count:
            self._console.print(self._summary())
        for kind in _KINDS:
            if self._shown[kind]:
                self._console.print()
                self._console.print(Text(self._say(f"title_{kind}"), style="bold"))
                self._console.print(_checks_to_table(self._shown[kind], self._language))
            if self._more[kind]:
                self._console.print(self._say("more_checks", number=self._more[kind]))

    def _summary(self) -> Table:
        table = Table(box=HORIZONTALS)
        table.add_column("")
        for status in _STATUSES:
            table.add_column(self._say(f"{status}_of"), justify="right")
        for kind in _KINDS:
            if any(self._counted[kind, status] for status in _STATUSES):
                counts = (str(self._counted[kind, status] or "") for status in _STATUSES)
                table.add_row(self._say(f"title_{kind}"), *counts)
        return table


def _is_shown(check: SeriesCheck) -> bool:
    if check.status == "fail":
        return True
    return check.status == "undetermined" and (check.kind not in ("year", "hierarchy") or check.code == "coverage")


def _checks_to_table(checks: list[SeriesCheck], language: Language) -> Table:
    """Agency, years and the sentence; an agency is named once for its checks in a row."""
    say = partial(sentence, "show", language=language)
    table = Table(box=HORIZONTALS)
    named = any(check.agency for check in checks)
    dated = any(check.left_years or check.right_years for check in checks)
    if named:
        table.add_column(say("column_agency"), overflow="fold", max_width=24)
    if dated:
        table.add_column(say("column_years"), no_wrap=True)
    table.add_column(say("column_finding"), overflow="fold")
    before = None
    for check in checks:
        row = []
        if named:
            row.append(Text("" if check.agency == before else printable(check.agency or "")))
        if dated:
            years = sorted({*check.left_years, *check.right_years})
            row.append(Text("–".join(map(str, dict.fromkeys((years[0], years[-1])))) if years else ""))
        table.add_row(*row, Text(printable(check.said_in(language)), style=_STYLES.get(check.status, "")))
        before = check.agency
    return table
