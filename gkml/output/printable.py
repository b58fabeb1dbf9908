"""Text of documents and file names, made safe to put on a terminal."""

from __future__ import annotations

__all__ = ["printable"]


def printable(text: str) -> str:
    """White space as a space, and everything else that does not print (escape sequences, bidi marks …) as ``�``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " if character.isspace() else "�" for character in text)
