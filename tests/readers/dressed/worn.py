"""What stands in a cell instead of a plain figure."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TOKEN", "Worn", "filled", "shown_of"]

TOKEN = "dressed"
"""What a report holds where a dressed figure is put in."""


class Worn(NamedTuple):
    """A dress of a format that is made of marks.

    Attributes:
        markup: ``{v}`` is the figure, ``{o}`` other digits.
        shown: what a person reads there, in the same words; empty where nothing is seen, None where nobody can tell.
        style: what a style sheet says of it.
    """

    markup: str
    shown: str | None = "{v}"
    style: str = ""


def filled(markup: str, figure: str, other: str) -> str:
    """Markup with its figures."""
    return markup.replace("{v}", figure).replace("{o}", other)


def shown_of(worn: Worn, figure: str, other: str) -> str | None:
    """What is shown of a figure beside other digits."""
    return None if worn.shown is None else filled(worn.shown, figure, other)
