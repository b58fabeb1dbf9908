"""The numbers that Word draws before paragraphs and that stand nowhere in their text: 一、 （一） 1.

Both formats of Word describe lists in the same way; this module counts, and knows nothing of files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gkml.readers.word.numerals import to_numeral

__all__ = ["Counter", "Level", "NumberedList"]

_PLACEHOLDER = re.compile("%([1-9])")
_CLOSED = re.compile(r"[\s、.．,，:：)）\]】〕」]\Z")
LEVELS = 9
_LONGEST = 255  # characters; Word draws no longer ones


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list.

    Attributes:
        number_format: name of the format, as in ST_NumberFormat.
        text: what is drawn; ``%1`` is the number of the first level.
        start: its first number.
        restart: the level (from 1) whose paragraphs let it begin again, and those above; 0 never; None the one above.
        legal: all numbers are drawn in decimal.
        style: id of the paragraph style that it is tied to.
    """

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list as paragraphs refer to it.

    Attributes:
        counted_as: lists with the same key count on from one another.
        levels: by number, from 0.
        restarts: levels at which this list begins anew, with the number that it begins with.
    """

    counted_as: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int] = field(default_factory=dict)


class Counter:
    """Counts the paragraphs of all lists of a document, in order of reading."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def count(self, list_id: str, numbered: NumberedList, depth: int) -> str:
        """Count one paragraph at a level (from 0) and return what is drawn before its text."""
        depth = min(max(depth, 0), LEVELS - 1)
        level = numbered.levels.get(depth)
        if level is None:
            return ""
        numbers = self._numbers.setdefault(numbered.counted_as, {})
        if depth in numbered.restarts and (list_id, depth) not in self._restarted:
            self._restarted.add((list_id, depth))
            numbers[depth] = numbered.restarts[depth]
        elif depth in numbers:
            numbers[depth] += 1
        else:
            numbers[depth] = level.start
        for deeper in [other for other in numbers if other > depth]:
            if _begins_again(deeper, numbered.levels.get(deeper), depth):
                del numbers[deeper]
        return _drawn(numbered, level, numbers)


def _begins_again(depth: int, level: Level | None, used: int) -> bool:
    restart = None if level is None else level.restart
    return used < (depth if restart is None else restart)


def _drawn(numbered: NumberedList, level: Level, numbers: Mapping[int, int]) -> str:
    """The text of a level with its numbers; a space follows where nothing else parts it from the paragraph."""
    if level.number_format == "bullet":
        return ""

    def number(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        shown = numbered.levels.get(depth, Level())
        number_format = "decimal" if level.legal and shown.number_format != "none" else shown.number_format
        return to_numeral(numbers.get(depth, shown.start), number_format)

    text = _PLACEHOLDER.sub(number, level.text[:_LONGEST])[:_LONGEST]
    return text if not text or _CLOSED.search(text) else f"{text} "
