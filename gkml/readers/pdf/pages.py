"""The pages of a PDF, read one after another.

PDFium (through pypdfium2) does the parsing; nothing else in gkml touches it. Pages that are turned, and pages whose
text is turned on them, are turned back, so that text always runs from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from gkml.document import Box, Sight
from gkml.doubts import DoubtCode
from gkml.errors import InputError
from gkml.readers.limits import Limits
from gkml.readers.pdf.annotations import flatten, page_annotations, undrawn_characters
from gkml.readers.pdf.characters import angle_of_text, lies_under_picture, page_glyphs, seen_and_unseen, text_layer
from gkml.readers.pdf.drawing import page_drawing
from gkml.readers.pdf.fonts import provide_fonts
from gkml.readers.pdf.page import Character, Mark, PageContent, Place, Point

__all__ = ["open_pdf", "read_pages"]

_TABLE_WIDTH, _TABLE_HEIGHT = 150.0, 40.0  # points; a picture of a table is as large
_FEW_OVER = 10  # characters over a picture that holds its own
_FARTHEST = 1e6  # points; the largest page that PDF knows is 14,400


def read_pages(data: bytes, limits: Limits, only: int | None = None) -> Iterator[PageContent]:
    """All pages of a document, one after another, or the one that is asked for.

    Raises:
        InputError: ``encrypted``, ``damaged_file``, ``too_many_pages``, ``too_many_characters`` or ``too_many_rows``.
    """
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_c

    provide_fonts(pdfium_c)
    document = open_pdf(data)
    document.init_forms()  # before any page is loaded
    pages = len(document)
    try:
        if not pages:
            raise InputError("the PDF has no pages; it is damaged, fetch it again", code="damaged_file")
        limits.check_pages(pages)
        budget = _Budget(limits)
        for number in range(pages) if only is None else range(only - 1, min(only, pages)):
            try:
                page = document[number]
            except pdfium.PdfiumError:
                yield PageContent(number + 1, 0.0, 0.0, (), (), 0.0, "none", damaged=True)
                continue
            try:
                yield _read_page(document, page, number + 1, budget, pdfium_c)
            finally:
                page.close()
    finally:
        document.close()


def open_pdf(data: bytes) -> Any:
    """The document as PDFium has it.

    Raises:
        InputError: ``encrypted`` or ``damaged_file``.
    """
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        pass
    # PDFium may name the error of an earlier document; a file of nothing makes it forget that one
    for attempt in (b"", data):
        try:
            return pdfium.PdfDocument(attempt)
        except pdfium.PdfiumError as error:
            why = str(error)
    if "password" in why.lower():
        raise InputError("the PDF asks for a password; save it without one and read it again", code="encrypted")
    raise InputError(f"the PDF is damaged ({why}); fetch it again", code="damaged_file")


class _Budget:
    """What the pages read so far have used of the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.characters = 0
        self.rulings = 0
        self.elements = 0

    def spend(self, *, characters: int = 0, rulings: int = 0, elements: int = 0) -> None:
        self.characters += characters
        self.rulings += rulings
        self.elements += elements
        self.limits.check_characters(self.characters)
        self.limits.check_rulings(self.rulings)
        self.limits.check_elements(self.elements)


def _read_page(document: Any, page: Any, number: int, budget: _Budget, pdfium_c: Any) -> PageContent:
    left, bottom, right, top = page.get_bbox()
    stored = right - left, top - bottom
    rotation = page.get_rotation()
    with _text_of(page) as text:
        total = angle_of_text(text, rotation, pdfium_c)

    def place(point: Point) -> Point:
        return _turned((point[0] - left, point[1] - bottom), stored, total)

    shown = (stored[1], stored[0]) if total in (90, 270) else stored
    drawing = page_drawing(page, place, shown, budget.spend, pdfium_c)
    annotations = page_annotations(page, document.formenv, pdfium_c, budget.spend)
    whole = drawing
    if annotations.count:  # their text is wanted, and not their frames and grounds, which the drawing is without
        flatten(page, pdfium_c)
        page = document[number - 1]
    try:
        if annotations.count:
            whole = page_drawing(page, place, shown, budget.spend, pdfium_c)
        whole = replace(whole, slants=(*whole.slants, *annotations.strikes(place)))
        with _text_of(page) as text:
            budget.spend(characters=text.count_chars())
            read = _read_text(page, text, _Frame(place, shown, total, rotation), drawing, whole, pdfium_c)
    finally:
        if annotations.count:
            page.close()
    undrawn = undrawn_characters(annotations, place)
    marks = tuple(Mark(Box(c.x0, c.y0, c.x1, c.y1), DoubtCode.CONTROL) for c in undrawn)
    return replace(read, number=number, characters=(*read.characters, *undrawn), marks=(*read.marks, *marks))


