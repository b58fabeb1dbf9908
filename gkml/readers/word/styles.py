"""Styles of a .docx: what a paragraph or run takes from them, as far as its text depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gkml.readers.ooxml import Element
from gkml.readers.word.markup import W, child, integer, is_on, value

__all__ = ["Style", "Styles"]

_DEEPEST = 32  # styles based on one another; Word allows about ten


@dataclass(frozen=True, slots=True)
class Style:
    """What one style says itself.

    Attributes:
        based_on: id of the style it continues.
        name: its name, lower case; the id may be anything.
        list_id, depth: the list that it numbers paragraphs by, and the level in it, where it says so.
        hidden: whether its text is hidden, where it says so.
    """

    based_on: str | None
    name: str
    list_id: str | None = None
    depth: int | None = None
    hidden: bool | None = None


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.default: str | None = None
        for element in () if root is None else root.iter(f"{W}style"):
            style_id = value(element, "styleId") or ""
            self._styles[style_id] = _read_style(element)
            if value(element, "type") == "paragraph" and (value(element, "default") or "0") not in ("0", "false"):
                self.default = style_id

    def chain(self, style_id: str | None) -> Iterator[tuple[str, Style]]:
        """A style and those that it is based on, itself first; a circle ends."""
        for _ in range(_DEEPEST):
            style = self._styles.get(style_id or "")
            if style_id is None or style is None:
                return
            yield style_id, style
            style_id = style.based_on

    def hides(self, style_id: str | None) -> bool:
        """Whether text in a style is hidden."""
        return next((style.hidden for _, style in self.chain(style_id) if style.hidden is not None), False)

    def is_contents(self, style_id: str | None) -> bool:
        """Whether a paragraph in a style is a line of a table of contents, which repeats headings."""
        return any(style.name.startswith("toc ") for _, style in self.chain(style_id))


def _read_style(element: Element) -> Style:
    numbering = child(element, "pPr", "numPr")
    depth = child(numbering, "ilvl")
    hidden = child(element, "rPr", "vanish")
    return Style(
        based_on=value(child(element, "basedOn")),
        name=(value(child(element, "name")) or "").lower(),
        list_id=value(child(numbering, "numId")),
        depth=None if depth is None else integer(depth),
        hidden=None if hidden is None else is_on(hidden),
    )
