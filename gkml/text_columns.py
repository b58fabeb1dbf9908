"""Where on its line a piece of an aligned text dump stands: counted in characters, or in columns of a screen.

Most tools that lay out columns with spaces count every character once; some count an ideograph twice, as a screen
shows it. Which one a dump follows is told by its own figures: they stand under one another in one of the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

__all__ = ["counts_screen_columns", "screen_column", "screen_width"]

_FIGURE = re.compile(r"(?<=[ \u3000\u00a0]{2})[+\-]?\d[\d.,]*(?=[ \u3000\u00a0]{2}|\s*$)")
_CLEARLY = 1.25  # times as many figures must stand under one another on the screen as by characters
_FEWEST = 8  # such figures; fewer may stand so by chance


@lru_cache(maxsize=8192)
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def screen_width(text: str) -> int:
    """Columns that a text takes on a screen: two for an ideograph or a full-width sign, one for others."""
    return sum(map(_character_width, text))


def screen_column(text: str, at: int) -> int:
    """The screen column of character ``at`` of a line."""
    return screen_width(text[:at])


def counts_screen_columns(lines: Iterable[str]) -> bool:
    """Whether the figures of a dump stand under one another on a screen, and less so by characters."""
    before: dict[bool, set[int]] = {False: set(), True: set()}
    under = {False: 0, True: 0}
    for line in lines:
        if "  " not in line and "\u3000" not in line and "\u00a0" not in line:
            continue
        figures = [match.span() for match in _FIGURE.finditer(line)]
        if not figures:
            continue
        columns = [0, *accumulate(map(_character_width, line))]
        for on_screen in (False, True):
            spans = [(columns[a], columns[b]) if on_screen else (a, b) for a, b in figures]
            # left edges even, right edges odd, so that the two never meet
            edges = {2 * a for a, _ in spans} | {2 * b + 1 for _, b in spans}
            under[on_screen] += sum(2 * a in before[on_screen] or 2 * b + 1 in before[on_screen] for a, b in spans)
            before[on_screen] = edges
    return under[True] >= _FEWEST and under[True] > _CLEARLY * under[False]
