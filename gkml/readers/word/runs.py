"""Runs of a .docx paragraph to its text: fields show their result, hidden and deleted text is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gkml.readers.ooxml import Element
from gkml.readers.word.markup import W, child, children, is_on, value
from gkml.readers.word.styles import Styles

__all__ = ["Inline", "Runs"]

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BLIP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SMALL_PICTURE = 40 * 9_525  # EMU, 40 pixels; seals and icons are smaller than tables

_SIGNS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_GRAPHICS: Final = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_SPACES = str.maketrans("\n\r\t", "   ")  # in the XML these are mere spaces


@dataclass(frozen=True, slots=True)
class Inline:
    """What stands in a paragraph: its text, line breaks as ``\\n``, and the text boxes anchored in it."""

    text: str
    boxes: tuple[Element, ...]


class Runs:
    """Reads paragraphs in order; it remembers the fields that are open, which may reach over several of them.

    Attributes:
        pictures: how many pictures were met that may hold a table.
    """

    def __init__(self, root: Element, styles: Styles) -> None:
        self.pictures = 0
        self.fields: list[bool] = []  # for every open field, whether its result has begun
        self._styles = styles
        self._unmatched = _fields_without_end(root)
        self._pieces: list[str] = []
        self._boxes: list[Element] = []

    def read(self, paragraph: Element, style_id: str | None) -> Inline:
        """The text of a paragraph in a style."""
        self._pieces, self._boxes = [], []
        self._read(paragraph, hidden=self._styles.hides(style_id))
        return Inline("".join(self._pieces), tuple(self._boxes))

    def _read(self, element: Element, *, hidden: bool) -> None:
        for inner in children(element):
            tag = str(inner.tag)
            if tag == f"{W}r":
                self._read(inner, hidden=self._is_hidden(inner, hidden))
            elif tag == f"{W}fldChar":
                self._turn_field(inner)
            elif hidden or not all(self.fields):
                continue
            elif tag in (f"{W}t", f"{_MATH}t"):
                self._pieces.append((inner.text or "").translate(_SPACES))
            elif tag == f"{W}sym":
                self._pieces.append(_symbol(inner))
            elif tag in _GRAPHICS:
                self._look_into(inner, small=False)
            elif tag.startswith(W) and tag[len(W) :] in _SIGNS:
                self._pieces.append(_SIGNS[tag[len(W) :]])
            elif tag in (f"{W}ruby", f"{W}rubyBase") or (tag.startswith(_MATH) and not tag.endswith("Pr")):
                self._read(inner, hidden=hidden)

    def _is_hidden(self, run: Element, paragraph_hides: bool) -> bool:
        properties = child(run, "rPr")
        own = child(properties, "vanish")
        if own is not None:
            return is_on(own)
        return paragraph_hides or self._styles.hides(value(child(properties, "rStyle")))

    def _turn_field(self, sign: Element) -> None:
        kind = value(sign, "fldCharType")
        if kind == "begin" and sign not in self._unmatched:
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _look_into(self, graphic: Element, *, small: bool) -> None:
        """Collect text boxes and count pictures in a drawing."""
        extent = graphic.find(f"{_DRAWING}extent")
        if extent is not None:
            small = any(
                size.isdecimal() and int(size) <= _SMALL_PICTURE
                for size in (extent.get("cx", ""), extent.get("cy", ""))
            )
        for inner in children(graphic):
            if inner.tag == f"{W}txbxContent":
                self._boxes.append(inner)
            elif inner.tag in (_BLIP, _IMAGE_DATA):
                self.pictures += not small
            else:
                self._look_into(inner, small=small)


def _fields_without_end(root: Element) -> set[Element]:
    """Beginnings of fields that damage left open; they would hide all that follows."""
    opened: list[Element] = []
    for sign in root.iter(f"{W}fldChar"):
        kind = value(sign, "fldCharType")
        if kind == "begin":
            opened.append(sign)
        elif kind == "end" and opened:
            opened.pop()
    return set(opened)


def _symbol(element: Element) -> str:
    """A sign by its font and code; fonts of signs keep theirs from U+F000 on, where the font Symbol has ASCII."""
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return ""
    if 0xF020 <= code <= 0xF07E and (value(element, "font") or "").lower() == "symbol":
        code -= 0xF000
    if 0xE000 <= code <= 0xF8FF or not 0x20 <= code < 0xD800:
        return "□"
    return chr(code)
