"""The dress of text in a page: elements and their winning declarations to what a person sees.

A dress is inherited from element to element in the order of the walk; each element costs one step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lxml.html import HtmlElement

from gkml.doubts import DoubtCode
from gkml.readers.css_properties import TABLE_PARTS, declared
from gkml.readers.css_suspects import PICTOGRAMS
from gkml.readers.css_values import colour_of, is_dark, is_light
from gkml.readers.dress import GONE_OPACITY, PLAIN, Dress
from gkml.readers.html_cascade import CELL_TAGS, Styles
from gkml.readers.html_controls import generated_text
from gkml.readers.sight import unread

__all__ = ["Dressing", "dress_of", "needs_dressing"]

_SMALL_TYPE = 0.7  # of the type of its cell; smaller type beside it is no part of its figures
_FONT_SIZES: Final = {"1": 10.0, "-2": 10.0, "-3": 9.0}  # small ones of the element font, in pixels
_STRUCK: Final = frozenset(("del", "s", "strike"))
_DRESSING: Final = frozenset(("bdo", "font", "small", "sub", "sup", *CELL_TAGS, *_STRUCK, *TABLE_PARTS))
_UNTIL_SCRIPTS: Final = frozenset(("display", "opacity", "visibility"))
_APART: Final = frozenset(("block", "flex", "grid", "list-item", "table", "table-cell", "table-row", "flow-root"))


def dress_of(element: HtmlElement, tag: str, values: Mapping[str, str] | None, around: Dress) -> Dress:
    """The dress of the text in an element.

    Args:
        element: the element.
        tag: its name, ``""`` for what is generated at it.
        values: the declarations that win for it, by property.
        around: the dress of its parent.
    """
    dress = _by_element(element, tag, around)
    if values:
        dress = declared(dress, tag, values, around)
    if tag in CELL_TAGS:
        return dress if dress.cell_size == dress.size else replace(dress, cell_size=dress.size)
    if tag not in TABLE_PARTS and dress.shifted is None and dress.size < _SMALL_TYPE * dress.cell_size:
        return replace(dress, shifted=DoubtCode.TINY)
    return dress


def _by_element(element: HtmlElement, tag: str, dress: Dress) -> Dress:
    if tag in _STRUCK:
        return replace(dress, struck=True)
    if tag == "sup":
        return replace(dress, shifted=DoubtCode.RAISED)
    if tag == "sub":
        return replace(dress, shifted=DoubtCode.LOWERED)
    if tag == "small":
        return replace(dress, shifted=dress.shifted or DoubtCode.TINY)
    if tag == "font":
        own = colour_of((element.get("color") or "").lower()) or dress.colour
        if PICTOGRAMS.search((element.get("face") or "").lower()):
            dress = replace(dress, doubt=DoubtCode.UNREAD_INK)
        return replace(dress, colour=own, size=_FONT_SIZES.get((element.get("size") or "").strip(), dress.size))
    if tag == "bdo" and (element.get("dir") or "").lower() == "rtl":
        return replace(dress, reverses=True)
    if tag in TABLE_PARTS and (colour := colour_of((element.get("bgcolor") or "").lower())) is not None:
        return replace(dress, ground=colour)
    if tag in TABLE_PARTS and element.get("background"):
        return replace(dress, ground=None)
    return dress


class Dressing:
    """The dress of the text at hand while a page is walked; elements are entered and left in order."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._dresses = [PLAIN]

    def enter(self, element: HtmlElement, tag: str) -> tuple[str, bool]:
        """Enter an element.

        Returns:
            The text that is generated before what stands in it, and whether it begins a line by its style.
        """
        values = self._styles.own.get(element)
        around = self._around(element)
        if not values and tag not in _DRESSING:
            self._dresses.append(around)
            return (self._generated(element, self._styles.before) if self._styles.before else ""), False
        if values and tag in ("html", "body"):  # those are hidden until scripts have run
            values = {name: value for name, value in values.items() if name not in _UNTIL_SCRIPTS}
        self._dresses.append(dress_of(element, tag, values, around))
        generated = self._generated(element, self._styles.before)
        return (generated + self._sprite(element, tag, values), _breaks_line(values)) if values else (generated, False)

    def _around(self, element: HtmlElement) -> Dress:
        """The dress around an element, in doubt where its first letter or line is dressed so that it is not seen."""
        around = self._dresses[-1]
        first = self._styles.first.get(element) if self._styles.first else None
        if first is None:
            return around
        dressed = declared(around, "", first, around)
        return replace(around, doubt=DoubtCode.HIDDEN) if dressed.missing() or dressed.doubt else around

    def leave(self, element: HtmlElement) -> tuple[str, bool]:
        """Leave an element.

        Returns:
            The text that is generated behind what stands in it, and whether it ends a line by its style.
        """
        generated = self._generated(element, self._styles.after) if self._styles.after else ""
        self._dresses.pop()
        values = self._styles.own.get(element)
        return generated, values is not None and _breaks_line(values)

    def mark(self, text: str, *, keeps_width: bool = False) -> str:
        """Text with marks of its dress."""
        dress = self._dresses[-1]
        return text if dress is PLAIN else dress.mark(text, keeps_width=keeps_width)

    def hides(self) -> bool:
        """Whether a picture here is not seen."""
        dress = self._dresses[-1]
        return dress.unseen is not None or dress.hidden or dress.opacity < GONE_OPACITY

    def _generated(self, element: HtmlElement, styles: Mapping[HtmlElement, Mapping[str, str]]) -> str:
        values = styles.get(element)
        if not values or "content" not in values:
            return ""
        dress = dress_of(element, "", values, self._dresses[-1])
        return dress.mark(generated_text(values["content"], element))

    def _sprite(self, element: HtmlElement, tag: str, values: Mapping[str, str]) -> str:
        """The mark of an element without text that shows a picture as its background."""
        if "url(" in values.get("content", "") and not self.hides():  # which stands in place of what is in it
            return unread(DoubtCode.PICTURE)
        picture = any("url(" in values.get(name, "") for name in ("background", "background-image"))
        empty = len(element) == 0 and not (element.text or "").strip() and tag not in TABLE_PARTS
        return unread(DoubtCode.PICTURE) if picture and empty and not self.hides() else ""


def _breaks_line(values: Mapping[str, str]) -> bool:
    """Whether an element stands apart from the line around it by its style."""
    apart = values.get("float", "none") in ("left", "right") or values.get("position") in ("absolute", "fixed")
    return apart or values.get("display") in _APART


def needs_dressing(root: HtmlElement, styles: Styles) -> bool:
    """Whether anything in a page is dressed so that it matters."""
    if styles.own or styles.before or styles.after or styles.first:
        return True
    if next(root.iter("bdo", "small", "sub", "sup", *_STRUCK), None) is not None:
        return True
    fonts = {(font.get("color", ""), font.get("size", "").strip()) for font in root.iter("font")}
    if any(PICTOGRAMS.search(face.lower()) for face in set(root.xpath("//font/@face"))):
        return True
    if any((colour and is_light(colour.lower())) or size in _FONT_SIZES for colour, size in fonts):
        return True
    grounds = (colour_of(str(colour).lower()) for colour in set(root.xpath("//@bgcolor")))
    return any(colour is not None and is_dark(colour) for colour in grounds)
