"""Drawings of a .docx: the text boxes in them are read, pictures and shapes are not."""

from __future__ import annotations

from typing import Final

from gkml.doubts import DoubtCode
from gkml.readers.ooxml import Element
from gkml.readers.sight import note, unread
from gkml.readers.word.markup import W, children

__all__ = ["Graphics"]

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BLIP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_SMALL_PICTURE = 40 * 9_525  # EMU, 40 pixels; seals and icons are smaller than tables
_HIDDEN: Final = frozenset(("1", "true", "on"))


class Graphics:
    """What drawings hold.

    Attributes:
        boxes: the text boxes that were met.
        pictures: how many pictures were met that may hold a table.
    """

    def __init__(self) -> None:
        self.boxes: list[Element] = []
        self.pictures = 0

    def look_into(self, graphic: Element) -> str:
        """Collect the text boxes of a drawing and count its pictures; the mark of what a person sees there.

        A text box stands over the text around it, so that where it belongs is in doubt.
        """
        properties = graphic.find(f".//{_DRAWING}docPr")
        if properties is not None and properties.get("hidden") in _HIDDEN:
            return ""
        boxes = len(self.boxes)
        pictures = self._look(graphic, small=False)
        is_drawn = pictures or len(self.boxes) == boxes
        return unread(DoubtCode.PICTURE) if is_drawn else note(DoubtCode.OVERLAPPING)

    def _look(self, graphic: Element, *, small: bool) -> int:
        """How many pictures a drawing holds, small ones among them."""
        extent = graphic.find(f"{_DRAWING}extent")
        if extent is not None:
            small = any(
                size.isdecimal() and int(size) <= _SMALL_PICTURE
                for size in (extent.get("cx", ""), extent.get("cy", ""))
            )
        found = 0
        for inner in children(graphic):
            if inner.tag == f"{W}txbxContent":
                self.boxes.append(inner)
            elif inner.tag in (_BLIP, _IMAGE_DATA):
                self.pictures += not small
                found += 1
            else:
                found += self._look(inner, small=small)
        return found
