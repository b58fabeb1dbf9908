"""Text of documents and file names, made safe to put on a terminal, and figures with every digit."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["printable", "shown_number"]


def printable(text: str) -> str:
    """White space as a space, and everything else that does not print (escape sequences, bidi marks …) as ``�``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " if character.isspace() else "�" for character in text)


def shown_number(value: int | Decimal | None) -> str:
    """A figure as text, every digit of it; nothing for None."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
