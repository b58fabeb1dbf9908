"""What stands on a page without being part of its contents: fields of forms, typed remarks, stamps, strikes, covers.

PDFium leaves them out of the text of a page. Those with an appearance are made part of the page (which changes the
document in memory only). A field may have a value and no appearance, for viewers to draw (NeedAppearances, ISO 32000-1,
12.7.2); where exactly they would, the file does not say, so that what is read of it is for a person to look at.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gkml.readers.pdf.page import Character, Place, Point

__all__ = ["Annotations", "flatten", "page_annotations", "undrawn_characters"]

_HIDDEN = 0x02 | 0x20  # flags: hidden, not to be seen on a screen
_LEAST_APPEARANCE = 4  # bytes of UTF-16; an empty one has its closing zero alone
_MOST_LETTERS = 200  # of a field; one with more is a text area, no figure
_MOST_BYTES = 1_000_000
_TYPE_SIZE = 12.0  # points, of fields that do not say and have room
_UNDRAWN = 0.5  # certainty of what viewers would draw


def _annotations(page: Any, pdfium_c: Any, spend: Callable[..., None]) -> Iterator[Any]:
    """Annotations that are to be seen, each to be closed by nobody else."""
    unseen = (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP)
    count = max(0, pdfium_c.FPDFPage_GetAnnotCount(page.raw))
    spend(elements=count)
    for index in range(count):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            seen = not pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN
            if seen and kind not in unseen:
                yield annotation
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


@dataclass(frozen=True, slots=True)
class Annotations:
    """What was found on a page.

    Attributes:
        count: those that are to be seen.
        undrawn: text and box, on the stored page, of fields and remarks without an appearance.
        struck: lines, on the stored page, through the middle of text that is marked as struck out.
    """

    count: int
    undrawn: tuple[tuple[str, Point, Point], ...]
    struck: tuple[tuple[Point, Point], ...] = ()

    def strikes(self, place: Place) -> Iterator[tuple[Point, Point]]:
        """The lines of ``struck`` on the page as read."""
        for a, b in self.struck:
            yield place(a), place(b)


def page_annotations(page: Any, forms: Any, pdfium_c: Any, spend: Callable[..., None]) -> Annotations:
    """The annotations of a page.

    Args:
        page: before ``flatten``, which takes them away.
        forms: what PDFium knows of the forms of the document; None where it has none.
        pdfium_c: the library.
        spend: is told how many there are, and raises where they are too many.
    """
    count = 0
    undrawn: list[tuple[str, Point, Point]] = []
    struck: list[tuple[Point, Point]] = []
    rectangle = pdfium_c.FS_RECTF()
    for annotation in _annotations(page, pdfium_c, spend):
        count += 1
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        if kind == pdfium_c.FPDF_ANNOT_STRIKEOUT:
            struck.extend(_strikes(annotation, pdfium_c))
        if kind not in (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT):
            continue
        if pdfium_c.FPDFAnnot_GetAP(annotation, pdfium_c.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _LEAST_APPEARANCE:
            continue
        text = _text(annotation, forms, pdfium_c)[:_MOST_LETTERS]
        if text and pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
            undrawn.append((text, (rectangle.left, rectangle.top), (rectangle.right, rectangle.bottom)))
    return Annotations(count, tuple(undrawn), tuple(struck))


def _strikes(annotation: Any, pdfium_c: Any) -> Iterator[tuple[Point, Point]]:
    """Lines half way between the upper and the lower edge of each part of marked text."""
    corners = pdfium_c.FS_QUADPOINTSF()
    for index in range(min(_MOST_LETTERS, pdfium_c.FPDFAnnot_CountAttachmentPoints(annotation))):
        if pdfium_c.FPDFAnnot_GetAttachmentPoints(annotation, index, ctypes.byref(corners)):
            yield (
                ((corners.x1 + corners.x3) / 2, (corners.y1 + corners.y3) / 2),
                ((corners.x2 + corners.x4) / 2, (corners.y2 + corners.y4) / 2),
            )


def flatten(page: Any, pdfium_c: Any) -> None:
    """Make appearances part of the page, which has to be loaded again to show them."""
    pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)


def undrawn_characters(annotations: Annotations, place: Place) -> tuple[Character, ...]:
    """The characters of fields and remarks without an appearance, as a viewer would draw them, more or less."""
    typed = (_typed(text, *place(a), *place(b)) for text, a, b in annotations.undrawn)
    return tuple(character for characters in typed for character in characters)


def _text(annotation: Any, forms: Any, pdfium_c: Any) -> str:
    """What a remark says, or the value of a field that holds text."""
    if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_FREETEXT:
        return _string(lambda *room: pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", *room), pdfium_c)
    if forms is None or pdfium_c.FPDFAnnot_GetFormFieldType(forms, annotation) not in (
        pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
        pdfium_c.FPDF_FORMFIELD_COMBOBOX,
    ):
        return ""
    return _string(lambda *room: pdfium_c.FPDFAnnot_GetFormFieldValue(forms, annotation, *room), pdfium_c)


def _string(get: Callable[..., int], pdfium_c: Any) -> str:
    size = get(None, 0)  # bytes, with a closing zero of two
    if not 2 < size < _MOST_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore")


def _typed(text: str, x0: float, y0: float, x1: float, y1: float) -> Iterator[Character]:
    """A line in the middle of the height of a box."""
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    words = "".join(text.split())
    if not words:
        return
    size = min(_TYPE_SIZE, y1 - y0)
    step = min(size / 2 * (1 + (not words.isascii())), (x1 - x0) / len(words))
    top = (y0 + y1 - size) / 2
    for number, letter in enumerate(words):
        yield Character(letter, x0 + number * step, top, x0 + (number + 1) * step, top + size, size, _UNDRAWN)
