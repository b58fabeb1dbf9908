"""Styles of a .docx: what a paragraph or run takes from them, as far as its text depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gkml.readers.ooxml import Element
from gkml.readers.word.markup import W, child, integer, value
from gkml.readers.word.run_format import RunFormat, laid_over
from gkml.readers.word.run_properties import read_run_format

__all__ = ["Style", "Styles"]

_DEEPEST = 32  # styles based on one another; Word allows about ten


@dataclass(frozen=True, slots=True)
class Style:
    """What one style says itself.

    Attributes:
        based_on: id of the style it continues.
        name: its name, lower case; the id may be anything.
        list_id, depth: the list that it numbers paragraphs by, and the level in it, where it says so.
        run: what it says of the dress of its text.
        shaded: for one of tables, whether it shades cells.
    """

    based_on: str | None
    name: str
    list_id: str | None = None
    depth: int | None = None
    run: RunFormat = field(default_factory=RunFormat)
    shaded: bool = False


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._formats: dict[str | None, RunFormat] = {}
        self.default: str | None = None
        self.defaults = read_run_format(child(root, "docDefaults", "rPrDefault", "rPr"))
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

    def run_format(self, style_id: str | None) -> RunFormat:
        """What a style and those that it is based on say of the dress of text."""
        if style_id not in self._formats:
            said = RunFormat()
            for _, style in self.chain(style_id):
                said = laid_over(style.run, said)
            self._formats[style_id] = said
        return self._formats[style_id]

    def hides(self, style_id: str | None) -> bool:
        """Whether text in a style is hidden."""
        return self.run_format(style_id).switches.get("vanish", False)

    def shades(self, style_id: str | None) -> bool:
        """Whether a style of tables shades cells, which of them this reader does not follow."""
        return any(style.shaded for _, style in self.chain(style_id))

    def is_contents(self, style_id: str | None) -> bool:
        """Whether a paragraph in a style is a line of a table of contents, which repeats headings."""
        return any(style.name.startswith("toc ") for _, style in self.chain(style_id))


def _read_style(element: Element) -> Style:
    numbering = child(element, "pPr", "numPr")
    depth = child(numbering, "ilvl")
    return Style(
        based_on=value(child(element, "basedOn")),
        name=(value(child(element, "name")) or "").lower(),
        list_id=value(child(numbering, "numId")),
        depth=None if depth is None else integer(depth),
        run=read_run_format(child(element, "rPr")),
        shaded=value(element, "type") == "table" and any(map(_is_coloured, element.iter(f"{W}shd"))),
    )


def _is_coloured(shading: Element) -> bool:
    return (value(shading, "fill") or "auto").lower() not in ("auto", "ffffff") or value(shading) == "solid"
