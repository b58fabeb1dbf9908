"""Text in lines of a width that is counted as a terminal shows it: Chinese takes two columns, and breaks anywhere."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

__all__ = ["text_width", "wrap"]

_PIECE = re.compile(r"\s+|[\x21-\x7e]+|.", re.DOTALL)  # a blank, a word of ASCII, a character of its own
_NO_START = frozenset("，。；：、）！？”》％")  # no line begins with them


def text_width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(1 + (east_asian_width(sign) in "WF") for sign in text)


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text; a word that is too long for one is not cut."""
    lines, line, taken = [], "", 0
    pieces = _PIECE.findall(text)
    for piece, after in zip(pieces, [*pieces[1:], ""][: len(pieces)], strict=True):
        needed = text_width(piece)
        ending = text_width(after) if after in _NO_START else 0  # a mark goes with what stands in front of it
        if line and taken + needed + ending > width and piece not in _NO_START:
            lines.append(line.rstrip())
            line, taken = "", 0
        if line or not lines or not piece.isspace():
            line, taken = line + piece, taken + needed
    return [*lines, line.rstrip()] if line else lines
