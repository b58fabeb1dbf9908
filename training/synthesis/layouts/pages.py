"""Pages: lines cut into pages, with numbers at their feet and table heads repeated at their top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from training.synthesis.dice import Dice
from training.synthesis.layouts.layout import EMPTY
from training.synthesis.segments import Line, Segment, separator

__all__ = ["Printed", "paginate"]

_NUMBERS = ("- {} -", "—{}—", "— {} —", "-{}-", "第{}页", "－{}－", "- {} -", "{}")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of a page; ``head`` holds the lines of the table head that a new page would repeat before it."""

    line: Line
    head: tuple[Line, ...] = ()


def paginate(dice: Dice, printed: Sequence[Printed], *, indent: int = 0, gaps: bool = True) -> list[Line]:
    """Cut into pages.

    Args:
        dice: choices of the document.
        printed: all lines.
        indent: most spaces before a page number.
        gaps: whether empty lines stand around it.
    """
    if dice.chance(0.1):
        return [each.line for each in printed]
    length = dice.integer(28, 60)
    style = dice.pick(_NUMBERS[:-1]) if dice.chance(0.85) else None
    feed = dice.chance(0.3)
    repeat = dice.chance(0.25)
    number = dice.integer(1, 2)
    lines: list[Line] = []
    at = dice.integer(10, length)
    for each in printed:
        if at >= length:
            at = 0
            if style is not None:
                around = [EMPTY] * (dice.integer(0, 2) if gaps else 0)
                lead = separator(" " * dice.integer(0, indent)) if indent and dice.chance(0.7) else separator("")
                lines += [*around, (lead, Segment(style.format(number), "furniture")), *around]
            number += 1
            start = len(lines)
            if repeat:
                lines += each.head
            lines.append(each.line)
            if feed:
                lines[start] = (separator("\f"), *lines[start])
        else:
            lines.append(each.line)
        at += 1
    return lines