@dataclass(frozen=True, slots=True)
class _Frame:
    """How a page is read: where its places lie, its size, how it is turned in all, and how for those who view it."""

    place: Place
    size: tuple[float, float]
    total: int
    rotation: int

    @property
    def turn(self) -> int:
        return (self.total - self.rotation) % 360


def _read_text(page: Any, text: Any, frame: _Frame, drawing: Any, whole: Any, pdfium_c: Any) -> PageContent:
    """The text of a page, compared with its ink where it may hold a table."""
    from gkml.readers.pdf.inking import Inking  # with numpy
    from gkml.readers.pdf.sight import audit_page, is_worth_auditing

    glyphs = page_glyphs(text, frame.place, frame.size, frame.total, pdfium_c)
    seen, unseen = seen_and_unseen(glyphs, drawing)
    rulings = drawing.rulings
    marks: tuple[Mark, ...] = ()
    sight: Sight | None = None
    doubts: tuple[DoubtCode, ...] = ()
    scanned = lies_under_picture(seen, unseen, drawing)
    inking = Inking.of(page, frame.turn, frame.size, pdfium_c)
    if not scanned and inking is not None and is_worth_auditing(glyphs, drawing):
        audit = audit_page(inking, glyphs, whole, drawing)
        scanned = lies_under_picture([g.character for g in audit.seen], [g.character for g in audit.unseen], drawing)
        if scanned:
            unseen = [glyph.character for glyph in audit.unseen]
        if audit.trusted:
            seen, rulings, marks = [glyph.character for glyph in audit.seen], audit.rulings, audit.marks
        sight, doubts = ("seen", ()) if audit.trusted else ("doubtful", (DoubtCode.NO_INK,))
    if scanned:  # the lines on which a scanner's program puts characters waver
        sight, marks, doubts = "doubtful", (), (DoubtCode.TEXT_UNDER_SCAN,)
        seen = [replace(character, base=None) for character in (*seen, *unseen)]
    characters = tuple(seen)
    return PageContent(
        0,
        *frame.size,
        characters,
        rulings,
        drawing.pictures,
        text_layer(characters, scanned, drawing),
        turned=frame.turn,
        marks=marks,
        sight=sight,
        doubts=doubts,
        pictured=tuple(box for box in drawing.images if _may_hold_table(box, characters)),
    )


def _may_hold_table(box: Box, characters: Sequence[Character]) -> bool:
    """Whether a picture is large, and hardly any text lies over it."""
    if box.x1 - box.x0 < _TABLE_WIDTH or box.y1 - box.y0 < _TABLE_HEIGHT:
        return False
    over = sum(box.x0 < c.x0 and c.x1 < box.x1 and box.y0 < c.y0 and c.y1 < box.y1 for c in characters)
    return over < _FEW_OVER


@contextmanager
def _text_of(page: Any) -> Iterator[Any]:
    text = page.get_textpage()
    try:
        yield text
    finally:
        text.close()


def _turned(point: Point, stored: tuple[float, float], angle: int) -> Point:
    """A place on the stored page (origin bottom left) to one on the page as read (origin top left)."""
    x, y = point
    if not (-_FARTHEST < x < _FARTHEST and -_FARTHEST < y < _FARTHEST):  # nor is it where x or y is no number
        x, y = -_FARTHEST, -_FARTHEST  # far off the page, where nothing is read
    width, height = stored
    if angle == 90:
        return y, x
    if angle == 180:
        return width - x, y
    if angle == 270:
        return height - y, width - x
    return x, height - y
